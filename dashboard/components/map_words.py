"""What the map page says: the map of a selection and every word on and around it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboard import sources
from dashboard.components.figure_words import age_words, details, hover_words, state_words
from dashboard.components.line_words import basis_words, years_of
from dashboard.components.overview_words import Names
from dashboard.figures.map_legend import MapWords
from dashboard.filters import ANY, DECLARED, Filters, chosen_areas
from dashboard.text import number, percent, quantity, words
from dashboard.views.latest import Window, is_comparable
from dashboard.views.map import MapView, map_view
from dashboard.views.selection import matching

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipelines.catalogue import Catalogue


KIND = ("time_period", "age", "count_basis", "source", "obs_status")
"""What `details` says of a figure."""


@dataclass(frozen=True)
class Atlas:
    """What the parts of a map share: the rows of its indicator, its countries, whose map it is."""

    filters: Filters
    catalogue: Catalogue
    names: Names
    areas: tuple[str, ...]
    rows: pl.DataFrame

    @property
    def years(self) -> list[int]:
        """Years in which any of its countries has a comparable figure."""
        own = self.rows.filter(is_comparable(), pl.col("ref_area").is_in(list(self.areas)))
        return own["time_period"].unique().sort().to_list()

    def window(self, year: int) -> Window:
        """Return the years a figure may be of on the map of a year: those within the chosen tolerance."""
        return Window(year - self.filters.tolerance, year)

    def view(self, window: Window) -> MapView:
        """Return the map of some years: each country's latest comparable figure."""
        return map_view(self.rows, self.areas, window, self.catalogue)


def atlas_of(filters: Filters) -> Atlas:
    """Return the map of a selection."""
    catalogue = sources.catalogue()
    asked = replace(filters, basis=ANY) if filters.basis == DECLARED else filters
    return Atlas(
        filters=filters,
        catalogue=catalogue,
        names=Names(sources.area_names(filters.language), filters.language),
        areas=chosen_areas(filters, catalogue),
        rows=matching(sources.observations(filters.indicator), asked, catalogue),
    )


def subtitle(atlas: Atlas, window: Window) -> str:
    """Return unit, ages, basis and years of the map."""
    language, catalogue, filters = atlas.filters.language, atlas.catalogue, atlas.filters
    indicator = catalogue[filters.indicator]
    ages = indicator.ages if filters.age == DECLARED else (filters.age,)
    basis = indicator.basis if filters.basis in (DECLARED, ANY) else filters.basis
    span = (
        str(window.last)
        if window.first == window.last
        else words("latest of {first}–{last}", language, first=window.first, last=window.last)
    )
    parts = [
        catalogue.units[indicator.unit].label_in(language),
        ", ".join(age_words(age, catalogue, language) for age in ages),
        basis_words(basis, catalogue, language),
        span,
    ]
    return " · ".join(part for part in parts if part)


def years_used(view: MapView, catalogue: Catalogue, language: str) -> str:
    """Return the years of the figures shown."""
    known = view.areas.filter(pl.col("state") == "value")
    if known.is_empty():
        return words("no comparable figure", language)
    return words("years of the figures: {years}", language, years=years_of(known, catalogue, language))


def alt_text(atlas: Atlas, view: MapView, window: Window) -> str:
    """Return what the map shows, for those who do not see it."""
    language, indicator = atlas.filters.language, atlas.catalogue[atlas.filters.indicator]
    known = view.areas.filter(pl.col("state") == "value")
    label = indicator.label_in(language)
    if known.is_empty():
        return words(
            "Map of {indicator}, {year}: no country has a comparable figure.",
            language,
            indicator=label,
            year=window.last,
        )
    high, low = known.row(0, named=True), known.row(-1, named=True)
    return words(
        "Map of {indicator}, {year}: {count} of {total} countries have a figure, from {low} ({lowest}) to {high} "
        "({highest}). The list beside the map has them all.",
        language, indicator=label, year=window.last, count=len(known), total=len(view.areas),
        low=quantity(low["obs_value"], indicator, atlas.catalogue, language), lowest=atlas.names[low["ref_area"]],
        high=quantity(high["obs_value"], indicator, atlas.catalogue, language), highest=atlas.names[high["ref_area"]],
    )  # fmt: skip


