"""Sources: where a figure comes from and of which date it is; no contact of a person in public text."""

from __future__ import annotations

import polars as pl

from pipelines.rules.upload import Upload, UploadRule, flagged

CONTACT = r"[\w.+-]+@[\w-]+\.\w|(?:\+|\b00)\d{1,3}[ -]?(?:\d[ -]?){7,}"
"""An e-mail address, or a telephone number with its country."""


def origin_missing(upload: Upload) -> pl.DataFrame:
    """Return figures that name neither a register, table or report, nor explain themselves in a note."""
    nameless = pl.col("origin").is_null() & pl.col("note").is_null()
    return flagged(upload.valued.filter(nameless))


def ref_date_missing(upload: Upload) -> pl.DataFrame:
    """Return counts on one date that do not say on which."""
    undated = upload.valued.filter(pl.col("count_basis") == "stock", pl.col("ref_date").is_null())
    return flagged(undated, pl.col("time_period").cast(pl.String))


def contact_in_text(upload: Upload) -> pl.DataFrame:
    """Return rows whose public text holds an e-mail address or a telephone number."""
    text = pl.concat_str("note", "origin", separator="\n", ignore_nulls=True)
    return flagged(upload.rows.filter(text.str.contains(CONTACT)))


RULES = (
    UploadRule("origin_missing", origin_missing),
    UploadRule("ref_date_missing", ref_date_missing),
    UploadRule("contact_in_text", contact_in_text),
)
