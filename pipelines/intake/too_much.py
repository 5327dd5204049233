"""Refusals of files larger than the limits, the same for text and workbooks."""

from __future__ import annotations

from pipelines.intake.opened import Limits, Refusal


def too_many_rows(number: int, limits: Limits) -> Refusal:
    """Return the refusal of a sheet with more rows or cells than the limits allow."""
    found, expected = "more rows than can be taken in", f"at most {limits.rows:,} rows and {limits.cells:,} cells"
    return Refusal("too_many_rows", f"row {number:,}", found, expected, "Split the file by year or by indicator.")


def too_many_columns(place: str, found: str, limits: Limits) -> Refusal:
    """Return the refusal of a sheet with more columns than the limits allow."""
    action = "Remove the columns that are not needed, or put years below each other."
    return Refusal("too_many_columns", place, found, f"at most {limits.columns} columns", action)


def field_too_long(place: str, length: int, limits: Limits) -> Refusal:
    """Return the refusal of a cell longer than the limits allow."""
    found, expected = f"a cell of {length:,} characters", f"at most {limits.field_characters:,} characters"
    action = "Shorten the text, or look for a quotation mark that was opened and never closed."
    return Refusal("field_too_long", place, found, expected, action)
