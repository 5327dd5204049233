"""Step 3: problems. Grouped by what to do, most useful first, one button for a whole group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import state
from dashboard.components.contribute.plain import plain
from dashboard.components.contribute.problem_cards import MOST_IN_A_GRID, Card, problem_card, where
from dashboard.components.contribute.sheet import legend, sheet_view
from dashboard.components.contribute.step_file import KINDS, receive_again
from dashboard.components.contribute.work import decide
from dashboard.text import number, words
from pipelines.marked import marked_workbook, problems_csv
from pipelines.repair import Group, groups

if TYPE_CHECKING:
    from dashboard.components.contribute.work import Work
    from pipelines.intake.intake import Decisions, Intake

MOST_GROUPS = 20
AGAIN = "upload_again"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def step_problems(work: Work) -> None:
    """Draw the file with its cells coloured beside what to do about them."""
    found, language = work.intake, work.language
    if found is None:
        return
    left, right = st.columns(2, gap="large")
    marked = marked_cells(found, work.decisions)
    with left:
        st.header(work.submission.file_name, anchor=False)
        legend(marked.values(), language)
        sheet_view(
            found.table, marked, key="problems_sheet", alt=words("Your file, cells with problems coloured", language)
        )
        _take_away(work, found)
    with right:
        _what_to_do(work, found)


def marked_cells(found: Intake, decisions: Decisions) -> dict[str, str]:
    """Return cell → what its colour says, for the sheet that is shown."""
    sheet = found.table.sheet
    edited = {place.rpartition("!")[2]: "edited" for place in decisions.edits if place.rpartition("!")[0] == sheet}
    marked: dict[str, str] = dict(edited)
    weighty = found.problems.filter(
        (pl.col("level") == "error") | ((pl.col("level") == "warning") & pl.col("explanation").is_null())
    )
    for level in ("warning", "error"):
        cells = weighty.filter(pl.col("level") == level)["cell"].drop_nulls()
        marked |= dict.fromkeys(cells.to_list(), level)
    return marked


def _what_to_do(work: Work, found: Intake) -> None:
    language = work.language
    every = groups(found.problems)
    weighty = [group for group in every if group.level != "notice"]
    st.header(_heading(len(weighty), language), anchor=False)
    st.caption(
        words(
            "{rows} figures read, {errors} to correct, {warnings} to explain. Each correction is kept at once.",
            language,
            rows=number(found.mapped.rows.height, 0, language),
            errors=number(found.errors.height, 0, language),
            warnings=number(found.unexplained.height, 0, language),
        )
    )
    if not weighty and work.is_open:
        st.button(
            words("See what changes", language),
            key="problems_go_on",
            type="primary",
            on_click=state.go,
            kwargs={"step": "difference"},
        )
    for group in weighty[:MOST_GROUPS]:
        problem_card(Card(work, found, group))
    if len(weighty) > MOST_GROUPS:
        count = number(len(weighty) - MOST_GROUPS, 0, language)
        st.caption(words("{count} further groups follow when these are solved.", language, count=count))
    _notices([group for group in every if group.level == "notice"], language)
    _decided(work)


def _heading(weighty: int, language: str) -> str:
    if not weighty:
        return words("Nothing left to do", language)
    if weighty == 1:
        return words("One thing to do", language)
    return words("{count} things to do", language, count=number(weighty, 0, language))


def _notices(notices: list[Group], language: str) -> None:
    if not notices:
        return
    with st.expander(words("Only to know: {count}", language, count=number(len(notices), 0, language)), key="notices"):
        for group in notices:
            count = number(group.count, 0, language)
            st.markdown(f"{count} × {group.message(language)} {group.action(language)}")
            st.caption(where(group, language))


def _decided(work: Work) -> None:
    """Draw what was corrected and explained so far, and the way back."""
    language, decisions = work.language, work.decisions
    count = len(decisions.edits) + len(decisions.explanations)
    if not count:
        return
    with st.expander(
        words("What you have decided: {count}", language, count=number(count, 0, language)), key="decided"
    ):
        for place, text in list(decisions.edits.items())[:MOST_IN_A_GRID]:
            to = words("left out", language) if text is None else f"“{plain(text)}”"
            st.markdown(f"{plain(place)} → {to}")
        for rule, sentence in decisions.explanations.items():
            st.markdown(f"{plain(rule)}: “{plain(sentence)}”")
        if work.is_open and st.button(words("Undo all of this", language), key="undo_all"):
            decide(work, edits={}, explanations={})
            st.rerun()


def _take_away(work: Work, found: Intake) -> None:
    """Offer the file back with its cells coloured, the problems as a list, and a place for the corrected file."""
    language = work.language
    stem = work.submission.file_name.rpartition(".")[0] or work.submission.file_name
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            words("Your workbook, coloured", language),
            lambda: marked_workbook(found, language),
            f"{stem} ({words('marked', language)}).xlsx",
            WORKBOOK,
            key="marked_workbook",
            on_click="ignore",
        )
        st.download_button(
            words("Problems as CSV", language),
            lambda: problems_csv(found, language),
            f"{stem} ({words('problems', language)}).csv",
            "text/csv",
            key="problems_csv",
            on_click="ignore",
        )
    if work.is_open:
        upload = st.file_uploader(
            words("Corrected it in your own program? Drop it here", language), KINDS, key=state.renewable(AGAIN)
        )
        if upload is not None:
            state.renew(AGAIN)
            receive_again(upload, work)
