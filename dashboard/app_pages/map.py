"""One indicator across countries: the map, a year, the list of the same countries."""

import streamlit as st

from dashboard import state
from dashboard.components.filter_bar import filter_bar
from dashboard.components.map_card import SECONDS_A_YEAR, show_both, show_playing, show_year
from dashboard.components.map_words import atlas_of, title_words
from dashboard.components.nothing import nothing_here
from dashboard.components.overview_words import disclaimer

filters = state.selected_filters()
filter_bar(filters, ("indicator", "group", "areas", "sex", "age", "disability", "basis", "source"))
atlas = atlas_of(filters)
window = atlas.window(filters.year)
view = atlas.view(window)
st.title(title_words(atlas, view), anchor=False)
if not atlas.years:
    state.play(None)
    nothing_here(filters)
elif state.played_year():
    st.fragment(run_every=SECONDS_A_YEAR)(show_playing)(atlas)
else:
    show_year(atlas)
    show_both(atlas, view, window)
st.caption(disclaimer(filters.language))
