import polars as pl
import pytest

from dashboard.views.care_mix_bars import care_mix_bars
from dashboard.views.latest import Window, latest
from pipelines.catalogue import Catalogue, Source
from pipelines.observations import RELEASE_SCHEMA

SCHEMA = {**RELEASE_SCHEMA, "is_wider": pl.Boolean, "is_other_basis": pl.Boolean}


def a_source(name, order):
    return Source(name, {"en": name}, name, "https://example.org", "free", "2024", "national", 9 - order, order)


CATALOGUE = Catalogue(
    indicators={},
    sources={name: a_source(name, order) for order, name in enumerate(("harmonised", "office"), start=1)},
    codelists={},
)
WINDOW = Window(2011, 2021)


def row(area, year, value, **changes):
    return {
        "indicator": "residential_care_share", "ref_area": area, "time_period": year, "sex": "_T", "age": "Y0T17",
        "disability": "_T", "count_basis": "stock", "obs_value": value, "obs_status": "A", "source": "harmonised",
        "comparability": "comparable", "is_wider": False, "is_other_basis": False, **changes,
    }  # fmt: skip


def only(*rows):
    return latest(pl.DataFrame(rows, schema=SCHEMA), ["DNK"], WINDOW, CATALOGUE).row(0, named=True)


WIDER = {"age": "Y0T22", "is_wider": True, "comparability": "wider_ages"}


def test_the_newest_comparable_figure_in_the_window_is_taken():
    found = only(row("DNK", 2012, 40.0), row("DNK", 2020, 33.0), row("DNK", 2022, 30.0))
    assert (found["state"], found["obs_value"], found["time_period"]) == ("value", 33.0, 2020)


def test_zero_is_a_figure():
    assert only(row("DNK", 2020, 0.0))["state"] == "value"


def test_the_source_that_leads_in_comparisons_is_kept_though_another_is_newer():
    found = only(row("DNK", 2015, 40.0), row("DNK", 2020, 33.0, source="office"))
    assert (found["source"], found["obs_value"]) == ("harmonised", 40.0)


@pytest.mark.parametrize(
    ("status", "state"), [("Q", "suppressed"), ("L", "not_collected"), ("M", "not_applicable"), ("O", "missing")]
)
def test_a_row_without_a_value_keeps_its_reason_and_has_no_number(status, state):
    found = only(row("DNK", 2020, None, obs_status=status))
    assert (found["state"], found["obs_value"], found["near_value"]) == (state, None, None)


def test_wider_ages_are_not_comparable_and_stand_near():
    found = only(row("DNK", 2020, 77.0, **WIDER))
    assert (found["state"], found["obs_value"], found["near_value"]) == ("not_comparable", None, 77.0)


def test_a_count_during_the_year_is_not_comparable_with_stocks():
    found = only(row("DNK", 2020, 900.0, count_basis="during_year", is_other_basis=True))
    assert (found["state"], found["obs_value"]) == ("not_comparable", None)


def test_a_figure_outside_the_window_is_only_near():
    found = only(row("DNK", 2008, 40.0))
    assert (found["state"], found["obs_value"], found["near_time_period"]) == ("no_data", None, 2008)


def test_a_country_without_any_row_says_so():
    assert only(row("SWE", 2020, 22.0))["state"] == "no_data"


def mix(*rows, areas=("DNK",)):
    return care_mix_bars(pl.DataFrame(rows, schema=SCHEMA), areas, WINDOW, CATALOGUE).to_dicts()


def shares(area, residential, family, neither, **changes):
    return [
        row(area, 2021, residential, **changes),
        row(area, 2021, family, indicator="family_based_care_share", **changes),
        row(area, 2021, neither, indicator="neither_or_unknown_share", **changes),
    ]


def test_lithuania_keeps_the_fifth_that_is_in_neither_group():
    # DataCare 2021 as republished by the National Network for Children (Bulgaria): 0.33 and 0.47.
    (found,) = mix(*shares("LTU", 33.0, 47.0, 20.0), areas=("LTU",))
    assert (found["residential"], found["family_based"], found["neither"]) == (33.0, 47.0, 20.0)


def test_a_family_share_of_another_source_never_completes_a_bar():
    (found,) = mix(row("DNK", 2021, 33.0), row("DNK", 2021, 66.0, source="office", indicator="family_based_care_share"))
    assert (found["residential"], found["family_based"], found["neither"]) == (33.0, None, None)


def test_children_in_foster_care_are_not_called_unknown_where_the_source_gives_no_family_share():
    # Opening Doors 2018, Serbia: 666 of 5,986 children in residential care, 5,320 in foster care.
    (found,) = mix(row("SRB", 2021, 11.1), row("SRB", 2021, 88.9, indicator="foster_care_share"), areas=("SRB",))
    assert (found["residential"], found["family_based"], found["foster"], found["neither"]) == (11.1, None, 88.9, None)
    both = mix(*shares("DNK", 33.0, 66.0, 1.0), row("DNK", 2021, 60.0, indicator="foster_care_share"))
    assert (both[0]["family_based"], both[0]["foster"]) == (66.0, None)


def test_bars_run_from_the_highest_residential_share_with_the_countries_without_one_last():
    rows = [*shares("DNK", 33.0, 66.0, 1.0), *shares("DEU", 53.0, 47.0, 0.0)]
    assert [each["ref_area"] for each in mix(*rows, areas=("NOR", "DNK", "DEU"))] == ["DEU", "DNK", "NOR"]


def test_norway_has_a_share_near_though_not_a_comparable_one():
    # Bufdir: 77 % of children placed outside the home lived in foster homes in 2018, ages 0–22.
    rows = [
        row("NOR", 2018, 77.0, indicator="family_based_care_share", **WIDER),
        row("NOR", 2020, 900.0, indicator="residential_care_number"),
    ]
    (found,) = mix(*rows, areas=("NOR",))
    assert (found["state"], found["near_indicator"], found["near_value"]) == (
        "not_comparable",
        "family_based_care_share",
        77.0,
    )
    assert found["residential"] is None


def test_a_suppressed_share_stays_suppressed():
    (found,) = mix(row("DNK", 2021, None, obs_status="Q"))
    assert (found["state"], found["residential"]) == ("suppressed", None)


def test_a_source_whose_parts_exceed_its_total_is_not_drawn():
    # Montenegro 2018 in TransMonEE: 282 and 326 children, 507 in all.
    (found,) = mix(row("MNE", 2018, 55.6), row("MNE", 2018, 64.3, indicator="family_based_care_share"), areas=("MNE",))
    assert (found["state"], found["residential"], found["family_based"]) == ("contradicts", None, None)
    assert (found["near_indicator"], found["near_value"]) == ("residential_care_share", 55.6)


def test_shares_that_rounding_lifts_above_a_hundred_are_drawn():
    (found,) = mix(*shares("DNK", 34.0, 67.0, 0.0))
    assert found["state"] == "value"
