"""The shape of an observation: its columns, its key, and what a status code says about its value."""

from __future__ import annotations

import polars as pl

DIMENSIONS = ("sex", "age", "disability", "count_basis")

KEY = ("indicator", "ref_area", "time_period", *DIMENSIONS, "source")

SCHEMA = pl.Schema(
    {
        "indicator": pl.String(),
        "ref_area": pl.String(),
        "time_period": pl.Int32(),
        "sex": pl.String(),
        "age": pl.String(),
        "disability": pl.String(),
        "count_basis": pl.String(),
        "obs_value": pl.Float64(),
        "obs_status": pl.String(),
        "ref_date": pl.String(),
        "source": pl.String(),
        "submission": pl.String(),
        "origin": pl.String(),
        "note": pl.String(),
    }
)
"""Columns of a published observation; `origin` is the table or page within the source."""

RELEASE_SCHEMA = pl.Schema({**SCHEMA, "comparability": pl.String(), "derivation": pl.String(), "inputs": pl.String()})
"""A released observation: `derivation` is null for a published figure, else `rate`, `share` or `remainder`;
`inputs` then names the observations it was computed from."""

FILE_COLUMNS = (
    *("indicator", "ref_area", "time_period", *DIMENSIONS),
    *("obs_value", "obs_status", "ref_date", "origin", "note"),
)
"""Columns of a file of figures, in this order; a column `source` may follow where the file's name is not the source."""

COMPARABILITIES = ("comparable", "wider_ages", "different_basis", "definition_differs")

STATUSES_WITHOUT_VALUE = frozenset("OLMQ")
"""Missing, not collected, not applicable, suppressed: the value is null, and each stays what it is."""


def has_status(code: str) -> pl.Expr:
    """Whether `obs_status` holds a code among those it joins by `;`."""
    return pl.col("obs_status").str.split(";").list.contains(code)
