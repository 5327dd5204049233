"""What the country page needs from a release, computed once, and how a country's parts stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from dashboard.views.care_mix import MEASURES, care_mixes, residential_forms
from dashboard.views.headline import (
    COMPARED,
    COUNTS,
    comparable_rows,
    headline_figures,
    home_rows,
    latest_figures,
    others_of,
    parts_of,
    peers,
)
from dashboard.views.series import choose_source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.filters import Filters
    from dashboard.views.care_mix import Mix
    from dashboard.views.headline import Figure, Peers
    from pipelines.catalogue import Catalogue


@dataclass(frozen=True)
class Profile:
    """What the sections of a country's page share, computed once.

    `rows` are those of `headline.home_rows`, `figures` the newest headline figures in the order of the headlines,
    `peers` the range of the other countries for each of them, `mixes` the care mixes, the one to show first in front.
    """

    filters: Filters
    catalogue: Catalogue
    observations: pl.DataFrame
    rows: pl.DataFrame
    figures: Mapping[str, Figure]
    peers: Mapping[str, Peers | None]
    mixes: tuple[Mix, ...]

    @property
    def headlines(self) -> list[str]:
        """The headline indicators, in their order."""
        return [each.id for each in self.catalogue.headline_indicators]

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts by which the country is reported."""
        return parts_of(self.filters.country, self.catalogue)


def profile(observations: pl.DataFrame, filters: Filters, catalogue: Catalogue) -> Profile:
    """Return the profile of `filters.country` from the rows of `page_indicators`, of any area."""
    country, names = filters.country, [each.id for each in catalogue.headline_indicators]
    rows = home_rows(observations, country, catalogue)
    latest = headline_figures(rows, names, catalogue)
    figures = {name: latest[name] for name in names if name in latest}
    comparable = comparable_rows(observations.filter(pl.col("indicator").is_in(names)), filters, catalogue)
    ranges = {name: peers(comparable, figure, filters, catalogue) for name, figure in figures.items()}
    mixes = tuple(care_mixes(observations, country, catalogue))
    return Profile(filters, catalogue, observations, rows, figures, ranges, mixes)


def page_indicators(targets: pl.DataFrame, country: str, catalogue: Catalogue) -> list[str]:
    """Return the indicators a country's page reads: headlines and what they are made of, the care mix, its targets."""
    headlines = catalogue.headline_indicators
    mix = [name for names in MEASURES.values() for name in names.values()]
    forms = [form for measure in MEASURES for form in residential_forms(measure, catalogue)]
    promised = targets.filter(pl.col("ref_area") == country)["indicator"].to_list()
    wanted = [
        *(each.id for each in headlines),
        *(each.numerator for each in headlines),
        *mix,
        *COUNTS,
        *forms,
        *promised,
    ]
    return [name for name in dict.fromkeys(wanted) if name in catalogue.indicators]


def neighbours(observations: pl.DataFrame, filters: Filters, catalogue: Catalogue) -> list[Figure]:
    """Return the others of the country's region with their newest comparable figure of where children in care live.

    All of one measure, the one that most of them have; sources and years may differ. In the region's order.
    """
    others = others_of(filters, catalogue)
    rows = comparable_rows(observations, filters, catalogue).filter(pl.col("ref_area").is_in(list(others)))
    found = [
        [latest[name] for area in others if name in (latest := latest_figures(_own(rows, area, catalogue), [name]))]
        for name in COMPARED
    ]
    return max(found, key=len, default=[])


def _own(rows: pl.DataFrame, area: str, catalogue: Catalogue) -> pl.DataFrame:
    return choose_source(rows.filter(pl.col("ref_area") == area), catalogue, "comparison")


def part_figures(observations: pl.DataFrame, country: str, catalogue: Catalogue) -> dict[str, list[Figure]]:
    """Return the newest figures of each part a country is reported by, per part in the order of the headlines.

    Parts without any figure have an empty list: they are named all the same.
    """
    names = list(dict.fromkeys([*(each.id for each in catalogue.headline_indicators), *COUNTS]))
    found = {}
    for part in parts_of(country, catalogue):
        latest = headline_figures(home_rows(observations, part, catalogue), names, catalogue)
        found[part] = [latest[name] for name in names if name in latest]
    return found
