"""Layouts of tables people have, one module each; every layout becomes one row per value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.intake.shapes import coded_wide, eurostat_tsv, long, sdmx_csv, statbank, template, unknown, year_columns
from pipelines.intake.shapes.tidy import Tidy
from pipelines.intake.shapes.values import not_indicators

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipelines.intake.tables import Table

__all__ = ["Tidy", "not_indicators", "read_shape"]

_LAYOUTS: tuple[Callable[[Table], Tidy | None], ...] = (
    template.read,
    long.read,
    sdmx_csv.read,
    eurostat_tsv.read,
    year_columns.read,
    statbank.read,
    coded_wide.read,
)


def read_shape(table: Table, values: Sequence[str] | None = None) -> Tidy:
    """Return the values of a table by the first layout that knows it, else as `unknown`.

    `values` names the columns that hold values where a person has corrected the guess.
    """
    if values is not None:
        return unknown.read(table, values)
    for read in _LAYOUTS:
        found = read(table)
        if found is not None:
            return found
    return unknown.read(table)
