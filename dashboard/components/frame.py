"""What stands on every page: release, language, share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import sources, state
from dashboard.components.contribute.entrance import account
from dashboard.components.share import share
from dashboard.filters import LANGUAGES
from dashboard.text import release_words, words

if TYPE_CHECKING:
    from dashboard.filters import Filters
    from dashboard.people import Person


def top_bar(filters: Filters, person: Person) -> None:
    """Draw the line above every page: the release shown, who is there, the language, *Share*."""
    release = sources.release()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="top_bar"):
        if not state.is_narrow():
            st.markdown(f"**{words('De-institutionalisation Tracker', filters.language)}**", width="stretch")
        st.caption(release_words(release.number, release.date, filters.language), width="content")
        st.segmented_control(
            words("Language", filters.language),
            list(LANGUAGES),
            format_func=str.upper,
            label_visibility="collapsed",
            **state.bound("language"),
        )
        account(person, filters.language)
        share(filters)
