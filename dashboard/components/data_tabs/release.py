"""Which release is shown, what is in it, and how to cite it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import sources, state
from dashboard.components.contribute.plain import plain
from dashboard.exports.changes import change_sentences
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
MOST_RELEASES = 100
MOST_SENTENCES = 60


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
    _history(release, language)


def _changes(release: Release, language: str) -> None:
    st.header(words("What changed", language), anchor=False)
    _list(change_sentences(release, sources.catalogue(), language), language)


def _history(shown: Release, language: str) -> None:
    """Draw every release, newest first, with what it changed and the way to look at it."""
    every = sources.releases_published()
    st.header(words("Earlier and later releases", language), anchor=False)
    st.markdown(f"[{words('Follow releases as a feed (Atom)', language)}](/releases.atom?lang={language})")
    current = sources.current_release()
    for each in every[:MOST_RELEASES]:
        title = release_words(each.number, each.date, language)
        if each.id == current.id:
            title += f" · {words('the current one', language)}"
        with st.expander(title, key=f"release_{each.number}", on_change="rerun") as opened:
            if not opened.open:
                continue
            _list(change_sentences(each, each.catalogue(), language), language)
            if each.id != shown.id:
                st.button(
                    words("Show the tracker as of this release", language),
                    key=f"show_release_{each.number}",
                    on_click=state.set_filter,
                    kwargs={"release": "" if each.id == current.id else each.id},
                )


def _list(sentences: list[str], language: str) -> None:
    lines = [f"- {plain(each)}" for each in sentences[:MOST_SENTENCES]]
    if len(sentences) > MOST_SENTENCES:
        lines.append(f"- {words('and {count} more', language, count=len(sentences) - MOST_SENTENCES)}")
    st.markdown("\n".join(lines))
