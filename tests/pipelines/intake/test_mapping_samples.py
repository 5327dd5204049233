"""Real files map to a sensible proposal; every figure used is the one an independent reading finds."""

import csv
from pathlib import Path

import openpyxl
import pytest

from pipelines.catalogue import load_catalogue
from pipelines.intake.gate import pass_gate
from pipelines.intake.mapping import answered, apply, guess, proposed_answers
from pipelines.intake.shapes import read_shape
from pipelines.intake.tables import find_table
from pipelines.settings import settings

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"
INDICATOR = {"constant:indicator": "alternative_care_number"}


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue(settings().data_dir)


def proposed(name, catalogue):
    table = find_table(pass_gate((SAMPLES / name).read_bytes()))
    tidy = read_shape(table)
    return tidy, guess(tidy, catalogue, notes=table.notes)


def roles(proposal):
    return {role: column for column, role in proposal.mapping.roles.items() if role}


def asked(proposal):
    return {question.id: question for question in proposal.questions}


def mapped(name, catalogue, **answers):
    tidy, proposal = proposed(name, catalogue)
    every = proposed_answers(proposal) | answers
    return apply(tidy, answered(proposal.mapping, every), catalogue)


def written(name, **options):
    return list(csv.DictReader((SAMPLES / name).read_text(encoding="utf-8-sig").splitlines(), **options))


def test_children_looked_after_in_england_are_read_value_by_value(catalogue):
    found = mapped("dfe_national_cla_on_31_march_by_characteristics.csv", catalogue)
    lines = written("dfe_national_cla_on_31_march_by_characteristics.csv")
    foster = {(r["time_period"], r["number"]) for r in lines if r["characteristic"] == "1. Total foster placements"}
    girls = {
        (r["time_period"], r["number"]) for r in lines if (r["cla_group"], r["characteristic"]) == ("Gender", "Female")
    }
    rows = found.rows.to_dicts()
    assert foster == {(r["time_period"], r["obs_value"]) for r in rows if r["indicator"] == "foster_care_number"}
    assert girls == {(r["time_period"], r["obs_value"]) for r in rows if r["sex"] == "F"}
    assert {r["ref_area"] for r in rows} == {"GB-ENG"}
    assert set(found.problems["found"]) <= {"16 years and over"}


def test_the_marks_of_the_department_for_education_are_told_apart(catalogue):
    _, proposal = proposed("dfe_national_cla_on_31_march_by_characteristics.csv", catalogue)
    assert proposal.mapping.marks.items() >= {"c": "Q", "k": "Q", "z": "M"}.items()


def test_coded_columns_are_asked_one_by_one_and_left_out_until_then(catalogue):
    tidy, proposal = proposed("dfe_SFR27_2010_March.csv", catalogue)
    assert roles(proposal)["ref_area"] == "geog_n"
    assert proposal.mapping.marks == {"x": "Q"}
    headers = asked(proposal)["values:indicator"].items
    assert {item.text for item in headers} >= {"MarTotal_2010", "Mid2009Pop0-17"}
    answers = proposed_answers(proposal) | {"constant:time_period": "2010"}
    answers["values:indicator"] |= {
        "MarTotal_2010": "alternative_care_number",
        "Mid2009Pop0-17": "child_population_number",
    }
    rows = apply(tidy, answered(proposal.mapping, answers), catalogue).rows
    values = rows.select("ref_area", "indicator", "obs_value").rows()
    assert values == [
        ("GB-ENG", "alternative_care_number", "64400"),
        ("GB-ENG", "child_population_number", "11012300"),
    ]


def test_quarters_and_single_ages_of_the_statbank_are_asked(catalogue):
    _, proposal = proposed("statbank_dk_FOLK1A.csv", catalogue)
    assert roles(proposal) == {"ref_area": "OMRÅDE", "time_period": "TID", "age": "ALDER"}
    questions = asked(proposal)
    assert [item.proposed for item in questions["values:ref_area"].items] == [""]
    assert questions["values:time_period"].items[0].suggestions == ("2008",)
    assert "keep:CIVILSTAND" in questions


