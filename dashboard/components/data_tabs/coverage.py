"""Which figures exist: a matrix of areas and indicators, and the same as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard import sources, state
from dashboard.components.chart_card import chart_card
from dashboard.figures.coverage import coverage_figure
from dashboard.filters import chosen_areas
from dashboard.text import words
from dashboard.views.coverage import coverage_cells, theme_indicators

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.filters import Filters


def coverage_tab(filters: Filters) -> None:
    """Draw the matrix for the chosen areas and one theme."""
    language, catalogue = filters.language, sources.catalogue()
    themes = sources.labels("themes", language)
    own = catalogue[filters.indicator].theme
    theme = st.selectbox(
        words("Theme", language),
        ["", *themes],
        index=["", *themes].index(own),
        format_func=lambda code: themes.get(code, words("All themes", language)),
        key=f"coverage_theme_{own}",
        width=280,
    )
    coverage = sources.coverage()
    held = coverage.filter(pl.col("source") == filters.source) if filters.source else coverage
    indicators = theme_indicators(catalogue, theme, held)
    cells = coverage_cells(held, chosen_areas(filters, catalogue), indicators)
    if not indicators or not cells["points"].sum():
        st.markdown(words("No figures on this theme for these areas.", language))
        return
    labels, names = sources.indicator_labels(language), sources.area_names(language)
    spoken = cells.with_columns(
        pl.Series("hover", [_hover(row, names, labels, language) for row in cells.iter_rows(named=True)], pl.String)
    )
    chart_card(
        coverage_figure(spoken, names=names, labels=labels, look=state.theme(), newest=filters.end),
        cells.with_columns(pl.col("sources").list.join(" ")).filter(pl.col("points") > 0),
        key="coverage",
        title=words("What figures exist: {theme}", language, theme=themes.get(theme, words("all themes", language))),
        subtitle=words("Colour: year of the newest figure. Two strokes: a break in the series.", language),
        alt=_alt(cells, language),
        sources=held.filter(pl.col("ref_area").is_in(cells["ref_area"].to_list()))["source"].unique().sort(),
        csv_name="coverage",
    )


def _hover(row: Mapping[str, Any], names: Mapping[str, str], labels: Mapping[str, str], language: str) -> str:
    if not row["points"]:
        return ""
    titles = sources.source_titles(language)
    return "<br>".join(
        (
            f"<b>{names[row['ref_area']]}</b>",
            labels[row["indicator"]],
            words(
                "{first}–{last}, {points} figures, {breaks} breaks",
                language,
                **{name: row[name] for name in ("first", "last", "points", "breaks")},
            ),
            *(titles[source] for source in row["sources"]),
        )
    )


def _alt(cells: pl.DataFrame, language: str) -> str:
    filled = cells.filter(pl.col("points") > 0)
    return words(
        "Matrix of {areas} areas and {indicators} indicators; {filled} of {cells} cells have figures.",
        language,
        areas=cells["ref_area"].n_unique(),
        indicators=cells["indicator"].n_unique(),
        filled=len(filled),
        cells=len(cells),
    )
