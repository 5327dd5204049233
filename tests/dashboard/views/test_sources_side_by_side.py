from dataclasses import replace

import polars as pl

from dashboard.views.sources_side_by_side import side_by_side


def pairs(rows, tiny, *groups):
    found = side_by_side(rows(*[row for group in groups for row in group]), "DNK", {"rate": "office"}, tiny)
    return found.select("source", "time_period", "other_source", "other_time_period", "difference", "reason").rows()


def test_two_sources_of_one_year_stand_beside_each_other_with_their_difference(rows, tiny):
    office = [{"time_period": 2016, "obs_value": 15568.0, "source": "office"}]
    other = [{"time_period": 2016, "obs_value": 45497.0, "source": "world"}]
    assert pairs(rows, tiny, office, other) == [("office", 2016, "world", 2016, 29929.0, None)]


def test_the_newest_common_year_is_taken(rows, tiny):
    office = [{"time_period": year, "obs_value": 5.0, "source": "office"} for year in (2018, 2019, 2020)]
    other = [{"time_period": year, "obs_value": 7.0, "source": "world"} for year in (2017, 2018, 2019)]
    assert pairs(rows, tiny, office, other) == [("office", 2019, "world", 2019, 2.0, None)]


def test_sources_that_agree_are_left_out(rows, tiny):
    office = [{"time_period": 2020, "obs_value": 5.1, "source": "office"}]
    assert pairs(rows, tiny, office, [{"time_period": 2020, "obs_value": 5.2, "source": "world"}]) == []


def test_no_difference_is_computed_between_two_years_nor_between_two_bases(rows, tiny):
    office = [{"time_period": 2020, "obs_value": 5.0, "source": "office"}]
    older = [{"time_period": 2018, "obs_value": 9.0, "source": "world"}]
    assert pairs(rows, tiny, office, older) == [("office", 2020, "world", 2018, None, "other_year")]
    during = [{"time_period": 2020, "obs_value": 9.0, "source": "world", "count_basis": "during_year"}]
    assert [row[-2:] for row in pairs(rows, tiny, office, during)] == [(None, "other_basis")]


def test_no_difference_is_computed_with_a_year_of_publication(rows, tiny):
    # Romania: DataCare, published 2021, has 37 %, the ministry for 2021 has 29 %: the reference years differ.
    world = replace(tiny.sources["world"], publication_years=True)
    booklet = replace(tiny, sources={**tiny.sources, "world": world})
    office = [{"time_period": 2021, "obs_value": 29.0, "source": "office"}]
    other = [{"time_period": 2021, "obs_value": 37.0, "source": "world"}]
    assert [row[-2:] for row in pairs(rows, booklet, office, other)] == [(None, "year_unknown")]


def test_years_far_apart_are_not_set_beside_each_other(rows, tiny):
    office = [{"time_period": 2020, "obs_value": 5.0, "source": "office"}]
    assert pairs(rows, tiny, office, [{"time_period": 2010, "obs_value": 9.0, "source": "world"}]) == []


def test_of_sources_without_a_common_year_the_longest_two_stand_beside_the_leading_one(rows, tiny):
    office = [{"time_period": 2020, "obs_value": 5.0, "source": "office"}]
    world = [{"time_period": year, "obs_value": 9.0, "source": "world"} for year in (2016, 2017, 2018)]
    study = [{"time_period": 2019, "obs_value": 8.0, "source": "study"}]
    assert [row[2] for row in pairs(rows, tiny, office, world, study)] == ["study", "world"]


def test_a_percentage_of_zero_is_not_computed(rows, tiny):
    found = side_by_side(
        rows(
            {"time_period": 2020, "obs_value": 0.0, "source": "office"},
            {"time_period": 2020, "obs_value": 9.0, "source": "world"},
        ),
        "DNK",
        {"rate": "office"},
        tiny,
    )
    assert found.select("difference", "difference_percent").rows() == [(9.0, None)]
    assert isinstance(found, pl.DataFrame)
