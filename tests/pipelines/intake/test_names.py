"""Names become codes only where that is certain; what looks alike is asked."""

import polars as pl
import pytest

from pipelines.catalogue import load_catalogue
from pipelines.intake.names import match, unnumbered
from pipelines.settings import settings


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue(settings().data_dir)


def found(text, codelist, catalogue):
    return match([text], codelist, catalogue).row(0, named=True)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *[(name, "DNK") for name in ("Danmark", "Dänemark", "Taani", "Dānija", "Danija", "Дания", "DK", "DNK", "208")],
        *[(name, "LTU") for name in ("Litauen", "Lietuva", "Leedu", "Литва", "Liettua", "Lietuvos Respublika")],
        *[(name, "DEU") for name in ("Tyskland", "Saksa", "Vokietija", "Vācija", "Niemcy", "Germany (1)", "Germany*")],
        ("Kosovo (UNSCR 1244)", "XKX"),
        ("Kosovo*", "XKX"),
        ("Czech Republic", "CZE"),
        ("Türkiye", "TUR"),
        ("Turkiye", "TUR"),
        ("Turkey", "TUR"),
        ("Republic of Moldova", "MDA"),
        ("Netherlands (Kingdom of the)", "NLD"),
        ("DNK: Denmark", "DNK"),
        ("EL", "GRC"),
        ("UK", "GBR"),
        ("England", "GB-ENG"),
        ("United Kingdom (Scotland)", "GB-SCT"),
        ("Iran, Islamic Rep.", "IRN"),
        ("Kingdom of Denmark", "DNK"),
        ("North Macedonia", "MKD"),
        ("Slovak Republic", "SVK"),
        ("  Sverige ", "SWE"),
    ],
)
def test_a_country_is_known_in_the_languages_of_the_region(text, code, catalogue):
    assert found(text, "areas", catalogue)["code"] == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Niger", "NER"),
        ("Nigeria", "NGA"),
        ("Guinea", "GIN"),
        ("Guinea-Bissau", "GNB"),
        ("Equatorial Guinea", "GNQ"),
        ("Papua New Guinea", "PNG"),
        ("Austria", "AUT"),
        ("Australia", "AUS"),
        ("Slovakia", "SVK"),
        ("Slovenia", "SVN"),
        ("Iceland", "ISL"),
        ("Island", "ISL"),
        ("Ireland", "IRL"),
        ("Northern Ireland", "GB-NIR"),
        ("Sudan", "SDN"),
        ("South Sudan", "SSD"),
        ("Dominica", "DMA"),
        ("Dominican Republic", "DOM"),
        ("Latvia", "LVA"),
        ("Lithuania", "LTU"),
    ],
)
def test_neighbours_in_spelling_keep_their_own_code(text, code, catalogue):
    assert found(text, "areas", catalogue)["code"] == code


@pytest.mark.parametrize(
    ("text", "among"),
    [
        ("Nigera", "NGA"),
        ("Nigeri", "NER"),
        ("Austra", "AUT"),
        ("Austrlia", "AUS"),
        ("Slovaki", "SVK"),
        ("Slovana", "SVN"),
        ("Danmakr", "DNK"),
        ("Lativa", "LVA"),
        ("Guinee", "GIN"),
        ("Congo", "COD"),
        ("Korea", "KOR"),
        ("DNK: Sweden", "SWE"),
        ("Serbia (excluding Kosovo)", "SRB"),
        ("Czechoslovakia", "SVK"),
        ("England and Wales", "GB-ENG"),
    ],
)
def test_what_only_looks_alike_or_is_shared_is_asked(text, among, catalogue):
    row = found(text, "areas", catalogue)
    assert row["code"] is None
    assert among in row["suggestions"]


def test_one_letter_less_never_becomes_a_country_silently(catalogue):
    names = [
        "Denmark",
        "Niger",
        "Nigeria",
        "Austria",
        "Australia",
        "Slovakia",
        "Slovenia",
        "Latvia",
        "Lithuania",
        "Iceland",
    ]
    right = dict(zip(names, match(names, "areas", catalogue)["code"], strict=True))
    spoilt = {name[:i] + name[i + 1 :]: code for name, code in right.items() for i in range(len(name))}
    read = {text: found(text, "areas", catalogue)["code"] for text in spoilt}
    wrong = {text: code for text, code in read.items() if code and code != spoilt[text] and text not in right}
    assert wrong == {}


