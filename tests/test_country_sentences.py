"""What the country page says about every country, in both languages, against the figures themselves.

The figures are read straight from the release's rows; nothing of the page's own views decides what counts as true.
"""

import re

import polars as pl
import pytest

from dashboard.components.country_words import gap_lines, opening_words, plain, quality_words
from dashboard.filters import Filters
from dashboard.text import area_name, number
from dashboard.views.country import page_indicators
from dashboard.views.data_quality import data_quality
from dashboard.views.headline import home_rows, latest_figures, not_known, opening, others_of, peer_group
from pipelines.warehouse import Warehouse

LANGUAGES = ("en", "da")
NEVER = re.compile(r"None|nan|inf\b|[{}]|  | [.,:;)]|\(\)|\.\.|null|True|False")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
GIVEN = {"en": "100,000", "da": "100.000"}


@pytest.fixture(scope="module")
def catalogue(shipped_release):
    return shipped_release.catalogue()


@pytest.fixture(scope="module")
def targets(shipped_release):
    warehouse = Warehouse(shipped_release)
    found = warehouse.targets()
    warehouse.close()
    return found


@pytest.fixture(scope="module")
def countries(catalogue):
    return [code for code, area in catalogue.areas.items() if area.extra["kind"] != "aggregate"]


@pytest.fixture(scope="module")
def by_country(shipped_observations, countries, catalogue, targets):
    """The rows a country's page reads: its own and those of the countries it is compared with."""
    wanted = {name for country in countries for name in page_indicators(targets, country, catalogue)}
    rows = shipped_observations.filter(pl.col("indicator").is_in(sorted(wanted)))
    parts = {str(area): group for (area,), group in rows.partition_by("ref_area", as_dict=True).items()}
    found = {}
    for country in countries:
        others = others_of(Filters(country=country), catalogue)
        held = [parts[area] for area in (country, *others) if area in parts]
        found[country] = pl.concat(held) if held else rows.clear()
    return found


@pytest.fixture(scope="module")
def openings(by_country, catalogue):
    return {country: opening(rows, Filters(country=country), catalogue) for country, rows in by_country.items()}


def gaps_of(rows, country, catalogue):
    known = latest_figures(home_rows(rows, country, catalogue), [each.id for each in catalogue.headline_indicators])
    return not_known(rows, country, known, catalogue)


def sentences(openings, catalogue, language, this_year):
    for country, found in openings.items():
        yield country, opening_words(found, catalogue, language, this_year)


def without_names(text, country, catalogue, language):
    """The text with all names taken out that may hold digits of their own: sources, indicators, ages, groups."""
    names = [source.title_in(language) for source in catalogue.sources.values()]
    names += [indicator.label_in(language) for indicator in catalogue.indicators.values()]
    names += [
        code.label_in(language)
        for name in ("ages", "area_groups", "units")
        for code in catalogue.codelists[name].values()
    ]
    names.append(area_name(catalogue.areas[country], language))
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "")
    return text.replace(GIVEN[language], "")


