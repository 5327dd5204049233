"""The words of every rule, in each language: what is wrong, what was expected, what to do.

One TOML file for each family lies in `words/`; a rule's entry is named by its code.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.catalogue import in_language

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).parent / "words"

LEVELS = ("error", "warning", "notice")
"""An error keeps a figure out; a warning asks for a sentence that becomes its public footnote; a notice only tells."""

_OPTIONAL = re.compile(r"\[(.*)\]")


@dataclass(frozen=True)
class RuleWords:
    """One rule in words. `touches` is the column it looks at; `expected` may hold `{detail}`.

    What stands in square brackets in `expected` is left out where a problem has no detail.
    """

    code: str
    family: str
    level: str
    touches: str
    message: Mapping[str, str]
    action: Mapping[str, str]
    expected: Mapping[str, str]

    def sentence(self, language: str) -> str:
        """Return what is wrong and what to do."""
        return f"{in_language(self.message, language)} {in_language(self.action, language)}"

    def expectation(self, language: str) -> pl.Expr:
        """Return what was expected, the column `detail` filled in."""
        template = in_language(self.expected, language)
        bare = pl.lit(_OPTIONAL.sub("", template).replace("{detail}", ""))
        parts = [pl.lit(part) for part in _OPTIONAL.sub(r"\1", template).split("{detail}")]
        if len(parts) == 1:
            return bare
        detail = pl.col("detail")
        filled = [part for pair in zip(parts, [*[detail] * (len(parts) - 1), pl.lit("")], strict=True) for part in pair]
        return pl.when(detail.is_null()).then(bare).otherwise(pl.concat_str(filled, ignore_nulls=True))


@cache
def all_rules() -> Mapping[str, RuleWords]:
    """Return every rule by its code, families and rules in the order of their files."""
    return {
        code: RuleWords(code, path.stem, **_entry(path, code, entry))
        for path in sorted(FOLDER.glob("*.toml"))
        for code, entry in tomllib.loads(path.read_text(encoding="utf-8")).items()
    }


def problems_in(problems: pl.DataFrame, language: str) -> pl.DataFrame:
    """Return problems with `message` and `expected` in a language; those of no known rule stay as they are."""
    known = all_rules()
    message, expected = pl.col("message"), pl.col("expected")
    for code in problems["rule"].unique().sort().to_list():
        if code in known:
            here = pl.col("rule") == code
            message = pl.when(here).then(pl.lit(known[code].sentence(language))).otherwise(message)
            expected = pl.when(here).then(known[code].expectation(language)).otherwise(expected)
    return problems.with_columns(message=message, expected=expected)


def _entry(path: Path, code: str, entry: dict[str, Any]) -> dict[str, Any]:
    needed = {"level", "touches", "message", "action", "expected"}
    if set(entry) != needed or entry["level"] not in LEVELS:
        msg = f"{path}: rule {code!r} has keys {sorted(entry)}, expected {sorted(needed)} and a level of {LEVELS}"
        raise ValueError(msg)
    return entry
