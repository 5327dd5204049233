"""Codes: each is in its codelist, and statuses are written in one way only."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

import polars as pl

from pipelines.rules.rows import MOST_STATUSES_AT_ONCE, NO_PROBLEMS, Rows, problems
from pipelines.rules.words import problems_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

CODED = ("indicator", "ref_area", "sex", "age", "disability", "count_basis", "source")
"""Columns whose texts are codes."""


def unknown_code(column: str) -> Callable[[Rows], pl.DataFrame]:
    """Return the rule that every code of a column is in its list; a close one is suggested."""

    def unknown(rows: Rows) -> pl.DataFrame:
        listed = problems(rows, rows.typed[column].is_null(), f"unknown_{column}")
        return _with_suggestions(listed, rows.vocabulary.codes[column].categories)

    unknown.__name__ = f"unknown_{column}"
    return unknown


def _with_suggestions(listed: pl.DataFrame, known: Iterable[str]) -> pl.DataFrame:
    """Return the problems with the nearest known code as their detail."""
    if listed.is_empty():
        return listed
    names = list(known)
    near = {found: get_close_matches(found, names, n=1) for found in listed["found"].unique() if found}
    hints = {found: close[0] for found, close in near.items() if close}
    hint = pl.col("found").replace_strict(hints, default=None, return_dtype=pl.String)
    return problems_in(listed.with_columns(detail=hint), "en")


def unknown_status(rows: Rows) -> pl.DataFrame:
    """Return rows with a status that is not in its codelist."""
    known = sorted(rows.vocabulary.catalogue.codelists["obs_statuses"])
    unread = _unread_statuses(rows)
    if not unread.any():
        return NO_PROBLEMS
    parts = rows.text["obs_status"].fill_null("").str.split(";")
    where = unread & parts.list.eval(~pl.element().is_in(known)).list.any()
    return problems(rows, where, "unknown_status", " ".join(known))


def status_order(rows: Rows) -> pl.DataFrame:
    """Return rows whose statuses are out of order or exclude each other: `A` stands alone, of O L M Q one at most."""
    unread = _unread_statuses(rows)
    if not unread.any():
        return NO_PROBLEMS
    known = sorted(rows.vocabulary.catalogue.codelists["obs_statuses"])
    parts = rows.text["obs_status"].fill_null("").str.split(";")
    where = unread & parts.list.eval(pl.element().is_in(known)).list.all()
    return problems(rows, where, "status_order", str(MOST_STATUSES_AT_ONCE))


def _unread_statuses(rows: Rows) -> pl.Series:
    return rows.typed["obs_status"].is_null()


RULES = (*(unknown_code(column) for column in CODED), unknown_status, status_order)
