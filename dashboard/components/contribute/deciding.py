"""A reviewer's decision: approve and publish, approve, or return with comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import sources, state
from dashboard.components.contribute.step_submit import STATES
from dashboard.text import release_words, words
from pipelines import submissions
from pipelines.child import ChildError
from pipelines.settings import settings

if TYPE_CHECKING:
    from dashboard.components.contribute.work import Work
    from pipelines.releases import Built

OWN = ""
"""In place of a source: the submission stands as its own."""

LONGEST_COMMENT = 2000


def decision(work: Work) -> None:
    """Draw what a reviewer can do with a submission now."""
    language, found = work.language, work.submission
    st.subheader(words(STATES[found.state], language), anchor=False)
    if found.state == "approved":
        st.markdown(words("Approved; it becomes public with the next release.", language))
        if st.button(words("Publish now", language), key="publish", type="primary"):
            publish(work)
    elif found.state == "submitted":
        _decide(work)
    if found.state in {"submitted", "approved"}:
        _return(work)


def _decide(work: Work) -> None:
    language, found, member = work.language, work.submission, work.member
    if found.member_id == member.id:
        if not member.is_owner:
            st.markdown(words("You sent this yourself, so another reviewer must approve it.", language))
            return
        st.caption(
            words("You sent this yourself. As the only owner of this installation you may approve it.", language)
        )
    titles = {OWN: words("As its own source, “{name}, submitted”", language, name=found.organisation_name)}
    catalogue = sources.catalogue()
    titles |= {code: each.title_in(language) for code, each in catalogue.sources.items() if each.official}
    source = st.selectbox(
        words("It stands", language), list(titles), format_func=lambda code: titles[code], key="takes_over"
    )
    if source != OWN:
        st.caption(words("Its figures replace those of this source for the same keys, and carry its name.", language))
    with st.container(horizontal=True, gap="small"):
        if st.button(words("Approve and publish", language), key="approve_publish", type="primary"):
            _approve(work, source)
            publish(work)
        if st.button(words("Approve only", language), key="approve"):
            _approve(work, source)
            state.tell(words("Approved.", language))
            st.rerun()


def _approve(work: Work, source: str) -> None:
    try:
        submissions.approve(settings().store_dir, work.submission.id, work.member, takes_over=source or None)
    except (submissions.StateError, submissions.NotAllowedError) as error:
        state.tell(words("Not done: {reason}", work.language, reason=error))
        st.rerun()


def publish(work: Work) -> None:
    """Build and serve a release with the submission, in a child process, and say which."""
    language = work.language
    try:
        with st.spinner(words("Building the release", language), show_time=True):
            built: Built = sources.in_child(
                submissions.publish, settings().store_dir, [work.submission.id], work.member
            )
    except ChildError as error:
        state.tell(words("Not published: {reason}", language, reason=str(error).splitlines()[0]))
        st.rerun()
    sources.forget_current()
    named = release_words(built.release.number, built.release.date, language)
    state.tell(words("Published: {release}", language, release=named))
    st.rerun()


def _return(work: Work) -> None:
    language = work.language
    comment = st.text_area(
        words("What must be changed", language), key=f"comment_{work.submission.id}", max_chars=LONGEST_COMMENT
    )
    if st.button(words("Return with these comments", language), key="return"):
        if not comment.strip():
            st.warning(words("Write what must be changed first.", language))
            return
        try:
            submissions.return_with_comments(settings().store_dir, work.submission.id, work.member, comment)
            state.tell(words("Returned to its sender.", language))
        except submissions.StateError as error:
            state.tell(words("Not done: {reason}", language, reason=error))
        st.rerun()
