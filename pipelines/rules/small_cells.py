"""Small cells: no group of one to four children is published by a submission, nor left to be computed."""

from __future__ import annotations

import polars as pl

from pipelines.observations import KEY
from pipelines.rules.upload import Upload, UploadRule, beside, flagged, plain

LEAST_SHOWN = 5


def small_cell(upload: Upload) -> pl.DataFrame:
    """Return counts of one to four children by sex, disability or age."""
    return flagged(upload.valued.filter(upload.counts_children, upload.subgroup(), _is_small(pl.col("obs_value"))))


def small_cell_revealed(upload: Upload) -> pl.DataFrame:
    """Return counts of one sex or by disability that leave one to four children when taken from their total."""
    rows = upload.together.filter(upload.counts_children)
    found = []
    for column in ("sex", "disability"):
        on = tuple(each for each in KEY if each != column)
        groups = upload.valued.filter(upload.counts_children, pl.col(column) != "_T")
        compared = beside(groups, rows.filter(pl.col(column) == "_T"), on)
        left = pl.col("other") - pl.col("obs_value")
        found.append(flagged(compared.filter(_is_small(left)), plain(pl.col("other"))))
    return pl.concat(found).unique("row", keep="first", maintain_order=True).sort("row")


def _is_small(count: pl.Expr) -> pl.Expr:
    return (count > 0) & (count < LEAST_SHOWN)


RULES = (UploadRule("small_cell", small_cell), UploadRule("small_cell_revealed", small_cell_revealed))
