"""What the parts of the first screen share: whose it is, of which countries and years, in which language."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from dashboard import sources
from dashboard.components.overview_words import Names, group_words
from dashboard.filters import ANY, DECLARED, LAST_YEAR, Filters
from dashboard.views.care_mix_bars import INDICATORS, care_mix_bars
from dashboard.views.groups import WEIGHTS, group_figure, weight_of
from dashboard.views.latest import Window, latest, latest_of_each
from dashboard.views.overview import Coverage, coverage
from dashboard.views.selection import matching

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipelines.catalogue import Catalogue

MOVING = "residential_care_number"
"""The indicator whose changes the first screen shows."""


@dataclass(frozen=True)
class Screen:
    """The frame of the first screen.

    `figures` are the rows of every indicator its parts read, for the members and home, every basis and all ages an
    indicator declares; `mix` is what `care_mix_bars` made of them.
    """

    filters: Filters
    catalogue: Catalogue
    members: tuple[str, ...]
    window: Window
    names: Names
    group: str
    figures: pl.DataFrame
    mix: pl.DataFrame

    @property
    def language(self) -> str:
        """The reader's language."""
        return self.filters.language

    @property
    def areas(self) -> tuple[str, ...]:
        """Members, and home where it is not one."""
        return tuple(dict.fromkeys((*self.members, self.filters.home)))

    def rows(self, *indicators: str) -> pl.DataFrame:
        """Return the rows of some indicators."""
        return self.figures.filter(pl.col("indicator").is_in(list(indicators)))

    def label(self, indicator: str) -> str:
        """Return an indicator's label as it stands inside a sentence."""
        label = self.catalogue[indicator].label_in(self.language)
        return label[:1].lower() + label[1:]


def screen_of(filters: Filters) -> Screen:
    """Return the first screen of a selection: the newest figures, none older than its year less its tolerance."""
    catalogue = sources.catalogue()
    members = catalogue.groups[filters.group]
    areas = tuple(dict.fromkeys((*members, filters.home)))
    window = Window(filters.year - filters.tolerance, LAST_YEAR)
    headline = [each.id for each in catalogue.headline_indicators if not each.wanted]
    figures = _figures(filters, areas, dict.fromkeys((*INDICATORS, MOVING, *WEIGHTS.values(), *headline)))
    return Screen(
        filters=filters,
        catalogue=catalogue,
        members=members,
        window=window,
        names=Names(sources.area_names(filters.language), filters.language),
        group=sources.labels("area_groups", filters.language)[filters.group],
        figures=figures,
        mix=care_mix_bars(figures.filter(pl.col("indicator").is_in(INDICATORS)), areas, window, catalogue),
    )


def coverages(screen: Screen) -> list[Coverage]:
    """Return how many members have each headline figure, in the order of the headline indicators."""
    ids = [each.id for each in screen.catalogue.headline_indicators if not each.wanted]
    figures = latest_of_each(screen.rows(*ids), ids, screen.areas, screen.window, screen.catalogue)
    each = figures.partition_by("indicator", as_dict=True, include_key=False)
    return [coverage(indicator, each[indicator,], screen.members) for indicator in ids]


def average_words(screen: Screen, indicator: str, figures: pl.DataFrame) -> str:
    """Return the group's figure in words, or why there is none; `figures` as `latest` returns them."""
    weighed_by = weight_of(screen.catalogue[indicator], screen.catalogue)
    weights = figures.clear()
    if weighed_by is not None:
        weights = latest(screen.rows(weighed_by), screen.members, screen.window, screen.catalogue)
    found = group_figure(figures, weights, screen.members, screen.catalogue[indicator], screen.catalogue)
    return group_words(found, indicator, screen.group, screen.names, screen.catalogue)


def _figures(filters: Filters, areas: Sequence[str], indicators: Iterable[str]) -> pl.DataFrame:
    catalogue = sources.catalogue()
    total = replace(filters, sex="_T", disability="_T", age=DECLARED, basis=ANY, source="", comparable=False)
    known = [each for each in indicators if each in catalogue.indicators]
    own = sources.observations(*known).filter(pl.col("ref_area").is_in(list(areas)))
    return matching(own, total, catalogue)
