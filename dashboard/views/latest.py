"""One figure per area for one year or the latest within some years, or what stands in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from dashboard.views.series import choose_source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.catalogue import Catalogue

STATES = (
    "value",
    "not_comparable",
    "parts_only",
    "contradicts",
    "suppressed",
    "not_collected",
    "not_applicable",
    "missing",
    "no_data",
)
"""What an area's place in a comparison holds; only `value` is a number there."""

_WITHOUT_VALUE = {"Q": "suppressed", "L": "not_collected", "M": "not_applicable", "O": "missing"}

DETAILS = ("time_period", "age", "count_basis", "obs_status", "source", "derivation", "ref_date", "note")
"""Columns that say what kind of figure an area has."""

_PLACE = ("indicator", "ref_area")

_NEAR = {"obs_value": "near_value"} | {"indicator": "near_indicator"} | {name: f"near_{name}" for name in DETAILS}

NEAR_COLUMNS = (*_NEAR.values(), "near_comparable")
"""Columns of the nearest figure that exists; `near_comparable` (bool): only its year keeps it from being compared."""


class Window(NamedTuple):
    """The years a figure may be of, both included."""

    first: int
    last: int


def latest(rows: pl.DataFrame, areas: Sequence[str], window: Window, catalogue: Catalogue) -> pl.DataFrame:
    """Return one row per area: its newest comparable figure in the window, or the state that stands in its place.

    Each area's source is chosen by the order for comparisons among the sources with a comparable figure in the
    window; a year without a value does not hide an earlier year's.

    Parameters
    ----------
    rows
        Rows of one indicator as `matching` returns them.

    Returns
    -------
    pl.DataFrame
        `ref_area`, `state` (one of `STATES`; never `parts_only` or `contradicts` here), `obs_value` (f64, in the
        indicator's unit; null unless the state is `value`), the `DETAILS` of the figure or of the row without a value,
        and for areas without one the nearest figure that exists: `NEAR_COLUMNS`. In the order of `areas`.
    """
    found = latest_of_each(rows, rows["indicator"].unique().to_list()[:1] or [""], areas, window, catalogue)
    return found.drop("indicator")


def latest_of_each(
    rows: pl.DataFrame, indicators: Sequence[str], areas: Sequence[str], window: Window, catalogue: Catalogue
) -> pl.DataFrame:
    """Return what `latest` does for several indicators at once: `indicator`, then its columns, in the order given."""
    known = rows.filter(pl.col("ref_area").is_in(list(areas)))
    inside = known.filter(pl.col("time_period").is_between(window.first, window.last))
    figures = _newest(choose_source(inside.filter(is_comparable()), catalogue, "comparison"))
    empty = _newest(inside.filter(pl.col("obs_value").is_null()))
    near = _nearest(known.lazy(), window, _PLACE)
    grid = {"indicator": [each for each in indicators for _ in areas], "ref_area": [*areas] * len(indicators)}
    return (
        pl.LazyFrame(grid, schema={"indicator": pl.String, "ref_area": pl.String})
        .join(figures.select(*_PLACE, "obs_value", *DETAILS), on=_PLACE, how="left", maintain_order="left")
        .join(empty.select(*_PLACE, *_suffixed(DETAILS, "_empty")), on=_PLACE, how="left", maintain_order="left")
        .join(near, on=_PLACE, how="left", maintain_order="left")
        .with_columns(state=_state(window))
        .with_columns(pl.coalesce(name, f"{name}_empty").alias(name) for name in DETAILS)
        .with_columns(
            pl.when(pl.col("state") != "value").then(pl.col(name)).alias(name)
            for name in NEAR_COLUMNS
        )
        .select(*_PLACE, "state", "obs_value", *DETAILS, *NEAR_COLUMNS)
        .collect()
    )  # fmt: skip


def is_comparable() -> pl.Expr:
    """Whether a row of `matching` has a value that may stand beside other countries'."""
    marked = pl.col("is_wider") | pl.col("is_other_basis")
    return pl.col("obs_value").is_not_null() & (pl.col("comparability") == "comparable") & ~marked


def nearest(rows: pl.DataFrame, window: Window, families: Sequence[Sequence[str]]) -> pl.DataFrame:
    """Return for each area the figure nearest to what is asked, whatever keeps it from being compared.

    A family of indicators comes before the next. Within one, figures in the window come before older and newer ones,
    then comparable ones, then those closest to its end, then those of the indicator that stands first.

    Returns
    -------
    pl.DataFrame
        `ref_area` and `NEAR_COLUMNS`; areas without any value are absent.
    """
    return _nearest(rows.lazy(), window, ("ref_area",), families).collect()


def _nearest(
    rows: pl.LazyFrame, window: Window, place: Sequence[str], families: Sequence[Sequence[str]] = ()
) -> pl.LazyFrame:
    ranks = {indicator: rank for rank, indicator in enumerate(each for family in families for each in family)}
    steps = {indicator: step for step, family in enumerate(families) for indicator in family}
    near = {name: near for name, near in _NEAR.items() if near not in place}
    return (
        rows.filter(pl.col("obs_value").is_not_null())
        .with_columns(
            outside=~pl.col("time_period").is_between(window.first, window.last),
            unlike=~is_comparable(),
            distance=(pl.col("time_period") - window.last).abs(),
            family=pl.col("indicator").replace_strict(steps, default=len(steps), return_dtype=pl.Int64),
            rank=pl.col("indicator").replace_strict(ranks, default=len(ranks), return_dtype=pl.Int64),
        )
        .sort(*place, "family", "outside", "unlike", "distance", "rank", "source", "count_basis", "age")
        .unique(place, keep="first", maintain_order=True)
        .select(*place, *(pl.col(name).alias(new) for name, new in near.items()), near_comparable=~pl.col("unlike"))
    )


def _newest(rows: pl.DataFrame) -> pl.LazyFrame:
    ordered = rows.lazy().sort(*_PLACE, "time_period", "source", "age", descending=[False, False, True, False, False])
    return ordered.unique(_PLACE, keep="first", maintain_order=True)


def _suffixed(names: Sequence[str], suffix: str) -> list[pl.Expr]:
    return [pl.col(name).alias(f"{name}{suffix}") for name in names]


def _state(window: Window) -> pl.Expr:
    without = pl.lit("no_data")
    for code, state in reversed(_WITHOUT_VALUE.items()):
        held = pl.col("obs_status_empty").str.split(";").list.contains(code)
        without = pl.when(held).then(pl.lit(state)).otherwise(without)
    near_inside = pl.col("near_time_period").is_between(window.first, window.last)
    return (
        pl.when(pl.col("obs_value").is_not_null())
        .then(pl.lit("value"))
        .when(near_inside)
        .then(pl.lit("not_comparable"))
        .otherwise(without)
    )
