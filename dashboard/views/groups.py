"""A figure for a whole group of countries, or the reason why there is none."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.catalogue import Catalogue, Indicator

LEAST_COUNTRIES = 2 / 3
LEAST_WEIGHT = 0.6

WEIGHTS = {"per_100k_children": "child_population_number", "percent_of_children_in_care": "alternative_care_number"}
"""What a rate or a share is weighed by: child population, children in care. Other rates and shares have no weight."""


class GroupFigure(NamedTuple):
    """A group's figure, or the reason in its place.

    `value` is in the indicator's unit, null unless `reason` is empty. `reason` is `few_countries` (fewer than two
    thirds have a comparable figure), `no_weights` (what the countries would be weighed by is not known for all of
    them), `little_weight` (those with a figure hold less than 60 % of the group's denominators) or `not_aggregated`
    (nothing to weigh such a figure by). `with_figure` are the members counted, `without_weight` those whose weight is
    not known; `weight_share` is the part of the group's denominators held by the members with a figure.
    """

    value: float | None
    reason: str
    with_figure: tuple[str, ...]
    members: tuple[str, ...]
    without_weight: tuple[str, ...] = ()
    weight_share: float | None = None


def group_figure(
    figures: pl.DataFrame, weights: pl.DataFrame, members: Sequence[str], indicator: Indicator, catalogue: Catalogue
) -> GroupFigure:
    """Return the figure of a group: counts add, rates weigh by child population, shares by children in care.

    Count = Σ xᵢ; rate or share = Σ xᵢ·wᵢ / Σ wᵢ over the members with a figure. It is shown only where those members
    are at least two thirds of the group and hold at least 60 % of its denominators. Sums by `math.fsum` over sorted
    members, so that the order of rows does not matter.

    Parameters
    ----------
    figures
        One row per area as `latest` returns them.
    weights
        One row per area as `latest` returns them for `weight_of(indicator, catalogue)`.
    """
    values = _values(figures, members)
    with_figure = tuple(area for area in members if area in values)
    weighed_by = weight_of(indicator, catalogue)
    known = _values(weights, members)
    without_weight = tuple(area for area in members if not known.get(area))
    if not members or len(with_figure) < LEAST_COUNTRIES * len(members):
        return GroupFigure(None, "few_countries", with_figure, tuple(members))
    if weighed_by is None:
        return GroupFigure(None, "not_aggregated", with_figure, tuple(members))
    if without_weight:
        return GroupFigure(None, "no_weights", with_figure, tuple(members), without_weight)
    held = math.fsum(known[area] for area in sorted(with_figure)) / math.fsum(known[area] for area in sorted(members))
    if held < LEAST_WEIGHT:
        return GroupFigure(None, "little_weight", with_figure, tuple(members), (), held)
    kind = catalogue.units[indicator.unit].extra.get("kind")
    value = _sum(values) if kind == "count" else _weighed(values, known)
    return GroupFigure(value, "", with_figure, tuple(members), (), held)


def weight_of(indicator: Indicator, catalogue: Catalogue) -> str | None:
    """Return the indicator a figure is weighed by; counts are judged by child population; null where nothing fits."""
    if catalogue.units[indicator.unit].extra.get("kind") == "count":
        return "child_population_number"
    return WEIGHTS.get(indicator.unit)


def _values(frame: pl.DataFrame, members: Sequence[str]) -> dict[str, float]:
    rows = frame.filter(pl.col("obs_value").is_not_null(), pl.col("ref_area").is_in(list(members)))
    return dict(rows.select("ref_area", "obs_value").iter_rows())


def _sum(values: dict[str, float]) -> float:
    return math.fsum(values[area] for area in sorted(values))


def _weighed(values: dict[str, float], weights: dict[str, float]) -> float:
    areas = sorted(values)
    return math.fsum(values[area] * weights[area] for area in areas) / math.fsum(weights[area] for area in areas)
