"""The reader's whole selection as one value, and its form in a link."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from pipelines.catalogue import Catalogue

DECLARED = "declared"
"""Of `age` and `basis`: what the indicator itself declares."""

ANY = "any"
"""Of `basis`: the declared basis and, marked, the others."""

FIRST_YEAR, LAST_YEAR = 1900, 2100
LONGEST_TOLERANCE = 50
MOST_AREAS = 60
LONGEST_FOUND = 64
TABS = ("figures", "definitions", "sources", "coverage", "release")
"""Tabs of the data page."""

LANGUAGES = {"en": "English", "da": "Dansk"}
"""Languages of the interface, each by its own name; one `locales/<code>.po` per language but English."""

_NONE = {"areas": "group", "source": "all", "release": "current", "index_base": "off"}
_PARAMETERS = {"index_base": "index", "language": "lang"}
_RELEASE = re.compile(r"[0-9a-f]{8,64}")


@dataclass(frozen=True)
class Filters:
    """What the reader looks at, in codes.

    `areas` empty means the members of `group`; `age` and `basis` may be `declared` (what the indicator declares),
    `basis` also `any`; `source` empty means every source; `index_base` 0 means values, not an index; `release` empty
    means the current one.
    """

    indicator: str = "residential_care_rate"
    group: str = "CBSS"
    areas: tuple[str, ...] = ()
    home: str = "DNK"
    country: str = "DNK"
    start: int = 2000
    end: int = 2025
    year: int = 2021
    tolerance: int = 10
    sex: str = "_T"
    age: str = DECLARED
    disability: str = "_T"
    basis: str = DECLARED
    source: str = ""
    comparable: bool = False
    index_base: int = 0
    multiples: bool = False
    others: bool = False
    table: bool = False
    tab: str = TABS[0]
    release: str = ""
    language: str = "en"


class Notice(NamedTuple):
    """A part of a link that could not be used: its field in `Filters`, what was found, what is used instead."""

    part: str
    found: str
    used: str


class Parsed(NamedTuple):
    """A selection read from a link, with what had to be replaced."""

    filters: Filters
    notices: tuple[Notice, ...]


FIELDS = tuple(field.name for field in fields(Filters))
PARAMETERS = {name: _PARAMETERS.get(name, name) for name in FIELDS}
"""The link's parameter for each field."""


def to_query(filters: Filters) -> dict[str, str]:
    """Return the selection as parameters of a link: every part, in codes, whether or not it is the default."""
    return {PARAMETERS[name]: _written(name, getattr(filters, name)) for name in FIELDS}


def parse_filters(query: Mapping[str, str], catalogue: Catalogue) -> Parsed:
    """Read a selection back from a link.

    Any text is accepted: a part that is absent takes its default silently, a part that is unknown or malformed takes
    its default with a notice. Of `areas` only the unknown ones are left out. Parameters that are not ours are ignored.
    """
    readers = _readers(catalogue)
    values: dict[str, object] = {}
    notices: list[Notice] = []
    default = Filters()
    for name in FIELDS:
        fallback = values["home"] if name == "country" else _usable_default(name, default, catalogue)
        text = query.get(PARAMETERS[name])
        read = None if text is None else readers[name](text)
        values[name] = fallback if read is None else read
        if text is not None and (read is None or _written(name, read) != text):
            notices.append(Notice(name, text[:LONGEST_FOUND], _written(name, values[name])))
    if values["start"] > values["end"]:  # type: ignore[operator]
        found = f"{values['start']}–{values['end']}"
        values |= {"start": default.start, "end": default.end}
        notices.append(Notice("span", found, f"{default.start}–{default.end}"))
    return Parsed(Filters(**values), tuple(notices))  # type: ignore[arg-type]


def is_release_id(text: str) -> bool:
    """Whether a text can be the id of a release, or the beginning of one."""
    return _RELEASE.fullmatch(text) is not None


def chosen_areas(filters: Filters, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the chosen areas, else the members of the chosen group."""
    return filters.areas or catalogue.groups.get(filters.group, ())


def _written(name: str, value: object) -> str:
    if name in _NONE and not value:
        return _NONE[name]
    if isinstance(value, tuple):
        return ",".join(value)
    return str(int(value)) if isinstance(value, bool) else str(value)


def _usable_default(name: str, default: Filters, catalogue: Catalogue) -> object:
    value = getattr(default, name)
    choices = {"indicator": catalogue.indicators, "group": catalogue.groups, "home": catalogue.areas}.get(name)
    return value if not choices or value in choices else next(iter(choices))


def _readers(catalogue: Catalogue) -> dict[str, Callable[[str], object | None]]:
    year = _whole_number(FIRST_YEAR, LAST_YEAR)
    lists = catalogue.codelists
    countries = [code for code, area in catalogue.areas.items() if area.extra.get("kind") != "aggregate"]
    return {
        "indicator": _one_of(catalogue.indicators),
        "group": _one_of(catalogue.groups),
        "areas": lambda text: _areas(text, catalogue.areas),
        "home": _one_of(countries),
        "country": _one_of(countries),
        "start": year,
        "end": year,
        "year": year,
        "tolerance": _whole_number(0, LONGEST_TOLERANCE),
        "sex": _one_of(lists["sexes"]),
        "age": _one_of([DECLARED, *lists["ages"]]),
        "disability": _one_of(lists["disabilities"]),
        "basis": _one_of([DECLARED, ANY, *lists["count_bases"]]),
        "source": _one_of_or_none("source", catalogue.sources),
        "index_base": lambda text: 0 if text == _NONE["index_base"] else year(text),
        "release": lambda text: "" if text == _NONE["release"] else _release(text),
        "language": _one_of(LANGUAGES),
        "tab": _one_of(TABS),
        **dict.fromkeys(("comparable", "multiples", "others", "table"), _yes_or_no),
    }


def _one_of(codes: Collection[str]) -> Callable[[str], str | None]:
    return lambda text: text if text in codes else None


def _one_of_or_none(name: str, codes: Collection[str]) -> Callable[[str], str | None]:
    return lambda text: "" if text == _NONE[name] else text if text in codes else None


def _whole_number(lowest: int, highest: int) -> Callable[[str], int | None]:
    def read(text: str) -> int | None:
        if not re.fullmatch(r"[0-9]{1,4}", text):
            return None
        return int(text) if lowest <= int(text) <= highest else None

    return read


def _yes_or_no(text: str) -> bool | None:
    return {"0": False, "1": True}.get(text)


def _release(text: str) -> str | None:
    return text if is_release_id(text) else None


def _areas(text: str, known: Collection[str]) -> tuple[str, ...] | None:
    if text == _NONE["areas"]:
        return ()
    chosen = tuple(dict.fromkeys(code for code in text.split(",") if code in known))[:MOST_AREAS]
    return chosen or None
