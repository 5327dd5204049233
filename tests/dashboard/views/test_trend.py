import polars as pl
import pytest

from dashboard.filters import Filters
from dashboard.views.index import indexed
from dashboard.views.selection import selected
from dashboard.views.trend import front_areas, lines, movements, numbered_milestones, table, trend

ASKED = Filters(indicator="rate", areas=("POL", "LVA", "DNK"), start=2000, end=2025)


@pytest.fixture
def drawn(rows, tiny):
    def draw(*changes, filters=ASKED, front=("POL", "LVA", "DNK")):
        return trend(selected(rows(*changes), filters, tiny), front)

    return draw


def series(area, *years, **changes):
    return [{"ref_area": area, "time_period": year, "obs_value": value, **changes} for year, value in years]


def test_a_year_without_a_figure_ends_the_stretch(drawn):
    frame = drawn(*series("LVA", (2015, 9.0), (2016, None), (2017, 7.0)))
    assert frame.drop_nulls("drawn")["segment"].to_list() == [0, 1]


def test_a_break_says_that_it_cuts_the_line(drawn):
    frame = drawn(*series("LVA", (2015, 9.0)), *series("LVA", (2016, 8.0), obs_status="B"))
    assert frame["cut"].to_list() == [None, "break"]
    assert frame["segment"].to_list() == [0, 1]


def test_another_definition_cuts_the_line_and_says_so(drawn):
    frame = drawn(*series("LVA", (2015, 9.0)), *series("LVA", (2016, 8.0), obs_status="D"))
    assert frame["cut"].to_list() == [None, "definition"]


def test_a_gap_is_white_space_and_no_cut(drawn):
    frame = drawn(*series("LVA", (2015, 9.0), (2018, 8.0)))
    assert frame["cut"].to_list() == [None, None]


def test_each_source_is_a_line_of_its_own_longest_first(drawn):
    frame = drawn(*series("POL", (2015, 9.0), (2016, 8.0)), *series("POL", (2016, 3.0), source="world"))
    found = lines(frame)
    assert found.select("source", "rank").rows() == [("office", 0), ("world", 1)]


def test_a_line_knows_its_years_breaks_and_gaps(drawn):
    frame = drawn(*series("LVA", (2010, 9.0), (2013, 8.0)), *series("LVA", (2014, 7.0), obs_status="B"))
    line = lines(frame).row(0, named=True)
    assert (line["first"], line["last"], line["points"]) == (2010, 2014, 3)
    assert (line["breaks"], line["gaps"]) == ([2014], [2011, 2012])


def test_wider_ages_and_another_basis_carry_raised_marks(drawn):
    wanted = Filters(indicator="rate", areas=("POL", "LVA", "DNK"), basis="any")
    frame = drawn(
        *series("POL", (2015, 9.0), age="Y0T20"),
        *series("LVA", (2015, 9.0), count_basis="during_year"),
        *series("DNK", (2015, 9.0)),
        filters=wanted,
    )
    assert lines(frame).select("ref_area", "mark").rows() == [("POL", "¹"), ("LVA", "²"), ("DNK", "")]


def test_areas_stand_in_the_order_they_were_chosen(drawn):
    frame = drawn(*series("DNK", (2015, 1.0)), *series("LVA", (2015, 1.0)), *series("POL", (2015, 1.0)))
    assert frame["ref_area"].to_list() == ["POL", "LVA", "DNK"]


def test_by_default_home_and_the_longest_series_are_in_front(rows, tiny):
    wanted = Filters(indicator="rate", home="LVA")
    found = rows(
        *series("LVA", (2015, 1.0), (2016, 1.0)),
        *series("POL", (2015, 1.0), (2016, 1.0), (2017, 1.0)),
        *series("DNK", (2010, 553.6)),
    )
    assert front_areas(selected(found, wanted, tiny), wanted) == ("LVA", "POL")


def test_a_lone_figure_is_in_front_only_where_no_area_has_a_series(rows, tiny):
    wanted = Filters(indicator="rate")
    assert front_areas(selected(rows(*series("DNK", (2010, 5.0))), wanted, tiny), wanted) == ("DNK",)


