"""Values no figure of its kind can have."""

from __future__ import annotations

import polars as pl

from pipelines.rules.upload import POPULATION, Upload, UploadRule, beside, flagged, plain

POPULATION_AGE = "Y0T17"


def value_not_whole(upload: Upload) -> pl.DataFrame:
    """Return counts with decimals."""
    broken = pl.col("obs_value") != pl.col("obs_value").round(0)
    return flagged(upload.valued.filter(upload.is_kind("count"), broken))


def rate_above_scale(upload: Upload) -> pl.DataFrame:
    """Return rates above the number of children they are counted per."""
    units = upload.catalogue.units
    scales = {
        each.id: float(units[each.unit].extra["scale"])
        for each in upload.catalogue.indicators.values()
        if upload.kinds[each.id] == "rate"
    }
    scale = pl.col("indicator").replace_strict(scales, default=None, return_dtype=pl.Float64)
    return flagged(upload.valued.filter(pl.col("obs_value") > scale), plain(scale))


def count_above_population(upload: Upload) -> pl.DataFrame:
    """Return counts of children on one date above the child population of the same area and year."""
    everyone = pl.col("sex").eq("_T") & pl.col("disability").eq("_T") & pl.col("age").eq(POPULATION_AGE)
    population = upload.together.filter(pl.col("indicator") == POPULATION, everyone)
    most = population.group_by("ref_area", "time_period", maintain_order=True).agg(pl.col("obs_value").max())
    children = upload.valued.filter(
        upload.counts_children, pl.col("indicator") != POPULATION, pl.col("age") == POPULATION_AGE
    )
    compared = beside(children, most, ("ref_area", "time_period"))
    return flagged(compared.filter(pl.col("obs_value") > pl.col("other")), plain(pl.col("other")))


RULES = (
    UploadRule("value_not_whole", value_not_whole),
    UploadRule("rate_above_scale", rate_above_scale),
    UploadRule("count_above_population", count_above_population),
)
