"""What only several rows together can show: the same key twice, a part above its total."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from pipelines.rules.rows import problem_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipelines.rules.rows import Rows, Vocabulary

ROUNDING = 0.05
"""How far a part of a rounded share or rate may seem to exceed its total."""

WINDOW_ROWS = 1 << 17
"""Rows compared at once, so that what is held beside them stays small."""

NOTHING_ABOVE = pl.DataFrame(schema={"row": pl.UInt32, "reference": pl.UInt32, "total": pl.Float64})


@dataclass(frozen=True)
class Table:
    """Rows as numbers, so that millions fit: `figures` is sorted by `key`.

    Columns: `row` (u32, place in the file), `key` (i64, see `Rows.keys`), `obs_value` (f64, null where there is no
    value to compare: none is given, or its definition is said to differ).
    """

    figures: pl.DataFrame
    vocabulary: Vocabulary

    def code(self, column: str) -> pl.Expr:
        """Return the number of a row's code in the enumeration of a column, taken from its key."""
        code = pl.col("key") // self.vocabulary.weights[column]
        return code if column == "indicator" else code % len(self.vocabulary.numbers[column])

    def around(self, keys: pl.Series) -> pl.DataFrame:
        """Return the figures from the lowest of some keys to the highest."""
        ends = self.figures["key"].search_sorted(pl.Series([keys.min(), keys.max()], dtype=pl.Int64))
        start, end = ends.to_list()
        return self.figures.slice(start, end + 1 - start)


class Steps(NamedTuple):
    """How to come from a part's key to its total's.

    `column` has the codes that tell parts apart, `steps` what to add for each code (null: not a part), and
    `tolerances` how far a part may exceed its total by indicator (null: this indicator is not checked).
    """

    column: str
    steps: pl.Series
    tolerances: pl.Series


class Rule(NamedTuple):
    """A rule over a table: its code, and which rows break it (`row`, `reference`, and `total` where there is one)."""

    code: str
    broken: Callable[[Table], pl.DataFrame]


def table(figures: pl.DataFrame, vocabulary: Vocabulary) -> Table:
    """Return rows in numbers as a table; a file in the order of our format needs no sorting."""
    numbered = figures.with_row_index("row")
    return Table(numbered if numbered["key"].is_sorted() else numbered.sort("key"), vocabulary)


def numbers(rows: Rows) -> pl.DataFrame:
    """Return readable rows as `key` and `obs_value` of a `Table`, in the order of the file."""
    differs = rows.looked_up("obs_status", rows.vocabulary.differing_statuses)
    compared = pl.when(~differs).then(pl.col("obs_value"))
    return rows.typed.select(key=rows.keys(), obs_value=compared)


def repeated_keys(figures: Table) -> pl.DataFrame:
    """Return rows whose key an earlier row holds: `row`, and the first such row as `reference`."""
    keys = figures.figures["key"]
    again = keys == keys.shift(1)
    if not again.any():
        return pl.DataFrame(schema={"row": pl.UInt32, "reference": pl.UInt32})
    return (
        figures.figures.filter(keys.is_in(keys.filter(again).unique().implode()))
        .with_columns(reference=pl.col("row").min().over("key"))
        .filter(pl.col("row") > pl.col("reference"))
        .select("row", "reference")
        .sort("row")
    )


def parts_above_total(figures: Table) -> pl.DataFrame:
    """Return figures above the figure they are part of: `row`, the total's row as `reference`, `total`."""
    vocabulary = figures.vocabulary
    numbers_, weight = vocabulary.numbers["indicator"], vocabulary.weights["indicator"]
    totals = {code: vocabulary.catalogue.indicators[code].part_of or "" for code in numbers_}
    steps = [(numbers_[of] - numbers_[code]) * weight if of in numbers_ else None for code, of in totals.items()]
    tolerances = [0.0 if vocabulary.is_count(code) else ROUNDING for code in numbers_]
    return _above(figures, Steps("indicator", pl.Series(steps, dtype=pl.Int64), pl.Series(tolerances)))


def sexes_above_total(figures: Table) -> pl.DataFrame:
    """Return counts of one sex above the count of all: `row`, the total's row as `reference`, `total`.

    A rate or share of one sex may well be above that of all.
    """
    return _breakdowns_above_total(figures, "sex")


def disability_above_total(figures: Table) -> pl.DataFrame:
    """Return counts by disability above the count of all: `row`, the total's row as `reference`, `total`."""
    return _breakdowns_above_total(figures, "disability")


def _breakdowns_above_total(figures: Table, column: str) -> pl.DataFrame:
    vocabulary = figures.vocabulary
    numbers_, weight = vocabulary.numbers[column], vocabulary.weights[column]
    steps = [(numbers_["_T"] - number) * weight or None for number in numbers_.values()]
    tolerances = [0.0 if vocabulary.is_count(code) else None for code in vocabulary.numbers["indicator"]]
    return _above(figures, Steps(column, pl.Series(steps, dtype=pl.Int64), pl.Series(tolerances, dtype=pl.Float64)))


def _above(figures: Table, steps: Steps) -> pl.DataFrame:
    found = [_above_in(window, figures, steps) for window in figures.figures.iter_slices(WINDOW_ROWS)]
    return pl.concat([NOTHING_ABOVE, *found]).sort("row")


def _above_in(window: pl.DataFrame, figures: Table, steps: Steps) -> pl.DataFrame:
    """Return the parts of a window that are above their total; keys are sorted, so totals are found by halving."""
    parts = window.with_columns(
        total_key=pl.col("key") + pl.lit(steps.steps).gather(figures.code(steps.column)),
        limit=pl.col("obs_value") - pl.lit(steps.tolerances).gather(figures.code("indicator")),
    ).filter(pl.col("total_key").is_not_null(), pl.col("limit").is_not_null())
    if parts.is_empty():
        return NOTHING_ABOVE
    totals = figures.around(parts["total_key"])
    if totals.is_empty():
        return NOTHING_ABOVE
    place = totals["key"].search_sorted(parts["total_key"]).clip(upper_bound=totals.height - 1)
    matched = totals[place].select(reference="row", found_key="key", total="obs_value")
    above = (pl.col("found_key") == pl.col("total_key")) & (pl.col("limit") > pl.col("total"))
    return parts.hstack(matched).filter(above).select(NOTHING_ABOVE.columns)


RULES = (
    Rule("duplicate_key", repeated_keys),
    Rule("part_above_total", parts_above_total),
    Rule("sex_above_total", sexes_above_total),
    Rule("disability_above_total", disability_above_total),
)


def table_problems(rows: Rows) -> pl.DataFrame:
    """Return what the rows show only together, as problems in the order of the rules."""
    figures = table(numbers(rows), rows.vocabulary)
    return pl.concat([_problems(rule, figures, rows) for rule in RULES])


def _problems(rule: Rule, figures: Table, rows: Rows) -> pl.DataFrame:
    broken = rule.broken(figures)
    total = pl.format(" ({})", "total") if "total" in broken.columns else pl.lit("")
    at, reference = rows.text[broken["row"]], rows.text[broken["reference"]]
    place = reference.select(pl.format("{}, line {}", pl.col("file"), pl.col("line"))).to_series()
    detail = place + broken.select(total).to_series()
    return problem_rows(at, rule.code, pl.lit(detail.cast(pl.String)))
