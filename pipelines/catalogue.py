"""The metadata the figures are read with: indicators, sources, areas and codelists, all of it files in `data/`."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import MISSING, dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

CODELISTS = ("areas", "area_groups", "sexes", "ages", "disabilities", "count_bases", "obs_statuses", "units", "themes")


class CatalogueError(ValueError):
    """A metadata file does not say what it must; the message names file, key and what was expected."""


def in_language(texts: Mapping[str, str], language: str) -> str:
    """Return the text in a language, else in English."""
    return texts.get(language) or texts["en"]


@dataclass(frozen=True)
class FrameworkLink:
    """Where a framework asks for an indicator: its name there, number or paragraph, and official code."""

    framework: str
    reference: str
    code: str = ""


@dataclass(frozen=True)
class Indicator:
    """One measure: `data/indicators/<id>.toml`. The id is the file's name, forever."""

    id: str
    label: Mapping[str, str]
    definition: Mapping[str, str]
    unit: str
    direction: str
    theme: str
    basis: str
    ages: tuple[str, ...]
    decimals: int
    role: str = "none"
    numerator: str | None = None
    denominator: str | None = None
    part_of: str | None = None
    headline: int | None = None
    wanted: bool = False
    dimensions: tuple[str, ...] = ()
    frameworks: tuple[FrameworkLink, ...] = ()
    caveats: tuple[Mapping[str, str], ...] = ()

    def label_in(self, language: str) -> str:
        """Return the label in a language, else in English."""
        return in_language(self.label, language)

    def definition_in(self, language: str) -> str:
        """Return the definition in a language, else in English."""
        return in_language(self.definition, language)


@dataclass(frozen=True)
class Source:
    """One publisher's dataset: `data/sources/<id>.toml`.

    `kind` is `national`, `harmonised` or `secondary`. `home_order` and `comparison_order` are places in the written
    order in which one source is chosen for a whole series, lowest first: at home the national office leads, between
    countries the harmonised international source. `publication_years` marks figures whose year is the publication's.
    `official` sources suppress small cells themselves.
    """

    id: str
    title: Mapping[str, str]
    publisher: str
    url: str
    licence: str
    retrieved: str
    kind: str
    home_order: int
    comparison_order: int
    publication_years: bool = False
    official: bool = True
    changes: str = ""
    rows_read: Mapping[str, int] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)

    def title_in(self, language: str) -> str:
        """Return the title in a language, else in English."""
        return in_language(self.title, language)


@dataclass(frozen=True)
class Code:
    """One entry of a codelist: its label in each language and the list's own further columns as text."""

    id: str
    label: Mapping[str, str]
    extra: Mapping[str, str]

    def label_in(self, language: str) -> str:
        """Return the label in a language, else in English."""
        return in_language(self.label, language)


@dataclass(frozen=True)
class Catalogue:
    """Everything the figures are read with. `codelists` maps a list's name to its codes, in the file's order."""

    indicators: Mapping[str, Indicator]
    sources: Mapping[str, Source]
    codelists: Mapping[str, Mapping[str, Code]]

    def __getitem__(self, indicator: str) -> Indicator:
        """Return an indicator by id."""
        return self.indicators[indicator]

    @property
    def areas(self) -> Mapping[str, Code]:
        """Areas; extra columns `iso2`, `kind` (country, subdivision, aggregate), `parent`, `parts_only`."""
        return self.codelists["areas"]

    @property
    def units(self) -> Mapping[str, Code]:
        """Units of measure; extra column `kind` (count, rate, share) and `scale`."""
        return self.codelists["units"]

    @cached_property
    def groups(self) -> Mapping[str, tuple[str, ...]]:
        """Members of each area group, in the order of `area_groups.csv`."""
        return {code: tuple(group.extra["members"].split()) for code, group in self.codelists["area_groups"].items()}

    @cached_property
    def headline_indicators(self) -> tuple[Indicator, ...]:
        """Headline indicators, in their order."""
        chosen = [each for each in self.indicators.values() if each.headline is not None]
        return tuple(sorted(chosen, key=lambda each: (each.headline or 0, each.id)))


def load_catalogue(folder: Path) -> Catalogue:
    """Read the metadata files below `folder` (the project's `data/`).

    Raises
    ------
    CatalogueError
        A file lacks a key, has one too many, or its id is not its name; the message names file, key and what was
        expected.
    """
    return Catalogue(
        indicators={each.id: each for each in _read_all(folder / "indicators", Indicator, indicator_from)},
        sources={each.id: each for each in _read_all(folder / "sources", Source, source_from)},
        codelists={name: _read_codelist(folder / "codelists" / f"{name}.csv") for name in CODELISTS},
    )


def indicator_from(entry: Mapping[str, Any]) -> Indicator:
    """Build an indicator from the content of its file."""
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    values["frameworks"] = tuple(FrameworkLink(**link) for link in entry.get("frameworks", ()))
    return Indicator(**values)


def source_from(entry: Mapping[str, Any]) -> Source:
    """Build a source from the content of its file."""
    return Source(**entry)


def _read_all(folder: Path, kind: type[Any], build: Callable[[Mapping[str, Any]], Any]) -> Iterator[Any]:
    for path in sorted(folder.glob("*.toml")):
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            msg = f"{path}: not readable as TOML in UTF-8: {error}"
            raise CatalogueError(msg) from error
        _check_keys(path, values, kind)
        _check_values(path, values)
        yield build(values)


def _check_keys(path: Path, values: Mapping[str, Any], kind: type[Any]) -> None:
    known = [each.name for each in fields(kind)]
    needed = [each.name for each in fields(kind) if each.default is MISSING and each.default_factory is MISSING]
    for key in values:
        if key not in known:
            msg = f"{path}: key {key!r} is unknown, expected one of {', '.join(known)}"
            raise CatalogueError(msg)
    for key in needed:
        if key not in values:
            msg = f"{path}: key {key!r} is missing, expected {', '.join(needed)}"
            raise CatalogueError(msg)


def _check_values(path: Path, values: Mapping[str, Any]) -> None:
    if values["id"] != path.stem:
        msg = f"{path}: key 'id' is {values['id']!r}, expected the file's name {path.stem!r}"
        raise CatalogueError(msg)
    for key in ("label", "definition", "title"):
        if key in values and not (isinstance(values[key], dict) and values[key].get("en")):
            msg = f"{path}: key {key!r} is {values[key]!r}, expected texts by language with at least 'en'"
            raise CatalogueError(msg)
    for link in values.get("frameworks", ()):
        if not {"framework", "reference"} <= set(link) <= {"framework", "reference", "code"}:
            msg = f"{path}: key 'frameworks' holds {link!r}, expected framework, reference and perhaps code"
            raise CatalogueError(msg)


def _read_codelist(path: Path) -> dict[str, Code]:
    if not path.exists():
        msg = f"{path}: the codelist is missing, expected columns code, label_en, label_da"
        raise CatalogueError(msg)
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if not {"code", "label_en"} <= set(rows.fieldnames or ()):
            msg = f"{path}: columns are {rows.fieldnames}, expected code, label_en, label_da"
            raise CatalogueError(msg)
        return {row["code"]: _code_from(row) for row in rows}


def _code_from(row: Mapping[str, str]) -> Code:
    labels = {key.removeprefix("label_"): text for key, text in row.items() if key.startswith("label_") and text}
    extra = {key: text for key, text in row.items() if key != "code" and not key.startswith("label_")}
    return Code(row["code"], labels, extra)
