"""The parts of the map page: the map, its year and play, the list beside it, the countries reported by parts."""

from __future__ import annotations

from math import cos, radians
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import polars as pl
import streamlit as st

from dashboard import sources, state
from dashboard.assets import asset_url, places
from dashboard.components.chart_card import chart_card
from dashboard.components.map_words import (
    alt_text,
    list_words,
    map_words,
    near_line,
    order_words,
    part_words,
    subtitle,
    years_used,
)
from dashboard.figures.map import Outlines, map_figure
from dashboard.text import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.components.map_words import Atlas
    from dashboard.views.latest import Window
    from dashboard.views.map import MapView


class Frame(NamedTuple):
    """The room a map has: its height in pixels, legend included, and the width of the outlines for their height."""

    height: int
    aspect: float


COUNTRY_PAGE = "app_pages/country.py"
FINE = "ECA"
"""The group whose outlines are in the finer file."""

EDGE = {"lon": (-6.5, 8.0), "lat": (-4.0, 6.5)}
WORLD = {"lon": (-170.0, 180.0), "lat": (-56.0, 80.0)}
FARTHEST = {"lon": (-26.0, 95.0), "lat": (33.0, 78.0)}
CURVE = 0.15
"""Degrees of latitude added in the north for each degree of longitude beyond sixty."""

ASPECT = 1.35
"""Width of a map's frame for its height, where nothing else is known."""
REGION_FRAMES = {"narrow": Frame(330, 1.35), "usual": Frame(640, 1.38), "wide": Frame(800, 1.8)}
WORLD_FRAMES = {"narrow": Frame(270, 2.0), "usual": Frame(480, 2.0), "wide": Frame(730, 2.0)}
"""Height of the map with its legend by the window's width, so that the outlines fill the card."""

SECONDS_A_YEAR = 1.4
LIST_HEIGHT = 620
LONGEST_LIST = 16
TOLERANCES = (0, 1, 2, 3, 5, 10, 15)
"""Years back that the reader may choose from."""


def show_map(atlas: Atlas, view: MapView, window: Window) -> None:
    """Draw the map of a year; a click on a country opens it."""
    language, filters = atlas.filters.language, atlas.filters
    indicator = atlas.catalogue[filters.indicator]
    group = sources.labels("area_groups", language)[filters.group]
    used = view.areas["source"].drop_nulls().unique(maintain_order=True)
    frame = frame_of(atlas.areas)
    outlines = outlines_of(atlas.areas, frame.aspect)
    points = chart_card(
        map_figure(view, outlines, map_words(atlas, view), theme=state.theme(), height=frame.height),
        _table(view),
        key="map",
        title=words("{indicator}, {place}", language, indicator=indicator.label_in(language), place=group),
        subtitle=subtitle(atlas, window),
        alt=alt_text(atlas, view, window),
        sources=used,
        csv_name=f"map-{filters.indicator}-{window.last}",
        years=years_used(view, atlas.catalogue, language),
        on_select="rerun",
    )
    open_clicked(points, atlas.areas)


def open_clicked(points: Sequence[Mapping[str, Any]] | None, areas: Sequence[str]) -> None:
    """Open the country that was clicked on a map."""
    chosen = _clicked(points or [])
    if chosen in areas:
        state.play(None)
        state.open_page(COUNTRY_PAGE, country=chosen)


def _clicked(points: Sequence[Mapping[str, Any]]) -> str:
    for point in points:
        found = point.get("location") or point.get("customdata")
        if found:
            return str(found[0] if isinstance(found, list) else found)
    return ""


def _table(view: MapView) -> pl.DataFrame:
    areas = view.areas.drop("place", "derivation", "near_derivation", "near_note")
    return pl.concat([areas, view.parts.select(areas.columns)])


def frame_of(areas: Sequence[str]) -> Frame:
    """Return the room for a map of some countries in the reader's window."""
    frames = REGION_FRAMES if _is_fine(areas) else WORLD_FRAMES
    return frames["narrow" if state.is_narrow() else "wide" if state.is_wide() else "usual"]


def _is_fine(areas: Sequence[str]) -> bool:
    return set(areas) <= set(sources.catalogue().groups.get(FINE, ()))


def outlines_of(areas: Sequence[str], aspect: float = ASPECT) -> Outlines:
    """Return the shapes for some countries: the finer file where it holds them all, else the world.

    A region's span is widened with the land around it, as far as the file goes, to fill a frame of that aspect.
    """
    fine, known = sources.catalogue().groups.get(FINE, ()), places()
    own, name = set(areas), "europe" if _is_fine(areas) else "world"
    around = fine if name == "europe" else known["ref_area"].to_list()
    marks = known.filter(pl.col("ref_area").is_in(list(own)))
    return Outlines(
        shapes=asset_url(f"{name}.geojson"),
        stripes=asset_url(f"{name}_hatch.geojson"),
        places=marks.filter("is_small"),
        view=_widened(_span(marks), aspect) if name == "europe" else WORLD,
        around=tuple(area for area in around if area not in own),
    )


