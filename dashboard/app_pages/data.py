"""The figures themselves: as a table, defined, sourced, counted and released."""

import streamlit as st

from dashboard import state
from dashboard.components.data_tabs.coverage import coverage_tab
from dashboard.components.data_tabs.definitions import definitions_tab
from dashboard.components.data_tabs.figures import figures_tab
from dashboard.components.data_tabs.publishers import publishers_tab
from dashboard.components.data_tabs.release import release_tab
from dashboard.components.filter_bar import filter_bar
from dashboard.text import words

filters, language = state.selected_filters(), state.language()
filter_bar(
    filters, ("indicator", "group", "areas", "span", "sex", "age", "disability", "basis", "source", "comparable")
)
st.title(words("Data", language), anchor=False)

contents = {
    "Figures": figures_tab,
    "Definitions": definitions_tab,
    "Sources": publishers_tab,
    "Coverage": coverage_tab,
    "Release": release_tab,
}
tabs = st.tabs([words(name, language) for name in contents], on_change="rerun", key="tab", bind="query-params")
for tab, draw in zip(tabs, contents.values(), strict=True):
    if tab.open:
        with tab:
            draw(filters)
