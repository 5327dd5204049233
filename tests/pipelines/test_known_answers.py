"""Figures anyone can look up, found again in the release of the data that ship."""

import polars as pl
import pytest

from pipelines.observations import KEY

RATE, NUMBER = "residential_care_rate", "residential_care_number"


@pytest.fixture
def values(shipped_observations):
    def chosen(indicator, area, year, **further):
        given = {"sex": "_T", "age": "Y0T17", "disability": "_T", "count_basis": "stock", **further}
        rows = shipped_observations.filter(
            pl.col("indicator") == indicator,
            pl.col("ref_area") == area,
            pl.col("time_period") == year,
            *(pl.col(column) == code for column, code in given.items()),
        )
        return {row["source"]: row["obs_value"] for row in rows.iter_rows(named=True)}

    return chosen


@pytest.mark.parametrize(
    ("area", "family_based", "residential", "neither"),
    [
        ("LTU", 47.0, 33.0, 20.0),
        ("DNK", 66.0, 33.0, 1.0),
        ("EST", 83.0, 11.0, 6.0),
        ("POL", 58.0, 36.0, 6.0),
        ("SWE", 74.0, 22.0, 4.0),
        ("LVA", 74.0, 26.0, 0.0),
        ("DEU", 47.0, 53.0, 0.0),
    ],
)
def test_shares_of_datacare_leave_what_is_neither(values, area, family_based, residential, neither):
    """Eurochild and UNICEF, DataCare (2021): shares of children in alternative care by type of care."""
    assert values("family_based_care_share", area, 2021)["datacare_2021"] == family_based
    assert values("residential_care_share", area, 2021)["datacare_2021"] == residential
    assert values("neither_or_unknown_share", area, 2021)["datacare_2021"] == pytest.approx(neither, abs=1e-9)


def test_poland_has_two_counts_for_2016_and_keeps_both(values):
    """UNICEF TransMonEE 2018, table 4.2.1: 45,497. Statistics Poland, foster care in 2016: 15,568."""
    found = values(NUMBER, "POL", 2016)
    assert found["transmonee_2018"] == 45497.0
    assert found["gus_foster_care"] == 15568.0


def test_the_polish_rate_of_each_source_stays_its_own(values):
    """UNICEF TransMonEE 2018, table 4.2.12: 664.58; Statistics Poland's count gives about a third of it."""
    found = values(RATE, "POL", 2016)
    assert found["transmonee_2018"] == 664.58
    assert found["gus_foster_care"] == pytest.approx(227.4, abs=0.1)


def test_lithuania_2018_shows_the_published_rate_and_no_other(values, shipped_observations):
    """UNICEF TransMonEE 2018, table 4.2.12: 746.23. The count includes people aged 18 and over and would give 813."""
    assert values(RATE, "LTU", 2018)["transmonee_2018"] == 746.23
    assert values(NUMBER, "LTU", 2018, age="_T")["transmonee_2018"] == 4091.0
    rates = shipped_observations.filter(
        pl.col("indicator") == RATE, pl.col("ref_area") == "LTU", pl.col("time_period") == 2018
    )
    assert rates.filter(pl.col("obs_value").is_between(812, 814)).is_empty()


def test_no_rate_comes_from_a_count_of_all_ages(shipped_observations):
    rates = shipped_observations.filter(pl.col("derivation") == "rate")
    assert "_T" not in rates["age"]
    assert rates.filter(pl.col("comparability") == "wider_ages").is_empty()


def test_no_rate_comes_from_a_count_during_the_year_unless_its_indicator_counts_so(
    shipped_release, shipped_observations
):
    catalogue = shipped_release.catalogue()
    rates = shipped_observations.filter(pl.col("derivation") == "rate").select("indicator", "count_basis").unique()
    assert all(catalogue[indicator].basis == basis for indicator, basis in rates.rows())


def test_no_computed_share_is_outside_0_to_100(shipped_observations):
    shares = shipped_observations.filter(pl.col("derivation").is_in(["share", "remainder"]))
    shares = shares.filter(pl.col("indicator").str.ends_with("_share"))
    assert shares.filter(~pl.col("obs_value").is_between(0, 100)).is_empty()


def test_no_figure_that_is_suppressed_or_missing_has_a_value(shipped_observations):
    silent = shipped_observations.filter(pl.col("obs_status").str.contains("[OLMQ]"))
    assert silent["obs_value"].null_count() == silent.height
    assert shipped_observations.filter(pl.col("obs_value").is_null()).height == silent.height


def test_no_computed_figure_stands_beside_a_published_one_of_the_same_key(shipped_observations):
    assert shipped_observations.select(KEY).is_duplicated().sum() == 0
