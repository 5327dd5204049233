"""Where a country's children in care live: a card for each source that tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import sources, state
from dashboard.components.chart_card import chart_card
from dashboard.figures import care_mix as care_mix_figures
from dashboard.figures.care_mix import MixLook
from dashboard.text import number, words
from dashboard.views.care_mix import FEW_YEARS, Mix

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.filters import Filters
    from dashboard.views.country import Profile
    from pipelines.catalogue import Catalogue

MOST_MIXES = 4
SEPARATORS = {"da": ",."}
"""Plotly's decimal and thousands marks, where they are not the English ones."""

PART_WORDS = {
    "residential": "Residential care",
    "foster": "Foster care",
    "kinship": "Kinship care or guardianship",
    "other_family": "Other family-based care",
    "family": "Family-based care",
    "neither": "Neither or unknown",
}


def care_mix(profile: Profile) -> None:
    """Draw where children in care live, one tab for each source; nothing where no source tells it."""
    filters, catalogue = profile.filters, profile.catalogue
    mixes = profile.mixes[:MOST_MIXES]
    if len(mixes) == 1:
        _mix_card(mixes[0], filters, catalogue)
    if len(mixes) <= 1:
        return
    for tab, mix in zip(st.tabs(_tab_names(mixes, catalogue, filters.language)), mixes, strict=True):
        with tab:
            _mix_card(mix, filters, catalogue)


def _tab_names(mixes: Sequence[Mix], catalogue: Catalogue, language: str) -> list[str]:
    names = []
    for mix in mixes:
        title = catalogue.sources[mix.source].title_in(language)
        span = _span(mix.years)
        names.append(title if span in title else f"{title}, {span}")
    return [f"{name} ({place})" if names.count(name) > 1 else name for place, name in enumerate(names, start=1)]


def _span(years: list[int]) -> str:
    return str(years[0]) if years[0] == years[-1] else f"{years[0]}–{years[-1]}"


def _mix_card(mix: Mix, filters: Filters, catalogue: Catalogue) -> None:
    language, theme = filters.language, state.theme()
    country = sources.area_names(language)[filters.country]
    labels = {part: words(message, language) for part, message in PART_WORDS.items()}
    rows = _mix_words(mix, catalogue, language)
    kept = rows.filter(~pl.col("exceeds"))
    share = mix.measure == "share"
    look = MixLook(theme, labels, share=share, separators=SEPARATORS.get(language, ".,"))
    if mix.as_lines:
        drawn = care_mix_figures.part_lines(rows, look)
    elif len(mix.years) <= FEW_YEARS:
        drawn = care_mix_figures.row_bars(kept, look)
    else:
        drawn = care_mix_figures.stacked_bars(kept, look)
    title = words("Where children in care live, {country}", language, country=country)
    chart_card(
        drawn,
        mix.rows.with_columns(source=pl.lit(mix.source), ref_area=pl.lit(mix.ref_area)),
        key=f"care_mix_{mix.source}_{mix.measure}_{mix.count_basis}",
        title=title,
        subtitle=_mix_subtitle(mix, catalogue, language),
        alt=_mix_alt(mix, title, catalogue, language),
        sources=[mix.source],
        csv_name=f"care_mix_{filters.country}_{mix.source}",
        years=_years_words(mix, mix.years, catalogue, language),
        left_out=_mix_left_out(mix, catalogue, language),
    )


def _mix_words(mix: Mix, catalogue: Catalogue, language: str) -> pl.DataFrame:
    published = catalogue.sources[mix.source].publication_years
    hover, years, values = [], [], []
    for row in mix.rows.iter_rows(named=True):
        year = str(row["time_period"])
        year = words("published {year}", language, year=year) if published else year
        share = None if row["share_percent"] is None else f"{number(row['share_percent'], 0, language)} %"
        value = share if mix.measure == "share" and share else number(row["obs_value"], 0, language)
        said = [f"<b>{words(PART_WORDS[row['part']], language)}, {year}</b>", value]
        said += [words("{share} of all in care", language, share=share)] if share and mix.measure == "number" else []
        said += [words("computed from published figures", language)] if row["is_computed"] else []
        hover.append("<br>".join(said))
        years.append(year)
        values.append(value)
    return mix.rows.with_columns(
        pl.Series("hover", hover, pl.String),
        pl.Series("year_words", years, pl.String),
        pl.Series("value_words", values, pl.String),
    )


def _mix_subtitle(mix: Mix, catalogue: Catalogue, language: str) -> str:
    ages = dict.fromkeys(age for held in mix.rows["age"] for age in held.split(";"))
    unit = "children" if mix.measure == "number" else "percent_of_children_in_care"
    said = [
        catalogue.units[unit].label_in(language),
        catalogue.codelists["count_bases"][mix.count_basis].label_in(language).lower(),
        ", ".join(catalogue.codelists["ages"][age].label_in(language) for age in ages),
    ]
    return " · ".join(said)


def _mix_left_out(mix: Mix, catalogue: Catalogue, language: str) -> str:
    said = []
    if mix.years_in_excess:
        years = ", ".join(str(year) for year in mix.years_in_excess)
        said.append(words("The published parts are more than the published total in {years}.", language, years=years))
    if mix.as_lines:
        said.append(words("They are drawn as lines, not stacked.", language))
    if mix.summed:
        forms = ", ".join(catalogue[form].label_in(language) for form in mix.summed)
        said.append(words("Residential care is the sum of: {forms}.", language, forms=forms))
    if mix.rows["total"].null_count():
        said.append(words("Without a published total, nothing can be said about the rest.", language))
    if mix.rows.filter(pl.col("age").str.contains(";")).height:
        said.append(words("The parts cover different ages.", language))
    cut = set(mix.rows.filter("is_cut")["time_period"])
    if len(mix.years) > FEW_YEARS and not mix.as_lines and any(year - 1 in mix.years for year in cut):
        said.append(words("A dotted line is a break or a change of ages.", language))
    return " ".join(said)


def _mix_alt(mix: Mix, title: str, catalogue: Catalogue, language: str) -> str:
    last = mix.rows.filter(pl.col("time_period") == mix.years[-1])
    share = last["share_percent"].null_count() == 0
    said = [
        f"{words(PART_WORDS[row['part']], language)} "
        + (f"{number(row['share_percent'], 0, language)} %" if share else number(row["obs_value"], 0, language))
        for row in last.iter_rows(named=True)
    ]
    source = catalogue.sources[mix.source].title_in(language)
    span, newest = (_years_words(mix, years, catalogue, language) for years in (mix.years, mix.years[-1:]))
    return f"{title}, {span}, {source}. {newest}: {'; '.join(said)}."


def _years_words(mix: Mix, years: list[int], catalogue: Catalogue, language: str) -> str:
    published = catalogue.sources[mix.source].publication_years
    return words("published {year}", language, year=_span(years)) if published else _span(years)
