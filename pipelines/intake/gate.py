"""The gate: bytes nobody vouches for become sheets of text, or are refused with a reason.

Neither Polars nor DuckDB ever sees an upload: both have been brought down by small files made for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.intake.delimited import open_delimited
from pipelines.intake.opened import Limits, Opened, Refusal
from pipelines.intake.workbook_child import open_workbook
from pipelines.settings import settings

if TYPE_CHECKING:
    from collections.abc import Callable

_SAVE_AS_XLSX = "Open it in your spreadsheet program, choose Save as, and pick Excel workbook (.xlsx) or CSV (UTF-8)."
_SAVE_AS_CSV = "Save the table as an Excel workbook (.xlsx) or as CSV (UTF-8) and upload that file."

_COMPOUND = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

_FOREIGN: tuple[tuple[bytes, str, str, str], ...] = (
    (_COMPOUND, "old_workbook", "an old Excel file (.xls)", _SAVE_AS_XLSX),
    (b"\x09\x08\x10\x00", "old_workbook", "an old Excel file (.xls)", _SAVE_AS_XLSX),
    (b"\x04\x22\x4d\x18", "compressed", "an LZ4 archive", "Unpack it first and upload the table inside."),
    (b"\x1f\x8b", "compressed", "a gzip archive", "Unpack it first and upload the table inside."),
    (b"BZh", "compressed", "a bzip2 archive", "Unpack it first and upload the table inside."),
    (b"\xfd7zXZ", "compressed", "an xz archive", "Unpack it first and upload the table inside."),
    (b"7z\xbc\xaf", "compressed", "a 7-Zip archive", "Unpack it first and upload the table inside."),
    (b"Rar!", "compressed", "a RAR archive", "Unpack it first and upload the table inside."),
    (b"\x28\xb5\x2f\xfd", "compressed", "a Zstandard archive", "Unpack it first and upload the table inside."),
    (b"%PDF", "document", "a PDF document", _SAVE_AS_CSV),
    (b"{\\rtf", "document", "a text document (.rtf)", _SAVE_AS_CSV),
    (b"\x89PNG", "picture", "a picture (PNG)", _SAVE_AS_CSV),
    (b"\xff\xd8\xff", "picture", "a picture (JPEG)", _SAVE_AS_CSV),
    (b"GIF8", "picture", "a picture (GIF)", _SAVE_AS_CSV),
    (b"PAR1", "binary_table", "a Parquet file", _SAVE_AS_CSV),
    (b"SQLite format 3", "binary_table", "a database file", _SAVE_AS_CSV),
    (b"\x7fELF", "program", "a program", _SAVE_AS_CSV),
    (b"MZ\x90", "program", "a program", _SAVE_AS_CSV),
)


def pass_gate(content: bytes, limits: Limits | None = None) -> Opened | Refusal:
    """Return the sheets of an uploaded file as text, or why it was not opened.

    The file's name plays no part: what a file is, its first bytes say. Never raises for any content.
    """
    limits = limits or settings().upload
    return _refused_unread(content, limits) or _opener(content)(content, limits)


def _refused_unread(content: bytes, limits: Limits) -> Refusal | None:
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        return Refusal(
            "empty_file",
            "the file",
            "no content",
            "a table with a header row",
            "Choose the file that holds the figures.",
        )
    if len(content) > limits.file_bytes:
        found, most = (f"{size / 2**20:.1f} MiB" for size in (len(content), limits.file_bytes))
        action = "Remove sheets or years that are not needed, or split the file."
        return Refusal("file_too_large", "the file", found, f"at most {most}", action)
    if content.startswith(_COMPOUND) and _ENCRYPTED in content:
        found, action = (
            "a workbook locked by a password",
            "Remove the password (File, Info, Protect workbook) and save it.",
        )
        return Refusal("encrypted", "the file", found, "a workbook without password", action)
    for start, code, found, action in _FOREIGN:
        if content.startswith(start):
            return Refusal(code, "the file", found, "an Excel workbook (.xlsx) or a CSV file", action)
    return None


def _opener(content: bytes) -> Callable[[bytes, Limits], Opened | Refusal]:
    return open_workbook if content.startswith(b"PK") else open_delimited
