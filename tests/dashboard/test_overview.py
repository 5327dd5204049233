import polars as pl
import pytest

from dashboard.views.latest import Window
from dashboard.views.overview import coverage, moved, named, standing
from pipelines.observations import RELEASE_SCHEMA

SCHEMA = {**RELEASE_SCHEMA, "is_wider": pl.Boolean, "is_other_basis": pl.Boolean}
# DataCare 2021 as republished by the National Network for Children (Bulgaria).
DATACARE = {"DNK": 33.0, "EST": 11.0, "FIN": 47.0, "DEU": 53.0, "LVA": 26.0, "LTU": 33.0, "POL": 36.0, "SWE": 22.0}
CBSS = ("DNK", "EST", "FIN", "DEU", "ISL", "LVA", "LTU", "NOR", "POL", "SWE")


def a_mix(values, source="datacare"):
    return pl.DataFrame(
        [
            {"ref_area": area, "state": "no_data" if value is None else "value", "residential": value,
             "source": None if value is None else source, "time_period": 2021}
            for area, value in values.items()
        ],
        schema={"ref_area": pl.String, "state": pl.String, "residential": pl.Float64, "source": pl.String,
                "time_period": pl.Int32},
    )  # fmt: skip


def test_denmark_stands_below_germany_and_finland_and_above_sweden_and_latvia():
    found = standing(a_mix({**DATACARE, "NOR": None, "ISL": None}), "DNK", CBSS)
    assert found.more == ("DEU", "FIN")
    assert named(found.less).named == ("SWE", "LVA")
    assert found.close == ("POL", "LTU")
    assert found.without == ("ISL", "NOR")


def test_countries_of_another_source_are_not_compared():
    mix = pl.concat([a_mix({"DNK": 33.0, "SWE": 22.0}), a_mix({"NOR": 50.0}, source="office")])
    found = standing(mix, "DNK", ("DNK", "SWE", "NOR"))
    assert (found.more, found.less, found.elsewhere) == ((), ("SWE",), ("NOR",))


def test_home_without_a_figure_has_no_place():
    found = standing(a_mix({**DATACARE, "NOR": None}), "NOR", CBSS)
    assert (found.residential, found.more, found.close, found.less) == (None, (), (), ())
    assert (found.lowest, found.highest) == ("EST", "DEU")


def test_home_outside_the_group_is_compared_and_not_counted_as_a_member():
    found = standing(a_mix({"DNK": 33.0, "PRT": 95.0}), "PRT", ("DNK",))
    assert (found.less, found.highest, found.without) == (("DNK",), "DNK", ())


def test_a_group_without_any_figure_has_no_ends():
    found = standing(a_mix({"UZB": None, "DNK": 33.0}), "DNK", ("UZB",))
    assert (found.lowest, found.highest, found.without) == (None, None, ("UZB",))


def row(area, year, value, **changes):
    return {
        "indicator": "residential_care_rate", "ref_area": area, "time_period": year, "sex": "_T", "age": "Y0T17",
        "disability": "_T", "count_basis": "stock", "obs_value": value, "obs_status": "A", "source": "harmonised",
        "comparability": "comparable", "is_wider": False, "is_other_basis": False, **changes,
    }  # fmt: skip


def moves(*rows):
    return moved(pl.DataFrame(rows, schema=SCHEMA), ["POL"], Window(2010, 2025)).changes.to_dicts()


def a_series(years, values, **changes):
    return [row("POL", year, value, **changes) for year, value in zip(years, values, strict=True)]


def test_a_change_is_computed_inside_one_unbroken_stretch():
    (found,) = moves(*a_series(range(2014, 2018), [100.0, 90.0, 80.0, 75.0]))
    assert (found["first_year"], found["last_year"], found["change_percent"]) == (2014, 2017, -25.0)


def test_a_fall_to_zero_is_a_fall_of_a_hundred_percent():
    (found,) = moves(*a_series(range(2014, 2018), [100.0, 50.0, 1.0, 0.0]))
    assert found["change_percent"] == -100.0


def test_no_change_is_computed_across_a_break():
    broken = a_series(range(2014, 2018), [100.0, 90.0, 80.0, 75.0])
    broken[2]["obs_status"] = "B"
    assert moves(*broken) == []


def test_no_change_is_computed_from_one_source_to_another():
    # Poland: 45,497 (TransMonEE, 2016) and 15,836 (statistical office, 2023) are different things.
    assert moves(row("POL", 2016, 45497.0), row("POL", 2023, 15836.0, source="office")) == []


def test_no_change_is_computed_across_a_gap():
    assert moves(*a_series([2014, 2015, 2017, 2018], [4.0, 3.0, 2.0, 1.0])) == []


@pytest.mark.parametrize(("members", "enough"), [(("DNK", "SWE", "NOR"), True), (("DNK", "NOR", "ISL"), False)])
def test_two_thirds_of_the_countries_make_a_tile(members, enough):
    figures = a_mix({"DNK": 1.0, "SWE": 2.0, "NOR": None, "ISL": None})
    assert coverage("x", figures, members).is_enough is enough
