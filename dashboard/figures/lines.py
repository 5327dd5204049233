"""The parts every chart over years is drawn from: lines cut where the data are cut, and the marks on them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from dashboard.figures import theme

if TYPE_CHECKING:
    from collections.abc import Mapping

DASHES = ("solid", "dash", "dot", "dashdot")
SYMBOLS = ("circle", "diamond", "triangle-up", "pentagon", "star", "cross", "x", "triangle-down")
HALF_A_YEAR = 0.5
YEAR_MARGIN = 0.7
FEW_YEARS = 8
HEADROOM = 1.06
LARGE, SMALL = 8, 5
Trace = dict[str, Any]
Point = dict[str, Any]


class Dot(NamedTuple):
    """One point of a line as it is drawn; all empty where the line is open."""

    year: int | None
    value: float | None
    text: str
    hover: str
    symbol: str
    size: int


OPEN = Dot(None, None, "", "", "circle", 0)


@dataclass(frozen=True)
class Look:
    """How a chart over years looks: the theme, what its axis measures, and the words already in the reader's language.

    `measure` is `count`, `rate`, `share` (of a whole, 0–100), `percent` (from zero) or `index`. `role` is the
    indicator's, for charts where colour does not tell countries apart. `separators` are Plotly's decimal and thousands
    marks. `labels` maps a line's `series` to its full name, `short_labels` to what stands at the line's end.
    """

    theme: theme.Theme = "light"
    measure: str = "rate"
    role: str = "none"
    separators: str = ".,"
    labels: Mapping[str, str] = field(default_factory=dict)
    short_labels: Mapping[str, str] = field(default_factory=dict)
    zero: str = "0"


def points_by_line(frame: pl.DataFrame) -> dict[str, list[Point]]:
    """Return the rows of each series in order of years, as plain values, which charts are built from fastest."""
    return frame.sort("time_period").rows_by_key("series", named=True, include_key=True)


def line_trace(points: list[Point], line: Mapping[str, Any], ink: str, look: Look) -> Trace:
    """Return one line: open at gaps, breaks and changes of source, hollow where estimated or provisional.

    Parameters
    ----------
    points
        The rows of one series, in order, with `segment`, `drawn`, `is_hollow`, `hover`.
    line
        Its row of `lines`.
    ink
        Its colour.
    look
        The chart's look.
    """
    symbol = SYMBOLS[line["sign"]]
    drawn = _open_at_cuts([point for point in points if point["drawn"] is not None], symbol, look.zero)
    return {
        "type": "scatter",
        "mode": "lines+markers+text",
        "name": look.labels.get(line["series"], line["series"]),
        "showlegend": line["rank"] == 0,
        "legendgroup": line["ref_area"],
        "meta": line["series"],
        "x": [dot.year for dot in drawn],
        "y": [dot.value for dot in drawn],
        "text": [dot.text for dot in drawn],
        "textposition": "top center",
        "textfont": {"color": ink},
        "customdata": [dot.hover for dot in drawn],
        "hovertemplate": "%{customdata}<extra></extra>",
        "connectgaps": False,
        "cliponaxis": False,
        "line": {"color": ink, "width": 2.5, "dash": DASHES[line["rank"] % len(DASHES)]},
        "marker": {
            "color": ink,
            "opacity": 1,
            "symbol": [dot.symbol for dot in drawn],
            "size": [dot.size for dot in drawn],
            "line": {"color": ink, "width": 1.5},
        },
    }


def _open_at_cuts(points: list[Point], symbol: str, zero: str) -> list[Dot]:
    """Return a dot for each point and an empty one between stretches; lone, hollow and zero points are larger."""
    lengths = Counter(point["segment"] for point in points)
    dots: list[Dot] = []
    for place, point in enumerate(points):
        if place and point["segment"] != points[place - 1]["segment"]:
            dots.append(OPEN)
        is_zero, hollow = point["drawn"] == 0, point["is_hollow"]
        is_large = lengths[point["segment"]] == 1 or hollow or is_zero
        dots.append(
            Dot(
                point["time_period"],
                point["drawn"],
                zero if is_zero else "",
                point["hover"],
                f"{symbol}-open" if hollow else symbol,
                LARGE if is_large else SMALL,
            )
        )
    return dots


def grey_trace(points: list[Point], line: Mapping[str, Any], look: Look) -> Trace:
    """Return one line of an area that is not in front, in grey."""
    trace = line_trace(points, line, theme.GROUNDS[look.theme].faint, look)
    return trace | {
        "mode": "lines+markers",
        "text": None,
        "customdata": None,
        "hovertemplate": f"{trace['name']}, %{{x}}: %{{y}}<extra></extra>",
        "showlegend": False,
        "line": trace["line"] | {"width": 1},
        "marker": trace["marker"] | {"size": [4 if size == LARGE else 1 for size in trace["marker"]["size"]]},
    }


def break_trace(points: list[Point], ink: str) -> Trace | None:
    """Return two short strokes before every point the line is cut before though no year is missing, or nothing.

    They stand half a year before the point, between it and the year before when that year has a value.
    """
    values = {point["time_period"]: point["drawn"] for point in points}
    cuts = [point for point in points if point["cut"] is not None and point["drawn"] is not None]
    if not cuts:
        return None
    before = [values.get(point["time_period"] - 1) for point in cuts]
    return {
        "type": "scatter",
        "mode": "text",
        "name": "//",
        "x": [point["time_period"] - HALF_A_YEAR for point in cuts],
        "y": [
            point["drawn"] if old is None else (point["drawn"] + old) / 2
            for point, old in zip(cuts, before, strict=True)
        ],
        "text": ["<b>//</b>"] * len(cuts),
        "textfont": {"color": ink, "size": 15},
        "customdata": [point["cut_hover"] for point in cuts],
        "hovertemplate": "%{customdata}<extra></extra>",
        "showlegend": False,
        "cliponaxis": False,
    }


def suppressed_trace(points: list[Point], ink: str) -> Trace | None:
    """Return a small square on the axis line for every suppressed figure, or nothing.

    The squares hang on an axis of their own (`y2`, 0 at its foot): they have a place and no value.
    """
    hidden = [point for point in points if point["is_suppressed"]]
    if not hidden:
        return None
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "suppressed",
        "yaxis": "y2",
        "x": [point["time_period"] for point in hidden],
        "y": [0] * len(hidden),
        "customdata": [point["hover"] for point in hidden],
        "hovertemplate": "%{customdata}<extra></extra>",
        "showlegend": False,
        "cliponaxis": False,
        "marker": {"symbol": "square", "size": 7, "color": ink, "line": {"color": ink, "width": 1}},
    }


def front_traces(
    points: Mapping[str, list[Point]], lines: pl.DataFrame, inks: Mapping[str, str], look: Look
) -> list[Trace]:
    """Return the lines in front with their breaks and suppressed points, in order; `inks` has each area's colour."""
    found: list[Trace | None] = []
    for line in lines.filter("in_front").iter_rows(named=True):
        own, ink = points[line["series"]], inks[line["ref_area"]]
        found += [line_trace(own, line, ink, look), break_trace(own, ink), suppressed_trace(own, ink)]
    return [trace for trace in found if trace is not None]


