"""What each indicator means, and what each framework asks of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import sources, state
from dashboard.components.data_tabs.download import download
from dashboard.components.table import data_table
from dashboard.text import words
from dashboard.views.definitions import definitions

if TYPE_CHECKING:
    from dashboard.filters import Filters
    from pipelines.catalogue import Indicator

DIRECTIONS = {
    "lower_is_better": "Lower is the aim",
    "higher_is_better": "Higher is the aim",
    "none": "Neither higher nor lower is the aim",
}


def definitions_tab(filters: Filters) -> None:
    """Draw the selected indicator's definition, then the table of all."""
    language = filters.language
    indicator = sources.catalogue()[filters.indicator]
    st.header(indicator.label_in(language), anchor=False)
    st.markdown(_marked(indicator.definition, indicator.definition_in(language), language))
    st.table(dict(_facts(indicator, language)), border="horizontal", hide_header=True)
    for caveat in indicator.caveats:
        st.caption(_marked(caveat, caveat.get(language) or caveat["en"], language))
    if indicator.wanted:
        st.caption(words("No source we know of publishes this. It is listed because it is asked for.", language))
    if st.button(
        words("See its figures over time", language),
        key="to_trends",
        type="tertiary",
        icon=":material/arrow_forward:",
    ):
        state.open_page("app_pages/trends.py")
    st.header(words("All indicators", language), anchor=False)
    table = _spoken(definitions(sources.catalogue(), language), language)
    data_table(table, alt=words("Every indicator with its definition", language), height=520)
    download(table, words("Download as CSV", language), "indicators")


def _spoken(table: pl.DataFrame, language: str) -> pl.DataFrame:
    """Return the table with codes in words; labels first."""
    directions = {code: words(text, language) for code, text in DIRECTIONS.items()}
    spoken = table.with_columns(
        pl.col("unit").replace(dict(sources.labels("units", language))),
        pl.col("basis").replace(dict(sources.labels("count_bases", language))),
        pl.col("theme").replace(dict(sources.labels("themes", language))),
        pl.col("direction").replace(directions),
        pl.col("part_of", "numerator", "denominator").replace(sources.indicator_labels(language)),
    )
    return spoken.select(
        "label", "definition", "unit", pl.exclude("label", "definition", "unit", "indicator"), "indicator"
    )


def _marked(texts: object, shown: str, language: str) -> str:
    own = language in texts if isinstance(texts, dict) else True
    return shown if own or language == "en" else f"{shown} *({words('in English', language)})*"


def _facts(indicator: Indicator, language: str) -> list[tuple[str, str]]:
    catalogue = sources.catalogue()
    labels = sources.indicator_labels(language)
    ages = [catalogue.codelists["ages"][age].label_in(language) for age in indicator.ages]
    formula = ""
    if indicator.numerator and indicator.denominator:
        formula = f"{labels[indicator.numerator]} / {labels[indicator.denominator]}"
    asked = [f"{link.framework} {link.reference} {link.code}".strip() for link in indicator.frameworks]
    facts = {
        "Unit": catalogue.units[indicator.unit].label_in(language),
        "Counted": catalogue.codelists["count_bases"][indicator.basis].label_in(language),
        "Ages": "; ".join(ages),
        "Direction": words(DIRECTIONS[indicator.direction], language),
        "Theme": sources.labels("themes", language)[indicator.theme],
        "Part of": labels.get(indicator.part_of or "", ""),
        "Formula": formula,
        "Asked for by": "; ".join(asked),
        "Code": indicator.id,
    }
    return [(words(name, language), text) for name, text in facts.items() if text]
