"""What happened to a submission, comments with it."""

from __future__ import annotations

import streamlit as st

from dashboard.components.contribute.plain import plain
from dashboard.text import day, words
from pipelines import submissions
from pipelines.settings import settings

ACTIONS = {
    "create": "Received",
    "save": "Worked on",
    "submit": "Submitted",
    "return": "Returned",
    "approve": "Approved",
    "publish": "Published",
    "publish again": "Published again",
    "rollback": "An earlier release is served",
    "withdraw": "Withdrawn",
}


def history(submission_id: str, language: str) -> None:
    """Draw the events of a submission, oldest first; a comment stands below its event."""
    last = ""
    for event in submissions.events(settings().store_dir, submission_id):
        if event.action == last == "save":
            continue
        last = event.action
        label = words(ACTIONS[event.action], language) if event.action in ACTIONS else event.action
        st.markdown(f"{day(event.at, language)} {event.at:%H:%M} UTC · **{label}** · {plain(event.actor)}")
        if event.comment:
            st.markdown(f"> {plain(event.comment)}")
