"""Codes: each is in its codelist, and statuses are written in one way only."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

import polars as pl

from pipelines.rules.rows import MOST_STATUSES_AT_ONCE, NO_PROBLEMS, Problem, Rows, problems

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FILES = {
    "indicator": "a file in indicators/",
    "ref_area": "a code of codelists/areas.csv",
    "sex": "a code of codelists/sexes.csv",
    "age": "a code of codelists/ages.csv",
    "disability": "a code of codelists/disabilities.csv",
    "count_basis": "a code of codelists/count_bases.csv",
    "source": "a file in sources/",
}


def unknown_code(column: str) -> Callable[[Rows], pl.DataFrame]:
    """Return the rule that every code of a column is in its list; a close one is suggested."""

    def unknown(rows: Rows) -> pl.DataFrame:
        message = f"This {column} is not known. Correct it, or add it to its list."
        problem = Problem(f"unknown_{column}", column, FILES[column], message)
        listed = problems(rows, rows.typed[column].is_null(), problem)
        return _with_suggestions(listed, rows.vocabulary.codes[column].categories)

    unknown.__name__ = f"unknown_{column}"
    return unknown


def _with_suggestions(listed: pl.DataFrame, known: Iterable[str]) -> pl.DataFrame:
    """Return the problems with the nearest known code in `expected`."""
    if listed.is_empty():
        return listed
    names = list(known)
    near = {found: get_close_matches(found, names, n=1) for found in listed["found"].unique() if found}
    hints = {found: f"; the nearest is {close[0]}" for found, close in near.items() if close}
    hint = pl.col("found").replace_strict(hints, default="", return_dtype=pl.String)
    return listed.with_columns(expected=pl.concat_str("expected", hint.fill_null("")))


def unknown_status(rows: Rows) -> pl.DataFrame:
    """Return rows with a status that is not in its codelist."""
    known = sorted(rows.vocabulary.catalogue.codelists["obs_statuses"])
    unread = _unread_statuses(rows)
    if not unread.any():
        return NO_PROBLEMS
    parts = rows.text["obs_status"].fill_null("").str.split(";")
    where = unread & parts.list.eval(~pl.element().is_in(known)).list.any()
    message = "Use the codes of codelists/obs_statuses.csv, joined by a semicolon."
    return problems(rows, where, Problem("unknown_status", "obs_status", " ".join(known), message))


def status_order(rows: Rows) -> pl.DataFrame:
    """Return rows whose statuses are out of order or exclude each other: `A` stands alone, of O L M Q one at most."""
    unread = _unread_statuses(rows)
    if not unread.any():
        return NO_PROBLEMS
    known = sorted(rows.vocabulary.catalogue.codelists["obs_statuses"])
    parts = rows.text["obs_status"].fill_null("").str.split(";")
    where = unread & parts.list.eval(pl.element().is_in(known)).list.all()
    expected = f"codes in alphabetical order, A alone, at most {MOST_STATUSES_AT_ONCE} and one of L M O Q"
    message = "Write the statuses in alphabetical order, each once; A stands alone."
    return problems(rows, where, Problem("status_order", "obs_status", expected, message))


def _unread_statuses(rows: Rows) -> pl.Series:
    return rows.typed["obs_status"].is_null()


RULES = (*(unknown_code(column) for column in FILES), unknown_status, status_order)
