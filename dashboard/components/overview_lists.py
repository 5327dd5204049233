"""Lists on the first screen: what is not known, what changed in this release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import sources
from dashboard.components.overview_words import unknown_words
from dashboard.text import joined, number, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.components.overview_screen import Screen
    from dashboard.views.overview import Coverage

MOST_CHANGES = 8
KINDS = {"added": "{count} added", "changed": "{count} changed", "removed": "{count} removed"}


def show_unknown(screen: Screen, found: Sequence[Coverage]) -> None:
    """List what is not known, one line each, with what would fill it."""
    language = screen.language
    st.header(words("What is not known", language), anchor=False)
    lines = [
        unknown_words(each, screen.names, screen.window.first, screen.catalogue) for each in found if not each.is_enough
    ]
    wanted = [each.label_in(language) for each in screen.catalogue.indicators.values() if each.wanted]
    if wanted:
        lines.append(words("No country publishes a series on: {indicators}.", language, indicators="; ".join(wanted)))
    said = "\n".join(f"- {line}" for line in lines)
    st.markdown(said or words("Two thirds of the countries have every headline figure.", language))


def show_changes(language: str) -> None:
    """Say what changed in this release."""
    release = sources.release()
    st.header(words("What changed in this release", language), anchor=False)
    if release.previous is None:
        st.markdown(_first(release.changes, language))
        return
    lines = [f"- {_change(entry, language)}" for entry in release.changes[:MOST_CHANGES]]
    st.markdown("\n".join(lines) or words("No figure changed.", language))
    if len(release.changes) > MOST_CHANGES:
        more = len(release.changes) - MOST_CHANGES
        st.caption(words("And {count} more indicators of a source.", language, count=more))


def _first(changes: Sequence[Mapping[str, Any]], language: str) -> str:
    figures = number(sum(entry["added"] for entry in changes), 0, language)
    count = len({entry["source"] for entry in changes})
    return words("First release: {figures} figures from {count} sources.", language, figures=figures, count=count)


def _change(entry: Mapping[str, Any], language: str) -> str:
    titles, labels = sources.source_titles(language), sources.indicator_labels(language)
    counts = [
        words(message, language, count=number(entry[kind], 0, language))
        for kind, message in KINDS.items()
        if entry[kind]
    ]
    title, label = (names.get(entry[name], entry[name]) for names, name in ((titles, "source"), (labels, "indicator")))
    return f"{title}, {label}: {joined(counts, language)}"
