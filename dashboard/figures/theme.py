"""How every figure looks: colours by role, country colours, map scales, hatching and the base layout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import plotly.graph_objects as go

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Theme = Literal["light", "dark"]


class Ground(NamedTuple):
    """The colours a figure stands on; `muted` is for text of second rank, `faint` for areas in grey.

    The light ink is so dark because Streamlit draws captions in 60 % of it, which must still be read on the panel.
    """

    ink: str
    page: str
    panel: str
    muted: str
    grid: str
    faint: str
    action: str


GROUNDS: Mapping[str, Ground] = {
    "light": Ground("#14181C", "#FFFFFF", "#F6F4F0", "#565D66", "#E3E0DA", "#C4C7CC", "#155E75"),
    "dark": Ground("#E8EAED", "#14181C", "#1D2329", "#A9B0B8", "#2E353C", "#4A525B", "#7CC7DC"),
}

ROLES: Mapping[str, Mapping[str, str]] = {
    "light": {
        "residential": "#B5482A",
        "family": "#1C6E8C",
        "foster": "#1C6E8C",
        "kinship": "#4FA3B8",
        "neither": "#8A8F98",
        "none": "#4B5563",
    },
    "dark": {
        "residential": "#E07A5A",
        "family": "#5BB8D4",
        "foster": "#5BB8D4",
        "kinship": "#9AD3E3",
        "neither": "#8A8F98",
        "none": "#B4BBC4",
    },
}

PALETTE: Mapping[str, tuple[str, ...]] = {
    "light": ("#3939C6", "#B68B35", "#364715", "#D36969", "#7994AF", "#77224D", "#9E69D3", "#5B2277"),
    "dark": ("#7979D8", "#A0B635", "#CDEAD2", "#C57784", "#79D879", "#EAB8EA", "#A679AF", "#2C963D"),
}
"""Colours for countries, in the order the countries were chosen: apart for colour-blind eyes too, none a role's."""

SEQUENTIAL: Mapping[str, tuple[str, ...]] = {
    "light": ("#FBE9DF", "#F3C9B3", "#E7A386", "#D57C5B", "#BC5736", "#923B20", "#642410"),
    "dark": ("#46261B", "#6B3423", "#91452D", "#B5593B", "#D27555", "#E89C80", "#F8CDBB"),
}
"""Seven classes of one hue, lowest value first, the strongest contrast with the page last."""

DIVERGING: Mapping[str, tuple[str, ...]] = {
    "light": ("#0E4F66", "#4FA3B8", "#B9DCE5", "#F1EFEB", "#F3C9B3", "#D57C5B", "#923B20"),
    "dark": ("#9AD3E3", "#4C9DB5", "#235868", "#2E353C", "#6B3423", "#C0623F", "#F0AE93"),
}
"""Seven classes around zero: falls in the family hue, rises in the residential hue."""

HATCH: Mapping[str, Any] = {"shape": "/", "size": 6, "solidity": 0.25, "fillmode": "overlay"}
"""Pattern of *neither or unknown*; give it to `marker.pattern` with `fgcolor` from the ground."""

HATCH_NO_DATA: Mapping[str, Any] = {"shape": "/", "size": 9, "solidity": 0.12, "fillmode": "replace"}
"""Pattern of *no comparable figure*, lighter."""

FONT = "'Source Sans', 'Source Sans 3', 'Source Sans Pro', sans-serif"
"""The text face Streamlit serves itself."""

MOST_LABELS = 8
"""Up to this many lines carry their name at the end instead of a legend."""


def colour(role: str, theme: Theme) -> str:
    """Return the colour of an indicator's role; an unknown role has that of `none`."""
    return ROLES[theme].get(role, ROLES[theme]["none"])


def country_colours(areas: Sequence[str], theme: Theme) -> dict[str, str]:
    """Return a colour for each area in the order given, beginning again after the eighth."""
    palette = PALETTE[theme]
    return {area: palette[place % len(palette)] for place, area in enumerate(areas)}


def sequential(classes: int, theme: Theme) -> list[str]:
    """Return 2 to 7 colours of one hue, lowest class first, spread over the whole scale."""
    scale = SEQUENTIAL[theme]
    return [scale[round(place * (len(scale) - 1) / (classes - 1))] for place in range(classes)]


def hatch(theme: Theme, *, no_data: bool = False) -> dict[str, Any]:
    """Return `marker.pattern` for *neither or unknown*, or the lighter one for no comparable figure."""
    ground = GROUNDS[theme]
    if no_data:
        return {**HATCH_NO_DATA, "fgcolor": ground.muted, "bgcolor": "rgba(0,0,0,0)"}
    return {**HATCH, "fgcolor": ground.page}


def layout(theme: Theme, **changes: object) -> dict[str, Any]:
    """Return the base layout of a figure: transparent ground, quiet axes, labels where the lines end.

    Keyword arguments replace parts; those of a mapping (`xaxis`, `yaxis`, `margin` …) are merged into it.
    """
    ground = GROUNDS[theme]
    base: dict[str, Any] = {
        "template": {},
        "font": {"family": FONT, "size": 14, "color": ground.ink},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "height": 420,
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": ground.panel,
            "bordercolor": ground.grid,
            "align": "left",
            "font": {"family": FONT, "size": 14, "color": ground.ink},
        },
        "xaxis": axis(theme, showgrid=False),
        "yaxis": axis(theme),
    }
    return _merged(base, changes)


def axis(theme: Theme, **changes: object) -> dict[str, Any]:
    """Return a quiet axis: thin grid, no frame, room for its labels."""
    ground = GROUNDS[theme]
    base = {
        "automargin": True,
        "gridcolor": ground.grid,
        "linecolor": ground.grid,
        "zeroline": False,
        "ticks": "",
        "tickfont": {"size": 13, "color": ground.muted},
        "fixedrange": True,
    }
    return _merged(base, changes)


def year_axis(theme: Theme, **changes: object) -> dict[str, Any]:
    """Return an axis of whole years: never 2,018.5."""
    return axis(theme, **{"tickformat": "d", "showgrid": False, "ticks": "outside", "ticklen": 4, **changes})


def value_axis(theme: Theme, *, share: bool = False, **changes: object) -> dict[str, Any]:
    """Return an axis of values that starts at zero; a share's runs from 0 to 100 %."""
    span = {"range": [0, 100], "ticksuffix": " %"} if share else {"rangemode": "tozero", "separatethousands": True}
    return axis(theme, **{**span, **changes})


def figure(data: list[dict[str, Any]], layout: dict[str, Any]) -> go.Figure:
    """Return a figure from plain dictionaries, without the cost of checking each property.

    The names are Plotly's own and go to the browser as they are: tests check them by `go.Figure(figure.to_dict())`.
    Give it plain lists of plain values, which are encoded fastest.
    """
    return go.Figure({"data": data, "layout": {"template": {}, **layout}}, _validate=False)


def _merged(base: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for name, value in changes.items():
        kept = merged.get(name)
        merged[name] = _merged(kept, value) if isinstance(kept, dict) and isinstance(value, dict) else value
    return merged
