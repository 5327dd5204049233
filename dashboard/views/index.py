"""Lines as an index: every value as a percentage of the line's own value in a base year."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl


class Indexed(NamedTuple):
    """An indexed frame, and the lines that have none, with the reason."""

    frame: pl.DataFrame
    left_out: pl.DataFrame


def base_years(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the years that could be a base: those in which most lines in front move on from a value above zero.

    Returns
    -------
    pl.DataFrame
        Columns `time_period` and `lines` (how many lines have that year in a stretch of two figures or more), most
        lines first, then the earliest year.
    """
    together = pl.len().over("series", "segment") > 1
    return (
        frame.filter("in_front", pl.col("obs_value").is_not_null())
        .filter(together)
        .filter(pl.col("obs_value") > 0)
        .group_by("time_period")
        .agg(lines=pl.col("series").n_unique())
        .sort("lines", "time_period", descending=[True, False])
    )


def indexed(frame: pl.DataFrame, base: int) -> Indexed:
    """Return the values as percentages of the same line's value in the base year.

    Index of year t = value of t / value of the base year × 100, within the unbroken stretch that holds the base year
    and only there: across a gap, a break or a change of source the two values are not of the same thing.

    Parameters
    ----------
    frame
        What `trend` returned.
    base
        The base year.

    Returns
    -------
    Indexed
        `frame`: the rows of the stretches that hold the base year, with `drawn` as the index, `obs_value` untouched.
        `left_out`: columns `series`, `ref_area`, `source`, `in_front`, `reason`: `no_value` (nothing in the base
        year), `zero` (nothing can be compared with zero) or `broken` (only part of the line is drawn), in order.
    """
    bases = frame.filter((pl.col("time_period") == base) & pl.col("obs_value").is_not_null()).select(
        "series", base_segment="segment", base_value="obs_value"
    )
    joined = frame.filter(pl.col("obs_value").is_not_null()).join(
        bases, on="series", how="left", validate="m:1", maintain_order="left"
    )
    inside = pl.col("segment") == pl.col("base_segment")
    reason = (
        pl.when(pl.col("base_value").is_null())
        .then(pl.lit("no_value"))
        .when(pl.col("base_value") == 0)
        .then(pl.lit("zero"))
        .when(~inside)
        .then(pl.lit("broken"))
    )
    judged = joined.with_columns(reason=reason)
    drawn = judged.filter(pl.col("reason").is_null()).with_columns(
        drawn=pl.col("obs_value") / pl.col("base_value") * 100
    )
    left_out = (
        judged.filter(pl.col("reason").is_not_null())
        .select("series", "ref_area", "source", "in_front", "reason")
        .unique(maintain_order=True)
    )
    return Indexed(drawn.select(frame.columns), left_out)
