"""One group of problems: what is wrong, where, and the ways to solve all of it at once or cell by cell."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import state
from dashboard.components.contribute.plain import plain
from dashboard.components.contribute.role_words import code_words, offered
from dashboard.components.contribute.work import decide
from dashboard.text import number, words
from pipelines.catalogue import in_language
from pipelines.intake.intake import cell_of
from pipelines.intake.opened import column_letter
from pipelines.repair import FIX_WORDS, Fix, Group, fixed, group_problems
from pipelines.rules.words import problems_in

if TYPE_CHECKING:
    from dashboard.components.contribute.work import Work
    from pipelines.intake.intake import Decisions, Intake

MOST_IN_A_GRID = 500
MOST_FIELDS = 4
"""Cells that are corrected in a field each; more of them get a grid."""

LONGEST_SENTENCE = 500

LEVEL_ICONS = {
    "error": ":material/error:",
    "warning": ":material/edit_note:",
    "notice": ":material/info:",
}
ONLY_CHOSEN = ("use_code", "set_constant")
"""Fixes whose value may be any code of the column, not only those offered."""


@dataclass(frozen=True)
class Card:
    """A group of problems in a submission."""

    work: Work
    found: Intake
    group: Group

    @property
    def key(self) -> str:
        """The beginning of the keys of its widgets."""
        return f"group_{zlib.crc32(self.group.id.encode())}"

    @property
    def language(self) -> str:
        """Language of the words."""
        return self.work.language


def problem_card(card: Card) -> None:
    """Draw one group of problems: how many, where, what to do, and the ways to solve all of it."""
    group, key, language = card.group, card.key, card.language
    with st.container(border=True, key=key):
        count = number(group.count, 0, language)
        st.markdown(f"{LEVEL_ICONS[group.level]} **{count} × {group.message(language)}**")
        st.markdown(group.action(language))
        st.caption(where(group, language))
        if not card.work.is_open:
            return
        is_short = _correct_here(card)
        if group.rule == "origin_missing":
            _name_origin(card)
        buttons = [fix for fix in group.fixes if not _asks(fix)]
        for place, fix in enumerate(each for each in group.fixes if _asks(each)):
            _offer(card, fix, place, is_first=not is_short and place == 0)
        with st.container(horizontal=True, gap="small"):
            for fix in buttons:
                is_first = not is_short and fix == group.fixes[0]
                _button(card, fix, is_first=is_first)
        if not is_short:
            _one_by_one(card)


def _correct_here(card: Card) -> bool:
    """Draw a field for each cell of a small group, with what stands there; return whether the group is small."""
    group, language, key = card.group, card.language, card.key
    if group.level != "error" or group.count > MOST_FIELDS:
        return False
    rows = group_problems(card.found.problems, group).drop_nulls("cell").unique("cell", maintain_order=True)
    for row in problems_in(rows, language).iter_rows(named=True):
        place = f"{row['sheet']}!{row['cell']}"
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            label = words("Cell {cell}, expected {expected}", language, cell=row["cell"], expected=row["expected"])
            text = st.text_input(label, value=_cell_text(card.found, place), key=f"{key}_{row['cell']}", width=340)
            if st.button(words("Correct", language), key=f"{key}_{row['cell']}_do", type="primary"):
                keep(card.work, _with_answers(card, {place: text}))
    return not rows.is_empty()


def _cell_text(found: Intake, place: str) -> str:
    """Return what stands in a cell of the table as the person knows it."""
    _, row, column = cell_of(place)
    table = found.table
    letters = table.letters or tuple(column_letter(each) for each in range(len(table.columns)))
    if row not in table.row_numbers or column_letter(column) not in letters:
        return ""
    return table.rows[table.row_numbers.index(row)][letters.index(column_letter(column))]


def _name_origin(card: Card) -> None:
    """Let the person name the register, table or report once for the whole file."""
    key, language = card.key, card.language
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        label = words("Which register, table or report do the figures come from?", language)
        text = st.text_input(label, key=f"{key}_origin", max_chars=200, width=340)
        if st.button(words("Use it for the whole file", language), key=f"{key}_origin_do", type="primary"):
            mapping = card.work.decisions.mapping or card.found.mapping
            named = replace(mapping, constants={**mapping.constants, "origin": text.strip()})
            keep(card.work, replace(card.work.decisions, mapping=named))


def where(group: Group, language: str) -> str:
    """Return the cells of a group, and the text they have in common."""
    parts = []
    if group.places:
        places = ", ".join(group.places)
        more = group.count - len(group.places)
        parts.append(
            words("Cells {places} and {count} more", language, places=places, count=number(more, 0, language))
            if more > 0
            else words("Cells {places}", language, places=places)
        )
    if group.found:
        parts.append(words("found {text}", language, text=f"“{plain(group.found)}”"))
    return " · ".join(parts)


def fix_words(fix: Fix, language: str, value: str = "") -> str:
    """Return what a fix does, as the words of its button."""
    return in_language(FIX_WORDS[fix.code], language).format(value=value)


def _asks(fix: Fix) -> bool:
    """Whether a fix needs something written or chosen."""
    return fix.code == "explain" or fix.code in ONLY_CHOSEN or len(fix.values) > 1


def _offer(card: Card, fix: Fix, place: int, *, is_first: bool) -> None:
    """Draw a way to solve the whole group for which something must be written or chosen."""
    language, key = card.language, f"{card.key}_{place}"
    value: str | None
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key=key):
        if fix.code == "explain":
            label = words("Your sentence becomes the public footnote of these figures", language)
            value = st.text_area(label, key=f"{key}_text", max_chars=LONGEST_SENTENCE, height=80)
            said = fix_words(fix, language)
        else:
            value = _choose(card.group, fix, language, key)
            said = words(
                "Use it for the whole file" if fix.code == "set_constant" else "Use it for all of them", language
            )
        if st.button(said, key=f"{key}_do", type="primary" if is_first else "secondary"):
            if value is not None and (value.strip() or fix.code in ONLY_CHOSEN):
                keep(card.work, fixed(card.found, card.work.decisions, card.group, fix.code, value))
            st.warning(words("Write or choose something first.", language))


def _button(card: Card, fix: Fix, *, is_first: bool) -> None:
    """Draw a button that solves the whole group."""
    value = fix.values[0] if fix.values else ""
    label = fix_words(fix, card.language, value)
    if st.button(label, key=f"{card.key}_{fix.code}", type="primary" if is_first else "secondary"):
        keep(card.work, fixed(card.found, card.work.decisions, card.group, fix.code, value))


def _choose(group: Group, fix: Fix, language: str, key: str) -> str | None:
    role = "obs_status" if fix.code == "mark_as" else group.column
    options = offered(role, fix.values, language) if fix.code in ONLY_CHOSEN else code_words(role, language)
    codes = list(options) if fix.code in ONLY_CHOSEN else [code for code in fix.values if code in options]
    if not codes:
        return st.text_input(words("Write it here", language), key=f"{key}_value") or None
    chosen = st.selectbox(
        words("Means", language),
        codes,
        index=0 if fix.code in ONLY_CHOSEN and fix.values else None,
        format_func=lambda code: options[code],
        placeholder=words("Choose", language),
        label_visibility="collapsed",
        key=f"{key}_value",
        width=280,
    )
    return None if chosen is None else str(chosen)


def keep(work: Work, decisions: Decisions) -> None:
    """Keep decisions, check again, and say how much that solved."""
    found = work.intake
    before = found.errors.height + found.unexplained.height if found else 0
    checked = decide(work, mapping=decisions.mapping, edits=decisions.edits, explanations=decisions.explanations)
    if checked is not None and checked.intake is not None:
        solved = before - checked.intake.errors.height - checked.intake.unexplained.height
        if solved > 0:
            state.tell(words("{count} solved.", work.language, count=number(solved, 0, work.language)))
        elif solved == 0:
            state.tell(words("Kept. That solved nothing yet.", work.language))
        else:
            state.tell(words("Kept. {count} new problems came to light.", work.language, count=-solved))
    st.rerun()


def _one_by_one(card: Card) -> None:
    """Draw a grid in which each cell of the group is corrected, or each figure explained, by itself."""
    group, key, language = card.group, card.key, card.language
    with st.expander(words("One by one", language), key=f"{key}_grid", on_change="rerun") as opened:
        if not opened.open:
            return
        rows = problems_in(group_problems(card.found.problems, group).head(MOST_IN_A_GRID), language)
        is_warning = group.level == "warning"
        place = pl.col("place") if is_warning else pl.concat_str("sheet", pl.lit("!"), "cell")
        rows = rows.with_columns(at=place).drop_nulls("at").unique("at", maintain_order=True)
        if rows.is_empty():
            st.caption(words("This concerns the whole file, not one cell.", language))
            return
        table = rows.select("at", "found", "expected", answer=pl.lit(None, pl.String))
        edited = st.data_editor(
            table,
            hide_index=True,
            key=f"{key}_editor",
            disabled=["at", "found", "expected"],
            alt=group.message(language),
            column_config={
                "at": st.column_config.TextColumn(words("Cell", language)),
                "found": st.column_config.TextColumn(words("Found", language)),
                "expected": st.column_config.TextColumn(words("Expected", language)),
                "answer": st.column_config.TextColumn(
                    words("Your sentence", language) if is_warning else words("Correct to", language),
                    max_chars=LONGEST_SENTENCE,
                ),
            },
        )
        if st.button(words("Keep and check again", language), key=f"{key}_keep"):
            given = {at: text for at, text in zip(edited["at"], edited["answer"], strict=True) if text is not None}
            keep(card.work, _with_answers(card, given))


def _with_answers(card: Card, given: dict[str, str]) -> Decisions:
    decisions = replace(card.work.decisions, mapping=card.work.decisions.mapping or card.found.mapping)
    if card.group.level == "warning":
        said = {f"{card.group.rule}@{place}": text for place, text in given.items()}
        return replace(decisions, explanations={**decisions.explanations, **said})
    return replace(decisions, edits={**decisions.edits, **given})
