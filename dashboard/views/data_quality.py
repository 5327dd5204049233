"""How far a country's figures carry: what they cover, how fresh they are, where they break, who disagrees."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from dashboard.filters import ANY, Filters
from dashboard.views.selection import matching
from dashboard.views.series import segments
from pipelines.observations import has_status

if TYPE_CHECKING:
    from collections.abc import Sequence

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
        "differing_points": pl.Int32(),
        "estimated_points": pl.Int32(),
        "provisional_points": pl.Int32(),
        "suppressed_points": pl.Int32(),
        "derived_points": pl.Int32(),
    }
)


def data_quality(
    observations: pl.DataFrame, country: str, indicators: Sequence[str], catalogue: Catalogue
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
    own = observations.filter(pl.col("ref_area") == country, pl.col("indicator").is_in(list(indicators)))
    rows = matching(own, Filters(basis=ANY), catalogue)
    counted = segments(rows).group_by("indicator", "source").agg(**_counts()).filter(pl.col("points") > 0)
    place = {name: number for number, name in enumerate(indicators)}
    order = {source.id: source.home_order for source in catalogue.sources.values()}
    return (
        counted.select(*(pl.col(name).cast(kind) for name, kind in SCHEMA.items()))
        .sort(
            pl.col("indicator").replace_strict(place, return_dtype=pl.Int32),
            pl.col("source").replace_strict(order, default=len(order) + 1000, return_dtype=pl.Int32),
            "source",
        )
    )  # fmt: skip


def _counts() -> dict[str, pl.Expr]:
    valued = pl.col("obs_value").is_not_null()
    year = pl.col("time_period").filter(valued)
    broken = valued & has_status("B") & (pl.col("segment") > 0)
    return {
        "first_year": year.min(),
        "last_year": year.max(),
        "points": valued.sum(),
        "years_missing": year.max() - year.min() + 1 - year.n_unique(),
        "break_years": pl.col("time_period").filter(broken).unique().sort(),
        "wider_points": (valued & pl.col("is_wider")).sum(),
        "other_basis_points": (valued & pl.col("is_other_basis")).sum(),
        "differing_points": (valued & has_status("D")).sum(),
        "estimated_points": (valued & has_status("E")).sum(),
        "provisional_points": (valued & has_status("P")).sum(),
        "suppressed_points": has_status("Q").sum(),
        "derived_points": (valued & pl.col("derivation").is_not_null()).sum(),
    }
