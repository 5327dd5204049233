import itertools

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.views.latest import Window
from dashboard.views.map import class_limits, map_view, rounded, share_limits
from pipelines.catalogue import Catalogue, Code, Indicator, Source
from pipelines.observations import RELEASE_SCHEMA

SCHEMA = {**RELEASE_SCHEMA, "is_wider": pl.Boolean, "is_other_basis": pl.Boolean}
AREAS = {
    "DNK": {"kind": "country"},
    "GBR": {"kind": "country"},
    "GB-ENG": {"kind": "subdivision", "parent": "GBR"},
}
INDICATOR = Indicator(
    "residential_care_number", {"en": "x"}, {"en": "x"}, "children", "none", "residential", "stock", ("Y0T17",), 0
)
CATALOGUE = Catalogue(
    indicators={INDICATOR.id: INDICATOR},
    sources={"office": Source("office", {"en": "office"}, "office", "https://example.org", "", "", "national", 1, 1)},
    codelists={
        "units": {"children": Code("children", {"en": "children"}, {"kind": "count"})},
        "areas": {area: Code(area, {"en": area}, extra) for area, extra in AREAS.items()},
    },
)


NOW = Window(2020, 2020)


def row(area, year, value, **changes):
    return {
        "indicator": "residential_care_number", "ref_area": area, "time_period": year, "sex": "_T", "age": "Y0T17",
        "disability": "_T", "count_basis": "stock", "obs_value": value, "obs_status": "A", "source": "office",
        "comparability": "comparable", "is_wider": False, "is_other_basis": False, **changes,
    }  # fmt: skip


def a_map(*rows, areas=("DNK",), window=NOW):
    return map_view(pl.DataFrame(rows, schema=SCHEMA), areas, window, CATALOGUE)


def test_the_classes_are_the_same_in_every_year():
    rows = [row("DNK", year, float(value)) for year, value in zip(range(2000, 2021), range(10, 220, 10), strict=True)]
    assert a_map(*rows, window=NOW).classes == a_map(*rows, window=Window(2001, 2001)).classes


def test_zero_is_a_class_of_its_own():
    found = a_map(row("DNK", 2020, 0.0), row("DNK", 2019, 40.0))
    assert found.classes.has_zero
    assert found.areas["place"].to_list() == [0]
    assert found.classes.of(0.5) == 1


@pytest.mark.parametrize("status", ["Q", "L", "M", "O"])
def test_a_figure_without_a_value_has_no_class(status):
    found = a_map(row("DNK", 2020, None, obs_status=status), row("DNK", 2019, 40.0))
    assert found.areas["place"].to_list() == [None]
    assert sum(found.counts()) == 0


def test_a_figure_that_may_not_be_compared_has_no_class():
    found = a_map(row("DNK", 2020, 5.0, is_wider=True, comparability="wider_ages"))
    assert found.areas.select("state", "place").rows() == [("not_comparable", None)]


def test_the_united_kingdom_is_reported_by_its_parts_and_lists_them():
    found = a_map(row("GB-ENG", 2020, 83630.0), areas=("GBR",))
    assert found.areas["state"].to_list() == ["parts_only"]
    assert found.parts.select("ref_area", "parent", "obs_value").rows() == [("GB-ENG", "GBR", 83630.0)]


def test_a_country_with_its_own_figure_does_not_list_its_parts():
    found = a_map(row("GB-ENG", 2020, 83630.0), row("GBR", 2020, 100000.0), areas=("GBR",))
    assert found.areas["state"].to_list() == ["value"]
    assert found.parts.is_empty()


@given(st.lists(st.floats(0, 1e6, allow_subnormal=False), max_size=60))
def test_every_value_falls_in_one_of_at_most_seven_classes(values):
    classes = class_limits(values)
    assert classes.total <= 7
    assert list(classes.limits) == sorted(set(classes.limits))
    places = [classes.of(value) for value in sorted(values)]
    assert places == sorted(places)
    assert all(0 <= place < classes.total for place in places)


@pytest.mark.parametrize(("value", "expected"), [(746.23, 800.0), (33.3, 30.0), (0.0123, 0.01), (1.0, 1.0)])
def test_limits_are_numbers_that_read_well(value, expected):
    assert rounded(value) == expected


@given(st.lists(st.floats(0, 100, allow_subnormal=False), min_size=1, max_size=60))
def test_shares_fall_in_at_most_seven_equal_classes(values):
    classes = share_limits(values)
    assert 1 <= classes.total <= 7
    assert len({round(after - before, 6) for before, after in itertools.pairwise(classes.limits)}) <= 1
    assert all(0 <= classes.of(value) < classes.total for value in values)


def test_shares_up_to_a_half_have_classes_of_ten_percent():
    assert share_limits([11.0, 22.0, 33.0, 53.0]).limits == (0.0, 10.0, 20.0, 30.0, 40.0, 50.0)
