"""What an organisation has sent in, and where each submission stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import state
from dashboard.components.contribute.history import history
from dashboard.components.contribute.plain import plain
from dashboard.components.contribute.step_submit import STATES
from dashboard.text import day, words
from pipelines import submissions
from pipelines.settings import settings

if TYPE_CHECKING:
    from pipelines.registry.members import Member
    from pipelines.submissions import Submission

MOST = 100
WITHDRAWABLE = ("draft", "submitted", "returned", "approved")


def submission_list(member: Member, language: str) -> None:
    """Draw the submissions of a member's organisation, newest first."""
    if said := state.told():
        st.toast(said)
    every = submissions.submissions(settings().store_dir, member)
    own = [each for each in every if each.organisation == member.organisation or each.member_id == member.id]
    if not own:
        st.markdown(words("Nothing was sent in yet.", language))
        if st.button(words("Send figures in", language), type="primary", key="begin"):
            state.open_place("app_pages/contribute.py")
    for each in own[:MOST]:
        submission_card(each, member, language)


def submission_card(found: Submission, member: Member, language: str) -> None:
    """Draw one submission: file, organisation, state, what happened, and what its sender can do."""
    with st.container(border=True, key=f"submission_{found.id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{plain(found.file_name)}** · {plain(found.organisation_name)}", width="stretch")
            st.badge(words(STATES[found.state], language), color="gray")
            st.caption(day(found.changed, language), width="content")
            label = words("Go on", language) if found.state in submissions.OPEN else words("Open", language)
            if st.button(label, key=f"open_{found.id}"):
                state.open_place("app_pages/contribute.py", submission=found.id)
        with st.expander(words("What happened", language), key=f"history_{found.id}", on_change="rerun") as opened:
            if opened.open:
                history(found.id, language)
                if found.state in WITHDRAWABLE and st.button(words("Withdraw", language), key=f"withdraw_{found.id}"):
                    submissions.withdraw(settings().store_dir, found.id, member)
                    state.tell(words("Withdrawn.", language))
                    st.rerun()
