"""Milestones, targets, practices and frameworks: all carried over, each tied to something that exists."""

import re
from pathlib import Path

import polars as pl
import pytest

from pipelines.catalogue import load_catalogue

DATA = Path(__file__).parents[2] / "data"
CATALOGUE = load_catalogue(DATA)
CONTEXT = {
    name: pl.read_csv(DATA / "context" / f"{name}.csv", infer_schema=False).fill_null("")
    for name in ("milestones", "targets", "practices", "frameworks")
}
THEMES = {
    "alternative_care",
    "children_on_the_move",
    "partnerships_law_policy",
    "prevention_early_intervention",
    "protection_support_justice",
}
KINDS = {"law", "strategy", "commitment", "service", "ratification", "institution_closure", "reform"}
SHAPES = {"closing_date", "age_limit", "family_share", "ceiling", "relative_fall", "relative_rise", "unit_size"}
JUDGEMENTS = {"met", "missed", "postponed"}
STATUSES = {*JUDGEMENTS, "standing_rule", "running", "not_known"}


def rows(name):
    return CONTEXT[name].rows(named=True)


@pytest.mark.parametrize(
    ("name", "count"), [("milestones", 325), ("targets", 30), ("practices", 71), ("frameworks", 76)]
)
def test_every_row_is_carried(name, count):
    assert CONTEXT[name].height == count


@pytest.mark.parametrize("name", CONTEXT)
def test_an_id_stands_once(name):
    ids = CONTEXT[name]["id"].to_list()
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[A-Za-z0-9]+(-[a-z0-9]+)*", each) for each in ids)


@pytest.mark.parametrize("name", CONTEXT)
def test_every_row_names_its_source_and_address(name):
    assert all(row["source"] and re.match(r"https?://", row["source_url"]) for row in rows(name))


@pytest.mark.parametrize("name", ["milestones", "targets", "practices"])
def test_every_row_is_about_an_area_or_group_that_exists(name):
    known = set(CATALOGUE.areas) | set(CATALOGUE.groups)
    assert set(CONTEXT[name]["ref_area"]) <= known


@pytest.mark.parametrize("name", ["milestones", "practices"])
def test_every_row_has_a_theme_and_words(name):
    assert set(CONTEXT[name]["theme"]) == THEMES
    assert all(row["title"] and row["summary"] for row in rows(name))


def test_a_milestone_has_a_date_as_exact_as_its_source():
    assert all(re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", each) for each in CONTEXT["milestones"]["date"])
    assert set(CONTEXT["milestones"]["kind"]) == KINDS


@pytest.mark.parametrize("row", rows("targets"), ids=CONTEXT["targets"]["id"].to_list())
def test_a_target_is_structured_with_codes_that_exist(row):
    assert row["shape"] in SHAPES
    assert row["scope"] in {"country", "city"}
    assert row["indicator"] in CATALOGUE.indicators
    assert row["unit_measure"] in CATALOGUE.units
    assert row["age"] == "" or row["age"] in CATALOGUE.codelists["ages"]
    assert float(row["value"]) == float(row["value"])
    assert all(re.fullmatch(r"(\d{4})?", row[column]) for column in ("year", "base_year"))
    assert row["target"]


@pytest.mark.parametrize("row", rows("targets"), ids=CONTEXT["targets"]["id"].to_list())
def test_a_judgement_of_a_target_has_a_source_of_its_own(row):
    assert row["status"] in STATUSES
    assert (row["status"] in JUDGEMENTS) == bool(row["status_source"] and row["status_source_url"])


def test_every_shape_of_target_occurs():
    assert set(CONTEXT["targets"]["shape"]) == SHAPES


def test_a_relative_fall_names_the_year_it_is_measured_from():
    falls = CONTEXT["targets"].filter(shape="relative_fall")
    assert falls["base_year"].to_list() == ["2023", "2023"]


@pytest.mark.parametrize("row", rows("frameworks"), ids=CONTEXT["frameworks"]["id"].to_list())
def test_a_framework_row_is_tied_to_an_indicator_where_one_is_meant(row):
    assert row["indicator"] == "" or row["indicator"] in CATALOGUE.indicators
    assert row["what_it_asks"]


def test_nine_framework_rows_ask_for_nothing_an_indicator_could_test():
    assert CONTEXT["frameworks"].filter(indicator="").height == 9


def test_no_paragraph_is_numbered_where_it_is_to_be_checked():
    unseen = CONTEXT["frameworks"].filter(verification="paragraph_to_check")
    assert unseen.height == 12
    assert not any(re.search(r"\d", each) for each in unseen["reference"])
    assert all(each.endswith("paragraph to check") for each in unseen["reference"])


def test_a_framework_named_by_an_indicator_is_one_the_context_describes():
    described = set(CONTEXT["frameworks"]["framework"])
    named = {link.framework for entry in CATALOGUE.indicators.values() for link in entry.frameworks}
    assert named <= described


def test_the_resolution_was_adopted_on_18_december_2019_and_the_committee_stage_is_explained():
    milestone = CONTEXT["milestones"].filter(pl.col("title").str.contains("A/RES/74/133", literal=True))
    assert milestone["date"].to_list() == ["2019-12-18"]
    framework = CONTEXT["frameworks"].filter(id="a-res-74-133-adoption")
    for text in (milestone["summary"].item(), framework["what_it_asks"].item()):
        assert "18 December 2019" in text
        assert "12 November 2019" in text
        assert "Committee" in text or "committee" in text


def test_spain_missed_its_age_limit_by_a_named_source():
    spain = CONTEXT["targets"].filter(id="esp-age-0-6-2025")
    assert spain["status"].item() == "missed"
    assert "europapress" in spain["status_source_url"].item()


def test_both_counts_of_community_homes_in_lithuania_are_said():
    summary = CONTEXT["practices"].filter(id="P046")["summary"].item()
    assert "490" in summary
    assert "285" in summary
