"""One column per measure, named by a code (`MarTotal_2010`, `OC1_F`): what each means must be asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.intake.shapes.tidy import Tidy, tidy
from pipelines.intake.shapes.values import value_places

if TYPE_CHECKING:
    from pipelines.intake.tables import Table

_CODE = re.compile(r"(?=.*[_\d])[A-Za-z][\w.-]*")
_ENOUGH = 3
_MOSTLY = 0.8


def read(table: Table) -> Tidy | None:
    """Return the values of a table whose value columns are named by codes, None if it is in another layout."""
    places = value_places(table)
    coded = [place for place in places if _CODE.fullmatch(table.columns[place])]
    if len(places) < _ENOUGH or len(coded) < _MOSTLY * len(places):
        return None
    return tidy(table, "coded_wide", places)
