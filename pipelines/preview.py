"""A submission before it is published: what it changes, and the observations its charts would then show."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from pipelines.difference import difference, observations_after, touched_indicators
from pipelines.releases import OBSERVATIONS
from pipelines.submitted import with_sources

if TYPE_CHECKING:
    from pipelines.catalogue import Catalogue
    from pipelines.releases import Release
    from pipelines.submitted import Entry


class Preview(NamedTuple):
    """`rows` is the difference (`DIFFERENCE`); `before` and `after` (`RELEASE_SCHEMA`) hold the indicators it touches.

    `catalogue` knows the source the submission stands under.
    """

    rows: pl.DataFrame
    before: pl.DataFrame
    after: pl.DataFrame
    catalogue: Catalogue


def preview(release: Release, entry: Entry, rows: pl.DataFrame) -> Preview:
    """Return what figures of a submission (`SCHEMA`) would change in a release."""
    catalogue = with_sources(release.catalogue(), (entry,))
    before = release.table(OBSERVATIONS)
    found = difference(rows, before, catalogue)
    touched = pl.col("indicator").is_in(touched_indicators(found))
    after = observations_after(rows, before, catalogue)
    return Preview(found, before.filter(touched), after.filter(touched), catalogue)
