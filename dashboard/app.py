"""The frame of every page: selection, navigation, release, language, share."""

from pathlib import Path

import streamlit as st

from dashboard import sources, state
from dashboard.components.frame import top_bar
from dashboard.components.notices import show_notices
from dashboard.text import words

HERE = Path(__file__).parent

filters = state.restore_filters(sources.catalogue_of)
language = filters.language
page = st.navigation(
    [
        st.Page("app_pages/overview.py", title=words("Overview", language), default=True),
        st.Page("app_pages/map.py", title=words("Map", language), url_path="map"),
        st.Page("app_pages/trends.py", title=words("Trends", language), url_path="trends"),
        st.Page("app_pages/country.py", title=words("Country", language), url_path="country"),
        st.Page("app_pages/data.py", title=words("Data", language), url_path="data"),
    ],
    position="top",
)
st.set_page_config(
    page_title=f"{page.title} · {words('De-institutionalisation Tracker', language)}",
    page_icon=str(HERE / "static" / "favicon.png"),
    layout="wide",
)
top_bar(filters)
show_notices(filters)
page.run()
