"""One mutated file through the gate, the finding of the table and the layouts; what went wrong, in words."""

from __future__ import annotations

import io
import json
import time
import warnings
from contextlib import contextmanager

from pipelines.intake import gate
from pipelines.intake.archive import refused_archive
from pipelines.intake.opened import Limits, Opened, Refusal
from pipelines.intake.shapes import not_indicators, read_shape
from pipelines.intake.shapes.tidy import RESERVED
from pipelines.intake.tables import Table, find_table
from pipelines.intake.workbook_child import opened_from
from pipelines.intake.workbook_reader import answer

MOST_SECONDS = 2.0


def read_here(content: bytes, limits: Limits) -> Opened | Refusal:
    """Read a workbook as the child does, in this process: starting a hundred thousand children would take a day."""
    refusal = refused_archive(content, limits)
    if refusal:
        return refusal
    lines: list[bytes] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        answer(io.BytesIO(content), limits, lambda part: lines.append(json.dumps(part).encode()))
    return opened_from(lines)


@contextmanager
def workbooks_read_here():
    """Let the gate read workbooks in this process for a while."""
    through_child, gate.open_workbook = gate.open_workbook, read_here
    try:
        yield
    finally:
        gate.open_workbook = through_child


def examine(content: bytes) -> tuple[str, str | None]:
    """How a file came out (a refusal's code or a layout), and what is wrong with that, None if nothing."""
    outcome, wrong, seconds = _measured(content)
    if seconds > MOST_SECONDS:
        # A busy machine may stretch one measurement; a slow file is slow twice.
        seconds = min(seconds, _measured(content)[2])
    return outcome, wrong or (f"took {seconds:.1f} s" if seconds > MOST_SECONDS else None)


def _measured(content: bytes) -> tuple[str, str | None, float]:
    begun = time.process_time()
    try:
        outcome, wrong = _outcome(content)
    except Exception as error:
        outcome, wrong = "raised", f"{type(error).__name__}: {error}"
    return outcome, wrong, time.process_time() - begun


def _outcome(content: bytes) -> tuple[str, str | None]:
    opened = gate.pass_gate(content)
    if isinstance(opened, Refusal):
        return opened.code, _wrong_refusal(opened)
    table = find_table(opened)
    if isinstance(table, Refusal):
        return table.code, _wrong_refusal(table)
    tidy = read_shape(table)
    refusal = not_indicators(tidy)
    if refusal:
        return refusal.code, _wrong_refusal(refusal)
    wrong = _wrong_table(table)
    names = [name for name in tidy.cells.columns if name not in RESERVED]
    if names != list(tidy.columns) or tidy.cells.columns[-len(RESERVED) :] != list(RESERVED):
        wrong = wrong or f"columns {tidy.cells.columns}"
    return tidy.layout, wrong


def _wrong_refusal(refusal: Refusal) -> str | None:
    empty = [name for name, text in vars(refusal).items() if not text]
    return f"{refusal.code} without {', '.join(empty)}" if empty else None


def _wrong_table(table: Table) -> str | None:
    width = len(table.columns)
    if len(set(table.columns)) != width or any(len(row) != width for row in table.rows):
        return "rows and columns do not fit"
    return None if len(table.rows) == len(table.row_numbers) else "rows and their numbers do not fit"