def true_numbers(rows, country, catalogue, language, this_year):
    """Every number a sentence about a country may hold: its values, its years, how old they are, counts of peers."""
    own = rows.filter(pl.col("ref_area") == country, pl.col("obs_value").is_not_null())
    values = own.select("indicator", "obs_value").unique().iter_rows()
    said = {number(value, places, language) for name, value in values for places in (catalogue[name].decimals, 0)}
    years = set(own["time_period"].to_list())
    said |= {str(year) for year in years} | {str(this_year - year) for year in years}
    return said | {str(count) for count in range(len(others_of(Filters(country=country), catalogue)) + 1)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_opens_with_whole_sentences(language, openings, catalogue, shipped_release):
    for country, said in sentences(openings, catalogue, language, shipped_release.date.year):
        text = " ".join(said)
        assert not NEVER.search(text), (country, text)
        assert all(sentence.endswith(".") and sentence[0].strip() for sentence in said), (country, said)
        assert said[0].startswith(area_name(catalogue.areas[country], language) + ": ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_opening_holds_a_number_that_is_not_in_the_figures(
    language, openings, by_country, catalogue, shipped_release
):
    this_year = shipped_release.date.year
    for country, said in sentences(openings, catalogue, language, this_year):
        text = without_names(" ".join(said), country, catalogue, language)
        true = true_numbers(by_country[country], country, catalogue, language, this_year)
        assert set(NUMBER.findall(text)) <= true, (country, set(NUMBER.findall(text)) - true, text)


def test_both_languages_say_the_same_numbers(openings, catalogue, shipped_release):
    this_year = shipped_release.date.year
    for country, found in openings.items():
        told = []
        for language in LANGUAGES:
            text = " ".join(opening_words(found, catalogue, language, this_year))
            said = NUMBER.findall(without_names(text, country, catalogue, language))
            told.append([re.sub(r"[.,](?=\d{3})", "", each).replace(",", ".") for each in said])
        assert sorted(told[0]) == sorted(told[1]), (country, told)


def test_a_level_is_a_figure_of_the_country_and_a_move_is_two_of_one_source(openings, by_country):
    for country, found in openings.items():
        rows = by_country[country].filter(pl.col("ref_area") == country)
        figures = [figure for figure in (found.level, found.standing and found.standing.own) if figure]
        if found.move:
            figures += [found.move.first, found.move.last]
            first, last = found.move.first, found.move.last
            assert (first.source, first.age, first.count_basis, first.indicator) == (
                last.source, last.age, last.count_basis, last.indicator,
            )  # fmt: skip
        for figure in figures:
            held = {
                name: getattr(figure, name) for name in ("indicator", "time_period", "age", "source", "count_basis")
            }
            same = rows.filter(*(pl.col(name) == value for name, value in held.items()), sex="_T", disability="_T")
            assert same["obs_value"].to_list() == [figure.obs_value], (country, figure)


def test_no_move_crosses_a_break_or_a_missing_year(openings, by_country):
    for country, found in openings.items():
        if not found.move:
            continue
        first, last = found.move.first, found.move.last
        run = by_country[country].filter(
            pl.col("time_period").is_between(first.time_period, last.time_period), ref_area=country, sex="_T",
            disability="_T", indicator=last.indicator, source=last.source, age=last.age, count_basis=last.count_basis,
        ).sort("time_period")  # fmt: skip
        assert run["time_period"].to_list() == list(range(first.time_period, last.time_period + 1)), (country, run)
        assert run["obs_value"].null_count() == 0
        assert not any("B" in status.split(";") for status in run["obs_status"].to_list()[1:]), (country, run)


def test_a_standing_counts_right_and_only_within_one_source_and_comparable_figures(openings, by_country, catalogue):
    for country, found in openings.items():
        standing = found.standing
        if not standing:
            continue
        assert peer_group(Filters(country=country), catalogue) == found.group
        own, others = standing.own, standing.others
        assert len({each.ref_area for each in others}) == len(others) <= standing.members
        assert {each.source for each in others} == {own.source}
        assert all(abs(each.time_period - own.time_period) <= 3 for each in others)
        rows = by_country[country].filter(
            pl.col("ref_area").is_in([each.ref_area for each in others]), indicator=own.indicator, source=own.source,
            sex="_T", disability="_T", comparability="comparable",
        )  # fmt: skip
        values = dict(rows.sort("time_period").select("ref_area", "obs_value").drop_nulls().iter_rows())
        assert standing.higher + standing.lower <= len(others)
        assert set(values) == {each.ref_area for each in others}, country


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_on_what_is_and_is_not_known_is_whole(language, by_country, catalogue, shipped_release):
    names = [each.id for each in catalogue.headline_indicators]
    for country, rows in by_country.items():
        lines = gap_lines(gaps_of(rows, country, catalogue), catalogue, language)
        for row in data_quality(rows, country, names, catalogue).iter_rows(named=True):
            lines.append(quality_words(row, catalogue, language, shipped_release.date.year))
        assert not [line for line in lines if NEVER.search(line)], country


def test_every_headline_indicator_is_either_a_figure_or_a_gap(by_country, catalogue):
    for country, rows in by_country.items():
        gaps = {gap.indicator for gap in gaps_of(rows, country, catalogue)}
        valued = rows.filter(
            pl.col("obs_value").is_not_null(), ref_area=country, sex="_T", disability="_T", comparability="comparable"
        )
        assert not gaps & set(valued["indicator"]), country


def opening_of(country, openings, catalogue, shipped_release, language="en"):
    return " ".join(opening_words(openings[country], catalogue, language, shipped_release.date.year))


def test_denmark_opens_with_a_third_in_residential_care(openings, catalogue, shipped_release):
    # DataCare, published 2021: Denmark 0.33 residential (Bulgarian National Network for Children, data portal).
    said = opening_of("DNK", openings, catalogue, shipped_release)
    assert said.startswith("Denmark: 33\u00a0% of children in care were in residential care (")
    assert "2010" not in said


def test_polands_two_sources_are_never_told_as_one_fall(openings, catalogue, shipped_release):
    # TransMonEE 2016: 45,497 in residential care; Statistics Poland 2016: 15,568.
    said = opening_of("POL", openings, catalogue, shipped_release)
    assert "45,497" not in said or "15,568" not in said


def test_a_country_without_figures_says_so(openings, catalogue, shipped_release):
    said = opening_of("XKX", openings, catalogue, shipped_release)
    assert said == "Kosovo: this release holds no figure on where children in care live."


def test_the_united_kingdom_says_that_its_parts_report(openings, catalogue, shipped_release):
    said = opening_of("GBR", openings, catalogue, shipped_release, "da")
    assert "England, Skotland, Wales og Nordirland" in said


@pytest.mark.parametrize("text", ["a [b](c)", "1 * 2 * 3", "$5 and $6", "<b>", "a_b_c", "~x~", "`x`", ":red[x]"])
def test_plain_text_is_never_read_as_formatting(text):
    assert re.sub(r"\\(.)", r"\1", plain(text)) == text
    assert not re.search(r"(?<!\\)[\[\]*_$<>`~]", plain(text))
