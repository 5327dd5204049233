"""The public chart of an indicator as it is and as it would be, side by side on the same scale."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import sources, state
from dashboard.components import line_words
from dashboard.components.chart_card import plot_config
from dashboard.components.trend_card import SEPARATORS, measure_of
from dashboard.figures.lines import Look
from dashboard.figures.trend import trend_figure
from dashboard.text import joined, words
from dashboard.views.selection import selected
from dashboard.views.trend import lines, trend

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from dashboard.filters import Filters
    from pipelines.preview import Preview

MOST_AREAS = 4
MOST_NAMES = 4
"""Lines that carry their full name at the end."""

HEIGHT = 340
YEARS_AROUND = 20


def before_and_after(found: Preview, indicator: str, language: str) -> None:
    """Draw an indicator's chart of the touched areas twice: as it is published, and as it would be."""
    touched = found.rows.filter(pl.col("indicator") == indicator, pl.col("kind") != "unchanged")
    areas = touched.group_by("ref_area").len().sort("len", "ref_area", descending=[True, False])["ref_area"]
    shown = tuple(areas.head(MOST_AREAS))
    filters = _filters(touched, indicator, shown)
    names = sources.area_names(language)
    label = found.catalogue[indicator].label_in(language)
    place = joined([names.get(area, area) for area in shown], language)
    st.header(words("{indicator}, {place}", language, indicator=label, place=place), anchor=False)
    unit = found.catalogue.units[found.catalogue[indicator].unit].label_in(language)
    st.caption(" · ".join([unit, *_dimensions(filters, language)]))
    figures = [_figure(rows, filters, found, language) for rows in (found.before, found.after)]
    _on_one_scale([each for each in figures if each is not None])
    titles = (words("Now", language), words("After publishing", language))
    for column, title, figure in zip(st.columns(2), titles, figures, strict=True):
        with column:
            st.subheader(title, anchor=False)
            if figure is None:
                st.caption(words("No figure.", language))
                continue
            key = f"{indicator}_{title}_{state.theme()}"
            alt = words("{indicator}, {place}: {when}", language, indicator=label, place=place, when=title)
            st.plotly_chart(figure, key=key, theme=None, alt=alt, config=plot_config(indicator))


def _filters(touched: pl.DataFrame, indicator: str, areas: tuple[str, ...]) -> Filters:
    """Return the selection that shows what changes: the dimensions that most of it has, the years around it."""
    dimensions = ["sex", "age", "disability", "count_basis"]
    most = touched.group_by(dimensions).len().sort("len", *dimensions, descending=[True, False, False, False, False])
    row = most.row(0, named=True)
    years = touched["time_period"]
    first, last = int(str(years.min())), int(str(years.max()))
    return replace(
        state.selected_filters(),
        indicator=indicator,
        areas=areas,
        start=min(first, last - YEARS_AROUND),
        end=last,
        sex=row["sex"],
        age=row["age"],
        disability=row["disability"],
        basis=row["count_basis"],
        source="",
        comparable=False,
        index_base=0,
    )


def _dimensions(filters: Filters, language: str) -> list[str]:
    codes = {
        "sexes": filters.sex,
        "ages": filters.age,
        "disabilities": filters.disability,
        "count_bases": filters.basis,
    }
    return [sources.labels(codelist, language).get(code, code) for codelist, code in codes.items()]


def _figure(rows: pl.DataFrame, filters: Filters, found: Preview, language: str) -> Figure | None:
    own = rows.filter(pl.col("indicator") == filters.indicator)
    frame = trend(selected(own, filters, found.catalogue), filters.areas)
    drawn = lines(frame)
    if drawn.is_empty():
        return None
    names = line_words.line_names(drawn, found.catalogue, language)
    look = Look(
        theme=state.theme(),
        measure=measure_of(found.catalogue[filters.indicator], found.catalogue),
        separators=SEPARATORS.get(language, ".,"),
        role=found.catalogue[filters.indicator].role,
        labels=names,
        short_labels=_end_names(names, drawn),
    )
    figure = trend_figure(line_words.with_hover(frame, found.catalogue, language), drawn, look)
    figure.update_layout(height=HEIGHT)
    return figure


def _end_names(names: dict[str, str], drawn: pl.DataFrame) -> dict[str, str]:
    """Return names short enough for half a page: with many lines only the area's, at its longest one."""
    if len(drawn) <= MOST_NAMES:
        return line_words.end_names(names, drawn)
    return {series: escape(names[series].partition(" · ")[0]) for series in drawn.filter(pl.col("rank") == 0)["series"]}


def _on_one_scale(figures: list[Figure]) -> None:
    ranges = [figure.layout.yaxis.range for figure in figures if figure.layout.yaxis.range]
    spans = [figure.layout.xaxis.range for figure in figures if figure.layout.xaxis.range]
    for figure in figures:
        if ranges:
            figure.update_layout(yaxis_range=[min(low for low, _ in ranges), max(high for _, high in ranges)])
        if spans:
            figure.update_layout(xaxis_range=[min(low for low, _ in spans), max(high for _, high in spans)])
