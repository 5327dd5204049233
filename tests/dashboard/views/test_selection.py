from dataclasses import replace

import pytest

from dashboard.filters import ANY, Filters
from dashboard.views.selection import is_wider_age, matching, selected

FILTERS = Filters(indicator="rate")


def ages(frame):
    return frame.select("time_period", "age", "is_wider").rows()


def test_the_declared_ages_come_without_a_mark(rows, tiny):
    assert ages(matching(rows({}), FILTERS, tiny)) == [(2020, "Y0T17", False)]


def test_wider_ages_come_marked_where_the_declared_are_missing(rows, tiny):
    frame = rows({"time_period": 2019}, {"time_period": 2020, "age": "Y0T22"})
    assert ages(matching(frame, FILTERS, tiny)) == [(2019, "Y0T17", False), (2020, "Y0T22", True)]


def test_wider_ages_stay_away_where_the_source_has_the_declared(rows, tiny):
    assert ages(matching(rows({}, {"age": "Y0T22"}), FILTERS, tiny)) == [(2020, "Y0T17", False)]


def test_wider_ages_come_where_the_declared_has_no_value(rows, tiny):
    frame = rows({"obs_value": None, "obs_status": "Q"}, {"age": "Y0T22"})
    assert ages(matching(frame, FILTERS, tiny)) == [(2020, "Y0T17", False), (2020, "Y0T22", True)]


def test_the_narrowest_of_several_wider_ages_is_taken(rows, tiny):
    frame = rows({"age": "_T"}, {"age": "Y0T22"}, {"age": "Y0T20"})
    assert ages(matching(frame, FILTERS, tiny)) == [(2020, "Y0T20", True)]


def test_another_sources_declared_ages_do_not_hide_wider_ones(rows, tiny):
    frame = rows({"source": "world"}, {"source": "office", "age": "Y0T22"})
    assert set(matching(frame, FILTERS, tiny).select("source", "is_wider").rows()) == {
        ("office", True),
        ("world", False),
    }


def test_narrower_and_other_ages_are_not_the_declared(rows, tiny):
    assert matching(rows({"age": "Y0T2"}, {"age": "Y18T24"}), FILTERS, tiny).is_empty()


def test_a_specific_age_is_taken_alone(rows, tiny):
    frame = rows({}, {"age": "Y0T22"}, {"age": "Y0T2"})
    assert ages(matching(frame, replace(FILTERS, age="Y0T2"), tiny)) == [(2020, "Y0T2", False)]


def test_each_indicator_has_its_own_declared_ages_and_basis(rows, tiny):
    frame = rows({}, {"indicator": "infants", "age": "Y0T2"}, {"indicator": "entries", "count_basis": "flow"})
    assert matching(frame, FILTERS, tiny)["indicator"].to_list() == ["entries", "infants", "rate"]


def test_a_during_year_count_comes_only_when_asked_for_and_then_marked(rows, tiny):
    frame = rows({}, {"count_basis": "during_year"})
    marks = ["count_basis", "is_other_basis"]
    assert matching(frame, FILTERS, tiny).select(marks).rows() == [("stock", False)]
    assert matching(frame, replace(FILTERS, basis=ANY), tiny).select(marks).rows() == [
        ("during_year", True),
        ("stock", False),
    ]
    assert matching(frame, replace(FILTERS, basis="during_year"), tiny).select(marks).rows() == [("during_year", True)]


def test_comparable_only_leaves_out_everything_else(rows, tiny):
    frame = rows(
        {},
        {"time_period": 2019, "comparability": "definition_differs", "obs_status": "D"},
        {"time_period": 2018, "age": "Y0T22", "comparability": "wider_ages"},
    )
    assert matching(frame, replace(FILTERS, comparable=True), tiny)["time_period"].to_list() == [2020]


@pytest.mark.parametrize(("column", "code"), [("sex", "F"), ("disability", "PD"), ("source", "world")])
def test_sex_disability_and_source_are_taken_as_chosen(rows, tiny, column, code):
    frame = rows({}, {column: code})
    assert matching(frame, replace(FILTERS, **{column: code}), tiny)[column].to_list() == [code]


def test_rows_without_value_and_zeros_stay(rows, tiny):
    frame = rows({"time_period": 2019, "obs_value": 0.0}, {"obs_value": None, "obs_status": "Q"})
    assert matching(frame, FILTERS, tiny).select("obs_value", "obs_status").rows() == [(0.0, "A"), (None, "Q")]


def test_selected_keeps_to_the_areas_and_the_span(rows, tiny):
    frame = rows({}, {"ref_area": "LVA"}, {"ref_area": "WLD"}, {"time_period": 1999})
    assert selected(frame, FILTERS, tiny).select("ref_area", "time_period").rows() == [("DNK", 2020), ("LVA", 2020)]
    assert selected(frame, replace(FILTERS, areas=("WLD",)), tiny)["ref_area"].to_list() == ["WLD"]


def test_nothing_selected_is_an_empty_frame_with_its_columns(rows, tiny):
    frame = selected(rows(), FILTERS, tiny)
    assert frame.is_empty()
    assert frame.columns[-2:] == ["is_wider", "is_other_basis"]


@pytest.mark.parametrize(
    ("age", "declared", "wider"),
    [
        ("Y0T22", "Y0T17", True),
        ("_T", "Y0T17", True),
        ("Y0T17", "Y0T17", False),
        ("Y0T2", "Y0T17", False),
        ("Y18T24", "Y0T17", False),
    ],
)
def test_wider_ages_hold_the_declared_ones(age, declared, wider, tiny):
    assert is_wider_age(age, declared, tiny) is wider
