"""What is checked. Each family is a module; each rule a function, with a passing and a failing test.

Files that ship meet the rules on single rows and on tables. Uploads meet these and the rules for uploads, which also
look at what is published, at the day and at who sends the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from pipelines.observations import SCHEMA
from pipelines.rules import (
    areas,
    codes,
    dates,
    definitions,
    duplicates,
    flows,
    jumps,
    plausible,
    rates,
    small_cells,
    sources,
    totals,
    units,
    values,
)
from pipelines.rules.rows import NO_PROBLEMS, TEXT_SCHEMA, Rows, Vocabulary, problem_rows
from pipelines.rules.table import table_problems
from pipelines.rules.upload import Context, Upload

if TYPE_CHECKING:
    from pipelines.catalogue import Catalogue
    from pipelines.rules.upload import UploadRule

__all__ = ["ROW_RULES", "UPLOAD_RULES", "Checked", "Context", "check"]

ROW_RULES = (*codes.RULES, *values.RULES)
"""Every rule that looks at one row at a time."""

UPLOAD_RULES = tuple(
    rule
    for family in (
        *(areas, dates, plausible, units, small_cells, sources, definitions),
        *(duplicates, totals, rates, flows, jumps),
    )
    for rule in family.RULES
)
"""Every rule that only uploads meet."""


class Checked(NamedTuple):
    """Rows that may be used (`SCHEMA`, in the file's order) and what is wrong with the rest (`PROBLEM_SCHEMA`)."""

    accepted: pl.DataFrame
    problems: pl.DataFrame


def check(text: pl.DataFrame, catalogue: Catalogue, *, file: str = "", upload: Context | None = None) -> Checked:
    """Check rows of text against the catalogue and each other.

    Parameters
    ----------
    text
        The columns of a file of figures, all text, null where empty. Columns `file`, `line` and `source` may be
        missing: the file is then `file`, lines count from 2 and the source is the file's name without its ending.
    upload
        What an upload is compared with; none for figures that ship, which the rules for uploads do not concern.

    Returns
    -------
    Checked
        A row with an error is not among the accepted ones; one with a warning is.
    """
    rows = Rows(_with_places(text, file), Vocabulary(catalogue))
    singly = row_problems(rows)
    sound = Rows(_without_errors(rows.text, singly), rows.vocabulary)
    together = table_problems(sound)
    accepted = Rows(_without_errors(sound.text, together), rows.vocabulary)
    problems = [singly, together]
    if upload is not None:
        problems.append(upload_problems(accepted, upload))
        accepted = Rows(_without_errors(accepted.text, problems[-1]), rows.vocabulary)
    return Checked(observations(accepted), pl.concat(problems).sort("file", "line", maintain_order=True))


def row_problems(rows: Rows) -> pl.DataFrame:
    """Return what is wrong with single rows, in the order of the rules."""
    return pl.concat([rule(rows) for rule in ROW_RULES])


def upload_problems(rows: Rows, context: Context) -> pl.DataFrame:
    """Return what is wrong with rows of an upload, in the order of the rules."""
    seen = Upload(observations(rows).with_row_index("row"), rows.vocabulary.catalogue, context)
    return pl.concat([NO_PROBLEMS, *(_problems(rule, seen, rows) for rule in UPLOAD_RULES)])


def observations(rows: Rows) -> pl.DataFrame:
    """Return checked rows in the shape of observations (`SCHEMA`)."""
    return rows.typed.with_columns(submission=pl.lit(None)).select(SCHEMA.names()).cast(SCHEMA)


def _problems(rule: UploadRule, seen: Upload, rows: Rows) -> pl.DataFrame:
    found = rule.broken(seen)
    return problem_rows(rows.text[found["row"]], rule.code, pl.lit(found["detail"]))


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
