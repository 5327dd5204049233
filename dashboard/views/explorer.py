"""The selected figures as one table, and where a single figure comes from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from dashboard.views.selection import selected
from pipelines.observations import RELEASE_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from dashboard.filters import Filters
    from pipelines.catalogue import Catalogue

FIRST = ("ref_area", "time_period", "obs_value", "obs_status", "source")


def explorer(observations: pl.DataFrame, filters: Filters, catalogue: Catalogue) -> pl.DataFrame:
    """Return the selected figures with every column of the release.

    Returns
    -------
    pl.DataFrame
        The columns of `RELEASE_SCHEMA`, area, year, value, status and source first; sorted by area, source and age,
        newest year first. Rows without a value stay, with the status that says why.
    """
    columns = (*FIRST, *(name for name in RELEASE_SCHEMA if name not in FIRST))
    rows = selected(observations, filters, catalogue).select(columns)
    return rows.sort(
        "ref_area", "source", "age", "count_basis", "time_period", descending=[False, False, False, False, True]
    )


def sources_of(rows: pl.DataFrame) -> list[str]:
    """Return every source the rows rest on, those of the inputs of computed figures too, in order of appearance."""
    inputs = [
        each["source"] for text in rows["inputs"].drop_nulls().unique(maintain_order=True) for each in json.loads(text)
    ]
    return list(dict.fromkeys([*rows["source"].to_list(), *inputs]))


def inputs_of(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what a computed figure was made from: `indicator`, `source` and `value` of each; none if published.

    The inputs are of the same area, year, sex, age and disability as the figure.
    """
    return list(json.loads(row["inputs"])) if row["inputs"] else []
