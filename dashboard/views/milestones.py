"""What a country decided, signed and built, and what was agreed above it, on one line of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from pipelines.catalogue import Catalogue

KINDS = ("law", "reform", "strategy", "service", "institution_closure", "commitment", "ratification")
"""The order of the lanes: what changes care at home first, what was signed last."""

BEYOND = {"CBSS": "CBSS", "EU27": "EU27"}
"""Groups whose own milestones also concern their members; the world's concern everyone."""

_DAYS_IN_MONTH = 30.4375


def milestones(context: pl.DataFrame, country: str, catalogue: Catalogue) -> pl.DataFrame:
    """Return a country's milestones and those of the world and of the groups it belongs to.

    Returns
    -------
    pl.DataFrame
        The columns of `data/context/milestones.csv` (all text), then `is_own` (bool) and `position` (f64: the year with
        its fraction; a bare year or month stands in its middle), sorted by date, oldest first. Kinds not listed in
        `KINDS` are kept.
    """
    beyond = ["WLD", *(code for group, code in BEYOND.items() if country in catalogue.groups.get(group, ()))]
    area = _area_column(context)
    return (
        context.filter(pl.col(area).is_in([country, *beyond]))
        .with_columns(is_own=pl.col(area) == country, position=_position())
        .sort("position", "title")
    )


def practices(context: pl.DataFrame, country: str) -> pl.DataFrame:
    """Return a country's own practices: the columns of `data/context/practices.csv`, newest first, undated last."""
    return context.filter(pl.col(_area_column(context)) == country).sort(
        "year", "title", descending=[True, False], nulls_last=True
    )


def _area_column(context: pl.DataFrame) -> str:
    return "ref_area" if "ref_area" in context.columns else "country_iso3"


def _position() -> pl.Expr:
    parts = pl.col("date").str.split("-")
    year = parts.list.get(0).cast(pl.Float64)
    month = parts.list.get(1, null_on_oob=True).cast(pl.Float64)
    day = parts.list.get(2, null_on_oob=True).cast(pl.Float64)
    within = (month - 1 + (day - 1).fill_null(_DAYS_IN_MONTH / 2) / _DAYS_IN_MONTH) / 12
    return year + within.fill_null(0.5)
