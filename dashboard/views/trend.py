"""What a chart over years draws: which lines, where each is cut, and what is said about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from dashboard.views.series import segments, stretches
from pipelines.observations import has_status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.filters import Filters

MARKS = ("¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹")
DEFAULT_LINES = 5
FEWEST_POINTS = 3
SIGNS = 4
COLOURS = 8
LINE = ("series", "ref_area", "source", "age", "count_basis", "is_wider", "is_other_basis", "in_front")
TABLE = (
    "ref_area",
    "time_period",
    "obs_value",
    "drawn",
    "obs_status",
    "source",
    "age",
    "count_basis",
    "sex",
    "disability",
    "ref_date",
    "comparability",
    "derivation",
    "cut",
    "segment",
    "origin",
    "inputs",
    "note",
)


def front_areas(rows: pl.DataFrame, filters: Filters) -> tuple[str, ...]:
    """Return the areas drawn in front: the chosen ones, else home and the members with the longest series.

    Parameters
    ----------
    rows
        What `selected` left of one indicator for the whole group.

    Returns
    -------
    tuple of str
        Chosen areas in the reader's order, with or without data; by default at most five areas, home first, then by
        the years of their longest source and by code. A lone figure is no series: areas that have only such are in
        front only where no area has more.
    """
    if filters.areas:
        return filters.areas
    lengths = rows.drop_nulls("obs_value").group_by("ref_area", "source").agg(pl.col("time_period").n_unique())
    longest = lengths.group_by("ref_area").agg(years=pl.col("time_period").max())
    series = longest.filter(pl.col("years") > 1)
    years = (
        (longest if series.is_empty() else series)
        .with_columns(is_home=pl.col("ref_area") == filters.home)
        .sort("is_home", "years", "ref_area", descending=[True, True, False])
    )
    return tuple(years["ref_area"].head(DEFAULT_LINES))


def trend(rows: pl.DataFrame, front: Sequence[str]) -> pl.DataFrame:
    """Return the rows of a chart over years, each with the line and the unbroken stretch it belongs to.

    Parameters
    ----------
    rows
        What `selected` left of one indicator: release columns, `is_wider`, `is_other_basis`.
    front
        Areas in front, in order.

    Returns
    -------
    pl.DataFrame
        The rows with `series` and `segment` (see `segments`), `drawn` (f64: what the axis shows, here the value
        itself, null where there is none), `in_front`, `is_hollow` (estimated or provisional), `is_suppressed` and
        `cut`: why the line is cut before this point though it is no gap: `break`, `definition` (starts or stops
        differing), `derivation` (published and computed figures meet), else null. Ordered by front area, then other
        areas, series and year. A null stays a null and ends its stretch.
    """
    order = pl.col("ref_area").replace_strict({area: place for place, area in enumerate(front)}, default=len(front))
    return (
        segments(rows)
        .with_columns(
            drawn=pl.col("obs_value"),
            in_front=pl.col("ref_area").is_in(list(front)),
            is_hollow=has_status("E") | has_status("P"),
            is_suppressed=has_status("Q"),
            cut=_cut(),
            place=order.cast(pl.Int64),
        )
        .sort("place", "ref_area", "series", "time_period")
        .drop("place")
    )


def _cut() -> pl.Expr:
    follows = pl.col("time_period") - pl.col("time_period").shift(1) == 1
    turns = has_status("D") != has_status("D").shift(1)
    another = follows & (pl.col("segment") != pl.col("segment").shift(1))
    return (
        pl.when(has_status("B"))
        .then(pl.lit("break"))
        .when((another & turns).over("series"))
        .then(pl.lit("definition"))
        .when(another.over("series"))
        .then(pl.lit("derivation"))
    )


def lines(frame: pl.DataFrame) -> pl.DataFrame:
    """Return one row per line of the chart: where its data come from and where it breaks.

    Parameters
    ----------
    frame
        What `trend` returned.

    Returns
    -------
    pl.DataFrame
        Columns `series`, `ref_area`, `source`, `age`, `count_basis`, `is_wider`, `is_other_basis`, `in_front`,
        `first` and `last` (years with a value), `points`, `breaks` and `gaps` (lists of years; a gap is a year
        without a value between two with one), `rank` (place among the area's own lines, longest first, from 0),
        `sign` (which dots, 0–7: the rank, and another set for areas whose colours come round again) and
        `mark` (a raised figure for wider ages or another basis, else empty; the same figure for the same reason).
        In the frame's order of areas, then by rank; lines without any value are left out.
    """
    found = (
        frame.group_by(*LINE, maintain_order=True)
        .agg(
            first=pl.col("time_period").filter(pl.col("obs_value").is_not_null()).min(),
            last=pl.col("time_period").filter(pl.col("obs_value").is_not_null()).max(),
            points=pl.col("obs_value").count(),
            breaks=pl.col("time_period").filter(pl.col("cut") == "break"),
            years=pl.col("time_period").filter(pl.col("obs_value").is_not_null()),
        )
        .filter(pl.col("points") > 0)
        .with_columns(gaps=pl.int_ranges("first", pl.col("last") + 1, dtype=pl.Int32).list.set_difference("years"))
        .with_columns(gaps=pl.col("gaps").list.sort())
        .drop("years")
        .with_row_index("order")
    )
    rank = pl.struct(-pl.col("points").cast(pl.Int64), -pl.col("last"), "order").rank("ordinal").over("ref_area")
    found = found.with_columns(rank=rank.cast(pl.Int64) - 1)
    first = pl.col("order").min().over("ref_area")
    found = found.sort(first, "rank")
    place = (pl.col("rank") == 0).cum_sum() - 1
    sign = pl.col("rank") % SIGNS + (place // COLOURS % 2) * SIGNS
    return _with_marks(found.with_columns(sign=sign.cast(pl.Int64))).drop("order")


def _with_marks(found: pl.DataFrame) -> pl.DataFrame:
    reasons: dict[tuple[str, str], str] = {}
    marks = []
    for line in found.iter_rows(named=True):
        reason = (line["age"] if line["is_wider"] else "", line["count_basis"] if line["is_other_basis"] else "")
        if any(reason) and reason not in reasons:
            reasons[reason] = MARKS[min(len(reasons), len(MARKS) - 1)]
        marks.append({"series": line["series"], "mark": reasons.get(reason, "")})
    table = pl.DataFrame(marks, schema={"series": pl.String, "mark": pl.String})
    return found.join(table, on="series", how="left", validate="1:1").with_columns(pl.col("mark").fill_null(""))


def table(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the rows in front as a table: codes, full precision, what cuts the line; `drawn` only for an index.

    Rows without a value stay, with their status: what is suppressed, missing, not collected or not applicable is told
    apart here. `segment` numbers the unbroken stretches of a series; `cut` says why one begins without a gap.
    """
    shown = frame.filter("in_front")
    is_index = not shown["drawn"].equals(shown["obs_value"], null_equal=True)
    columns = TABLE if is_index else tuple(name for name in TABLE if name != "drawn")
    return shown.select(columns)


def movements(frame: pl.DataFrame) -> pl.DataFrame:
    """Return how the areas in front moved, each inside one unbroken stretch of one source: the newest of three figures.

    Returns
    -------
    pl.DataFrame
        The columns of `stretches` and `is_only_source` (bool: no other source has figures of the area); at most one
        row per area, in the frame's order. Where no stretch of an area has three figures the longest is taken; a lone
        figure is no movement and is left out.
    """
    shown = frame.filter("in_front")
    order = {area: place for place, area in enumerate(shown["ref_area"].unique(maintain_order=True))}
    place = pl.col("ref_area").replace_strict(order, default=len(order), return_dtype=pl.Int64)
    length = pl.col("points").cast(pl.Int64)
    is_long = length >= FEWEST_POINTS
    newest = pl.when(is_long).then(pl.col("last_year"))
    return (
        stretches(shown.drop("series", "segment"))
        .with_columns(is_only_source=pl.col("source").n_unique().over("ref_area") == 1)
        .filter(length > 1, ~pl.col("count_basis").is_null())
        .sort(place, ~is_long, -newest, -length, -pl.col("last_year"), "series")
        .unique("ref_area", keep="first", maintain_order=True)
    )


def numbered_milestones(frame: pl.DataFrame, milestones: pl.DataFrame) -> pl.DataFrame:
    """Return a country's own milestones within the years drawn, numbered by date.

    Parameters
    ----------
    frame
        What `trend` returned.
    milestones
        What `views.milestones.milestones` returned for the country.

    Returns
    -------
    pl.DataFrame
        The milestones' columns with `year` (i32: the whole year, so that a milestone stands where that year's figure
        stands) and `number` (i64, from 1), by date.
    """
    years = frame.drop_nulls("drawn")["time_period"]
    own = milestones.filter("is_own").with_columns(year=pl.col("position").floor().cast(pl.Int32))
    inside = own.filter(pl.col("year").is_between(years.min(), years.max()))
    return inside.sort("position", "title").with_columns(number=pl.int_range(1, pl.len() + 1))
