"""A table of any layout → rows in the upload format, by a mapping a person has seen and can change.

`guess` proposes a mapping and lists what only a person can say, each thing once; `answered` writes the answers into it;
`apply` makes the rows. What the mapping does not say becomes a problem with its place, never a guess.
"""

from __future__ import annotations

from pipelines.intake.answers import (
    BY_INDICATOR,
    LEFT_OUT,
    Item,
    Mapping,
    Proposal,
    Question,
    answered,
    fingerprint,
    proposed_answers,
)
from pipelines.intake.applying import Mapped, apply
from pipelines.intake.guessing import guess

__all__ = [
    "BY_INDICATOR",
    "LEFT_OUT",
    "Item",
    "Mapped",
    "Mapping",
    "Proposal",
    "Question",
    "answered",
    "apply",
    "fingerprint",
    "guess",
    "proposed_answers",
]