def test_a_statbank_workbook_is_read_value_by_value(catalogue):
    kept = {"keep:Transportype": ["Cykel"]}
    rows = mapped("statbank_dk_UUheld.xlsx", catalogue, **INDICATOR, **kept).rows
    assert set(rows["ref_area"]) == {"DNK"}
    sheet = openpyxl.load_workbook(SAMPLES / "statbank_dk_UUheld.xlsx").worksheets[0]
    for row in rows.to_dicts():
        assert float(sheet[f"{row['column']}{row['row']}"].value) == float(row["obs_value"])
    assert set(rows["sex"]) == {"F", "M"}
    assert set(rows["age"]) == {"Y0T17", "Y18T24"}


def test_eurostat_countries_aggregates_and_missing_values_are_read(catalogue):
    known = {"values:unit": {"MIO_EUR": "children", "PC_GDP": ""}}
    found = mapped("eurostat_tsdde410.tsv", catalogue, **INDICATOR, **known)
    lines = [line.split("\t") for line in (SAMPLES / "eurostat_tsdde410.tsv").read_text(encoding="utf-8").splitlines()]
    years = [cell.strip() for cell in lines[0][1:]]
    austria = next(line for line in lines if line[0] == "MIO_EUR,AT")
    rows = [r for r in found.rows.to_dicts() if r["ref_area"] == "AUT"]
    assert [(r["time_period"], r["obs_value"]) for r in rows] == [
        (y, v.strip()) for y, v in zip(years, austria[1:], strict=True)
    ]
    greece = [r for r in found.rows.to_dicts() if r["ref_area"] == "GRC"]
    assert len(greece) == len(years)
    bulgaria = [r for r in found.rows.to_dicts() if r["ref_area"] == "BGR"]
    assert [(r["obs_value"], r["obs_status"]) for r in bulgaria[:2]] == [(None, "O"), (None, "O")]
    assert any("EU" in text for text in found.set_aside["found"])


def test_a_decimal_comma_is_seen_without_asking(catalogue):
    _, proposal = proposed("eurostat_womenmen_02_04_02_data.csv", catalogue)
    assert (proposal.mapping.style.decimal, "style" in asked(proposal)) == (",", False)
    assert roles(proposal)["ref_area"] == "countryCode"


def test_world_bank_countries_are_all_known_and_its_groups_set_aside(catalogue):
    name = "API_EN.ATM.CO2E.KT_DS2_en_csv_v2_4499137.csv"
    found = mapped(name, catalogue, **{"values:indicator": {"EN.ATM.CO2E.KT": "alternative_care_number"}})
    lines = list(csv.reader((SAMPLES / name).read_text(encoding="utf-8-sig").splitlines()))[4:]
    years = lines[0][4:]
    truth = {(row[1], year): value for row in lines[1:] for year, value in zip(years, row[4:], strict=False) if value}
    rows = found.rows.to_dicts()
    assert found.problems.height == 0
    assert all(truth[row["ref_area"], row["time_period"]] == row["obs_value"] for row in rows)
    known = {code for code, each in catalogue.codelists["areas"].items() if each.extra["kind"] == "country"}
    assert len(rows) == sum(1 for code, _ in truth if code in known)


def test_sdmx_areas_are_known_and_regions_set_aside(catalogue):
    found = mapped(
        "unicef_sdmx_cme_mry0t4_2020.csv",
        catalogue,
        **{
            "values:indicator": {"CME_MRY0T4": "residential_care_rate"},
            "values:unit": {"D_PER_1000_B": "per_100k_children"},
        },
    )
    lines = written("unicef_sdmx_cme_mry0t4_2020.csv")
    truth = {(r["REF_AREA"], r["SEX"]): r["OBS_VALUE"] for r in lines}
    assert found.rows.height > 500
    assert all(truth[r["ref_area"], r["sex"]] == (r["obs_value"] or "") for r in found.rows.to_dicts())
    assert any(text.startswith("UNICEF_") for text in found.set_aside["found"])


@pytest.mark.parametrize("name", ["ssb_fylker_jan18_jan20_401.csv", "unicef_geographic_areas.csv"])
def test_a_code_list_has_no_values_to_map(name, catalogue):
    tidy, proposal = proposed(name, catalogue)
    assert apply(tidy, answered(proposal.mapping, proposed_answers(proposal)), catalogue).rows.height == 0
