"""The map: a colour for every class, a hatching for every country without a comparable figure, dots for small ones."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboard.figures.map_legend import UNLIKE, legend_boxes, legend_layout
from dashboard.figures.theme import GROUNDS, figure, layout, sequential

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from plotly.graph_objects import Figure

    from dashboard.figures.map_legend import MapWords
    from dashboard.figures.theme import Theme
    from dashboard.views.map import MapView

LEGEND_HEIGHT = 76
DOT = 13
MOST_NAMED = 3
"""Small states without a figure that are still named on a map."""
WIDEST_REGION = 180
"""Degrees of longitude beyond which the whole globe is shown."""


@dataclass(frozen=True)
class Outlines:
    """Where the map's shapes come from: addresses, never geometry.

    `shapes` and `stripes` are addresses of GeoJSON whose features carry the area's code as id: the outlines, and the
    same cut into stripes. `around` are areas drawn as quiet land, `places` marks for small states (`ref_area`,
    `longitude`, `latitude`), `view` the span shown (`lon`, `lat`: first and last degree).
    """

    shapes: str
    stripes: str
    places: pl.DataFrame
    view: Mapping[str, tuple[float, float]]
    around: tuple[str, ...] = ()


def map_figure(view: MapView, outlines: Outlines, said: MapWords, *, theme: Theme, height: int = 500) -> Figure:
    """Return the map of one window with its legend bar: classes and states, each with its number of countries.

    No figure and no comparable figure are hatched in grey, densely where something exists that may not be compared, so
    that neither looks like a low value. Small states are dots with their names; of many, only those with a figure are
    named, since names in each other's way cannot be read.
    """
    colours = sequential(max(view.classes.total, 2), theme)
    small = view.areas.join(outlines.places, on="ref_area", how="inner", validate="1:1")
    shaped = view.areas
    data = [
        _land(outlines, theme),
        *_striped(shaped.filter(pl.col("state") != "value"), outlines, said, theme),
        _classes(shaped.filter(pl.col("state") == "value"), outlines, said, colours, theme),
        _dots(small, said, colours, theme),
        *legend_boxes(view, colours, theme),
    ]
    return figure([trace for trace in data if trace], _layout(view, outlines, said, theme, height))


def _land(outlines: Outlines, theme: Theme) -> dict[str, Any]:
    around = list(outlines.around)
    return _shapes(around, [0] * len(around), outlines.shapes, [GROUNDS[theme].panel] * 2, theme) | {
        "hoverinfo": "skip"
    }


def _striped(rows: pl.DataFrame, outlines: Outlines, said: MapWords, theme: Theme) -> list[dict[str, Any]]:
    ground, found = GROUNDS[theme], []
    for unlike, ink in ((True, ground.muted), (False, ground.faint)):
        areas = rows.filter(pl.col("state").is_in(UNLIKE) == unlike)["ref_area"].to_list()
        if not areas:
            continue
        plain = _shapes(areas, [0] * len(areas), outlines.shapes, [ground.page] * 2, theme)
        found.append(plain | _hover(areas, said) | {"name": said.unlike if unlike else said.nothing})
        stripes = _shapes(areas, [0] * len(areas), outlines.stripes, [ink] * 2, theme)
        found.append(stripes | {"hoverinfo": "skip", "marker": {"line": {"width": 0}}})
    return found


def _classes(
    rows: pl.DataFrame, outlines: Outlines, said: MapWords, colours: Sequence[str], theme: Theme
) -> dict[str, Any]:
    areas = rows["ref_area"].to_list()
    return _shapes(areas, rows["place"].to_list(), outlines.shapes, colours, theme) | _hover(areas, said)


def _shapes(
    areas: Sequence[str], places: Sequence[int], geojson: str, colours: Sequence[str], theme: Theme
) -> dict[str, Any]:
    return {
        "type": "choropleth",
        "geojson": geojson,
        "featureidkey": "id",
        "locations": list(areas),
        "z": list(places),
        "zmin": 0,
        "zmax": len(colours) - 1,
        "colorscale": [[place / (len(colours) - 1), colour] for place, colour in enumerate(colours)],
        "showscale": False,
        "marker": {"line": {"width": 0.7, "color": GROUNDS[theme].muted}},
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
    }


def _hover(areas: Sequence[str], said: MapWords) -> dict[str, Any]:
    return {"text": [said.hover.get(area, "") for area in areas], "hovertemplate": "%{text}<extra></extra>"}


def _dots(small: pl.DataFrame, said: MapWords, colours: Sequence[str], theme: Theme) -> dict[str, Any] | None:
    if small.is_empty():
        return None
    ground, areas = GROUNDS[theme], small["ref_area"].to_list()
    symbols = {"value": "circle", **dict.fromkeys(UNLIKE, "circle-x")}
    return {
        "type": "scattergeo",
        "mode": "markers+text",
        "lon": small["longitude"].to_list(),
        "lat": small["latitude"].to_list(),
        "customdata": areas,
        "text": _dot_names(small, said),
        "textposition": "bottom center",
        "textfont": {"size": 11, "color": ground.ink},
        "hovertext": [said.hover.get(area, "") for area in areas],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {
            "size": DOT,
            "symbol": [symbols.get(state, "circle") for state in small["state"]],
            "color": [ground.page if place is None else colours[place] for place in small["place"]],
            "line": {"width": 1.2, "color": ground.muted},
        },
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
    }


def _dot_names(small: pl.DataFrame, said: MapWords) -> list[str]:
    are_few = len(small) <= MOST_NAMED
    held = zip(small["ref_area"], small["state"], strict=True)
    return [escape(said.names[area]) if are_few or state == "value" else "" for area, state in held]


def _layout(view: MapView, outlines: Outlines, said: MapWords, theme: Theme, height: int) -> dict[str, Any]:
    foot = LEGEND_HEIGHT / height
    lon, lat = outlines.view["lon"], outlines.view["lat"]
    whole = lon[1] - lon[0] > WIDEST_REGION
    middle = {"lon": (lon[0] + lon[1]) / 2, "lat": 0 if whole else (lat[0] + lat[1]) / 2}
    return layout(
        theme,
        height=height,
        margin={"l": 0, "r": 0, "t": 0, "b": 4},
        barmode="overlay",
        clickmode="event+select",
        geo={
            "domain": {"x": [0, 1], "y": [foot, 1]},
            "projection": {"type": "equal earth" if whole else "azimuthal equal area", "rotation": middle},
            "lonaxis": {"range": list(lon)},
            "lataxis": {"range": list(lat)},
            "visible": False,
            "showframe": False,
            "bgcolor": "rgba(0,0,0,0)",
        },
        **legend_layout(view, said, theme, foot),
    )
