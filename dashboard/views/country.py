"""What the country page needs from a release, and how a country's parts stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from dashboard.views.care_mix import MEASURES, residential_forms
from dashboard.views.headline import COUNTS, Figure, home_rows, latest_figures, parts_of

if TYPE_CHECKING:
    from pipelines.catalogue import Catalogue


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


def part_figures(observations: pl.DataFrame, country: str, catalogue: Catalogue) -> dict[str, list[Figure]]:
    """Return the newest figures of each part a country is reported by, per part in the order of the headlines.

    Parts without any figure have an empty list: they are named all the same.
    """
    names = list(dict.fromkeys([*(each.id for each in catalogue.headline_indicators), *COUNTS]))
    found = {}
    for part in parts_of(country, catalogue):
        latest = latest_figures(home_rows(observations, part, catalogue), names)
        found[part] = [latest[name] for name in names if name in latest]
    return found
