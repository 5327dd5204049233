"""What a data folder says: its figures checked and completed, its context tables and its catalogue."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from pipelines.canonical import content_id
from pipelines.catalogue import Catalogue, load_catalogue
from pipelines.derive import derived
from pipelines.reading import read_figures
from pipelines.rules import check
from pipelines.submitted import PROVENANCE, merged, with_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from pipelines.submitted import Entry

CONTEXT = ("milestones", "targets", "practices", "frameworks")
"""Tables of facts around the figures: `context/<name>.csv`."""

CONTENT_FOLDERS = ("indicators", "codelists", "sources", "figures", "context")


class DataError(ValueError):
    """The figures of a data folder break rules; `problems` lists them (`PROBLEM_SCHEMA`)."""

    def __init__(self, problems: pl.DataFrame) -> None:
        self.problems = problems
        super().__init__("\n".join(problem_lines(problems)))


@dataclass(frozen=True)
class Content:
    """What a release holds: `observations` (`RELEASE_SCHEMA`, sorted by key), context tables, catalogue.

    `provenance` (`PROVENANCE`) says where submitted figures stand in their files; it is no part of the release's id.
    """

    observations: pl.DataFrame
    context: Mapping[str, pl.DataFrame]
    catalogue: Catalogue
    provenance: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PROVENANCE))

    @property
    def id(self) -> str:
        """Return the release id of this content."""
        return content_id(self.observations, self.context, self.catalogue)


def read_content(
    folder: Path, submissions: tuple[Entry, ...] = (), bytes_of: Callable[[str], bytes] | None = None
) -> Content:
    """Read, check and complete a data folder, and the submissions that join it.

    Parameters
    ----------
    bytes_of
        Gives the bytes kept under a SHA-256; needed where there are submissions.

    Raises
    ------
    DataError
        A row of the figures has an error: the message names file, line, what was found and what was expected.
    CatalogueError
        A metadata file is wrong.
    SubmittedError
        A submission no longer gives figures that may be published.
    """
    catalogue = with_sources(load_catalogue(folder), submissions)
    read = read_figures(sorted((folder / "figures").glob("*.csv")), folder=folder)
    checked = check(read.rows, catalogue)
    errors = pl.concat([read.problems, checked.problems]).filter(pl.col("level") == "error")
    if not errors.is_empty():
        raise DataError(errors)
    everything = merged(checked.accepted, submissions, catalogue, bytes_of or _nothing_kept)
    return Content(derived(everything.rows, catalogue), _context_tables(folder), catalogue, everything.provenance)


def content_files(folder: Path) -> Iterator[Path]:
    """Return every file that a release is built from, sorted."""
    for name in CONTENT_FOLDERS:
        yield from sorted(path for path in (folder / name).rglob("*") if path.suffix in {".csv", ".toml"})


def problem_lines(problems: pl.DataFrame) -> Iterator[str]:
    """Return one sentence for each problem: place, message, found, expected."""
    for row in problems.iter_rows(named=True):
        column = f", {row['column']}" if row["column"] else ""
        found = "nothing" if row["found"] is None else f"`{row['found']}`"
        place = f"{row['file']}, line {row['line']}{column}"
        yield f"{place}: {row['message']} Found {found}, expected {row['expected']}. [{row['rule']}]"


def _nothing_kept(sha256: str) -> bytes:
    raise FileNotFoundError(sha256)


def _context_tables(folder: Path) -> dict[str, pl.DataFrame]:
    """Return the context tables, all text, null where empty, in the order of their files."""
    return {name: pl.read_csv(folder / "context" / f"{name}.csv", infer_schema=False) for name in CONTEXT}
