"""What the first screen says: where the home country stands, what may be compared, what moved, what is not known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from dashboard.views.groups import LEAST_COUNTRIES
from dashboard.views.series import segments, stretches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.views.latest import Window

CLEAR_DIFFERENCE = 5.0
"""Percentage points below which two shares are called close: reference years and definitions differ by more."""

NAMED = 2
ALL_NAMED = 3
SHORTEST_SPAN = 3

_ENDS = ("first_year", "last_year", "first_value", "last_value")


@dataclass(frozen=True)
class Standing:
    """Where the home country's residential share stands among the countries with a figure of the same source.

    `residential` is null where home has no comparable figure. `more` and `less` are the countries with a clearly
    higher and a clearly lower share, farthest first, `close` those within `CLEAR_DIFFERENCE` points, `elsewhere` those
    with a figure of another source (not compared), `without` members without any comparable figure. `lowest` and
    `highest` are the areas at the ends of what is known of the group.
    """

    home: str
    residential: float | None
    source: str | None
    time_period: int | None
    more: tuple[str, ...]
    close: tuple[str, ...]
    less: tuple[str, ...]
    elsewhere: tuple[str, ...]
    without: tuple[str, ...]
    lowest: str | None
    highest: str | None


def standing(mix: pl.DataFrame, home: str, members: Sequence[str]) -> Standing:
    """Return where home stands among the members of a group.

    Parameters
    ----------
    mix
        What `care_mix_bars` returned for the members and home.
    """
    known = mix.filter(pl.col("state") == "value").sort("residential", "ref_area", descending=[True, False])
    own = known.filter(pl.col("ref_area") == home).to_dicts()
    others = known.filter(pl.col("ref_area").is_in(list(members)), pl.col("ref_area") != home)
    figure = own[0] if own else {"residential": None, "source": None, "time_period": None}
    alike = others.filter(pl.col("source") == figure["source"]) if own else others.clear()
    distance = pl.col("residential") - (figure["residential"] or 0.0)
    shown = known.filter(pl.col("ref_area").is_in(list(members)))["ref_area"].to_list()
    return Standing(
        home=home,
        residential=figure["residential"],
        source=figure["source"],
        time_period=figure["time_period"],
        more=_areas(alike.filter(distance >= CLEAR_DIFFERENCE)),
        close=_areas(alike.filter(distance.abs() < CLEAR_DIFFERENCE)),
        less=_areas(alike.filter(distance <= -CLEAR_DIFFERENCE))[::-1],
        elsewhere=_areas(others.filter(pl.col("source") != figure["source"])) if own else (),
        without=tuple(area for area in members if area not in shown),
        lowest=shown[-1] if shown else None,
        highest=shown[0] if shown else None,
    )


class Named(NamedTuple):
    """Countries on one side of home: those named, and how many there are in all."""

    named: tuple[str, ...]
    total: int


def named(areas: Sequence[str]) -> Named:
    """Return which countries of one side to name: of few, the two nearest to home, still farthest first."""
    return Named(tuple(areas[-NAMED:]), len(areas))


class Coverage(NamedTuple):
    """How many members have a comparable figure of an indicator, and which."""

    indicator: str
    figures: pl.DataFrame
    with_figure: tuple[str, ...]
    members: tuple[str, ...]

    @property
    def is_enough(self) -> bool:
        """Whether at least two thirds of the members have one."""
        return bool(self.members) and len(self.with_figure) >= LEAST_COUNTRIES * len(self.members)


def coverage(indicator: str, figures: pl.DataFrame, members: Sequence[str]) -> Coverage:
    """Return the coverage of an indicator in a group; `figures` is what `latest` returned for members and home."""
    with_value = set(figures.filter(pl.col("state") == "value")["ref_area"])
    return Coverage(indicator, figures, tuple(area for area in members if area in with_value), tuple(members))


class Moves(NamedTuple):
    """What moved inside countries. `changes` is one row per area, `points` the figures between the two ends."""

    changes: pl.DataFrame
    points: pl.DataFrame


def moved(rows: pl.DataFrame, areas: Sequence[str], window: Window) -> Moves:
    """Return what moved inside each country: its most recent unbroken stretch of one series.

    Nothing is computed across a break, a gap or a change of source. Of the stretches that reach into the window, the
    one that ends last is taken, then the one with most figures; it starts where it enters the window.

    Parameters
    ----------
    rows
        Rows of one indicator as `matching` returns them.

    Returns
    -------
    Moves
        `changes`: areas with at least `SHORTEST_SPAN` years between first and last figure: `ref_area`, `source`,
        `age`, `count_basis`, `first_year`, `last_year` (i32), `first_value`, `last_value`, `change` (f64, the
        indicator's unit), `change_percent` (f64, null from zero); largest fall in percent first. `points`: their rows,
        sorted by area and year.
    """
    inside = rows.filter(
        pl.col("ref_area").is_in(list(areas)),
        pl.col("time_period").is_between(window.first, window.last),
        ~pl.col("is_other_basis"),
    )
    ends = stretches(inside).filter(pl.col("last_year") - pl.col("first_year") >= SHORTEST_SPAN)
    best = ends.sort(
        "ref_area", "last_year", "points", "series", descending=[False, True, True, False]
    ).unique("ref_area", keep="first", maintain_order=True)  # fmt: skip
    base = pl.when(pl.col("first_value") != 0).then(pl.col("first_value"))
    difference = pl.col("last_value") - pl.col("first_value")
    changes = (
        best.with_columns(change=difference, change_percent=difference / base * 100)
        .select("ref_area", "source", "age", "count_basis", *_ENDS, "change", "change_percent")
        .sort("change_percent", "ref_area", nulls_last=True)
    )
    points = segments(inside).join(best.select("series", "segment"), on=["series", "segment"], how="semi")
    return Moves(changes, points.sort("ref_area", "time_period"))


def _areas(frame: pl.DataFrame) -> tuple[str, ...]:
    return tuple(frame["ref_area"].to_list())
