"""The cells of a workbook as the text a person would type for them, read by openpyxl.

Runs in the limited child process of `workbook`; imports as little as it can.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import astuple, dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any
from xml.etree.ElementTree import iterparse

import openpyxl
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.worksheet._reader import COL_TAG, FORMULA_TAG, MERGE_TAG, ROW_TAG, WorkSheetParser

from pipelines.intake.archive import damaged
from pipelines.intake.characters import UNWANTED, unwanted_remark, without_unwanted
from pipelines.intake.opened import Limits, Refusal, Remark, cell_name, column_letter, few
from pipelines.intake.too_much import field_too_long, too_many_columns, too_many_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from xml.etree.ElementTree import Element

# Excel's own escapes for control characters in a string.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_OPEN_TO_DOUBT = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_CHUNK = 2**20
_SHOWN = 5
_DELETE_FAR = "Delete the cells far from the table (select the rows below it, right click, Delete) and save again."


class _RefusedError(Exception):
    """Carries a refusal out of the reading."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


@dataclass
class _Noticed:
    """Cells of one kind in one sheet: how many, and the first of them."""

    count: int = 0
    places: list[str] = field(default_factory=list)
    example: str = ""

    def add(self, place: str, example: str = "") -> None:
        self.count += 1
        if len(self.places) < _SHOWN:
            self.places.append(place)
        self.example = self.example or example


def answer(workbook: IO[bytes], limits: Limits, write: Callable[[Any], None]) -> None:
    """Write the sheets, remarks and end of a workbook, or its refusal; never raises for any content."""
    try:
        _read_workbook(workbook, limits, write)
    except _RefusedError as refused:
        write({"refusal": astuple(refused.refusal)})
    except MemoryError:
        raise
    except Exception as error:
        # openpyxl and the XML, ZIP and date readers below it raise whatever they like for a damaged workbook.
        write({"refusal": astuple(damaged(f"a damaged workbook ({type(error).__name__})"))})
    else:
        write({"end": True})


def _read_workbook(source: IO[bytes], limits: Limits, write: Callable[[Any], None]) -> None:
    _refuse_declarations(source)
    source.seek(0)
    book: Any = openpyxl.load_workbook(source, read_only=True, data_only=True, keep_links=False)
    if not book.worksheets:
        raise _RefusedError(damaged("no sheet with cells (perhaps saved as Strict Open XML)"))
    if len(book.worksheets) > limits.sheets:
        action = "Copy the sheet with the figures into a new workbook and upload that one."
        found, expected = f"{len(book.worksheets):,} sheets", f"at most {limits.sheets}"
        raise _RefusedError(Refusal("too_many_sheets", "the file", found, expected, action))
    for remark in _book_remarks(book, source):
        write({"remark": astuple(remark)})
    left = [limits.cells]
    for sheet in book.worksheets:
        write({"sheet": sheet.title, "is_hidden": sheet.sheet_state != "visible"})
        _SheetReading(sheet, limits, left).write_to(write)


def _refuse_declarations(source: IO[bytes]) -> None:
    with zipfile.ZipFile(source) as archive:
        for part in archive.infolist():
            if not part.filename.lower().endswith((".xml", ".rels")):
                continue
            with archive.open(part) as stream:
                _refuse_declaration(part.filename, stream)


