"""Values: readable, in range, and in agreement with their status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.rules.rows import FIRST_YEAR, LAST_YEAR, Problem, Rows, problems

if TYPE_CHECKING:
    import polars as pl

HIGHEST_SHARE = 100
DATE = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"


def year_unreadable(rows: Rows) -> pl.DataFrame:
    """Return rows whose year is not a whole number."""
    message = "Write the year with four digits."
    problem = Problem("year_unreadable", "time_period", "a year such as 2021", message)
    return problems(rows, rows.typed["time_period"].is_null(), problem)


def year_out_of_range(rows: Rows) -> pl.DataFrame:
    """Return rows whose year is none that a figure can refer to."""
    outside = ~rows.typed["time_period"].is_between(FIRST_YEAR, LAST_YEAR)
    message = "No figure refers to this year. Correct it."
    return problems(rows, outside, Problem("year_out_of_range", "time_period", f"{FIRST_YEAR}–{LAST_YEAR}", message))


def value_unreadable(rows: Rows) -> pl.DataFrame:
    """Return rows whose value is not a plain finite number."""
    value = rows.typed["obs_value"]
    unread = (value.is_null() & rows.text["obs_value"].is_not_null()) | ~value.is_finite()
    message = "Write digits, with a full stop as the decimal mark and nothing else."
    return problems(rows, unread, Problem("value_unreadable", "obs_value", "a number such as 1204.5", message))


def value_negative(rows: Rows) -> pl.DataFrame:
    """Return rows with a count, rate or share below zero."""
    message = "A count, rate or share cannot be below zero."
    return problems(rows, rows.typed["obs_value"] < 0, Problem("value_negative", "obs_value", "zero or more", message))


def share_above_100(rows: Rows) -> pl.DataFrame:
    """Return rows with a share above 100 percent."""
    above = rows.typed["obs_value"] > HIGHEST_SHARE
    message = "A share is written in percent and cannot be above 100."
    problem = Problem("share_above_100", "obs_value", "0–100", message)
    return problems(rows, above & rows.looked_up("indicator", rows.vocabulary.shares), problem)


def value_missing(rows: Rows) -> pl.DataFrame:
    """Return rows without a value and without a status that says why."""
    missing = rows.text["obs_value"].is_null() & ~rows.has_no_value_status
    message = "Give the value, or the status that says why there is none."
    return problems(rows, missing, Problem("value_missing", "obs_value", "a number, or status L, M, O or Q", message))


def value_despite_status(rows: Rows) -> pl.DataFrame:
    """Return rows that are missing, not collected, not applicable or suppressed, and yet have a value."""
    surplus = rows.text["obs_value"].is_not_null() & rows.has_no_value_status
    message = "The status says that there is no value. Remove the value, or correct the status."
    return problems(rows, surplus, Problem("value_despite_status", "obs_value", "nothing beside L, M, O or Q", message))


def ref_date_unreadable(rows: Rows) -> pl.DataFrame:
    """Return rows whose reference date is not a year, month or day."""
    message = "Write the reference date as a year, month or day."
    problem = Problem("ref_date_unreadable", "ref_date", "2021, 2021-12 or 2021-12-31", message)
    return problems(rows, ~rows.text["ref_date"].str.contains(DATE), problem)


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
