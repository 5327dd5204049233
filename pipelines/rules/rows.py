"""Rows of a file of figures: as the file writes them, as they are read, and what may be wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

import polars as pl

from pipelines.observations import FILE_COLUMNS, STATUSES_WITHOUT_VALUE
from pipelines.rules.words import all_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pipelines.catalogue import Catalogue

FIRST_YEAR, LAST_YEAR = 1950, 2049
"""Years a figure may refer to."""

TEXT_SCHEMA = pl.Schema(
    {
        "file": pl.String(),
        "line": pl.UInt32(),
        **dict.fromkeys(FILE_COLUMNS, pl.String()),
        "source": pl.String(),
    }
)
"""Rows as a file writes them: text, null where empty, with the file and the line they stand on."""

PROBLEM_SCHEMA = pl.Schema(
    {
        "file": pl.String(),
        "line": pl.UInt32(),
        "column": pl.String(),
        "rule": pl.String(),
        "level": pl.String(),
        "found": pl.String(),
        "expected": pl.String(),
        "message": pl.String(),
        "detail": pl.String(),
    }
)
"""What is wrong, one row a problem. `level` is `error` (the row is left out), `warning` or `notice`.
`detail` is what a rule's words leave open in `expected`, so that they can be said in another language."""

NO_PROBLEMS = pl.DataFrame(schema=PROBLEM_SCHEMA)

MOST_STATUSES_AT_ONCE = 4


@dataclass(frozen=True)
class Vocabulary:
    """The catalogue prepared for reading columns: an enumeration for each coded column, lookups by its codes."""

    catalogue: Catalogue

    @cached_property
    def codes(self) -> Mapping[str, pl.Enum]:
        """Type of each coded column; codes are sorted, so that they order as their text does."""
        lists = self.catalogue.codelists
        known = {
            "indicator": self.catalogue.indicators,
            "ref_area": lists["areas"],
            "sex": lists["sexes"],
            "age": lists["ages"],
            "disability": lists["disabilities"],
            "count_basis": lists["count_bases"],
            "obs_status": self.statuses,
            "source": self.catalogue.sources,
        }
        return {column: pl.Enum(sorted(codes)) for column, codes in known.items()}

    @cached_property
    def statuses(self) -> tuple[str, ...]:
        """Every valid text of `obs_status`: codes in order, `A` alone, at most one that says why there is no value."""
        marks = sorted(set(self.catalogue.codelists["obs_statuses"]) - {"A"})
        several = (
            chosen
            for size in range(1, MOST_STATUSES_AT_ONCE + 1)
            for chosen in combinations(marks, size)
            if len(STATUSES_WITHOUT_VALUE.intersection(chosen)) <= 1
        )
        return ("A", *(";".join(chosen) for chosen in several))

    def by_code(self, column: str, answer: Callable[[str], bool]) -> pl.Series:
        """Return for each code of a column, in the order of its enumeration, what `answer` says of it."""
        return pl.Series([answer(code) for code in self.codes[column].categories], dtype=pl.Boolean)

    @cached_property
    def valueless_statuses(self) -> pl.Series:
        """Which texts of `obs_status` say that there is no value."""
        return self.by_code("obs_status", lambda text: not STATUSES_WITHOUT_VALUE.isdisjoint(text.split(";")))

    @cached_property
    def differing_statuses(self) -> pl.Series:
        """Which texts of `obs_status` say that the definition differs."""
        return self.by_code("obs_status", lambda text: "D" in text.split(";"))

    @cached_property
    def shares(self) -> pl.Series:
        """Which indicators are shares, so at most 100."""
        return self.by_code("indicator", lambda code: self._kind(code) == "share")

    def is_count(self, indicator: str) -> bool:
        """Whether an indicator counts, so that a part never seems to exceed its total by rounding."""
        return self._kind(indicator) == "count"

    def _kind(self, indicator: str) -> str:
        return self.catalogue.units[self.catalogue.indicators[indicator].unit].extra["kind"]

    @cached_property
    def numbers(self) -> Mapping[str, Mapping[str, int]]:
        """Place of each code in the enumeration of its column."""
        return {
            column: {code: number for number, code in enumerate(kind.categories)} for column, kind in self.codes.items()
        }

    @cached_property
    def weights(self) -> Mapping[str, int]:
        """What a code of each key column is multiplied with in `Rows.keys`: digits of a mixed-radix number."""
        weights, weight = {}, 1
        for column in ("source", "count_basis", "disability", "age", "sex", "time_period", "ref_area", "indicator"):
            weights[column] = weight
            weight *= LAST_YEAR - FIRST_YEAR + 1 if column == "time_period" else len(self.codes[column].categories)
        if weight >= 2**63:
            msg = f"the codelists allow {weight} keys, expected fewer than 2**63"
            raise OverflowError(msg)
        return weights


@dataclass(frozen=True)
class Rows:
    """Some rows of a file: `text` as found (`TEXT_SCHEMA`), and the same rows read."""

    text: pl.DataFrame
    vocabulary: Vocabulary

    @cached_property
    def typed(self) -> pl.DataFrame:
        """The same rows with types: codes enumerated, null where a text could not be read."""
        codes = [pl.col(column).cast(kind, strict=False) for column, kind in self.vocabulary.codes.items()]
        return self.text.with_columns(
            *codes,
            pl.col("time_period").cast(pl.Int32, strict=False),
            pl.col("obs_value").cast(pl.Float64, strict=False) + 0.0,
        )

    @cached_property
    def has_no_value_status(self) -> pl.Series:
        """Whether the row's status says that there is no value; null where the status is not known."""
        return self.looked_up("obs_status", self.vocabulary.valueless_statuses)

    def looked_up(self, column: str, answers: pl.Series) -> pl.Series:
        """Return the answer for each row's code; null where the code is not known."""
        return answers.gather(self.typed[column].to_physical())

    def keys(self) -> pl.Series:
        """Return each row's key as one number, order kept; null where a part of the key could not be read."""
        weights = self.vocabulary.weights
        parts = [
            pl.col(column).to_physical().cast(pl.Int64) * pl.lit(weight, pl.Int64)
            for column, weight in weights.items()
            if column != "time_period"
        ]
        year = (pl.col("time_period") - FIRST_YEAR).cast(pl.Int64, strict=False)
        key = pl.sum_horizontal(*parts, year * pl.lit(weights["time_period"], pl.Int64), ignore_nulls=False)
        return self.typed.select(key.alias("key")).to_series()


class TypedRows(Rows):
    """Rows that the parser has typed already, and would have refused a text that is not of its type."""

    @property
    def typed(self) -> pl.DataFrame:
        """The same rows."""
        return self.text


def problems(rows: Rows, where: pl.Series, code: str, detail: str | None = None) -> pl.DataFrame:
    """Return one problem of a rule for each row at which `where` is true; `detail` is the same for all of them."""
    if not where.any():
        return NO_PROBLEMS
    return problem_rows(rows.text.filter(where.fill_null(value=False)), code, pl.lit(detail, pl.String))


def problem_rows(at: pl.DataFrame, code: str, detail: pl.Expr) -> pl.DataFrame:
    """Return one problem of a rule for each row of text given, in its English words."""
    rule = all_rules()[code]
    return (
        at.with_columns(detail=detail)
        .select(
            "file",
            "line",
            column=pl.lit(rule.touches),
            rule=pl.lit(code),
            level=pl.lit(rule.level),
            found=pl.col(rule.touches),
            expected=rule.expectation("en"),
            message=pl.lit(rule.sentence("en")),
            detail="detail",
        )
        .cast(PROBLEM_SCHEMA)
    )
