"""Millions of checked rows into a DuckDB file, for no more than an unchecked import costs."""

from __future__ import annotations

from collections import defaultdict
from os import SEEK_CUR
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from pipelines.observations import FILE_COLUMNS
from pipelines.reading import header, read_file
from pipelines.rules import check, row_problems
from pipelines.rules.rows import NO_PROBLEMS, TypedRows, Vocabulary
from pipelines.rules.table import RULES, Table, numbers
from pipelines.warehouse import FIGURES, filling

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pipelines.catalogue import Catalogue
    from pipelines.warehouse import Filling

SLICE_BYTES = 8 << 20
"""Text read at once. Smaller slices cost more time, larger ones more memory."""

ROW_GROUP = 122_880
"""Rows DuckDB compresses together; whole groups are written at once and leave its memory."""


BLOCKS = 16
"""Blocks of indicators that are sorted one after the other."""


class Loaded(NamedTuple):
    """How many rows the DuckDB file holds, and what is wrong (`PROBLEM_SCHEMA`): with an error, there is no file."""

    rows: int
    problems: pl.DataFrame


class TroubleError(Exception):
    """Something breaks a rule; reading the text again says what."""


def checked_load(csv_path: Path, catalogue: Catalogue, duckdb_path: Path) -> Loaded:
    """Check a file of figures against every rule and write it to a new DuckDB file, table `observations`.

    The rows are read with types at once, slice by slice. Only where one of them breaks a rule is the file read again
    as text, to say what stands there. The source is the file's name unless a column `source` says otherwise.
    """
    vocabulary = Vocabulary(catalogue)
    codes = {column: kind.categories for column, kind in vocabulary.codes.items()}
    try:
        with filling(duckdb_path, codes, FIGURES) as file:
            return Loaded(_load(csv_path, vocabulary, file), NO_PROBLEMS)
    except (TroubleError, UnicodeDecodeError, pl.exceptions.PolarsError):
        read = read_file(csv_path)
    checked = check(read.rows, catalogue)
    problems = pl.concat([read.problems, checked.problems])
    if (problems["level"] == "error").any():
        return Loaded(0, problems)
    with filling(duckdb_path, codes, FIGURES) as file:
        file.append("figures", _coded(_enumerated(checked.accepted, vocabulary)))
    return Loaded(checked.accepted.height, problems)


def _load(path: Path, vocabulary: Vocabulary, file: Filling) -> int:
    figures = Collected(vocabulary)
    waiting: list[pl.DataFrame] = []
    for batch in _typed_batches(path, vocabulary):
        rows = TypedRows(batch, vocabulary)
        if not row_problems(rows).is_empty():
            raise TroubleError
        figures.add(numbers(rows))
        waiting = _written(file, [*waiting, batch.drop("file", "line")])
    for rest in waiting:
        file.append("figures", _coded(rest))
    together = figures.table()
    if any(not rule.broken(together).is_empty() for rule in RULES):
        raise TroubleError
    return together.figures.height


class Collected:
    """Keys and values of the rows so far, in blocks of indicators: to sort one after the other needs little memory."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._blocks: defaultdict[int, list[pl.DataFrame]] = defaultdict(list)

    def add(self, figures: pl.DataFrame) -> None:
        """Add the numbers of some rows."""
        indicators = len(self._vocabulary.numbers["indicator"]) // BLOCKS + 1
        block = pl.col("key") // (self._vocabulary.weights["indicator"] * indicators)
        parts = figures.with_columns(block=block).partition_by("block", as_dict=True, include_key=False)
        for (number,), part in parts.items():
            self._blocks[number].append(part)

    def table(self) -> Table:
        """Return all of them sorted and give the memory of the blocks back; `row` is the place after sorting."""
        ordered = []
        for number in sorted(self._blocks):
            figures = pl.concat(self._blocks.pop(number))
            ordered.append(figures if figures["key"].is_sorted() else figures.sort("key"))
        return Table(pl.concat(ordered).with_row_index("row"), self._vocabulary)


def _written(file: Filling, waiting: list[pl.DataFrame]) -> list[pl.DataFrame]:
    """Write as many whole row groups as wait, and return the rows that go on waiting."""
    rows = pl.concat(waiting)
    whole = rows.height // ROW_GROUP * ROW_GROUP
    if whole:
        file.append("figures", _coded(rows.head(whole)))
    return [rows.slice(whole)]


def _enumerated(rows: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """Return checked rows in the columns of a file, coded columns enumerated."""
    codes = [pl.col(column).cast(kind) for column, kind in vocabulary.codes.items()]
    return rows.with_columns(codes).select(*FILE_COLUMNS, "source")


def _coded(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with the numbers of their codes."""
    return rows.with_columns(pl.col(pl.Enum).to_physical())


def _typed_batches(path: Path, vocabulary: Vocabulary) -> Iterator[pl.DataFrame]:
    """Read a file slice by slice; a text that is not of its column's type raises."""
    columns = header(path)
    if columns not in ([*FILE_COLUMNS], [*FILE_COLUMNS, "source"]):
        raise TroubleError
    types: Mapping[str, pl.DataType] = {
        **dict.fromkeys(FILE_COLUMNS, pl.String()),
        **vocabulary.codes,
        "time_period": pl.Int32(),
        "obs_value": pl.Float64(),
    }
    stem = pl.lit(path.stem).cast(vocabulary.codes["source"], strict=False)
    places = {"file": pl.lit(path.name), "line": pl.lit(0, pl.UInt32)}
    for text in _slices(path):
        batch = pl.read_csv(text, has_header=False, schema={column: types[column] for column in columns})
        source = pl.col("source").fill_null(stem) if "source" in columns else stem
        yield batch.with_columns(source=source, **places)


def _slices(path: Path) -> Iterator[bytes]:
    """Return the rows below the header in pieces that end where a row ends."""
    with path.open("rb") as file:
        file.readline()
        size = SLICE_BYTES
        while text := file.read(size):
            end = _end_of_rows(text)
            if not end and len(text) == size:
                size *= 2
            else:
                end = end or len(text)
                yield text[:end]
            file.seek(end - len(text), SEEK_CUR)


def _end_of_rows(text: bytes) -> int:
    """Return where the last whole row ends: after a line end that is not inside quotes."""
    end = text.rfind(b"\n") + 1
    while text.count(b'"', 0, end) % 2:
        end = text.rfind(b"\n", 0, end - 1) + 1
    return end
