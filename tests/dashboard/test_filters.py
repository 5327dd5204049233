from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.filters import (
    ANY,
    DECLARED,
    FIELDS,
    LANGUAGES,
    PARAMETERS,
    TABS,
    Filters,
    Notice,
    chosen_areas,
    parse_filters,
    to_query,
)

DEFAULT = Filters(indicator="rate")

YEARS = st.integers(1900, 2100)
YES_OR_NO = st.booleans()


def one_of(*values):
    return st.sampled_from(values)


@st.composite
def selections(draw):
    start, end = sorted((draw(YEARS), draw(YEARS)))
    return Filters(
        indicator=draw(one_of("rate", "entries", "infants")),
        group=draw(one_of("CBSS", "BALTIC")),
        areas=tuple(draw(st.lists(one_of("DNK", "LVA", "POL", "WLD"), unique=True))),
        home=draw(one_of("DNK", "LVA", "POL")),
        country=draw(one_of("DNK", "LVA", "POL")),
        start=start,
        end=end,
        year=draw(YEARS),
        tolerance=draw(st.integers(0, 50)),
        sex=draw(one_of("_T", "F", "M")),
        age=draw(one_of(DECLARED, "Y0T2", "_T")),
        disability=draw(one_of("_T", "PD")),
        basis=draw(one_of(DECLARED, ANY, "stock", "during_year")),
        source=draw(one_of("", "office", "world")),
        comparable=draw(YES_OR_NO),
        index_base=draw(st.one_of(st.just(0), YEARS)),
        multiples=draw(YES_OR_NO),
        others=draw(YES_OR_NO),
        table=draw(YES_OR_NO),
        tab=draw(one_of(*TABS)),
        release=draw(st.one_of(st.just(""), st.text("0123456789abcdef", min_size=8, max_size=64))),
        language=draw(one_of(*LANGUAGES)),
    )


@given(filters=selections())
def test_a_selection_comes_back_from_its_link_without_notice(filters, tiny):
    assert parse_filters(to_query(filters), tiny) == (filters, ())


@given(filters=selections())
def test_a_link_says_every_part_of_the_selection(filters):
    query = to_query(filters)
    assert set(query) == set(PARAMETERS.values())
    assert all(query.values())


@given(query=st.dictionaries(st.one_of(one_of(*PARAMETERS.values()), st.text()), st.text()))
def test_no_query_is_refused_and_what_comes_out_is_a_selection(query, tiny):
    parsed = parse_filters(query, tiny)
    assert parse_filters(to_query(parsed.filters), tiny) == (parsed.filters, ())


@given(
    filters=selections(),
    part=one_of(*(name for name in FIELDS if name not in ("release", "areas"))),
    found=st.text("abcXYZ%/<>`=æ", min_size=5),
)
def test_a_bad_part_alone_falls_back_with_a_notice(filters, part, found, tiny):
    filters, parameter = replace(filters, start=2000, end=2010), PARAMETERS[part]
    parsed = parse_filters({**to_query(filters), parameter: found}, tiny)
    used = to_query(parsed.filters)[parameter]
    assert parsed.notices == (Notice(part, found[:64], used),)
    assert replace(parsed.filters, **{part: getattr(filters, part)}) == filters


@pytest.mark.parametrize(
    ("parameter", "found", "part", "used"),
    [
        ("indicator", "happiness", "indicator", "rate"),
        ("group", "EU6", "group", "CBSS"),
        ("areas", "XXX", "areas", "group"),
        ("areas", "LVA,XXX,DNK", "areas", "LVA,DNK"),
        ("home", "WLD", "home", "DNK"),
        ("year", "twenty", "year", "2021"),
        ("year", "٢٠٢٠", "year", "2021"),
        ("year", "3000", "year", "2021"),
        ("tolerance", "51", "tolerance", "10"),
        ("age", "Y5T6", "age", "declared"),
        ("basis", "guess", "basis", "declared"),
        ("source", "gossip", "source", "all"),
        ("comparable", "yes", "comparable", "0"),
        ("index", "off!", "index", "off"),
        ("release", "newest", "release", "current"),
        ("lang", "xx", "language", "en"),
    ],
)
def test_an_unknown_part_says_what_was_found_and_what_is_used(parameter, found, part, used, tiny):
    part = "index_base" if part == "index" else part
    assert parse_filters({parameter: found}, tiny).notices == (Notice(part, found, used),)


def test_years_in_the_wrong_order_fall_back_together(tiny):
    parsed = parse_filters({"start": "2015", "end": "2005"}, tiny)
    assert (parsed.filters.start, parsed.filters.end) == (2000, 2025)
    assert parsed.notices == (Notice("span", "2015–2005", "2000–2025"),)


def test_an_empty_query_is_the_default_selection(tiny):
    assert parse_filters({}, tiny) == (DEFAULT, ())


def test_an_old_link_without_newer_parts_keeps_opening(tiny):
    parsed = parse_filters({"indicator": "entries", "home": "LVA", "utm_source": "mail"}, tiny)
    assert parsed == (replace(DEFAULT, indicator="entries", home="LVA", country="LVA"), ())


def test_areas_fall_back_to_the_members_of_the_group(tiny):
    assert chosen_areas(DEFAULT, tiny) == ("DNK", "LVA", "POL")
    assert chosen_areas(replace(DEFAULT, areas=("POL",)), tiny) == ("POL",)
