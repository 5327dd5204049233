"""The indicator catalogue says everything it must, in codes that exist."""

import csv
import re
from pathlib import Path

import pytest

from pipelines.catalogue import CatalogueError, load_catalogue

DATA = Path(__file__).parents[2] / "data"
CATALOGUE = load_catalogue(DATA)
INDICATORS = sorted(CATALOGUE.indicators)
HEADLINES = [each.id for each in CATALOGUE.headline_indicators]
DIRECTIONS = {"lower_is_better", "higher_is_better", "none"}
ROLES = {"residential", "family", "foster", "kinship", "neither", "none"}
OFFICIAL = {
    row["code"]: row
    for row in csv.DictReader((DATA / "context" / "transmonee_dictionary.csv").read_text(encoding="utf-8").splitlines())
}
UNSEEN_PARAGRAPHS = re.compile(r"\b(22|23|29|69)\b")
OFFICIAL_NUMBER = re.compile(r"\(TM Indicator ([\d.]+)\)")
INDICATOR = """
id = "made_up_number"
label = { en = "Made up", da = "Opdigtet" }
definition = { en = "A made-up figure." }
unit = "children"
direction = "none"
theme = "context"
basis = "stock"
ages = ["Y0T17"]
decimals = 0
"""


def parts_of(indicator):
    chain = [indicator]
    while CATALOGUE[chain[-1]].part_of:
        chain.append(CATALOGUE[chain[-1]].part_of)
        assert len(chain) < 10, f"{indicator} is a part of itself"
    return chain


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "indicators").mkdir()
    (tmp_path / "sources").mkdir()
    (tmp_path / "codelists").mkdir()
    for path in (DATA / "codelists").glob("*.csv"):
        (tmp_path / "codelists" / path.name).write_bytes(path.read_bytes())
    return tmp_path


@pytest.mark.parametrize("indicator", INDICATORS)
def test_an_indicator_uses_codes_that_exist(indicator):
    entry = CATALOGUE[indicator]
    assert entry.unit in CATALOGUE.units
    assert entry.theme in CATALOGUE.codelists["themes"]
    assert entry.basis in CATALOGUE.codelists["count_bases"]
    assert set(entry.ages) <= set(CATALOGUE.codelists["ages"])
    assert entry.ages
    assert entry.direction in DIRECTIONS
    assert entry.role in ROLES
    assert set(entry.dimensions) <= {"sex", "age", "disability"}


@pytest.mark.parametrize("indicator", INDICATORS)
def test_an_indicator_is_named_in_both_languages_and_defined(indicator):
    entry = CATALOGUE[indicator]
    assert entry.label["en"]
    assert entry.label["da"]
    assert entry.label["en"] != entry.label["da"]
    assert entry.definition["en"].endswith(".")
    assert all(caveat["en"] and caveat["da"] for caveat in entry.caveats)


@pytest.mark.parametrize("indicator", INDICATORS)
def test_what_an_indicator_refers_to_exists(indicator):
    entry = CATALOGUE[indicator]
    named = {entry.part_of, entry.numerator, entry.denominator} - {None}
    assert named <= set(CATALOGUE.indicators)
    assert (entry.numerator is None) == (entry.denominator is None)


@pytest.mark.parametrize("indicator", [each for each in INDICATORS if CATALOGUE[each].part_of])
def test_a_part_has_the_unit_kind_and_basis_of_its_total(indicator):
    entry, total = CATALOGUE[indicator], CATALOGUE[CATALOGUE[indicator].part_of]
    assert CATALOGUE.units[entry.unit].extra["kind"] == CATALOGUE.units[total.unit].extra["kind"]
    assert {entry.basis, total.basis} in ({"stock"}, {"flow"}, {"stock", "during_year"})
    assert parts_of(indicator)


