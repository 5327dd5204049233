"""What stands in a chart's place when a selection has no figure: what is missing, and what is near."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import sources, state
from dashboard.text import joined, words
from dashboard.views.coverage import near_indicators, near_steps, reported_parts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.filters import Filters
    from dashboard.views.coverage import Step
    from pipelines.catalogue import Catalogue

NAMED_AREAS = 4
NARROWING = {"sex": "sexes", "age": "ages", "disability": "disabilities", "basis": "count_bases"}
"""The codelist of each filter that may leave too little."""
STEP_WORDS = {
    "parts": "Figures of its parts",
    "comparable": "Also figures that are not comparable",
    "source": "All sources",
    "start": "All years",
    "basis": "Counted otherwise too, marked",
    "sex": "Both sexes, all the ages it defines",
    "group": "All of Europe and Central Asia",
    "areas": "All of the region",
}


def nothing_here(filters: Filters) -> None:
    """Say that the selection has no figure, then offer the smallest changes and the other indicators that have some."""
    language, catalogue = filters.language, sources.catalogue()
    label = catalogue[filters.indicator].label_in(language)
    chosen = "; ".join([label, *_narrowed(filters, catalogue)])
    said = [words("No figure for this selection: {indicator}.", language, indicator=chosen)]
    st.markdown(" ".join([*said, *parts_words(filters.areas, catalogue, language)]))
    steps = near_steps(sources.observations(filters.indicator), filters, catalogue)
    if steps:
        st.caption(words("What there is when one part of the selection changes:", language))
    with st.container(gap="xsmall"):
        for place, step in enumerate(steps):
            st.button(
                f"{words(_message(step), language)} · {_found(step, language)}",
                key=f"step_{place}",
                type="tertiary",
                icon=":material/arrow_forward:",
                on_click=state.set_filter,
                kwargs=step.changes,
            )
    _other_indicators(filters)


def _narrowed(filters: Filters, catalogue: Catalogue) -> list[str]:
    """Return the choices that narrow the selection, in words: `Girls`, `0–2 years`."""
    usual = type(filters)()
    chosen = [
        (codelist, getattr(filters, name))
        for name, codelist in NARROWING.items()
        if getattr(filters, name) != getattr(usual, name) and getattr(filters, name) in catalogue.codelists[codelist]
    ]
    found = [catalogue.codelists[codelist][code].label_in(filters.language) for codelist, code in chosen]
    if filters.source:
        found.append(catalogue.sources[filters.source].title_in(filters.language))
    return [*found, words("Comparable figures only", filters.language)] if filters.comparable else found


def parts_words(areas: Sequence[str], catalogue: Catalogue, language: str) -> list[str]:
    """Return a sentence for each of some areas that are reported by parts: which parts there are."""
    names = sources.area_names(language)
    held = {area: reported_parts([area], catalogue) for area in areas}
    return [
        words(
            "{country} is reported by part: {parts}.",
            language,
            country=names[area],
            parts=joined([names[part] for part in parts], language),
        )
        for area, parts in held.items()
        if parts
    ]


def _other_indicators(filters: Filters) -> None:
    language = filters.language
    near = near_indicators(sources.coverage(), filters, sources.catalogue())
    if near.is_empty():
        return
    labels = sources.indicator_labels(language)
    st.caption(words("Other indicators with figures for these areas:", language))
    with st.container(gap="xsmall"):
        for row in near.iter_rows(named=True):
            found = _found_years(row, language)
            st.button(
                f"{labels[row['indicator']]} · {found}",
                key=f"near_{row['indicator']}",
                type="tertiary",
                icon=":material/arrow_forward:",
                on_click=state.set_filter,
                kwargs={"indicator": row["indicator"]},
            )


def _found_years(row: Mapping[str, Any], language: str) -> str:
    years = str(row["first"]) if row["first"] == row["last"] else f"{row['first']}–{row['last']}"
    if row["areas"] == 1:
        return years
    return words("{areas} areas, {years}", language, areas=row["areas"], years=years)


def _message(step: Step) -> str:
    changed = "parts" if step.changes.get("areas") else next(name for name in STEP_WORDS if name in step.changes)
    return STEP_WORDS[changed]


def _found(step: Step, language: str) -> str:
    names = sources.area_names(language)
    shown = [names.get(area, area) for area in step.areas]
    if len(shown) > NAMED_AREAS:
        return words("{areas} areas, {points} figures", language, areas=len(shown), points=step.points)
    return words("{names}: {points} figures", language, names=joined(shown, language), points=step.points)