def year_axis(frame: pl.DataFrame, look: Look, **changes: object) -> dict[str, Any]:
    """Return the axis of years, whole numbers, from the first year with anything to say to the last."""
    seen = frame.filter(pl.col("drawn").is_not_null() | pl.col("is_suppressed"))["time_period"].to_list()
    if not seen:
        return theme.year_axis(look.theme, **changes)
    length = max(seen) - min(seen)
    few = {"dtick": 1} if length <= FEW_YEARS else {"nticks": 10}
    margin = YEAR_MARGIN + max(FEW_YEARS - length, 0) / 2
    span = [min(seen) - margin, max(seen) + margin]
    return theme.year_axis(look.theme, **{"range": span, **few, **changes})


def value_axis(span: list[float], look: Look, **changes: object) -> dict[str, Any]:
    """Return the axis of values over a span from `value_range`, with the per cent mark where it is one."""
    suffix = " %" if look.measure in ("share", "percent") else ""
    return theme.axis(
        look.theme, range=span, ticksuffix=suffix, separatethousands=True, exponentformat="none", **changes
    )


def value_range(frame: pl.DataFrame, measure: str) -> list[float]:
    """Return the span of values: 0–100 for shares of a whole, from zero for everything else."""
    values = frame["drawn"].drop_nulls().to_list()
    top = max(values, default=0.0)
    if measure == "share":
        return [0.0, max(100.0, top)]
    if measure == "index":
        return [0.0, max(100.0, top) * HEADROOM]
    return [0.0, top * HEADROOM or 1.0]
