"""Which release is shown, what is in it, and how to cite it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import sources
from dashboard.exports.csv import TITLE
from dashboard.text import day, number, release_words, words

if TYPE_CHECKING:
    from dashboard.filters import Filters
    from pipelines.releases import Release

COUNTS = {
    "observations": "Figures",
    "derived": "of them computed here",
    "areas": "Areas",
    "indicators": "Indicators",
}
KINDS = {"added": "Added", "changed": "Changed", "removed": "Removed"}


def release_tab(filters: Filters) -> None:
    """Draw number, date, id, counts, changes and the text to cite."""
    language, release = filters.language, sources.release()
    st.header(release_words(release.number, release.date, language), anchor=False)
    st.caption(words("A release never changes. A link names its release; a correction is a new release.", language))
    counts = release.manifest["rows"]
    with st.container(horizontal=True, gap="medium"):
        for name, label in COUNTS.items():
            st.metric(words(label, language), number(counts[name], 0, language), width="content")
    st.markdown(
        words("Identity: the SHA-256 of its content. The same figures have the same one on every machine.", language)
    )
    st.code(release.id, language=None, wrap_lines=True)
    st.markdown(words("Cite as", language))
    st.code(
        words(
            "{title}, release {number}, {date}, {id}.",
            language,
            title=TITLE,
            number=release.number,
            date=day(release.date, language),
            id=release.id,
        ),
        language=None,
        wrap_lines=True,
    )
    _changes(release, language)


def _changes(release: Release, language: str) -> None:
    st.header(words("What changed", language), anchor=False)
    if release.previous is None:
        st.markdown(words("This is the first release: everything in it is new.", language))
        return
    if not release.changes:
        st.markdown(words("No published figure changed.", language))
        return
    titles, labels = sources.source_titles(language), sources.indicator_labels(language)
    rows = [
        {
            words("Source", language): titles.get(entry["source"], entry["source"]),
            words("Indicator", language): labels.get(entry["indicator"], entry["indicator"]),
            **{words(label, language): entry[kind] for kind, label in KINDS.items()},
        }
        for entry in release.changes
    ]
    st.dataframe(
        pl.DataFrame(rows),
        hide_index=True,
        key="release_changes",
        alt=words("Figures added, changed and removed, by source and indicator", language),
    )
