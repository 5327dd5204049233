"""Statistics Denmark's StatBank as a list: headers in capitals, `TID` the period, `INDHOLD` the value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.intake.shapes.tidy import Tidy, tidy

if TYPE_CHECKING:
    from pipelines.intake.tables import Table

_VALUES, _TIMES = ("INDHOLD", "CONTENTS"), ("TID", "TIME")
_AREAS = ("OMRÅDE", "REGION", "KOMK", "KOMGRP")


def read(table: Table) -> Tidy | None:
    """Return the values of a list from StatBank, None if the table is in another layout."""
    value = next((name for name in _VALUES if name in table.columns), None)
    time = next((name for name in _TIMES if name in table.columns), None)
    if value is None or time is None:
        return None
    known = {time: "time_period"} | {name: "ref_area" for name in _AREAS[:2] if name in table.columns}
    return tidy(table, "statbank", [table.columns.index(value)], known)
