"""Finding the table in a sheet: below title rows, above footnotes, beside notes, on the right sheet of several."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from pipelines.intake.looks import is_mark, is_note, is_number, is_period, is_period_header
from pipelines.intake.opened import Opened, Refusal, Remark, Sheet, cell_name, column_letter, few

_HEADER_WITHIN = 100
_BODY_SAMPLE = 60
_COLUMN_SAMPLE = 2_000
_SPARSE = 0.2
_FEW_PLACES = 5
_OUR_NAMES = frozenset({"indicator", "ref_area", "time_period", "obs_value"})
_MOST_FOOTNOTES = 100


@dataclass(frozen=True)
class Table:
    """A header and the rows below it, as text; each row as long as `columns`, blank rows left out.

    `header_row` and `row_numbers` are the rows of the sheet, counted from 1; `letters` are the sheet's columns.
    `notes` are the texts above, below and beside the table.
    """

    sheet: str
    header_row: int
    columns: tuple[str, ...]
    rows: list[list[str]]
    row_numbers: list[int]
    notes: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()


def find_table(opened: Opened, sheet: str | None = None) -> Table | Refusal:
    """Return the table of the sheet with the most figures, or of the sheet named; a refusal if there is none."""
    sheets = [each for each in opened.sheets if sheet is None or each.name == sheet]
    visible = [each for each in sheets if not each.is_hidden] or sheets
    found = [(each, _table(each)) for each in visible]
    tables = [table for _, table in found if isinstance(table, Table)]
    if not tables:
        return next(
            (each for _, each in found if isinstance(each, Refusal)), _no_table("the file", "no sheet with cells")
        )
    chosen = max(tables, key=_figures)
    if len(tables) == 1 or sheet is not None:
        return chosen
    others = [table.sheet for table in tables if table is not chosen]
    remark = Remark("sheet_chosen", chosen.sheet, few(others[:_FEW_PLACES], len(others)))
    return replace(chosen, remarks=(remark, *chosen.remarks))


def _figures(table: Table) -> float:
    """How many cells are figures, years and whole columns of codes aside; tables with a year count double."""
    sample = table.rows[:_COLUMN_SAMPLE]
    numbers = sum(1 for row in sample for cell in row if cell and is_number(cell) and not is_period(cell))
    has_year = any(is_period_header(column) for column in table.columns) or any(
        is_period(cell) for row in sample[:_BODY_SAMPLE] for cell in row
    )
    return numbers * (2 if has_year else 1) * len(table.rows) / max(len(sample), 1)


def _no_table(place: str, found: str) -> Refusal:
    return Refusal(
        "no_table",
        place,
        found,
        "a table: one header row with column names, figures below it",
        "Upload the file that holds the figures, with the country, the year and the number of children in columns.",
    )


def _table(sheet: Sheet) -> Table | Refusal:
    place = sheet.name or "the file"
    filled = [index for index, row in enumerate(sheet.rows) if any(cell.strip() for cell in row)]
    if not filled:
        return _no_table(place, "no filled cells")
    header = _header_index(sheet.rows, filled)
    if header is None:
        return _no_table(place, "text in one column only" if len(filled) > 1 else "a single row")
    below = [index for index in filled if index > header]
    if not below:
        return _no_table(place, "column names with no row below them")
    return _cut(sheet, header, below)


# --- the header -------------------------------------------------------------------------------------------------------


def _cells(row: list[str]) -> dict[int, str]:
    return {index: cell.strip() for index, cell in enumerate(row) if cell.strip()}


def _header_index(rows: list[list[str]], filled: list[int]) -> int | None:
    """Return the row with our own column names, else the one most like names of what is below; the first of equals."""
    ours = (index for index in filled[:_HEADER_WITHIN] if set(_cells(rows[index]).values()) >= _OUR_NAMES)
    own = next(ours, None)
    if own is not None:
        return own
    scores: dict[int, float] = {}
    for position, index in enumerate(filled[:_HEADER_WITHIN]):
        cells = _cells(rows[index])
        body = [_cells(rows[below]) for below in filled[position + 1 : position + 1 + _BODY_SAMPLE]]
        if len(cells) > 1 and body:
            scores[index] = _header_score(cells, body)
    most = max(scores.values(), default=0)
    return next((index for index, score in scores.items() if score >= most * 0.8 and score > 0), None)


def _header_score(cells: dict[int, str], body: list[dict[int, str]]) -> float:
    named = sum(1 for text in cells.values() if is_period_header(text) or not is_number(text))
    weighed = sum(len(row) for row in body)
    covered = sum(1 for row in body for index in row if index in cells) / weighed
    filled = sum(min(1.0, len(row) / len(cells)) for row in body) / len(body)
    # A row of data in a long table has few years among many words; a header has only names or only years.
    periods = sum(1 for text in cells.values() if is_period(text))
    mixed = 0.85 if periods == 1 and len(cells) > 2 else 1.0  # noqa: PLR2004
    # Names stand once; what stands again below in the same column is data. Columns to be filled in may be empty.
    others = [row for row in body if row != cells]
    again = sum(1 for index, text in cells.items() if sum(row.get(index) == text for row in others) > 1) / len(cells)
    return covered * (0.8 + 0.2 * filled) * (named / len(cells)) ** 2 * mixed * (1 - again / 2)


def _group_labels(rows: list[list[str]], header: int, columns: list[int]) -> dict[int, str]:
    """Return the labels above the header that stand over several columns each, filled to the right.

    Taken only where the header itself repeats a name or leaves one blank: else a row above is a title.
    """
    names = [_at(rows[header], index) for index in columns]
    above = [_at(rows[header - 1], index) for index in columns] if header else []
    if sum(1 for text in above if text) < 2 or (len(set(names)) == len(names) and all(names)):  # noqa: PLR2004
        return {}
    labels: dict[int, str] = {}
    last = ""
    for index, text, name in zip(columns, above, names, strict=True):
        last = text or (last if name else "")
        labels[index] = last
    return labels


def _names(rows: list[list[str]], header: int, columns: list[int]) -> tuple[str, ...]:
    groups = _group_labels(rows, header, columns)
    names: list[str] = []
    for index in columns:
        name = " ".join([*groups.get(index, "").split(), *_at(rows[header], index).split()])
        name = name or f"Column {column_letter(index)}"
        count = 2
        unique = name
        while unique in names:
            unique, count = f"{name} ({count})", count + 1
        names.append(unique)
    return tuple(names)


def _at(row: list[str], index: int) -> str:
    return row[index].strip() if index < len(row) else ""


# --- columns and rows -------------------------------------------------------------------------------------------------


class _Extent(NamedTuple):
    columns: list[int]
    beside: list[int]


def _extent(rows: list[list[str]], header: int, below: list[int]) -> _Extent:
    """Return the columns of the table, and columns beside it that hold notes."""
    sample = below[:_COLUMN_SAMPLE]
    filled: dict[int, int] = {}
    for index in sample:
        for column, cell in enumerate(rows[index]):
            if cell and not cell.isspace():
                filled[column] = filled.get(column, 0) + 1
    named = _cells(rows[header])
    width = max([*named, *filled]) + 1
    enough = _SPARSE * len(sample)
    blocks: list[list[int]] = [[]]
    for column in range(width):
        if column in named or filled.get(column, 0) > enough:
            blocks[-1].append(column)
        elif blocks[-1] and column not in filled:
            blocks.append([])
    main = max(blocks, key=lambda block: sum(filled.get(column, 0) for column in block))
    is_part = [block is main or (bool(block) and _mean(filled, block) > len(sample) / 2) for block in blocks]
    columns = [column for block, part in zip(blocks, is_part, strict=True) if part for column in block]
    return _Extent(columns, sorted((set(named) | set(filled)) - set(columns)))


def _mean(filled: dict[int, int], block: list[int]) -> float:
    return sum(filled.get(column, 0) for column in block) / len(block)


def _cut(sheet: Sheet, header: int, below: list[int]) -> Table | Refusal:
    rows = sheet.rows
    extent = _extent(rows, header, below)
    columns = extent.columns
    if len(columns) < 2:  # noqa: PLR2004
        return _no_table(sheet.name or "the file", "text in one column only")
    body = _body(rows, header, below, columns)
    if not body.rows:
        return _no_table(sheet.name or "the file", "column names with no row below them")
    groups = bool(_group_labels(rows, header, columns))
    above = [text for row in rows[: header - groups] for text in _cells(row).values()]
    beside = [text for row in rows[header:] for index in extent.beside if (text := _at(row, index))]
    prose = [text for index in body.left_out for text in _cells(rows[index]).values()]
    letters = tuple(column_letter(column) for column in columns)
    table = Table(
        sheet.name,
        header + 1,
        _names(rows, header, columns),
        [_picked(rows[index], columns) for index in body.rows],
        [index + 1 for index in body.rows],
        tuple(dict.fromkeys([*above, *prose, *beside]))[:200],
        letters,
        (*body.remarks, *_outside(rows, body.rows, extent)),
    )
    return _with_sections(_filled_down(table))


def _picked(row: list[str], columns: list[int]) -> list[str]:
    length = len(row)
    return [row[index].strip() if index < length else "" for index in columns]


def _outside(rows: list[list[str]], body: list[int], extent: _Extent) -> list[Remark]:
    """Say which cells beside the table hold figures: they may belong to it and are left out."""
    places = [
        cell_name(index + 1, column)
        for column in extent.beside
        for index in body
        if (text := _at(rows[index], column)) and is_number(text)
    ]
    return [Remark("cells_outside_table", few(places[:_FEW_PLACES], len(places)), f"{len(places):,}")] if places else []


class _Body(NamedTuple):
    rows: list[int]
    left_out: list[int]
    remarks: list[Remark]


def _body(rows: list[list[str]], header: int, below: list[int], columns: list[int]) -> _Body:
    """Return the rows of the table, without footnotes, repeated headers and what follows a second header."""
    end, remarks = _second_table(rows, below, columns)
    kept, rest = below[:end], below[end:]
    last = len(kept)
    while last and (count := _footnotes(rows, kept, last, len(columns))):
        last -= count
    kept, rest = kept[:last], kept[last:] + rest
    names = _picked(rows[header], columns)
    numbered = [str(number) for number in range(1, len(columns) + 1)]
    repeated = [index for index in kept if _picked(rows[index], columns) == names]
    if kept and _picked(rows[kept[0]], columns) == numbered:
        repeated.append(kept[0])
    if repeated:
        gone = set(repeated)
        kept = [index for index in kept if index not in gone]
        rest += repeated
    return _Body(kept, sorted(rest), remarks)


def _footnotes(rows: list[list[str]], kept: list[int], last: int, width: int) -> int:
    """Return how many of the last rows are footnotes: the last if it reads like one, or all after a blank row."""
    end = rows[kept[last - 1]]
    if _is_poor(end, width) and is_note(next(iter(_cells(end).values()))):
        return 1
    for count in range(1, min(last, _MOST_FOOTNOTES)):
        after, before = kept[last - count], kept[last - count - 1]
        if not _is_poor(rows[after], width):
            return 0
        if after - before > 1:
            return count
    return 0


def _is_poor(row: list[str], width: int) -> bool:
    """Whether a row has few cells and no figures, too little for a row of the table."""
    cells = list(_cells(row).values())
    few_cells = len(cells) < width and len(cells) <= max(1, min(2, width // 2))
    return few_cells and not any(is_number(text) for text in cells[1:])


def _second_table(rows: list[list[str]], below: list[int], columns: list[int]) -> tuple[int, list[Remark]]:
    """Return how many rows stand before another table's header, which follows a blank row."""
    first_gap = next((place for place, index in enumerate(below) if place and index - below[place - 1] > 1), None)
    if first_gap is None:
        return len(below), []
    sample = [_picked(rows[index], columns) for index in below[: min(first_gap, _BODY_SAMPLE)]]
    numeric = [
        place
        for place in range(len(columns))
        if sum(1 for row in sample if row[place] and is_number(row[place])) > len(sample) / 2
    ]
    for position, index in enumerate(below[first_gap:], start=first_gap):
        if index - below[position - 1] == 1:
            continue
        for ahead in below[position : position + 3]:
            cells = _picked(rows[ahead], columns)
            texts = [cells[column] for column in numeric if cells[column]]
            if len(texts) > 1 and not any(is_number(text) or is_mark(text) for text in texts):
                return position, [Remark("second_table", f"row {ahead + 1:,}", ", ".join(texts[:_FEW_PLACES]))]
    return len(below), []


