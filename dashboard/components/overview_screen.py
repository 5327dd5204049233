"""What the parts of the first screen share: whose it is, of which countries and years, in which language."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from dashboard import sources
from dashboard.components.overview_words import Names, group_words
from dashboard.filters import ANY, DECLARED, LAST_YEAR, Filters
from dashboard.views.care_mix_bars import INDICATORS, care_mix_bars
from dashboard.views.groups import group_figure, weight_of
from dashboard.views.latest import Window, latest
from dashboard.views.overview import Coverage, coverage
from dashboard.views.selection import matching

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.catalogue import Catalogue


@dataclass(frozen=True)
class Screen:
    """The frame of the first screen; `mix` is what `care_mix_bars` returned for the members and home."""

    filters: Filters
    catalogue: Catalogue
    members: tuple[str, ...]
    window: Window
    names: Names
    group: str
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
        """Return the rows of some indicators for these areas, every basis and all ages an indicator declares."""
        return _rows(self.filters, self.areas, indicators)

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
    return Screen(
        filters=filters,
        catalogue=catalogue,
        members=members,
        window=window,
        names=Names(sources.area_names(filters.language), filters.language),
        group=sources.labels("area_groups", filters.language)[filters.group],
        mix=care_mix_bars(_rows(filters, areas, INDICATORS), areas, window, catalogue),
    )


def coverages(screen: Screen) -> list[Coverage]:
    """Return how many members have each headline figure, in the order of the headline indicators."""
    ids = [each.id for each in screen.catalogue.headline_indicators if not each.wanted]
    parts = screen.rows(*ids).partition_by("indicator", as_dict=True)
    empty = screen.mix.clear()
    found = []
    for indicator in ids:
        rows = parts.get((indicator,))
        if rows is not None:
            figures = latest(rows, screen.areas, screen.window, screen.catalogue)
            found.append(coverage(indicator, figures, screen.members))
        else:
            found.append(Coverage(indicator, empty, (), screen.members))
    return found


def average_words(screen: Screen, indicator: str, figures: pl.DataFrame) -> str:
    """Return the group's figure in words, or why there is none; `figures` as `latest` returns them."""
    weighed_by = weight_of(screen.catalogue[indicator], screen.catalogue)
    weights = figures.clear()
    if weighed_by is not None:
        weights = latest(screen.rows(weighed_by), screen.members, screen.window, screen.catalogue)
    found = group_figure(figures, weights, screen.members, screen.catalogue[indicator], screen.catalogue)
    return group_words(found, indicator, screen.group, screen.names, screen.catalogue)


def _rows(filters: Filters, areas: Sequence[str], indicators: Sequence[str]) -> pl.DataFrame:
    catalogue = sources.catalogue()
    total = replace(filters, sex="_T", disability="_T", age=DECLARED, basis=ANY, source="", comparable=False)
    known = [each for each in indicators if each in catalogue.indicators]
    own = sources.observations(*known).filter(pl.col("ref_area").is_in(list(areas)))
    return matching(own, total, catalogue)
