import json

import polars as pl
import pytest

from pipelines.catalogue import load_catalogue
from pipelines.derive import derived
from pipelines.observations import KEY, RELEASE_SCHEMA, SCHEMA

RESIDENTIAL, FAMILY, ALL_CARE = "residential_care_number", "family_based_care_number", "alternative_care_number"
POPULATION = "child_population_number"


@pytest.fixture(scope="module")
def catalogue(request):
    return load_catalogue(request.config.rootpath / "tests/data/truth")


def row(indicator, value, status="A", **changes):
    return {
        **dict.fromkeys(SCHEMA),
        "indicator": indicator,
        "ref_area": "POL",
        "time_period": 2016,
        "sex": "_T",
        "age": "Y0T17",
        "disability": "_T",
        "count_basis": "stock",
        "obs_value": value,
        "obs_status": status,
        "source": "national",
        **changes,
    }


def computed(catalogue, *rows):
    every = derived(pl.DataFrame(rows, schema=SCHEMA), catalogue)
    return every.filter(pl.col("derivation").is_not_null())


def of(catalogue, *rows):
    return derived(pl.DataFrame(rows, schema=SCHEMA), catalogue)["comparability"].to_list()


def test_a_rate_is_the_number_per_100_000_children_of_the_same_area_year_and_ages(catalogue):
    rate = computed(catalogue, row(RESIDENTIAL, 15568.0), row(POPULATION, 6838000.0))
    assert rate.select("indicator", "obs_value", "derivation", "source").rows() == [
        ("residential_care_rate", 15568 * 100000 / 6838000, "rate", "national")
    ]
    assert json.loads(rate["inputs"][0]) == [
        {"indicator": RESIDENTIAL, "source": "national", "value": 15568.0},
        {"indicator": POPULATION, "source": "national", "value": 6838000.0},
    ]


def test_zero_children_are_a_rate_of_zero(catalogue):
    assert computed(catalogue, row(RESIDENTIAL, 0.0), row(POPULATION, 10.0))["obs_value"].to_list() == [0.0]


@pytest.mark.parametrize(
    "change",
    [
        {"ref_area": "LTU"},
        {"time_period": 2015},
        {"age": "_T"},
        {"age": "Y0T20"},
        {"age": "Y0T2"},
        {"age": "Y_GE18"},
        {"sex": "F"},
        {"disability": "PD"},
        {"count_basis": "during_year"},
        {"count_basis": "flow"},
        {"obs_value": None, "obs_status": "Q"},
    ],
)
def test_no_rate_without_the_same_children_in_the_population(catalogue, change):
    assert computed(
        catalogue, row(RESIDENTIAL, 100.0, **{"obs_value": 100.0, **change}), row(POPULATION, 1000.0)
    ).is_empty()


@pytest.mark.parametrize("age", ["_T", "Y0T20", "Y_GE18"])
def test_no_rate_for_ages_beyond_the_declared_ones_even_with_their_population(catalogue, age):
    assert computed(catalogue, row(RESIDENTIAL, 100.0, age=age), row(POPULATION, 1000.0, age=age)).is_empty()


def test_a_narrower_age_group_has_a_rate_of_its_own(catalogue):
    rate = computed(catalogue, row(RESIDENTIAL, 1.0, age="Y0T2"), row(POPULATION, 1000.0, age="Y0T2"))
    assert rate.select("age", "obs_value", "comparability").rows() == [("Y0T2", 100.0, "comparable")]


def test_no_rate_over_nobody(catalogue):
    assert computed(catalogue, row(RESIDENTIAL, 0.0), row(POPULATION, 0.0)).is_empty()


def test_one_source_of_population_serves_the_whole_series(catalogue):
    numbers = [row(RESIDENTIAL, 10.0, time_period=year) for year in (2014, 2015, 2016)]
    short = [row(POPULATION, 1000.0, time_period=2016, source="published")]
    long = [row(POPULATION, 2000.0, time_period=year, source="harmonised") for year in (2015, 2016)]
    rates = computed(catalogue, *numbers, *short, *long)
    assert rates.select("time_period", "obs_value").rows() == [(2015, 500.0), (2016, 500.0)]


def test_a_source_with_its_own_population_uses_it(catalogue):
    own = [row(POPULATION, 1000.0, time_period=2016)]
    other = [row(POPULATION, 2000.0, time_period=year, source="harmonised") for year in (2015, 2016)]
    numbers = [row(RESIDENTIAL, 10.0, time_period=year) for year in (2015, 2016)]
    rates = computed(catalogue, *numbers, *own, *other)
    assert rates.select("time_period", "obs_value").rows() == [(2016, 1000.0)]


def test_among_equals_the_source_first_at_home_gives_the_population(catalogue):
    populations = [row(POPULATION, 2000.0, source="published"), row(POPULATION, 1000.0, source="national")]
    rates = computed(catalogue, row(RESIDENTIAL, 10.0, source="harmonised"), *populations)
    assert rates["obs_value"].to_list() == [1000.0]


def test_a_published_figure_wins_over_a_computed_one(catalogue):
    rows = [row("residential_care_rate", 746.23), row(RESIDENTIAL, 813.0), row(POPULATION, 100000.0)]
    assert computed(catalogue, *rows).is_empty()


