"""Words in a member's file → codes: areas in the languages of the region, sexes, ages, indicators and the rest.

Only what is certain gets a code: a code itself, a name, an official long form of one. Everything else becomes
suggestions for a person to choose from; resemblance alone never decides (Niger is not Nigeria).
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import polars as pl
from babel.core import Locale, get_global
from rapidfuzz import fuzz, process

from pipelines.intake import ages as age_words
from pipelines.settings import settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipelines.catalogue import Catalogue

CERTAIN = 0.95
"""A match at or above this score is used without asking."""

SUGGESTED = 70
"""Names less alike than this, in percent (rapidfuzz ratio), are not suggested."""

CONFUSABLE = 85
"""A name in another language this like the English or Danish name of another country, in percent, is asked about."""

MOST_SUGGESTIONS = 4
FEWEST_LETTERS = 3
FEWEST_PLACES = 4
MOST_COMPARED = 1_000
"""With more distinct texts than these nobody looks at suggestions, and comparing would take minutes."""


LANGUAGES = (
    *("en", "da", "sv", "nb", "nn", "fi", "de", "et", "lv", "lt", "pl", "is", "ru", "uk", "be", "fo", "kl", "se"),
    *("fr", "es", "it", "pt", "nl", "cs", "sk", "sl", "hr", "bs", "sr", "sr_Latn", "mk", "sq", "bg", "ro", "hu", "el"),
    *("tr", "hy", "ka", "az", "kk", "ky", "uz", "tg", "tk", "ga", "mt", "lb", "ca"),
)
"""Languages country names are read in: those of the Baltic Sea, Europe, the Caucasus and Central Asia."""

SCHEMA = pl.Schema(
    {
        "text": pl.String(),
        "code": pl.String(),
        "score": pl.Float64(),
        "method": pl.String(),
        "suggestions": pl.List(pl.String()),
    }
)
"""What `match` returns."""

_LETTERS = str.maketrans(
    {"ø": "o", "æ": "ae", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i", "œ": "oe", "&": " and "}
)
_NUMBERING = re.compile(r"^\s*(?:[A-Z]?\d{1,2}(?:[a-z]{1,2})?(?:\.\d{1,2}[ivx]*)*[.):]?\s+|[A-Z]\d{1,2}[.):]\s*)(?=\D)")
_PREFIX = re.compile(r"^\s*([A-Z][A-Z0-9_]{1,11})\s*[:\-–]\s+(.+)$")
_OFFICIAL = frozenset(
    (
        *("the", "of", "and", "republic", "rep", "kingdom", "state", "states", "federation", "federal", "fed", "sts"),
        *("grand", "duchy", "principality", "commonwealth", "islamic", "arab", "sar", "union", "plurinational", "rb"),
        *("bolivarian", "hashemite", "socialist", "co", "operative", "cooperative", "sultanate", "independent"),
    )
)
_REGION_WORDS = frozenset(
    (
        *(
            "north",
            "south",
            "east",
            "west",
            "northern",
            "southern",
            "eastern",
            "western",
            "central",
            "middle",
            "southeast",
        ),
        *("and", "the", "of", "sub", "saharan", "latin", "landlocked", "small", "island", "less", "least", "developed"),
        *("developing", "low", "lower", "upper", "high", "income", "food", "deficient", "un", "sdg", "unicef", "unfpa"),
        *(
            "world",
            "bank",
            "groups",
            "operational",
            "reporting",
            "programme",
            "economic",
            "fragile",
            "contexts",
            "oecd",
        ),
        *(
            "mediterranean",
            "health",
            "organisation",
            "saharan",
            "excluding",
            "arab",
            "states",
            "lldcs",
            "sids",
            "member",
        ),
        *("eu", "euro", "nordic", "baltic", "balkan", "balkans", "who", "total", "average", "of", "for", "in", "mean"),
    )
)
_REGIONS = frozenset(
    (
        *(
            "africa",
            "asia",
            "europe",
            "america",
            "americas",
            "oceania",
            "pacific",
            "caribbean",
            "polynesia",
            "melanesia",
        ),
        *("region", "regions", "global", "countries", "communities", "contexts", "union", "afrika", "asien", "europa"),
        *("amerika", "lande", "balkans", "mediterranean", "communities", "community", "world"),
    )
)
_REGION_CODE = re.compile(r"^(?:UNICEF|UNSDG|UN|WB|WHO|AU|UNFPA|SDG|EU|EA|OECD)_[A-Z0-9_]+$")
_FOOTNOTE = re.compile(r"(?:\s*[\(\[]\s*(?:\d{1,2}|[a-z])\s*[\)\]]|[\u00b9\u00b2\u00b3\u2070-\u2079*†‡]+)\s*$")


class Match(NamedTuple):
    """A code for a text, or null; how sure (0–1), how found, and codes to choose from, best first.

    `method` is `code`, `name`, `official` (long form), `prefix` (`DNK: Denmark`), `aggregate` (several countries: to be
    set aside), `ambiguous` (several bear the name), `suggestion`, `unlisted` (understood, but not in our list) or
    `unknown`.
    """

    code: str | None
    score: float
    method: str
    suggestions: tuple[str, ...] = ()


class Entry(NamedTuple):
    """One line of `data/names/<list>.csv`: a text, the codes it stands for, and what kind of entry it is."""

    text: str
    codes: tuple[str, ...]
    kind: str


@dataclass(frozen=True)
class Names:
    """The names of one codelist: normalised text → codes, those that must be asked, and those set aside."""

    codes: Mapping[str, frozenset[str]]
    asked: Mapping[str, tuple[str, ...]]
    aggregates: frozenset[str]
    suggests: bool = True

    @cached_property
    def official(self) -> Mapping[str, frozenset[str]]:
        """Names without the words of their official form → codes."""
        found: dict[str, set[str]] = {}
        for name, codes in self.codes.items():
            if name not in self.asked:
                found.setdefault(core(name), set()).update(codes)
        return {name: frozenset(codes) for name, codes in found.items() if name}

    @cached_property
    def known(self) -> list[str]:
        """Every name to compare with, to suggest those that look alike."""
        return list(self.codes) if self.suggests else []


def normalised(text: str) -> str:
    """Return a text without case, accents, punctuation and doubled blanks, to compare names by."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    plain = "".join(each for each in decomposed if not unicodedata.combining(each)).translate(_LETTERS)
    return " ".join(
        "".join(each if each.isalnum() else " " for each in plain.replace("'", "").replace("’", "")).split()
    )


