"""Parts and totals. A part never exceeds its total; that all parts sum to 100 percent is never asked."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import polars as pl

from pipelines.observations import KEY
from pipelines.rules.upload import FOUND, Upload, UploadRule, added, beside, flagged, marked, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

ROUNDING = 0.05
ALLOWED_SHARE, ALLOWED_COUNT = 0.005, 2.0
"""Two groups may differ from their total by half a percent or by two children."""

RESIDENTIAL, FAMILY = "residential_care_number", "family_based_care_number"
ALL_CARE = "alternative_care_number"
SHARES = ("residential_care_share", "family_based_care_share")
WHOLE_PERCENT = 100.0


def _without(column: str) -> tuple[str, ...]:
    return tuple(each for each in KEY if each != column)


def age_above_total(upload: Upload) -> pl.DataFrame:
    """Return counts of an age group above the count of a group that holds it."""
    counts = _sound_counts(upload)
    held = [
        {"age": inner, "outer": outer}
        for inner, span in upload.spans.items()
        for outer, wider in upload.spans.items()
        if wider.holds(span) and wider != span
    ]
    pairs = pl.DataFrame(held, schema={"age": pl.String, "outer": pl.String})
    others = counts.select(*_without("age"), outer="age", other="obs_value")
    compared = counts.join(pairs, on="age").join(others, on=[*_without("age"), "outer"])
    least = pl.col("other").min().over("row")
    above = compared.filter(pl.col("obs_value") > pl.col("other"), pl.col("other") == least)
    return flagged(above, pl.format("{} ({})", plain(pl.col("other")), "outer"))


def sexes_differ_from_total(upload: Upload) -> pl.DataFrame:
    """Return totals that girls and boys together do not reach, or exceed."""
    return _groups_differ(upload, "sex", ("F", "M"))


def disabilities_differ_from_total(upload: Upload) -> pl.DataFrame:
    """Return totals that children with and without a disability together do not reach, or exceed."""
    return _groups_differ(upload, "disability", ("PD", "PWD"))


def ages_exceed_total(upload: Upload) -> pl.DataFrame:
    """Return counts of an age group below the sum of groups inside it that do not overlap."""
    counts = _sound_counts(upload)
    grouped = counts.group_by(_without("age"), maintain_order=True).agg("row", "age", "obs_value")
    several = grouped.filter(pl.col("age").list.len() > 2).select("row", "age", "obs_value")  # noqa: PLR2004
    found = chain.from_iterable(_ages_above(upload, *cells) for cells in several.iter_rows())
    return flagged(pl.DataFrame(list(found), schema=FOUND, orient="row"), pl.col("detail"))


def parts_exceed_total(upload: Upload) -> pl.DataFrame:
    """Return counts of all care below residential and family-based care together."""
    rows = _sound(upload.together)
    parts = [rows.filter(pl.col("indicator") == each) for each in (RESIDENTIAL, FAMILY)]
    total = rows.filter(pl.col("indicator") == ALL_CARE)
    compared = beside(
        beside(total, parts[0], _without("indicator"), "first"), parts[1], _without("indicator"), "second"
    )
    both = pl.col("first") + pl.col("second")
    return flagged(compared.filter(both > pl.col("obs_value") * (1 + ALLOWED_SHARE) + ALLOWED_COUNT), plain(both))


def shares_exceed_100(upload: Upload) -> pl.DataFrame:
    """Return shares that exceed 100 percent with the share of the other form of care."""
    rows = _sound(upload.together)
    found = []
    for one, other in (SHARES, SHARES[::-1]):
        own, others = (rows.filter(pl.col("indicator") == each) for each in (one, other))
        left = pl.lit(WHOLE_PERCENT) - pl.col("other")
        compared = beside(own, others, _without("indicator"))
        found.append(flagged(compared.filter(pl.col("obs_value") > left + 2 * ROUNDING), plain(left)))
    return pl.concat(found).sort("row")


def total_missing(upload: Upload) -> pl.DataFrame:
    """Return rows of one sex without a row of all, neither sent nor published."""
    every = pl.concat([upload.rows, upload.published]).filter(pl.col("sex") == "_T")
    one_sex = upload.rows.filter(pl.col("sex") != "_T")
    return flagged(one_sex.join(every, on=_without("sex"), how="anti"))


def _sound(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(~marked("D"))


def _sound_counts(upload: Upload) -> pl.DataFrame:
    return _sound(upload.together).filter(upload.is_kind("count"))


def _groups_differ(upload: Upload, column: str, groups: tuple[str, str]) -> pl.DataFrame:
    counts = _sound_counts(upload)
    first, second = (counts.filter(pl.col(column) == group) for group in groups)
    total = counts.filter(pl.col(column) == "_T")
    on = _without(column)
    both = pl.col("first") + pl.col("second")
    compared = beside(beside(total, first, on, "first"), second, on, "second")
    allowed = pl.max_horizontal(pl.col("obs_value") * ALLOWED_SHARE, pl.lit(ALLOWED_COUNT))
    return flagged(compared.filter((both - pl.col("obs_value")).abs() > allowed), plain(both))


def _ages_above(
    upload: Upload, rows: Sequence[int | None], ages: Sequence[str], values: Sequence[float]
) -> list[tuple[int, str]]:
    """Return rows of age groups below the sum of disjoint groups inside them, each with that sum."""
    spans = upload.spans
    cells = sorted(zip(ages, values, rows, strict=True), key=lambda cell: (spans[cell[0]].last, -spans[cell[0]].first))
    found = []
    for age, total, row in cells:
        inside, reached = [], -1.0
        for other, value, _ in cells:
            if other != age and spans[age].holds(spans[other]) and spans[other].first > reached:
                inside.append(value)
                reached = spans[other].last
        together = added(*inside)
        if row is not None and len(inside) > 1 and together > total * (1 + ALLOWED_SHARE) + ALLOWED_COUNT:
            found.append((row, f"{together:g}"))
    return found


RULES = (
    UploadRule("age_above_total", age_above_total),
    UploadRule("sexes_differ_from_total", sexes_differ_from_total),
    UploadRule("disabilities_differ_from_total", disabilities_differ_from_total),
    UploadRule("ages_exceed_total", ages_exceed_total),
    UploadRule("parts_exceed_total", parts_exceed_total),
    UploadRule("shares_exceed_100", shares_exceed_100),
    UploadRule("total_missing", total_missing),
)
