"""Units: percent and not fractions, children and not thousands of them."""

from __future__ import annotations

import polars as pl

from pipelines.rules.upload import FACT, SERIES, Upload, UploadRule, beside, flagged, plain

THOUSANDFOLD = (900.0, 1_100.0)
"""A ratio of two figures between these is taken for a difference of units."""

LEAST = 500.0
"""Where the larger of two figures is below this, they are too small to tell their units from."""


def share_as_fraction(upload: Upload) -> pl.DataFrame:
    """Return shares of an indicator and area of which none is above 1 and one is above zero."""
    shares = upload.valued.filter(upload.is_kind("share"))
    highest = pl.col("obs_value").max().over("indicator", "ref_area", "source")
    return flagged(shares.filter(highest <= 1, highest > 0))


def thousandfold(upload: Upload) -> pl.DataFrame:
    """Return counts about a thousand times a published figure of the same fact, or of the year before."""
    counts = upload.valued.filter(upload.is_kind("count"))
    same_fact = beside(counts, upload.published.drop_nulls("obs_value"), FACT)
    year_before = beside(counts, _a_year_on(upload.together), (*SERIES, "time_period"))
    columns = ("row", "obs_value", "other")
    compared = pl.concat([same_fact.select(columns), year_before.select(columns)])
    large = pl.max_horizontal("obs_value", "other") / pl.min_horizontal("obs_value", "other")
    enough = pl.max_horizontal("obs_value", "other") >= LEAST
    return flagged(compared.filter(enough, large.is_between(*THOUSANDFOLD)), plain(pl.col("other")))


def _a_year_on(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(pl.col("time_period") + 1)


RULES = (UploadRule("share_as_fraction", share_as_fraction), UploadRule("thousandfold", thousandfold))
