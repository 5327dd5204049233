"""The button that hands out a table as it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import sources
from dashboard.exports.csv import csv_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl


def download(table: pl.DataFrame, label: str, name: str, used: Iterable[str] = ()) -> None:
    """Offer exactly these rows and columns as CSV; the file is written when the button is pressed."""
    release, catalogue = sources.release(), sources.catalogue()
    st.download_button(
        label,
        lambda: csv_bytes(table, release, used, catalogue),
        f"{name}.csv",
        "text/csv",
        key=f"download_{name}",
        on_click="ignore",
        icon=":material/download:",
    )
