"""Files of figures as text rows: nothing is interpreted, every row keeps its file and line."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from pipelines.observations import FILE_COLUMNS
from pipelines.rules.rows import NO_PROBLEMS, TEXT_SCHEMA, problem_rows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class Read(NamedTuple):
    """Text rows (`TEXT_SCHEMA`) in the file's order, and what kept a file from being read (`PROBLEM_SCHEMA`)."""

    rows: pl.DataFrame
    problems: pl.DataFrame


class Misfit(NamedTuple):
    """Why a file cannot be read as rows: the line, the rule, and what stands there."""

    line: int
    rule: str
    found: str


def read_figures(paths: Iterable[Path], *, folder: Path | None = None) -> Read:
    """Read files of figures, each in the upload format, as text; they are named as they lie below `folder`."""
    parts = [read_file(path, name=path.relative_to(folder).as_posix() if folder else str(path)) for path in paths]
    return Read(
        pl.concat([pl.DataFrame(schema=TEXT_SCHEMA), *(part.rows for part in parts)]),
        pl.concat([NO_PROBLEMS, *(part.problems for part in parts)]),
    )


def read_file(path: Path, *, name: str = "") -> Read:
    """Read one file as text, known to the reader as `name`.

    The source is the file's name unless a column `source` says otherwise.

    A file whose header or row width is wrong gives no rows but a problem that names the line.
    """
    name = name or str(path)
    try:
        found = _misfit(path)
        if found is None:
            return Read(_text_rows(path, name), NO_PROBLEMS)
    except UnicodeDecodeError as error:
        found = Misfit(1, "file_unreadable", str(error))
    except pl.exceptions.PolarsError as error:
        found = _wide_row(path) or Misfit(1, "file_unreadable", str(error).splitlines()[0])
    return Read(pl.DataFrame(schema=TEXT_SCHEMA), _problem(name, found))


def scan_text(path: Path) -> pl.LazyFrame:
    """Return a lazy read of one file in our format: all columns text, null where empty."""
    columns = dict.fromkeys(header(path), pl.String())
    return pl.scan_csv(path, schema=columns, glob=False)


def _text_rows(path: Path, name: str) -> pl.DataFrame:
    rows = scan_text(path).collect()
    source = pl.col("source").fill_null(path.stem) if "source" in rows.columns else pl.lit(path.stem)
    return rows.with_columns(file=pl.lit(name), line=_lines(rows), source=source).select(TEXT_SCHEMA.names())


def _lines(rows: pl.DataFrame) -> pl.Series:
    """Return the line each row begins on; line ends inside quoted text are counted."""
    inside = rows.select(pl.sum_horizontal(pl.all().str.count_matches("\n", literal=True)).cast(pl.UInt32)).to_series()
    before = inside.cum_sum() - inside
    return (before + pl.int_range(2, rows.height + 2, dtype=pl.UInt32, eager=True)).alias("line")


def header(path: Path) -> list[str]:
    """Return the column names on the first line of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file), [])


def _misfit(path: Path) -> Misfit | None:
    """Return how the header differs from ours, if it does."""
    columns = header(path)
    if columns in (list(FILE_COLUMNS), [*FILE_COLUMNS, "source"]):
        return None
    return Misfit(1, "columns_differ", ",".join(columns))


def _wide_row(path: Path) -> Misfit | None:
    """Return the first row that has more fields than the header."""
    width = len(header(path))
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        reader = csv.reader(file)
        begins = 1
        for row in reader:
            if len(row) > width:
                return Misfit(begins, "row_too_wide", ",".join(row))
            begins = reader.line_num + 1
    return None


DETAILS = {"columns_differ": ",".join(FILE_COLUMNS), "row_too_wide": str(len(FILE_COLUMNS))}
"""What the words of a rule on structure leave open."""


def _problem(name: str, misfit: Misfit) -> pl.DataFrame:
    at = pl.DataFrame({"file": [misfit.found], "line": [misfit.line]})
    found = problem_rows(at, misfit.rule, pl.lit(DETAILS.get(misfit.rule), pl.String))
    return found.with_columns(file=pl.lit(name), column=pl.lit(None, pl.String))
