"""The care mix of a country drawn: stacked bars a year, lines where the published parts do not stack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboard.figures import theme as look

if TYPE_CHECKING:
    from collections.abc import Mapping

    import plotly.graph_objects as go

    from dashboard.figures.theme import Theme

ROLES: Mapping[str, str] = {
    "residential": "residential",
    "foster": "foster",
    "kinship": "kinship",
    "other_family": "family",
    "family": "family",
    "neither": "neither",
}
"""The colour each part is always drawn in."""

PATTERNS: Mapping[str, Mapping[str, Any]] = {
    "family": {"shape": "-", "size": 9, "solidity": 0.1, "fillmode": "overlay"},
    "other_family": {"shape": ".", "size": 5, "solidity": 0.3, "fillmode": "overlay"},
}
"""What tells the parts of one colour apart."""

ROW_HEIGHT = 54
ROOM = 110
HALF_A_YEAR = 0.5
FEW_SPAN = 8


@dataclass(frozen=True)
class MixLook:
    """How a care mix looks: theme, the words of each part, whether it is in percent, the language's number marks."""

    theme: Theme
    labels: Mapping[str, str]
    share: bool = False
    separators: str = ".,"


def stacked_bars(rows: pl.DataFrame, mix: MixLook) -> go.Figure:
    """Return one stacked bar a year; no bar where a year has no mix, and a dotted line before a year that is cut off.

    Parameters
    ----------
    rows
        `time_period`, `part`, `obs_value`, `is_cut` and `hover` (str), one row per year and part.
    """
    data = [_bars(rows.filter(pl.col("part") == part), part, mix) for part in _present(rows)]
    _tell_apart(data, _present(rows), mix.theme)
    return look.figure(
        [*data, *_zeros(rows, mix.theme)],
        look.layout(
            mix.theme,
            barmode="stack",
            bargap=0.15,
            separators=mix.separators,
            legend=_legend(),
            showlegend=True,
            shapes=_cuts(rows, mix.theme),
            xaxis=_years(rows, mix.theme),
            yaxis=_values(mix),
        ),
    )


def row_bars(rows: pl.DataFrame, mix: MixLook) -> go.Figure:
    """Return one horizontal bar a year, oldest on top, with its values written in: for mixes of a few years.

    Parameters
    ----------
    rows
        As for `stacked_bars`, with `year_words` (str) for the axis and `value_words` (str) for the bars.
    """
    data = [_row_bar(rows.filter(pl.col("part") == part), part, mix) for part in _present(rows)]
    _tell_apart(data, _present(rows), mix.theme)
    years = rows.sort("time_period")["year_words"].unique(maintain_order=True).to_list()
    return look.figure(
        data,
        look.layout(
            mix.theme,
            barmode="stack",
            bargap=0.35,
            height=ROOM + ROW_HEIGHT * len(years),
            separators=mix.separators,
            legend=_legend(),
            showlegend=True,
            xaxis=_values(mix, showgrid=True),
            yaxis=look.axis(
                mix.theme,
                showgrid=False,
                type="category",
                categoryorder="array",
                categoryarray=years[::-1],
                tickfont={"color": look.GROUNDS[mix.theme].ink},
            ),
        ),
    )


def part_lines(rows: pl.DataFrame, mix: MixLook) -> go.Figure:
    """Return one line a part, open at gaps and cuts: for mixes whose published parts exceed their total.

    `neither` is not drawn: where parts exceed the total there is no remainder to speak of.
    """
    data = []
    for part in _present(rows.filter(pl.col("part") != "neither")):
        own = rows.filter(pl.col("part") == part)
        data.append(_line(_opened(own), part, mix))
    return look.figure(
        data,
        look.layout(
            mix.theme,
            separators=mix.separators,
            legend=_legend(),
            showlegend=True,
            xaxis=_years(rows, mix.theme),
            yaxis=_values(mix),
        ),
    )


def _present(rows: pl.DataFrame) -> list[str]:
    found = set(rows["part"].unique())
    return [part for part in ROLES if part in found]


def _marker(part: str, theme: Theme) -> dict[str, Any]:
    marker: dict[str, Any] = {
        "color": look.colour(ROLES[part], theme),
        "line": {"width": 0.5, "color": look.GROUNDS[theme].page},
    }
    if part == "neither":
        marker["pattern"] = look.hatch(theme)
    return marker