def core(name: str) -> str:
    """Return a normalised name without the words of an official form, in alphabetical order."""
    words = ("saint" if word == "st" else word for word in name.split())
    return " ".join(sorted(word for word in words if word not in _OFFICIAL))


def unnumbered(text: str) -> str:
    """Return a label without its number: `N1. Abuse or neglect` is `Abuse or neglect`."""
    return _NUMBERING.sub("", text).strip() or text.strip()


def match(texts: Iterable[str], codelist: str, catalogue: Catalogue) -> pl.DataFrame:
    """Return one row per distinct text, in the order of first appearance, with its code or suggestions.

    Parameters
    ----------
    texts
        Values of one column, as written.
    codelist
        A codelist of the catalogue, or `indicators` or `sources`.

    Returns
    -------
    pl.DataFrame
        `SCHEMA`; `code` is null where a person must choose, `method` and `score` as in `Match`.
    """
    distinct = list(dict.fromkeys(texts))
    finder = _FINDERS.get(codelist, _match_name)
    names = names_of(codelist, catalogue)
    if len(distinct) > MOST_COMPARED:
        names = replace(names, suggests=False)
    found = [finder(text, names, catalogue) for text in distinct]
    if codelist == "areas":
        found = _among_strangers(distinct, found, catalogue)
    rows = [(text, *each[:3], list(each.suggestions)) for text, each in zip(distinct, found, strict=True)]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


# --- finding ------------------------------------------------------------------------------------------------------


