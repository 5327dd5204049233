"""A mapping: how a table is read, what is asked about it, and the answers."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pipelines.intake.names import normalised
from pipelines.intake.numbers import NumberStyle

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from collections.abc import Mapping as Map

    from pipelines.intake.roles import RoleGuess
    from pipelines.intake.shapes import Tidy

LEFT_OUT = ""
"""In place of a code: rows with this text are set aside (aggregates, categories we do not keep)."""

BY_INDICATOR = "by_indicator"
"""In place of a code of age or count basis: what the indicator of the row declares."""


WIDE = ("year_columns", "coded_wide", "eurostat_tsv", "template")
"""Layouts in which an empty cell says nothing; elsewhere a row was written for it."""


@dataclass(frozen=True)
class Mapping:
    """How a table is read.

    `roles`: column → role (`value_header` stands for the headers of the value columns). `constants`: role → code for
    the whole file. `values`: role → text → code (`""`: set aside; care forms lead to indicators; breakdowns to roles).
    `keep`: column → the texts whose rows are kept, where a column beyond our dimensions would give several rows for one
    fact. `marks`: text in place of a number → status, `""` the empty cell. `multiplier`: what values are multiplied by.
    """

    layout: str = ""
    fingerprint: str = ""
    roles: Map[str, str] = field(default_factory=dict)
    constants: Map[str, str] = field(default_factory=dict)
    values: Map[str, Map[str, str]] = field(default_factory=dict)
    keep: Map[str, Sequence[str]] = field(default_factory=dict)
    style: NumberStyle = field(default_factory=NumberStyle)
    marks: Map[str, str] = field(default_factory=dict)
    multiplier: float = 1

    def to_json(self) -> str:
        """Return the mapping as canonical JSON: the same mapping is the same text."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @staticmethod
    def from_json(text: str) -> Mapping:
        """Return the mapping a text holds."""
        content: dict[str, Any] = json.loads(text)
        return Mapping(**{**content, "style": NumberStyle(**content["style"])})

    def column_of(self, role: str) -> str | None:
        """Return the column that has a role, if any."""
        return next((column for column, each in self.roles.items() if each == role), None)


@dataclass(frozen=True)
class Item:
    """One text of a question: how many values it stands for, the code proposed (null: none), others, and why."""

    text: str
    count: int
    proposed: str | None
    suggestions: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Question:
    """What only a person can say, asked once.

    `kind` is `role`, `constant`, `values`, `keep`, `style`, `marks` or `multiplier`; `subject` the role or column;
    `message` an English sentence with `parameters`. Answer with one of `options`, or with a code for each of `items`.
    """

    id: str
    kind: str
    subject: str
    message: str
    parameters: Map[str, str] = field(default_factory=dict)
    proposed: str | None = None
    options: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """A mapping as far as it is certain or harmless, what must be asked, and why each column got its role."""

    mapping: Mapping
    questions: tuple[Question, ...]
    guesses: Map[str, RoleGuess]


def fingerprint(tidy: Tidy) -> str:
    """Return a text that is the same for files of the same layout: columns without their digits, years apart."""
    names = [re.sub(r"\d+", "#", normalised(column)) for column in tidy.columns]
    return hashlib.sha256(json.dumps([tidy.layout, names]).encode()).hexdigest()[:16]


# --- answers --------------------------------------------------------------------------------------------------------


def proposed_answers(proposal: Proposal) -> dict[str, Any]:
    """Return the answers the proposal itself would give; questions without a proposal are missing."""
    answers: dict[str, Any] = {}
    for question in proposal.questions:
        if question.kind == "keep":
            answers |= {question.id: [question.proposed]} if question.proposed else {}
        elif question.items:
            answers[question.id] = {item.text: item.proposed for item in question.items if item.proposed is not None}
        elif question.proposed is not None:
            answers[question.id] = question.proposed
    return answers


def answered(mapping: Mapping, answers: Map[str, Any]) -> Mapping:
    """Return the mapping with a person's answers (question id → code, or text → code) written into it."""
    for question, answer in answers.items():
        kind, _, subject = question.partition(":")
        mapping = _ANSWERS[kind](mapping, subject, answer)
    return mapping


def _answer_style(mapping: Mapping, _subject: str, answer: str) -> Mapping:
    style = mapping.style
    if answer == "decimal" and style.thousands:
        style = NumberStyle(style.thousands, "")
    return replace(mapping, style=style)


_ANSWERS: dict[str, Callable[[Mapping, str, Any], Mapping]] = {
    "role": lambda mapping, column, role: replace(mapping, roles={**mapping.roles, column: role}),
    "constant": lambda mapping, role, code: replace(mapping, constants={**mapping.constants, role: code}),
    "values": lambda mapping, role, codes: replace(
        mapping, values={**mapping.values, role: {**mapping.values.get(role, {}), **codes}}
    ),
    "keep": lambda mapping, column, texts: replace(mapping, keep={**mapping.keep, column: list(texts)}),
    "style": _answer_style,
    "marks": lambda mapping, _, marks: replace(mapping, marks={**mapping.marks, **marks}),
    "multiplier": lambda mapping, _, factor: replace(mapping, multiplier=float(factor)),
}
