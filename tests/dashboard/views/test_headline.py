import polars as pl
import pytest

from dashboard.filters import Filters
from dashboard.views import headline
from pipelines.catalogue import Catalogue, Code, Indicator, Source
from pipelines.observations import RELEASE_SCHEMA

RATE, SHARE, NUMBER = "residential_care_rate", "residential_care_share", "residential_care_number"
ALL = (RATE, SHARE, NUMBER)
THIS_YEAR = 2026


def an_indicator(name, unit, headline_place, **changes):
    values = {
        "id": name, "label": {"en": name}, "definition": {"en": name}, "unit": unit, "direction": "lower_is_better",
        "theme": "residential", "basis": "stock", "ages": ("Y0T17",), "decimals": 0, "headline": headline_place,
    }  # fmt: skip
    return Indicator(**(values | changes))


def a_source(name, home, comparison, **changes):
    text = {"en": f"Title of {name}"}
    return Source(
        name, text, name, "https://example.org", "free", "2026", "national", home, comparison, **changes
    )  # fmt: skip


def codes(**entries):
    return {code: Code(code, {"en": code}, extra) for code, extra in entries.items()}


CATALOGUE = Catalogue(
    indicators={
        RATE: an_indicator(RATE, "per_100k", 1, numerator=NUMBER),
        SHARE: an_indicator(SHARE, "percent", 2, numerator=NUMBER, decimals=1),
        NUMBER: an_indicator(NUMBER, "children", 3),
    },
    sources={
        "office": a_source("office", 10, 40),
        "world": a_source("world", 30, 20),
        "booklet": a_source("booklet", 32, 10, publication_years=True),
    },
    codelists={
        "areas": codes(
            DNK={"kind": "country"},
            LVA={"kind": "country"},
            POL={"kind": "country"},
            EST={"kind": "country"},
            MDA={"kind": "country"},
            GBR={"kind": "country", "parts_only": "yes"},
            **{"GB-ENG": {"kind": "subdivision", "parent": "GBR"}},
        ),
        "area_groups": codes(CBSS={"members": "DNK EST LVA POL"}, EAST={"members": "MDA"}),
        "ages": codes(
            Y0T17={"from": "0", "to": "17"},
            Y0T2={"from": "0", "to": "2"},
            Y0T22={"from": "0", "to": "22"},
            _T={"from": "0", "to": ""},
        ),
        "units": codes(per_100k={"kind": "rate"}, percent={"kind": "share"}, children={"kind": "count"}),
    },
)


def row(year, value, source="office", area="DNK", indicator=RATE, **changes):
    return {
        "indicator": indicator, "ref_area": area, "time_period": year, "sex": "_T", "age": "Y0T17",
        "disability": "_T", "count_basis": "stock", "obs_value": value, "obs_status": "A", "source": source,
        "comparability": "comparable", **changes,
    }  # fmt: skip


def frame(*rows):
    return pl.DataFrame(rows, schema=RELEASE_SCHEMA)


def opening(*rows, **filters):
    return headline.opening(frame(*rows), Filters(**filters), CATALOGUE)


def latest(*rows, country="DNK"):
    return headline.latest_figures(headline.home_rows(frame(*rows), country, CATALOGUE), ALL)


def comparable(*rows):
    return headline.comparable_rows(frame(*rows), Filters(), CATALOGUE)


def test_the_national_office_leads_at_home_where_its_figures_are_as_new():
    assert latest(row(2021, 5.0, "office"), row(2021, 9.0, "world"))[RATE].source == "office"
    assert latest(row(2019, 5.0, "office"), row(2021, 9.0, "world"))[RATE].source == "office"


def test_a_source_that_ended_years_before_does_not_speak_for_the_country_today():
    assert latest(row(2018, 5.0, "office"), row(2021, 9.0, "world"))[RATE].source == "world"


def test_a_differing_definition_leads_only_where_nothing_else_is_left():
    differs = row(2021, 5.0, "office", obs_status="D", comparability="definition_differs")
    assert latest(differs, row(2021, 9.0, "world"))[RATE].source == "world"
    assert latest(differs, row(2010, 9.0, "world"))[RATE].source == "office"


