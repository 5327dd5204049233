"""The exact table behind a chart, to read and to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from dashboard import sources as data
from dashboard import state
from dashboard.exports.csv import csv_bytes
from dashboard.text import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl

COLUMN_LABELS = {
    "indicator": "Indicator",
    "ref_area": "Area code",
    "time_period": "Year",
    "sex": "Sex",
    "age": "Ages",
    "disability": "Disability",
    "count_basis": "Counted",
    "obs_value": "Value",
    "obs_status": "Status",
    "ref_date": "Reference date",
    "source": "Source",
    "submission": "Submission",
    "origin": "Table in the source",
    "note": "Note",
    "comparability": "Comparability",
    "derivation": "Computed as",
    "inputs": "Computed from",
    "is_wider": "Wider ages",
    "is_other_basis": "Other basis",
    "unit": "Unit",
    "series": "Series",
    "segment": "Stretch",
    "cut": "Line cut by",
    "drawn": "Index",
    "area": "Country or area",
    "status_in_words": "Status in words",
    "source_title": "Title of the source",
    "first": "First year",
    "last": "Last year",
    "points": "Figures",
    "breaks": "Breaks",
    "sources": "Sources",
    "label": "Name",
    "definition": "Definition",
    "basis": "Counted",
    "ages": "Ages",
    "direction": "Direction",
    "theme": "Theme",
    "part_of": "Part of",
    "numerator": "Numerator",
    "denominator": "Denominator",
    "frameworks": "Asked for by",
    "caveats": "Caveats",
    "wanted": "Without figures",
    "state": "What there is",
    "residential": "In residential care, %",
    "family_based": "In family-based care, %",
    "foster": "In foster care, %",
    "neither": "Neither or unknown, %",
    "near_value": "Nearest figure",
    "near_indicator": "Nearest figure: indicator",
    "near_time_period": "Nearest figure: year",
    "near_age": "Nearest figure: ages",
    "near_count_basis": "Nearest figure: counted",
    "near_obs_status": "Nearest figure: status",
    "near_source": "Nearest figure: source",
    "near_ref_date": "Nearest figure: reference date",
    "near_comparable": "Nearest figure: comparable",
    "first_year": "From year",
    "last_year": "To year",
    "first_value": "From value",
    "last_value": "To value",
    "change": "Change",
    "change_percent": "Change, %",
}


def table_view(table: pl.DataFrame, *, key: str, sources: Iterable[str], csv_name: str, alt: str) -> None:
    """Offer a table to open in place and as a CSV file of exactly its rows and columns.

    Neither is made before the reader asks for it.
    """
    language = state.language()
    release, catalogue, used = data.release(), data.catalogue(), list(sources)
    with st.container(horizontal=True, gap="small", vertical_alignment="top"):
        with st.expander(words("Table", language), **state.table_bound(key)) as opened:
            if opened.open:
                data_table(table, alt=alt)
        st.download_button(
            words("CSV", language),
            lambda: csv_bytes(table, release, used, catalogue),
            f"{csv_name}.csv",
            "text/csv",
            key=f"csv_{key}",
            on_click="ignore",
        )


def data_table(table: pl.DataFrame, *, alt: str, height: int | Literal["stretch", "content", "auto"] = "auto") -> None:
    """Show a table with readable column names, values at full precision, years without thousands marks."""
    st.dataframe(
        table,
        hide_index=True,
        alt=alt,
        height=height,
        placeholder="",
        column_config=column_config(table, state.language()),
    )


def column_config(table: pl.DataFrame, language: str) -> dict[str, Any]:
    """Return Streamlit's column settings: each known column's name in the reader's language."""
    settings: dict[str, Any] = {}
    for name, kind in table.schema.items():
        label = words(COLUMN_LABELS[name], language) if name in COLUMN_LABELS else None
        if kind.is_float():
            settings[name] = st.column_config.NumberColumn(label, format="%f")
        elif kind.is_integer():
            settings[name] = st.column_config.NumberColumn(label, format="%d")
        else:
            settings[name] = st.column_config.Column(label)
    return settings
