"""Workbooks are read in a child process: values as a person sees them, everything unusual said, bombs refused."""

import datetime as dt
import io
import zipfile

import pytest
import xlsxwriter

from pipelines.intake.gate import pass_gate
from pipelines.intake.opened import Limits, Opened, Refusal


def workbook(fill):
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    fill(book)
    book.close()
    return file.getvalue()


def rewritten(content, changes):
    """The same archive with parts changed by functions of their text, or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = before.read(name)
            after.writestr(name, changes[name](part) if name in changes else part)
        for name in set(changes) - set(before.namelist()):
            after.writestr(name, changes[name](b""))
    return file.getvalue()


SIMPLE = workbook(lambda book: book.add_worksheet("Tal").write_row(0, 0, ["area", "value", 3]))
SHEET = "xl/worksheets/sheet1.xml"


def cells(fill):
    opened = pass_gate(workbook(fill))
    assert isinstance(opened, Opened)
    return opened.sheets[0].rows


def remarks(content):
    return {remark.code: (remark.place, remark.found) for remark in pass_gate(content).remarks}


def test_numbers_keep_their_full_precision():
    written = [0.1234567890123456, 1e-7, 12345678901234.0, 5, 5.0, -0.5, 1.409, 57.2178538892612]
    (row,) = cells(lambda book: book.add_worksheet().write_row(0, 0, written))
    assert [float(text) for text in row] == written
    assert row[:6] == ["0.1234567890123456", "0.0000001", "12345678901234", "5", "5", "-0.5"]


def test_a_number_stored_with_three_decimals_cannot_be_taken_for_thousands():
    (row,) = cells(lambda book: book.add_worksheet().write_row(0, 0, [1.409, 1409, "1.409"]))
    assert row == ["1.4090", "1409", "1.409"]


def test_dates_become_iso_dates_and_percentages_what_is_seen():
    def fill(book):
        sheet = book.add_worksheet("Tal")
        day, share = book.add_format({"num_format": "d. mmm yyyy"}), book.add_format({"num_format": "0 %"})
        text_percent = book.add_format({"num_format": '0" %"'})
        sheet.write_datetime(0, 0, dt.datetime(2022, 12, 31, tzinfo=dt.UTC).replace(tzinfo=None), day)
        sheet.write_number(0, 1, 0.331, share)
        sheet.write_number(0, 2, 33.1, text_percent)
        sheet.write_boolean(0, 3, boolean=True)

    content = workbook(fill)
    assert pass_gate(content).sheets[0].rows == [["2022-12-31", "33.1%", "33.1", "TRUE"]]
    assert remarks(content) == {"percent_cells": ("Tal!B1", "0.331 shown as 33.1%")}


def test_a_formula_without_stored_result_is_no_missing_value():
    def fill(book):
        sheet = book.add_worksheet("Tal")
        sheet.write_row(0, 0, ["a", "b", "c"])
        sheet.write_formula(1, 0, "=SUM(A1:A2)", None, "")
        sheet.write_formula(1, 1, "=1+1", None, 2)
        sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")

    content = rewritten(workbook(fill), {SHEET: lambda part: part.replace(b"<v></v>", b"")})
    assert pass_gate(content).sheets[0].rows[1] == ["=SUM(A1:A2)", "2", "#DIV/0!"]
    said = remarks(content)
    assert said["formula_without_result"] == ("Tal!A2", "=SUM(A1:A2)")
    assert said["error_cells"] == ("Tal!C2", "#DIV/0!")


def test_what_is_hidden_or_merged_is_said():
    def fill(book):
        sheet = book.add_worksheet("Tal")
        sheet.merge_range("A1:C1", "title")
        sheet.write_row(1, 0, ["a", "b", "c"])
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.set_column("C:D", None, None, {"hidden": True})
        book.add_worksheet("lists").hide()

    content = workbook(fill)
    said = remarks(content)
    assert said["merged_cells"][0] == "Tal!A1:C1"
    assert said["hidden_rows"][0] == "Tal!2"
    assert said["hidden_columns"][0] == "Tal!C:D"
    assert said["hidden_sheets"][1] == "lists"
    assert [sheet.is_hidden for sheet in pass_gate(content).sheets] == [False, True]


def test_rows_and_columns_keep_their_places():
    rows = cells(lambda book: book.add_worksheet().write(3, 2, "x"))
    assert rows == [[], [], [], ["", "", "x"]]


def test_a_workbook_with_macros_is_read_as_values():
    content = rewritten(SIMPLE, {"xl/vbaProject.bin": lambda _: b"macro"})
    opened = pass_gate(content)
    assert opened.sheets[0].rows == [["area", "value", "3"]]
    assert [remark.code for remark in opened.remarks] == ["macros_ignored"]


def bomb_entities(part):
    entities = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    return b'<!DOCTYPE x [<!ENTITY a0 "ha">' + entities + b"]>" + part.split(b"?>", 1)[1]


def far(book):
    sheet = book.add_worksheet("Tal")
    sheet.write(0, 0, "a")
    sheet.write(1_048_575, 0, "b")


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        pytest.param(
            rewritten(SIMPLE, {"xl/media/image1.png": lambda _: bytes(500 * 2**20)}),
            *("workbook_too_large", "the file"),
            id="zip bomb",
        ),
        pytest.param(
            rewritten(SIMPLE, {f"x{n}": lambda _: b"" for n in range(3001)}),
            *("workbook_too_large", "the file"),
            id="many parts",
        ),
        pytest.param(workbook(far), "cell_far_away", "Tal!row 1,048,576", id="far cell"),
        pytest.param(
            workbook(lambda book: book.add_worksheet("Tal").write(0, 16383, "x")),
            *("too_many_columns", "Tal!XFD1"),
            id="far column",
        ),
        pytest.param(
            workbook(lambda book: book.add_worksheet("Tal").write_row(0, 0, range(16384))),
            *("too_many_columns", "Tal!GS1"),
            id="wide",
        ),
        pytest.param(
            workbook(lambda book: book.add_worksheet("Tal").write(0, 0, "x" * 30000)),
            *("field_too_long", "Tal!A1"),
            id="long field",
        ),
        pytest.param(rewritten(SIMPLE, {SHEET: bomb_entities}), "workbook_unreadable", SHEET, id="entities"),
        pytest.param(
            rewritten(SIMPLE, {SHEET: lambda part: part.decode().encode("utf-16")}),
            *("workbook_unreadable", SHEET),
            id="utf-16 part",
        ),
        pytest.param(SIMPLE[: len(SIMPLE) // 2], "workbook_unreadable", "the file", id="cut off"),
        pytest.param(
            rewritten(SIMPLE, {SHEET: lambda part: part.replace(b"<sheetData>", b"<sheetData><row r='x'>")}),
            *("workbook_unreadable", "the file"),
            id="damaged sheet",
        ),
        pytest.param(
            rewritten(SIMPLE, {"xl/workbook.bin": lambda _: b""}), "binary_workbook", "the file", id="binary workbook"
        ),
    ],
)
def test_a_workbook_made_to_harm_is_refused(content, code, place):
    refusal = pass_gate(content)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.place) == (code, place)
    assert all((refusal.found, refusal.expected, refusal.action))


def test_reading_ends_where_its_memory_or_time_ends():
    def fill(book):
        sheet = book.add_worksheet()
        for row in range(20_000):
            sheet.write_row(row, 0, [row, row + 0.5, f"text {row}", "x", "y", "z"])

    content = workbook(fill)
    little_memory = pass_gate(content, Limits(child_memory_bytes=40 * 2**20))
    little_time = pass_gate(content, Limits(child_seconds=0))
    assert [each.code for each in (little_memory, little_time)] == ["workbook_too_heavy"] * 2


def test_a_full_disk_is_not_the_files_fault(monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", full)
    assert pass_gate(SIMPLE).code == "server_cannot_read"
