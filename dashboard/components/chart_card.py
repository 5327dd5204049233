"""A chart with everything it owes the reader: title, unit, source, table, file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NotRequired, TypedDict, Unpack

import streamlit as st

from dashboard import sources as data
from dashboard import state
from dashboard.assets import topojson_url
from dashboard.components.table import table_view
from dashboard.text import release_words, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    import plotly.graph_objects as go
    import polars as pl


class Card(TypedDict):
    """What a chart says about itself; `left_out` what is not drawn and why, `years` the year or span drawn.

    `level` is the heading's: 2 right below the page's title, 3 below a section's heading.
    """

    key: str
    title: str
    subtitle: str
    alt: str
    sources: Iterable[str]
    csv_name: str
    left_out: NotRequired[str]
    years: NotRequired[str]
    on_select: NotRequired[Literal["rerun"] | None]
    level: NotRequired[Literal[2, 3]]


def chart_card(figure: go.Figure, table: pl.DataFrame, **card: Unpack[Card]) -> list[dict[str, Any]] | None:
    """Draw a chart with its heading, unit, source line, table and file.

    `table` has the rows that are drawn, in codes and at full precision; it is what *Table* shows and *CSV* holds. With
    `on_select="rerun"` a click runs the page again and the selected points come back as a list of dictionaries, empty
    while nothing is selected; else None comes back.
    """
    language = state.language()
    used = list(dict.fromkeys(card["sources"]))
    with st.container(key=f"card_{card['key']}", gap="xsmall"):
        heading = st.subheader if card.get("level") == 3 else st.header  # noqa: PLR2004
        heading(card["title"], anchor=False)
        st.caption(card["subtitle"])
        event: Any = st.plotly_chart(
            figure,
            key=f"{card['key']}_{state.theme()}",
            theme=None,
            alt=card["alt"],
            on_select=card.get("on_select") or "ignore",
            selection_mode="points",
            config=plot_config(card["csv_name"]),
        )
        st.caption(source_line(used, card.get("years", ""), card.get("left_out", ""), language))
        table_view(table, key=card["key"], sources=used, csv_name=card["csv_name"], alt=card["alt"])
    return list(event["selection"]["points"]) if card.get("on_select") else None


def source_line(used: list[str], years: str, left_out: str, language: str) -> str:
    """Return the line below a chart: its sources, years, the release, and what is left out."""
    titles = data.source_titles(language)
    release = data.release()
    named = "; ".join(titles.get(source, source) for source in used)
    parts = [
        words("Source: {sources}", language, sources=named) if named else "",
        years,
        release_words(release.number, release.date, language),
        left_out,
    ]
    return " · ".join(part for part in parts if part)


def plot_config(name: str) -> dict[str, Any]:
    """Return the settings of every Plotly chart: our own outlines, one quiet button, a file name."""
    return {
        "topojsonURL": topojson_url(),
        "displaylogo": False,
        "displayModeBar": "hover",
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "svg", "filename": name},
        "responsive": True,
        "scrollZoom": False,
        "showEditInChartStudio": False,
    }
