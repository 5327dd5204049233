import polars as pl
import pytest

from dashboard.views.care_mix import care_mixes, split
from pipelines.catalogue import Catalogue, Code, Indicator, Source
from pipelines.observations import RELEASE_SCHEMA

COUNTS = {
    "total": "alternative_care_number",
    "residential": "residential_care_number",
    "family": "family_based_care_number",
    "foster": "foster_care_number",
    "kinship": "kinship_guardianship_care_number",
}


def a_source(name, order):
    return Source(name, {"en": name}, name, "https://example.org", "free", "2024", "national", order, order)


def an_indicator(name, **changes):
    values = {
        "id": name, "label": {"en": name}, "definition": {"en": name}, "unit": "children", "direction": "none",
        "theme": "all_care", "basis": "stock", "ages": ("Y0T17",), "decimals": 0,
    }  # fmt: skip
    return Indicator(**(values | changes))


CATALOGUE = Catalogue(
    indicators={
        "secure_homes_number": an_indicator(
            "secure_homes_number", part_of="alternative_care_number", role="residential"
        ),
        "schools_number": an_indicator("schools_number", part_of="alternative_care_number", role="residential"),
    },
    sources={"office": a_source("office", 1), "abroad": a_source("abroad", 2), "shares": a_source("shares", 3)},
    codelists={
        "ages": {
            code: Code(code, {"en": code}, {"from": first, "to": last})
            for code, first, last in [("Y0T17", "0", "17"), ("Y0T2", "0", "2"), ("Y0T22", "0", "22"), ("_T", "0", "")]
        }
    },
)


def rows(year, source="office", age="Y0T17", **values):
    status = values.pop("status", "A")
    names = {**COUNTS, "residential_share": "residential_care_share", "family_share": "family_based_care_share"}
    return [
        {
            "indicator": names.get(part, part), "ref_area": "LTU", "time_period": year, "sex": "_T", "age": age,
            "disability": "_T", "count_basis": "stock", "obs_value": value, "obs_status": status, "source": source,
            "note": None, "comparability": "comparable", "derivation": None,
        }
        for part, value in values.items()
    ]  # fmt: skip


def mixes(*groups):
    frame = pl.DataFrame([row for group in groups for row in group], schema=RELEASE_SCHEMA)
    return care_mixes(frame, "LTU", CATALOGUE)


def parts(mix, year):
    return dict(mix.rows.filter(pl.col("time_period") == year).select("part", "obs_value").iter_rows())


def test_what_is_neither_residential_nor_family_based_is_kept_as_a_part():
    assert split({"total": 100.0, "residential": 33.0, "family": 47.0}) == (
        {"residential": 33.0, "family": 47.0, "neither": 20.0},
        False,
    )


def test_the_published_shares_of_lithuania_leave_a_fifth_neither_or_unknown():
    # DataCare 2021, as republished by the Bulgarian National Network for Children: 0.33 residential, 0.47 family-based.
    (mix,) = mixes(rows(2021, "shares", residential_share=33.0, family_share=47.0))
    assert parts(mix, 2021) == {"residential": 33.0, "family": 47.0, "neither": 20.0}


@pytest.mark.parametrize(
    ("known", "expected", "exceeds"),
    [
        ({"residential": 10.0, "family": 30.0, "foster": 12.0, "kinship": 18.0},
         {"residential": 10.0, "foster": 12.0, "kinship": 18.0}, False),
        ({"residential": 10.0, "family": 30.0, "foster": 12.0, "kinship": 10.0},
         {"residential": 10.0, "foster": 12.0, "kinship": 10.0, "other_family": 8.0}, False),
        ({"residential": 10.0, "family": 30.0, "foster": 12.0},
         {"residential": 10.0, "foster": 12.0, "other_family": 18.0}, False),
        ({"residential": 10.0, "family": 20.0, "foster": 12.0, "kinship": 18.0},
         {"residential": 10.0, "foster": 12.0, "kinship": 18.0}, True),
        ({"total": 35.0, "residential": 10.0, "family": 30.0}, {"residential": 10.0, "family": 30.0}, True),
        ({"total": 40.5, "residential": 10.0, "family": 30.0}, {"residential": 10.0, "family": 30.0}, False),
        ({"total": 0.0, "residential": 0.0, "family": 0.0}, {"residential": 0.0, "family": 0.0}, False),
    ],
)  # fmt: skip
def test_foster_and_kinship_care_need_not_sum_to_family_based_care(known, expected, exceeds):
    assert split(known) == (expected, exceeds)


