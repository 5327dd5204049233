"""Workbooks, read by a child process that cannot take more time or memory than it is given."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from pipelines.intake.archive import damaged, refused_archive
from pipelines.intake.opened import Limits, Opened, Refusal, Remark, Sheet

_ROOT = Path(__file__).resolve().parents[2]
_ENVIRONMENT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "VIRTUAL_ENV")
_COPY_TABLE = "Copy the table alone, as values, into a new workbook and upload that one."


def open_workbook(content: bytes, limits: Limits) -> Opened | Refusal:
    """Return the sheets of an .xlsx workbook as text, formulas by their stored results."""
    refusal = refused_archive(content, limits)
    if refusal:
        return refusal
    try:
        with tempfile.TemporaryFile() as upload, tempfile.TemporaryFile() as answer:
            upload.write(content)
            upload.seek(0)
            failed = _run_child(upload, answer, limits)
            answer.seek(0)
            return failed or opened_from(answer)
    except OSError as error:
        return _not_now(error)


def _not_now(error: OSError) -> Refusal:
    found = f"no room or no right to read it on the server ({error.strerror})"
    action = "Nothing is wrong with the file: tell the people who run this tracker, and try again later."
    return Refusal("server_cannot_read", "the file", found, "a temporary file on the server", action)


def _run_child(upload: IO[bytes], answer: IO[bytes], limits: Limits) -> Refusal | None:
    command = [sys.executable, "-m", "pipelines.intake.workbook", json.dumps(asdict(limits))]
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603
            command,
            stdin=upload,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            timeout=limits.child_seconds + 5,
            check=False,
            cwd=_ROOT,
            env=environment | {"OPENPYXL_LXML": "False"},
        )
    except subprocess.TimeoutExpired:
        return too_heavy(limits)
    return too_heavy(limits) if done.returncode else None


def too_heavy(limits: Limits) -> Refusal:
    """Return the refusal of a workbook that takes more time or memory than reading it is given."""
    found = "a workbook that takes too long or too much memory to read"
    expected = f"at most {limits.child_seconds} seconds and {limits.child_memory_bytes / 2**20:,.0f} MiB"
    return Refusal("workbook_too_heavy", "the file", found, expected, _COPY_TABLE)


def opened_from(answer: IO[bytes]) -> Opened | Refusal:
    """Return what the child wrote: one JSON line per sheet, row (a list, its number first) and remark, `end` last."""
    sheets: list[Sheet] = []
    remarks: list[Remark] = []
    same: dict[str, str] = {}
    for line in answer:
        read: Any = json.loads(line)
        if isinstance(read, list):
            sheets[-1].rows.extend([] for _ in range(read[0] - 1 - len(sheets[-1].rows)))
            sheets[-1].rows.append([same.setdefault(cell, cell) if len(same) < 100_000 else cell for cell in read[1:]])  # noqa: PLR2004
        elif "sheet" in read:
            sheets.append(Sheet(read["sheet"], [], is_hidden=read["is_hidden"]))
        elif "remark" in read:
            remarks.append(Remark(*read["remark"]))
        elif "refusal" in read:
            return Refusal(*read["refusal"])
        elif "end" in read:
            return Opened("xlsx", tuple(sheets), tuple(remarks))
    return damaged("a workbook whose reading broke off")
