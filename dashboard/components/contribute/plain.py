"""Texts of other people's files, made harmless."""

from __future__ import annotations

_MARKS = frozenset("\\`*_{}[]()#+-.!|<>$:~")


def plain(text: str) -> str:
    """Return a text so that it is shown as it is, not read as Markdown."""
    return "".join(f"\\{each}" if each in _MARKS else each for each in text)
