"""Every word, number and date on screen, in the reader's language."""

from __future__ import annotations

import io
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from babel import Locale
from babel.dates import format_skeleton
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from dashboard.rounding import rounded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from pipelines.catalogue import Catalogue, Code, Indicator

LOCALES = Path(__file__).parent / "locales"

_LOCALE = {"en": "en_GB"}


@cache
def _messages(language: str) -> dict[str, str]:
    path = LOCALES / f"{language}.po"
    if not path.exists():
        return {}
    catalogue = read_po(io.BytesIO(path.read_bytes()), locale=language)
    return {str(each.id): str(each.string) for each in catalogue if each.id and each.string}


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALE.get(language, language))


def words(message: str, language: str, **values: object) -> str:
    """Return an interface sentence in a language, its `{places}` filled; English is the message itself."""
    text = _messages(language).get(message, message)
    return text.format(**values) if values else text


def number(value: float | None, decimals: int | Indicator, language: str) -> str:
    """Return a number with as many decimals as given, or as its indicator has sense for; null as words."""
    if value is None:
        return words("no figure", language)
    places = decimals if isinstance(decimals, int) else decimals.decimals
    pattern = "#,##0." + "0" * places if places else "#,##0"
    return str(format_decimal(rounded(value, places), format=pattern, locale=_locale(language)))


def percent(value: float | None, language: str, decimals: int = 0) -> str:
    """Return a share stored in percent as words: `33 %`."""
    return words("no figure", language) if value is None else f"{number(value, decimals, language)} %"


def quantity(value: float | None, indicator: Indicator, catalogue: Catalogue, language: str) -> str:
    """Return a value with its unit in words: `33 %`, `206 per 100,000 children aged 0–17`, `1,204 children`."""
    unit = catalogue.units[indicator.unit]
    if value is None or unit.extra.get("kind") == "share":
        return percent(value, language, indicator.decimals)
    return f"{number(value, indicator, language)} {unit.label_in(language)}"


def day(value: date, language: str) -> str:
    """Return a date in words: `21 Nov 2026`."""
    return str(format_skeleton("yMMMd", value, locale=_locale(language)))


def release_words(number_of_release: int, published: date, language: str) -> str:
    """Return a release as people see it: `Release 12 · 21 Nov 2026`."""
    return words("Release {number} · {date}", language, number=number_of_release, date=day(published, language))


def area_name(area: Code, language: str) -> str:
    """Return an area's name: its written one in English, Babel's by `iso2` in other languages, else its label."""
    if language == "en" or language in area.label:
        return area.label_in(language)
    return str(_locale(language).territories.get(area.extra.get("iso2", ""), area.label_in(language)))


def status_words(obs_status: str | None, language: str, catalogue: Catalogue) -> str:
    """Return the statuses of an observation in words, joined by commas; a null stays empty."""
    codes = catalogue.codelists["obs_statuses"]
    return ", ".join(
        codes[code].label_in(language) if code in codes else code for code in (obs_status or "").split(";") if code
    )


def joined(parts: Sequence[str], language: str) -> str:
    """Return names as a list in words: `Germany, Finland and Latvia`."""
    if len(parts) < 2:  # noqa: PLR2004
        return "".join(parts)
    return words("{first} and {last}", language, first=", ".join(parts[:-1]), last=parts[-1])


def sorted_by_name(names: Mapping[str, str], language: str) -> list[str]:
    """Return codes in the order of their names, as the reader's alphabet has them."""
    last = {"da": {"æ": "z1", "ø": "z2", "å": "z3"}}.get(language, {})
    table = str.maketrans(last)
    return sorted(names, key=lambda code: _folded(names[code].casefold().translate(table)))


def _folded(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
