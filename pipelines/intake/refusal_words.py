"""The gate's refusals in the reader's language. The gate itself speaks English; `words/refusals.toml` says the rest."""

from __future__ import annotations

import re
import tomllib
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from babel.numbers import get_decimal_symbol, get_group_symbol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipelines.intake.opened import Refusal

FILE = Path(__file__).parent / "words" / "refusals.toml"

_PLACE = re.compile(r"\{(\w+)\}")


class _Said(NamedTuple):
    pattern: re.Pattern[str]
    texts: Mapping[str, str]


def refusal_in(refusal: Refusal, language: str) -> Refusal:
    """Return a refusal in a language, its figures written as that language writes them.

    A text without words in that language stays in English, as do names from the file.
    """
    if language == "en":
        return refusal
    return replace(refusal, **{part: _in_language(part, getattr(refusal, part), language) for part in _all_said()})


def lacking_words(refusal: Refusal, language: str) -> dict[str, str]:
    """Return the parts of a refusal with no words in a language; places that name a part of the file aside."""
    texts = asdict(refusal)
    return {part: texts[part] for part in _all_said() if part != "place" and not _template(part, texts[part], language)}


@cache
def _all_said() -> Mapping[str, list[_Said]]:
    """Return what is said in each part of a refusal, the most exact first."""
    parts = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {
        part: [
            _Said(_pattern(english), entries[english])
            for english in sorted(entries, key=lambda each: (len(_PLACE.findall(each)), -len(each)))
        ]
        for part, entries in parts.items()
    }


def _pattern(english: str) -> re.Pattern[str]:
    pieces = _PLACE.split(english)
    named = [
        rf"(?P<{piece}>{r'[0-9][0-9,.]*' if piece.startswith('number') else '.+'})" if index % 2 else re.escape(piece)
        for index, piece in enumerate(pieces)
    ]
    return re.compile("".join(named), re.DOTALL)


def _template(part: str, text: str, language: str) -> tuple[str, dict[str, str]] | None:
    for said in _all_said()[part]:
        found = said.pattern.fullmatch(text)
        if found and language in said.texts:
            return said.texts[language], found.groupdict()
    return None


def _in_language(part: str, text: str, language: str) -> str:
    known = _template(part, text, language)
    if known is None:
        return text
    template, values = known
    written = {name: _figure(value, language) if name.startswith("number") else value for name, value in values.items()}
    return template.format(**written)


def _figure(text: str, language: str) -> str:
    marks = {ord(","): get_group_symbol(language), ord("."): get_decimal_symbol(language)}
    return text.translate(marks)
