"""Whatever bytes arrive, the gate hands on sheets of text or one refusal with place, found, expected and action."""

import gzip
import io
import zipfile

import pytest

from pipelines.intake.gate import pass_gate
from pipelines.intake.opened import Limits, Opened, Refusal

TABLE = "Kommune;År;Antal\nKøbenhavn;2020;12,5\nÅrhus;2020;13\n"
ROWS = [["Kommune", "År", "Antal"], ["København", "2020", "12,5"], ["Århus", "2020", "13"]]
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


def archive(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, text in parts.items():
            zipped.writestr(name, text)
    return file.getvalue()


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "iso8859_15", "cp1257", "cp850"]
)
def test_every_encoding_and_line_end_gives_the_same_rows(encoding, line_end):
    opened = pass_gate(TABLE.replace("\n", line_end).encode(encoding))
    assert isinstance(opened, Opened)
    assert (opened.sheets[0].rows, opened.delimiter) == (ROWS, ";")


def test_an_encoding_other_than_utf_8_is_said_with_words_to_check():
    (remark,) = pass_gate(TABLE.encode("cp1252")).remarks
    assert (remark.code, remark.found) == ("encoding_detected", "Windows-1252 (ISO-8859-1): År, København, Århus")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_beside_commas_in_the_cells(delimiter):
    rows = [["area", "note", "value"], ["Denmark", "a, b; c", "1,5"], ["Latvia", "d, e", "2,5"]]
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    assert pass_gate(text.encode()).sheets[0].rows == rows


def test_decimal_commas_do_not_make_the_comma_the_delimiter():
    text = "area;2019;2020\nDenmark;1,5;2,5\nLatvia;3,5;4,5\n"
    assert pass_gate(text.encode()).delimiter == ";"


def test_a_cell_may_hold_line_ends_delimiters_and_doubled_quotes():
    rows = pass_gate(b'a,b\n"one\ntwo, ""three""",5\n').sheets[0].rows
    assert rows == [["a", "b"], ['one\ntwo, "three"', "5"]]


def test_quotation_marks_inside_cells_stay_where_no_cell_is_quoted():
    rows = pass_gate(b'a\tb\n"old" house\t5\n"new" house\t6\n').sheets[0].rows
    assert rows[1:] == [['"old" house', "5"], ['"new" house', "6"]]


def test_lines_quoted_as_a_whole_are_read_as_cells():
    opened = pass_gate(b'"Country,Year,Value"\n"Denmark,2020,5"\n"Latvia,2020,6"\n')
    assert opened.sheets[0].rows[1] == ["Denmark", "2020", "5"]
    assert [remark.code for remark in opened.remarks] == ["lines_in_quotes"]


def test_the_line_that_announces_the_delimiter_keeps_its_row_number():
    rows = pass_gate(b"sep=;\na;b\n1;2\n").sheets[0].rows
    assert rows == [[], ["a", "b"], ["1", "2"]]


def test_invisible_characters_are_left_out_and_said():
    opened = pass_gate("Country,Value\nDenmark\u200f,5\nLat\u200bvia,6\n".encode())
    assert opened.sheets[0].rows[1:] == [["Denmark", "5"], ["Latvia", "6"]]
    assert [(remark.code, remark.place) for remark in opened.remarks] == [("characters_left_out", "line 2")]


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        (b"", "empty_file", "the file"),
        (b"\xef\xbb\xbf \r\n", "empty_file", "the file"),
        (b"a,b\n1,2\n3,\x004\n", "not_text", "byte 11"),
        (b"a,b\n1,2\n" * 2000 + b"3,\x004\n", "not_text", "line 4,001"),
        (bytes(range(256)) * 40, "not_text", "byte 1"),
        (b'a,b\n1,"2\n3,4\n5,6\n', "quotes_unclosed", "row 2"),
        (b'a,b\n1,2\n3,"4" x\n5,6,7\n', "quotes_unclear", "row 3"),
        ("a,ø\n".encode() * 9 + b"a,\xe6\n", "unreadable_text", "line 10"),
        (b"\xff\xfea\x00,", "unreadable_text", "byte 5"),
        (b"a,b\n" + b"x" * 2001 + b",1\n", "field_too_long", "row 2, column A"),
        (b"a,b\n" + b"x," * 201 + b"1\n", "too_many_columns", "row 2"),
        (b"<!DOCTYPE html><table>", "not_a_table", "line 1"),
        (b'{"a": 1}', "not_a_table", "line 1"),
        (gzip.compress(b"a,b\n1,2\n"), "compressed", "the file"),
        (archive(readme="hello"), "compressed", "the file"),
        (b"%PDF-1.7", "document", "the file"),
        (archive(**{"word/document.xml": "x"}), "document", "the file"),
        (COMPOUND, "old_workbook", "the file"),
        (COMPOUND + "EncryptedPackage".encode("utf-16-le"), "encrypted", "the file"),
        (b"PK\x03\x04" + bytes(100), "workbook_unreadable", "the file"),
        (b"PAR1" + bytes(100), "binary_table", "the file"),
    ],
)
def test_a_bad_file_is_refused_with_its_place(content, code, place):
    refusal = pass_gate(content)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.place) == (code, place)
    assert all((refusal.found, refusal.expected, refusal.action))


def test_an_opendocument_file_is_refused_with_the_way_to_save_it():
    content = archive(mimetype="application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": "<x/>"})
    refusal = pass_gate(content)
    assert refusal.code == "open_document"
    assert ".xlsx" in refusal.action


@pytest.mark.parametrize(
    ("limits", "code", "place"),
    [
        (Limits(file_bytes=20), "file_too_large", "the file"),
        (Limits(rows=2), "too_many_rows", "row 3"),
        (Limits(cells=8), "too_many_rows", "row 3"),
        (Limits(columns=2), "too_many_columns", "row 1"),
        (Limits(field_characters=8), "field_too_long", "row 2, column A"),
    ],
)
def test_limits_are_the_settings(limits, code, place):
    refusal = pass_gate(TABLE.encode(), limits)
    assert (refusal.code, refusal.place) == (code, place)


def test_limits_come_from_the_environment(monkeypatch):
    from pipelines.settings import Settings

    monkeypatch.setenv("DI_UPLOAD__ROWS", "7")
    assert Settings().upload.rows == 7
    assert Settings().upload.columns == Limits().columns


def test_empty_columns_beyond_the_limit_are_no_reason_to_refuse():
    assert isinstance(pass_gate(b"a,b" + b"," * 300 + b"\n1,2" + b"," * 300 + b"\n"), Opened)
