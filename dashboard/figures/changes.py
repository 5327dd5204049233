"""What moved inside countries: a small chart each, from its first to its last figure, in two columns."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from dashboard.figures.theme import GROUNDS, axis, colour, figure, layout

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl
    from plotly.graph_objects import Figure

    from dashboard.figures.theme import Theme

COLUMNS = 2
ROW_HEIGHT = 136
TITLE_SHARE = 0.36
"""Part of a row's height that its two lines of title take."""
CELL_WIDTH, DIGIT_WIDTH, DOT_ROOM = 165, 6.5, 9
"""Pixels of the narrowest chart, of a digit of an end's label, and of its distance from the line."""
MOST_ROOM = 0.32
"""Part of a chart's width that a label may take beside the line at most."""


@dataclass(frozen=True)
class ChangeWords:
    """The words of the charts by area: the two lines above each, what the ends say, hover by area and year."""

    titles: Mapping[str, str]
    subtitles: Mapping[str, str]
    ends: Mapping[str, tuple[str, str]]
    hover: Mapping[tuple[str, int], str]


def changes_figure(points: pl.DataFrame, areas: list[str], said: ChangeWords, *, role: str, theme: Theme) -> Figure:
    """Return a chart per area, each from zero on a scale of its own, all over the same years.

    Parameters
    ----------
    points
        What `moved` returned: one unbroken stretch of one source per area.
    areas
        The areas to draw, in order.
    """
    rows = -(-len(areas) // COLUMNS)
    span = _span(points, areas, said)
    parts = layout(theme, height=ROW_HEIGHT * max(rows, 1), margin={"l": 0, "r": 0, "t": 0, "b": 0})
    parts.pop("xaxis"), parts.pop("yaxis")
    data: list[dict[str, Any]] = []
    parts["annotations"] = []
    for place, area in enumerate(areas):
        rows_of_area = points.filter(points["ref_area"] == area)
        name = "" if place == 0 else str(place + 1)
        left, bottom, top = _cell(place, rows)
        data.append(_line(rows_of_area, area, said, colour(role, theme)) | {"xaxis": f"x{name}", "yaxis": f"y{name}"})
        parts[f"xaxis{name}"] = axis(theme, domain=[left, left + 0.48], range=span, anchor=f"y{name}",
                                     visible=False, automargin=False)  # fmt: skip
        highest = float(rows_of_area["obs_value"].max() or 0)  # type: ignore[arg-type]
        parts[f"yaxis{name}"] = axis(
            theme, domain=[bottom, top], range=[-0.05 * highest, highest * 1.12 or 1], anchor=f"x{name}",
            showgrid=False, showticklabels=False, zeroline=True, zerolinecolor=GROUNDS[theme].muted, zerolinewidth=1,
            automargin=False,
        )  # fmt: skip
        parts["annotations"].append(_title(area, said, left, bottom + (1 / max(rows, 1)) * 0.97, theme))
    return figure(data, parts)


def _span(points: pl.DataFrame, areas: list[str], said: ChangeWords) -> list[float]:
    """Return the years of every chart with room on both sides for the labels, which stand outside the line."""
    first, last = float(points["time_period"].min() or 0), float(points["time_period"].max() or 0)  # type: ignore[arg-type]
    longest = max((len(end) for area in areas for end in said.ends[area]), default=0)
    share = min((longest * DIGIT_WIDTH + DOT_ROOM) / CELL_WIDTH, MOST_ROOM)
    room = max(last - first, 1.0) * share / (1 - 2 * share)
    return [first - room, last + room]


def _cell(place: int, rows: int) -> tuple[float, float, float]:
    row, column = divmod(place, COLUMNS)
    height = 1 / rows
    bottom = 1 - (row + 1) * height
    return column / COLUMNS, bottom + 0.08 * height, bottom + (1 - TITLE_SHARE) * height


def _line(points: pl.DataFrame, area: str, said: ChangeWords, ink: str) -> dict[str, Any]:
    years, last = points["time_period"].to_list(), len(points) - 1
    hollow = [any(code in status.split(";") for code in "EP") for status in points["obs_status"]]
    return {
        "type": "scatter",
        "mode": "lines+markers+text",
        "x": years,
        "y": points["obs_value"].to_list(),
        "text": [
            said.ends[area][0] if place == 0 else said.ends[area][1] if place == last else ""
            for place in range(last + 1)
        ],
        "textposition": ["middle left" if place == 0 else "middle right" for place in range(last + 1)],
        "textfont": {"size": 12},
        "customdata": [said.hover[area, year] for year in years],
        "hovertemplate": "%{customdata}<extra></extra>",
        "cliponaxis": False,
        "line": {"color": ink, "width": 2},
        "marker": {
            "color": ink,
            "size": [7 if place in (0, last) or hollow[place] else 4 for place in range(last + 1)],
            "symbol": ["circle-open" if each else "circle" for each in hollow],
        },
    }


def _title(area: str, said: ChangeWords, left: float, top: float, theme: Theme) -> dict[str, Any]:
    quiet = GROUNDS[theme].muted
    return {
        "xref": "paper", "yref": "paper", "x": left, "y": top, "xanchor": "left", "yanchor": "top", "showarrow": False,
        "align": "left",
        "text": f"<b>{escape(said.titles[area])}</b><br><span style='font-size:12px;color:{quiet}'>"
        f"{escape(said.subtitles[area])}</span>",
        "font": {"size": 14, "color": GROUNDS[theme].ink},
    }  # fmt: skip
