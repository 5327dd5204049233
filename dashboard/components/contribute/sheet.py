"""A person's file as they know it: their columns, their order, their row numbers, the cells in question coloured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dashboard import state
from dashboard.text import number, words
from pipelines.intake.intake import cell_of
from pipelines.intake.opened import column_letter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipelines.intake.tables import Table

MOST_ROWS = 300
"""Rows shown at once; those with something to do come first."""

HEIGHT = 560

COLOURS = {
    "light": {"error": "#F6C9C4", "warning": "#FBE3A6", "edited": "#CDE7D3"},
    "dark": {"error": "#7A2E28", "warning": "#6A5312", "edited": "#235234"},
}
LEVELS = ("edited", "warning", "error")
"""What a cell's colour says, the weightiest last."""


def sheet_view(table: Table, marked: Mapping[str, str], *, key: str, alt: str) -> None:
    """Draw the table of a file; `marked` is cell (`C14`) → `error`, `warning` or `edited`."""
    language = state.language()
    rows_marked = {row for _, row, _ in (cell_of(f"!{cell}") for cell in marked)}
    only = False
    if rows_marked and len(rows_marked) < len(table.rows):
        label = words("Only rows with something to do ({count})", language, count=number(len(rows_marked), 0, language))
        only = st.toggle(label, value=True, key=f"{key}_only")
    places = [place for place, row in enumerate(table.row_numbers) if not only or row in rows_marked]
    shown = places[:MOST_ROWS]
    letters = table.letters or tuple(column_letter(place) for place in range(len(table.columns)))
    frame = pd.DataFrame(
        [table.rows[place] for place in shown],
        columns=[f"{letter} · {name}" for letter, name in zip(letters, table.columns, strict=True)],
        index=pd.Index([table.row_numbers[place] for place in shown], name=words("Row", language)),
        dtype="string",
    )
    st.dataframe(_coloured(frame, letters, marked), key=key, height=HEIGHT, row_height=28, alt=alt)
    if len(shown) < len(places):
        text = words(
            "The first {shown} of {all} rows are shown.",
            language,
            shown=number(len(shown), 0, language),
            all=number(len(places), 0, language),
        )
        st.caption(text)


def legend(levels: Iterable[str], language: str) -> None:
    """Say what the colours mean, with how many cells have each."""
    counts = {level: sum(1 for each in levels if each == level) for level in LEVELS[::-1]}
    said = {
        "error": words("to correct", language),
        "warning": words("to explain", language),
        "edited": words("corrected by you", language),
    }
    marks = {"error": ":red[■]", "warning": ":orange[■]", "edited": ":green[■]"}
    parts = [f"{marks[level]} {number(count, 0, language)} {said[level]}" for level, count in counts.items() if count]
    if parts:
        st.caption(" · ".join(parts))


def _coloured(
    frame: pd.DataFrame, letters: tuple[str, ...], marked: Mapping[str, str]
) -> pd.DataFrame | pd.io.formats.style.Styler:
    at = {letter: place for place, letter in enumerate(letters)}
    rows = {row: place for place, row in enumerate(frame.index)}
    colours = COLOURS[state.theme()]
    styles = pd.DataFrame("", index=frame.index, columns=frame.columns)
    for cell, level in marked.items():
        _, row, column = cell_of(f"!{cell}")
        letter = column_letter(column)
        if row in rows and letter in at:
            styles.iloc[rows[row], at[letter]] = f"background-color: {colours[level]}"
    if not frame.index.is_unique or not frame.columns.is_unique:
        return frame
    return frame.style.apply(lambda _: styles, axis=None)