def _span(marks: pl.DataFrame) -> dict[str, tuple[float, float]]:
    """Return the degrees to show: around the countries' places, never beyond the finer file.

    The wider the span, the more room is left in the north, where the edges of a map of the globe's curve fall away.
    """
    span = {}
    for name, column in (("lon", "longitude"), ("lat", "latitude")):
        values = marks[column].sort()
        first, last = FARTHEST[name] if values.is_empty() else (values[0] + EDGE[name][0], values[-1] + EDGE[name][1])
        span[name] = (max(first, FARTHEST[name][0]), min(last, FARTHEST[name][1]))
    width = span["lon"][1] - span["lon"][0]
    return {"lon": span["lon"], "lat": (span["lat"][0], span["lat"][1] + max(width - 60, 0) * CURVE)}


def _widened(span: dict[str, tuple[float, float]], aspect: float) -> dict[str, tuple[float, float]]:
    """Return a span with more degrees of longitude, as many on each side as there are, until it has the aspect."""
    (west, east), (south, north) = span["lon"], span["lat"]
    wanted = aspect * (north - south) / cos(radians((south + north) / 2))
    lacking = max(wanted - (east - west), 0)
    left, right = west - FARTHEST["lon"][0], FARTHEST["lon"][1] - east
    on_left = min(max(lacking / 2, lacking - right), left)
    return {"lon": (west - on_left, east + min(lacking - on_left, right)), "lat": span["lat"]}


def show_list(atlas: Atlas, view: MapView) -> None:
    """Draw the countries beside the map, highest first: the same as the map for keyboard and screen reader."""
    parts = part_words(atlas, view)
    is_long = len(view.areas) > LONGEST_LIST and not state.is_narrow()
    height: int | Literal["content"] = max(LIST_HEIGHT, frame_of(atlas.areas).height) if is_long else "content"
    with st.container(height=height, border=False, gap=None, key="map_list"):
        for row in view.areas.iter_rows(named=True):
            if st.button(list_words(row, atlas), key=f"open_{row['ref_area']}", type="tertiary"):
                state.play(None)
                state.open_page(COUNTRY_PAGE, country=row["ref_area"])
            for text in (near_line(row, atlas), *(text for parent, text in parts if parent == row["ref_area"])):
                if text:
                    st.caption(text)


def show_year(atlas: Atlas) -> None:
    """Draw the year's slider, *Play*, and how far back a figure may lie."""
    language, chosen, years = atlas.filters.language, atlas.filters.year, atlas.years
    first, last = min([*years, chosen]), max([*years, chosen])
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="map_years"):
        if first < last:
            st.slider(words("Year", language), first, last, width="stretch", **state.bound("year"))
            st.button(
                words("Play", language),
                icon=":material/play_arrow:",
                on_click=state.play,
                args=(years[0] - 1,),
                key="play",
            )
        st.selectbox(
            words("Figures used", language),
            sorted({*TOLERANCES, atlas.filters.tolerance}),
            format_func=lambda span: _tolerance(span, language),
            width=220,
            **state.bound("tolerance"),
        )


def _tolerance(span: int, language: str) -> str:
    return words("Latest within {count} years", language, count=span) if span else words("That year only", language)


def show_playing(atlas: Atlas) -> None:
    """Show the year after the one shown, until the last, which is then the chosen year; *Stop* keeps what is shown."""
    language, years = atlas.filters.language, atlas.years
    shown = max(state.played_year() or years[0], years[0] - 1)
    if st.button(words("Stop", language), icon=":material/stop:", key="stop") or shown >= years[-1]:
        state.play(None)
        state.set_filter(year=min(max(shown, years[0]), years[-1]))
        st.rerun()
    year = shown + 1
    st.progress((year - years[0] + 1) / (years[-1] - years[0] + 1), text=f"**{year}**")
    window = atlas.window(year)
    show_both(atlas, atlas.view(window), window)
    state.play(year)


def show_both(atlas: Atlas, view: MapView, window: Window) -> None:
    """Draw the map with its list beside it."""
    left, right = st.columns([3, 1], gap="medium")
    with left:
        show_map(atlas, view, window)
    with right:
        st.header(words("Countries", atlas.filters.language), anchor=False)
        if order := order_words(view, atlas.filters.language):
            st.caption(order)
        show_list(atlas, view)
