"""Repair: what solves most comes first, one fix solves a group, and the person's own file comes back marked."""

import csv
import dataclasses
import io
import time
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from pipelines.catalogue import load_catalogue
from pipelines.intake.intake import Decisions, intake
from pipelines.marked import marked_workbook, problems_csv
from pipelines.repair import FIX_WORDS, fixed, groups, number_text
from pipelines.rules import Context
from tests.pipelines.conftest import SOUND, csv_file

DATA = Path(__file__).parents[2] / "data"
SOURCE = "latvia_welfare_ministry"
TODAY = date(2039, 11, 22)


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue(DATA)


@pytest.fixture(scope="module")
def read(catalogue):
    def read_file(content, decisions=None):
        return intake(content, catalogue, decisions or Decisions(), source=SOURCE, context=Context(TODAY))

    return read_file


def years(*values, **changes):
    return [
        {"time_period": str(2010 + number), "ref_date": f"{2010 + number}-12-31", "obs_value": value, **changes}
        for number, value in enumerate(values)
    ]


def group_of(found, rule):
    return next(each for each in groups(found.problems) if each.rule == rule)


def after(read, content, rule, fix, value=""):
    """Return the file read again after a fix for the group of a rule."""
    found = read(content)
    decisions = fixed(found, Decisions(), group_of(found, rule), fix, value)
    return read(content, decisions)


def test_errors_come_first_and_of_them_what_solves_most(read):
    rows = [*years("1200", "1201", "1x", ref_area="Latvija!"), *years("1 2 3", "x%", "120", "130", age="teens")]
    found = groups(read(csv_file(*rows)).problems)
    errors = [each for each in found if each.level == "error"]
    assert [each.level for each in found] == sorted(
        (each.level for each in found), key=("error", "warning", "notice").index
    )
    assert [each.count for each in errors] == sorted((each.count for each in errors), reverse=True)


def test_one_code_for_a_text_solves_all_its_rows(read):
    content = csv_file(*years("1200", "1190", "1210", ref_area="Lettonien-X"))
    again = after(read, content, "text_unmapped", "use_code", "LVA")
    assert again.errors.is_empty()
    assert again.rows["ref_area"].unique().to_list() == ["LVA"]


def test_rows_of_a_text_can_be_left_out(read):
    content = csv_file(*years("1200", "1190", ref_area="Lettonien-X"), SOUND)
    assert after(read, content, "text_unmapped", "leave_rows_out").rows.height == 1


def test_a_group_of_small_cells_is_suppressed_at_once(read):
    content = csv_file(*years("3", "4", "2", sex="F"))
    again = after(read, content, "small_cell", "suppress")
    assert again.errors.is_empty()
    assert again.rows.select("obs_value", "obs_status").unique().rows() == [(None, "Q")]


def test_fractions_become_percent(read):
    content = csv_file(*years("0.33", "0.345", indicator="residential_care_share"))
    as_written = Decisions(mapping=dataclasses.replace(read(content).mapping, multiplier=1))
    found = read(content, as_written)
    decisions = fixed(found, as_written, group_of(found, "share_as_fraction"), "multiply", "100")
    assert read(content, decisions).rows["obs_value"].to_list() == [33.0, 34.5]


def test_one_sentence_explains_all_warnings_of_a_rule(read):
    content = csv_file(*years("1000", "3000", "1000"))
    found = read(content)
    assert group_of(found, "jump_from_last_year").count == 2
    again = after(read, content, "jump_from_last_year", "explain", "A reform.")
    assert "jump_from_last_year" not in {each.rule for each in groups(again.problems)}
    assert again.notes == {"!H3": "A reform.", "!H4": "A reform."}


def test_figures_are_left_out_together(read):
    content = csv_file(*years("-1", "-2", "1200"))
    assert after(read, content, "value_negative", "leave_out").rows["obs_value"].to_list() == [1200.0]


def test_numbers_with_words_beside_them_are_converted(read):
    content = csv_file(*years("1200", "1190 children", "1180"))
    found = read(content)
    rule = next(each.rule for each in groups(found.problems) if each.level == "error")
    assert after(read, content, rule, "convert_numbers").rows["obs_value"].to_list() == [1200.0, 1190.0, 1180.0]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12,5", "12.5"),
        ("1.204,50", "1204.50"),
        ("1 204", "1204"),
        ("1.204.000", "1204000"),
        ("1204 children", "1204"),
        ("12–15", None),
        ("none", None),
    ],
)
def test_a_text_becomes_the_number_it_holds_or_nothing(text, number):
    assert number_text(text, ".") == number


def test_the_own_file_comes_back_with_cells_coloured_and_commented(read):
    found = read(csv_file(*years("1200", "-5", "1180")))
    book = openpyxl.load_workbook(io.BytesIO(marked_workbook(found, "en")))
    about, table = book.worksheets
    assert "values only" in " ".join(str(row[0].value) for row in about.iter_rows())
    assert (table["H3"].value, table["H3"].fill.fgColor.rgb) == (-5, "FFF4B6B0")
    assert "below zero" in table["H3"].comment.text
    assert table["H2"].comment is None
    assert table["A1"].value == "indicator"


def test_the_marked_workbook_can_be_uploaded_again(read):
    content = csv_file(*years("1200", "-5", "1180"))
    again = read(marked_workbook(read(content), "da"))
    assert again.rows["obs_value"].to_list() == [1200.0, 1180.0]
    assert again.errors["rule"].to_list() == ["value_negative"]


def test_a_formula_in_a_cell_stays_text(read):
    found = read(csv_file({"note": "=HYPERLINK(1)"}, {"obs_value": "-1", "time_period": "2018"}))
    book = openpyxl.load_workbook(io.BytesIO(marked_workbook(found)))
    assert book.worksheets[1]["L2"].data_type == "s"


def test_problems_are_a_list_a_spreadsheet_does_not_run(read):
    found = read(csv_file({"ref_area": "=cmd|x"}, {"obs_value": "-1"}))
    lines = list(csv.DictReader(io.StringIO(problems_csv(found, "da").decode("utf-8-sig"))))
    assert not any(value.startswith("=") for line in lines for value in line.values())
    assert any("under nul" in line["message"] for line in lines)


def test_ten_thousand_problems_stay_fast(read, catalogue):
    areas = [code for code, area in catalogue.areas.items() if area.extra["kind"] == "country"][:50]
    cells = [(area, age, sex) for area in areas for age in ("Y0T2", "Y3T6", "Y7T17", "Y0T17") for sex in ("F", "M")]
    rows = [
        {**row, "ref_area": area, "age": age, "sex": sex} for area, age, sex in cells for row in years(*["-1"] * 26)
    ]
    found = read(csv_file(*rows))
    assert found.errors.height == 10_400
    begun = time.perf_counter()
    first = groups(found.problems)
    decisions = fixed(found, Decisions(), first[0], first[0].fixes[-1].code)
    marked_workbook(found)
    assert time.perf_counter() - begun < 10
    assert decisions != Decisions()


def test_every_fix_says_what_it_does_in_both_languages():
    assert all(words["en"] and words["da"] for words in FIX_WORDS.values())
