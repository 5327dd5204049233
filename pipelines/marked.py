"""A person's own file back with its problems marked: as a workbook with coloured cells and comments, or as a list."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import xlsxwriter

from pipelines.intake.opened import column_letter
from pipelines.repair import told

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from pipelines.intake.intake import Intake
    from pipelines.intake.opened import Sheet

FIRST_SHEET = {"en": "Read first", "da": "Læs først"}
ABOUT: Mapping[str, tuple[str, ...]] = {
    "en": (
        "This is your file with its problems marked.",
        "Cells to correct are red; cells that ask for a sentence are yellow. Each has a comment.",
        "It holds values only: formulas were replaced by their results, and other formatting is gone.",
        "Correct the cells and upload this workbook. This sheet is not read.",
        "What concerns no single cell:",
    ),
    "da": (
        "Dette er din fil med markerede problemer.",
        "Celler, der skal rettes, er røde; celler, der kræver en sætning, er gule. Hver har en kommentar.",
        "Den indeholder kun værdier: formler er erstattet af deres resultater, og anden formatering er væk.",
        "Ret cellerne, og upload denne projektmappe. Dette ark læses ikke.",
        "Det, der ikke vedrører en enkelt celle:",
    ),
}
COLOURS = {"error": "#F4B6B0", "warning": "#FBE3A6", "": ""}
MOST_IN_A_COMMENT = 5
LONGEST_NUMBER = 15
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def marked_workbook(found: Intake, language: str = "en") -> bytes:
    """Return a file as a workbook of values, each cell with an error or an open warning coloured and commented.

    Edits made on the page are in it. Its first sheet says what it is and is left alone when it is uploaded.
    """
    problems = told(found.problems.filter(found.problems["explanation"].is_null()), language)
    weighty = problems.filter(problems["level"] != "notice")
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as workbook:
        formats = {
            level: workbook.add_format({"bg_color": colour} if colour else {}) for level, colour in COLOURS.items()
        }
        names = {sheet.name for sheet in found.opened.sheets}
        _write_about(workbook, weighty, _free(FIRST_SHEET[language], names), language)
        for number, sheet in enumerate(found.opened.sheets):
            worksheet = workbook.add_worksheet(_free(sheet.name, set()) if sheet.name else f"Table{number + 1}")
            if sheet.is_hidden:
                worksheet.hide()
            _write_sheet(worksheet, sheet, _comments(weighty, sheet.name), formats)
    return out.getvalue()


def problems_csv(found: Intake, language: str = "en") -> bytes:
    """Return every problem as a line of CSV in UTF-8; text that a spreadsheet would run is made harmless."""
    rows = told(found.problems, language)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(rows.columns)
    writer.writerows([_harmless(value) for value in row] for row in rows.iter_rows())
    return out.getvalue().encode("utf-8-sig")


def _harmless(value: str | None) -> str:
    text = value or ""
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def _free(name: str, taken: set[str]) -> str:
    plain = "".join(letter for letter in name if letter not in "[]:*?/\\").strip("'")[:28] or "Sheet"
    return plain if plain not in taken else f"{plain} 2"


def _write_about(workbook: Any, problems: pl.DataFrame, name: str, language: str) -> None:  # noqa: ANN401
    worksheet = workbook.add_worksheet(name)
    worksheet.set_column(0, 0, 110)
    homeless = problems.filter(problems["cell"].is_null())["message"].unique(maintain_order=True).to_list()
    lines = ABOUT[language] if homeless else ABOUT[language][:-1]
    for row, text in enumerate([*lines, *homeless]):
        worksheet.write_string(row, 0, text)


def _comments(problems: pl.DataFrame, sheet: str) -> dict[str, tuple[str, list[str]]]:
    """Return cell → the weightiest level and what to say about it."""
    comments: dict[str, tuple[str, list[str]]] = {}
    here = problems.filter(problems["sheet"] == sheet).drop_nulls("cell").sort("level", maintain_order=True)
    for cell, level, message, expected in here.select("cell", "level", "message", "expected").iter_rows():
        known = comments.setdefault(cell, (level, []))
        if len(known[1]) < MOST_IN_A_COMMENT:
            known[1].append(f"{message} ({expected})")
    return comments


def _write_sheet(
    worksheet: Any,  # noqa: ANN401
    sheet: Sheet,
    comments: Mapping[str, tuple[str, list[str]]],
    formats: Mapping[str, Any],
) -> None:
    marked = dict(comments)
    for row, cells in enumerate(sheet.rows):
        for column, text in enumerate(cells):
            about = marked.pop(f"{column_letter(column)}{row + 1}", None)
            _write_cell(worksheet, (row, column), text, formats[about[0]] if about else None)
    for cell, (level, _) in marked.items():
        worksheet.write_blank(cell, None, formats[level])
    for cell, (_, messages) in comments.items():
        worksheet.write_comment(cell, "\n".join(messages), {"x_scale": 2, "y_scale": 1.5})


def _write_cell(worksheet: Any, at: tuple[int, int], text: str, colour: Any) -> None:  # noqa: ANN401
    """Write a number as a number where it reads back the same, anything else as text."""
    if not text:
        worksheet.write_blank(*at, None, colour)
    elif _is_number(text):
        worksheet.write_number(*at, float(text), colour)
    else:
        worksheet.write_string(*at, text, colour)


def _is_number(text: str) -> bool:
    if len(text) > LONGEST_NUMBER or not text.strip("-").replace(".", "", 1).isdecimal():
        return False
    value = float(text)
    return text == (str(int(value)) if value.is_integer() else repr(value))
