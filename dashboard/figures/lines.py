"""The parts every chart over years is drawn from: lines cut where the data are cut, and the marks on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

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


def line_trace(points: pl.DataFrame, line: Mapping[str, Any], ink: str, look: Look) -> Trace:
    """Return one line: open at gaps, breaks and changes of source, hollow where estimated or provisional.

    Parameters
    ----------
    points
        Rows of one series with `segment`, `drawn`, `is_hollow`, `hover`.
    line
        Its row of `lines`.
    ink
        Its colour.
    look
        The chart's look.
    """
    drawn = _open_at_cuts(points.drop_nulls("drawn").sort("time_period"))
    symbol = SYMBOLS[line["sign"]]
    return {
        "type": "scatter",
        "mode": "lines+markers+text",
        "name": look.labels.get(line["series"], line["series"]),
        "showlegend": line["rank"] == 0,
        "legendgroup": line["ref_area"],
        "meta": line["series"],
        "x": drawn["time_period"].to_list(),
        "y": drawn["drawn"].to_list(),
        "text": [look.zero if value == 0 else "" for value in drawn["drawn"]],
        "textposition": "top center",
        "textfont": {"color": ink},
        "customdata": drawn["hover"].to_list(),
        "hovertemplate": "%{customdata}<extra></extra>",
        "connectgaps": False,
        "cliponaxis": False,
        "line": {"color": ink, "width": 2.5, "dash": DASHES[line["rank"] % len(DASHES)]},
        "marker": {
            "color": ink,
            "opacity": 1,
            "symbol": [f"{symbol}-open" if hollow else symbol for hollow in drawn["is_hollow"]],
            "size": drawn["size"].to_list(),
            "line": {"color": ink, "width": 1.5},
        },
    }


def _open_at_cuts(points: pl.DataFrame) -> pl.DataFrame:
    """Return the points with an empty row between stretches; lone, hollow and zero points larger."""
    alone = pl.len().over("segment") == 1
    sized = points.select(
        "segment",
        "time_period",
        "drawn",
        "is_hollow",
        "hover",
        size=pl.when(alone | pl.col("is_hollow") | (pl.col("drawn") == 0)).then(LARGE).otherwise(SMALL),
    )
    stretches = sized.partition_by("segment", maintain_order=True)
    empty = sized.clear(1)
    return pl.concat([sized.clear(0), *(part for stretch in stretches for part in (stretch, empty))]).head(
        max(len(sized) + len(stretches) - 1, 0)
    )


def grey_trace(points: pl.DataFrame, line: Mapping[str, Any], look: Look) -> Trace:
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


def break_trace(points: pl.DataFrame, ink: str) -> Trace | None:
    """Return two short strokes before every point the line is cut before though no year is missing, or nothing.

    They stand half a year before the point, between it and the year before when that year has a value.
    """
    before = points.select(time_period=pl.col("time_period") + 1, before="drawn")
    marks = (
        points.filter(pl.col("cut").is_not_null())
        .drop_nulls("drawn")
        .join(before, on="time_period", how="left", validate="m:1", maintain_order="left")
        .with_columns(height=pl.mean_horizontal("drawn", "before"))
    )
    if marks.is_empty():
        return None
    return {
        "type": "scatter",
        "mode": "text",
        "name": "//",
        "x": [year - HALF_A_YEAR for year in marks["time_period"]],
        "y": marks["height"].to_list(),
        "text": ["<b>//</b>"] * len(marks),
        "textfont": {"color": ink, "size": 15},
        "customdata": marks["cut_hover"].to_list(),
        "hovertemplate": "%{customdata}<extra></extra>",
        "showlegend": False,
        "cliponaxis": False,
    }


def suppressed_trace(points: pl.DataFrame, ink: str) -> Trace | None:
    """Return a small square on the axis line for every suppressed figure, or nothing.

    The squares hang on an axis of their own (`y2`, 0 at its foot): they have a place and no value.
    """
    hidden = points.filter("is_suppressed")
    if hidden.is_empty():
        return None
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "suppressed",
        "yaxis": "y2",
        "x": hidden["time_period"].to_list(),
        "y": [0] * len(hidden),
        "customdata": hidden["hover"].to_list(),
        "hovertemplate": "%{customdata}<extra></extra>",
        "showlegend": False,
        "cliponaxis": False,
        "marker": {"symbol": "square", "size": 7, "color": ink, "line": {"color": ink, "width": 1}},
    }


def front_traces(frame: pl.DataFrame, lines: pl.DataFrame, inks: Mapping[str, str], look: Look) -> list[Trace]:
    """Return the lines in front with their breaks and suppressed points, in order; `inks` has each area's colour."""
    found: list[Trace | None] = []
    for line in lines.filter("in_front").iter_rows(named=True):
        points = frame.filter(pl.col("series") == line["series"])
        ink = inks[line["ref_area"]]
        found += [line_trace(points, line, ink, look), break_trace(points, ink), suppressed_trace(points, ink)]
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
