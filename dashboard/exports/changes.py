"""What a release changed, in sentences: for its page and for the feed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboard.text import area_name, number, status_words, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipelines.catalogue import Catalogue
    from pipelines.releases import Release

KINDS = ("changed", "added", "removed")


def change_sentences(release: Release, catalogue: Catalogue, language: str) -> list[str]:
    """Return what a release changed against the one before, one sentence each, single figures by name.

    An entry of a few figures is told figure by figure ("Latvia 2023, Children in foster care: 1,204 → 1,198 …"), a
    larger one by its counts.
    """
    if release.previous is None:
        return [words("This is the first release: everything in it is new.", language)]
    told = [sentence for entry in release.changes for sentence in _sentences(entry, catalogue, language)]
    return told or [words("No published figure changed.", language)]


def _sentences(entry: Mapping[str, Any], catalogue: Catalogue, language: str) -> Iterator[str]:
    total = sum(entry[kind] for kind in KINDS)
    if total == len(entry["examples"]):
        yield from (_figure(entry, example, catalogue, language) for example in entry["examples"])
        return
    yield words(
        "{indicator} ({source}): {added} added, {changed} changed, {removed} removed",
        language,
        indicator=_indicator(entry, catalogue, language),
        source=_source(entry, catalogue, language),
        **{kind: number(entry[kind], 0, language) for kind in KINDS},
    )


def _figure(entry: Mapping[str, Any], example: Mapping[str, Any], catalogue: Catalogue, language: str) -> str:
    area = catalogue.areas.get(example["ref_area"])
    return words(
        "{area} {year}, {indicator}: {before} → {after} ({source})",
        language,
        area=area_name(area, language) if area else example["ref_area"],
        year=example["time_period"],
        indicator=_indicator(entry, catalogue, language),
        before=_value(entry, example, "before", catalogue, language),
        after=_value(entry, example, "after", catalogue, language),
        source=_source(entry, catalogue, language),
    )


def _value(entry: Mapping[str, Any], example: Mapping[str, Any], when: str, catalogue: Catalogue, language: str) -> str:
    value, status = example[when], example[f"status_{when}"]
    if value is not None:
        indicator = catalogue.indicators.get(entry["indicator"])
        return number(value, indicator if indicator else 1, language)
    return status_words(status, language, catalogue) if status else words("no figure", language)


def _indicator(entry: Mapping[str, Any], catalogue: Catalogue, language: str) -> str:
    indicator = catalogue.indicators.get(entry["indicator"])
    return indicator.label_in(language) if indicator else str(entry["indicator"])


def _source(entry: Mapping[str, Any], catalogue: Catalogue, language: str) -> str:
    source = catalogue.sources.get(entry["source"])
    return source.title_in(language) if source else str(entry["source"])
