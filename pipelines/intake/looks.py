"""What a cell looks like: a number, a mark in a number's place, a year, a note. Guesses, never readings."""

from __future__ import annotations

import re
from functools import lru_cache

_BLANKS = r"\s\u00a0\u2007\u2009\u202f"
_NUMBER = re.compile(
    rf"[-+\u2212–]?\(?[.,]?\d[\d.,'’{_BLANKS}]*(?:[eE][-+]?\d+)?\)?[{_BLANKS}]*(?:%|[A-Za-z*]{{1,3}})?\d?\)?"
)
_MARK = re.compile(
    r"[:.…*+\-–—/~]{1,3}(?:\s*[a-z]{1,2})?|[a-zA-Z]|n\.?/?[ad]\.?|na|nan|null|\[[a-z]{1,4}\]|[<≤]\s*\d+|#[\w/!?]+|=.*",
    re.IGNORECASE,
)
_PERIOD = r"((?:19|20)\d\d)(?:\.0)?(?:\s?[-/–]\s?(?:\d{4}|\d\d)|\s?-?[KQTkqt][1-4]|\s?[Mm]\d\d|-\d\d(?:-\d\d)?)?"
_YEAR = re.compile(rf"(?:[^\W\d]{{1,8}}\.?\s?)?{_PERIOD}\s*(?:\[YR\d{{4}}\]|[^\W\d_]{{0,6}}\.?|[^\w]{{0,3}}|\d\))")
_PLAIN_YEAR = re.compile(rf"{_PERIOD}\s?(?:[^\W\d_]\.?|\*)?")
_INSIDE = re.compile(r"(?<!\d)(?:19|20)\d\d(?:[-/]\d\d|-?[KQkq][1-4]|-?M\d\d)?(?!\d)")
_NOTE = re.compile(
    r"(?:\d\)|\(\d\)|\*|†|©|\[\d\]|notes?\b|sources?\b|kilde|anm\b|anmärkning|källa|lähde|huom|märkus|allikas|avots|piezīme"
    r"|šaltinis|pastaba|źródło|uwaga|quelle|anmerkung|fußnote|heimild|источник|last update|updated"
    r"|extracted|special value)",
    re.IGNORECASE,
)
_LONG_TEXT = 60
_LONGEST = 60


@lru_cache(maxsize=100_000)
def is_number(text: str) -> bool:
    """Whether a text holds a number in any country's writing, perhaps with a flag or percent sign after it."""
    return len(text) <= _LONGEST and _NUMBER.fullmatch(text.strip()) is not None


@lru_cache(maxsize=10_000)
def is_mark(text: str) -> bool:
    """Whether a text may stand where a number is missing, suppressed or could not be computed."""
    return len(text) <= _LONGEST and _MARK.fullmatch(text.strip()) is not None


@lru_cache(maxsize=10_000)
def is_period_header(text: str) -> bool:
    """Whether a header names one year or a part of it: `2019`, `2019K4`, `2019 [YR2019]`, `2018/19`, `Year 2019`."""
    return len(text) <= _LONGEST and _YEAR.fullmatch(text.strip()) is not None


@lru_cache(maxsize=10_000)
def is_period(text: str) -> bool:
    """Whether a cell holds one year or a part of it and nothing else."""
    return len(text) <= _LONGEST and _PLAIN_YEAR.fullmatch(text.strip()) is not None


def period_inside(text: str) -> str | None:
    """Return the one period named inside a header (`Children 2019`), None if there is none or more than one.

    A header that is the first of January, as workbooks store a year written in a date's format, is its year.
    """
    if text.endswith("-01-01"):
        return text[:4]
    found = set(_INSIDE.findall(text))
    return found.pop() if len(found) == 1 else None


def is_note(text: str) -> bool:
    """Whether a text begins like a footnote or a source line, or is as long as one."""
    return _NOTE.match(text.strip()) is not None or len(text) > _LONG_TEXT