def _tell_apart(data: list[dict[str, Any]], parts: list[str], theme: Theme) -> None:
    """Give the unsplit family part a pattern where foster care, of the same colour, is in the same chart."""
    if "foster" not in parts:
        return
    for bars, part in zip(data, parts, strict=True):
        if part in PATTERNS:
            bars["marker"]["pattern"] = {**PATTERNS[part], "fgcolor": look.GROUNDS[theme].page}


def _bars(rows: pl.DataFrame, part: str, mix: MixLook) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": mix.labels[part],
        "x": rows["time_period"].to_list(),
        "y": rows["obs_value"].to_list(),
        "customdata": rows["hover"].to_list(),
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": _marker(part, mix.theme),
    }


def _row_bar(rows: pl.DataFrame, part: str, mix: MixLook) -> dict[str, Any]:
    ground = look.GROUNDS[mix.theme]
    return {
        "type": "bar",
        "orientation": "h",
        "name": mix.labels[part],
        "x": rows["obs_value"].to_list(),
        "y": rows["year_words"].to_list(),
        "text": rows["value_words"].to_list(),
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"color": ground.ink if part in {"neither", "other_family"} else ground.page, "size": 14},
        "customdata": rows["hover"].to_list(),
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": _marker(part, mix.theme),
    }


def _line(points: pl.DataFrame, part: str, mix: MixLook) -> dict[str, Any]:
    ink = look.colour(ROLES[part], mix.theme)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": mix.labels[part],
        "x": points["time_period"].to_list(),
        "y": points["obs_value"].to_list(),
        "customdata": points["hover"].to_list(),
        "hovertemplate": "%{customdata}<extra></extra>",
        "connectgaps": False,
        "cliponaxis": False,
        "line": {"color": ink, "width": 2.5, "dash": "dot" if part == "other_family" else "solid"},
        "marker": {"color": ink, "size": 6},
    }


def _opened(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the points with an empty row before every cut and every missing year."""
    points = rows.select("time_period", "obs_value", "hover", "is_cut").sort("time_period")
    jumps = (pl.col("time_period").diff() > 1).fill_null(value=False)
    numbered = points.with_columns(stretch=(pl.col("is_cut") | jumps).cum_sum())
    stretches = numbered.partition_by("stretch", maintain_order=True)
    empty = numbered.clear(1)
    return pl.concat([part for stretch in stretches for part in (stretch, empty)][:-1] or [numbered])


def _zeros(rows: pl.DataFrame, theme: Theme) -> list[dict[str, Any]]:
    """Return a filled dot and "0" on the axis for a year without any child in residential care."""
    zero = rows.filter(pl.col("part") == "residential", pl.col("obs_value") == 0)
    if zero.is_empty():
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers+text",
            "name": "0",
            "showlegend": False,
            "cliponaxis": False,
            "x": zero["time_period"].to_list(),
            "y": [0] * zero.height,
            "text": ["0"] * zero.height,
            "textposition": "top center",
            "customdata": zero["hover"].to_list(),
            "hovertemplate": "%{customdata}<extra></extra>",
            "marker": {"color": look.colour("residential", theme), "size": 8},
        }
    ]


def _cuts(rows: pl.DataFrame, theme: Theme) -> list[dict[str, Any]]:
    years = set(rows["time_period"].unique())
    cut = rows.filter("is_cut")["time_period"].unique().sort().to_list()
    return [
        {
            "type": "line",
            "x0": year - HALF_A_YEAR,
            "x1": year - HALF_A_YEAR,
            "y0": 0,
            "y1": 1,
            "yref": "paper",
            "line": {"color": look.GROUNDS[theme].muted, "width": 1.5, "dash": "dot"},
        }
        for year in cut
        if year - 1 in years
    ]


def _years(rows: pl.DataFrame, theme: Theme) -> dict[str, Any]:
    years = rows["time_period"].to_list()
    few = {"dtick": 1} if max(years) - min(years) < FEW_SPAN else {"nticks": 12}
    return look.year_axis(theme, range=[min(years) - 0.7, max(years) + 0.7], **few)


def _values(mix: MixLook, **changes: object) -> dict[str, Any]:
    return look.value_axis(mix.theme, share=mix.share, **({} if mix.share else {"tickformat": ",d"}), **changes)


def _legend() -> dict[str, Any]:
    return {
        "orientation": "h",
        "x": 0,
        "xanchor": "left",
        "y": 1.02,
        "yanchor": "bottom",
        "traceorder": "normal",
        "itemclick": False,
        "itemdoubleclick": False,
        "bgcolor": "rgba(0,0,0,0)",
    }