def test_zero_is_the_newest_figure_and_a_suppressed_year_is_not():
    found = latest(row(2020, 0.0), row(2021, None, obs_status="Q"))
    assert (found[RATE].time_period, found[RATE].obs_value) == (2020, 0.0)


def test_a_figure_of_one_age_group_never_stands_for_all_children():
    assert latest(row(2021, 5.0, age="Y0T2")) == {}


def test_wider_ages_and_another_basis_are_marked():
    found = latest(row(2021, 5.0, age="Y0T22", count_basis="during_year"))[RATE]
    assert (found.is_wider, found.is_other_basis) == (True, True)


def test_the_usual_basis_goes_before_a_newer_count_of_another():
    assert latest(row(2015, 5.0), row(2021, 9.0, count_basis="during_year"))[RATE].time_period == 2015


def test_a_move_begins_after_the_last_break():
    rows = [row(2000, 9.0), row(2001, 8.0), row(2002, 20.0, obs_status="B"), row(2003, 15.0)]
    move = opening(*rows).move
    assert (move.first.time_period, move.last.time_period, move.direction, move.is_cut) == (2002, 2003, "down", True)


def test_a_move_never_crosses_a_missing_year_nor_two_sources():
    found = opening(row(2000, 9.0), row(2001, 8.0, "world"), row(2003, 7.0))
    assert found.move is None


def test_where_the_figure_stands_alone_another_sources_own_move_is_told_with_its_source():
    move = opening(row(2021, 5.0, "office"), *[row(year, year - 1990.0, "world") for year in (2000, 2001, 2002)]).move
    assert (move.last.source, move.first.time_period, move.last.time_period, move.direction) == (
        "world",
        2000,
        2002,
        "up",
    )


def test_a_figure_after_a_gap_is_told_beside_the_move_before_it():
    # Statistics Denmark: 14,261 in 2015, 13,400 in 2021, none for 2022 and 13,900 in 2023.
    rows = [row(2021, 5.0, "office"), *[row(year, year - 1990.0, "world") for year in (2000, 2001, 2002, 2004)]]
    move = opening(*rows).move
    assert (move.first.time_period, move.last.time_period, move.newer.time_period) == (2000, 2002, 2004)
    assert opening(row(2000, 9.0), row(2001, 8.0)).move.newer is None


def test_a_comparable_measure_leads_unless_a_count_is_much_newer():
    assert opening(row(2018, 5.0), row(2023, 900.0, indicator=NUMBER)).level.indicator == RATE
    assert opening(row(2010, 5.0), row(2023, 900.0, indicator=NUMBER)).level.indicator == NUMBER


def test_the_newest_measure_leads():
    assert opening(row(2010, 5.0), row(2021, 33.0, "booklet", indicator=SHARE)).level.indicator == SHARE


def test_a_standing_counts_the_others_of_one_source_and_says_who_is_higher():
    others = [row(2021, value, "world", area) for area, value in (("LVA", 7.0), ("POL", 3.0), ("EST", 5.0))]
    found = opening(row(2021, 5.0, "world"), *others, row(2021, 1.0, "office", "LVA")).standing
    assert (found.higher, found.lower, len(found.others), found.members) == (1, 1, 3, 3)


@pytest.mark.parametrize(
    "changes",
    [
        {"age": "Y0T22", "comparability": "wider_ages"},
        {"count_basis": "during_year", "comparability": "different_basis"},
        {"obs_status": "D", "comparability": "definition_differs"},
        {"time_period": 2010},
        {"obs_value": None, "obs_status": "Q"},
    ],
)
def test_who_may_not_be_compared_is_not_counted(changes):
    others = [row(2021, 7.0, "world", "LVA"), row(2021, 3.0, "world", "POL"), row(2021, 5.0, "world", "EST") | changes]
    assert len(opening(row(2021, 5.0, "world"), *others).standing.others) == 2


def test_one_other_country_is_not_a_comparison():
    assert opening(row(2021, 5.0, "world"), row(2021, 7.0, "world", "LVA")).standing is None


def test_a_country_outside_the_chosen_region_is_compared_in_its_own():
    assert headline.peer_group(Filters(group="CBSS", country="MDA"), CATALOGUE) == "EAST"
    assert headline.peer_group(Filters(group="CBSS", country="DNK"), CATALOGUE) == "CBSS"
    assert headline.peer_group(Filters(group="CBSS", country="GB-ENG"), CATALOGUE) == "CBSS"


