"""Years and dates as people write them → a year, and the date it stands for where the text says one."""

from __future__ import annotations

import re
from calendar import monthrange
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from pipelines.intake.names import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterable

FIRST, LAST = 1900, 2100


class Period(NamedTuple):
    """A year, or null; a reference date, or null; whether it is certain; years to choose from."""

    year: int | None
    ref_date: str | None = None
    is_certain: bool = True
    choices: tuple[int, ...] = ()


_MONTHS = {
    start: number
    for number, starts in enumerate(
        (
            "jan sty jaan saus tam",
            "feb lut veeb vas hel",
            "mar mär maa mrt kov",
            "apr kwi bal huh",
            "maj may mai maj maijs geg tou",
            "jun cze juni bir kes",
            "jul lip juul liep hei",
            "aug sie elo rugp",
            "sep wrz rugs syy",
            "oct okt paź spa lok",
            "nov lis lap mar",
            "dec dez des dets gru jou",
        ),
        start=1,
    )
    for start in starts.split()
    if (start, number) != ("mar", 11)
}
_YEAR = re.compile(r"(?<!\d)(19\d{2}|20\d{2})(?!\d)")
_SPAN = re.compile(r"^(?:(?:fy|ay|sy|year)\s*)?((?:19|20)\d{2})\s*[/\-–]\s*((?:19|20)?\d{2})$", re.IGNORECASE)
_SPAN_CODE = re.compile(r"^((?:19|20)\d{2})(\d{2})$")
_QUARTER = re.compile(r"^((?:19|20)\d{2})[\s\-]?[KQ]([1-4])$|^[KQ]([1-4])[\s\-/]?((?:19|20)\d{2})$", re.IGNORECASE)
_MONTH = re.compile(r"^((?:19|20)\d{2})[\s\-]?M?[\-]?(0[1-9]|1[0-2])$", re.IGNORECASE)
_ISO = re.compile(r"^((?:19|20)\d{2})[\-./](0?[1-9]|1[0-2])[\-./](0?[1-9]|[12]\d|3[01])(?:[ T]00:00(?::00)?)?$")
_DAY_FIRST = re.compile(r"(?<!\d)(0?[1-9]|[12]\d|3[01])\.\s?(0?[1-9]|1[0-2])\.\s?((?:19|20)\d{2})(?!\d)")
_SLASHED = re.compile(r"^(\d{1,2})/(\d{1,2})/((?:19|20)\d{2})$")
_WORDED = re.compile(r"(?<!\d)(\d{1,2})\.?\s+([^\W\d_]{3,})\.?,?\s+((?:19|20)\d{2})(?!\d)")
_US_WORDED = re.compile(r"([^\W\d_]{3,})\.?\s+(\d{1,2}),?\s+((?:19|20)\d{2})(?!\d)")
_LT_WORDED = re.compile(r"((?:19|20)\d{2})\s*m\.\s+([^\W\d_]{3,})\s+(\d{1,2})\s*d\.?")
_AROUND = re.compile(
    r"^(?:(?:calendar|reporting|financial|reference)?\s*year|år|aasta|rok|jahr|vuosi|gads|metai|ultimo|stand|yr|y|in|i|im|en)?\s*"
    r"\(?((?:19|20)\d{2})(?:\.0)?\)?\s*"
    r"(?:m\.?|metai|metų|\.\s*gads|\.\s*gada beigās|g\.?|r\.?|rok|\.?\s*a\.?|\.?\s*aasta|"
    r"год|\u0433\.?|рік|\u0440\.?|år|year|\[yr\d{4}\])?"
    r"\s*(?:[*¹²³]+|\(?[bdeprs]\)?|\(\d\))?$",
    re.IGNORECASE,
)


def period(text: str) -> Period:
    """Return the year of a text; nothing where there is none, or choices where it could be either of two."""
    words = " ".join(text.replace("\u00a0", " ").split())
    for read in (_plain, _quarter, _dated, _spanned):
        found = read(words)
        if found:
            return found
    years = list(dict.fromkeys(int(each) for each in _YEAR.findall(words)))
    return Period(None, is_certain=False, choices=tuple(years[:4]))


def match_periods(texts: Iterable[str]) -> pl.DataFrame:
    """Return one row per distinct text with its year as `code` (`pipelines.intake.names.SCHEMA`)."""
    distinct = list(dict.fromkeys(texts))
    rows = []
    for text in distinct:
        found = period(text)
        code = str(found.year) if found.year and found.is_certain else None
        choices = [str(year) for year in found.choices]
        is_open = bool(choices) and (
            found.year is not None or _SPAN.match(text.strip()) or _SPAN_CODE.match(text.strip())
        )
        score, method = (1.0, "name") if code else (0.5, "ambiguous") if is_open else (0.0, "unknown")
        rows.append((text, code, score, method, choices))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _plain(words: str) -> Period | None:
    found = _AROUND.match(words)
    return Period(int(found[1])) if found else None


def _quarter(words: str) -> Period | None:
    found = _QUARTER.match(words)
    if not found:
        return None
    year = int(found[1] or found[4])
    return Period(year, None, is_certain=False, choices=(year,))


def _dated(words: str) -> Period | None:
    for pattern, order in (
        (_ISO, "ymd"),
        (_DAY_FIRST, "dmy"),
        (_WORDED, "dmy"),
        (_LT_WORDED, "ymd"),
        (_US_WORDED, "mdy"),
    ):
        found = pattern.search(words)
        if found:
            part = dict(zip(order, found.groups(), strict=True))
            return _day(part["y"], part["m"], part["d"])
    month, slashed = _MONTH.match(words), _SLASHED.match(words)
    if month and ("-" in words or "m" in words.casefold() or " " in words):
        return Period(int(month[1]), f"{month[1]}-{month[2]}")
    if slashed:
        first, second = int(slashed[1]), int(slashed[2])
        known = first > 12 or second > 12  # noqa: PLR2004
        day, number = (first, second) if first > 12 else (second, first)  # noqa: PLR2004
        return _day(slashed[3], str(number), str(day)) if known else Period(int(slashed[3]))
    return None


def _day(year: str, month: str, day: str) -> Period | None:
    number = int(month) if month.isdigit() else _month(month)
    if not number or not 1 <= int(day) <= monthrange(int(year), number)[1]:
        return None
    return Period(int(year), f"{year}-{number:02d}-{int(day):02d}")


def _month(word: str) -> int | None:
    low = word.casefold()
    return next((number for start, number in _MONTHS.items() if low.startswith(start)), None)


def _spanned(words: str) -> Period | None:
    found = _SPAN.match(words) or _SPAN_CODE.match(words)
    if not found:
        return None
    first = int(found[1])
    last = int(found[2]) if len(found[2]) > 2 else first // 100 * 100 + int(found[2])  # noqa: PLR2004
    last += 100 if last < first else 0
    return Period(None, is_certain=False, choices=(last, first)) if last - first == 1 else None
