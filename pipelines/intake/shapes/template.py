"""Our own workbook, filled in by a member: recognised by the marker above its header."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from pipelines.intake.shapes import long
from pipelines.intake.shapes.tidy import Tidy, tidy

if TYPE_CHECKING:
    from pipelines.intake.tables import Table

MARKER = "di-tracker template"
"""What a cell above the table begins with; `di-tracker template 1` is the first edition of the workbook."""

POPULATION = "child_population"
"""The second column of values: how many children live in the area, of the row's sex and age."""

_OF_POPULATION = {"indicator": "child_population_number", "disability": "_T", "count_basis": "stock"}
_NOT_OF_POPULATION = ("obs_status", "ref_date", "note")


def read(table: Table) -> Tidy | None:
    """Return the values of a filled-in template, None if the table is none."""
    if not any(note.casefold().startswith(MARKER) for note in table.notes):
        return None
    found = long.read(table)
    if found is None:
        return None
    known = dict(found.known)
    if POPULATION in table.columns:
        places = [table.columns.index("obs_value"), table.columns.index(POPULATION)]
        found = _with_population(tidy(table, "template", places, known))
    # The headers say nothing more: the rows of the population have their own indicator.
    cells = found.cells.with_columns(value_header=pl.lit("obs_value"))
    return replace(found, layout="template", cells=cells)


def _with_population(found: Tidy) -> Tidy:
    """Return the values with those of the population as rows of an indicator of their own, empty ones left out."""
    is_population = pl.col("value_header") == POPULATION
    cells = found.cells.filter(~is_population | pl.col("value").is_not_null())
    own = {column: pl.lit(code) for column, code in _OF_POPULATION.items() if column in cells.columns}
    own |= {column: pl.lit(None, pl.String) for column in _NOT_OF_POPULATION if column in cells.columns}
    changed = [
        pl.when(is_population).then(text).otherwise(pl.col(column)).alias(column) for column, text in own.items()
    ]
    return replace(found, cells=cells.with_columns(changed))
