"""What a release changed, in sentences: for its page and for the feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.text import words
from pipelines import change_words

if TYPE_CHECKING:
    from pipelines.catalogue import Catalogue
    from pipelines.releases import Release


def change_sentences(release: Release, catalogue: Catalogue, language: str) -> list[str]:
    """Return what a release changed against the one before, one sentence each, single figures by name.

    A few figures are told one by one ("Latvia 2023, Children in foster care: 1,204 → 1,198, corrected by …"), many by
    their counts.
    """
    if release.previous is None:
        return [words("This is the first release: everything in it is new.", language)]
    told = change_words.change_sentences(release.changes, catalogue, language)
    return told or [words("No published figure changed.", language)]
