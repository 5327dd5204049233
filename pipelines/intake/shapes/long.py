"""Our own upload format: one row per observation, columns named as in the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.intake.shapes.tidy import Tidy, tidy
from pipelines.observations import FILE_COLUMNS

if TYPE_CHECKING:
    from pipelines.intake.tables import Table

_NEEDED = frozenset({"indicator", "ref_area", "time_period", "obs_value"})
_ROLES = frozenset(FILE_COLUMNS) | {"source"}


def read(table: Table) -> Tidy | None:
    """Return the values of a table in our own format, None if it is in another."""
    # Publishers' SDMX files have the same names in capitals, and codes of their own.
    if not set(table.columns) >= _NEEDED:
        return None
    known = {name: name for name in table.columns if name in _ROLES and name != "obs_value"}
    return tidy(table, "long", [table.columns.index("obs_value")], known)
