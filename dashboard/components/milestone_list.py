"""The milestones of one country, numbered as on its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.text import words

if TYPE_CHECKING:
    import polars as pl


def milestone_list(milestones: pl.DataFrame, language: str) -> None:
    """List milestones with number, date, title, what happened and where it is written; nothing if there are none."""
    if milestones.is_empty():
        return
    st.markdown(f"### {words('Milestones', language)}")
    st.caption(words("The numbers stand on top of the chart. A milestone beside a turn is not its cause.", language))
    with st.container(gap="xsmall", key="milestones"):
        for row in milestones.iter_rows(named=True):
            written = f"[{row['source']}]({row['source_url']})"
            st.markdown(f"**{row['number']}** · {row['date']} · **{row['title']}** {row['summary']} {written}")
