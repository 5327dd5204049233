"""One large chart over years: chosen areas in front, others grey, milestones of a single country."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboard.figures import theme
from dashboard.figures.lines import (
    Look,
    Trace,
    front_traces,
    grey_trace,
    value_axis,
    value_range,
    year_axis,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plotly.graph_objects import Figure

HEIGHT = 500
MARGIN = {"l": 8, "r": 132, "t": 26, "b": 34}
LABEL_LINE = 15


def trend_figure(
    frame: pl.DataFrame, lines: pl.DataFrame, look: Look, *, milestones: pl.DataFrame | None = None
) -> Figure:
    """Draw lines over years: never joined across a gap, a break or a change of source.

    Parameters
    ----------
    frame
        What `trend` or `indexed` returned, with `hover` and `cut_hover` (words of each point).
    lines
        What `lines` returned for it.
    look
        Theme, measure and labels.
    milestones
        Columns `year`, `number` (str), `hover`; drawn as thin upright lines with their number on top.
    """
    grey = [
        grey_trace(frame.filter(pl.col("series") == line["series"]), line, look)
        for line in lines.filter(~pl.col("in_front")).iter_rows(named=True)
    ]
    front = lines.filter("in_front")
    labelled = len(front) <= theme.MOST_LABELS
    span = value_range(frame, look.measure)
    traces = [*grey, *front_traces(frame, lines, look)]
    layout = _layout(frame, look, span)
    if milestones is not None and len(milestones):
        traces.append(_milestone_trace(milestones, look))
        layout["shapes"] = [_upright(year, look) for year in milestones["year"].unique().sort()]
    if labelled:
        layout |= {"annotations": end_labels(frame, front, look, span), "showlegend": False}
    else:
        layout |= {"showlegend": True, "legend": {"orientation": "h", "y": -0.1, "yanchor": "top", "x": 0}}
        layout["margin"] = MARGIN | {"r": 16}
    return theme.figure(traces, layout)


def _layout(frame: pl.DataFrame, look: Look, span: list[float]) -> dict[str, Any]:
    return theme.layout(
        look.theme,
        height=HEIGHT,
        margin=MARGIN,
        separators=look.separators,
        xaxis=year_axis(frame, look),
        yaxis=value_axis(span, look, nticks=7),
        yaxis2={"overlaying": "y", "range": [0, 1], "visible": False, "fixedrange": True},
    )


def end_labels(frame: pl.DataFrame, front: pl.DataFrame, look: Look, span: list[float]) -> list[dict[str, Any]]:
    """Return the name of each line at its last point, moved apart where they would cover each other."""
    ends = [_end(frame, line, look, span) for line in front.iter_rows(named=True)]
    ends = [end for end in ends if end]
    colours = theme.country_colours(front["ref_area"].unique(maintain_order=True).to_list(), look.theme)
    heights = spread([end["height"] for end in ends], [end["tall"] for end in ends])
    return [
        {
            "x": end["year"],
            "y": end["value"],
            "xanchor": "left",
            "yanchor": "middle",
            "align": "left",
            "xshift": 9,
            "yshift": height - end["height"],
            "showarrow": False,
            "text": end["text"],
            "font": {"color": colours[end["ref_area"]], "size": 13},
        }
        for end, height in zip(ends, heights, strict=True)
    ]


def _end(frame: pl.DataFrame, line: Mapping[str, Any], look: Look, span: list[float]) -> dict[str, Any]:
    points = frame.filter(pl.col("series") == line["series"]).drop_nulls("drawn").sort("time_period")
    if points.is_empty():
        return {}
    last = points.row(-1, named=True)
    text = look.short_labels.get(line["series"], line["series"])
    inner = HEIGHT - MARGIN["t"] - MARGIN["b"]
    return {
        "ref_area": line["ref_area"],
        "year": last["time_period"],
        "value": last["drawn"],
        "text": text,
        "height": (last["drawn"] - span[0]) / (span[1] - span[0]) * inner,
        "tall": LABEL_LINE * (1 + text.count("<br>")) + 3,
    }


def spread(heights: list[float], tall: list[int]) -> list[float]:
    """Return heights in pixels moved up as little as needed for labels of given tallness not to overlap."""
    order = sorted(range(len(heights)), key=lambda place: heights[place])
    placed = list(heights)
    for below, above in pairwise(order):
        least = placed[below] + (tall[below] + tall[above]) / 2
        placed[above] = max(placed[above], least)
    ceiling = HEIGHT - MARGIN["b"]
    for place in reversed(order):
        placed[place] = min(placed[place], ceiling - tall[place] / 2)
        ceiling = int(placed[place] - tall[place] / 2)
    return placed


def _milestone_trace(milestones: pl.DataFrame, look: Look) -> Trace:
    return {
        "type": "scatter",
        "mode": "text",
        "name": "milestones",
        "yaxis": "y2",
        "x": milestones["year"].to_list(),
        "y": [1.0] * len(milestones),
        "text": milestones["number"].to_list(),
        "textposition": "top center",
        "textfont": {"color": theme.GROUNDS[look.theme].muted, "size": 11},
        "customdata": milestones["hover"].to_list(),
        "hovertemplate": "%{customdata}<extra></extra>",
        "showlegend": False,
        "cliponaxis": False,
    }


def _upright(year: float, look: Look) -> dict[str, Any]:
    ink = theme.GROUNDS[look.theme].muted
    return {
        "type": "line",
        "x0": year,
        "x1": year,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": {"color": ink, "width": 0.75},
        "opacity": 0.45,
        "layer": "below",
    }
