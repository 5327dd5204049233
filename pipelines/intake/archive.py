"""What a ZIP file says about itself before anything in it is unpacked."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

from pipelines.intake.opened import Limits, Refusal

_MOST_PARTS = 3_000
_ENTRY = b"PK\x01\x02"
_SAVE_AGAIN = "Open the file in your spreadsheet program and save it again as Excel workbook (.xlsx)."
_UPLOAD_THE_TABLE = "Upload the table itself, as Excel workbook (.xlsx) or CSV (UTF-8)."
_WORKBOOK = "an Excel workbook (.xlsx)"
_ENCRYPTED = 0x1

_OTHER_KINDS = (
    ("xl/workbook.bin", "binary_workbook", "a binary Excel workbook (.xlsb)", _SAVE_AGAIN),
    ("word/document.xml", "document", "a text document (.docx)", _UPLOAD_THE_TABLE),
    ("ppt/presentation.xml", "document", "a presentation (.pptx)", _UPLOAD_THE_TABLE),
    ("Index/Document.iwa", "foreign_workbook", "a Numbers spreadsheet", "In Numbers choose Export to, then Excel."),
    ("content.xml", "open_document", "an OpenDocument file (.ods)", _SAVE_AGAIN),
)


def refused_archive(content: bytes, limits: Limits) -> Refusal | None:
    """Return why a ZIP file is not opened as a workbook, from its table of contents alone; None if it may be."""
    if content.count(_ENTRY) > _MOST_PARTS:
        return _bomb(f"more than {_MOST_PARTS:,} parts", f"at most {_MOST_PARTS:,} parts")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, zlib.error, EOFError):
        return damaged("a damaged or incomplete workbook")
    return _refused_kind({part.filename for part in parts}) or _refused_parts(parts, limits)


def damaged(found: str, place: str = "the file") -> Refusal:
    """Return the refusal of a workbook that cannot be read."""
    return Refusal("workbook_unreadable", place, found, _WORKBOOK, _SAVE_AGAIN)


def _refused_kind(names: set[str]) -> Refusal | None:
    for part, code, found, action in _OTHER_KINDS:
        if part in names:
            return Refusal(code, "the file", found, f"{_WORKBOOK} or a CSV file", action)
    if not any(name.endswith("[Content_Types].xml") for name in names):
        action = "Unpack it first and upload the table inside."
        return Refusal(
            "compressed", "the file", "a ZIP archive that is no workbook", f"{_WORKBOOK} or a CSV file", action
        )
    return None


def _refused_parts(parts: list[zipfile.ZipInfo], limits: Limits) -> Refusal | None:
    unpacked = sum(part.file_size for part in parts)
    if unpacked > limits.unpacked_bytes:
        found = f"{unpacked / 2**20:,.0f} MiB when unpacked"
        return _bomb(found, f"at most {limits.unpacked_bytes / 2**20:,.0f} MiB")
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        action = "Remove the password and upload the workbook again."
        return Refusal("encrypted", "the file", "parts locked by a password", "a workbook without password", action)
    return None


def _bomb(found: str, expected: str) -> Refusal:
    action = "Copy the table alone into a new workbook and upload that one."
    return Refusal("workbook_too_large", "the file", found, expected, action)
