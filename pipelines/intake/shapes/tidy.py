"""What every layout becomes: one row per value, with everything the file says about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.intake.opened import Remark
    from pipelines.intake.tables import Table

RESERVED = ("value", "row", "column", "value_header")


@dataclass(frozen=True)
class Tidy:
    """The values of a table.

    `cells` has one row per value, in the order of the sheet, all text, null where the cell is blank: `columns` (what
    the source says about a value, named as in the file), `value`, `row` (i64, row of the sheet), `column` (the letter
    of the value's cell) and `value_header` (what its column is called). `known` are the roles the layout itself
    gives its columns (`value_header` among them), `constants` the codes it gives for the whole file.
    """

    layout: str
    columns: tuple[str, ...]
    cells: pl.DataFrame
    known: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()


def free_name(name: str) -> str:
    """Return a column's name that does not collide with those of `Tidy.cells`."""
    return f"{name} (in the file)" if name in RESERVED else name


def frame_of(table: Table) -> pl.DataFrame:
    """Return the table as a frame of text, null where blank, with `row` as the last column."""
    columns = list(zip(*table.rows, strict=True)) if table.rows else [()] * len(table.columns)
    series = [
        pl.Series(free_name(name), cells, dtype=pl.String) for name, cells in zip(table.columns, columns, strict=True)
    ]
    frame = pl.DataFrame(series).select(pl.when(pl.all() != "").then(pl.all()))
    return frame.with_columns(pl.Series("row", table.row_numbers, dtype=pl.Int64))


def unpivoted(table: Table, values: Sequence[int]) -> pl.DataFrame:
    """Return `Tidy.cells` of a table whose columns at the places `values` hold values."""
    frame = frame_of(table)
    names = [free_name(table.columns[index]) for index in values]
    about = frame.select(pl.exclude(names))
    count, height = len(values), frame.height
    # Each row once per value, by its number: concatenating and sorting would take three times the memory.
    rows = pl.select(pl.int_range(count * height, dtype=pl.UInt32).floordiv(max(count, 1))).to_series()
    places = pl.select(pl.int_range(count * height, dtype=pl.UInt32).mod(max(count, 1))).to_series()
    told = about[rows] if count else about.clear()
    texts = [cells[index] or None for cells in table.rows for index in values]
    headers = pl.Series([table.columns[index] for index in values], dtype=pl.String)
    letters = pl.Series([table.letters[index] for index in values], dtype=pl.String)
    return told.select(
        pl.exclude("row"),
        pl.Series("value", texts, dtype=pl.String),
        "row",
        letters[places].alias("column"),
        headers[places].alias("value_header"),
    )


def tidy(table: Table, layout: str, values: Sequence[int], known: dict[str, str] | None = None) -> Tidy:
    """Return the values of a table whose columns at the places `values` hold them."""
    cells = unpivoted(table, values)
    columns = tuple(name for name in cells.columns if name not in RESERVED)
    return Tidy(layout, columns, cells, known or {}, remarks=table.remarks)