def _match_name(text: str, names: Names, _catalogue: Catalogue) -> Match:
    for form in dict.fromkeys((text.strip(), unnumbered(text), _FOOTNOTE.sub("", text.strip()))):
        found = names.codes.get(normalised(form) or form.casefold())
        if found and len(found) == 1:
            return Match(next(iter(found)), 1.0, "name")
        if found:
            return Match(None, 0.5, "ambiguous", tuple(sorted(found)))
    return _resembling(unnumbered(text), names)


def _match_area(text: str, names: Names, catalogue: Catalogue) -> Match:
    bare = _FOOTNOTE.sub("", text.strip()) or text.strip()
    for sure in (_area_code(bare, catalogue), _area_prefix(bare, names, catalogue), _area_name(bare, names)):
        if sure:
            return sure
    found = _resembling(bare, names)
    return _with_patterns(bare, found, catalogue) if names.suggests else found


def _among_strangers(texts: list[str], found: list[Match], catalogue: Catalogue) -> list[Match]:
    """Return the matches, those of a column of mostly unknown places to be confirmed.

    Samsø is an island of Denmark, and looks like Samoa in one language of the region; Georgia may be a state. English,
    Danish and written names are still proposed.
    """
    understood = sum(1 for each in found if each.score >= CERTAIN)
    if len(texts) < FEWEST_PLACES or understood >= len(texts) / 2:
        return found
    labels = {normalised(label) for each in catalogue.codelists["areas"].values() for label in each.label.values()}
    labels |= {normalised(each.text) for each in entries("areas")}
    return [_to_confirm(text, each, labels) for text, each in zip(texts, found, strict=True)]


def _to_confirm(text: str, found: Match, labels: set[str]) -> Match:
    if not found.code:
        return found._replace(score=min(found.score, 0.5)) if found.method == "suggestion" else found
    suggestions = (found.code,) if found.code else ()
    if normalised(text) in labels or found.method == "prefix":
        return Match(None, 0.8, "ambiguous", suggestions)
    return Match(None, 0.5, "suggestion", suggestions)


def _area_code(text: str, catalogue: Catalogue) -> Match | None:
    areas = catalogue.codelists["areas"]
    if text in areas:
        return (
            Match(None, 1.0, "aggregate", (text,))
            if areas[text].extra["kind"] == "aggregate"
            else Match(text, 1.0, "code")
        )
    iso2 = text if re.fullmatch("[A-Z]{2}", text) else ""
    if re.fullmatch("[0-9]{3}", text):
        iso2 = next(iter(get_global("territory_aliases").get(text, ())), "")
    code = _by_iso2(catalogue).get(iso2) if iso2 else None
    return Match(code, 1.0, "code") if code else None


def _area_prefix(text: str, names: Names, catalogue: Catalogue) -> Match | None:
    """Read `DNK: Denmark`: the code counts if the name does not speak against it."""
    parts = _PREFIX.match(text)
    if not parts:
        return None
    coded = _area_code(parts[1], catalogue) or _area_name(parts[1], names)
    named = _area_name(parts[2], names)
    if named and named.method == "aggregate":
        return named
    if coded is None or coded.code is None:
        return coded or named
    if named and named.code and named.code != coded.code:
        return Match(None, 0.5, "ambiguous", (coded.code, named.code))
    return Match(coded.code, 1.0 if named else 0.9, "prefix", () if named else (coded.code,))


def _area_name(text: str, names: Names) -> Match | None:
    name = normalised(text)
    if _REGION_CODE.match(text) or name in names.aggregates or (name not in names.codes and _is_region(name)):
        return Match(None, 1.0, "aggregate")
    if name in names.asked:
        return Match(None, 0.5, "ambiguous", names.asked[name])
    found, method = names.codes.get(name), "name"
    if not found:
        found, method = names.official.get(core(name)), "official"
    if not found:
        return None
    if len(found) > 1:
        return Match(None, 0.5, "ambiguous", tuple(sorted(found)))
    return Match(next(iter(found)), 1.0 if method == "name" else 0.97, method)


def _is_region(name: str) -> bool:
    words = set(name.split())
    return bool(words & _REGIONS) and words <= _REGION_WORDS | _REGIONS | {"african"}


