"""A table as a CSV file: the figures shown, at full precision, with where they come from and how to cite them."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl

    from pipelines.catalogue import Catalogue
    from pipelines.releases import Release

TITLE = "De-institutionalisation Tracker"

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(table: pl.DataFrame, release: Release, sources: Iterable[str], catalogue: Catalogue) -> bytes:
    """Return a table as CSV: UTF-8 with byte order mark, commas, CRLF.

    One header line, one line per row of the table in its order, all its columns, numbers at full precision, a null
    as an empty cell. Three columns follow, the same on every row, so that the file stays one clean rectangle:
    `release` (its number and id), `licence` and `citation`. A text cell that a spreadsheet would run as a formula
    starts with an apostrophe.
    """
    used = [catalogue.sources[source] for source in dict.fromkeys(sources) if source in catalogue.sources]
    last = [
        f"{release.number} ({release.id})",
        "; ".join(dict.fromkeys(f"{source.publisher}: {source.licence}" for source in used)),
        citation(release, [source.id for source in used], catalogue),
    ]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*table.columns, "release", "licence", "citation"])
    for row in table.iter_rows():
        writer.writerow([_cell(value) for value in (*row, *last)])
    return out.getvalue().encode("utf-8-sig")


def citation(release: Release, sources: Iterable[str], catalogue: Catalogue) -> str:
    """Return how to cite figures of some sources as this release shows them."""
    titles = "; ".join(
        f"{catalogue.sources[each].publisher}, {catalogue.sources[each].title_in('en')}" for each in sources
    )
    shown = f"As shown by {TITLE}, release {release.number} of {release.date:%Y-%m-%d}, {release.id[:12]}."
    return f"{titles}. {shown}" if titles else shown


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() else repr(value)
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_STARTS_A_FORMULA) else text
