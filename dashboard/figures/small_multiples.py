"""One small chart per country, all on the same scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from dashboard.figures import theme
from dashboard.figures.lines import Look, Trace, front_traces, points_by_line, value_axis, value_range, year_axis

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

HEIGHT = 210
STROKES = 10


def small_multiples(frame: pl.DataFrame, lines: pl.DataFrame, look: Look) -> dict[str, Figure]:
    """Return a figure for each area in front that has a line, all with the same years and the same scale.

    Parameters
    ----------
    frame
        What `trend` or `indexed` returned, with `hover` and `cut_hover`.
    lines
        What `lines` returned for it.
    look
        Theme, measure, role and labels; colour tells the role, dots and strokes tell an area's sources apart.
    """
    shown = frame.filter("in_front")
    years, span = year_axis(shown, look, nticks=4, dtick=None), value_range(shown, look.measure)
    points = points_by_line(frame)
    figures, ink = {}, theme.colour(look.role, look.theme)
    for area in lines.filter("in_front")["ref_area"].unique(maintain_order=True):
        own = lines.filter(pl.col("ref_area") == area)
        layout = theme.layout(
            look.theme,
            height=HEIGHT,
            margin={"l": 8, "r": 12, "t": 14, "b": 24},
            separators=look.separators,
            xaxis=years,
            yaxis=value_axis(span, look, nticks=4),
            yaxis2={"overlaying": "y", "range": [0, 1], "visible": False},
        )
        traces = [_small(trace) for trace in front_traces(points, own, {area: ink}, look)]
        figures[area] = theme.figure(traces, layout)
    return figures


def _small(trace: Trace) -> Trace:
    """Return a trace with strokes and lines fit for a small chart."""
    if trace["mode"] == "text":
        return trace | {"textfont": trace["textfont"] | {"size": STROKES}}
    return trace | {"line": trace["line"] | {"width": 2}} if "line" in trace else trace
