"""Characters no table needs: control characters and the invisible ones that change the direction of text."""

from __future__ import annotations

import re

from pipelines.intake.opened import Remark

_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff"
_INVISIBLE = "\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff"
UNWANTED = re.compile(f"[{_CONTROL}{_INVISIBLE}\ud800-\udfff]")
CONTROLS = re.compile(f"[{_CONTROL}]")
_BREAKS = str.maketrans({"\x85": " ", "\u2028": " ", "\u2029": " ", "\x0b": " ", "\x0c": " "})


def without_unwanted(text: str) -> str:
    """Return the text without control characters and invisible marks; line separators become blanks."""
    return UNWANTED.sub("", text.translate(_BREAKS))


def unwanted_remark(place: str, character: str, count: int) -> Remark:
    """Return the remark that unwanted characters were left out, the first of them named by its code point."""
    times = "" if count == 1 else f", {count:,} in all"
    is_control = CONTROLS.match(character) is not None
    kind = "control characters" if is_control else "invisible characters"
    return Remark("characters_left_out", place, f"{kind} (U+{ord(character):04X}{times})")
