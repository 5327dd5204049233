"""One country's profile: where it stands, where its children in care live, what it promised, what is not known."""

import streamlit as st

from dashboard import sources, state
from dashboard.components import country_sections as sections
from dashboard.components.country_words import note_words, opening_words, plain
from dashboard.components.filter_bar import filter_bar
from dashboard.views.country import page_indicators
from dashboard.views.headline import opening

filters, language = state.selected_filters(), state.language()
filter_bar(filters, ("country", "group"))
catalogue, release = sources.catalogue(), sources.release()
observations = sources.observations(*page_indicators(sources.context("targets"), filters.country, catalogue))

st.title(plain(sources.area_names(language)[filters.country]), anchor=False)
told = opening(observations, filters, catalogue)
first, *more = opening_words(told, catalogue, language, release.date.year)
st.header(plain(first), anchor=False)
st.markdown(plain(" ".join(more)))
st.caption(plain(note_words(told, language)))
sections.parts(observations, filters, catalogue)
sections.tiles(observations, filters, catalogue)
sections.care_mix(observations, filters, catalogue)
sections.unknowns(observations, filters, catalogue)
sections.headline_table(observations, filters, catalogue)
sections.other_sources(observations, filters, catalogue)
left, right = st.columns(2, gap="large")
with left:
    sections.milestone_lane(filters)
with right:
    sections.target_list(observations, filters, catalogue)
    sections.practice_list(filters)
    sections.nothing_promised(filters)
sections.quality(observations, filters, catalogue)
sections.cite(observations, filters, catalogue)
