import polars as pl
import pytest

from pipelines.catalogue import load_catalogue
from pipelines.observations import FILE_COLUMNS
from pipelines.rules import check

TRUTH = "tests/data/truth"
FINLAND = "residential_care_number,FIN,2018,_T,Y0T17,_T,stock,5000,A,2018-12-31,Table 3,"


@pytest.fixture(scope="module")
def catalogue(request):
    return load_catalogue(request.config.rootpath / TRUTH)


def text_rows(*lines):
    fields = [[field or None for field in line.split(",")] for line in lines]
    return pl.DataFrame(fields, schema=dict.fromkeys(FILE_COLUMNS, pl.String), orient="row")


def checked(catalogue, *lines):
    return check(text_rows(*lines), catalogue, file="figures/national.csv")


def number(area="POL", value="100", **changes):
    row = {
        **dict(zip(FILE_COLUMNS, FINLAND.split(","), strict=True)),
        "ref_area": area,
        "obs_value": value,
        **changes,
    }
    return ",".join(row[column] for column in FILE_COLUMNS)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"indicator": "residential_care"}, "unknown_indicator"),
        ({"ref_area": "XX"}, "unknown_ref_area"),
        ({"ref_area": ""}, "unknown_ref_area"),
        ({"sex": "T"}, "unknown_sex"),
        ({"age": "0-17"}, "unknown_age"),
        ({"disability": "yes"}, "unknown_disability"),
        ({"count_basis": "year_end"}, "unknown_count_basis"),
        ({"obs_status": "X"}, "unknown_status"),
        ({"obs_status": ""}, "unknown_status"),
        ({"obs_status": "E;B"}, "status_order"),
        ({"obs_status": "A;B"}, "status_order"),
        ({"obs_status": "E;E"}, "status_order"),
        ({"obs_status": "L;Q", "obs_value": ""}, "status_order"),
        ({"time_period": "20l8"}, "year_unreadable"),
        ({"time_period": "2018.5"}, "year_unreadable"),
        ({"time_period": ""}, "year_unreadable"),
        ({"time_period": "1018"}, "year_out_of_range"),
        ({"time_period": "2108"}, "year_out_of_range"),
        ({"obs_value": "many"}, "value_unreadable"),
        ({"obs_value": "1 204"}, "value_unreadable"),
        ({"obs_value": "nan"}, "value_unreadable"),
        ({"obs_value": "inf"}, "value_unreadable"),
        ({"obs_value": "<5"}, "value_unreadable"),
        ({"obs_value": "-1"}, "value_negative"),
        ({"indicator": "residential_care_share", "obs_value": "100.5"}, "share_above_100"),
        ({"obs_value": ""}, "value_missing"),
        ({"obs_value": "", "obs_status": "E"}, "value_missing"),
        ({"obs_value": "3", "obs_status": "Q"}, "value_despite_status"),
        ({"obs_value": "0", "obs_status": "O"}, "value_despite_status"),
        ({"ref_date": "31.12.2018"}, "ref_date_unreadable"),
        ({"ref_date": "2018-13"}, "ref_date_unreadable"),
    ],
)
def test_a_bad_row_is_named_and_left_out(catalogue, change, rule):
    found = checked(catalogue, FINLAND, number(**change))
    assert found.problems.select("file", "line", "rule", "level").rows() == [("figures/national.csv", 3, rule, "error")]
    assert found.accepted["ref_area"].to_list() == ["FIN"]


@pytest.mark.parametrize(
    "change",
    [
        {"obs_value": "0"},
        {"obs_value": "1204.5", "obs_status": "E"},
        {"obs_value": "", "obs_status": "Q"},
        {"obs_value": "", "obs_status": "B;O"},
        {"obs_status": "B;E;P"},
        {"indicator": "residential_care_share", "obs_value": "100"},
        {"indicator": "residential_care_rate", "obs_value": "1204.25"},
        {"ref_date": "2018"},
        {"ref_date": "2018-12"},
        {"age": "_T"},
    ],
)
def test_a_good_row_is_accepted(catalogue, change):
    found = checked(catalogue, number(**change))
    assert found.problems.is_empty()
    assert found.accepted.height == 1


