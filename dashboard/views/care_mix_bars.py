"""Where children in care live, one bar per country: in residential care, in families, in neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from dashboard.views.latest import DETAILS, Window, latest, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.catalogue import Catalogue

RESIDENTIAL, FAMILY, NEITHER = "residential_care_share", "family_based_care_share", "neither_or_unknown_share"
FOSTER = "foster_care_share"

NEAR = (
    (RESIDENTIAL, FAMILY, FOSTER),
    ("residential_care_rate", "family_based_care_rate", "foster_care_rate"),
    ("residential_care_number", "family_based_care_number", "foster_care_number", "alternative_care_number"),
)
"""What else says where a country's children in care live: shares before rates before counts."""

INDICATORS = (NEITHER, *(each for family in NEAR for each in family))
"""Indicators whose rows `care_mix_bars` reads."""

SHARES = ("residential", "family_based", "foster", "neither")

MOST = 101.0
"""Percent that two shares of one whole may add up to; rounding explains no more."""

_SAME = ("ref_area", "source", "time_period", "age", "count_basis")


def care_mix_bars(rows: pl.DataFrame, areas: Sequence[str], window: Window, catalogue: Catalogue) -> pl.DataFrame:
    """Return one row per area with the three shares of its newest comparable figure, or the nearest one it has.

    The family-based share and the remainder are those of the same source, year, ages and basis as the residential
    share; one is never computed from the other, since care that is neither exists. Where a source's two parts exceed
    its total, it contradicts itself and none of its shares is drawn.

    Parameters
    ----------
    rows
        Rows of `INDICATORS` as `matching` returns them, every basis included.

    Returns
    -------
    pl.DataFrame
        `ref_area`, `state` (see `latest`; `not_comparable` also where the nearest figure is another indicator's or
        older; `contradicts`), `residential`, `family_based`, `foster`, `neither` (f64, percent of children in care;
        null where not known; `foster` only where the source has no family-based share, of which it is a part), the
        details of the figure, `near_value`, `near_indicator` and `near_` + each detail. Areas with a figure first,
        highest residential share first, then the others, each by code.
    """
    mix = latest(rows.filter(pl.col("indicator") == RESIDENTIAL), areas, window, catalogue)
    mix = mix.rename({"obs_value": "residential"}).select(pl.exclude("^near_.*$"))
    for indicator, name in ((FAMILY, "family_based"), (FOSTER, "foster"), (NEITHER, "neither")):
        part = rows.filter(pl.col("indicator") == indicator).select(*_SAME, pl.col("obs_value").alias(name))
        mix = mix.join(part, on=_SAME, how="left", validate="1:1")
    families = pl.coalesce("family_based", "foster")
    contradicts = pl.col("residential") + families > MOST
    mix = mix.with_columns(foster=pl.when(pl.col("family_based").is_null()).then("foster"))
    mix = mix.with_columns(state=pl.when(contradicts).then(pl.lit("contradicts")).otherwise(pl.col("state")))
    hidden = [pl.when(pl.col("state") == "value").then(pl.col(name)).alias(name) for name in SHARES]
    others = rows.filter(
        pl.col("ref_area").is_in(mix.filter(pl.col("state") != "value")["ref_area"].to_list()),
        pl.col("indicator") != NEITHER,
    )
    near = nearest(others, window, NEAR)
    own = pl.col("near_indicator") == RESIDENTIAL
    near = near.with_columns(near_comparable=pl.col("near_comparable") & own)
    lacks = pl.col("state") != "value"
    unlike = pl.col("state").is_in(["no_data", "missing"]) & pl.col("near_value").is_not_null()
    return (
        mix.join(near, on="ref_area", how="left", validate="1:1")
        .with_columns(pl.when(lacks).then(pl.col(name)).alias(name) for name in near.columns if name != "ref_area")
        .with_columns(*hidden, state=pl.when(unlike).then(pl.lit("not_comparable")).otherwise(pl.col("state")))
        .sort(lacks, "residential", "ref_area", descending=[False, True, False], nulls_last=True)
        .select("ref_area", "state", *SHARES, *DETAILS, *near.columns[1:])
    )