def test_the_range_of_peers_prefers_the_figures_own_source_and_tells_its_years():
    rows = [row(2021, 5.0, "world"), row(2020, 7.0, "world", "LVA"), row(2021, 3.0, "world", "POL")]
    rows += [row(2021, 1.0, "booklet", area) for area in ("LVA", "POL", "EST")]
    figure = latest(*rows)[RATE]
    found = headline.peers(comparable(*rows), figure, Filters(), CATALOGUE)
    assert (found.source, found.lowest.obs_value, found.highest.obs_value) == ("world", 3.0, 7.0)
    assert (found.with_figure, found.members, found.first_year, found.last_year) == (2, 3, 2020, 2021)


def test_counts_of_children_are_not_compared_between_countries():
    rows = [row(2021, 5.0, area=area, indicator=NUMBER) for area in ("DNK", "LVA", "POL")]
    assert headline.peers(comparable(*rows), latest(*rows)[NUMBER], Filters(), CATALOGUE) is None


def test_old_figures_are_shown_last():
    figures = latest(row(2010, 5.0), row(2023, 900.0, indicator=NUMBER))
    assert [each.indicator for each in headline.leading(figures, ALL, 4, THIS_YEAR)] == [NUMBER, RATE]


def test_a_lone_rate_of_another_definition_is_no_headline_and_only_near():
    # UNICEF global database 2023: Denmark 553.6 in 2010, an old figure that the national office's own contradict.
    rows = [row(2010, 553.6, obs_status="D", comparability="definition_differs")]
    held = headline.home_rows(frame(*rows), "DNK", CATALOGUE)
    assert headline.headline_figures(held, ALL, CATALOGUE) == {}
    assert opening(*rows).level is None
    gaps = {gap.indicator: gap.near for gap in headline.not_known(frame(*rows), "DNK", {}, CATALOGUE)}
    assert gaps[RATE].obs_value == 553.6


def test_a_series_of_another_definition_and_a_lone_count_of_one_stay_headlines():
    differs = {"obs_status": "D", "comparability": "definition_differs"}
    rows = [row(2009, 5.0, **differs), row(2010, 6.0, **differs), row(2018, 40.0, indicator=NUMBER, **differs)]
    held = headline.home_rows(frame(*rows), "DNK", CATALOGUE)
    assert set(headline.headline_figures(held, ALL, CATALOGUE)) == {RATE, NUMBER}


def test_what_is_not_known_names_the_nearest_thing_and_a_status_in_a_values_place():
    rows = [row(2020, 40.0, indicator=NUMBER), row(2021, None, indicator=SHARE, obs_status="L")]
    gaps = {gap.indicator: gap for gap in headline.not_known(frame(*rows), "DNK", latest(*rows), CATALOGUE)}
    assert set(gaps) == {RATE, SHARE}
    assert (gaps[RATE].near.indicator, gaps[RATE].near.obs_value, gaps[SHARE].status) == (NUMBER, 40.0, "L")


def test_a_country_without_any_figure_has_neither_level_nor_direction_nor_comparison():
    found = opening(row(2021, 5.0, area="LVA"))
    assert (found.level, found.move, found.standing) == (None, None, None)


def test_the_parts_a_country_is_reported_by_are_named():
    assert opening(country="GBR").parts == ("GB-ENG",)


def test_a_newer_figure_of_another_source_is_found_and_an_older_or_a_booklets_is_not():
    held = frame(
        row(2018, 861.0), row(2020, 651.0, "world"), row(2017, 700.0, "world"), row(2021, 500.0, "booklet"),
        row(2022, 400.0, "world", age="Y0T22"),
    )  # fmt: skip
    own = headline.figure_from({**row(2018, 861.0), **dict.fromkeys(("is_wider", "is_other_basis"), False),
                                "derivation": None, "note": None})  # fmt: skip
    told = headline.newer_elsewhere(held, own, CATALOGUE)
    assert (told.obs_value, told.time_period, told.source) == (651.0, 2020, "world")
    assert headline.newer_elsewhere(held, told, CATALOGUE) is None