# --- blank repeated labels --------------------------------------------------------------------------------------------


def _filled_down(table: Table) -> Table:
    """Fill labels that are written once and left blank below, as statistical offices' workbooks do, and say so.

    Only leading columns, only where every blank stands to the left of a filled label, the first row has all of
    them, and at least half of the column is blank: a single missing label stays missing.
    """
    depth = _depth(table.rows)
    if not depth:
        return table
    last = [""] * depth
    count = 0
    rows = []
    for row in table.rows:
        labels = row[:depth]
        start = next((index for index, label in enumerate(labels) if label), depth)
        count += start
        last = last[:start] + labels[start:]
        rows.append([*last, *row[depth:]])
    names = ", ".join(table.columns[:depth])
    remark = Remark("labels_filled_down", names, f"{count:,}")
    return replace(table, rows=rows, remarks=(*table.remarks, remark))


def _depth(rows: list[list[str]]) -> int:
    """Return how many leading columns have their repeated labels left blank."""
    depth = 0
    width = len(rows[0])
    while depth < width - 2 and _is_repeated(rows, depth):
        depth += 1
    return depth


def _is_repeated(rows: list[list[str]], column: int) -> bool:
    if not rows[0][column] or (is_number(rows[0][column]) and not is_period(rows[0][column])):
        return False
    blanks = [row for row in rows if not row[column]]
    if any(any(row[:column]) or not any(_is_label(cell) for cell in row[column + 1 :]) for row in blanks):
        return False
    return bool(blanks) and len(blanks) * 2 >= len(rows)


