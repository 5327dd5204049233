"""Dates: nothing of a year that has not been, and reference dates near the year they belong to."""

from __future__ import annotations

import polars as pl

from pipelines.rules.upload import Upload, UploadRule, flagged, marked


def future_year(upload: Upload) -> pl.DataFrame:
    """Return rows of years that have not begun."""
    year = upload.context.today.year
    return flagged(upload.rows.filter(pl.col("time_period") > year), str(year))


def year_in_progress(upload: Upload) -> pl.DataFrame:
    """Return counts over this year, which is not over, unless they are provisional."""
    over_the_year = pl.col("count_basis").is_in(["flow", "during_year"]) & ~marked("P")
    return flagged(upload.valued.filter(over_the_year, pl.col("time_period") == upload.context.today.year))


def ref_date_outside_year(upload: Upload) -> pl.DataFrame:
    """Return rows whose reference date is more than a year from their year."""
    away = (pl.col("ref_date").str.slice(0, 4).cast(pl.Int32, strict=False) - pl.col("time_period")).abs() > 1
    return flagged(upload.rows.filter(away), pl.col("time_period").cast(pl.String))


def ref_date_future(upload: Upload) -> pl.DataFrame:
    """Return rows whose reference date is still to come; a year or month counts from its beginning."""
    day = upload.context.today.isoformat()
    later = pl.col("ref_date") > pl.lit(day).str.slice(0, pl.col("ref_date").str.len_chars())
    return flagged(upload.rows.filter(later), day)


RULES = (
    UploadRule("future_year", future_year),
    UploadRule("year_in_progress", year_in_progress),
    UploadRule("ref_date_outside_year", ref_date_outside_year),
    UploadRule("ref_date_future", ref_date_future),
)
