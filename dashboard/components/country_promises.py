"""What a country decided and promised: milestones, targets, practices, each with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard import sources, state
from dashboard.components.chart_card import chart_card
from dashboard.components.country_words import (
    full_value,
    plain,
    year_of,
)
from dashboard.figures.milestones import timeline
from dashboard.text import joined, words
from dashboard.views.milestones import KINDS, milestones, practices
from dashboard.views.targets import targets, where_it_stands

if TYPE_CHECKING:
    from dashboard.views.country import Profile
    from pipelines.catalogue import Catalogue

KIND_WORDS = {
    "law": "Laws",
    "reform": "Reforms",
    "strategy": "Strategies",
    "service": "Services",
    "institution_closure": "Closures of institutions",
    "commitment": "Commitments",
    "ratification": "Conventions joined",
}

LANES = "Filled: the country's own. Hollow: agreed above it."

SHAPE_WORDS = {
    "closing_date": "Date for closing institutions",
    "age_limit": "Age limit",
    "family_share": "Share in families",
    "ceiling": "Ceiling",
    "relative_fall": "Fall from a base year",
    "relative_rise": "Rise from a base year",
    "unit_size": "Size of a unit",
}

STATUS_WORDS = {
    "running": "running",
    "met": "met",
    "missed": "missed",
    "postponed": "postponed",
    "standing_rule": "standing rule",
    "not_known": "not known whether it was met",
}


def milestone_lane(profile: Profile) -> None:
    """Draw the country's milestones on a line of time, and list them by kind, each opening its source."""
    filters, language = profile.filters, profile.filters.language
    rows = milestones(sources.context("milestones"), filters.country, profile.catalogue)
    own = rows.filter("is_own")
    country = sources.area_names(language)[filters.country]
    if own.is_empty():
        return
    kinds = {kind: words(KIND_WORDS[kind], language) for kind in KINDS}
    title = words("Laws, reforms and commitments, {country}", language, country=country)
    chart_card(
        timeline(rows.with_columns(hover=pl.format("<b>{}</b><br>{}", "date", "title")), kinds, state.theme()),
        rows.drop("position"),
        key="milestones",
        title=title,
        subtitle=words(LANES, language),
        alt=words("{title}: {n} milestones, {first} to {last}.", language, title=title, n=own.height,
                  first=own["date"][0], last=own["date"][-1]),
        sources=[],
        csv_name=f"milestones_{filters.country}",
        left_out=words("Each milestone names its own source.", language),
    )  # fmt: skip
    listed = {label: own.filter(pl.col("kind") == kind) for kind, label in kinds.items()}
    said = [
        f"**{label}**\n\n" + "\n".join(f"- {_linked(row)}" for row in group.iter_rows(named=True))
        for label, group in listed.items()
        if group.height
    ]
    st.markdown("\n\n".join(said))
    _in_english(language)


def _in_english(language: str) -> None:
    if language != "en":
        st.caption(words("Names of laws, targets and practices are given in English.", language))


def _linked(row: dict[str, Any]) -> str:
    return f"{row['date']} · [{plain(row['title'])}]({row['source_url']})"


def target_list(profile: Profile) -> None:
    """List what the country promised: shape, year, status and its source, and the newest figure where there is one."""
    language = profile.filters.language
    rows = targets(sources.context("targets"), profile.filters.country)
    if rows.is_empty():
        return
    st.header(words("Promises", language), anchor=False)
    st.caption(
        words("A target is what was announced. Its status is a judgement and has a source of its own.", language)
    )
    for row in rows.iter_rows(named=True):
        st.markdown(_target_words(row, profile.observations, profile.catalogue, language))


def _target_words(row: dict[str, Any], observations: pl.DataFrame, catalogue: Catalogue, language: str) -> str:
    shape = words(SHAPE_WORDS[row["shape"]], language) if row["shape"] in SHAPE_WORDS else row["shape"]
    status = words(STATUS_WORDS[row["status"]], language) if row["status"] in STATUS_WORDS else row["status"]
    year = words("by {year}", language, year=row["year"]) if row["year"] else words("no year set", language)
    place = words("one city only", language) if row["scope"] == "city" else ""
    judged = f" ([{plain(row['status_source'])}]({row['status_source_url']}))" if row["status_source_url"] else ""
    figure = where_it_stands(observations, row, catalogue)
    newest = words("no figure to measure it by", language)
    if figure:
        newest = words(
            "newest figure {value} ({year})",
            language,
            value=full_value(figure, catalogue, language),
            year=year_of(figure, catalogue, language),
        )
    said = [part for part in (shape, year, place, f"**{status}**{judged}", plain(newest)) if part]
    return f"- [{plain(row['target'])}]({row['source_url']})  \n  {' · '.join(said)}. {plain(row['status_note'] or '')}"


def practice_list(profile: Profile) -> None:
    """List the country's practices, each opening its source."""
    language = profile.filters.language
    rows = practices(sources.context("practices"), profile.filters.country)
    if rows.is_empty():
        return
    st.header(words("Practices", language), anchor=False)
    said = [
        f"- [{plain(row['title'])}]({row['source_url']}) · "
        f"{plain(', '.join(filter(None, [row['organisation'], row['year']])))}"
        for row in rows.iter_rows(named=True)
    ]
    st.markdown("\n".join(said))


def nothing_promised(profile: Profile) -> None:
    """Say which of milestones, targets and practices were not found for the country, in one line."""
    country, language = profile.filters.country, profile.filters.language
    held = {
        "milestones": milestones(sources.context("milestones"), country, profile.catalogue).filter("is_own"),
        "targets with a number or a year": targets(sources.context("targets"), country),
        "practices": practices(sources.context("practices"), country),
    }
    lacking = [words(name, language) for name, rows in held.items() if rows.is_empty()]
    if lacking:
        st.caption(words("Not found for this country: {things}.", language, things=joined(lacking, language)))
