"""Tiles on the first screen: figures that most countries of the group have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard.components.figure_words import details, share_words, state_words
from dashboard.components.line_words import years_of
from dashboard.text import number, quantity, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.components.overview_screen import Screen
    from dashboard.views.overview import Coverage
    from pipelines.catalogue import Indicator


def show_tiles(screen: Screen, found: Sequence[Coverage]) -> None:
    """Draw a tile for each figure that two thirds of the group's countries have: home or the group's range."""
    enough = [each for each in found if each.is_enough]
    if not enough:
        return
    st.header(words("Figures that most countries have", screen.language), anchor=False)
    with st.grid(min_column_width=250, gap="small"):
        for each in enough:
            _tile(screen, each)


def _tile(screen: Screen, found: Coverage) -> None:
    indicator = screen.catalogue[found.indicator]
    own = found.figures.filter(pl.col("ref_area") == screen.filters.home).row(0, named=True)
    with st.container(border=True, height="stretch", gap="xsmall", key=f"tile_{found.indicator}"):
        label = indicator.label_in(screen.language)
        st.caption(label)
        st.metric(label, _main(own, found, indicator, screen), label_visibility="collapsed")
        st.caption(_about(own, indicator, screen))
        st.caption(_range(screen, found, indicator))


def _main(own: dict[str, Any], found: Coverage, indicator: Indicator, screen: Screen) -> str:
    """Return home's value, or where it has none the group's range; why home has none stands below."""
    if own["state"] == "value":
        return _value(own["obs_value"], indicator, screen)
    known = _known(found)["obs_value"]
    low, high = (_value(value, indicator, screen) for value in (known[0], known[-1]))
    return low if low == high else f"{low}–{high}"


def _value(value: float, indicator: Indicator, screen: Screen) -> str:
    """Return a value without its unit, a share with its sign."""
    share = screen.catalogue.units[indicator.unit].extra.get("kind") == "share"
    return share_words(value, screen.language) if share else number(value, indicator, screen.language)


def _known(found: Coverage) -> pl.DataFrame:
    """Return the members' figures, lowest first."""
    return found.figures.filter(pl.col("ref_area").is_in(list(found.with_figure))).sort("obs_value", "ref_area")


def _about(own: dict[str, Any], indicator: Indicator, screen: Screen) -> str:
    name = screen.names[screen.filters.home]
    if own["state"] != "value":
        group, unit = screen.group, screen.catalogue.units[indicator.unit].label_in(screen.language)
        return f"{group} · {unit} · {name}: {state_words(own['state'], screen.language)}"
    year = details({**own, "indicator": indicator.id}, screen.catalogue, screen.language)
    unit = screen.catalogue.units[indicator.unit].label_in(screen.language)
    return f"{name} · {unit} · {year} · {screen.catalogue.sources[own['source']].publisher}"


def _range(screen: Screen, found: Coverage, indicator: Indicator) -> str:
    known = _known(found)
    low, high = known.row(0, named=True), known.row(-1, named=True)
    return words(
        "{group}: {low} ({lowest}) to {high} ({highest}); {count} of {total} countries, {years}",
        screen.language,
        group=screen.group,
        low=quantity(low["obs_value"], indicator, screen.catalogue, screen.language),
        lowest=screen.names[low["ref_area"]],
        high=quantity(high["obs_value"], indicator, screen.catalogue, screen.language),
        highest=screen.names[high["ref_area"]],
        count=len(found.with_figure),
        total=len(found.members),
        years=years_of(known, screen.catalogue, screen.language),
    )