def _match_age(text: str, _names: Names, catalogue: Catalogue) -> Match:
    ages = catalogue.codelists["ages"]
    if text.partition(":")[0].strip() in ages:
        return Match(text.partition(":")[0].strip(), 1.0, "code")
    code = age_words.age_code(unnumbered(text) if re.match(r"^[A-Z]", text) else text)
    if code == age_words.TOTAL:
        return Match(None, 0.7, "ambiguous", ("Y0T17", "_T"))
    if code in ages:
        return Match(code, 1.0, "code" if code == text else "name")
    if code:
        return Match(None, 0.5, "unlisted", tuple(age_words.near(code, list(ages))))
    return Match(None, 0.0, "unknown")


def _match_indicator(text: str, names: Names, catalogue: Catalogue) -> Match:
    for form in (text, text.partition(":")[0].strip()):
        if form in catalogue.indicators:
            return Match(form, 1.0, "code")
    official = text.partition(":")[0].strip()
    coded = _framework_codes(catalogue).get(official) if re.fullmatch(r"[A-Z][A-Z0-9_.]+", official) else None
    if coded and len(coded) == 1 and "DISAB" not in text and "YOUNG" not in text:
        return Match(next(iter(coded)), 1.0, "code")
    if coded:
        return Match(None, 0.6, "ambiguous", tuple(sorted(coded)))
    return _match_name(text, names, catalogue)


def _match_code(text: str, names: Names, catalogue: Catalogue) -> Match:
    """Match short lists (sexes, statuses …): the code as written, with a prefix (`F: Female`), or a name."""
    for form in (text.strip(), text.partition(":")[0].strip()):
        if frozenset((form,)) in names.codes.values():
            return Match(form, 1.0, "code")
    return _match_name(text, names, catalogue)


def _resembling(text: str, names: Names) -> Match:
    """Return names that look alike, never as a match: one letter can be another country."""
    name = normalised(text)
    if len(name) < FEWEST_LETTERS:
        return Match(None, 0.0, "unknown")
    alike = process.extract(name, names.known, scorer=fuzz.ratio, score_cutoff=SUGGESTED, limit=12)
    codes = dict.fromkeys(code for near, _, _ in alike for code in sorted(names.codes[near]))
    if not codes:
        return Match(None, 0.0, "unknown")
    return Match(None, round(min(alike[0][1] / 100, CERTAIN - 0.01), 3), "suggestion", tuple(codes)[:MOST_SUGGESTIONS])


def _with_patterns(text: str, found: Match, catalogue: Catalogue) -> Match:
    """Put the countries country_converter reads in a text in front of the suggestions."""
    areas = catalogue.codelists["areas"]
    read = [code for pattern, code in _patterns() if code in areas and pattern.search(text)]
    if not read:
        return found
    codes = tuple(dict.fromkeys((*read, *found.suggestions)))[:MOST_SUGGESTIONS]
    return Match(None, max(found.score, 0.6), "suggestion", codes)


_FINDERS = {
    "areas": _match_area,
    "ages": _match_age,
    "indicators": _match_indicator,
    "sexes": _match_code,
    "disabilities": _match_code,
    "count_bases": _match_code,
    "obs_statuses": _match_code,
    "units": _match_code,
}


# --- the names ----------------------------------------------------------------------------------------------------

_KEPT = 24
_BY_CATALOGUE: dict[tuple[int, str], tuple[Catalogue, Names]] = {}


def names_of(codelist: str, catalogue: Catalogue) -> Names:
    """Return the names of a codelist, made once per catalogue; those of a few catalogues are kept."""
    key = (id(catalogue), codelist)
    kept = _BY_CATALOGUE.get(key)
    if kept is None or kept[0] is not catalogue:
        while len(_BY_CATALOGUE) >= _KEPT:
            _BY_CATALOGUE.pop(next(iter(_BY_CATALOGUE)), None)
        # The catalogue itself is kept beside its names, so that its id cannot be given to another.
        kept = _BY_CATALOGUE[key] = (catalogue, _names(codelist, catalogue))
    return kept[1]


