"""What a reader must know about a country's figures: parts, gaps, how far they carry, how to cite them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import sources, state
from dashboard.components.country_words import (
    full_value,
    gap_lines,
    note_words,
    others_words,
    plain,
    quality_words,
    year_of,
)
from dashboard.exports.csv import citation
from dashboard.text import release_words, words
from dashboard.views import headline
from dashboard.views.country import part_figures
from dashboard.views.data_quality import data_quality

if TYPE_CHECKING:
    from dashboard.views.country import Profile
    from dashboard.views.headline import Opening

MOST_FIGURES = 4
NO_MIX = "No source gives residential and family-based care of the same year and ages: no care mix."


def note(told: Opening, language: str) -> None:
    """Show the public note on the figure the page opens with, where it has one."""
    said = note_words(told, language)
    if said:
        st.caption(plain(said))


def parts(profile: Profile) -> None:
    """Draw the newest figures of the parts a country is reported by, each opening the part's own page."""
    catalogue, language = profile.catalogue, profile.filters.language
    names = sources.area_names(language)
    held = part_figures(profile.observations, profile.filters.country, catalogue)
    if not held:
        return
    st.header(words("By part of the country", language), anchor=False)
    with st.grid(MOST_FIGURES, min_column_width=230, key="country_parts"):
        for part, figures in held.items():
            with st.container(border=True, height="stretch", gap="xsmall", key=f"part_{part}"):
                st.markdown(f"**{plain(names[part])}**")
                for figure in figures[:MOST_FIGURES]:
                    st.markdown(
                        f"{plain(catalogue[figure.indicator].label_in(language))}: "
                        f"**{plain(full_value(figure, catalogue, language))}** ({year_of(figure, catalogue, language)})"
                    )
                if not figures:
                    st.caption(words("no figure", language))
                st.button(
                    words("Open {area}", language, area=names[part]),
                    key=f"open_{part}",
                    type="tertiary",
                    on_click=state.set_filter,
                    kwargs={"country": part},
                )


def unknowns(profile: Profile) -> None:
    """List what is not known: each headline indicator without a figure, what is near and what would fill it."""
    catalogue, language = profile.catalogue, profile.filters.language
    gaps = headline.not_known(profile.observations, profile.filters.country, profile.figures, catalogue)
    lines = gap_lines(gaps, catalogue, language)
    if not profile.mixes:
        lines.append(words(NO_MIX, language))
    if not lines:
        return
    st.header(words("What is not known", language), anchor=False)
    st.markdown("\n".join(f"- {line}" for line in lines))


def quality(profile: Profile) -> None:
    """Say in words how far the figures carry: one line an indicator, on its own source, then which others there are."""
    catalogue, language = profile.catalogue, profile.filters.language
    rows = data_quality(profile.observations, profile.filters.country, profile.headlines, catalogue)
    if rows.is_empty():
        return
    st.header(words("How far the figures carry", language), anchor=False)
    this_year = sources.release().date.year
    leading = {name: figure.source for name, figure in profile.figures.items()}
    lines = []
    for (indicator,), group in rows.group_by("indicator", maintain_order=True):
        held = sorted(group.to_dicts(), key=lambda row: row["source"] != leading.get(row["indicator"]))
        said = f"{quality_words(held[0], catalogue, language, this_year)} {others_words(held[1:], catalogue, language)}"
        lines.append(f"- **{plain(catalogue[str(indicator)].label_in(language))}**: {plain(said)}")
    st.markdown("\n".join(lines))


def cite(profile: Profile) -> None:
    """Show a citation to copy: the page, the release, the sources of its headline figures and care mixes."""
    filters, catalogue = profile.filters, profile.catalogue
    used = dict.fromkeys(
        [*(figure.source for figure in profile.figures.values()), *(mix.source for mix in profile.mixes)]
    )
    release, language = sources.release(), filters.language
    st.header(words("Cite this page", language), anchor=False)
    st.caption(release_words(release.number, release.date, language))
    named = f"{sources.area_names('en')[filters.country]}. {citation(release, used, catalogue)}"
    st.code(named, language=None, wrap_lines=True)
