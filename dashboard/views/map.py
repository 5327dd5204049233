"""One indicator on the map: a class for every figure, a state for every country without one."""

from __future__ import annotations

import math
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from dashboard.views.latest import Window, is_comparable, latest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.catalogue import Catalogue

MOST_CLASSES = 7
NICE = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
FINER = (1.0, 1.2, 1.5, 1.7, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 5.5, 6.0, 6.5, 7.0, 7.5, 8.0, 8.5, 9.0, 9.5, 10.0)
"""Leading digits a class limit may have; the finer ones only where the others would make limits fall together."""

STEPS = (*(step * 10.0**power for power in range(-3, 1) for step in (1, 2, 5)), 10.0, 20.0, 25.0, 50.0, 100.0, 1e3, 1e6)
"""Widths that classes of a share may have, in percent."""


class Classes(NamedTuple):
    """The classes of an indicator, the same for every year.

    Class 0 holds exactly zero where `has_zero`. The other classes run from one of `limits` (included) to the next
    (excluded), the last without end; the first begins at `limits[0]`.
    """

    limits: tuple[float, ...]
    has_zero: bool

    @property
    def total(self) -> int:
        """Number of classes."""
        return len(self.limits) + int(self.has_zero)

    def of(self, value: float) -> int:
        """Return the class of a value, from 0."""
        if self.has_zero and value == 0:
            return 0
        return max(bisect_right(self.limits, value) - 1, 0) + int(self.has_zero)


class MapView(NamedTuple):
    """What the map draws.

    `areas` is one row per area as `latest` returns them, with `place` (i32, the class; null unless the state is
    `value`) and state `parts_only` where only parts of the country report; ordered by value, highest first, then the
    areas without one, by code. `parts` holds the same for the parts of those countries, with `parent`.
    """

    areas: pl.DataFrame
    parts: pl.DataFrame
    classes: Classes

    def counts(self) -> list[int]:
        """Return the number of areas in each class, lowest first."""
        held = self.areas["place"].drop_nulls().to_list()
        return [held.count(place) for place in range(self.classes.total)]


def map_view(rows: pl.DataFrame, areas: Sequence[str], window: Window, catalogue: Catalogue) -> MapView:
    """Return the figures of one window in classes that all years share.

    Parameters
    ----------
    rows
        Rows of one indicator as `matching` returns them, every basis, year and area included.
    """
    classes = _classes(rows.filter(is_comparable(), pl.col("ref_area").is_in(list(areas))), catalogue)
    placed = in_classes(latest(rows, areas, window, catalogue), classes)
    lacking = placed.filter(pl.col("state").is_in(["no_data", "missing"]))["ref_area"].to_list()
    parents = {code: area.extra.get("parent", "") for code, area in catalogue.areas.items()}
    parts = [code for code, parent in parents.items() if parent in lacking]
    if not parts:
        return MapView(placed, placed.clear().with_columns(parent=pl.lit(None, pl.String)), classes)
    found = latest(rows, parts, window, catalogue).filter(pl.col("state") != "no_data")
    found = found.with_columns(place=pl.lit(None, pl.Int32), parent=pl.col("ref_area").replace_strict(parents))
    by_parts = pl.col("ref_area").is_in(found["parent"].to_list())
    state = pl.when(by_parts).then(pl.lit("parts_only")).otherwise(pl.col("state"))
    return MapView(placed.with_columns(state=state), found.sort("parent", "ref_area"), classes)


def _classes(figures: pl.DataFrame, catalogue: Catalogue) -> Classes:
    """Return the classes of every year's figures: equal steps for shares, else as many figures in each."""
    values = figures["obs_value"].to_list()
    if not values:
        return Classes((), has_zero=False)
    unit = catalogue.units[catalogue[figures["indicator"][0]].unit]
    return share_limits(values) if unit.extra.get("kind") == "share" else class_limits(values)


def in_classes(figures: pl.DataFrame, classes: Classes) -> pl.DataFrame:
    """Return one row per area with `place`, the class of its value; highest value first, areas without one last."""
    places = [None if value is None else classes.of(value) for value in figures["obs_value"]]
    placed = figures.with_columns(pl.Series("place", places, pl.Int32))
    return placed.sort(pl.col("state") != "value", "obs_value", "ref_area", descending=[False, True, False])


def class_limits(values: Sequence[float], most: int = MOST_CLASSES) -> Classes:
    """Return rounded limits that spread the values of all years evenly over at most seven classes.

    Zero is a class of its own wherever it occurs: no child in such care is not the same as few. The other limits are
    quantiles of the positive values, rounded to a leading digit of `NICE`; limits that fall together become one.
    """
    positive = sorted(value for value in values if value > 0)
    has_zero = any(value == 0 for value in values)
    wanted = min(most - int(has_zero), len(set(positive)))
    quantiles = [positive[round(place * (len(positive) - 1) / wanted)] for place in range(1, wanted)]
    for digits in (NICE, FINER):
        limits = {rounded(each, digits) for each in quantiles}
        if len(limits) == len(set(quantiles)):
            break
    inside = {limit for limit in limits if positive[0] < limit <= positive[-1]} if positive else set()
    return Classes(tuple(sorted({0.0} | inside)) if positive else (), has_zero)


def share_limits(values: Sequence[float]) -> Classes:
    """Return at most seven equal classes from zero to the highest share, in steps that read well.

    Zero is a class of its own where it occurs, as in `class_limits`.
    """
    has_zero = any(value == 0 for value in values)
    highest = max(values)
    if highest <= 0:
        return Classes((), has_zero)
    most = MOST_CLASSES - int(has_zero)
    step = next(each for each in STEPS if each * most > highest)
    return Classes(tuple(round(step * place, 6) for place in range(math.floor(highest / step) + 1)), has_zero)


def rounded(value: float, digits: Sequence[float] = NICE) -> float:
    """Return a positive value rounded to the nearest number that reads well: 1, 1.5, 2 … times a power of ten."""
    power = 10.0 ** math.floor(math.log10(value))
    leading = min(digits, key=lambda each: abs(each - value / power))
    return float(f"{leading * power:.6g}")
