"""Any other table: the columns that look like figures hold the values, the others say what they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.intake.shapes.tidy import Tidy, tidy
from pipelines.intake.shapes.values import value_places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.intake.tables import Table


def read(table: Table, values: Sequence[str] | None = None) -> Tidy:
    """Return the values of a table, of the columns named or else of those that look like figures."""
    if values is None:
        return tidy(table, "unknown", value_places(table))
    return tidy(table, "unknown", [place for place, name in enumerate(table.columns) if name in values])