def test_another_source_still_has_its_computed_rate(catalogue):
    published = row("residential_care_rate", 746.23, source="harmonised")
    rates = computed(catalogue, published, row(RESIDENTIAL, 813.0), row(POPULATION, 100000.0))
    assert rates.select("source", "obs_value").rows() == [("national", 813.0)]


def test_a_share_is_of_the_same_source_year_and_basis(catalogue):
    shares = computed(catalogue, row(RESIDENTIAL, 30.0), row(ALL_CARE, 120.0))
    assert shares.select("indicator", "obs_value", "derivation").rows() == [("residential_care_share", 25.0, "share")]


@pytest.mark.parametrize(
    "change", [{"source": "harmonised"}, {"time_period": 2017}, {"count_basis": "during_year"}, {"age": "_T"}]
)
def test_no_share_across_sources_years_bases_or_ages(catalogue, change):
    assert computed(catalogue, row(RESIDENTIAL, 30.0), row(ALL_CARE, 120.0, **change)).is_empty()


def test_a_part_above_its_total_gives_no_share(catalogue):
    assert computed(catalogue, row(RESIDENTIAL, 130.0, "D"), row(ALL_CARE, 120.0)).is_empty()


def test_what_is_neither_is_left_of_the_whole(catalogue):
    shares = computed(catalogue, row("residential_care_share", 33.0), row("family_based_care_share", 47.0))
    assert shares.select("indicator", "obs_value", "derivation").rows() == [
        ("neither_or_unknown_share", 20.0, "remainder")
    ]


def test_what_is_neither_is_counted_too(catalogue):
    found = computed(catalogue, row(ALL_CARE, 100.0), row(RESIDENTIAL, 30.0), row(FAMILY, 60.0))
    assert dict(found.select("indicator", "obs_value").rows()) == {
        "residential_care_share": 30.0,
        "family_based_care_share": 60.0,
        "neither_or_unknown_number": 10.0,
        "neither_or_unknown_share": 10.0,
    }


def test_nothing_is_left_where_family_based_care_is_not_known(catalogue):
    found = computed(catalogue, row(ALL_CARE, 100.0), row(RESIDENTIAL, 30.0))
    assert found["indicator"].to_list() == ["residential_care_share"]


def test_parts_above_the_whole_leave_nothing(catalogue):
    found = computed(catalogue, row("residential_care_share", 60.0), row("family_based_care_share", 47.0))
    assert found.is_empty()


@pytest.mark.parametrize(("family", "status"), [(52.0, "D"), (51.0, "A")])
def test_shares_that_add_up_to_more_than_all_care_differ_in_definition(catalogue, family, status):
    shares = computed(catalogue, row(RESIDENTIAL, 50.0), row(FAMILY, family), row(ALL_CARE, 100.0))
    assert shares.select("indicator", "obs_status").rows() == [
        ("family_based_care_share", status),
        ("residential_care_share", status),
    ]
    assert ("add up to more" in (shares["note"][0] or "")) == (status == "D")


def test_marks_of_the_inputs_hold_for_what_is_computed(catalogue):
    inputs = [row(RESIDENTIAL, 30.0, "B;E", note="New count."), row(ALL_CARE, 120.0, "E;P", note="Rounded.")]
    share = computed(catalogue, *inputs)
    assert share.select("obs_status", "note").rows() == [("B;E;P", "New count. Rounded.")]


@pytest.mark.parametrize("status", ["O", "L", "M", "Q"])
def test_nothing_is_computed_from_what_is_not_there(catalogue, status):
    assert computed(catalogue, row(RESIDENTIAL, None, status), row(ALL_CARE, 120.0), row(POPULATION, 1e6)).is_empty()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "comparable"),
        ({"count_basis": "during_year"}, "different_basis"),
        ({"age": "_T"}, "wider_ages"),
        ({"age": "Y0T20"}, "wider_ages"),
        ({"age": "Y0T2"}, "comparable"),
        ({"age": "Y_GE18"}, "comparable"),
        ({"obs_status": "D"}, "definition_differs"),
        ({"obs_status": "D;E"}, "definition_differs"),
        ({"age": "_T", "obs_status": "D"}, "wider_ages"),
        ({"age": "_T", "count_basis": "flow", "obs_status": "D"}, "different_basis"),
    ],
)
def test_comparability_is_judged_against_what_the_indicator_declares(catalogue, change, expected):
    assert of(catalogue, row(RESIDENTIAL, 10.0, **change)) == [expected]


def test_everything_published_is_kept_as_it_is_and_sorted(truth_observations):
    assert truth_observations.schema == RELEASE_SCHEMA
    assert truth_observations.equals(truth_observations.sort(KEY))
    assert truth_observations.select(KEY).is_duplicated().sum() == 0


def test_the_order_of_rows_changes_no_digit(catalogue, truth_observations):
    published = truth_observations.filter(pl.col("derivation").is_null()).select(SCHEMA.names())
    assert derived(published.reverse(), catalogue).equals(derived(published, catalogue))
