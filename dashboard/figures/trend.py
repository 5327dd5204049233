"""One large chart over years: chosen areas in front, others grey, milestones of a single country."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboard.figures import theme
from dashboard.figures.lines import (
    Look,
    Point,
    Trace,
    front_traces,
    grey_trace,
    points_by_line,
    value_axis,
    value_range,
    year_axis,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from plotly.graph_objects import Figure

HEIGHT = 500
MARGIN = {"l": 8, "r": 132, "t": 26, "b": 34}
LABEL_LINE = 15
LABEL_SHARE = 0.2
TOUCH = 0.01
CLEAR = 7
"""Pixels kept between the middle of a line and a name beside it."""
FARTHEST = 48
"""Pixels from its line's end beyond which a name no longer tells whose it is."""
HALF_SEEN = "A0"
LEGEND_GAP, LEGEND_ROW, LEGEND_COLUMNS = 36, 24, 3


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
    points = points_by_line(frame)
    grey = [
        grey_trace(points[line["series"]], line, look)
        for line in lines.filter(~pl.col("in_front")).iter_rows(named=True)
    ]
    front = lines.filter("in_front")
    labelled = front["ref_area"].n_unique() <= theme.MOST_LABELS
    span = value_range(frame, look.measure)
    inks = theme.country_colours(front["ref_area"].unique(maintain_order=True).to_list(), look.theme)
    traces = [*grey, *front_traces(points, lines, inks, look)]
    layout = _layout(frame, look, span)
    if milestones is not None and len(milestones):
        traces.append(_milestone_trace(milestones, look))
        layout["shapes"] = [_upright(year, look) for year in milestones["year"].unique().sort()]
    if labelled:
        layout |= {"annotations": end_labels(points, front, look, span), "showlegend": False}
    else:
        legend = {"orientation": "h", "y": -LEGEND_GAP / HEIGHT, "yanchor": "top", "x": 0}
        rows = ceil(front["ref_area"].n_unique() / LEGEND_COLUMNS) * LEGEND_ROW
        traces = [trace | {"name": look.short_labels.get(trace.get("meta", ""), trace["name"])} for trace in traces]
        layout |= {
            "showlegend": True,
            "legend": legend,
            "height": HEIGHT + rows,
            "margin": MARGIN | {"r": 16, "b": rows},
        }
    return theme.figure(traces, layout)


def _layout(frame: pl.DataFrame, look: Look, span: list[float]) -> dict[str, Any]:
    return theme.layout(
        look.theme,
        height=HEIGHT,
        margin=MARGIN,
        separators=look.separators,
        xaxis=year_axis(frame, look),
        yaxis=value_axis(span, look, nticks=9),
        yaxis2={"overlaying": "y", "range": [0, 1], "visible": False, "fixedrange": True},
    )


def end_labels(
    points: Mapping[str, list[Point]], front: pl.DataFrame, look: Look, span: list[float]
) -> list[dict[str, Any]]:
    """Return the names of lines at their last points, moved apart where they would cover each other.

    A line without a short label has none, nor has an area's further line whose name would cover other lines or stand
    far from its end: their dots are told apart by the table below the chart.
    """
    ends = [_end(points[line["series"]], line, look, span) for line in front.iter_rows(named=True)]
    ends = [end for end in ends if end]
    colours = theme.country_colours(front["ref_area"].unique(maintain_order=True).to_list(), look.theme)
    years = [point["time_period"] for own in points.values() for point in own if point["drawn"] is not None]
    near = (max(years) - min(years)) * LABEL_SHARE if years else 0
    heights = spread(ends, near=near, dots=_dots(points, front, span))
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
            "bgcolor": f"{theme.GROUNDS[look.theme].page}{HALF_SEEN}",
        }
        for end, height in zip(ends, heights, strict=True)
        if height is not None
    ]


def _dots(points: Mapping[str, list[Point]], front: pl.DataFrame, span: list[float]) -> list[tuple[float, float]]:
    """Return year and height in pixels of every figure drawn in front."""
    held = (point for series in front["series"] for point in points[series])
    return [(point["time_period"], _height(point["drawn"], span)) for point in held if point["drawn"] is not None]


def _height(value: float, span: list[float]) -> float:
    return (value - span[0]) / (span[1] - span[0]) * (HEIGHT - MARGIN["t"] - MARGIN["b"])


def _end(points: list[Point], line: Mapping[str, Any], look: Look, span: list[float]) -> dict[str, Any]:
    text = look.short_labels.get(line["series"], "")
    valued = [point for point in points if point["drawn"] is not None]
    if not valued or not text:
        return {}
    last = valued[-1]
    return {
        "ref_area": line["ref_area"],
        "year": last["time_period"],
        "value": last["drawn"],
        "text": text,
        "height": _height(last["drawn"], span),
        "tall": LABEL_LINE * (1 + text.count("<br>")) + 3,
        "needed": line["rank"] == 0,
    }


def spread(ends: list[dict[str, Any]], *, near: float, dots: Sequence[tuple[float, float]] = ()) -> list[float | None]:
    """Return heights in pixels at which labels cover neither each other nor lines, each as near its own end as can be.

    Parameters
    ----------
    ends
        `year`, `height` (where the line ends), `tall` (how tall its label is) and `needed` of each line. A needed
        label stands somewhere even where it covers a line; another is null where there is no room for it.
    near
        Years a label is wide: within them two labels would stand above one another, or a label on a line.
    dots
        Year and height of the figures drawn.
    """
    placed: list[tuple[float, float, float]] = []
    found: list[float | None] = [None] * len(ends)
    order = sorted(range(len(ends)), key=lambda place: (not _is_needed(ends[place]), ends[place]["height"]))
    for place in order:
        end = ends[place]
        beside = [(height, tall) for year, height, tall in placed if abs(year - end["year"]) <= near]
        under = [(height, 2.0 * CLEAR) for year, height in dots if 0 < year - end["year"] <= near]
        height = _closest(end, _free_heights(end, beside + under))
        if abs(height - end["height"]) > FARTHEST:
            if not _is_needed(end):
                continue
            height = _closest(end, _free_heights(end, beside))
        found[place] = height
        placed.append((end["year"], height, end["tall"]))
    return found


def _is_needed(end: Mapping[str, Any]) -> bool:
    return bool(end.get("needed", True))


def _closest(end: Mapping[str, Any], heights: Sequence[float]) -> float:
    return min(heights, key=lambda height: abs(height - end["height"]))


def _free_heights(end: dict[str, Any], taken: list[tuple[float, float]]) -> list[float]:
    """Return where a label may stand: at its line's end, or right above or below something in its way."""
    room = [(height, (tall + end["tall"]) / 2) for height, tall in taken]
    above_all = max((height + needed for height, needed in room), default=0.0)
    candidates = [end["height"], above_all, *(height + side * needed for height, needed in room for side in (1, -1))]
    return [
        height
        for height in candidates
        if height >= 0 and all(abs(height - other) >= needed - TOUCH for other, needed in room)
    ]


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
        "line": {"color": ink, "width": 1, "dash": "dot"},
        "opacity": 0.6,
        "layer": "below",
    }
