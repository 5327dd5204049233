"""The frame of every page: selection, navigation, release, language, share."""

from pathlib import Path

import streamlit as st

from dashboard import people, sources, state
from dashboard.components.frame import top_bar
from dashboard.components.notices import show_notices
from dashboard.navigation import pages
from dashboard.text import words

HERE = Path(__file__).parent

filters = state.restore_filters(sources.catalogue_of)
language = filters.language
person = people.person()
page = st.navigation(pages(person, language, is_narrow=state.is_narrow()), position="top")
st.set_page_config(
    page_title=f"{page.title} · {words('De-institutionalisation Tracker', language)}",
    page_icon=str(HERE / "static" / "favicon.png"),
    layout="wide",
)
top_bar(filters, person)
show_notices(filters)
page.run()
