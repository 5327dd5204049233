"""What only several rows together can show: the same key twice, a part above its total."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from pipelines.rules.rows import problem_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipelines.rules.rows import Rows, Vocabulary

ROUNDING = 0.05
"""How far a part of a rounded share or rate may seem to exceed its total."""

TOTALS = {"sex": "_T", "disability": "_T"}
"""Dimensions whose rows are parts of the row with the total's code."""


@dataclass(frozen=True)
class Table:
    """Rows as numbers: `figures` has `key` (i64), `obs_value` and `marked` (status D), in the order of the text."""

    figures: pl.DataFrame
    vocabulary: Vocabulary

    @cached_property
    def valued(self) -> pl.DataFrame:
        """Rows with a value and not marked as differently defined: `row`, `key`, `obs_value`."""
        chosen = pl.col("obs_value").is_not_null() & ~pl.col("marked")
        return self.figures.with_row_index("row").filter(chosen).drop("marked")

    def code(self, column: str) -> pl.Expr:
        """Return the number of a row's code in a column's enumeration, taken from its key."""
        weight = self.vocabulary.weights[column]
        return pl.col("key") // weight % len(self.vocabulary.codes[column].categories)


class Rule(NamedTuple):
    """A rule over a table: its code, and which rows break it (`row`, `reference`, and `total` where there is one)."""

    code: str
    broken: Callable[[Table], pl.DataFrame]


def table(rows: Rows) -> Table:
    """Return rows as numbers; the key is null where a part of it cannot be read."""
    marked = rows.looked_up("obs_status", rows.vocabulary.differing_statuses)
    return Table(rows.typed.select(key=rows.keys(), obs_value="obs_value", marked=marked), rows.vocabulary)


def repeated_keys(figures: Table) -> pl.DataFrame:
    """Return rows whose key an earlier row holds: `row`, and the first such row as `reference`."""
    ordered = figures.figures["key"].sort()
    if not (ordered == ordered.shift(1)).any():
        return pl.DataFrame(schema={"row": pl.UInt32, "reference": pl.UInt32})
    numbered = figures.figures.select("key").with_row_index("row").drop_nulls("key")
    return (
        numbered.with_columns(reference=pl.col("row").min().over("key"))
        .filter(pl.col("row") > pl.col("reference"))
        .select("row", "reference")
    )


def parts_above_total(figures: Table) -> pl.DataFrame:
    """Return figures above the figure they are part of: `row`, the total's row as `reference`, `total`."""
    indicators = figures.vocabulary.catalogue.indicators
    return _above(figures, "indicator", lambda code: indicators[code].part_of)


def sexes_above_total(figures: Table) -> pl.DataFrame:
    """Return counts of one sex above the count of all: `row`, the total's row as `reference`, `total`.

    A rate or share of one sex may well be above that of all.
    """
    return _above(_only_counts(figures), "sex", lambda code: None if code == "_T" else "_T")


def disability_above_total(figures: Table) -> pl.DataFrame:
    """Return counts by disability above the count of all: `row`, the total's row as `reference`, `total`."""
    return _above(_only_counts(figures), "disability", lambda code: None if code == "_T" else "_T")


def _only_counts(figures: Table) -> Table:
    """Return the same rows, other figures than counts marked so that they are not compared."""
    is_count = pl.lit(figures.vocabulary.counts).gather(figures.code("indicator"))
    return replace(figures, figures=figures.figures.with_columns(marked=pl.col("marked") | ~is_count))


def _above(figures: Table, column: str, total_of: Callable[[str], str | None]) -> pl.DataFrame:
    numbers = {code: number for number, code in enumerate(figures.vocabulary.codes[column].categories)}
    totals = pl.Series([numbers.get(total_of(code) or "") for code in numbers], dtype=pl.Int64)
    code = figures.code(column)
    total_key = pl.col("key") + (pl.lit(totals).gather(code) - code) * figures.vocabulary.weights[column]
    parts = figures.valued.with_columns(total_key=total_key).drop_nulls("total_key")
    total = figures.valued.filter(code.is_in(totals.unique().implode()))
    tolerance = (
        pl.when(pl.lit(figures.vocabulary.counts).gather(figures.code("indicator"))).then(0.0).otherwise(ROUNDING)
    )
    return (
        parts.join(total.select(total_key="key", total="obs_value", reference="row"), on="total_key")
        .filter(pl.col("obs_value") > pl.col("total") + tolerance)
        .select("row", "reference", "total")
        .sort("row")
    )


RULES = (
    Rule("duplicate_key", repeated_keys),
    Rule("part_above_total", parts_above_total),
    Rule("sex_above_total", sexes_above_total),
    Rule("disability_above_total", disability_above_total),
)


def table_problems(rows: Rows) -> pl.DataFrame:
    """Return what the rows show only together, as problems in the order of the rules."""
    figures = table(rows)
    return pl.concat([_problems(rule, figures, rows) for rule in RULES])


def _problems(rule: Rule, figures: Table, rows: Rows) -> pl.DataFrame:
    broken = rule.broken(figures)
    total = pl.format(" ({})", "total") if "total" in broken.columns else pl.lit("")
    at, reference = rows.text[broken["row"]], rows.text[broken["reference"]]
    place = reference.select(pl.format("{}, line {}", pl.col("file"), pl.col("line"))).to_series()
    detail = place + broken.select(total).to_series()
    return problem_rows(at, rule.code, pl.lit(detail.cast(pl.String)))
