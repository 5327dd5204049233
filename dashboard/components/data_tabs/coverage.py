"""Which figures exist: a matrix of areas and indicators, and the same as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard import sources, state
from dashboard.components.chart_card import plot_config
from dashboard.components.table import table_view
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
    areas = chosen_areas(filters, catalogue)
    held = sources.coverage().filter(pl.col("ref_area").is_in(list(areas)))
    if filters.source:
        held = held.filter(pl.col("source") == filters.source)
    indicators = theme_indicators(catalogue, theme, held)
    if not indicators:
        st.markdown(words("No figures on this theme for these areas.", language))
        return
    cells = coverage_cells(held, areas, indicators)
    st.header(
        words("What figures exist: {theme}", language, theme=themes.get(theme, words("All themes", language))),
        anchor=False,
    )
    st.caption(words("Colour: year of the newest figure. Two strokes: a break in the series.", language))
    _matrix(cells, filters)
    used = held.filter(pl.col("indicator").is_in(indicators))["source"].unique().sort().to_list()
    table = cells.filter(pl.col("points") > 0).with_columns(pl.col("sources").list.join(" "))
    table_view(table, key="coverage", sources=used, csv_name="coverage", alt=_alt(cells, language))


def _matrix(cells: pl.DataFrame, filters: Filters) -> None:
    language = filters.language
    labels, names = sources.indicator_labels(language), sources.area_names(language)
    hover = [_hover(row, names, labels, language) for row in cells.iter_rows(named=True)]
    st.plotly_chart(
        coverage_figure(
            cells.with_columns(pl.Series("hover", hover, pl.String)),
            names=names,
            labels=labels,
            look=state.theme(),
            newest=filters.end,
        ),
        key=f"coverage_{state.theme()}",
        theme=None,
        alt=_alt(cells, language),
        config=plot_config("coverage"),
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
