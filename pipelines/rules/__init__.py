"""What is checked. Each family is a module; each rule a function, with a passing and a failing test."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from pipelines.observations import SCHEMA
from pipelines.rules import codes, values
from pipelines.rules.rows import TEXT_SCHEMA, Rows, Vocabulary
from pipelines.rules.table import table_problems

if TYPE_CHECKING:
    from pipelines.catalogue import Catalogue

ROW_RULES = (*codes.RULES, *values.RULES)
"""Every rule that looks at one row at a time."""


class Checked(NamedTuple):
    """Rows that may be used (`SCHEMA`, in the file's order) and what is wrong with the rest (`PROBLEM_SCHEMA`)."""

    accepted: pl.DataFrame
    problems: pl.DataFrame


def check(text: pl.DataFrame, catalogue: Catalogue, *, file: str = "") -> Checked:
    """Check rows of text against the catalogue and each other.

    Parameters
    ----------
    text
        The columns of a file of figures, all text, null where empty. Columns `file`, `line` and `source` may be
        missing: the file is then `file`, lines count from 2 and the source is the file's name without its ending.

    Returns
    -------
    Checked
        A row with an error is not among the accepted ones; one with a warning is.
    """
    rows = Rows(_with_places(text, file), Vocabulary(catalogue))
    singly = row_problems(rows)
    sound = Rows(_without_errors(rows.text, singly), rows.vocabulary)
    together = table_problems(sound)
    problems = pl.concat([singly, together])
    accepted = Rows(_without_errors(sound.text, together), rows.vocabulary)
    return Checked(observations(accepted), problems.sort("file", "line", maintain_order=True))


def row_problems(rows: Rows) -> pl.DataFrame:
    """Return what is wrong with single rows, in the order of the rules."""
    return pl.concat([rule(rows) for rule in ROW_RULES])


def observations(rows: Rows) -> pl.DataFrame:
    """Return checked rows in the shape of observations (`SCHEMA`)."""
    return rows.typed.with_columns(submission=pl.lit(None)).select(SCHEMA.names()).cast(SCHEMA)


def _with_places(text: pl.DataFrame, file: str) -> pl.DataFrame:
    known = {
        "file": pl.lit(file),
        "line": pl.int_range(2, pl.len() + 2, dtype=pl.UInt32),
        "source": pl.lit(file.rpartition("/")[2].rpartition(".")[0] or file),
    }
    missing = {column: value for column, value in known.items() if column not in text.columns}
    return text.with_columns(**missing).select(TEXT_SCHEMA.names()).cast(TEXT_SCHEMA)


def _without_errors(text: pl.DataFrame, problems: pl.DataFrame) -> pl.DataFrame:
    errors = problems.filter(pl.col("level") == "error").select("file", "line")
    return text.join(errors, on=["file", "line"], how="anti", maintain_order="left")
