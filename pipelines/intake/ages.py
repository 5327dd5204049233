"""Ages as people write them → codes such as `Y0T17`."""

from __future__ import annotations

import re
from functools import cache

from pipelines.settings import settings

TOTAL = "_T"

_CODE = re.compile(r"^(?:Y\d{1,2}(?:T\d{1,2})?|Y_GE\d{1,2})$")
_BELOW_CODE = re.compile(r"^Y_LT(\d{1,2})$")
_BELOW = re.compile(
    r"^(?:under|below|less than|younger than|fewer than|yngre end|yngre enn|mindre end|yngre än|unter|jünger als|"
    r"iki|jaunesni nei|mažiau nei|līdz|jaunāki par|alla|noorem kui|poniżej|mniej niż|до|moins de|<)\s*(\d{1,2})\b"
)
_UP_TO = re.compile(r"^(?:up to|til og med|til|till och med|bis|≤)\s*(\d{1,2})\b")
_RANGE = re.compile(
    r"^(?:aged?\s+|ages\s+|von\s+|nuo\s+|od\s+|no\s+)?(\d{1,2})\s*(?:år|years?|metų|m\.?|lat|jahre|v\.?|a\.?)?\s*"
    r"(?:-|to|til|till|bis|do|iki|līdz|kuni|à|a|t|до)\s*(\d{1,2})\b"
)
_FROM = re.compile(
    r"^(?:aged?\s+)?(\d{1,2})\s*(?:\+|(?:.*\b(?:over|older|above|more|plus|derover|opefter|ældre|eldre|äldre|över|uppåt|mer|"
    r"älter|mehr|darüber|vyresni|daugiau|vecāki|vairāk|vanemad|rohkem|więcej|starsi|täyttäneet|vanhemmat|старше|більше)\b))"
)
_OVER = re.compile(
    r"^(?:over|older than|above|mere end|ældre end|über|älter als|vyresni nei|powyżej|vecāki par|>)\s*(\d{1,2})\b"
)
_FROM_SIGN = re.compile(r"^≥\s*(\d{1,2})\b")
_SINGLE = re.compile(
    r"^(?:age[d]?\s+)?(\d{1,2})\s*[-.]?\s*(?:years?|yrs?|year[- ]olds?|years? old|år|års|årige|åring(?:ar)?|"
    r"jahre?|jährige|åringer|metai|metų|m|gadi|gads|gadu|g|aasta|aastat|aastane|a|lat|lata|rok|roku|vuotta|vuotiaat|v|ára|"
    r"лет|год|года|років|рік|ans?|años?)?\.?$"
)
_WIDEST = 30


def age_code(text: str) -> str | None:
    """Return the code of an age, `_T` for a total, or null where the text is no age. The code may be in no list."""
    raw = text.strip()
    if _CODE.match(raw) or raw == TOTAL:
        return raw
    below = _BELOW_CODE.match(raw)
    if below:
        return _between(0, int(below[1]) - 1)
    words = " ".join(re.sub("[\u2010-\u2015\u2212]", "-", raw.casefold()).split())
    return TOTAL if words in _totals() else _read(words)


def _read(words: str) -> str | None:
    for pattern, first_of in ((_OVER, 1), (_FROM_SIGN, 0)):
        found = pattern.match(words)
        if found:
            return f"Y_GE{int(found[1]) + first_of}"
    found = _RANGE.match(words)
    if found:
        return _between(int(found[1]), int(found[2]))
    found = _FROM.match(words)
    if found:
        return f"Y_GE{int(found[1])}"
    for pattern, last_of in ((_BELOW, -1), (_UP_TO, 0)):
        found = pattern.match(words)
        if found and int(found[1]) + last_of >= 0:
            return _between(0, int(found[1]) + last_of)
    found = _SINGLE.match(words)
    return f"Y{int(found[1])}" if found else None


def _between(first: int, last: int) -> str | None:
    if first == last:
        return f"Y{first}"
    return f"Y{first}T{last}" if first < last else None


@cache
def _totals() -> frozenset[str]:
    path = settings().data_dir / "names" / "ages.csv"
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    return frozenset(line.partition(",")[0] for line in lines)


def bounds(code: str) -> tuple[int, int] | None:
    """Return first and last age of a code, the last one open-ended as 99, or null for a total."""
    found = re.match(r"^Y(?:_GE)?(\d+)(?:T(\d+))?$", code)
    if not found:
        return None
    first = int(found[1])
    return first, 99 if code.startswith("Y_GE") else int(found[2] or first)


def near(code: str, listed: list[str]) -> list[str]:
    """Return listed ages near to one that is not listed, nearest first."""
    wanted = bounds(code)
    if wanted is None:
        return []
    open_end = 17 if wanted[1] > _WIDEST else wanted[1]
    known = [(each, bounds(each)) for each in listed]
    scored = [
        (abs(ends[0] - wanted[0]) + min(abs(ends[1] - wanted[1]), abs(ends[1] - open_end)), each)
        for each, ends in known
        if ends is not None
    ]
    return [each for distance, each in sorted(scored) if distance <= 2][:3]  # noqa: PLR2004