def test_an_index_counts_from_the_base_year_of_the_same_line(drawn):
    frame = drawn(*series("LVA", (2015, 50.0), (2016, 75.0)))
    found = indexed(frame, 2015).frame
    assert found["drawn"].to_list() == [100.0, 150.0]
    assert found["obs_value"].to_list() == [50.0, 75.0]


def test_an_index_stops_at_a_break(drawn):
    frame = drawn(*series("LVA", (2014, 40.0), (2015, 50.0)), *series("LVA", (2016, 25.0), obs_status="B"))
    found = indexed(frame, 2015)
    assert found.frame["time_period"].to_list() == [2014, 2015]
    assert found.left_out["reason"].to_list() == ["broken"]


def test_a_line_without_a_base_or_with_a_zero_has_no_index(drawn):
    frame = drawn(*series("LVA", (2016, 50.0)), *series("POL", (2015, 0.0), (2016, 3.0)))
    found = indexed(frame, 2015)
    assert found.frame.is_empty()
    assert found.left_out.select("ref_area", "reason").rows() == [("POL", "zero"), ("LVA", "no_value")]


def test_the_table_keeps_rows_without_a_value_and_their_reason(drawn):
    frame = drawn(*series("LVA", (2015, None), obs_status="Q"), *series("LVA", (2016, 1.5)))
    assert table(frame).select("obs_value", "obs_status").rows() == [(None, "Q"), (1.5, "A")]
    assert "drawn" not in table(frame).columns


def test_the_table_of_an_index_has_the_value_and_the_index(drawn):
    frame = indexed(drawn(*series("LVA", (2015, 50.0), (2016, 75.0))), 2015).frame
    assert table(frame).select("obs_value", "drawn").rows() == [(50.0, 100.0), (75.0, 150.0)]


def test_milestones_stand_at_their_year_within_the_years_drawn(drawn):
    frame = drawn(*series("LVA", (2015, 5.0), (2020, 4.0)))
    told = pl.DataFrame(
        {
            "title": ["Old law", "Law", "Closure"],
            "position": [1999.5, 2018.6, 2016.2],
            "is_own": [True, True, True],
        }
    )
    found = numbered_milestones(frame, told)
    assert found.select("number", "year", "title").rows() == [(1, 2016, "Closure"), (2, 2018, "Law")]


def moves(frame):
    return movements(frame).select("ref_area", "source", "first_year", "last_year").rows()


def test_the_newest_stretch_of_three_figures_is_told_not_the_longest(drawn):
    old = series("LVA", *((year, 9.0) for year in range(2001, 2015)))
    frame = drawn(*old, *series("LVA", (2015, 5.0), obs_status="B"), *series("LVA", (2016, 4.0), (2017, 3.0)))
    assert moves(frame) == [("LVA", "office", 2015, 2017)]


def test_of_two_sources_the_one_with_newer_figures_is_told_and_nothing_is_joined(drawn):
    old = series("POL", *((year, 9.0) for year in range(2001, 2017)), source="world")
    frame = drawn(*old, *series("POL", (2020, 5.0), (2021, 4.0), (2022, 3.0)))
    assert moves(frame) == [("POL", "office", 2020, 2022)]
    assert movements(frame)["is_only_source"].to_list() == [False]


def test_a_short_newer_stretch_does_not_hide_an_older_long_one(drawn):
    frame = drawn(*series("LVA", (2010, 9.0), (2011, 8.0), (2012, 7.0), (2020, 5.0), (2021, 4.0)))
    assert moves(frame) == [("LVA", "office", 2010, 2012)]


def test_without_three_figures_in_a_row_the_longest_stretch_is_told_and_a_lone_figure_never(drawn):
    frame = drawn(*series("LVA", (2010, 9.0), (2011, 8.0), (2020, 5.0)), *series("DNK", (2015, 1.0)))
    assert moves(frame) == [("LVA", "office", 2010, 2011)]
    assert movements(frame)["is_only_source"].to_list() == [True]
