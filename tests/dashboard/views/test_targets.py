import polars as pl

from dashboard.views.targets import targets, where_it_stands

NAMES = ("id", "ref_area", "scope", "indicator", "value", "base_year", "year", "age")


def context(*rows):
    return pl.DataFrame([dict(zip(NAMES, row, strict=True)) for row in rows], schema=dict.fromkeys(NAMES, pl.String))


def target(**changes):
    (row,) = targets(context(("a", "DNK", "country", "rate", "0", None, "2030", None)), "DNK").to_dicts()
    return row | changes


def test_targets_stand_by_year_and_those_without_one_last():
    found = targets(
        context(
            ("rule", "DNK", "country", "rate", "0", None, None, "Y0T2"),
            ("late", "DNK", "country", "rate", "0", None, "2030", None),
            ("early", "DNK", "country", "rate", "-30", "2023", "2025", None),
            ("other", "LVA", "country", "rate", "0", None, "2021", None),
        ),
        "DNK",
    )
    assert found.select("id", "value", "year").rows() == [
        ("early", -30.0, 2025),
        ("late", 0.0, 2030),
        ("rule", 0.0, None),
    ]


def test_a_target_is_measured_by_the_newest_figure_of_its_indicator(rows, tiny):
    frame = rows({"time_period": 2019, "obs_value": 7.0}, {"time_period": 2020, "obs_value": 6.0})
    assert where_it_stands(frame, target(), tiny).obs_value == 6.0


def test_a_target_for_an_age_is_never_measured_by_another_age(rows, tiny):
    frame = rows({"obs_value": 6.0, "age": "Y0T17"})
    assert where_it_stands(frame, target(age="Y0T2"), tiny) is None


def test_a_citys_target_is_not_measured_by_the_countrys_figure(rows, tiny):
    assert where_it_stands(rows({"obs_value": 6.0}), target(scope="city"), tiny) is None