def test_an_empty_value_stays_empty_and_zero_is_a_value(catalogue):
    accepted = checked(catalogue, number("POL", "", obs_status="Q"), number("FIN", "0")).accepted
    assert accepted["obs_value"].to_list() == [None, 0.0]
    assert accepted["obs_status"].to_list() == ["Q", "A"]


def test_the_nearest_code_is_suggested(catalogue):
    problems = checked(catalogue, number(indicator="residential_care_numbers")).problems
    assert problems["expected"].to_list() == ["the id of an indicator; the nearest is residential_care_number"]


def test_every_problem_says_found_expected_and_what_to_do(catalogue):
    problem = checked(catalogue, number(value="-1")).problems.row(0, named=True)
    assert (problem["column"], problem["found"], problem["expected"]) == ("obs_value", "-1", "zero or more")
    assert problem["message"].endswith(".")


def test_a_row_may_break_several_rules(catalogue):
    rules = checked(catalogue, number("XX", "-1", time_period="1018")).problems["rule"].to_list()
    assert sorted(rules) == ["unknown_ref_area", "value_negative", "year_out_of_range"]


def test_the_same_figure_twice_names_both_lines(catalogue):
    found = checked(catalogue, FINLAND, number("POL"), FINLAND)
    assert found.problems.select("line", "rule", "expected").rows() == [
        (4, "duplicate_key", "this key once; it stands on figures/national.csv, line 2 already")
    ]
    assert found.accepted["ref_area"].to_list() == ["FIN", "POL"]


def test_the_same_figure_from_two_sources_is_two_figures(catalogue):
    rows = text_rows(FINLAND, FINLAND).with_columns(source=pl.Series(["national", "harmonised"]))
    assert check(rows, catalogue, file="both.csv").problems.is_empty()


@pytest.mark.parametrize(
    ("total", "part", "rule"),
    [
        ({"indicator": "alternative_care_number"}, {}, "part_above_total"),
        ({}, {"sex": "F"}, "sex_above_total"),
        ({}, {"disability": "PD"}, "disability_above_total"),
    ],
)
def test_a_part_above_its_total_is_an_error(catalogue, total, part, rule):
    found = checked(catalogue, number(value="100", **total), number(value="101", **part))
    assert found.problems.select("line", "rule", "found").rows() == [(3, rule, "101")]
    assert found.problems["expected"].to_list() == ["at most the total on figures/national.csv, line 2 (100.0)"]
    assert checked(catalogue, number(value="100", **total), number(value="100", **part)).problems.is_empty()


@pytest.mark.parametrize(
    "other",
    [
        {"ref_area": "FIN"},
        {"time_period": "2017"},
        {"age": "_T"},
        {"count_basis": "during_year"},
        {"obs_value": "", "obs_status": "Q"},
        {"obs_status": "D"},
    ],
)
def test_a_part_is_compared_only_with_its_own_total(catalogue, other):
    total = {"indicator": "alternative_care_number", "value": "100", **other}
    total["value"] = total.pop("obs_value", total["value"])
    assert checked(catalogue, number(total.pop("ref_area", "POL"), **total), number(value="101")).problems.is_empty()


def test_a_part_marked_as_differently_defined_may_exceed_its_total(catalogue):
    total = number(value="100", indicator="alternative_care_number")
    assert checked(catalogue, total, number(value="101", obs_status="D")).problems.is_empty()


def test_a_rate_of_one_sex_may_exceed_that_of_all(catalogue):
    rate = {"indicator": "residential_care_rate"}
    assert checked(catalogue, number(value="100", **rate), number(value="120", sex="M", **rate)).problems.is_empty()


def test_a_frame_without_rows_is_fine(catalogue):
    found = check(text_rows(FINLAND).clear(), catalogue, file="national.csv")
    assert (found.accepted.height, found.problems.height) == (0, 0)
