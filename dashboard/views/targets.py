"""What a country promised: each target with its shape, value, year and status, and the nearest figure to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from dashboard.views.headline import home_rows, latest_figures

if TYPE_CHECKING:
    from dashboard.views.headline import Figure
    from pipelines.catalogue import Catalogue

SHAPES = ("closing_date", "age_limit", "family_share", "ceiling", "relative_fall", "relative_rise", "unit_size")
STATUSES = ("running", "met", "missed", "postponed", "standing_rule", "not_known")


def targets(context: pl.DataFrame, country: str) -> pl.DataFrame:
    """Return a country's targets, those with a year first and oldest first.

    Returns
    -------
    pl.DataFrame
        The columns of `data/context/targets.csv`; `value` f64, `year` and `base_year` i32, the rest text. A target
        without a year is a standing rule or has none; it stays null.
    """
    return (
        context.filter(pl.col("ref_area") == country)
        .with_columns(
            pl.col("value").cast(pl.Float64, strict=False), pl.col("year", "base_year").cast(pl.Int32, strict=False)
        )
        .sort("year", "id", nulls_last=True)
    )


def where_it_stands(observations: pl.DataFrame, target: dict[str, object], catalogue: Catalogue) -> Figure | None:
    """Return the newest figure of the target's indicator and age for its country, null where none is published.

    A target for an age is never measured by a figure for another age.
    """
    rows = observations.filter(pl.col("indicator") == target["indicator"], pl.col("ref_area") == target["ref_area"])
    if target["age"]:
        rows = rows.filter(
            pl.col("age") == target["age"], pl.col("sex") == "_T", pl.col("disability") == "_T"
        ).with_columns(is_wider=pl.lit(value=False), is_other_basis=pl.lit(value=False))
        basis = catalogue[str(target["indicator"])].basis if target["indicator"] in catalogue.indicators else ""
        rows = rows.filter(pl.col("count_basis") == basis)
    elif target["scope"] == "country":
        rows = home_rows(rows, str(target["ref_area"]), catalogue)
    else:
        return None
    return latest_figures(rows, [str(target["indicator"])]).get(str(target["indicator"]))
