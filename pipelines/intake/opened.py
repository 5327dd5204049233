"""What the gate hands on: a file's sheets as text, or one sentence saying why it was not opened."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """How large an uploaded file may be. Sizes in bytes, the rest in counts; times in seconds."""

    file_bytes: int = 20 * 2**20
    rows: int = 1_000_000
    columns: int = 200
    cells: int = 6_000_000
    field_characters: int = 2_000
    blank_rows: int = 10_000
    sheets: int = 100
    unpacked_bytes: int = 400 * 2**20
    child_seconds: int = 60
    child_memory_bytes: int = 512 * 2**20


@dataclass(frozen=True)
class Refusal:
    """Why a file was not opened: a code, the place in the file, what was found, what was expected, what to do."""

    code: str
    place: str
    found: str
    expected: str
    action: str


@dataclass(frozen=True)
class Remark:
    """Something the gate noticed or decided that its sender should know: a code, the place, and the words for it."""

    code: str
    place: str
    found: str


@dataclass(frozen=True)
class Sheet:
    """One table of cells as text, row by row, each row as long as the file had it; the first row is row 1."""

    name: str
    rows: list[list[str]]
    is_hidden: bool = False


@dataclass(frozen=True)
class Opened:
    """A file that passed the gate. `kind` is `csv` or `xlsx`; `encoding` and `delimiter` are empty for a workbook."""

    kind: str
    sheets: tuple[Sheet, ...]
    remarks: tuple[Remark, ...] = ()
    encoding: str = ""
    delimiter: str = ""


def column_letter(index: int) -> str:
    """Return a spreadsheet's name of the column, counted from 0: A, B, … Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(row: int, index: int) -> str:
    """Return a spreadsheet's name of a cell; the row counted from 1, the column from 0."""
    return f"{column_letter(index)}{row}"


def few(places: list[str], count: int) -> str:
    """Return the first places in words, with how many more there are."""
    shown = ", ".join(places)
    return shown if count <= len(places) else f"{shown} and {count - len(places):,} more"
