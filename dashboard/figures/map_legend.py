"""The legend bar of a map: a box per class with its number of countries, and one for each kind of nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboard.figures.theme import GROUNDS, hatch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.figures.theme import Theme
    from dashboard.views.map import MapView

UNLIKE = ("not_comparable", "parts_only", "contradicts")
"""States drawn as *not comparable*; every other state without a value is *no figure*."""

FEWEST_BOXES = 4
CLASSES_AT, STATES_AT, HEIGHT = 1.7, -0.9, 1.0
FOOT, TOP = -1.2, 4.0


@dataclass(frozen=True)
class MapWords:
    """The words on the map, in the reader's language.

    `hover` and `names` go by area; `limits` are the lower ends of the classes, `zero` the class of exactly zero;
    `unlike` and `nothing` name countries whose figure is not comparable and those without one.
    """

    hover: Mapping[str, str]
    names: Mapping[str, str]
    limits: Sequence[str]
    unlike: str
    nothing: str
    zero: str = "0"


def legend_boxes(view: MapView, colours: Sequence[str], theme: Theme) -> list[dict[str, Any]]:
    """Return the boxes: a line of classes in their colours, below it the two kinds of hatching."""
    ground, total = GROUNDS[theme], view.classes.total
    line = {"width": 0.7, "color": ground.muted}
    boxes = {"type": "bar", "offset": 0, "hoverinfo": "skip", "cliponaxis": False}
    classes = boxes | {
        "x": list(range(total)),
        "y": [HEIGHT] * total,
        "base": [CLASSES_AT] * total,
        "width": [1] * total,
        "marker": {"color": list(colours[:total]), "line": line},
    }
    looks = ({"fgcolor": ground.muted, "solidity": 0.3, "size": 6}, {"fgcolor": ground.faint, "size": 6})
    states = [
        boxes
        | {
            "x": [start],
            "y": [HEIGHT],
            "base": [STATES_AT],
            "width": [_width(view)],
            "marker": {"color": ground.page, "line": line, "pattern": hatch(theme, no_data=True) | look},
        }
        for start, look in zip(_starts(view), looks, strict=True)
    ]
    return [classes, *states]


def legend_layout(view: MapView, said: MapWords, theme: Theme, foot: float) -> dict[str, Any]:
    """Return the axes and texts of the bar, which fills the lowest part (`foot`, of one) of the figure."""
    hidden = {"visible": False, "fixedrange": True, "showgrid": False}
    return {
        "xaxis": {"domain": [0, 1], "range": [-0.05, _boxes(view) + 0.05], **hidden},
        "yaxis": {"domain": [0, foot * 0.96], "range": [FOOT, TOP], **hidden},
        "annotations": [
            {"showarrow": False, "font": {"size": 12, "color": GROUNDS[theme].ink}, "xref": "x", "yref": "y", **text}
            for text in (*_limits(view, said), *_counts(view), *_states(view, said))
        ],
    }


def _boxes(view: MapView) -> int:
    return max(view.classes.total, FEWEST_BOXES)


def _width(view: MapView) -> float:
    return _boxes(view) / 10


def _starts(view: MapView) -> tuple[float, float]:
    return (0, _boxes(view) / 2)


def _limits(view: MapView, said: MapWords) -> list[dict[str, Any]]:
    """Return the words above the boxes: each class's lower end at its left edge, zero above its own box."""
    first = int(view.classes.has_zero)
    above: dict[str, Any] = {"y": CLASSES_AT + HEIGHT, "yanchor": "bottom"}
    texts = [
        above | {"x": place + first, "xanchor": "center" if place + first else "left", "text": text}
        for place, text in enumerate(said.limits)
        if place or not first
    ]
    return [above | {"x": 0.5, "xanchor": "center", "text": said.zero}, *texts] if first else texts


def _counts(view: MapView) -> list[dict[str, Any]]:
    return [
        {"x": place + 0.5, "y": CLASSES_AT, "yanchor": "top", "xanchor": "center", "text": str(count)}
        for place, count in enumerate(view.counts())
    ]


def _states(view: MapView, said: MapWords) -> list[dict[str, Any]]:
    states = view.areas.filter(pl.col("state") != "value")["state"]
    unlike = int(states.is_in(UNLIKE).sum())
    counted = (f"{said.unlike}: {unlike}", f"{said.nothing}: {len(states) - unlike}")
    middle = STATES_AT + HEIGHT / 2
    return [
        {"x": start + _width(view) * 1.15, "y": middle, "yanchor": "middle", "xanchor": "left", "text": text}
        for start, text in zip(_starts(view), counted, strict=True)
    ]
