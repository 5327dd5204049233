"""A template sent back is recognised and read without a question."""

import io

import openpyxl
import polars as pl
import pytest

from pipelines.catalogue import load_catalogue
from pipelines.intake.gate import pass_gate
from pipelines.intake.mapping import apply, guess
from pipelines.intake.shapes import read_shape
from pipelines.intake.tables import find_table
from pipelines.intake.templates import (
    COLUMNS,
    HEADER_ROW,
    LANGUAGES,
    Request,
    csv_template,
    sets,
    template_rows,
    words,
    workbook_template,
)
from pipelines.observations import SCHEMA
from pipelines.rules import check
from pipelines.settings import settings

ASKED = Request("LTU", 2024, "core", "lt")


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue(settings().data_dir)


@pytest.fixture(scope="module")
def observations():
    base = {"indicator": "foster_care_number", "ref_area": "LTU", "sex": "_T", "age": "Y0T17", "disability": "_T"}
    rows = [
        {**base, "count_basis": "stock", "time_period": 2021, "obs_value": 11.0, "source": "lithuania_statistics"},
        {**base, "count_basis": "stock", "time_period": 2022, "obs_value": 12.0, "source": "lithuania_statistics"},
        {**base, "count_basis": "stock", "time_period": 2023, "obs_value": None, "source": "lithuania_statistics"},
        {**base, "count_basis": "stock", "time_period": 2024, "obs_value": 14.0, "source": "lithuania_statistics"},
    ]
    return (
        pl.DataFrame(rows)
        .with_columns(pl.lit(None).alias(name) for name in SCHEMA.names() if name not in rows[0])
        .select(SCHEMA.names())
    )


def read_back(content, catalogue):
    table = find_table(pass_gate(content))
    shape = read_shape(table)
    proposal = guess(shape, catalogue, notes=table.notes)
    return shape, proposal, apply(shape, proposal.mapping, catalogue, sheet=table.sheet)


def filled(content, cells):
    """Fill cells of the first sheet of a workbook, as a member does: (row of the table, column name) → value."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for (row, column), value in cells.items():
        book.worksheets[0].cell(HEADER_ROW + row, COLUMNS.index(column) + 1).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_filled_workbook_comes_back_as_rows_without_a_question(language, catalogue, observations):
    request = Request("LTU", 2024, "core", language)
    empty = workbook_template(request, observations, catalogue)
    places = {
        row.indicator: place
        for place, row in reversed(list(enumerate(template_rows(request, observations, catalogue), 1)))
    }
    foster, residential = places["foster_care_number"], places["residential_care_number"]
    content = filled(
        empty,
        {
            (1, "obs_value"): 5900,
            (1, "child_population"): 498000,
            (foster, "obs_value"): 1310,
            (foster, "note"): "Be budinčių globotojų",
            (residential, "obs_status"): f"Q: {words('lt')['obs_statuses']['Q']}",
            (residential, "obs_value"): "x",
        },
    )
    shape, proposal, mapped = read_back(content, catalogue)
    assert shape.layout == "template"
    assert [question.id for question in proposal.questions] == ["marks"]
    assert mapped.problems.rows() == []
    assert mapped.rows.select(
        "indicator", "ref_area", "time_period", "sex", "age", "obs_value", "obs_status", "note"
    ).rows() == [
        ("alternative_care_number", "LTU", "2024", "_T", "Y0T17", "5900", "A", None),
        ("child_population_number", "LTU", "2024", "_T", "Y0T17", "498000", "A", None),
        ("residential_care_number", "LTU", "2024", "_T", "Y0T17", None, "Q", None),
        ("foster_care_number", "LTU", "2024", "_T", "Y0T17", "1310", "A", "Be budinčių globotojų"),
    ]
    checked = check(mapped.rows.with_columns(source=pl.lit("lithuania_statistics")), catalogue)
    assert checked.problems.filter(pl.col("level") == "error").rows() == []


def test_an_empty_workbook_gives_no_rows_and_no_problems(catalogue, observations):
    _, proposal, mapped = read_back(workbook_template(ASKED, observations, catalogue), catalogue)
    assert (mapped.rows.height, mapped.problems.height, proposal.questions) == (0, 0, ())


def test_a_filled_csv_template_comes_back_as_rows(catalogue, observations):
    lines = csv_template(ASKED, observations, catalogue).decode("utf-8-sig").splitlines()
    cells = lines[HEADER_ROW].split(",")
    place = COLUMNS.index("obs_value") - len(COLUMNS)
    cells[place] = "5900"
    lines[HEADER_ROW] = ",".join(cells)
    shape, proposal, mapped = read_back("\r\n".join(lines).encode("utf-8-sig"), catalogue)
    assert (shape.layout, proposal.questions) == ("template", ())
    assert mapped.rows.select("indicator", "obs_value").rows() == [("alternative_care_number", "5900")]


def test_the_last_published_value_stands_beside_the_empty_cell(catalogue, observations):
    row = next(
        row
        for row in template_rows(ASKED, observations, catalogue)
        if (row.indicator, row.sex) == ("foster_care_number", "_T")
    )
    assert (row.last_value, row.last_year) == (12.0, 2022)


def test_the_population_is_asked_for_once_for_each_sex_and_age(catalogue, observations):
    rows = [row for row in template_rows(ASKED, observations, catalogue) if row.asks_population]
    assert [(row.sex, row.age) for row in rows] == [("_T", "Y0T17"), ("F", "Y0T17"), ("M", "Y0T17"), ("_T", "Y0T2")]


def test_the_workbook_offers_choices_and_definitions(catalogue, observations):
    book = openpyxl.load_workbook(io.BytesIO(workbook_template(ASKED, observations, catalogue)))
    figures, definitions, choices = book.worksheets
    assert (figures.title, definitions.title, choices.sheet_state) == ("Duomenys", "Apibrėžtys", "hidden")
    kinds = [each.type for each in figures.data_validations.dataValidation]
    assert kinds.count("list") >= 6
    assert definitions.cell(2, 1).value == "Globojami vaikai, iš viso"
    assert figures.cell(1, 1).value == "Globojami vaikai: Lietuva, 2024 m. duomenys"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_word_of_the_template(language, catalogue):
    said, english = words(language), words("en")
    assert set(said["columns"]) == set(COLUMNS)
    assert all(said[key] for key in english)
    if language == "lt":
        asked = {code for each in sets("LTU").values() for code in each["indicators"]}
        assert asked <= set(said["indicators"])
        for codelist in ("sexes", "disabilities", "count_bases", "obs_statuses"):
            assert set(said[codelist]) == set(catalogue.codelists[codelist])


def test_every_set_names_indicators_of_the_catalogue(catalogue):
    for chosen in sets("LTU").values():
        assert set(chosen["indicators"]) <= set(catalogue.indicators)
        assert set(chosen["label"]) == set(LANGUAGES)
        assert set(chosen["ages"]) <= set(catalogue.codelists["ages"])
