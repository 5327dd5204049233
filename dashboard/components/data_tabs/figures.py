"""The selected figures as a table with every column, its file, and where a single figure comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard import sources
from dashboard.components.contribute.plain import plain
from dashboard.components.data_tabs.download import download
from dashboard.components.line_words import year_words
from dashboard.components.nothing import nothing_here
from dashboard.components.table import column_config
from dashboard.exports.csv import citation
from dashboard.text import number, quantity, release_words, status_words, words
from dashboard.views.explorer import explorer, inputs_of, sources_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.filters import Filters

DERIVATIONS = {
    "rate": "Computed: number / child population of the same area, year and ages × 100,000",
    "share": "Computed: part / total of the same source, year and basis × 100",
    "remainder": "Computed: what is left of the total without residential and family-based care",
}


def figures_tab(filters: Filters) -> None:
    """Draw the table, its CSV file, and the way back of the row that is selected."""
    language = filters.language
    table = with_words(explorer(sources.observations(filters.indicator), filters, sources.catalogue()), language)
    if table.is_empty():
        nothing_here(filters)
        return
    used = sources_of(table)
    label = sources.indicator_labels(language)[filters.indicator]
    st.caption(
        words(
            "{rows} rows. Select a row to see where its figure comes from.",
            language,
            rows=number(len(table), 0, language),
        )
    )
    event: Any = st.dataframe(
        table,
        hide_index=True,
        key="figures_table",
        placeholder="",
        alt=words("Figures of {indicator}, one row each, all columns", language, indicator=label),
        column_config=column_config(table, language),
        on_select="rerun",
        selection_mode="single-row",
    )
    download(table, words("Download these rows as CSV", language), filters.indicator, used)
    st.caption(words("All columns, full precision, with release, licence and citation on every row.", language))
    chosen = list(event["selection"]["rows"])
    if chosen and chosen[0] < len(table):
        way_back(table.row(chosen[0], named=True), filters)


def with_words(table: pl.DataFrame, language: str) -> pl.DataFrame:
    """Return the table with `area`, `unit`, `status_in_words` and `source_title` beside the codes they stand for."""
    catalogue = sources.catalogue()
    units = {code: catalogue.units[each.unit].label_in(language) for code, each in catalogue.indicators.items()}
    statuses = {code: status_words(code, language, catalogue) for code in table["obs_status"].unique()}
    spoken = table.with_columns(
        area=_words_of("ref_area", sources.area_names(language)),
        unit=_words_of("indicator", units),
        status_in_words=_words_of("obs_status", statuses),
        source_title=_words_of("source", sources.source_titles(language)),
    )
    first = ("area", "time_period", "obs_value", "unit", "status_in_words", "source_title")
    return spoken.select(*first, *(name for name in table.columns if name not in first))


def _words_of(column: str, names: Mapping[str, str]) -> pl.Expr:
    return pl.col(column).replace_strict(names, default=None, return_dtype=pl.String)


def way_back(row: Mapping[str, Any], filters: Filters) -> None:
    """Say where one figure comes from: source, table, licence; for a computed one what it was computed from."""
    language, catalogue = filters.language, sources.catalogue()
    source = catalogue.sources[row["source"]]
    value = quantity(row["obs_value"], catalogue[row["indicator"]], catalogue, language)
    with st.container(border=True, key="way_back"):
        st.markdown(f"**{row['area']}, {year_words(row, catalogue, language)}: {value}**")
        if row["derivation"]:
            st.markdown(words(DERIVATIONS[row["derivation"]], language))
            st.table(_inputs(row, language), border="horizontal", hide_index=True)
        title = plain(source.title_in(language))
        named = f"[{title}]({source.url})" if source.url else title
        st.markdown(f"{named} · {plain(source.publisher)} · {source.licence}")
        provenance_lines(row, language)
        said = {"Table in the source": row["origin"], "Reference date": row["ref_date"], "Note": row["note"]}
        for label, text in said.items():
            if text:
                st.markdown(f"{words(label, language)}: {plain(text)}")
        used = [source.id, *(each["source"] for each in inputs_of(row))]
        cited = citation(sources.release(), dict.fromkeys(used), catalogue)
        st.caption(words("Cite as: {citation}", language, citation=cited))


def provenance_lines(row: Mapping[str, Any], language: str) -> None:
    """Say which organisation, file, cell or line, date and release one figure comes from; never which person."""
    try:
        found = sources.provenance_of(row)
    except LookupError:
        return
    release = sources.release()
    said = {
        "Sent in by": found.organisation if found.submission else None,
        "Submission": found.submission,
        "File": found.file,
        "Place in the file": _place(found.place, language),
        "Approved" if found.submission else "Read from the source": found.date,
        "Release": release_words(release.number, release.date, language),
    }
    parts = [f"{words(label, language)}: {plain(text)}" for label, text in said.items() if text]
    st.markdown(" · ".join(parts))


def _place(place: str | None, language: str) -> str | None:
    """Return a line or a cell of a file in words: `line 12`, `Sheet1, cell C14`."""
    if place is None:
        return None
    sheet, _, last = place.rpartition(", ")
    kind, _, name = last.partition(" ")
    told = words("cell {name}" if kind == "cell" else "line {name}", language, name=name)
    return f"{sheet}, {told}" if sheet else told


def _inputs(row: Mapping[str, Any], language: str) -> pl.DataFrame:
    catalogue = sources.catalogue()
    titles = sources.source_titles(language)
    return pl.DataFrame(
        [
            {
                words("Computed from", language): catalogue[each["indicator"]].label_in(language),
                words("Value", language): quantity(each["value"], catalogue[each["indicator"]], catalogue, language),
                words("Source", language): titles[each["source"]],
            }
            for each in inputs_of(row)
        ]
    )
