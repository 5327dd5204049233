"""Step 2: columns. What each one is about, shown as a guess, and what only a person can say, asked once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard import sources, state
from dashboard.components.contribute.questions import ask
from dashboard.components.contribute.role_words import ROLE_WORDS, role_words
from dashboard.components.contribute.sheet import sheet_view
from dashboard.components.contribute.work import decide
from dashboard.text import words
from pipelines.intake.answers import Mapping, answered, fingerprint
from pipelines.intake.guessing import guess

if TYPE_CHECKING:
    from dashboard.components.contribute.work import Work
    from pipelines.intake.answers import Proposal
    from pipelines.intake.intake import Intake

HEADERS = "value_header"
"""In place of a column's name: the headers under which the figures stand."""

LONGEST_ORIGIN = 200


def step_columns(work: Work) -> None:
    """Draw the table beside the questions about it; one button takes all answers and checks the figures."""
    found, language = work.intake, work.language
    if found is None:
        return
    left, right = st.columns(2, gap="large")
    with left:
        st.header(work.submission.file_name, anchor=False)
        sheet_view(found.table, {}, key="columns_sheet", alt=words("The table found in your file", language))
    with right:
        if found.proposal is None:
            _read_as(work, found)
        else:
            _questions(work, found, found.proposal)


def _read_as(work: Work, found: Intake) -> None:
    """Say how the columns are read, once that is settled."""
    language = work.language
    st.header(words("How your columns are read", language), anchor=False)
    st.dataframe(
        pl.DataFrame(
            {
                words("Column", language): [_column(each, language) for each in found.mapping.roles],
                words("Read as", language): [role_words(role, language) for role in found.mapping.roles.values()],
            }
        ),
        hide_index=True,
        key="read_as",
        alt=words("How your columns are read", language),
    )
    with st.container(horizontal=True, gap="small"):
        st.button(
            words("Go on", language),
            key="columns_go_on",
            type="primary",
            on_click=state.go,
            kwargs={"step": "problems"},
        )
        if st.button(words("Ask me again", language), key="ask_again") and decide(work, mapping=None) is not None:
            st.rerun()


def _questions(work: Work, found: Intake, proposal: Proposal) -> None:
    language = work.language
    with st.container(key="column_roles"):
        wanted = _roles(found, proposal, language)
    if wanted:
        proposal = _guessed_again(found, proposal, wanted)
    with st.form("questions", border=False):
        if proposal.questions:
            st.header(words("What only you can say", language), anchor=False)
            st.caption(words("Each is asked once. What we think is right is filled in.", language))
        answers = {question.id: ask(question, language) for question in proposal.questions}
        origin = _origin(found, proposal, language)
        is_sent = st.form_submit_button(words("Check the figures", language), type="primary")
    if is_sent:
        constants = {**proposal.mapping.constants, **({"origin": origin} if origin else {})}
        _take(work, replace(proposal, mapping=replace(proposal.mapping, constants=constants)), answers)


def _origin(found: Intake, proposal: Proposal, language: str) -> str:
    """Ask where the figures come from, once for the whole file, where no column says so."""
    if "origin" in proposal.mapping.roles.values() or "origin" in proposal.mapping.constants:
        return ""
    said = st.text_input(
        words("Which register, table or report do the figures come from?", language),
        value=next(iter(found.table.notes), "")[:LONGEST_ORIGIN],
        max_chars=LONGEST_ORIGIN,
        key="answer_origin",
    )
    return said.strip()


def _take(work: Work, proposal: Proposal, answers: dict[str, Any]) -> None:
    missing = sum(1 for answer in answers.values() if answer is None)
    if missing:
        st.warning(words("{count} questions have no answer yet.", work.language, count=missing))
        return
    checked = decide(work, mapping=answered(proposal.mapping, answers))
    if checked is not None:
        state.go(step=checked.step_to_begin_with())
    st.rerun()


def _guessed_again(found: Intake, proposal: Proposal, wanted: dict[str, str]) -> Proposal:
    """Return the proposal for columns that the person reads differently from our guess."""
    known = Mapping(
        fingerprint=fingerprint(found.tidy),
        roles={**proposal.mapping.roles, **wanted},
        style=proposal.mapping.style,
        multiplier=proposal.mapping.multiplier,
    )
    again: Proposal = sources.in_child(guess, found.tidy, sources.catalogue(), known)
    return again


def _roles(found: Intake, proposal: Proposal, language: str) -> dict[str, str]:
    """Draw what each column is about, to be corrected; return the columns the person reads differently."""
    asked = {question.subject for question in proposal.questions if question.kind == "role"}
    columns = [column for column in proposal.guesses if column not in asked]
    label = words("How your columns are read", language)
    with st.expander(label, expanded=not proposal.questions):
        edited = st.data_editor(
            pl.DataFrame(
                {
                    "column": [_column(each, language) for each in columns],
                    "role": [proposal.guesses[each].role for each in columns],
                    "samples": [", ".join(proposal.guesses[each].samples[:3]) for each in columns],
                }
            ),
            hide_index=True,
            key=f"roles_{found.table.sheet}",
            disabled=["column", "samples"],
            alt=label,
            column_config={
                "column": st.column_config.TextColumn(words("Column", language)),
                "role": st.column_config.SelectboxColumn(
                    words("Read as", language),
                    options=list(ROLE_WORDS),
                    format_func=lambda role: role_words(str(role), language),
                    required=True,
                ),
                "samples": st.column_config.TextColumn(words("For example", language)),
            },
        )
    chosen = dict(zip(columns, edited["role"], strict=True))
    return {column: role for column, role in chosen.items() if role != proposal.guesses[column].role}


def _column(name: str, language: str) -> str:
    return words("Headers of the figures", language) if name == HEADERS else name
