"""What the rules for uploads see: sound rows, the figures published already, the day, the areas a member may send."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from pipelines.derive import age_spans
from pipelines.observations import KEY, SCHEMA, has_status

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pipelines.catalogue import Catalogue
    from pipelines.derive import AgeSpan

POPULATION = "child_population_number"
SERIES = tuple(column for column in KEY if column != "time_period")
"""What a line of a chart holds together: one indicator, area, dimensions and source."""

FACT = tuple(column for column in KEY if column != "source")
"""What a figure is about, whoever publishes it."""

FOUND = pl.Schema({"row": pl.UInt32(), "detail": pl.String()})
"""What a rule returns: rows that break it, and what its words leave open."""


def today() -> date:
    """Return the day in UTC."""
    return datetime.now(UTC).date()


class Context(NamedTuple):
    """What an upload is compared with.

    `published` are the observations of the current release, null before the first; `areas` those the sender is
    limited to, null where there is no limit.
    """

    today: date
    published: pl.DataFrame | None = None
    areas: frozenset[str] | None = None


class UploadRule(NamedTuple):
    """A rule for uploads: its code, and which rows break it (`FOUND`)."""

    code: str
    broken: Callable[[Upload], pl.DataFrame]


@dataclass(frozen=True)
class Upload:
    """Rows that passed the rules for all figures (`SCHEMA` and `row`), and what they are compared with."""

    rows: pl.DataFrame
    catalogue: Catalogue
    context: Context

    @cached_property
    def valued(self) -> pl.DataFrame:
        """Rows with a value."""
        return self.rows.filter(pl.col("obs_value").is_not_null())

    @cached_property
    def published(self) -> pl.DataFrame:
        """Published figures of the same areas, none derived, in the shape of `rows`; `row` is null."""
        known = self.context.published
        if known is None:
            return self.rows.clear()
        if "derivation" in known.columns:
            known = known.filter(pl.col("derivation").is_null())
        areas = self.rows["ref_area"].unique().implode()
        near = known.filter(pl.col("ref_area").is_in(areas)).with_columns(row=pl.lit(None, pl.UInt32))
        return near.select(self.rows.columns).cast(self.rows.schema)

    @cached_property
    def together(self) -> pl.DataFrame:
        """Figures with a value as they would stand after publishing: the upload's, and published ones beside them."""
        beside = self.published.filter(pl.col("obs_value").is_not_null()).join(self.rows, on=KEY, how="anti")
        return pl.concat([self.valued, beside])

    @cached_property
    def spans(self) -> Mapping[str, AgeSpan]:
        """Years of age of each code."""
        return age_spans(self.catalogue)

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """Kind of each indicator's unit: count, rate, share and so on."""
        units = self.catalogue.units
        return {each.id: units[each.unit].extra["kind"] for each in self.catalogue.indicators.values()}

    def is_kind(self, *kinds: str) -> pl.Expr:
        """Whether a row's indicator is of one of these kinds."""
        return pl.col("indicator").is_in(sorted(code for code, kind in self.kinds.items() if kind in kinds))

    @cached_property
    def counts_children(self) -> pl.Expr:
        """Whether a row counts children or young people."""
        chosen = sorted(each.id for each in self.catalogue.indicators.values() if each.unit in {"children", "persons"})
        return pl.col("indicator").is_in(chosen)

    def subgroup(self) -> pl.Expr:
        """Whether a row is of a part of the children its indicator is about: by sex, disability or age."""
        return (pl.col("sex") != "_T") | (pl.col("disability") != "_T") | self._narrower_age()

    def _narrower_age(self) -> pl.Expr:
        spans = self.spans
        pairs = [
            f"{each.id} {age}"
            for each in self.catalogue.indicators.values()
            for age, span in spans.items()
            if age not in each.ages and any(spans[own].holds(span) and spans[own] != span for own in each.ages)
        ]
        return pl.concat_str("indicator", "age", separator=" ").is_in(sorted(pairs))


def flagged(rows: pl.DataFrame, detail: pl.Expr | str | None = None) -> pl.DataFrame:
    """Return rows as a rule's answer (`FOUND`), those of the upload only, each once."""
    told = detail if isinstance(detail, pl.Expr) else pl.lit(detail, pl.String)
    own = rows.filter(pl.col("row").is_not_null()).select("row", detail=told.cast(pl.String)).cast(FOUND)
    return own.unique("row", keep="first", maintain_order=True).sort("row")


def none() -> pl.DataFrame:
    """Return that no row breaks the rule."""
    return pl.DataFrame(schema=FOUND)


def plain(value: pl.Expr) -> pl.Expr:
    """Return a number as text: whole ones without decimals, others with two at most."""
    whole = (value == value.round(0)) & (value.abs() < 2**53)
    return (
        pl.when(whole)
        .then(value.cast(pl.Int64, strict=False).cast(pl.String))
        .otherwise(value.round(2).cast(pl.String))
    )


def beside(rows: pl.DataFrame, others: pl.DataFrame, on: tuple[str, ...], name: str = "other") -> pl.DataFrame:
    """Return rows with the value of the other row of the same `on`, as the column `name`; the rest is left out."""
    first = others.select(*on, pl.col("obs_value").alias(name)).unique(on, keep="first", maintain_order=True)
    return rows.join(first, on=on)


def marked(*statuses: str) -> pl.Expr:
    """Whether a row has one of these statuses."""
    return pl.any_horizontal(*(has_status(status) for status in statuses)).fill_null(value=False)


def far(first: pl.Expr, second: pl.Expr, share: float, least: float | pl.Expr) -> pl.Expr:
    """Whether two values differ by more than a share of the larger and by more than the least difference."""
    difference = (first - second).abs()
    return (difference > pl.max_horizontal(first.abs(), second.abs()) * share) & (difference > least)


def added(*values: float) -> float:
    """Return an exact sum."""
    return math.fsum(values)


ROWS = pl.Schema({**SCHEMA, "row": pl.UInt32()})
"""Shape of the rows that a rule sees."""
