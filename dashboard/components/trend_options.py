"""How the lines are shown: values or an index, one chart or one per country, the others in grey."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import state
from dashboard.text import words

if TYPE_CHECKING:
    from dashboard.filters import Filters


def trend_options(filters: Filters) -> None:
    """Draw the three switches of the chart over years."""
    language = filters.language
    years = sorted({0, filters.index_base, *range(filters.start, filters.end + 1)})
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="trend_options"):
        st.selectbox(
            words("Show", language),
            years,
            format_func=lambda year: _base(year, language),
            width=200,
            **state.bound("index_base"),
        )
        st.toggle(words("One chart per country", language), **state.bound("multiples"))
        st.toggle(
            words("Others in grey", language),
            disabled=filters.multiples,
            **state.bound("others"),
        )


def _base(year: int, language: str) -> str:
    return words("Index, {year} = 100", language, year=year) if year else words("Values", language)
