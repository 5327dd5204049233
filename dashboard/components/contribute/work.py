"""A submission as a person works on it: where they are in the five steps, and what is known about the file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import sources, state
from dashboard.text import words
from pipelines import submissions
from pipelines.child import ChildError
from pipelines.intake.opened import Refusal
from pipelines.settings import settings

if TYPE_CHECKING:
    from pipelines.intake.intake import Decisions, Intake
    from pipelines.registry.members import Member
    from pipelines.submissions import Submission

STEPS = {
    "file": "File",
    "columns": "Columns",
    "problems": "Problems",
    "difference": "Difference",
    "submit": "Submit",
}

SOMEBODY_ELSE = "This submission was changed meanwhile, perhaps in another window. What you see now is how it stands."
NOT_FINISHED = "The file could not be checked: {reason}. Nothing is lost. Try again, or send a smaller file."


@dataclass(frozen=True)
class Work:
    """A submission, who works on it, and what is known about its file: null where it was refused."""

    submission: Submission
    member: Member
    intake: Intake | None
    refusal: Refusal | None
    language: str

    @property
    def is_open(self) -> bool:
        """Whether the sender may still change it."""
        return self.submission.state in submissions.OPEN

    @property
    def decisions(self) -> Decisions:
        """What was decided so far."""
        return self.submission.decisions

    def step_to_begin_with(self) -> str:
        """Return the first step that needs the person: what is certain is not asked."""
        if self.intake is None:
            return "file"
        if self.intake.questions:
            return "columns"
        return "problems" if self.intake.errors.height or self.intake.unexplained.height else "difference"

    def is_ready(self) -> bool:
        """Whether it may be submitted."""
        return self.intake is not None and self.step_to_begin_with() == "difference" and not self.intake.rows.is_empty()


def work_on(submission: Submission, member: Member, language: str) -> Work | None:
    """Return a submission with its file read and checked; None, and why in words, where that was not finished."""
    try:
        with st.spinner(words("Reading and checking the file", language), show_time=True):
            found = sources.examined(submission)
    except ChildError as error:
        reason = str(error).splitlines()[0]
        st.error(words(NOT_FINISHED, language, reason=reason))
        return None
    refusal = found if isinstance(found, Refusal) else None
    return Work(submission, member, None if isinstance(found, Refusal) else found, refusal, language)


def decide(work: Work, **changes: Any) -> Work | None:  # noqa: ANN401
    """Keep decisions on the server at once and return the submission checked again."""
    decisions = replace(work.decisions, **changes)
    try:
        saved = submissions.save(
            settings().store_dir, work.submission.id, decisions, work.member, version=work.submission.version
        )
    except submissions.StateError:
        state.tell(words(SOMEBODY_ELSE, work.language))
        return None
    return work_on(saved, work.member, work.language)


def step_bar(step: str, can: tuple[str, ...], language: str) -> None:
    """Draw the five steps, the present one marked; those that cannot be taken yet are greyed out."""
    with st.container(horizontal=True, gap="small", key="steps"):
        for name, label in STEPS.items():
            st.button(
                f"{list(STEPS).index(name) + 1} {words(label, language)}",
                key=f"step_{name}",
                type="primary" if name == step else "tertiary",
                disabled=name not in can,
                on_click=state.go,
                kwargs={"step": name},
            )


def reachable(work: Work | None) -> tuple[str, ...]:
    """Return the steps that can be taken now."""
    if work is None or work.intake is None:
        return ("file",)
    if not work.is_open:
        return ("file", "columns", "problems", "difference", "submit")
    return ("file", "columns") if work.intake.questions else tuple(STEPS)
