"""The filters a page needs, in one quiet row; rarely used ones behind *More filters*."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import streamlit as st

from dashboard import sources, state
from dashboard.filters import ANY, DECLARED, chosen_areas
from dashboard.text import sorted_by_name, words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dashboard.filters import Filters

Width = int | Literal["stretch"]

FIRST_YEAR, LAST_YEAR = 1989, 2025

SELDOM = ("tolerance", "sex", "age", "disability", "basis", "source", "comparable")
"""Parts that go behind *More filters*."""


def filter_bar(filters: Filters, parts: Sequence[str] = ("group", "home")) -> None:
    """Draw the filters a page names.

    Parts: `group`, `home`, `country`, `indicator`, `areas`, `span`, `year`, `tolerance`, `sex`, `age`, `disability`,
    `basis`, `source`, `comparable`. A change is in the URL before the page runs again. In a narrow window all of them
    come in one sheet.
    """
    language = state.language()
    kept_back = [part for part in parts if part in SELDOM or state.is_narrow()]
    label = "Filters" if state.is_narrow() else "More filters"
    with st.container(horizontal=True, key="filter_bar", vertical_alignment="bottom", gap="small"):
        for part in parts:
            if part not in kept_back:
                _PARTS[part](filters, language)
        if kept_back:
            with st.popover(words(label, language), key="more_filters"):
                for part in kept_back:
                    _PARTS[part](filters, language)


def _width(wide: int) -> Width:
    return wide if wide and not state.is_narrow() else "stretch"


def _choice(name: str, label: str, names: dict[str, str], wide: int = 0) -> None:
    bound = state.bound(name)
    present = getattr(state.selected_filters(), name)
    codes = list(names) if present in names else [*names, present]
    st.selectbox(label, codes, format_func=lambda code: names.get(code, code), width=_width(wide), **bound)


def _group(_filters: Filters, language: str) -> None:
    _choice("group", words("Region", language), dict(sources.labels("area_groups", language)), wide=240)


def _countries(language: str) -> dict[str, str]:
    names = sources.area_names(language)
    areas = sources.catalogue().areas
    kept = {code: names[code] for code in sources.shown_areas() if areas[code].extra.get("kind") != "aggregate"}
    return {code: kept[code] for code in sorted_by_name(kept, language)}


def _home(_filters: Filters, language: str) -> None:
    _choice("home", words("Your country", language), _countries(language), wide=200)


def _country(_filters: Filters, language: str) -> None:
    _choice("country", words("Country", language), _countries(language), wide=200)


def _indicator(_filters: Filters, language: str) -> None:
    catalogue = sources.catalogue()
    themes = sources.labels("themes", language)
    order = {theme: place for place, theme in enumerate(themes)}
    shown = sorted(
        catalogue.indicators.values(),
        key=lambda each: (each.wanted, each.headline is None, each.headline or 0, order.get(each.theme, 99), each.id),
    )
    names = {each.id: f"{themes.get(each.theme, each.theme)}: {each.label_in(language)}" for each in shown}
    names |= {each.id: each.label_in(language) for each in shown if each.headline is not None}
    names |= {
        each.id: words("No figures yet: {indicator}", language, indicator=each.label_in(language))
        for each in shown
        if each.wanted
    }
    _choice("indicator", words("Indicator", language), names, wide=420)


def _areas(filters: Filters, language: str) -> None:
    names = sources.area_names(language)
    members = chosen_areas(filters, sources.catalogue())
    shown = {code: names[code] for code in sources.shown_areas()}
    others = [code for code in sorted_by_name(shown, language) if code not in members]
    st.multiselect(
        words("Areas", language),
        [*members, *others],
        format_func=lambda code: names.get(code, code),
        placeholder=words("All of the region", language),
        width=_width(420),
        **state.bound("areas"),
    )


def _span(_filters: Filters, language: str) -> None:
    filters = state.selected_filters()
    first, last = min(FIRST_YEAR, filters.start), max(LAST_YEAR, filters.end)
    st.slider(words("Years", language), first, last, width=_width(260), **state.bound("span"))


def _year(filters: Filters, language: str) -> None:
    first, last = min(FIRST_YEAR, filters.year), max(LAST_YEAR, filters.year)
    st.slider(words("Year", language), first, last, width=_width(260), **state.bound("year"))


def _tolerance(filters: Filters, language: str) -> None:
    st.slider(
        words("Latest within this many years", language), 0, max(15, filters.tolerance), **state.bound("tolerance")
    )


def _codes(name: str, codelist: str, label: str, first: dict[str, str]) -> Callable[[Filters, str], None]:
    def draw(_filters: Filters, language: str) -> None:
        begin = {code: words(text, language) for code, text in first.items()}
        _choice(name, words(label, language), {**begin, **sources.labels(codelist, language)})

    return draw


def _source(_filters: Filters, language: str) -> None:
    titles = sources.source_titles(language)
    names = {"": words("All sources", language)} | {code: titles[code] for code in sorted_by_name(titles, language)}
    _choice("source", words("Source", language), names)


def _comparable(_filters: Filters, language: str) -> None:
    st.toggle(words("Comparable figures only", language), **state.bound("comparable"))


_PARTS: dict[str, Callable[[Filters, str], None]] = {
    "group": _group,
    "home": _home,
    "country": _country,
    "indicator": _indicator,
    "areas": _areas,
    "span": _span,
    "year": _year,
    "tolerance": _tolerance,
    "sex": _codes("sex", "sexes", "Sex", {}),
    "age": _codes("age", "ages", "Ages", {DECLARED: "As the indicator defines"}),
    "disability": _codes("disability", "disabilities", "Disability", {}),
    "basis": _codes(
        "basis", "count_bases", "Counted", {DECLARED: "As the indicator defines", ANY: "Show others too, marked"}
    ),
    "source": _source,
    "comparable": _comparable,
}
