"""How far a country's figures carry: what they cover, how fresh they are, where they break, who disagrees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from dashboard.filters import ANY, Filters
from dashboard.views.selection import matching
from dashboard.views.series import segments
from pipelines.observations import has_status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipelines.catalogue import Catalogue

SCHEMA = pl.Schema(
    {
        "indicator": pl.String(),
        "source": pl.String(),
        "first_year": pl.Int32(),
        "last_year": pl.Int32(),
        "points": pl.Int32(),
        "years_missing": pl.Int32(),
        "break_years": pl.List(pl.Int32()),
        "wider_points": pl.Int32(),
        "other_basis_points": pl.Int32(),
        "estimated_points": pl.Int32(),
        "provisional_points": pl.Int32(),
        "suppressed_points": pl.Int32(),
        "derived_points": pl.Int32(),
    }
)


def data_quality(
    observations: pl.DataFrame, country: str, indicators: Iterable[str], catalogue: Catalogue
) -> pl.DataFrame:
    """Return one row per indicator and source with a figure for an area.

    Returns
    -------
    pl.DataFrame
        The columns of `SCHEMA`: years of the first and last figure, `points` with a value, `years_missing` between
        them, `break_years` (each the first year of a new definition), and how many points have wider ages, another
        basis, a status or were computed here; `suppressed_points` counts what is held back. In the order of
        `indicators`, then of the sources at home.
    """
    rows = matching(observations.filter(pl.col("ref_area") == country), Filters(basis=ANY), catalogue)
    found = []
    for indicator in indicators:
        own = rows.filter(pl.col("indicator") == indicator)
        by_source = own.partition_by("source", as_dict=True)
        for (source,) in sorted(by_source, key=lambda key: (catalogue.sources[str(key[0])].home_order, key)):
            group = by_source[(source,)]
            if group["obs_value"].is_not_null().any():
                found.append({"indicator": indicator, "source": str(source), **_quality(group)})
    return pl.DataFrame(found, schema=SCHEMA)


def _quality(rows: pl.DataFrame) -> dict[str, Any]:
    valued = rows.filter(pl.col("obs_value").is_not_null())
    years = valued["time_period"].unique().sort().to_list()
    breaks = segments(valued).filter(has_status("B"), pl.col("segment") > 0)["time_period"].unique().sort()
    counts = valued.select(
        wider_points=pl.col("is_wider").sum(),
        other_basis_points=pl.col("is_other_basis").sum(),
        estimated_points=has_status("E").sum(),
        provisional_points=has_status("P").sum(),
        derived_points=pl.col("derivation").is_not_null().sum(),
    )
    return {
        "first_year": years[0],
        "last_year": years[-1],
        "points": valued.height,
        "years_missing": years[-1] - years[0] + 1 - len(years),
        "break_years": breaks.to_list(),
        "suppressed_points": rows.filter(has_status("Q")).height,
        **counts.row(0, named=True),
    }
