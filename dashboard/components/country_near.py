"""What is near a country on whose children in care nothing is known: its other figures, and its region's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import sources, state
from dashboard.components.country_words import cited, plain, value_words
from dashboard.text import sorted_by_name, words
from dashboard.views.country import neighbours
from dashboard.views.coverage import near_indicators
from dashboard.views.headline import peer_group

if TYPE_CHECKING:
    from dashboard.views.country import Profile

MOST_NEIGHBOURS = 10
TRENDS, MAP = "app_pages/trends.py", "app_pages/map.py"


def near(profile: Profile) -> None:
    """Draw what is near where the country has no headline figure and no parts: nothing here is a dead end."""
    if profile.figures or profile.parts:
        return
    st.header(words("What is near", profile.filters.language), anchor=False)
    with st.container(gap="xsmall", key="country_near"):
        _own_figures(profile)
        _region(profile)


def _own_figures(profile: Profile) -> None:
    filters, catalogue, language = profile.filters, profile.catalogue, profile.filters.language
    country = filters.country
    held = near_indicators(sources.coverage(), replace(filters, areas=(country,)), catalogue)
    if not held.is_empty():
        st.markdown(words("Figures there are of this country:", language))
    for row in held.iter_rows(named=True):
        label, years = sources.indicator_labels(language)[row["indicator"]], f"{row['first']}–{row['last']}"
        changes = {"indicator": row["indicator"], "areas": (country,)}
        if _step(f"{label} · {years}", f"own_{row['indicator']}"):
            state.open_page(TRENDS, **changes)


def _region(profile: Profile) -> None:
    filters, catalogue, language = profile.filters, profile.catalogue, profile.filters.language
    code, names = peer_group(filters, catalogue), sources.area_names(language)
    group = sources.labels("area_groups", language)[code]
    found = {each.ref_area: each for each in neighbours(profile.observations, filters, catalogue)}
    if not found:
        return
    indicator = next(iter(found.values())).indicator
    label = catalogue[indicator].label_in(language)
    message = "{group}: {count} countries have a comparable figure of “{label}”. Sources and years differ."
    st.markdown(plain(words(message, language, group=group, count=len(found), label=label)))
    if len(found) <= MOST_NEIGHBOURS:
        for area in sorted_by_name({area: names[area] for area in found}, language):
            figure = found[area]
            told = f"{value_words(figure, catalogue, language)} · {cited(figure, catalogue, language)}"
            if _step(f"{names[area]} · {told}", f"near_{area}"):
                state.open_page("app_pages/country.py", country=area)
    if _step(words("All on the map", language), "near_map"):
        state.open_page(MAP, indicator=indicator, group=code)


def _step(label: str, key: str) -> bool:
    return st.button(plain(label), key=key, type="tertiary", icon=":material/arrow_forward:")
