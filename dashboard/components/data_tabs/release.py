"""Which release is shown, what is in it, and how to cite it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import sources
from dashboard.exports.csv import TITLE
from dashboard.text import day, number, release_words, words

if TYPE_CHECKING:
    from dashboard.filters import Filters

COUNTS = {
    "observations": "Figures",
    "derived": "of them computed here",
    "areas": "Areas",
    "indicators": "Indicators",
    "sources": "Sources",
}


def release_tab(filters: Filters) -> None:
    """Draw number, date, id, counts, changes and the text to cite."""
    language, release = filters.language, sources.release()
    st.subheader(release_words(release.number, release.date, language), anchor=False)
    st.caption(words("A release never changes. A link names its release; a correction is a new release.", language))
    counts = release.manifest.get("counts", {})
    with st.container(horizontal=True, gap="medium"):
        for name, label in COUNTS.items():
            if name in counts:
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
    st.subheader(words("What changed", language), anchor=False)
    changes: Any = release.manifest.get("changes", ())
    for change in changes:
        st.markdown(f"- {change}")
    if not changes:
        st.markdown(words("This is the first release: everything is new.", language))
