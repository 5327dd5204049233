"""A messy workbook: title rows, notes beside, two sheets; every problem names the cell the person sees."""

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from pipelines.catalogue import load_catalogue
from pipelines.intake.intake import Decisions, intake
from pipelines.marked import marked_workbook
from pipelines.repair import fixed, groups
from pipelines.rules import Context

DATA = Path(__file__).parents[2] / "data"
CONTEXT = Context(date(2026, 11, 22))


def workbook():
    """Return the bytes of a workbook whose table begins at B4 of its second sheet."""
    book = openpyxl.Workbook()
    book.active.title = "Kontakt"
    book.active["A1"] = "Socialministeriet"
    sheet = book.create_sheet("Tabel 1")
    sheet["A1"] = "Børn i plejefamilie, opgjort ultimo året"
    rows = [
        ("Land", "År", "Køn", "Børn i plejefamilie"),
        ("Letland", 2019, "Drenge", "602,0"),
        ("Letland", 2019, "I alt", "1204,0"),
    ]
    rows += [("Estland", 2019, "I alt", "abc"), ("Tjekkiet", 2019, "I alt", "-5"), ("Litauen", 2019, "I alt", "..")]
    rows += [("Polen", year, "I alt", f"{40_000 + year},0") for year in range(2010, 2020)]
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            sheet.cell(4 + number, 2 + place, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def read():
    catalogue = load_catalogue(DATA)
    return lambda content, decisions=None: intake(
        content, catalogue, decisions or Decisions(), source="transmonee_2018", context=CONTEXT
    )


def settled(read):
    """Return the decisions after the questions are answered: children in foster care on one date."""
    mapping = read(workbook()).mapping
    return Decisions(mapping=mapping)


def test_figures_are_read_with_their_places(read):
    found = read(workbook(), settled(read))
    values = dict(
        zip(zip(found.rows["ref_area"], found.rows["sex"], strict=True), found.rows["obs_value"], strict=True)
    )
    assert values["LVA", "_T"] == 1204.0
    assert values["LVA", "M"] == 602.0
    assert found.places.row(0) == ("Tabel 1", 5, "E")


def test_each_error_names_the_cell_the_person_sees(read):
    found = read(workbook(), settled(read))
    errors = dict(found.errors.select("rule", "cell").iter_rows())
    assert (errors["not_a_number"], errors["value_negative"]) == ("E7", "E8")


def test_an_edit_of_that_cell_mends_it(read):
    decisions = settled(read)
    edited = Decisions(mapping=decisions.mapping, edits={"Tabel 1!E7": "700,0", "Tabel 1!E8": None})
    found = read(workbook(), edited)
    assert found.errors.is_empty()
    assert 700.0 in found.rows["obs_value"].to_list()


def test_a_mark_with_no_known_meaning_is_given_one_for_all_cells(read):
    decisions = settled(read)
    found = read(workbook(), decisions)
    group = next(each for each in groups(found.problems) if each.rule == "not_a_number")
    again = read(workbook(), fixed(found, decisions, group, "mark_as", "L"))
    assert (group.found, again.errors["rule"].to_list()) == ("abc", ["value_negative"])


def test_the_marked_workbook_marks_the_same_cells_and_comes_back(read):
    decisions = settled(read)
    content = marked_workbook(read(workbook(), decisions), "da")
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Tabel 1"]
    assert sheet["E8"].comment is not None
    assert sheet["B4"].value == "Land"
    again = read(content, decisions)
    assert (
        again.errors.select("rule", "cell").rows() == read(workbook(), decisions).errors.select("rule", "cell").rows()
    )
