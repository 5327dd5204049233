"""Rates and shares against the numbers they are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.derive import CELL, SAME_TABLE
from pipelines.rules.upload import POPULATION, Upload, UploadRule, beside, far, flagged, none, plain

if TYPE_CHECKING:
    from pipelines.catalogue import Indicator

RATE_SHARE, RATE_LEAST = 0.05, 1.0
"""A rate may differ from the computed one by five percent (populations are revised) or by one child."""

SHARE_POINTS = 0.5
"""A share may differ from the computed one by half a percentage point."""


def rate_differs_from_number(upload: Upload) -> pl.DataFrame:
    """Return rates that follow from no known child population of the same area, year and ages."""
    population = upload.together.filter(pl.col("indicator") == POPULATION, pl.col("obs_value") > 0)
    found = [_rates(upload, each, population) for each in _ratios(upload, "rate")]
    return pl.concat([none(), *found]).sort("row")


def share_differs_from_number(upload: Upload) -> pl.DataFrame:
    """Return shares that differ from part by total of the same source."""
    found = [_shares(upload, each) for each in _ratios(upload, "share") if each.denominator != POPULATION]
    return pl.concat([none(), *found]).sort("row")


def denominator_missing(upload: Upload) -> pl.DataFrame:
    """Return counts for which no rate can be shown because nobody gives the child population."""
    wanted = [each.numerator for each in _ratios(upload, "rate") if each.denominator == POPULATION]
    population = upload.together.filter(pl.col("indicator") == POPULATION)
    counts = upload.valued.filter(pl.col("indicator").is_in(wanted), pl.col("disability") == "_T")
    alone = counts.join(population, on=CELL, how="anti")
    return flagged(alone, pl.format("{} {}, {}", "ref_area", "time_period", "age"))


def _ratios(upload: Upload, kind: str) -> list[Indicator]:
    present = set(upload.rows["indicator"].unique())
    known = upload.catalogue.indicators.values()
    chosen = [each for each in known if each.numerator and each.denominator and upload.kinds[each.id] == kind]
    return [each for each in chosen if present & {each.id, each.numerator, each.denominator}]


def _rates(upload: Upload, indicator: Indicator, population: pl.DataFrame) -> pl.DataFrame:
    scale = float(upload.catalogue.units[indicator.unit].extra["scale"])
    rates = upload.valued.filter(pl.col("indicator") == indicator.id)
    numbers = upload.together.filter(pl.col("indicator") == indicator.numerator)
    people = population.select(*CELL, people="obs_value")
    computed = pl.col("number") * scale / pl.col("people")
    compared = beside(rates, numbers, SAME_TABLE, "number").join(people, on=CELL).with_columns(computed=computed)
    distance = (pl.col("computed") - pl.col("obs_value")).abs()
    nearest = compared.filter(distance == distance.min().over("row"))
    broken = far(pl.col("obs_value"), pl.col("computed"), RATE_SHARE, RATE_LEAST)
    return flagged(nearest.filter(broken), plain(pl.col("computed").round(1)))


def _shares(upload: Upload, indicator: Indicator) -> pl.DataFrame:
    shares = upload.valued.filter(pl.col("indicator") == indicator.id)
    parts = upload.together.filter(pl.col("indicator") == indicator.numerator)
    totals = upload.together.filter(pl.col("indicator") == indicator.denominator, pl.col("obs_value") > 0)
    compared = beside(beside(shares, parts, SAME_TABLE, "part"), totals, SAME_TABLE, "total")
    computed = pl.col("part") * 100 / pl.col("total")
    broken = (computed - pl.col("obs_value")).abs() > SHARE_POINTS
    return flagged(compared.filter(broken), plain(computed.round(1)))


RULES = (
    UploadRule("rate_differs_from_number", rate_differs_from_number),
    UploadRule("share_differs_from_number", share_differs_from_number),
    UploadRule("denominator_missing", denominator_missing),
)
