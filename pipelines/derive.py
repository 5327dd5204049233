"""Figures computed at build time from published ones: rates, shares, the remainder, and what may be compared."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from pipelines.observations import KEY, RELEASE_SCHEMA, SCHEMA, has_status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipelines.catalogue import Catalogue, Indicator

POPULATION = "child_population_number"
WHOLE_PERCENT = 100.0
INHERITED = ("B", "D", "E", "P")
"""Statuses of an input that hold for what is computed from it."""

CELL = ("ref_area", "time_period", "sex", "age", "disability")
SAME_TABLE = (*CELL, "count_basis", "source")
SERIES = ("ref_area", "sex", "age", "disability", "source")


class Remainder(NamedTuple):
    """What is left of a total when its known parts are taken away; without a total indicator, of 100 percent."""

    indicator: str
    total: str | None
    parts: tuple[str, ...]


REMAINDERS = (
    Remainder(
        "neither_or_unknown_number", "alternative_care_number", ("residential_care_number", "family_based_care_number")
    ),
    Remainder("neither_or_unknown_share", None, ("residential_care_share", "family_based_care_share")),
)


ROUNDING = 1.0
"""Percentage points by which shares may pass the whole because each was rounded."""

CONTRADICTION = "In this source residential and family-based care add up to more than all care."


@dataclass(frozen=True)
class AgeSpan:
    """Years of age from `first` to `last`, both included; `last` is infinite for an open group."""

    first: float
    last: float

    def holds(self, other: AgeSpan) -> bool:
        """Whether every age of `other` is one of these."""
        return self.first <= other.first and other.last <= self.last

    def meets(self, other: AgeSpan) -> bool:
        """Whether any age of `other` is one of these."""
        return self.first <= other.last and other.first <= self.last


def derived(observations: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """Return all published figures and everything that is computed from them (`RELEASE_SCHEMA`), sorted by key.

    A published figure wins over a computed one of the same key. Nothing is computed from a null.
    """
    published = observations.select(SCHEMA.names()).with_columns(
        derivation=pl.lit(None, pl.String), inputs=pl.lit(None, pl.String)
    )
    ratios = [_ratio(published, indicator, catalogue) for indicator in _with_ratio(catalogue)]
    with_ratios = _with_contradictions(_merged(published, ratios))
    remainders = [_remainder(with_ratios, each) for each in REMAINDERS if each.indicator in catalogue.indicators]
    every = _merged(with_ratios, remainders)
    return every.with_columns(comparability=comparability(catalogue)).select(RELEASE_SCHEMA.names()).sort(KEY)


def comparability(catalogue: Catalogue) -> pl.Expr:
    """Return how an observation compares with what its indicator declares, as a column expression.

    `different_basis` before `wider_ages` before `definition_differs`. A narrower age group is comparable as a
    breakdown of its own, and so is one wholly outside the declared ages; one that reaches beyond them is wider.
    """
    bases = {each.id: each.basis for each in catalogue.indicators.values()}
    wider = sorted(f"{indicator} {age}" for indicator, age in _wider_ages(catalogue))
    return (
        pl.when(pl.col("count_basis") != pl.col("indicator").replace_strict(bases, return_dtype=pl.String))
        .then(pl.lit("different_basis"))
        .when(pl.concat_str("indicator", "age", separator=" ").is_in(wider))
        .then(pl.lit("wider_ages"))
        .when(has_status("D"))
        .then(pl.lit("definition_differs"))
        .otherwise(pl.lit("comparable"))
    )


def _wider_ages(catalogue: Catalogue) -> Iterable[tuple[str, str]]:
    spans = age_spans(catalogue)
    for indicator in catalogue.indicators.values():
        declared = [spans[age] for age in indicator.ages]
        for age, span in spans.items():
            inside = age in indicator.ages or any(each.holds(span) for each in declared)
            if not inside and any(each.meets(span) for each in declared):
                yield indicator.id, age


def age_spans(catalogue: Catalogue) -> dict[str, AgeSpan]:
    """Return the years of age each code of `ages.csv` covers; `_T` covers all."""
    ages = catalogue.codelists["ages"].values()
    return {
        each.id: AgeSpan(float(each.extra.get("from") or 0), float(each.extra.get("to") or math.inf)) for each in ages
    }


def _with_ratio(catalogue: Catalogue) -> list[Indicator]:
    kinds = ("rate", "share")
    return [
        each
        for each in sorted(catalogue.indicators.values(), key=lambda each: each.id)
        if each.numerator and each.denominator and catalogue.units[each.unit].extra["kind"] in kinds
    ]


def _ratio(published: pl.DataFrame, indicator: Indicator, catalogue: Catalogue) -> pl.DataFrame:
    scale = float(catalogue.units[indicator.unit].extra["scale"])
    numerator = _valued(published, indicator.numerator)
    denominator = _valued(published, indicator.denominator).filter(pl.col("obs_value") > 0)
    value = pl.col("obs_value") * scale / pl.col("of_obs_value")
    if indicator.denominator == POPULATION:
        own = numerator.filter(
            pl.col("count_basis") == indicator.basis, pl.col("age").is_in(_own_ages(indicator, catalogue))
        )
        return _computed(_with_population(own, denominator, catalogue), indicator.id, "rate", value, ("of",))
    pairs = numerator.join(_inputs_of(denominator, SAME_TABLE), on=SAME_TABLE, validate="1:1")
    parts = pairs.filter(pl.col("obs_value") <= pl.col("of_obs_value"))
    return _computed(parts, indicator.id, "share", value, ("of",))


def _own_ages(indicator: Indicator, catalogue: Catalogue) -> list[str]:
    """Return the age groups within those an indicator declares; all ages have no population of their own."""
    spans = age_spans(catalogue)
    return [age for age in spans if age != "_T" and any(spans[own].holds(spans[age]) for own in indicator.ages)]


def _with_population(numerator: pl.DataFrame, population: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """Return the figures with the population of the one source chosen for each whole series.

    The figures' own source where it has the population for any of the years; else the source that has it for most
    years, the first in the order for levels at home among equals.
    """
    matched = numerator.join(_inputs_of(population, CELL), on=CELL)
    order = {each.id: each.home_order for each in catalogue.sources.values()}
    chosen = (
        matched.group_by(*SERIES, "of_source")
        .len()
        .with_columns(
            own=pl.col("of_source") == pl.col("source"),
            order=pl.col("of_source").replace_strict(order, return_dtype=pl.Int64),
        )
        .sort("own", "len", "order", "of_source", descending=[True, True, False, False])
        .unique(SERIES, keep="first", maintain_order=True)
    )
    return matched.join(chosen.select(*SERIES, "of_source"), on=[*SERIES, "of_source"], how="semi")


def _remainder(rows: pl.DataFrame, remainder: Remainder) -> pl.DataFrame:
    first, *others = remainder.parts
    pairs = _valued(rows, first)
    for number, part in enumerate(others):
        pairs = pairs.join(_inputs_of(_valued(rows, part), SAME_TABLE, f"p{number}"), on=SAME_TABLE, validate="1:1")
    names = [f"p{number}" for number, _ in enumerate(others)]
    total = pl.lit(WHOLE_PERCENT)
    if remainder.total:
        pairs = pairs.join(
            _inputs_of(_valued(rows, remainder.total), SAME_TABLE, "whole"), on=SAME_TABLE, validate="1:1"
        )
        names = ["whole", *names]
        total = pl.col("whole_obs_value")
    parts = [pl.col("obs_value"), *(pl.col(f"p{number}_obs_value") for number, _ in enumerate(others))]
    value = pl.concat_list(total, *(-part for part in parts)).map_elements(math.fsum, return_dtype=pl.Float64)
    return _computed(pairs, remainder.indicator, "remainder", value, names).filter(pl.col("obs_value") >= 0)


def _with_contradictions(rows: pl.DataFrame) -> pl.DataFrame:
    """Mark computed shares that add up to more than the whole (`D`): the source counts some children twice."""
    shares = next(each.parts for each in REMAINDERS if each.total is None)
    sums = pl.col("obs_value").sum() > WHOLE_PERCENT + ROUNDING
    over = rows.filter(pl.col("indicator").is_in(shares)).group_by(SAME_TABLE).agg(over=sums)
    computed = pl.col("derivation").is_not_null() & pl.col("indicator").is_in(shares)
    marked = pl.when(computed & pl.col("over").fill_null(value=False))
    statuses = pl.concat_str("obs_status", pl.lit("D"), separator=";").str.split(";").list.unique().list.sort()
    with_mark = statuses.list.eval(pl.element().filter(pl.element() != "A")).list.join(";")
    note = pl.concat_str(pl.col("note"), pl.lit(CONTRADICTION), separator=" ", ignore_nulls=True)
    return (
        rows.join(over, on=SAME_TABLE, how="left", maintain_order="left")
        .with_columns(
            obs_status=marked.then(with_mark).otherwise("obs_status"), note=marked.then(note).otherwise("note")
        )
        .drop("over")
    )


def _valued(rows: pl.DataFrame, indicator: str | None) -> pl.DataFrame:
    return rows.filter(pl.col("indicator") == indicator, pl.col("obs_value").is_not_null())


def _inputs_of(rows: pl.DataFrame, on: Sequence[str], prefix: str = "of") -> pl.DataFrame:
    carried = [column for column in ("indicator", "obs_value", "obs_status", "note", "source") if column not in on]
    return rows.select(*on, *[pl.col(column).alias(f"{prefix}_{column}") for column in carried])


def _computed(pairs: pl.DataFrame, indicator: str, kind: str, value: pl.Expr, names: Sequence[str]) -> pl.DataFrame:
    sources = {name: f"{name}_source" if f"{name}_source" in pairs.columns else "source" for name in names}
    inputs = [
        pl.struct("indicator", "source", value="obs_value"),
        *[pl.struct(indicator=f"{name}_indicator", source=sources[name], value=f"{name}_obs_value") for name in names],
    ]
    return pairs.select(
        *[pl.col(column) for column in KEY if column != "indicator"],
        "ref_date",
        indicator=pl.lit(indicator),
        obs_value=value,
        obs_status=_inherited_status(["obs_status", *[f"{name}_obs_status" for name in names]]),
        submission=pl.lit(None, pl.String),
        origin=pl.lit(None, pl.String),
        note=_joined_notes(["note", *[f"{name}_note" for name in names]]),
        derivation=pl.lit(kind),
        inputs=pl.concat_list(inputs).map_elements(_compact, return_dtype=pl.String),
    )


def _compact(inputs: Iterable[dict[str, object]]) -> str:
    return json.dumps(list(inputs), ensure_ascii=False, separators=(",", ":"))


def _inherited_status(columns: Sequence[str]) -> pl.Expr:
    every = pl.concat_list([pl.col(column).str.split(";") for column in columns])
    kept = every.list.eval(pl.element().filter(pl.element().is_in(INHERITED))).list.unique().list.sort()
    return pl.when(kept.list.len() == 0).then(pl.lit("A")).otherwise(kept.list.join(";"))


def _joined_notes(columns: Sequence[str]) -> pl.Expr:
    notes = pl.concat_list(columns).list.drop_nulls().list.unique(maintain_order=True)
    return pl.when(notes.list.len() > 0).then(notes.list.join(" "))


def _merged(rows: pl.DataFrame, computed: Iterable[pl.DataFrame]) -> pl.DataFrame:
    new = [each.select(rows.columns).cast(rows.schema) for each in computed]
    return pl.concat([rows, *(each.join(rows, on=KEY, how="anti") for each in new)])
