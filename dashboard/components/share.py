"""A link to exactly what is on screen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from dashboard import sources, state
from dashboard.filters import to_query
from dashboard.text import words

if TYPE_CHECKING:
    from dashboard.filters import Filters


def complete_link(address: str, filters: Filters, release: str) -> str:
    """Return the link to a page with the whole selection and the release written into it."""
    return f"{address}?{urlencode(to_query(replace(filters, release=release)), safe=',')}"


def share(filters: Filters) -> None:
    """Draw *Share*: the complete link, with a button that copies it."""
    with st.popover(words("Share", filters.language), key="share"):
        st.caption(
            words("This link opens exactly this view, with this release, also after newer ones.", filters.language)
        )
        st.code(complete_link(state.address(), filters, sources.release().id), language=None, wrap_lines=True)
