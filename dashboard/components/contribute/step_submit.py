"""Step 5: submit. What is handed to the reviewers, and where it stands afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import sources, state
from dashboard.components.contribute.history import history
from dashboard.components.contribute.plain import plain
from dashboard.text import number, words
from pipelines import submissions
from pipelines.child import ChildError
from pipelines.settings import settings

if TYPE_CHECKING:
    from dashboard.components.contribute.work import Work

STATES = {
    "draft": "Draft",
    "submitted": "Waiting for a reviewer",
    "returned": "Returned with comments",
    "approved": "Approved, to be published",
    "published": "Published",
    "withdrawn": "Withdrawn",
}


def step_submit(work: Work) -> None:
    """Draw what is submitted and the button; afterwards, where it stands."""
    language, found = work.language, work.intake
    if found is None:
        return
    if not work.is_open:
        standing(work)
        return
    st.header(words("Submit for review", language), anchor=False)
    st.markdown(
        words(
            "{count} figures of {organisation}. A reviewer sees the file, problems, sentences and the difference.",
            language,
            count=number(found.rows.height, 0, language),
            organisation=plain(work.submission.organisation_name),
        )
    )
    if found.notes:
        st.markdown(words("Your sentences become public footnotes:", language))
        for sentence in sorted(set(found.notes.values())):
            st.markdown(f"> {plain(sentence)}")
    if not work.is_ready():
        st.markdown(words("Something is left to do first.", language))
        step = work.step_to_begin_with()
        st.button(words("Go there", language), key="go_back", on_click=state.go, kwargs={"step": step})
        return
    if st.button(words("Submit for review", language), key="submit", type="primary"):
        _submit(work)


def _submit(work: Work) -> None:
    try:
        with st.spinner(words("Checking once more", work.language)):
            sources.in_child(submissions.submit, settings().store_dir, work.submission.id, work.member)
        state.tell(words("Submitted. A reviewer will look at it.", work.language))
    except ChildError as error:
        state.tell(words("Not submitted: {reason}", work.language, reason=str(error).splitlines()[0]))
    st.rerun()


def standing(work: Work) -> None:
    """Draw where a submission stands that its sender can no longer change."""
    language, found = work.language, work.submission
    st.header(words(STATES[found.state], language), anchor=False)
    if found.state == "submitted":
        st.markdown(words("You will find the answer under My submissions.", language))
        if work.member.may("reviewer") and st.button(words("To the review", language), key="to_review", type="primary"):
            state.open_place("app_pages/review.py", submission=found.id)
    history(found.id, language)
    st.button(
        words("Send another file", language),
        key="next_file",
        on_click=state.go,
        kwargs={"submission": "", "step": ""},
    )
