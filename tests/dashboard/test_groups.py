import polars as pl
import pytest

from dashboard.views.groups import group_figure
from pipelines.catalogue import Catalogue, Code, Indicator

UNITS = {
    "children": "count",
    "per_100k_children": "rate",
    "percent_of_children_in_care": "share",
    "percent_of_gdp": "share",
}
CATALOGUE = Catalogue(
    indicators={},
    sources={},
    codelists={"units": {unit: Code(unit, {"en": unit}, {"kind": kind}) for unit, kind in UNITS.items()}},
)
MEMBERS = ("EST", "LVA", "LTU")


def an_indicator(unit):
    return Indicator("x", {"en": "x"}, {"en": "x"}, unit, "none", "all_care", "stock", ("Y0T17",), 0)


def frame(*values):
    return pl.DataFrame({"ref_area": MEMBERS, "obs_value": values}, schema_overrides={"obs_value": pl.Float64})


@pytest.mark.parametrize(
    ("unit", "value"), [("children", 60.0), ("per_100k_children", 25.0), ("percent_of_children_in_care", 25.0)]
)
def test_counts_add_and_rates_and_shares_are_weighed(unit, value):
    found = group_figure(frame(10.0, 20.0, 30.0), frame(1.0, 1.0, 4.0), MEMBERS, an_indicator(unit), CATALOGUE)
    assert (found.value, found.reason) == (value, "")


def test_two_countries_of_three_are_enough_where_they_hold_the_weight():
    found = group_figure(frame(10.0, 20.0, None), frame(3.0, 3.0, 4.0), MEMBERS, an_indicator("children"), CATALOGUE)
    assert (found.value, found.weight_share) == (30.0, 0.6)


@pytest.mark.parametrize(
    ("values", "weights", "unit", "reason"),
    [
        ((10.0, None, None), (1.0, 1.0, 1.0), "children", "few_countries"),
        ((10.0, 20.0, None), (1.0, 1.0, 8.0), "children", "little_weight"),
        ((10.0, 20.0, 30.0), (1.0, 1.0, None), "percent_of_children_in_care", "no_weights"),
        ((10.0, 20.0, 30.0), (1.0, 1.0, 1.0), "percent_of_gdp", "not_aggregated"),
    ],
)
def test_a_group_without_enough_behind_it_has_a_reason_and_no_figure(values, weights, unit, reason):
    found = group_figure(frame(*values), frame(*weights), MEMBERS, an_indicator(unit), CATALOGUE)
    assert (found.value, found.reason) == (None, reason)


def test_zero_counts_as_a_figure():
    found = group_figure(frame(0.0, 0.0, 0.0), frame(1.0, 1.0, 1.0), MEMBERS, an_indicator("children"), CATALOGUE)
    assert found.value == 0.0
