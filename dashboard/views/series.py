"""Series as they may be drawn and compared: one source each, cut where figures stop being continuous."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import polars as pl

from pipelines.observations import has_status

if TYPE_CHECKING:
    from pipelines.catalogue import Catalogue

SERIES = ("ref_area", "source", "age", "count_basis", "indicator", "sex", "disability")

Purpose = Literal["home", "comparison"]


def segments(rows: pl.DataFrame) -> pl.DataFrame:
    """Say which rows one unbroken line may join.

    A series has one area, source, age, basis and indicator (and sex and disability). Inside it a new segment starts
    after a year without a value, at a break (status `B`), where the definition starts or stops differing (`D`), and
    where published figures and figures computed by us meet.

    Returns
    -------
    pl.DataFrame
        The rows with `series` (area|source|age|basis|indicator; sex and disability follow where they are not totals)
        and `segment` (i32, from 0 in each series; null where there is no value), sorted by series and year.
    """
    named = rows.with_columns(series=_series_name()).sort("series", "time_period")
    valued = named.filter(pl.col("obs_value").is_not_null())
    cut = _cut_reason().over("series", order_by="time_period")
    numbered = valued.with_columns(
        segment=cut.is_not_null().cast(pl.Int32).cum_sum().over("series", order_by="time_period").cast(pl.Int32)
    )
    empty = named.filter(pl.col("obs_value").is_null()).with_columns(segment=pl.lit(None, dtype=pl.Int32))
    return pl.concat([numbered, empty]).sort("series", "time_period")


def stretches(rows: pl.DataFrame) -> pl.DataFrame:
    """Return one row per unbroken stretch of values.

    Returns
    -------
    pl.DataFrame
        `series`, the columns of a series, `segment`, `first_year` and `last_year` (i32), `first_value` and
        `last_value` (f64, the indicator's unit), `points` (u32), sorted by series and segment.
    """
    drawn = segments(rows).filter(pl.col("segment").is_not_null())
    return (
        drawn.group_by("series", *SERIES, "segment")
        .agg(
            first_year=pl.col("time_period").min(),
            last_year=pl.col("time_period").max(),
            first_value=pl.col("obs_value").sort_by("time_period").first(),
            last_value=pl.col("obs_value").sort_by("time_period").last(),
            points=pl.len(),
        )
        .sort("series", "segment")
    )


def change(rows: pl.DataFrame, start: int, end: int) -> pl.DataFrame:
    """Return the change from one year to another in each series, or why there is none.

    It is computed only inside one source and one unbroken stretch: both years have a value and the same segment.

    Returns
    -------
    pl.DataFrame
        One row per series: `series`, the columns of a series, `start_value`, `end_value`, `change` (f64, the
        indicator's unit), `change_percent` (f64; null from a zero) and `reason` (null where there is a change, else
        `no_start`, `no_end` or what stands first between the years: `break`, `gap`, `definition`, `derivation`),
        sorted by series.
    """
    drawn = segments(rows)
    ends = (
        drawn.group_by("series", *SERIES)
        .agg(
            *_value_and_segment(start, "start"),
            *_value_and_segment(end, "end"),
        )
        .join(_first_cuts(drawn, start, end), on="series", how="left", validate="1:1")
    )
    reason = (
        pl.when(pl.col("start_value").is_null())
        .then(pl.lit("no_start"))
        .when(pl.col("end_value").is_null())
        .then(pl.lit("no_end"))
        .when(pl.col("start_segment") != pl.col("end_segment"))
        .then(pl.col("cut"))
    )
    difference = pl.when(reason.is_null()).then(pl.col("end_value") - pl.col("start_value"))
    base = pl.when(pl.col("start_value") != 0).then(pl.col("start_value"))
    return (
        ends.with_columns(change=difference, change_percent=difference / base * 100, reason=reason)
        .select("series", *SERIES, "start_value", "end_value", "change", "change_percent", "reason")
        .sort("series")
    )


def choose_source(rows: pl.DataFrame, catalogue: Catalogue, purpose: Purpose) -> pl.DataFrame:
    """Keep one source for each area's whole series, by the written order.

    At home the national office leads, between countries the harmonised international source. For a comparison a
    source with comparable figures goes before one without. Sources without any
    value count only where no source has one.

    Returns
    -------
    pl.DataFrame
        The rows of the chosen source per indicator, area, sex and disability, in the order given.
    """
    orders = {
        each.id: each.home_order if purpose == "home" else each.comparison_order for each in catalogue.sources.values()
    }
    place = ["indicator", "ref_area", "sex", "disability"]
    valued = pl.col("obs_value").is_not_null()
    comparable = valued & (pl.col("comparability") == "comparable")
    ranked = (
        rows.group_by(*place, "source")
        .agg(valued=valued.any(), comparable=comparable.any() if purpose == "comparison" else pl.lit(value=False))
        .with_columns(order=pl.col("source").replace_strict(orders, default=len(orders) + 1000, return_dtype=pl.Int64))
        .sort(*place, "valued", "comparable", "order", "source", descending=[False] * 4 + [True, True, False, False])
        .unique(place, keep="first", maintain_order=True)
    )
    return rows.join(ranked.select(*place, "source"), on=[*place, "source"], how="semi", maintain_order="left")


def _series_name() -> pl.Expr:
    totals = pl.struct("sex", "disability") == pl.struct(sex=pl.lit("_T"), disability=pl.lit("_T"))
    name = pl.concat_str("ref_area", "source", "age", "count_basis", "indicator", separator="|")
    return pl.when(totals).then(name).otherwise(pl.concat_str(name, "sex", "disability", separator="|"))


def _cut_reason() -> pl.Expr:
    """Why a value may not be joined to the one before it; null for the first and for a continuous one."""
    previous = pl.col("time_period").shift(1)
    differs = has_status("D")
    derivation = pl.col("derivation").is_not_null()
    return (
        pl.when(previous.is_null())
        .then(None)
        .when(has_status("B"))
        .then(pl.lit("break"))
        .when(pl.col("time_period") - previous > 1)
        .then(pl.lit("gap"))
        .when(differs != differs.shift(1))
        .then(pl.lit("definition"))
        .when(derivation != derivation.shift(1))
        .then(pl.lit("derivation"))
    )


def _value_and_segment(year: int, name: str) -> tuple[pl.Expr, pl.Expr]:
    at_year = pl.col("time_period") == year
    return (
        pl.col("obs_value").filter(at_year).first().alias(f"{name}_value"),
        pl.col("segment").filter(at_year).first().alias(f"{name}_segment"),
    )


def _first_cuts(drawn: pl.DataFrame, start: int, end: int) -> pl.DataFrame:
    first, last = sorted((start, end))
    valued = drawn.filter(pl.col("segment").is_not_null(), pl.col("time_period").is_between(first, last))
    return (
        valued.with_columns(cut=_cut_reason().over("series", order_by="time_period"))
        .group_by("series")
        .agg(cut=pl.col("cut").sort_by("time_period").drop_nulls().first())
    )
