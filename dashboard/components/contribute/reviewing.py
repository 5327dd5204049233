"""A reviewer's view of a submission: file, problems, sentences, difference, and the decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import sources, state
from dashboard.components.contribute.deciding import decision
from dashboard.components.contribute.history import history
from dashboard.components.contribute.plain import plain
from dashboard.components.contribute.problem_cards import where
from dashboard.components.contribute.sheet import legend, sheet_view
from dashboard.components.contribute.step_difference import show_charts, show_rows, totals
from dashboard.components.contribute.step_problems import marked_cells
from dashboard.components.contribute.step_submit import STATES
from dashboard.components.contribute.work import work_on
from dashboard.text import day, number, words
from pipelines import submissions
from pipelines.repair import groups
from pipelines.rules.words import all_rules
from pipelines.settings import settings

if TYPE_CHECKING:
    from dashboard.components.contribute.work import Work
    from pipelines.intake.intake import Intake
    from pipelines.registry.members import Member
    from pipelines.submissions import Submission

WAITING = ("submitted", "approved")


def review(member: Member, language: str) -> None:
    """Draw the submission that the address names, else the list of those that wait."""
    if said := state.told():
        st.toast(said)
    every = submissions.submissions(settings().store_dir, member)
    waiting = [each for each in every if each.state in WAITING]
    asked = state.place("submission")
    chosen = next((each for each in every if each.id == asked), None)
    if chosen is None:
        _waiting(waiting, language)
        return
    st.button(
        words("All that wait ({count})", language, count=number(len(waiting), 0, language)),
        key="back_to_list",
        type="tertiary",
        icon=":material/arrow_back:",
        on_click=state.go,
        kwargs={"submission": ""},
    )
    work = work_on(chosen, member, language)
    if work is not None:
        _reviewed(work)


def _waiting(waiting: list[Submission], language: str) -> None:
    if not waiting:
        st.markdown(words("Nothing waits for a review.", language))
        return
    for each in waiting:
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"waiting_{each.id}"):
            st.markdown(f"**{plain(each.file_name)}** · {plain(each.organisation_name)}", width="stretch")
            st.badge(words(STATES[each.state], language), color="gray")
            st.caption(day(each.changed, language), width="content")
            st.button(
                words("Review", language),
                key=f"review_{each.id}",
                type="primary",
                on_click=state.go,
                kwargs={"submission": each.id},
            )


def _reviewed(work: Work) -> None:
    language, found = work.language, work.submission
    st.header(f"{plain(found.file_name)} · {plain(found.organisation_name)}", anchor=False)
    left, right = st.columns(2, gap="large")
    with left:
        decision(work)
    with right:
        st.subheader(words("What happened", language), anchor=False)
        history(found.id, language)
    _tabs(work, work.intake)


def _tabs(work: Work, found: Intake | None) -> None:
    language = work.language
    if found is None:
        st.markdown(words("The file could not be read as figures.", language))
        return
    titles = [words(title, language) for title in ("Difference", "Problems and sentences", "File")]
    difference, problems, file = st.tabs(titles, on_change="rerun", key="review_tab")
    if difference.open:
        with difference:
            changed = sources.preview_of(work.submission, found)
            totals(changed.rows, language)
            show_rows(changed, language)
            show_charts(changed, language)
    if problems.open:
        with problems:
            sentences(found, language)
    if file.open:
        with file:
            _file(work, found)


def sentences(found: Intake, language: str) -> None:
    """Draw the sender's sentences, and what is still open."""
    explained = found.problems.drop_nulls("explanation")
    told = explained.group_by("rule", "explanation", maintain_order=True).agg(
        pl.len().alias("count"), pl.col("place").drop_nulls().head(5)
    )
    if told.is_empty():
        st.markdown(words("No warning asked for a sentence.", language))
    for row in told.iter_rows(named=True):
        message = all_rules()[row["rule"]].sentence(language)
        st.markdown(f"{number(row['count'], 0, language)} × {message}")
        st.markdown(f"> {plain(row['explanation'])}")
        st.caption(", ".join(row["place"]))
    for group in groups(found.problems):
        st.markdown(f"{number(group.count, 0, language)} × {group.message(language)}")
        st.caption(where(group, language))


def _file(work: Work, found: Intake) -> None:
    language = work.language
    marked = marked_cells(found, work.decisions)
    legend(marked.values(), language)
    sheet_view(found.table, marked, key="review_sheet", alt=words("The file as it was sent in", language))
    st.download_button(
        words("The file as it was received", language),
        lambda: submissions.raw_file(settings().store_dir, work.submission.id, work.member),
        work.submission.file_name,
        "application/octet-stream",
        key="raw_file",
        on_click="ignore",
    )
