"""What a release changed, as sentences: "Latvia 2023, Children in foster care: 1,204 → 1,198, corrected by …"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from babel.numbers import format_decimal

from pipelines.catalogue import in_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pipelines.catalogue import Catalogue

KINDS = ("changed", "added", "removed")

FIGURE = {
    "changed": {
        "en": "{subject}: {before} → {after}, corrected by {by}",
        "da": "{subject}: {before} → {after}, rettet af {by}",
    },
    "added": {"en": "{subject}: {after}, added by {by}", "da": "{subject}: {after}, tilføjet af {by}"},
    "removed": {
        "en": "{subject}: {before} is withdrawn (from {by})",
        "da": "{subject}: {before} er trukket tilbage (fra {by})",
    },
}
MANY = {
    "en": "{label} ({by}): {added} added, {changed} changed, {removed} removed",
    "da": "{label} ({by}): {added} tilføjet, {changed} ændret, {removed} fjernet",
}
NO_FIGURE = {"en": "no figure", "da": "intet tal"}


def change_sentences(changes: Iterable[Mapping[str, Any]], catalogue: Catalogue, language: str = "en") -> list[str]:
    """Return the changes of a release (`Release.changes`), few figures one by one, many by their counts.

    `catalogue` is the release's own; codes it does not know any more are shown as they are.
    """
    return [sentence for entry in changes for sentence in _sentences(entry, catalogue, language)]


def _sentences(entry: Mapping[str, Any], catalogue: Catalogue, language: str) -> Iterator[str]:
    examples = entry["examples"]
    if len(examples) == sum(entry[kind] for kind in KINDS):
        yield from (_figure(entry, example, catalogue, language) for example in examples)
        return
    counts = {kind: format_decimal(entry[kind], locale=language) for kind in KINDS}
    label, by = _label(entry, catalogue, language), _by(entry, catalogue)
    yield in_language(MANY, language).format(label=label, by=by, **counts)


def _figure(entry: Mapping[str, Any], example: Mapping[str, Any], catalogue: Catalogue, language: str) -> str:
    area = catalogue.areas.get(example["ref_area"])
    name = area.label_in(language) if area else example["ref_area"]
    subject = (
        f"{name} {example['time_period']}, {_label(entry, catalogue, language)}{_group(example, catalogue, language)}"
    )
    before, after = (_value(example, when, catalogue, language) for when in ("before", "after"))
    template = in_language(FIGURE[example["kind"]], language)
    return template.format(subject=subject, before=before, after=after, by=_by(entry, catalogue))


def _group(example: Mapping[str, Any], catalogue: Catalogue, language: str) -> str:
    """Return which part of the children a figure is about, if not all."""
    lists = {"sex": "sexes", "disability": "disabilities"}
    codes = [(lists[column], example[column]) for column in lists if example[column] != "_T"]
    told = [catalogue.codelists[name][code].label_in(language) for name, code in codes]
    return f" ({', '.join(told)})" if told else ""


def _label(entry: Mapping[str, Any], catalogue: Catalogue, language: str) -> str:
    indicator = catalogue.indicators.get(entry["indicator"])
    return indicator.label_in(language) if indicator else str(entry["indicator"])


def _by(entry: Mapping[str, Any], catalogue: Catalogue) -> str:
    source = catalogue.sources.get(entry["source"])
    return ", ".join(entry.get("by", ())) or (source.publisher if source else str(entry["source"]))


def _value(example: Mapping[str, Any], when: str, catalogue: Catalogue, language: str) -> str:
    value, status = example[when], example[f"status_{when}"]
    if value is not None:
        return format_decimal(value, locale=language)
    known = catalogue.codelists["obs_statuses"]
    words = [known[code].label_in(language) for code in (status or "").split(";") if code in known]
    return ", ".join(words) or in_language(NO_FIGURE, language)
