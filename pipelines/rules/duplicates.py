"""Figures that are published already."""

from __future__ import annotations

import polars as pl

from pipelines.observations import KEY
from pipelines.rules.upload import Upload, UploadRule, flagged


def already_published(upload: Upload) -> pl.DataFrame:
    """Return rows whose value and status are published under the same source."""
    same = ("obs_value", "obs_status")
    known = upload.published.select(*KEY, *(pl.col(column).alias(f"{column}_there") for column in same))
    equal = pl.all_horizontal(pl.col(column).eq_missing(pl.col(f"{column}_there")) for column in same)
    return flagged(upload.rows.join(known, on=KEY).filter(equal))


RULES = (UploadRule("already_published", already_published),)
