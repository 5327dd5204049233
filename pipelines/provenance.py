"""Where a public figure comes from: source or submission, file, row, organisation, date, release."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines import store
from pipelines.observations import KEY
from pipelines.reading import read_file
from pipelines.releases import OBSERVATIONS, Release, entries_of

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Provenance:
    """The way back from one figure. Organisations are public; persons and raw files are not, and are not here.

    `file`, `place` (a line, or a sheet and cell) and `date` are null for a figure that is computed; `inputs` then names
    the figures it was computed from (`indicator`, `source`, `value`). `date` is when the submission was approved, or
    when the source was read.
    """

    source: str
    organisation: str
    release_number: int
    release_id: str
    submission: str | None = None
    file: str | None = None
    place: str | None = None
    date: str | None = None
    origin: str | None = None
    note: str | None = None
    derivation: str | None = None
    inputs: tuple[Mapping[str, Any], ...] = ()


def provenance(store_dir: Path, release: Release, key: Mapping[str, Any]) -> Provenance:
    """Return where a figure of a release comes from.

    Parameters
    ----------
    key
        The columns of `KEY`.

    Raises
    ------
    LookupError
        The release has no such figure.
    """
    rows = _at(release.table(OBSERVATIONS), key)
    if rows.height != 1:
        msg = f"release {release.number} has {rows.height} figures of {dict(key)}, expected one"
        raise LookupError(msg)
    row = rows.row(0, named=True)
    source = release.catalogue().sources[row["source"]]
    common = {
        "source": source.id,
        "organisation": source.publisher,
        "release_number": release.number,
        "release_id": release.id,
        "origin": row["origin"],
        "note": row["note"],
    }
    if row["derivation"] is not None:
        return Provenance(**common, derivation=row["derivation"], inputs=tuple(json.loads(row["inputs"])))
    if row["submission"] is not None:
        return Provenance(**{**common, **_submitted(release, row)})
    file, line = _shipped(store_dir, release, row)
    return Provenance(**common, file=file, place=line, date=source.retrieved)


def _submitted(release: Release, row: Mapping[str, Any]) -> dict[str, Any]:
    entry = next(each for each in entries_of(release) if each.id == row["submission"])
    at = _at(release.provenance(), row).row(0, named=True)
    sheet = f"{at['sheet']}, " if at["sheet"] else ""
    return {
        "organisation": entry.organisation_name,
        "submission": entry.id,
        "file": entry.file_name,
        "place": f"{sheet}cell {at['column']}{at['row']}",
        "date": entry.approved[:10],
    }


def _shipped(store_dir: Path, release: Release, row: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Return the file and the line of a figure that ships, from the inputs that the release keeps."""
    figures = {name: sha for name, sha in release.manifest["recipe"]["data"].items() if name.startswith("figures/")}
    own = f"figures/{row['source']}.csv"
    for name in sorted(figures, key=lambda name: name != own):
        found = _at_line(store.inputs_folder(store_dir) / figures[name], name, row)
        if found is not None:
            return name, f"line {found}"
    return None, None


def _at_line(kept: Path, name: str, row: Mapping[str, Any]) -> int | None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(name).name
        path.symlink_to(kept.resolve())
        text = read_file(path).rows
    same = [pl.col(column) == str(row[column]) for column in KEY]
    lines = text.filter(same)["line"]
    return int(lines[0]) if lines.len() else None


def _at(rows: pl.DataFrame, key: Mapping[str, Any]) -> pl.DataFrame:
    return rows.filter([pl.col(column) == key[column] for column in KEY])