def _names(codelist: str, catalogue: Catalogue) -> Names:
    written = entries(codelist)
    asked = {normalised(each.text): each.codes for each in written if each.kind == "ask"}
    codes: dict[str, set[str]] = {}
    for text, code in [
        *_labels(codelist, catalogue),
        *((each.text, each.codes[0]) for each in written if each.kind == "name"),
    ]:
        codes.setdefault(normalised(text) or text.casefold(), set()).add(code)
    for each in written:
        if each.kind == "name":
            codes[normalised(each.text) or each.text.casefold()] = {each.codes[0]}
    aggregates = frozenset(normalised(each.text) for each in written if each.kind == "aggregate")
    kept = {name: frozenset(found) for name, found in codes.items() if name not in asked and name not in aggregates}
    if codelist == "areas":
        asked |= _confusable(kept, catalogue)
        kept = {name: found for name, found in kept.items() if name not in asked}
    return Names(kept, asked, aggregates)


def _confusable(codes: Mapping[str, frozenset[str]], catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Return names of one country that look like another's in English or Danish: `Nigera` is Niger in Latvian."""
    areas = catalogue.codelists["areas"].values()
    own = {normalised(label): each.id for each in areas for label in each.label.values()}
    written = {normalised(each.text) for each in entries("areas")}
    foreign = [name for name in codes if name not in own and name not in written]
    alike = process.cdist(foreign, list(own), scorer=fuzz.ratio, score_cutoff=CONFUSABLE)
    found: dict[str, tuple[str, ...]] = {}
    for name, scores in zip(foreign, alike, strict=True):
        near = {code for code, score in zip(own.values(), scores, strict=True) if score}
        others = near - codes[name]
        if others:
            found[name] = tuple(sorted(codes[name] | others))
    return found


def entries(codelist: str) -> list[Entry]:
    """Return the lines of `data/names/<codelist>.csv`, none where there is no such file."""
    path = settings().data_dir / "names" / f"{codelist}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [Entry(row["text"], tuple(row["code"].split()), row["kind"]) for row in csv.DictReader(file)]


def _labels(codelist: str, catalogue: Catalogue) -> list[tuple[str, str]]:
    if codelist == "indicators":
        return [(label, each.id) for each in catalogue.indicators.values() for label in each.label.values()]
    if codelist == "sources":
        return [(text, each.id) for each in catalogue.sources.values() for text in (each.id, *each.title.values())]
    listed = catalogue.codelists[codelist].values()
    labels = [(text, each.id) for each in listed for text in (each.id, *each.label.values())]
    if codelist == "areas":
        kept = [
            (text, code) for text, code in labels if catalogue.codelists["areas"][code].extra["kind"] != "aggregate"
        ]
        return kept + _country_names(catalogue)
    return labels


def _country_names(catalogue: Catalogue) -> list[tuple[str, str]]:
    codes = _by_iso2(catalogue)
    pairs = []
    for language in LANGUAGES:
        territories = Locale.parse(language).territories
        pairs += [(territories[iso2], code) for iso2, code in codes.items() if iso2 in territories]
    return pairs


def _by_iso2(catalogue: Catalogue) -> dict[str, str]:
    areas = catalogue.codelists["areas"].values()
    known = {each.extra["iso2"]: each.id for each in areas if each.extra.get("iso2")}
    return {**known, **{each.text: each.codes[0] for each in _short_codes()}}


@cache
def _short_codes() -> tuple[Entry, ...]:
    return tuple(each for each in entries("areas") if each.kind == "name" and re.fullmatch("[A-Z]{2}", each.text))


def _framework_codes(catalogue: Catalogue) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for indicator in catalogue.indicators.values():
        for link in indicator.frameworks:
            if link.code:
                found.setdefault(link.code, set()).add(indicator.id)
    return found


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return country_converter's patterns, read from its table: importing it would load pandas."""
    spec = find_spec("country_converter")
    places = list(spec.submodule_search_locations or ()) if spec else []
    path = Path(places[0]) / "country_data.tsv" if places else None
    if path is None or not path.exists():
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return tuple((re.compile(row["regex"], re.IGNORECASE), row["ISO3"]) for row in rows if row.get("regex"))
