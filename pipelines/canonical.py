"""One text for one content: the release id is its SHA-256, on every machine and with every library version."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import polars as pl

    from pipelines.catalogue import Catalogue

FORMAT = "di-tracker release 1"
"""Names this serialisation. A change of it changes every id, so it changes too."""


def content_id(observations: pl.DataFrame, context: Mapping[str, pl.DataFrame], catalogue: Catalogue) -> str:
    """Return the SHA-256 of the content, in hexadecimal.

    Rows count in the order given, so they come sorted by key; neither dates, code version nor file bytes count.
    """
    digest = hashlib.sha256()
    for line in _lines(observations, context, catalogue):
        digest.update(line.encode())
        digest.update(b"\n")
    return digest.hexdigest()


def canonical_json(value: object) -> str:
    """Return JSON without spaces, keys sorted, numbers as Python writes them: the shortest text that reads back."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"), default=_plain)


def catalogue_content(catalogue: Catalogue) -> dict[str, Any]:
    """Return the catalogue as plain mappings and lists, in the order of its files."""
    return {
        "indicators": [dataclasses.asdict(each) for each in catalogue.indicators.values()],
        "sources": [dataclasses.asdict(each) for each in catalogue.sources.values()],
        "codelists": {
            name: [dataclasses.asdict(code) for code in codes.values()] for name, codes in catalogue.codelists.items()
        },
    }


def _lines(observations: pl.DataFrame, context: Mapping[str, pl.DataFrame], catalogue: Catalogue) -> Iterator[str]:
    yield canonical_json(FORMAT)
    yield from _table("observations", observations)
    for name in sorted(context):
        yield from _table(name, context[name])
    yield canonical_json(catalogue_content(catalogue))


def _table(name: str, rows: pl.DataFrame) -> Iterator[str]:
    yield canonical_json({name: rows.columns})
    yield from map(canonical_json, rows.iter_rows())


def _plain(value: object) -> object:
    if isinstance(value, (frozenset, set)):
        return sorted(value)
    msg = f"{type(value).__name__} has no canonical text"
    raise TypeError(msg)
