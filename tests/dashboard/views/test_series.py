import polars as pl
import pytest

from dashboard.views.series import change, choose_source, segments, stretches


def drawn(frame):
    """Segment of each value, by year, of a single series."""
    return dict(segments(frame).select("time_period", "segment").iter_rows())


def years(*values, **each):
    """Rows of consecutive years from 2000 with these values."""
    return [{"time_period": 2000 + place, "obs_value": value, **each} for place, value in enumerate(values)]


def test_consecutive_values_share_a_segment(rows):
    assert drawn(rows(*years(3.0, 2.0, 1.0))) == {2000: 0, 2001: 0, 2002: 0}


def test_zero_is_a_value_inside_a_line(rows):
    assert drawn(rows(*years(3.0, 0.0, 1.0))) == {2000: 0, 2001: 0, 2002: 0}


def test_a_missing_year_cuts_the_line(rows):
    assert drawn(rows(*years(3.0), {"time_period": 2002})) == {2000: 0, 2002: 1}


@pytest.mark.parametrize("status", ["O", "L", "M", "Q"])
def test_a_year_without_value_cuts_the_line_and_belongs_to_no_segment(rows, status):
    empty = {"time_period": 2001, "obs_value": None, "obs_status": status}
    assert drawn(rows({"time_period": 2000}, empty, {"time_period": 2002})) == {2000: 0, 2001: None, 2002: 1}


def test_rows_without_value_stay_with_their_status(rows):
    frame = segments(rows({"time_period": 2000}, {"time_period": 2001, "obs_value": None, "obs_status": "Q"}))
    assert frame.select("obs_value", "obs_status").rows() == [(5.0, "A"), (None, "Q")]


@pytest.mark.parametrize("status", ["B", "B;E", "B;P"])
def test_a_break_starts_a_new_segment_at_its_own_year(rows, status):
    frame = rows({"time_period": 2000}, {"time_period": 2001, "obs_status": status}, {"time_period": 2002})
    assert drawn(frame) == {2000: 0, 2001: 1, 2002: 1}


def test_a_break_at_the_first_point_cuts_nothing(rows):
    assert drawn(rows({"time_period": 2000, "obs_status": "B"}, {"time_period": 2001})) == {2000: 0, 2001: 0}


def test_estimates_do_not_cut_a_line(rows):
    assert drawn(rows({"time_period": 2000}, {"time_period": 2001, "obs_status": "E"})) == {2000: 0, 2001: 0}


def test_a_differing_definition_cuts_where_it_starts_and_stops(rows):
    frame = rows(
        *years(1.0),
        {"time_period": 2001, "obs_status": "D"},
        {"time_period": 2002, "obs_status": "D"},
        {"time_period": 2003},
    )
    assert drawn(frame) == {2000: 0, 2001: 1, 2002: 1, 2003: 2}


def test_published_and_derived_figures_are_not_joined(rows):
    frame = rows({"time_period": 2017, "derivation": "rate"}, {"time_period": 2018, "derivation": None})
    assert drawn(frame) == {2017: 0, 2018: 1}


@pytest.mark.parametrize(
    ("column", "other"),
    [
        ("source", "world"),
        ("age", "Y0T22"),
        ("count_basis", "during_year"),
        ("indicator", "entries"),
        ("ref_area", "LVA"),
        ("sex", "F"),
        ("disability", "PD"),
    ],
)
def test_another_dimension_is_another_series(rows, column, other):
    frame = segments(rows({"time_period": 2000}, {"time_period": 2001, column: other}))
    assert frame["series"].n_unique() == 2
    assert frame["segment"].to_list() == [0, 0]


def test_a_series_is_named_by_its_codes(rows):
    assert segments(rows({}))["series"].to_list() == ["DNK|office|Y0T17|stock|rate"]
    assert segments(rows({"sex": "F"}))["series"].to_list() == ["DNK|office|Y0T17|stock|rate|F|_T"]


def test_order_of_the_rows_does_not_matter(rows):
    frame = rows(*years(1.0, 2.0, 3.0, 4.0))
    assert segments(frame.reverse()).equals(segments(frame))


def test_no_rows_give_no_segments(rows):
    frame = segments(rows())
    assert frame.is_empty()
    assert frame.schema["segment"] == pl.Int32


