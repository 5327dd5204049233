"""Definitions: whom a figure counts and how is declared, and said where it changes."""

from __future__ import annotations

import polars as pl

from pipelines.derive import comparability
from pipelines.rules.upload import Upload, UploadRule, flagged, marked

ALL_AGES = "_T"
SUBJECT = ("indicator", "ref_area", "source")


def basis_differs(upload: Upload) -> pl.DataFrame:
    """Return rows counted in another way than their indicator declares."""
    declared = {each.id: each.basis for each in upload.catalogue.indicators.values()}
    basis = pl.col("indicator").replace_strict(declared, default=None, return_dtype=pl.String)
    return flagged(upload.rows.filter(pl.col("count_basis") != basis), basis)


def age_wider(upload: Upload) -> pl.DataFrame:
    """Return rows whose ages reach beyond those their indicator declares."""
    wider = upload.rows.with_columns(
        comparability=comparability(upload.catalogue), declared=_declared_ages(upload)
    ).filter(pl.col("comparability") == "wider_ages", pl.col("age") != ALL_AGES)
    return flagged(wider, pl.col("declared"))


def age_not_stated(upload: Upload) -> pl.DataFrame:
    """Return rows of all ages where the indicator declares which."""
    stated = [each.id for each in upload.catalogue.indicators.values() if each.ages and ALL_AGES not in each.ages]
    rows = upload.valued.filter(pl.col("age") == ALL_AGES, pl.col("indicator").is_in(stated), ~_explained())
    return flagged(rows, _declared_ages(upload))


def basis_changes(upload: Upload) -> pl.DataFrame:
    """Return rows that are the first counted in another way than all of the year before."""
    rows = upload.together.filter(_of_all())
    years = rows.group_by(*SUBJECT, "time_period").agg(earlier=pl.col("count_basis").unique().sort())
    compared = rows.filter(~_marked_or_explained()).join(_a_year_on(years), on=[*SUBJECT, "time_period"])
    changed = compared.filter(~pl.col("count_basis").is_in(pl.col("earlier")))
    kept = rows.select(*SUBJECT, "time_period", kept="count_basis")
    replaced = _nothing_kept(changed, kept)
    return flagged(replaced, pl.col("earlier").list.first())


def age_scope_changes(upload: Upload) -> pl.DataFrame:
    """Return rows of ages that were not counted the year before, where those of then are not counted any more."""
    rows = upload.together.filter(_of_all())
    on = (*SUBJECT, "count_basis", "time_period")
    years = rows.group_by(on).agg(earlier=pl.col("age").unique().sort())
    now = rows.group_by(on).agg(now=pl.col("age").unique().sort())
    compared = rows.filter(~_marked_or_explained()).join(_a_year_on(years), on=on).join(now, on=on)
    none_kept = pl.col("now").list.set_intersection("earlier").list.len() == 0
    return flagged(compared.filter(none_kept), pl.col("earlier").list.join(", "))


def break_unexplained(upload: Upload) -> pl.DataFrame:
    """Return rows marked as a break or a different definition without a note."""
    return flagged(upload.rows.filter(marked("B", "D"), ~_explained()))


def _declared_ages(upload: Upload) -> pl.Expr:
    ages = {each.id: ", ".join(each.ages) for each in upload.catalogue.indicators.values()}
    return pl.col("indicator").replace_strict(ages, default=None, return_dtype=pl.String)


def _of_all() -> pl.Expr:
    return (pl.col("sex") == "_T") & (pl.col("disability") == "_T")


def _explained() -> pl.Expr:
    return pl.col("note").is_not_null()


def _marked_or_explained() -> pl.Expr:
    return marked("B", "D") | _explained()


def _a_year_on(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(pl.col("time_period") + 1)


def _nothing_kept(changed: pl.DataFrame, kept: pl.DataFrame) -> pl.DataFrame:
    """Return the rows at whose year nothing is counted any more as it was the year before."""
    still = changed.join(kept, on=[*SUBJECT, "time_period"]).filter(pl.col("kept").is_in(pl.col("earlier")))
    return changed.join(still, on=[*SUBJECT, "time_period"], how="anti")


RULES = (
    UploadRule("basis_differs", basis_differs),
    UploadRule("age_wider", age_wider),
    UploadRule("age_not_stated", age_not_stated),
    UploadRule("basis_changes", basis_changes),
    UploadRule("age_scope_changes", age_scope_changes),
    UploadRule("break_unexplained", break_unexplained),
)
