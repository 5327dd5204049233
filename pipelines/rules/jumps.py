"""Jumps: against last year within one source and definition, and against what is published."""

from __future__ import annotations

import polars as pl

from pipelines.catalogue import in_language
from pipelines.observations import KEY
from pipelines.rules.upload import FACT, SERIES, Upload, UploadRule, beside, far, flagged, marked, plain

JUMP_SHARE = 0.30
LEAST_JUMP = {"count": 50.0, "rate": 25.0, "share": 5.0}
"""A jump is at least so large, in the unit of its kind."""

LEAST_BEFORE_ZERO = 10.0
REPEATED_YEARS, LEAST_REPEATED = 3, 50.0
OTHER_SHARE = 0.10
LEAST_OTHER = {"count": 20.0, "rate": 10.0, "share": 3.0}


def jump_from_last_year(upload: Upload) -> pl.DataFrame:
    """Return values far from those of the year before: same source, basis and ages, no break or other definition."""
    compared = _with_last_year(upload).filter(pl.col("obs_value") > 0)
    least = _least(upload, LEAST_JUMP)
    jumped = compared.filter(far(pl.col("obs_value"), pl.col("other"), JUMP_SHARE, least))
    return flagged(jumped, plain(pl.col("other")))


def drop_to_zero(upload: Upload) -> pl.DataFrame:
    """Return zeros a year after a figure that was not small."""
    dropped = _with_last_year(upload).filter(pl.col("obs_value") == 0, pl.col("other") >= LEAST_BEFORE_ZERO)
    return flagged(dropped, plain(pl.col("other")))


def value_repeated(upload: Upload) -> pl.DataFrame:
    """Return values that stand in the two years before as well."""
    rows = upload.together.filter(upload.is_kind("count"), pl.col("obs_value") >= LEAST_REPEATED)
    earlier = [rows.with_columns(pl.col("time_period") + years) for years in range(1, REPEATED_YEARS)]
    on = (*KEY, "obs_value")
    for other in earlier:
        rows = rows.join(other.select(on), on=on, how="semi")
    return flagged(rows)


def year_missing(upload: Upload) -> pl.DataFrame:
    """Return values that come more than a year after the one before in their series."""
    rows = upload.together.sort("time_period")
    before = pl.col("time_period").shift(1).over(SERIES)
    return flagged(rows.filter(pl.col("time_period") - before > 1), _as_seen(rows, before))


def changed_from_published(upload: Upload) -> pl.DataFrame:
    """Return values other than the published one of the same key."""
    compared = beside(upload.valued, upload.published.drop_nulls("obs_value"), KEY)
    return flagged(compared.filter(pl.col("obs_value") != pl.col("other")), plain(pl.col("other")))


def differs_from_other_source(upload: Upload) -> pl.DataFrame:
    """Return values far from all that other sources publish of the same fact, basis and ages."""
    titles = {each.id: in_language(each.title, "en") for each in upload.catalogue.sources.values()}
    others = upload.published.drop_nulls("obs_value").filter(~marked("D"))
    facts = others.select(*FACT, other="obs_value", other_source="source")
    compared = upload.valued.filter(~marked("D")).join(facts, on=FACT)
    compared = compared.filter(pl.col("source") != pl.col("other_source"))
    distance = (pl.col("obs_value") - pl.col("other")).abs()
    nearest = compared.filter(distance == distance.min().over("row"))
    apart = nearest.filter(far(pl.col("obs_value"), pl.col("other"), OTHER_SHARE, _least(upload, LEAST_OTHER)))
    title = pl.col("other_source").replace_strict(titles, default=pl.col("other_source"), return_dtype=pl.String)
    return flagged(apart, pl.format("{} ({})", plain(pl.col("other")), title))


def _with_last_year(upload: Upload) -> pl.DataFrame:
    last_year = upload.together.filter(~marked("D")).with_columns(pl.col("time_period") + 1)
    return beside(upload.valued.filter(~marked("B", "D")), last_year, KEY)


def _least(upload: Upload, least: dict[str, float]) -> pl.Expr:
    by_indicator = {code: least.get(kind, 0.0) for code, kind in upload.kinds.items()}
    return pl.col("indicator").replace_strict(by_indicator, default=0.0, return_dtype=pl.Float64)


def _as_seen(rows: pl.DataFrame, before: pl.Expr) -> pl.Expr:
    """Return the year before as text, computed over all rows and looked up by row."""
    seen = rows.select("row", before=before.cast(pl.String)).drop_nulls()
    return pl.col("row").replace_strict(seen["row"], seen["before"], default=None, return_dtype=pl.String)


RULES = (
    UploadRule("jump_from_last_year", jump_from_last_year),
    UploadRule("drop_to_zero", drop_to_zero),
    UploadRule("value_repeated", value_repeated),
    UploadRule("year_missing", year_missing),
    UploadRule("changed_from_published", changed_from_published),
    UploadRule("differs_from_other_source", differs_from_other_source),
)
