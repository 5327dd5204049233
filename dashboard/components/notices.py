"""What a link asked for and did not get, and whether a newer release exists, said in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import sources, state
from dashboard.filters import LANGUAGES
from dashboard.text import release_words, words

if TYPE_CHECKING:
    from dashboard.filters import Filters, Notice

PARTS = {
    "indicator": "Indicator",
    "group": "Region",
    "areas": "Areas",
    "home": "Your country",
    "country": "Country",
    "start": "First year",
    "end": "Last year",
    "span": "Years",
    "year": "Year",
    "tolerance": "Latest within this many years",
    "sex": "Sex",
    "age": "Ages",
    "disability": "Disability",
    "basis": "Counted",
    "source": "Source",
    "comparable": "Comparable figures only",
    "index_base": "Base year of the index",
    "multiples": "Small multiples",
    "others": "Others in grey",
    "table": "Table",
    "tab": "Tab",
    "release": "Release",
    "language": "Language",
}


CODELISTS = {
    "group": "area_groups",
    "sex": "sexes",
    "age": "ages",
    "disability": "disabilities",
    "basis": "count_bases",
}

SHARED = {
    "group": "All of the region",
    "declared": "As the indicator defines",
    "all": "All sources",
    "current": "the newest release",
    "off": "off",
    "0": "off",
    "1": "on",
}
"""Codes of a link that stand for no particular choice, and those of a switch."""


def show_notices(filters: Filters) -> None:
    """Say which parts of the link were replaced, and that a newer release exists when an older one is shown."""
    language = filters.language
    notices = state.link_notices()
    if notices:
        with st.container(border=True, key="link_notices"):
            st.markdown(words("Part of this link could not be used:", language))
            st.markdown("\n".join(f"- {notice_words(each, language)}" for each in notices))
            st.button(words("Close", language), key="close_notices", on_click=state.dismiss_notices)
    _older_release(filters)


def notice_words(notice: Notice, language: str) -> str:
    """Return one notice as a sentence: the part, what was found, what is used instead."""
    return words(
        "{part}: found {found}, using {used} instead.",
        language,
        part=words(PARTS[notice.part], language),
        found=_quoted(notice.found),
        used=_used_words(notice, language),
    )


def _older_release(filters: Filters) -> None:
    shown, current = sources.release(), sources.current_release()
    if shown.id == current.id:
        return
    with st.container(border=True, key="older_release", horizontal=True, vertical_alignment="center"):
        st.markdown(
            words(
                "This link shows {shown}. A newer one exists: {current}.",
                filters.language,
                shown=release_words(shown.number, shown.date, filters.language),
                current=release_words(current.number, current.date, filters.language),
            ),
        )
        st.button(
            words("Show the newest release", filters.language),
            key="newest_release",
            on_click=state.set_filter,
            kwargs={"release": ""},
        )


def _used_words(notice: Notice, language: str) -> str:
    """Return what is used instead in words, not in codes."""
    named = _names(notice.part, language)
    return ", ".join(named.get(code, code) for code in notice.used.split(","))


def _names(part: str, language: str) -> dict[str, str]:
    shared = {code: words(text, language) for code, text in SHARED.items()}
    if part in {"areas", "home", "country"}:
        return {**shared, **sources.area_names(language)}
    if part == "indicator":
        return sources.indicator_labels(language)
    if part == "language":
        return dict(LANGUAGES)
    return {**shared, **sources.labels(CODELISTS[part], language)} if part in CODELISTS else shared


def _quoted(text: str) -> str:
    shown = "".join(each for each in text if each.isprintable() and each != "`")
    return f"`{shown or ' '}`"