def test_without_a_total_no_remainder_is_invented():
    (mix,) = mixes(rows(2010, residential=10.0, foster=20.0))
    assert parts(mix, 2010) == {"residential": 10.0, "foster": 20.0}
    assert mix.rows["share_percent"].to_list() == [None, None]


def test_sources_are_never_joined():
    found = mixes(
        *[rows(year, "abroad", total=50.0, residential=20.0, family=30.0) for year in (2000, 2001, 2002)],
        *[rows(year, "office", total=30.0, residential=5.0, family=25.0) for year in (2002, 2003, 2004)],
    )
    assert [(mix.source, mix.years) for mix in found] == [
        ("office", [2002, 2003, 2004]),
        ("abroad", [2000, 2001, 2002]),
    ]


def test_a_source_with_one_year_does_not_stand_before_one_with_many():
    found = mixes(
        rows(2025, "office", residential=5.0, family=25.0),
        *[rows(year, "abroad", total=50.0, residential=20.0, family=30.0) for year in (2000, 2001, 2002)],
    )
    assert [mix.source for mix in found] == ["abroad", "office"]


def test_a_year_without_residential_care_is_a_gap_and_the_next_is_cut_off():
    (mix,) = mixes(
        rows(2000, total=50.0, residential=20.0, family=30.0),
        rows(2001, total=50.0, family=30.0),
        rows(2002, total=50.0, residential=0.0, family=30.0),
        rows(2003, total=50.0, residential=10.0, family=30.0),
        rows(2004, total=50.0, residential=10.0, family=30.0, status="B"),
    )
    assert mix.years == [2000, 2002, 2003, 2004]
    assert parts(mix, 2002)["residential"] == 0.0
    assert mix.rows.filter("is_cut")["time_period"].unique().sort().to_list() == [2002, 2004]


def test_a_year_in_which_the_definition_starts_or_stops_differing_is_cut_off():
    (mix,) = mixes(
        *[
            rows(year, residential=20.0, family=30.0, status="D" if year == 2001 else "A")
            for year in (2000, 2001, 2002, 2003)
        ]
    )
    assert mix.rows.filter("is_cut")["time_period"].unique().sort().to_list() == [2001, 2002]


def test_parts_of_wider_ages_are_taken_together_and_cut_from_other_ages():
    (mix,) = mixes(
        rows(2000, total=50.0, residential=20.0, family=30.0),
        rows(2001, age="_T", total=60.0, residential=30.0, family=30.0),
    )
    assert mix.rows.select("time_period", "age").unique().sort("time_period").rows() == [(2000, "Y0T17"), (2001, "_T")]
    assert mix.rows.filter("is_cut")["time_period"].unique().to_list() == [2001]


def test_an_age_group_is_never_taken_for_the_whole():
    assert mixes(rows(2000, age="Y0T2", total=50.0, residential=20.0, family=30.0)) == []


def test_parts_that_exceed_their_total_are_said_and_drawn_as_lines():
    (mix,) = mixes(rows(2000, total=35.0, residential=20.0, family=30.0))
    assert (mix.years_in_excess, mix.as_lines) == ([2000], True)


def test_children_of_0_17_and_all_ages_stand_together_only_where_one_age_does_not_make_a_mix():
    (mix,) = mixes(rows(2000, age="_T", total=60.0, residential=30.0), rows(2000, family=25.0))
    assert parts(mix, 2000) == {"residential": 30.0, "family": 25.0, "neither": 5.0}
    assert mix.rows["age"].unique().to_list() == ["Y0T17;_T"]
    assert mixes(rows(2000, age="Y0T22", residential=30.0), rows(2000, family=25.0)) == []


def test_one_form_is_not_taken_for_residential_care_nor_are_forms_where_the_sum_is_published():
    assert mixes(rows(2024, total=100.0, foster=60.0, schools_number=5.0)) == []
    (mix,) = mixes(
        rows(2023, total=100.0, foster=60.0, secure_homes_number=15.0, schools_number=5.0),
        rows(2024, total=100.0, foster=60.0, residential=30.0),
    )
    assert mix.years == [2024]


def test_published_residential_forms_stand_in_where_no_sum_is_published_and_are_named():
    (mix,) = mixes(rows(2024, total=100.0, foster=60.0, secure_homes_number=15.0, schools_number=5.0))
    assert parts(mix, 2024) == {"residential": 20.0, "foster": 60.0, "neither": 20.0}
    assert mix.summed == ("schools_number", "secure_homes_number")
