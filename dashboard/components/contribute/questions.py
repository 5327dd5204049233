"""Questions about a person's file, each asked once, with what we think is right already filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard.components.contribute.role_words import offered, role_in_a_sentence
from dashboard.text import number, words
from pipelines.intake.answers import BY_INDICATOR

if TYPE_CHECKING:
    from pipelines.intake.answers import Question

SELECT_ROWS = 8
QUESTIONS = {
    "role": "Is “{column}” the {role}?",
    "constant": "The file does not say the {role}. Which one is it for all rows?",
    "constant_declared": "The file does not say the {role}. Is it what the indicator defines?",
    "values": "What do these texts mean as {role}?",
    "keep": "“{column}” says something our format has no place for. Which of its rows should be used?",
    "style": "Is {example} a whole number or a number with decimals?",
    "style_mixed": "Numbers such as {example} are written in two ways. Are all of these marks decimal marks?",
    "multiplier": "Should the values be multiplied by {factor}?",
    "marks": "These stand where numbers should be. What do they mean?",
}
"""The words of each kind of question."""

STYLES = {
    "thousands": "A whole number: the mark separates thousands",
    "decimal": "A number with decimals",
    "decimal_both": "Yes, decimal marks",
}


def ask(question: Question, language: str) -> Any:  # noqa: ANN401
    """Draw a question and return its answer: a code, or codes by text; None while there is none."""
    with st.container(key=f"question_{question.id.replace(':', '_')}", gap="xsmall"):
        return ASKING[question.kind](question, language)


def question_words(question: Question, language: str) -> str:
    """Return the question as a sentence."""
    values = dict(question.parameters)
    if "role" in values:
        values["role"] = role_in_a_sentence(values["role"], language)
    return words(QUESTIONS[_variant(question)], language, **values)


def _variant(question: Question) -> str:
    if question.kind == "constant" and question.proposed == BY_INDICATOR:
        return "constant_declared"
    if question.kind == "style" and "decimal_both" in question.options:
        return "style_mixed"
    return question.kind


def _ask_role(question: Question, language: str) -> str:
    yes = words("Yes", language)
    no = words("No, it is not used", language)
    answer = st.segmented_control(
        question_words(question, language),
        [yes, no],
        default=yes if question.proposed else no,
        required=True,
        key=f"answer_{question.id}",
    )
    return str(question.proposed or "") if answer == yes else ""


def _ask_constant(question: Question, language: str) -> str | None:
    options = offered(question.subject, (question.proposed, *question.options), language)
    codes = list(options)
    answer = st.selectbox(
        question_words(question, language),
        codes,
        index=codes.index(question.proposed) if question.proposed in codes else None,
        format_func=lambda code: options[code],
        placeholder=words("Choose", language),
        key=f"answer_{question.id}",
    )
    return None if answer is None else str(answer)


def _ask_values(question: Question, language: str) -> dict[str, str]:
    """Ask for the code of each text, in a grid where a row is a text."""
    role = question.subject
    left_out = words("Leave these rows out", language)
    likely = [code for item in question.items for code in (item.proposed, *item.suggestions)]
    options = offered(role, list(dict.fromkeys(likely)), language, leave_out=left_out)
    return _grid(question, options, language, words("Means", language))


def _ask_marks(question: Question, language: str) -> dict[str, str]:
    options = offered("obs_status", question.options, language)
    return _grid(question, {code: options[code] for code in question.options}, language, words("Means", language))


def _grid(question: Question, options: dict[str, str], language: str, label: str) -> dict[str, str]:
    st.markdown(question_words(question, language))
    has_why = any(item.why for item in question.items)
    table = pl.DataFrame(
        {
            "text": [item.text or words("(empty cell)", language) for item in question.items],
            "count": [item.count for item in question.items],
            "code": [item.proposed for item in question.items],
            "why": [item.why for item in question.items],
        },
        schema={"text": pl.String, "count": pl.Int64, "code": pl.String, "why": pl.String},
    )
    edited = st.data_editor(
        table if has_why else table.drop("why"),
        hide_index=True,
        key=f"answer_{question.id}",
        disabled=["text", "count", "why"],
        alt=question_words(question, language),
        column_config={
            "text": st.column_config.TextColumn(words("In your file", language)),
            "count": st.column_config.NumberColumn(words("Figures", language), format="%d", width="small"),
            "code": st.column_config.SelectboxColumn(
                label, options=list(options), format_func=lambda code: options.get(str(code), str(code)), required=False
            ),
            "why": st.column_config.TextColumn(words("Why", language)),
        },
    )
    chosen = list(edited["code"])
    return {item.text: str(code) for item, code in zip(question.items, chosen, strict=True) if code is not None}


def _ask_keep(question: Question, language: str) -> list[str] | None:
    counts = {item.text: item.count for item in question.items}
    answer = st.multiselect(
        question_words(question, language),
        list(counts),
        default=[question.proposed] if question.proposed in counts else [],
        format_func=lambda text: f"{text} ({number(counts[text], 0, language)})",
        placeholder=words("Choose", language),
        key=f"answer_{question.id}",
    )
    return list(answer) or None


def _ask_style(question: Question, language: str) -> str | None:
    answer = st.radio(
        question_words(question, language),
        list(question.options),
        index=list(question.options).index(question.proposed) if question.proposed in question.options else None,
        format_func=lambda option: words(STYLES[str(option)], language),
        key=f"answer_{question.id}",
    )
    return None if answer is None else str(answer)


def _ask_multiplier(question: Question, language: str) -> str | None:
    yes, no = question.options
    answer = st.radio(
        question_words(question, language),
        [yes, no],
        index=[yes, no].index(question.proposed) if question.proposed in question.options else None,
        format_func=lambda factor: (
            words("Take them as they are", language)
            if factor == "1"
            else words("Multiply by {factor}", language, factor=number(float(factor), 0, language))
        ),
        key=f"answer_{question.id}",
    )
    return None if answer is None else str(answer)


ASKING = {
    "role": _ask_role,
    "constant": _ask_constant,
    "values": _ask_values,
    "keep": _ask_keep,
    "style": _ask_style,
    "marks": _ask_marks,
    "multiplier": _ask_multiplier,
}
