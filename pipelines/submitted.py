"""Submissions in a release: what its recipe says of each, and the figures that follow from it and the kept bytes."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from pipelines.catalogue import Source
from pipelines.intake.intake import PLACES, Decisions, intake
from pipelines.intake.opened import Refusal
from pipelines.observations import KEY, SCHEMA
from pipelines.rules.small_cells import small_cell
from pipelines.rules.upload import Context, Upload

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pipelines.catalogue import Catalogue

PROVENANCE = pl.Schema({**{column: SCHEMA[column] for column in KEY}, "submission": pl.String(), **PLACES})
"""Where each submitted figure of a release stands in its file."""

PLACE_IN_ORDERS = 39
"""A submission stands behind official sources in the written orders, before press reports."""

LICENCE = "Submitted for publication in this tracker"


class SubmittedError(ValueError):
    """An approved submission no longer gives figures that may be published; the message says why."""


@dataclass(frozen=True)
class Entry:
    """A submission in the recipe of a release; with the bytes kept under `sha256` it gives the same rows for ever."""

    id: str
    organisation: str
    organisation_name: str
    source: str
    sha256: str
    file_name: str
    approved: str
    decisions: Decisions

    def content(self) -> dict[str, Any]:
        """Return the entry as plain values for JSON; explanations are settled in the notes."""
        kept = {**self.decisions.content(), "explanations": {}}
        return {**{each.name: getattr(self, each.name) for each in dataclasses.fields(self)}, "decisions": kept}

    @staticmethod
    def from_content(content: Mapping[str, Any]) -> Entry:
        """Return the entry that plain values hold."""
        return Entry(**{**content, "decisions": Decisions.from_content(content["decisions"])})


class Figures(NamedTuple):
    """Figures of one submission (`SCHEMA`) and where each stands (`PLACES`), in the same order."""

    rows: pl.DataFrame
    places: pl.DataFrame


class Merged(NamedTuple):
    """Figures of shipped data and submissions together (`SCHEMA`), and the submitted ones' places (`PROVENANCE`)."""

    rows: pl.DataFrame
    provenance: pl.DataFrame


def own_source(organisation: str, name: str) -> Source:
    """Return the source that an organisation's submissions stand under."""
    return Source(
        id=f"{organisation}_submitted",
        title={"en": f"{name}, submitted", "da": f"{name}, indsendt"},
        publisher=name,
        url="",
        licence=LICENCE,
        retrieved="",
        kind="national",
        home_order=PLACE_IN_ORDERS,
        comparison_order=PLACE_IN_ORDERS,
        official=False,
    )


def with_sources(catalogue: Catalogue, entries: tuple[Entry, ...]) -> Catalogue:
    """Return the catalogue with the sources that submissions stand under."""
    own = [own_source(each.organisation, each.organisation_name) for each in entries]
    new = {each.id: each for each in own if each.id in {entry.source for entry in entries}}
    sources = {**catalogue.sources, **new}
    return dataclasses.replace(catalogue, sources=dict(sorted(sources.items())))


def figures_of(entry: Entry, content: bytes, catalogue: Catalogue) -> Figures:
    """Return the figures of a submission.

    Raises
    ------
    SubmittedError
        The file or a figure of it breaks a rule, or a small cell is not suppressed.
    """
    found = intake(content, catalogue, entry.decisions, source=entry.source)
    if isinstance(found, Refusal):
        msg = f"submission {entry.id}: {found.place}: {found.found}, expected {found.expected}"
        raise SubmittedError(msg)
    if found.errors.height:
        first = found.errors.row(0, named=True)
        msg = f"submission {entry.id}, {first['place']}: {first['message']} Found {first['found']}. [{first['rule']}]"
        raise SubmittedError(msg)
    _refuse_small_cells(entry, found.rows, catalogue)
    return Figures(found.rows.with_columns(submission=pl.lit(entry.id)), found.places)


def merged(
    shipped: pl.DataFrame, entries: tuple[Entry, ...], catalogue: Catalogue, bytes_of: Callable[[str], bytes]
) -> Merged:
    """Return shipped figures with those of submissions; of the same key the later one stays."""
    rows, provenance = shipped, pl.DataFrame(schema=PROVENANCE)
    for entry in entries:
        figures = figures_of(entry, bytes_of(entry.sha256), catalogue)
        places = pl.concat([figures.rows.select(*KEY, "submission"), figures.places], how="horizontal")
        rows = pl.concat([rows.join(figures.rows, on=KEY, how="anti", maintain_order="left"), figures.rows])
        provenance = pl.concat([provenance.join(places, on=KEY, how="anti"), places.cast(PROVENANCE)])
    return Merged(rows, provenance.sort(KEY))


def _refuse_small_cells(entry: Entry, rows: pl.DataFrame, catalogue: Catalogue) -> None:
    small = small_cell(Upload(rows.with_row_index("row"), catalogue, Context(date.min)))
    if small.height:
        msg = f"submission {entry.id} holds {small.height} groups of one to four children that are not suppressed"
        raise SubmittedError(msg)
