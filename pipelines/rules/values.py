"""Values: readable, in range, and in agreement with their status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.rules.rows import FIRST_YEAR, LAST_YEAR, Rows, problems

if TYPE_CHECKING:
    import polars as pl

HIGHEST_SHARE = 100
DATE = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"


def year_unreadable(rows: Rows) -> pl.DataFrame:
    """Return rows whose year is not a whole number."""
    return problems(rows, rows.typed["time_period"].is_null(), "year_unreadable")


def year_out_of_range(rows: Rows) -> pl.DataFrame:
    """Return rows whose year is none that a figure can refer to."""
    outside = ~rows.typed["time_period"].is_between(FIRST_YEAR, LAST_YEAR)
    return problems(rows, outside, "year_out_of_range", f"{FIRST_YEAR}–{LAST_YEAR}")


def value_unreadable(rows: Rows) -> pl.DataFrame:
    """Return rows whose value is not a plain finite number."""
    value = rows.typed["obs_value"]
    unread = (value.is_null() & rows.text["obs_value"].is_not_null()) | ~value.is_finite()
    return problems(rows, unread, "value_unreadable")


def value_negative(rows: Rows) -> pl.DataFrame:
    """Return rows with a count, rate or share below zero."""
    return problems(rows, rows.typed["obs_value"] < 0, "value_negative")


def share_above_100(rows: Rows) -> pl.DataFrame:
    """Return rows with a share above 100 percent."""
    above = rows.typed["obs_value"] > HIGHEST_SHARE
    return problems(rows, above & rows.looked_up("indicator", rows.vocabulary.shares), "share_above_100")


def value_missing(rows: Rows) -> pl.DataFrame:
    """Return rows without a value and without a status that says why."""
    missing = rows.text["obs_value"].is_null() & ~rows.has_no_value_status
    return problems(rows, missing, "value_missing")


def value_despite_status(rows: Rows) -> pl.DataFrame:
    """Return rows that are missing, not collected, not applicable or suppressed, and yet have a value."""
    surplus = rows.text["obs_value"].is_not_null() & rows.has_no_value_status
    return problems(rows, surplus, "value_despite_status")


def ref_date_unreadable(rows: Rows) -> pl.DataFrame:
    """Return rows whose reference date is not a year, month or day."""
    return problems(rows, ~rows.text["ref_date"].str.contains(DATE), "ref_date_unreadable")


RULES = (
    year_unreadable,
    year_out_of_range,
    value_unreadable,
    value_negative,
    share_above_100,
    value_missing,
    value_despite_status,
    ref_date_unreadable,
)