def test_stretches_tell_isolated_points_from_lines(rows):
    frame = stretches(rows(*years(9.0, 8.0), {"time_period": 2005, "obs_value": 0.0}))
    assert frame.select("first_year", "last_year", "first_value", "last_value", "points").rows() == [
        (2000, 2001, 9.0, 8.0, 2),
        (2005, 2005, 0.0, 0.0, 1),
    ]


def outcome(frame, start, end):
    return change(frame, start, end).select("change", "reason").row(0)


def test_a_change_is_the_difference_inside_one_stretch(rows):
    assert change(rows(*years(8.0, 5.0, 2.0)), 2000, 2002).select("change", "change_percent", "reason").rows() == [
        (-6.0, -75.0, None)
    ]


def test_a_change_to_zero_is_a_change_and_from_zero_has_no_percentage(rows):
    assert outcome(rows(*years(3.0, 0.0)), 2000, 2001) == (-3.0, None)
    assert change(rows(*years(0.0, 3.0)), 2000, 2001).select("change", "change_percent").row(0) == (3.0, None)


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        ({"obs_status": "B"}, "break"),
        ({"obs_status": "D"}, "definition"),
        ({"derivation": "rate"}, "derivation"),
        ({"obs_value": None, "obs_status": "Q"}, "gap"),
    ],
)
def test_no_change_across_a_cut(rows, second, reason):
    frame = rows(
        {"time_period": 2000},
        {"time_period": 2001, **second},
        {"time_period": 2002, **second, "obs_value": 4.0, "obs_status": "D" if reason == "definition" else "A"},
    )
    assert outcome(frame, 2000, 2002) == (None, reason)
    assert outcome(frame, 2002, 2000) == (None, reason)


def test_no_change_without_a_value_at_both_ends(rows):
    frame = rows({"time_period": 2000}, {"time_period": 2001, "obs_value": None, "obs_status": "O"})
    assert outcome(frame, 2000, 2001) == (None, "no_end")
    assert outcome(frame, 1999, 2000) == (None, "no_start")


def test_no_change_from_one_source_to_another(rows):
    frame = rows({"time_period": 2000, "source": "office"}, {"time_period": 2001, "source": "world"})
    assert change(frame, 2000, 2001).select("source", "change", "reason").rows() == [
        ("office", None, "no_end"),
        ("world", None, "no_start"),
    ]


def test_a_break_outside_the_years_asked_for_does_not_matter(rows):
    frame = rows(
        *years(9.0, 8.0),
        {"time_period": 2002, "obs_status": "B", "obs_value": 7.0},
        {"time_period": 2003, "obs_value": 6.0},
    )
    assert outcome(frame, 2000, 2001) == (-1.0, None)
    assert outcome(frame, 2002, 2003) == (-1.0, None)


def test_the_national_office_leads_at_home_and_the_harmonised_source_in_comparisons(rows, tiny):
    frame = rows({"source": "office"}, {"source": "world"}, {"source": "study"})
    assert choose_source(frame, tiny, "home")["source"].to_list() == ["office"]
    assert choose_source(frame, tiny, "comparison")["source"].to_list() == ["world"]


def test_one_source_is_chosen_for_the_whole_series_of_an_area(rows, tiny):
    frame = rows(
        {"time_period": 2000, "source": "world"},
        {"time_period": 2001, "source": "office"},
        {"ref_area": "LVA", "source": "world"},
    )
    assert choose_source(frame, tiny, "home").select("ref_area", "time_period", "source").rows() == [
        ("DNK", 2001, "office"),
        ("LVA", 2020, "world"),
    ]


def test_a_source_without_any_value_is_not_chosen_where_another_has_one(rows, tiny):
    frame = rows({"source": "office", "obs_value": None, "obs_status": "Q"}, {"source": "world"})
    assert choose_source(frame, tiny, "home")["source"].to_list() == ["world"]


def test_a_comparison_prefers_a_source_with_comparable_figures(rows, tiny):
    frame = rows({"source": "world", "comparability": "definition_differs"}, {"source": "study"})
    assert choose_source(frame, tiny, "comparison")["source"].to_list() == ["study"]
