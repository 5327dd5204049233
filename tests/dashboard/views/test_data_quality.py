from dashboard.views.data_quality import data_quality


def quality(rows, tiny, *each):
    return data_quality(rows(*each), "DNK", ["rate"], tiny).to_dicts()


def test_coverage_says_first_and_last_year_and_what_is_missing_between(rows, tiny):
    (found,) = quality(rows, tiny, *[{"time_period": year} for year in (2000, 2001, 2005)])
    assert (found["first_year"], found["last_year"], found["points"], found["years_missing"]) == (2000, 2005, 3, 3)


def test_a_break_is_counted_where_something_stands_before_it(rows, tiny):
    broken = [{"time_period": 2000, "obs_status": "B"}, {"time_period": 2001}, {"time_period": 2002, "obs_status": "B"}]
    (found,) = quality(rows, tiny, *broken)
    assert found["break_years"] == [2002]


def test_marks_are_counted_and_a_suppressed_year_is_no_figure(rows, tiny):
    (found,) = quality(
        rows,
        tiny,
        {"time_period": 2000, "obs_status": "E"},
        {"time_period": 2001, "obs_status": "P", "count_basis": "during_year"},
        {"time_period": 2002, "obs_value": None, "obs_status": "Q"},
    )
    counted = ("points", "estimated_points", "provisional_points", "suppressed_points", "other_basis_points")
    assert [found[name] for name in counted] == [2, 1, 1, 1, 1]


def test_each_source_has_its_own_line_the_first_at_home_first(rows, tiny):
    found = quality(rows, tiny, {"source": "world"}, {"source": "office"})
    assert [each["source"] for each in found] == ["office", "world"]


def test_a_source_without_any_value_has_no_line(rows, tiny):
    assert quality(rows, tiny, {"obs_value": None, "obs_status": "L"}) == []
