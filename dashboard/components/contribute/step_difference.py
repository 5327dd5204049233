"""Step 4: the difference. What would change in public, with the public chart before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import sources, state
from dashboard.components.contribute.charts import before_and_after
from dashboard.components.table import data_table
from dashboard.text import number, quantity, status_words, words
from pipelines.difference import counts, touched_indicators

if TYPE_CHECKING:
    from dashboard.components.contribute.work import Work
    from pipelines.preview import Preview

KIND_WORDS = {"changed": "Changed", "removed": "Removed", "added": "Added", "unchanged": "Unchanged"}
MOST_CHARTS = 12
MOST_ROWS = 2000


def step_difference(work: Work) -> None:
    """Draw what is added, changed, removed and unchanged, and the charts it touches; nothing is written."""
    language = work.language
    if work.intake is None:
        return
    found = sources.preview_of(work.submission, work.intake)
    st.header(words("What changes in public", language), anchor=False)
    st.caption(words("Nothing is public yet. This compares your figures with the current release.", language))
    totals(found.rows, language)
    show_rows(found, language)
    if work.is_open:
        st.button(
            words("Go on", language),
            key="difference_go_on",
            type="primary",
            on_click=state.go,
            kwargs={"step": "submit"},
        )
    show_charts(found, language)


def totals(rows: pl.DataFrame, language: str) -> None:
    """Draw how many figures of each kind a difference holds."""
    with st.container(horizontal=True, gap="medium"):
        for kind, count in counts(rows).items():
            st.metric(words(KIND_WORDS[kind], language), number(count, 0, language), width="content")


def show_rows(found: Preview, language: str) -> None:
    """Draw the difference figure by figure, in words."""
    catalogue, names = found.catalogue, sources.area_names(language)
    titles = {code: source.title_in(language) for code, source in catalogue.sources.items()}
    shown = found.rows.filter(pl.col("kind") != "unchanged").head(MOST_ROWS)
    if shown.is_empty():
        st.markdown(words("Everything in the file is public already, with the same values.", language))
        return

    def told(row: dict[str, object], when: str) -> str:
        value, status = row[f"{when}_value"], row[f"{when}_status"]
        indicator = catalogue.indicators[str(row["indicator"])]
        if value is not None:
            return quantity(float(str(value)), indicator, catalogue, language)
        return status_words(str(status), language, catalogue) if status else ""

    table = pl.DataFrame(
        [
            {
                words("What", language): words(KIND_WORDS[row["kind"]], language),
                words("Country or area", language): names.get(row["ref_area"], row["ref_area"]),
                words("Year", language): str(row["time_period"]),
                words("Indicator", language): catalogue.indicators[row["indicator"]].label_in(language),
                words("Sex", language): sources.labels("sexes", language).get(row["sex"], row["sex"]),
                words("Ages", language): sources.labels("ages", language).get(row["age"], row["age"]),
                words("Before", language): told(row, "before"),
                words("After", language): told(row, "after"),
                words("Footnote", language): row["after_note"] or "",
                words("Source", language): titles.get(row["source"], row["source"]),
            }
            for row in shown.iter_rows(named=True)
        ]
    )
    data_table(table, alt=words("Figures changed, removed and added", language), height=320)


def show_charts(found: Preview, language: str) -> None:
    """Draw the public chart of each touched indicator, as it is and as it would be."""
    touched = touched_indicators(found.rows)
    for indicator in touched[:MOST_CHARTS]:
        before_and_after(found, indicator, language)
    if len(touched) > MOST_CHARTS:
        count = number(len(touched) - MOST_CHARTS, 0, language)
        st.caption(words("{count} further indicators change; they are in the table.", language, count=count))
