"""One country's profile: where it stands, where its children in care live, what it promised, what is not known."""

import streamlit as st

from dashboard import sources, state
from dashboard.components import country_figures, country_near, country_notes, country_promises
from dashboard.components.country_mix import care_mix
from dashboard.components.country_words import opening_words, plain
from dashboard.components.filter_bar import filter_bar
from dashboard.views.country import page_indicators, profile
from dashboard.views.headline import opening

filters, language = state.selected_filters(), state.language()
filter_bar(filters, ("country", "group"))
catalogue, release = sources.catalogue(), sources.release()
observations = sources.observations(*page_indicators(sources.context("targets"), filters.country, catalogue))
told = opening(observations, filters, catalogue)
first, *more = opening_words(told, catalogue, language, release.date.year)
shown = profile(observations, filters, catalogue)

st.title(plain(sources.area_names(language)[filters.country]), anchor=False)
st.header(plain(first), anchor=False)
st.markdown(plain(" ".join(more)))
country_notes.note(told, language)
country_notes.parts(shown)
country_near.near(shown)
country_figures.tiles(shown)
care_mix(shown)
country_notes.unknowns(shown)
country_figures.headline_table(shown)
country_figures.other_sources(shown)
left, right = st.columns(2, gap="large")
with left:
    country_promises.milestone_lane(shown)
with right:
    country_promises.target_list(shown)
    country_promises.practice_list(shown)
    country_promises.nothing_promised(shown)
country_notes.quality(shown)
country_notes.cite(shown)
