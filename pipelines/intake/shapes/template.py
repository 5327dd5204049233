"""Our own workbook, filled in by a member: recognised by the marker above its header."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.intake.shapes import long
from pipelines.intake.shapes.tidy import Tidy

if TYPE_CHECKING:
    from pipelines.intake.tables import Table

MARKER = "di-tracker template"
"""What a cell above the table begins with; `di-tracker template 1` is the first edition of the workbook."""


def read(table: Table) -> Tidy | None:
    """Return the values of a filled-in template, None if the table is none."""
    if not any(note.casefold().startswith(MARKER) for note in table.notes):
        return None
    found = long.read(table)
    return Tidy("template", found.columns, found.cells, found.known, found.constants, found.remarks) if found else None
