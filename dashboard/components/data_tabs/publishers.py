"""Where the figures come from: publisher, licence, what was read, what was changed, what was left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import sources
from dashboard.components.data_tabs.download import download
from dashboard.components.table import column_config
from dashboard.text import words
from dashboard.views.definitions import source_rows

if TYPE_CHECKING:
    from dashboard.filters import Filters

KINDS = {"national": "National", "harmonised": "International, harmonised", "secondary": "Quoting an office"}
COLUMNS = {
    "title": "Source",
    "publisher": "Publisher",
    "kind": "Kind",
    "first": "First year",
    "last": "Last year",
    "areas": "Areas",
    "indicators": "Indicators",
    "points": "Figures",
    "rows_read": "Rows read",
    "rows_left_out": "Rows left out",
    "reasons": "Why left out",
    "changes": "What was changed",
    "licence": "Licence",
    "retrieved": "Retrieved",
    "publication_years": "Years are of publication",
    "url": "Address",
    "source": "Code",
}


def publishers_tab(filters: Filters) -> None:
    """Draw the table of sources and its file."""
    language = filters.language
    table = source_rows(sources.catalogue(), sources.coverage(), language).select(*COLUMNS)
    spoken = table.with_columns(
        kind=table["kind"].replace({code: words(text, language) for code, text in KINDS.items()})
    )
    settings = column_config(spoken, language)
    for name, label in COLUMNS.items():
        settings[name] = {**settings[name], "label": words(label, language)}
    settings["url"] = st.column_config.LinkColumn(words("Address", language))
    st.caption(
        words(
            "Figures are carried over as published. A row is left out only for a named reason, and counted.", language
        )
    )
    st.dataframe(
        spoken,
        hide_index=True,
        height=620,
        placeholder="",
        column_config=settings,
        key="sources_table",
        alt=words("Every source with publisher, licence, years, and what was left out", language),
    )
    download(spoken, words("Download as CSV", language), "sources")
