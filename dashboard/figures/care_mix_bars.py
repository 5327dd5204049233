"""One bar per country: residential care at the left, families at the right, what is neither or unknown between."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboard.figures.theme import GROUNDS, axis, colour, figure, hatch, layout
from dashboard.rounding import rounded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from plotly.graph_objects import Figure

    from dashboard.figures.theme import Theme

ROW_HEIGHT = 38
LEGEND_HEIGHT = 40
NARROWEST_LABELLED = 7.0
NAME_WIDTH = 15
TEXT_WIDTH = 46


@dataclass(frozen=True)
class BarWords:
    """The words of the bars, already in the reader's language.

    `parts` names the three shares by column (`residential`, `neither`, `family_based`), `nothing` a bar without a
    comparable figure. By area go `names`, `beside` (year and mark of the source where they differ from the
    other bars'), `hover`, and `near` (the nearest figure that exists, for a country without a comparable one).
    """

    parts: Mapping[str, str]
    nothing: str
    names: Mapping[str, str]
    beside: Mapping[str, str]
    hover: Mapping[str, str]
    near: Mapping[str, str]


def care_mix_figure(mix: pl.DataFrame, said: BarWords, *, home: str, theme: Theme) -> Figure:
    """Return the bars in the order of `mix`, the first on top; the home country's name is bold and marked.

    A country without a comparable figure is one light hatched bar that has no length of its own; the nearest figure
    that exists stands on it in words.

    Parameters
    ----------
    mix
        What `care_mix_bars` returned.
    """
    known = mix.filter(pl.col("state") == "value")
    unknown = mix.filter(pl.col("state") != "value")
    data = [_part(known, "residential", "residential", said, theme), _between(known, said, theme)]
    families = known.with_columns(family_based=pl.coalesce("family_based", "foster"))
    data += [_part(families, "family_based", "family", said, theme)]
    if not unknown.is_empty():
        data.append(_nothing(unknown, said, theme))
    areas = mix["ref_area"].to_list()
    return figure(
        data,
        layout(
            theme,
            barmode="stack",
            bargap=0.28,
            height=ROW_HEIGHT * len(areas) + LEGEND_HEIGHT + 8,
            margin={"l": 4, "r": 4, "t": LEGEND_HEIGHT, "b": 4},
            showlegend=True,
            legend={"orientation": "h", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom", "traceorder": "normal",
                    "itemclick": False, "itemdoubleclick": False},
            xaxis=axis(theme, range=[0, 100], visible=False),
            yaxis=axis(
                theme, type="category", categoryorder="array", categoryarray=areas, autorange="reversed",
                showgrid=False,
                tickmode="array", tickvals=areas, ticktext=[_tick(area, said, home=home) for area in areas],
                tickfont={"size": 14, "color": GROUNDS[theme].ink},
            ),
            annotations=[*_remainders(known, theme), *_nearest(unknown, said, theme)],
        ),
    )  # fmt: skip


def _part(known: pl.DataFrame, column: str, role: str, said: BarWords, theme: Theme) -> dict[str, Any]:
    values = known[column].to_list()
    return _bar(known, values, said) | {
        "name": said.parts[column],
        "text": [_rounded(value) if (value or 0) >= NARROWEST_LABELLED else "" for value in values],
        "textposition": "inside",
        "insidetextanchor": "start" if column == "residential" else "end",
        "textangle": 0,
        "textfont": {"color": GROUNDS[theme].page, "size": 14},
        "marker": {"color": colour(role, theme), "line": {"width": 0}},
    }


def _between(known: pl.DataFrame, said: BarWords, theme: Theme) -> dict[str, Any]:
    """Return the hatched part: the published remainder, else what is left beside residential and foster care."""
    return _bar(known, [_rest(row) for row in known.iter_rows(named=True)], said) | {
        "name": said.parts["neither"],
        "marker": {
            "color": colour("neither", theme), "line": {"width": 0}, "pattern": hatch(theme),
        },
    }  # fmt: skip


def _rest(row: Mapping[str, Any]) -> float | None:
    if row["neither"] is not None:
        return float(row["neither"])
    if row["family_based"] is not None:
        return None
    return max(0.0, 100 - float(row["residential"]) - float(row["foster"] or 0))


def _nothing(unknown: pl.DataFrame, said: BarWords, theme: Theme) -> dict[str, Any]:
    ground = GROUNDS[theme]
    return _bar(unknown, [100] * len(unknown), said) | {
        "name": said.nothing,
        "marker": {
            "color": ground.page,
            "line": {"width": 1, "color": ground.faint},
            "pattern": hatch(theme, no_data=True),
        },
    }


def _bar(rows: pl.DataFrame, values: Sequence[float | None], said: BarWords) -> dict[str, Any]:
    areas = rows["ref_area"].to_list()
    return {
        "type": "bar",
        "orientation": "h",
        "x": list(values),
        "y": areas,
        "customdata": [said.hover.get(area, "") for area in areas],
        "hovertemplate": "%{customdata}<extra></extra>",
        "cliponaxis": False,
    }


def _remainders(known: pl.DataFrame, theme: Theme) -> list[dict[str, Any]]:
    found = []
    for row in known.iter_rows(named=True):
        rest = _rest(row)
        if rest is not None and row["neither"] is not None and rest >= NARROWEST_LABELLED:
            found.append(_label(row["ref_area"], row["residential"] + rest / 2, "center", _rounded(rest), theme))
    return found


def _nearest(unknown: pl.DataFrame, said: BarWords, theme: Theme) -> list[dict[str, Any]]:
    return [
        _label(area, 1, "left", "<br>".join(wrap(escape(said.near[area]), TEXT_WIDTH)), theme)
        for area in unknown["ref_area"]
        if said.near.get(area)
    ]


def _label(area: str, x: float, anchor: str, text: str, theme: Theme) -> dict[str, Any]:
    ground = GROUNDS[theme]
    return {
        "x": x, "y": area, "xanchor": anchor, "text": text, "showarrow": False, "align": "left", "borderpad": 1,
        "bgcolor": ground.page, "font": {"size": 11, "color": ground.ink}, "captureevents": False,
    }  # fmt: skip


def _tick(area: str, said: BarWords, *, home: str) -> str:
    name = "<br>".join(wrap(escape(said.names[area]), NAME_WIDTH))
    name = f"<b>▸ {name}</b>" if area == home else name
    beside = said.beside.get(area, "")
    return f"{name} <span style='font-size:11px'>{escape(beside)}</span>" if beside else name


def _rounded(value: float | None) -> str:
    return "" if value is None else str(rounded(value, 0))
