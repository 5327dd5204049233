"""Text tables of any encoding, line end and delimiter."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.intake.characters import CONTROLS, UNWANTED, unwanted_remark, without_unwanted
from pipelines.intake.encodings import encoding_name, guess_encoding
from pipelines.intake.opened import Limits, Opened, Refusal, Remark, Sheet, column_letter
from pipelines.intake.too_much import field_too_long, too_many_columns, too_many_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_UTF_8_PAIR = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_HIGH = re.compile(rb"[\x80-\xff]+")
_DELIMITERS = ("\t", ";", "|", ",")
_SAMPLE_LINES = 400
_FEW_CONTROLS = 20
_NEAR = 2**18
_WORD = re.compile(r"[^\W\d_]+")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_MARKUP = re.compile(r"\s*(<!doctype|<html|<\?xml|<table|<\w+[ >]|\{\s*[\"}]|\[\s*[\[{\"])", re.IGNORECASE)
_SEPARATOR_LINE = re.compile(r"sep=([\t;|,])\r?\n?", re.IGNORECASE)
_SAVE_AS_CSV = "Open the file in your spreadsheet program and save it again as CSV (UTF-8) or Excel workbook (.xlsx)."


@dataclass(frozen=True)
class _Text:
    text: str
    encoding: str
    remarks: tuple[Remark, ...] = ()


def open_delimited(content: bytes, limits: Limits) -> Opened | Refusal:
    """Return the one sheet of a text file, with what was detected as remarks."""
    decoded = _decoded(content)
    if isinstance(decoded, Refusal):
        return decoded
    cleaned = _cleaned(decoded)
    if isinstance(cleaned, Refusal):
        return cleaned
    delimiter = _delimiter(cleaned.text)
    rows = _rows(cleaned.text, delimiter, limits)
    if isinstance(rows, Refusal):
        return rows
    remarks = cleaned.remarks
    if _is_quoted_whole(rows):
        # A table pasted into one column of a spreadsheet and saved as CSV has each line in quotation marks.
        inner = "\n".join(row[0] if row else "" for row in rows)
        delimiter = _delimiter(inner)
        rows = _rows(inner, delimiter, limits)
        if isinstance(rows, Refusal):
            return rows
        remarks = (*remarks, Remark("lines_in_quotes", "the file", "each line as one cell, read as several"))
    return Opened("csv", (Sheet("", rows),), remarks, cleaned.encoding, delimiter)


def _is_quoted_whole(rows: list[list[str]]) -> bool:
    lines = [row[0] for row in rows if row]
    if len(lines) < 2 or any(len(row) > 1 for row in rows) or any("\n" in line for line in lines):  # noqa: PLR2004
        return False
    return any(all(line.count(each) == lines[0].count(each) > 0 for line in lines) for each in _DELIMITERS)


# --- bytes to text ----------------------------------------------------------------------------------------------------


def _decoded(content: bytes) -> _Text | Refusal:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strictly(content, encoding)
    if b"\x00" in content[:4096]:
        return _without_mark(content)
    try:
        return _Text(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        return _single_byte(content, error)


def _without_mark(content: bytes) -> _Text | Refusal:
    even, odd = content[:4096:2].count(0), content[1:4096:2].count(0)
    if max(even, odd) <= 8 * min(even, odd) or max(even, odd) < max(2, len(content[:4096]) // 10):
        return _no_text("byte " + f"{content.index(0) + 1:,}")
    return _strictly(content, "utf-16-be" if even > odd else "utf-16-le")


def _single_byte(content: bytes, error: UnicodeDecodeError) -> _Text | Refusal:
    near = content[max(0, error.start - _NEAR) : error.start + _NEAR]
    in_pairs = len(near) - len(_UTF_8_PAIR.sub(b"", near))
    high = len(near) - len(_HIGH.sub(b"", near))
    if in_pairs * 2 > high:
        line = content.count(b"\n", 0, error.start) + 1
        found = f"the byte 0x{content[error.start]:02X}, which is no UTF-8, though the rest of the file is"
        return Refusal("unreadable_text", f"line {line:,}", found, "one encoding in the whole file", _SAVE_AS_CSV)
    encoding = guess_encoding(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as worse:
        line = content.count(b"\n", 0, worse.start) + 1
        found = f"the byte 0x{content[worse.start]:02X}, which is no letter in {encoding_name(encoding)}"
        return Refusal("unreadable_text", f"line {line:,}", found, "text in UTF-8", _SAVE_AS_CSV)
    remark = Remark("encoding_detected", "the file", f"{encoding_name(encoding)}{_examples(text)}")
    return _Text(text, encoding, (remark,))


def _examples(text: str) -> str:
    words = (word for word in _WORD.findall(text[:200_000]) if not word.isascii())
    shown = list(dict.fromkeys(words))[:3]
    return f": {', '.join(shown)}" if shown else ""


def _strictly(content: bytes, encoding: str) -> _Text | Refusal:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        name = encoding.removesuffix("-sig").upper()
        found = f"bytes that are no text in {name}, which the file's beginning announces"
        return Refusal("unreadable_text", f"byte {error.start + 1:,}", found, f"text in {name}", _SAVE_AS_CSV)
    remarks = () if encoding == "utf-8-sig" else (Remark("encoding_detected", "the file", encoding.upper()),)
    return _Text(text.removeprefix("\ufeff"), encoding, remarks)


def _no_text(place: str) -> Refusal:
    return Refusal(
        "not_text",
        place,
        "content that is not text",
        "an Excel workbook (.xlsx) or a CSV file",
        "Save the table as Excel workbook (.xlsx) or CSV (UTF-8) and upload that file.",
    )


def _cleaned(read: _Text) -> _Text | Refusal:
    if _MARKUP.match(read.text):
        found = "a web page, XML or JSON"
        action = "Save the table itself as Excel workbook (.xlsx) or CSV (UTF-8) and upload that file."
        return Refusal("not_a_table", "line 1", found, "a header row with column names", action)
    first = UNWANTED.search(read.text)
    if not first:
        return read
    count = len(read.text) - len(UNWANTED.sub("", read.text))
    place = f"line {_line_number(read.text, first.start()):,}"
    controls = len(read.text) - len(CONTROLS.sub("", read.text))
    if "\x00" in read.text or controls > max(_FEW_CONTROLS, len(read.text) / 50):
        return _no_text(place)
    remark = unwanted_remark(place, first.group(), count)
    return _Text(without_unwanted(read.text), read.encoding, (*read.remarks, remark))


def _line_number(text: str, position: int) -> int:
    return len(re.findall(r"\r\n|\r|\n", text[:position])) + 1


# --- text to rows -----------------------------------------------------------------------------------------------------


def _lines(text: str) -> Iterator[str]:
    for match in _LINE.finditer(text):
        yield match.group()


def _delimiter(text: str) -> str:
    announced = _SEPARATOR_LINE.match(text)
    if announced:
        return announced.group(1)
    head = text[:200_000]
    lines = [line for line, _ in zip(_lines(head), range(_SAMPLE_LINES), strict=False) if line.strip()]
    return max(_DELIMITERS, key=lambda delimiter: _score(lines, delimiter))


def _score(lines: list[str], delimiter: str) -> float:
    """How many cells a delimiter gives in the rows of the commonest width."""
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return 0
    rows, cells = sum(widths.values()), max((count * (width - 1) for width, count in widths.items()), default=0)
    common = max((count for width, count in widths.items() if width > 1), default=0)
    return cells * (common / rows) ** 2 if rows else 0


@dataclass
class _Reading:
    """Rows read so far and what the limits leave."""

    limits: Limits
    rows: list[list[str]]
    cells: int = 0

    def add(self, row: list[str]) -> Refusal | None:
        number = len(self.rows) + 1
        self.cells += len(row)
        if number > self.limits.rows or self.cells > self.limits.cells:
            return too_many_rows(number, self.limits)
        if len(row) > self.limits.columns:
            while row and not row[-1].strip():
                row.pop()
            if len(row) > self.limits.columns:
                return too_many_columns(f"row {number:,}", f"{len(row):,} columns", self.limits)
        if row and max(map(len, row)) > self.limits.field_characters:
            return _field_too_long(number, row, self.limits)
        self.rows.append(row)
        return None


def _rows(text: str, delimiter: str, limits: Limits) -> list[list[str]] | Refusal:
    start = _SEPARATOR_LINE.match(text)
    reading = _Reading(limits, [[]] if start else [])
    body = text[start.end() :] if start else text
    answer = _read(csv.reader(_lines(body), delimiter=delimiter, strict=True, skipinitialspace=True), reading)
    if isinstance(answer, Refusal) and answer.code == "quotes_unclear":
        plain = _Reading(limits, [[]] if start else [])
        again = _read(csv.reader(_lines(body), delimiter=delimiter, quoting=csv.QUOTE_NONE), plain)
        if again is None and len(plain.rows) > 1 and len({len(row) for row in plain.rows if row}) == 1:
            return plain.rows
    return answer or reading.rows


def _read(reader: Iterator[list[str]], reading: _Reading) -> Refusal | None:
    same: dict[str, str] = {}
    try:
        for row in reader:
            if len(same) < 100_000:  # noqa: PLR2004
                row = [same.setdefault(cell, cell) for cell in row]
            refusal = reading.add(row)
            if refusal:
                return refusal
    except csv.Error as error:
        return _refused_quotes(len(reading.rows) + 1, str(error))
    return None


def _refused_quotes(number: int, error: str) -> Refusal:
    place = f"row {number:,}"
    action = 'Remove the stray quotation mark (or double it: ""), or save the file as Excel workbook (.xlsx).'
    if "end of data" in error or "field larger" in error:
        found = 'a quotation mark (") that is opened and never closed'
        return Refusal("quotes_unclosed", place, found, "each opened quotation mark closed", action)
    found = 'text after a closing quotation mark (")'
    return Refusal("quotes_unclear", place, found, "a quotation mark inside a cell written twice", action)


def _field_too_long(number: int, row: list[str], limits: Limits) -> Refusal:
    index = next(index for index, cell in enumerate(row) if len(cell) > limits.field_characters)
    return field_too_long(f"row {number:,}, column {column_letter(index)}", len(row[index]), limits)