def _refuse_declaration(name: str, stream: IO[bytes]) -> None:
    tail = b""
    while chunk := stream.read(_CHUNK):
        if not tail and chunk[:2] in {b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<"}:
            raise _RefusedError(damaged("a workbook part in UTF-16", name[:100]))
        if _DECLARATION.search(tail + chunk):
            found = "a document type or entity declaration, which no spreadsheet program writes"
            raise _RefusedError(damaged(found, name[:100]))
        tail = chunk[-16:]


def _book_remarks(book: Any, source: IO[bytes]) -> Iterator[Remark]:  # noqa: ANN401
    with zipfile.ZipFile(source) as archive:
        if any(name.endswith("vbaProject.bin") for name in archive.namelist()):
            yield Remark("macros_ignored", "the file", "macros, which were not run; the cells were read as values")
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    if hidden:
        yield Remark("hidden_sheets", "the file", few(hidden[:_SHOWN], len(hidden)))


# --- one sheet --------------------------------------------------------------------------------------------------------


class _CellParser(WorkSheetParser):  # type: ignore[misc]
    """openpyxl's reader of one sheet, without its memory of everything that is no cell.

    Yields a row's number and its cells as column (counted from 1), value, kind and style. The kind is openpyxl's,
    and `f` where a formula has no stored result: the value is the formula then.
    """

    @classmethod
    def of(cls, sheet: Any, source: IO[bytes]) -> _CellParser:  # noqa: ANN401
        """Return the parser of a sheet opened read-only."""
        book = sheet.parent
        parser = cls(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        parser.hidden = {"hidden_rows": _Noticed(), "hidden_columns": _Noticed(), "merged_cells": _Noticed()}
        return parser

    def parse(self) -> Iterator[tuple[int, list[tuple[int, Any, str, int]]]]:
        """Yield the rows in the order of the file."""
        for _, element in iterparse(self.source):  # noqa: S314
            if element.tag == ROW_TAG:
                if element.get("hidden") in {"1", "true"}:
                    self.hidden["hidden_rows"].add(element.get("r", str(self.row_counter + 1)))
                row = self.parse_row(element)
                self.row_dimensions.clear()
                element.clear()
                yield row
            elif element.tag == COL_TAG:
                self._notice_column(element)
            elif element.tag == MERGE_TAG:
                for area in element:
                    self.hidden["merged_cells"].add(area.get("ref", ""))
                element.clear()

    def _notice_column(self, element: Element) -> None:
        if element.get("hidden") in {"1", "true"}:
            first, last = (column_letter(int(element.get(end, "1")) - 1) for end in ("min", "max"))
            self.hidden["hidden_columns"].add(first if first == last else f"{first}:{last}")

    def parse_cell(self, element: Element) -> tuple[int, Any, str, int]:
        """Return a cell as column, value, kind and style."""
        cell = super().parse_cell(element)
        value, kind = cell["value"], cell["data_type"]
        if value is None and len(element):
            formula = element.find(FORMULA_TAG)
            if formula is not None and kind != "str":
                value, kind = f"={formula.text or ''}", "f"
        return cell["column"], value, kind, cell["style_id"]

    def found(self) -> Iterator[tuple[str, str, str]]:
        """Yield code, place and words of what is hidden or merged."""
        for code, noticed in self.hidden.items():
            if noticed.count:
                yield code, few(noticed.places, noticed.count), f"{noticed.count:,}"


class _SheetReading:
    """Reads the cells of one sheet, row by row, as the text a person would type for them."""

    def __init__(self, sheet: Any, limits: Limits, left: list[int]) -> None:  # noqa: ANN401
        self.name, self.limits, self.left = str(sheet.title), limits, left
        self.is_percent = _percent_styles(sheet.parent)
        self.noticed: dict[str, _Noticed] = {}
        self.strings: dict[str, str] = {}
        self.last_row = 0
        self.sheet = sheet

    def write_to(self, write: Callable[[Any], None]) -> None:
        """Write the rows that hold anything, then the remarks of the sheet."""
        with self.sheet._get_source() as source:
            parser = _CellParser.of(self.sheet, source)
            for number, cells in parser.parse():
                texts = self._row(number, cells)
                if texts:
                    write([number, *texts])
        for kind, place, found in parser.found():
            write({"remark": (kind, f"{self.name}!{place}" if place else self.name, found)})
        for code, noticed in self.noticed.items():
            place = f"{self.name}!{few(noticed.places, noticed.count)}"
            write({"remark": (code, place, noticed.example)})

    def _row(self, number: int, cells: list[tuple[int, Any, str, int]]) -> list[str]:
        texts: list[str] = []
        for column, value, kind, style in cells:
            if value is None or value == "":
                continue
            place = (number, column - 1)
            if not 0 < column <= self.limits.columns:
                where = f"{self.name}!{cell_name(*place)}"
                raise _RefusedError(
                    too_many_columns(where, f"a cell in column {column_letter(column - 1)}", self.limits)
                )
            text = self._text(value, kind, style, place)
            if len(text) > self.limits.field_characters:
                raise _RefusedError(field_too_long(f"{self.name}!{cell_name(*place)}", len(text), self.limits))
            texts.extend([""] * (column - len(texts)))
            texts[column - 1] = text
        if texts:
            self._check_row(number, len(texts))
        return texts

    def _check_row(self, number: int, width: int) -> None:
        if number <= self.last_row:
            raise _RefusedError(damaged("rows out of order", f"{self.name}!{number}"))
        if number - self.last_row > self.limits.blank_rows:
            found = f"a cell {number - self.last_row - 1:,} empty rows below the others"
            expected = f"at most {self.limits.blank_rows:,} empty rows"
            raise _RefusedError(Refusal("cell_far_away", f"{self.name}!row {number:,}", found, expected, _DELETE_FAR))
        self.left[0] -= width
        if number > self.limits.rows or self.left[0] < 0:
            raise _RefusedError(too_many_rows(number, self.limits))
        self.last_row = number

    def _notice(self, code: str, place: tuple[int, int], example: str) -> None:
        self.noticed.setdefault(code, _Noticed()).add(cell_name(*place), example)

    def _text(self, value: Any, kind: str, style: int, place: tuple[int, int]) -> str:  # noqa: ANN401
        if isinstance(value, str):
            return self._string(value, kind, place)
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, int | float):
            return self._number(value, style, place)
        return _moment(value)

    def _string(self, value: str, kind: str, place: tuple[int, int]) -> str:
        if kind == "f":
            self._notice("formula_without_result", place, value[:60])
        elif kind == "e":
            self._notice("error_cells", place, value)
        known = self.strings.get(value)
        if known is None:
            known = _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), value) if "_x" in value else value
            unwanted = UNWANTED.search(known)
            if unwanted:
                self._notice("characters_left_out", place, unwanted_remark("", unwanted.group(), 1).found)
                known = without_unwanted(known)
            self.strings[value] = known
        return known

    def _number(self, value: float, style: int, place: tuple[int, int]) -> str:
        if style in self.is_percent:
            self._notice("percent_cells", place, f"{value!r} shown as {_plain(Decimal(repr(value)) * 100)}%")
            return f"{_plain(Decimal(repr(value)) * 100)}%"
        return number_text(value)


def number_text(value: float) -> str:
    """Return a number at full precision, without exponent, a whole number without point."""
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):  # noqa: PLR2004
        return str(int(value))
    text = repr(value)
    text = _plain(Decimal(text)) if "e" in text else text
    # 1.409 as text may be a thousand and four hundred; stored as a number it is not, and 1.4090 says so.
    return f"{text}0" if _OPEN_TO_DOUBT.fullmatch(text) else text


def _plain(value: Decimal) -> str:
    if not value.is_finite() or abs(value.adjusted()) > 60:  # noqa: PLR2004
        return str(value)
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _moment(value: date | time | timedelta) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _percent_styles(book: Any) -> frozenset[int]:  # noqa: ANN401
    found = set()
    for style, cell in enumerate(book._cell_styles):
        own = cell.numFmtId - BUILTIN_FORMATS_MAX_SIZE
        name = book._number_formats[own] if own >= 0 else BUILTIN_FORMATS.get(cell.numFmtId, "")
        if "%" in _QUOTED.sub("", name):
            found.add(style)
    return frozenset(found)
