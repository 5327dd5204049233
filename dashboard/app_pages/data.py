"""The figures themselves: as a table, defined, sourced, counted and released."""

import streamlit as st

from dashboard import state
from dashboard.components.data_tabs import TABS, tab_labels
from dashboard.components.filter_bar import filter_bar
from dashboard.text import words

filters, language = state.selected_filters(), state.language()
filter_bar(
    filters, ("indicator", "group", "areas", "span", "sex", "age", "disability", "basis", "source", "comparable")
)
st.title(words("Data", language), anchor=False)

labels = tab_labels(language)
tabs = st.tabs(list(labels.values()), **state.tabs_bound(labels))
for tab, draw in zip(tabs, (TABS[code] for code in labels), strict=True):
    if tab.open:
        with tab:
            draw(filters)
