"""Eurostat's bulk download: dimensions packed into the first column, one column per period, flags after numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.intake.shapes.tidy import RESERVED, Tidy, free_name, unpivoted

if TYPE_CHECKING:
    from pipelines.intake.tables import Table

_ROLES = {"geo": "ref_area", "sex": "sex", "age": "age", "unit": "unit_measure", "time": "time_period"}


def read(table: Table) -> Tidy | None:
    r"""Return the values of a table whose first header reads like `unit,geo\time`, None if it is in another layout."""
    packed, *periods = table.columns
    if "\\" not in packed or not periods:
        return None
    names, _, across = packed.rpartition("\\")
    dimensions = [free_name(name.strip()) for name in names.split(",")]
    if len(set(dimensions)) < len(dimensions):
        return None
    cells = unpivoted(table, range(1, len(table.columns)))
    parts = pl.col(packed).str.splitn(",", len(dimensions)).struct
    unpacked = [parts.field(f"field_{place}").str.strip_chars().alias(name) for place, name in enumerate(dimensions)]
    cells = cells.select(*unpacked, *RESERVED)
    known = {name: _ROLES[name.lower()] for name in dimensions if name.lower() in _ROLES}
    known["value_header"] = (
        "time_period" if across.strip().lower() in {"time", "time_period"} else across.strip().lower()
    )
    return Tidy("eurostat_tsv", tuple(dimensions), cells, known, remarks=table.remarks)