@pytest.mark.parametrize("indicator", [each for each in INDICATORS if CATALOGUE[each].numerator])
def test_a_rate_or_share_is_taken_of_counts(indicator):
    entry = CATALOGUE[indicator]
    kinds = {CATALOGUE.units[CATALOGUE[each].unit].extra["kind"] for each in (entry.numerator, entry.denominator)}
    assert kinds == {"count"}
    is_rate = CATALOGUE.units[entry.unit].extra["kind"] == "rate"
    assert is_rate == (entry.denominator == "child_population_number")


@pytest.mark.parametrize("language", ["en", "da"])
def test_no_two_indicators_have_the_same_name(language):
    labels = [CATALOGUE[each].label[language] for each in INDICATORS]
    assert len(labels) == len(set(labels))


def test_there_are_twelve_headline_indicators_in_order():
    assert [CATALOGUE[each].headline for each in HEADLINES] == list(range(1, 13))


@pytest.mark.parametrize("indicator", HEADLINES)
def test_a_headline_indicator_is_defined_in_danish(indicator):
    assert CATALOGUE[indicator].definition["da"].endswith(".")
    assert not CATALOGUE[indicator].wanted


@pytest.mark.parametrize("indicator", [each for each in INDICATORS if CATALOGUE[each].wanted])
def test_a_wanted_indicator_says_why_no_series_shows_it(indicator):
    assert CATALOGUE[indicator].caveats


@pytest.mark.parametrize("indicator", INDICATORS)
def test_an_official_code_is_in_the_official_list_under_that_number(indicator):
    for link in CATALOGUE[indicator].frameworks:
        if not link.code:
            continue
        official = OFFICIAL[link.code]
        number = OFFICIAL_NUMBER.search(official["name"])
        assert (link.reference == "earlier list") == (official["retired"] == "yes")
        assert link.reference.startswith("TM ") == (number is not None)
        assert number is None or link.reference == f"TM {number[1]}"


@pytest.mark.parametrize("indicator", INDICATORS)
def test_no_paragraph_is_numbered_that_was_not_seen(indicator):
    for link in CATALOGUE[indicator].frameworks:
        if link.framework == "UN Guidelines":
            assert not UNSEEN_PARAGRAPHS.search(link.reference)
        assert link.framework != "A/RES/74/133" or not re.search(r"\d", link.reference)


@pytest.mark.parametrize("name", ["units", "themes"])
def test_a_codelist_has_labels_in_both_languages(name):
    assert all({"en", "da"} <= set(code.label) for code in CATALOGUE.codelists[name].values())


def test_an_indicator_with_everything_it_needs_is_read(folder):
    (folder / "indicators" / "made_up_number.toml").write_text(INDICATOR, encoding="utf-8")
    assert load_catalogue(folder)["made_up_number"].label_in("da") == "Opdigtet"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('theme = "context"\n', ""), "key 'theme' is missing, expected id, label, definition, unit"),
        (("decimals = 0", "decimal = 0"), "key 'decimal' is unknown, expected one of id, label, definition, unit"),
        (('id = "made_up_number"', 'id = "other"'), "key 'id' is 'other', expected the file's name 'made_up_number'"),
        (('en = "Made up", ', ""), "key 'label' is {'da': 'Opdigtet'}, expected texts by language with at least 'en'"),
        (
            ("decimals = 0", 'decimals = 0\nframeworks = [{ name = "CRC" }]'),
            "expected framework, reference and perhaps",
        ),
        (("decimals = 0", "decimals = "), "not readable as TOML"),
    ],
)
def test_a_wrong_file_is_named_with_its_key_and_what_was_expected(folder, change, message):
    path = folder / "indicators" / "made_up_number.toml"
    path.write_text(INDICATOR.replace(*change), encoding="utf-8")
    with pytest.raises(CatalogueError) as error:
        load_catalogue(folder)
    assert str(path) in str(error.value)
    assert message in str(error.value)


def test_a_missing_codelist_is_named(folder):
    (folder / "codelists" / "units.csv").unlink()
    with pytest.raises(CatalogueError, match=r"units\.csv: the codelist is missing, expected columns code, label_en"):
        load_catalogue(folder)