def map_words(atlas: Atlas, view: MapView) -> MapWords:
    """Return the words on the map."""
    language, indicator = atlas.filters.language, atlas.catalogue[atlas.filters.indicator]
    share = atlas.catalogue.units[indicator.unit].extra.get("kind") == "share"
    limits = [_limit(limit, language, share=share) for limit in view.classes.limits]
    hover = {
        row["ref_area"]: hover_words(row, atlas.names[row["ref_area"]], atlas.filters, atlas.catalogue)
        for row in view.areas.iter_rows(named=True)
    }
    for area, part in part_words(atlas, view):
        hover[area] += f"<br>{part}"
    return MapWords(
        hover=hover,
        names={area: atlas.names[area] for area in atlas.areas},
        limits=limits,
        unlike=words("not comparable", language),
        nothing=words("no figure", language),
    )


def _limit(limit: float, language: str, *, share: bool) -> str:
    decimals = 0 if limit == int(limit) else 1 if limit >= 1 else 2
    return percent(limit, language, decimals) if share else number(limit, decimals, language)


def part_words(atlas: Atlas, view: MapView) -> list[tuple[str, str]]:
    """Return country and words for each part that reports in its country's stead."""
    language, indicator = atlas.filters.language, atlas.catalogue[atlas.filters.indicator]
    found = []
    for row in view.parts.iter_rows(named=True):
        value = row["obs_value"] if row["state"] == "value" else row["near_value"]
        name = atlas.names[row["ref_area"]]
        if value is None:
            found.append((row["parent"], f"{name}: {state_words(row['state'], language)}"))
            continue
        prefix = "" if row["state"] == "value" else "near_"
        kind = {each: row[prefix + each] for each in KIND}
        told = details({**kind, "indicator": indicator.id}, atlas.catalogue, language)
        found.append((row["parent"], f"{name}: {quantity(value, indicator, atlas.catalogue, language)} ({told})"))
    return found


def value_words(value: float, atlas: Atlas) -> str:
    """Return a value without its unit, a share with its sign."""
    indicator = atlas.catalogue[atlas.filters.indicator]
    share = atlas.catalogue.units[indicator.unit].extra.get("kind") == "share"
    language = atlas.filters.language
    return percent(value, language, indicator.decimals) if share else number(value, indicator, language)


def title_words(atlas: Atlas, view: MapView) -> str:
    """Return the sentence above the map: the ends of what is known, or, where sources differ, how much is known."""
    language, known = atlas.filters.language, view.areas.filter(pl.col("state") == "value")
    label = atlas.catalogue[atlas.filters.indicator].label_in(language)
    if known["source"].n_unique() > 1:
        message = "{indicator}: {count} of {total} countries have a comparable figure"
        return words(message, language, indicator=label, count=len(known), total=len(view.areas))
    if known.is_empty():
        return words("{indicator}: no comparable figure", language, indicator=label)
    high, low = known.row(0, named=True), known.row(-1, named=True)
    highest, value = atlas.names[high["ref_area"]], value_words(high["obs_value"], atlas)
    if len(known) == 1:
        message = "{indicator}: only {country} is known, {value}"
        return words(message, language, indicator=label, country=highest, value=value)
    return words(
        "{indicator}: from {low} ({lowest}) to {high} ({highest})",
        language, indicator=label, low=value_words(low["obs_value"], atlas), lowest=atlas.names[low["ref_area"]],
        high=value, highest=highest,
    )  # fmt: skip


def order_words(view: MapView, language: str) -> str:
    """Return what the order of the list beside the map means; empty where there is none."""
    known = view.areas.filter(pl.col("state") == "value")
    if known["source"].n_unique() > 1:
        return words("Highest first. Sources and years differ: the order is not a ranking.", language)
    return words("Highest first.", language) if len(known) > 1 else ""


def list_words(row: Mapping[str, Any], atlas: Atlas) -> str:
    """Return one line of the list beside the map: country, value and year, or why there is no value."""
    indicator, name = atlas.filters.indicator, atlas.names[row["ref_area"]]
    if row["state"] != "value":
        return f"{name} · {state_words(row['state'], atlas.filters.language)}"
    told = details({**row, "indicator": indicator}, atlas.catalogue, atlas.filters.language)
    return f"{name} · **{value_words(row['obs_value'], atlas)}** · {told}"


def near_line(row: Mapping[str, Any], atlas: Atlas) -> str:
    """Return the line below a country without a comparable figure: the nearest there is; empty where there is none."""
    if row["near_value"] is None:
        return ""
    near = {each: row[f"near_{each}"] for each in ("indicator", *KIND)}
    figure = f"{value_words(row['near_value'], atlas)} · {details(near, atlas.catalogue, atlas.filters.language)}"
    return words("Nearest: {figure}", atlas.filters.language, figure=figure)