def _is_label(cell: str) -> bool:
    return bool(cell) and (is_period(cell) or not (is_number(cell) or is_mark(cell)))


# --- rows that head the rows below them -------------------------------------------------------------------------------


def _with_sections(table: Table) -> Table:
    """Make a column of rows that only name the rows below them (`Boys`, then countries, `Girls`, then countries).

    Taken for headings only where the first row is one and the labels below them repeat, but never within a section:
    a country without any figure looks the same and stays a row.
    """
    is_heading = [bool(row[0]) and not any(row[1:]) for row in table.rows]
    if not is_heading[0] or sum(is_heading) < 2:  # noqa: PLR2004
        return table
    section, sections = "", []
    for row, heads in zip(table.rows, is_heading, strict=True):
        section = row[0] if heads else section
        sections.append(section)
    kept = [place for place, heads in enumerate(is_heading) if not heads]
    labels = [table.rows[place][0] for place in kept]
    together = [(sections[place], label) for place, label in zip(kept, labels, strict=True)]
    if not len(set(labels)) < len(labels) == len(set(together)):
        return table
    headings = list(dict.fromkeys(sections))
    return replace(
        table,
        columns=("Section", *(name if name != "Section" else "Section (2)" for name in table.columns)),
        rows=[[sections[place], *table.rows[place]] for place in kept],
        row_numbers=[table.row_numbers[place] for place in kept],
        letters=(table.letters[0], *table.letters),
        remarks=(
            *table.remarks,
            Remark("sections_found", table.columns[0], few(headings[:_FEW_PLACES], len(headings))),
        ),
    )
