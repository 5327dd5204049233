"""The sentences of the first screen, on the figures that ship."""

import re

import polars as pl
import pytest

from dashboard.components.overview_words import Names, footing, group_words, headline
from dashboard.filters import ANY, LAST_YEAR, Filters
from dashboard.text import area_name
from dashboard.views.care_mix_bars import INDICATORS, RESIDENTIAL, care_mix_bars
from dashboard.views.groups import group_figure
from dashboard.views.latest import Window, latest
from dashboard.views.overview import standing
from dashboard.views.selection import matching

WINDOW = Window(2011, LAST_YEAR)


@pytest.fixture(scope="module")
def catalogue(shipped_release):
    return shipped_release.catalogue()


@pytest.fixture(scope="module")
def rows(shipped_observations, catalogue):
    asked = shipped_observations.filter(pl.col("indicator").is_in([*INDICATORS, "alternative_care_number"]))
    return matching(asked, Filters(basis=ANY), catalogue)


@pytest.fixture(scope="module")
def screens(rows, catalogue):
    """Return what is said of a home country in a group: the sentence, and all below it."""
    named = {
        language: {code: area_name(area, language) for code, area in catalogue.areas.items()}
        for language in ("en", "da")
    }
    mixes = {}

    def said(home, group, language="en"):
        members = catalogue.groups[group]
        areas = tuple(dict.fromkeys((*members, home)))
        if areas not in mixes:
            mixes[areas] = care_mix_bars(rows, areas, WINDOW, catalogue)
        names = Names(named[language], language)
        found = standing(mixes[areas], home, members)
        return headline(found, names), footing(found, mixes[areas], "Group", names, catalogue)

    return said


def test_the_first_sentence_is_about_denmark_and_its_neighbours(screens):
    # DataCare (Eurochild and UNICEF, 2021), as republished by the National Network for Children (Bulgaria).
    sentence, below = screens("DNK", "CBSS")
    assert sentence == (
        "Denmark: 33 % of children in care are in residential care, less than Germany and Finland, "
        "more than Sweden and Latvia."
    )
    assert below == [
        "Published 2021, reference years differ.",
        "Lithuania and Poland lie within 5 percentage points.",
        "Iceland and Norway have no comparable figure.",
    ]


def test_the_first_sentence_in_danish(screens):
    sentence, _ = screens("DNK", "CBSS", "da")
    assert sentence == (
        "Danmark: 33 % af de anbragte børn bor på institution eller opholdssted, en mindre andel end Tyskland og "
        "Finland, men en større andel end Sverige og Letland."
    )


def test_norway_has_no_comparable_figure_and_the_nearest_one_stands_there(screens):
    sentence, below = screens("NOR", "CBSS")
    assert sentence == "Norway: no comparable figure on where children in care live."
    assert below[0] == "The nearest there is: 77 % in family-based care (2018, ages 0–22), not comparable."


def test_the_lowest_of_a_group_is_below_all_others(screens):
    assert screens("EST", "CBSS")[0].endswith("less than the other 7 countries compared.")


def test_a_country_outside_the_group_is_compared_with_it(screens):
    assert screens("PRT", "BALTIC")[0].startswith(
        "Portugal: 95 % of children in care are in residential care, more than"
    )


def test_a_sentence_names_the_netherlands_with_their_article(screens):
    assert "the Netherlands" in " ".join((screens("ITA", "EU27")[0], *screens("ITA", "EU27")[1]))


def test_a_share_of_another_source_is_not_compared(screens):
    sentence, below = screens("DNK", "CENTRAL_ASIA")
    assert sentence == "Denmark: 33 % of children in care are in residential care."
    assert any("from other sources and not compared" in each for each in below)


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("group", ["CBSS", "NORDIC", "WESTERN_BALKANS", "EASTERN_PARTNERSHIP", "CENTRAL_ASIA", "ECA"])
def test_every_sentence_is_whole(screens, catalogue, group, language):
    homes = catalogue.groups["ECA"] if group in ("CBSS", "ECA") else catalogue.groups[group]
    for home in homes:
        sentence, below = screens(home, group, language)
        for each in (sentence, *below):
            assert re.fullmatch(r"\S.*\S\.", each), each
            assert not re.search(r"None|\{|\}|  | ,|\.\.|: \.|and \.|, \.", each), each


def test_no_average_of_residential_care_is_shown_for_the_baltic_sea_states(rows, catalogue):
    members = catalogue.groups["CBSS"]
    figures = latest(rows.filter(pl.col("indicator") == RESIDENTIAL), members, WINDOW, catalogue)
    weights = latest(rows.filter(pl.col("indicator") == "alternative_care_number"), members, WINDOW, catalogue)
    found = group_figure(figures, weights, members, catalogue[RESIDENTIAL], catalogue)
    names = Names({}, "en")
    assert found.value is None
    assert group_words(found, RESIDENTIAL, "CBSS", names, catalogue).startswith("No average is shown for CBSS:")


def test_only_a_minority_of_the_baltic_sea_states_has_a_residential_rate(shipped_observations, catalogue):
    own = shipped_observations.filter(pl.col("indicator") == "residential_care_rate")
    members = catalogue.groups["CBSS"]
    figures = latest(matching(own, Filters(basis=ANY), catalogue), members, WINDOW, catalogue)
    found = group_figure(figures, figures, members, catalogue["residential_care_rate"], catalogue)
    assert (found.value, found.reason) == (None, "few_countries")
