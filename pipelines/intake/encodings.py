"""Which encoding a text file without Unicode was written in.

Byte 0xF8 is `ø` in Denmark, `ų` in Lithuania, `ř` in Poland's code page. What decides is which reading gives words of a
language: for every encoding in use around the Baltic the words with letters outside ASCII are scored by how
usual their pairs of letters are in each language, learned from the names in Babel's (CLDR's) locale data.
General detectors guess from letter frequency and go wrong on the short lists of names that tables are.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from babel import Locale

ENCODINGS = (
    *("cp1252", "cp1257", "cp1250", "iso8859_15", "iso8859_13", "iso8859_4", "iso8859_2", "cp1254", "cp1251"),
    *("mac_roman", "cp850", "cp775", "cp852"),
)
"""Single-byte encodings tried, in this order where two read the same."""

_LANGUAGES = ("da", "nb", "sv", "fi", "is", "de", "fr", "es", "pl", "lt", "lv", "et", "cs", "hu", "ro", "tr", "ru")
_NAMES = {
    "cp1252": "Windows-1252 (ISO-8859-1)",
    "cp1257": "Windows-1257 (Baltic)",
    "cp1250": "Windows-1250 (Central European)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "mac_roman": "Mac OS Roman",
}
_WORD = re.compile(r"[^\W\d_]+")
_USUAL_SIGNS = frozenset("\u00a0\u2018\u2019\u201a–—“”„…€£°§«»·•²³©®™")
_MOST_WORDS = 300
_NEAR = 2**18
_STRETCH = re.compile(rb"[A-Za-z\x80-\xff]+")
_HIGH = re.compile(rb"[\x80-\xff]")
_SMOOTHING = 0.02
_LEANING = 0.3
_SELDOM = frozenset({"mac_roman", "cp850", "cp775", "cp852", "cp1251", "cp1254"})
_RARE = -1.5
_SIGN, _FOREIGN, _UNREADABLE = -4.0, -9.0, -20.0


class _Language(NamedTuple):
    pairs: dict[str, float]
    unseen: dict[str, float]


def encoding_name(encoding: str) -> str:
    """Return the name of an encoding as spreadsheet programs write it."""
    return _NAMES.get(encoding, encoding.upper().replace("_", "-").replace("ISO8859", "ISO-8859"))


def guess_encoding(content: bytes) -> str:
    """Return the single-byte encoding whose reading of the bytes holds the most usual words."""
    match = _HIGH.search(content)
    first = match.start() if match else 0
    content = content[max(0, first - _NEAR) : first + 2 * _NEAR]
    stretches, leanings = b" ".join(_sample(content)), _leanings(content)
    readings: dict[str, str] = {}
    for encoding in ENCODINGS:
        try:
            readings.setdefault(stretches.decode(encoding), encoding)
        except UnicodeDecodeError:
            continue
    return (
        readings[max(readings, key=lambda text: _score(text, leanings) + _RARE * (readings[text] in _SELDOM))]
        if readings
        else "cp1252"
    )


def _sample(content: bytes) -> list[bytes]:
    """Distinct words with bytes outside ASCII, from all over the file, the most frequent first."""
    found = Counter(stretch for stretch in _STRETCH.findall(content) if not stretch.isascii())
    return [stretch[:60] for stretch, _ in found.most_common(_MOST_WORDS)]


def _leanings(content: bytes) -> dict[str, float]:
    """How well the words written in ASCII alone fit each language."""
    words = Counter(
        match.group().lower()
        for match in re.finditer(rb"(?<![A-Za-z\x80-\xff])[A-Za-z]{3,30}(?![A-Za-z\x80-\xff])", content)
    )
    framed = [f" {word.decode()} " for word, _ in words.most_common(_MOST_WORDS)]
    pairs = Counter(first + second for word in framed for first, second in pairwise(word))
    return {code: _LEANING * sum(n * _pair(_language(code), *pair) for pair, n in pairs.items()) for code in _LANGUAGES}


def _score(text: str, leanings: dict[str, float]) -> float:
    triples = [
        _lower(*triple) for triple in zip(" " + text, text, text[1:] + " ", strict=False) if not triple[1].isascii()
    ]
    signs = sum(_sign(*triple) for triple in triples if not triple[1].isalpha())
    letters = [triple for triple in triples if triple[1].isalpha()]
    return signs + max(
        leanings[code] + sum(_usual(_language(code), *triple) for triple in letters) for code in _LANGUAGES
    )


def _lower(before: str, letter: str, after: str) -> tuple[str, str, str]:
    # A capital after a small letter is no word: it keeps its size and is found in no language.
    if before.islower() and letter.isupper():
        return before, letter, after
    return before.lower(), letter.lower(), after.lower()


def _sign(before: str, sign: str, after: str) -> float:
    inside = before.isalpha() and after.isalpha()
    return _SIGN if sign in _USUAL_SIGNS and (not inside or sign == "\u2019") else _UNREADABLE


def _usual(language: _Language, before: str, letter: str, after: str) -> float:
    if letter > "\u0370" and (before + after).strip(" ").isascii() and (before + after).isalpha():
        return _UNREADABLE
    if letter not in language.unseen:
        return _FOREIGN if letter.islower() else _UNREADABLE
    return (_pair(language, before, letter) + _pair(language, letter, after)) / 2


def _pair(language: _Language, first: str, second: str) -> float:
    first, second = (letter if letter.isalpha() else " " for letter in (first, second))
    return language.pairs.get(first + second) or language.unseen.get(first, _FOREIGN)


@cache
def _language(code: str) -> _Language:
    locale = Locale.parse(code)
    months = locale.months["format"]["wide"].values()
    names = [*locale.territories.values(), *locale.languages.values(), *locale.currencies.values(), *months]
    words = [f" {word.lower()} " for name in names for word in _WORD.findall(str(name))]
    pairs = Counter(first + second for word in words for first, second in pairwise(word))
    firsts: Counter[str] = Counter()
    for pair, count in pairs.items():
        firsts[pair[0]] += count
    logs = {p: math.log((n + _SMOOTHING) / (firsts[p[0]] + 60 * _SMOOTHING)) for p, n in pairs.items()}
    unseen = {letter: math.log(_SMOOTHING / (count + 60 * _SMOOTHING)) for letter, count in firsts.items()}
    return _Language(logs, unseen)