@pytest.mark.parametrize(
    "text",
    ["EU27_2020", "World", "Verden", "Europe & Central Asia", "Euro area", "OECD members", "EU-28", "South America"],
)
def test_groups_of_countries_are_set_aside(text, catalogue):
    row = found(text, "areas", catalogue)
    assert (row["code"], row["method"]) == (None, "aggregate")


def test_a_country_among_unknown_places_is_confirmed(catalogue):
    places = ["Hele landet", "København", "Samsø", "Ærø", "Læsø", "Georgia"]
    frame = match(places, "areas", catalogue)
    assert frame["code"].drop_nulls().to_list() == []
    assert frame["suggestions"].to_list()[0] == ["DNK"]


@pytest.mark.parametrize("text", ["København", "North East", "Total", "", "921", "Kreis 4"])
def test_what_is_no_country_gets_no_code(text, catalogue):
    assert found(text, "areas", catalogue)["code"] is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0-17", "Y0T17"),
        ("0–17 år", "Y0T17"),
        ("0–17 metų", "Y0T17"),
        ("1 to 4 years", "Y1T4"),
        ("15 bis 17 Jahre", "Y15T17"),
        ("Under 1 year", "Y0"),
        ("under 18", "Y0T17"),
        ("iki 3 metų", "Y0T2"),
        ("18+", "Y_GE18"),
        ("18 lat i więcej", "Y_GE18"),
        ("18 år og derover", "Y_GE18"),
        ("Y_LT18", "Y0T17"),
        ("Y0T17", "Y0T17"),
    ],
)
def test_ages_are_read(text, code, catalogue):
    assert found(text, "ages", catalogue)["code"] == code


@pytest.mark.parametrize(
    "text", ["30 år", "16 years and over", "alle", "i alt", "Total children", "N1", "many", "17-0"]
)
def test_an_age_that_is_not_certain_is_asked(text, catalogue):
    assert found(text, "ages", catalogue)["code"] is None


def test_an_open_age_is_offered_the_listed_ones_near_it(catalogue):
    assert found("16 years and over", "ages", catalogue)["suggestions"][0] == "Y16T17"


@pytest.mark.parametrize(
    ("text", "codelist", "code"),
    [
        ("Piger", "sexes", "F"),
        ("mergaitės", "sexes", "F"),
        ("F: Female", "sexes", "F"),
        ("Mænd", "sexes", "M"),
        ("Total", "sexes", "_T"),
        ("su negalia", "disabilities", "PD"),
        ("metų pabaigoje", "count_bases", "stock"),
        ("Normal value", "obs_statuses", "A"),
        ("Børn i plejefamilie", "indicators", "foster_care_number"),
        ("PT_CHLD_INRESIDENTIAL_RATE_B: Rate of children", "indicators", "residential_care_rate"),
    ],
)
def test_other_lists_are_matched_by_code_and_name(text, codelist, code, catalogue):
    assert found(text, codelist, catalogue)["code"] == code


def test_an_official_code_for_part_of_the_children_is_asked(catalogue):
    assert found("PT_CHLD_DISAB_INRESIDENTIAL", "indicators", catalogue)["code"] is None


def test_a_number_before_a_label_is_tolerated():
    labels = [
        "N1. Abuse or neglect",
        "1a.2ii With other foster carer",
        "8. Total other placements",
        "0-17 years",
        "30 år",
    ]
    assert [unnumbered(each) for each in labels[:3]] == [
        "Abuse or neglect",
        "With other foster carer",
        "Total other placements",
    ]
    assert unnumbered(labels[3]) == "0-17 years"


def test_each_distinct_text_is_one_row_in_order(catalogue):
    frame = match(["Polen", "Danmark", "Polen"], "areas", catalogue)
    assert frame.select(pl.col("text"), pl.col("code")).rows() == [("Polen", "POL"), ("Danmark", "DNK")]
