"""The five steps of a submission, one at a time: which one is decided by the address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import state
from dashboard.components.contribute.history import history
from dashboard.components.contribute.step_columns import step_columns
from dashboard.components.contribute.step_difference import step_difference
from dashboard.components.contribute.step_file import step_file
from dashboard.components.contribute.step_problems import step_problems
from dashboard.components.contribute.step_submit import step_submit
from dashboard.components.contribute.work import reachable, step_bar, work_on
from dashboard.text import words
from pipelines import submissions
from pipelines.settings import settings

if TYPE_CHECKING:
    from pipelines.registry.members import Member
    from pipelines.submissions import Submission

STEPS = {
    "columns": step_columns,
    "problems": step_problems,
    "difference": step_difference,
    "submit": step_submit,
}


def contribute(member: Member, language: str) -> None:
    """Draw the step that the address names of the submission that it names; else the place to drop a file."""
    if said := state.told():
        st.toast(said)
    asked = state.place("submission")
    found = _mine(asked, member) if asked else None
    if asked and found is None:
        st.markdown(words("This submission is not there, or is not yours to see.", language))
    work = work_on(found, member, language) if found else None
    if found and work is None:
        return
    can = reachable(work)
    step = state.place("step")
    if step not in can:
        first = work.step_to_begin_with() if work and work.is_open else "submit"
        step = first if first in can else "file"
    step_bar(step, can, language)
    if work and work.submission.state == "returned":
        with st.container(border=True, key="returned"):
            st.markdown(f"**{words('A reviewer returned this submission.', language)}**")
            history(work.submission.id, language)
    if work is None or step == "file":
        step_file(work, member, language)
    else:
        STEPS[step](work)


def _mine(submission_id: str, member: Member) -> Submission | None:
    """Return a submission if this member may see it."""
    try:
        found = submissions.submission(settings().store_dir, submission_id)
    except LookupError:
        return None
    is_own = member.organisation == found.organisation or member.id == found.member_id
    return found if is_own or member.may("reviewer") else None
