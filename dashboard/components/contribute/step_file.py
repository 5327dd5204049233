"""Step 1: the file. Drop the one you have, or take a template."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import sources, state
from dashboard.components.contribute.plain import plain
from dashboard.components.contribute.sheet import sheet_view
from dashboard.components.contribute.work import work_on
from dashboard.text import day, number, sorted_by_name, words
from pipelines import members, submissions
from pipelines.catalogue import in_language
from pipelines.intake.intake import Decisions
from pipelines.intake.refusal_words import refusal_in
from pipelines.intake.templates import LANGUAGES, Request, csv_template, sets, workbook_template
from pipelines.settings import settings

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from dashboard.components.contribute.work import Work
    from pipelines.registry.members import Member
    from pipelines.submissions import Submission

KINDS = ["xlsx", "xlsm", "csv", "tsv", "txt", "xls", "ods", "gz", "zip"]
"""Kinds the browser lets through: those the gate reads, and those it refuses with the way out."""

LANGUAGE_NAMES = {"en": "English", "da": "Dansk", "lt": "Lietuvių"}
UPLOADER = "upload"


def step_file(work: Work | None, member: Member, language: str) -> None:
    """Draw the file as it was received, or the place to drop one; templates and open drafts beside it."""
    left, right = st.columns(2, gap="large")
    with left:
        if work is None:
            _drop(member, language)
        else:
            received(work)
    with right:
        _open_drafts(member, language, work.submission.id if work else "")
        templates(language)


def _drop(member: Member, language: str) -> None:
    st.header(words("Drop your file here", language), anchor=False)
    st.markdown(
        words(
            "The workbook or CSV file as you have it: title rows, several sheets, decimal commas and names in your own "
            "language are fine. Nothing becomes public before you submit it and a reviewer approves it.",
            language,
        )
    )
    organisation = _organisation(member, language)
    if organisation is None:
        return
    upload = st.file_uploader(
        words("Your file", language), KINDS, key=state.renewable(UPLOADER), label_visibility="collapsed"
    )
    if upload is not None:
        receive(upload, organisation, member, language)


def receive(upload: UploadedFile, organisation: str, member: Member, language: str) -> None:
    """Keep a file, begin a submission with it, and go on to the first step that needs the person."""
    with st.spinner(words("Receiving", language)):
        slug = organisation
        if member.may("admin"):
            slug = members.add_organisation(settings().store_dir, member, organisation).slug
        draft = submissions.create_draft(settings().store_dir, upload.getvalue(), upload.name, slug, member)
    state.renew(UPLOADER)
    work = work_on(draft, member, language)
    if work is not None:
        state.go(submission=draft.id, step=work.step_to_begin_with() if work.is_open else "file")
        st.rerun()


def receive_again(upload: UploadedFile, work: Work) -> None:
    """Take a corrected file in the place of an open submission's; what was decided about the columns is kept."""
    store_dir, before = settings().store_dir, work.submission
    draft = submissions.create_draft(store_dir, upload.getvalue(), upload.name, before.organisation, work.member)
    state.renew(UPLOADER)
    if draft.id != before.id and draft.state in submissions.OPEN:
        kept = replace(work.decisions, edits={}, notes={})
        if draft.decisions == Decisions():
            draft = submissions.save(store_dir, draft.id, kept, work.member)
        comment = f"replaced by submission {draft.id}"
        submissions.withdraw(store_dir, before.id, work.member, comment)
    again = work_on(draft, work.member, work.language)
    if again is not None:
        state.go(submission=draft.id, step=again.step_to_begin_with() if again.is_open else "file")
        st.rerun()


def _organisation(member: Member, language: str) -> str | None:
    """Return the organisation the file is sent for: the member's own; an administrator names one."""
    if not member.may("admin"):
        if member.organisation:
            return member.organisation
        st.markdown(words("You belong to no organisation yet. An administrator can add you to one.", language))
        return None
    known = {each.slug: each.name for each in members.all_organisations(settings().store_dir)}
    if not known:
        return _new_organisation(language)
    names = list(known.values())
    other = words("Another organisation", language)
    own = known.get(member.organisation or "", names[0])
    label = words("Organisation that sends it", language)
    chosen = st.selectbox(label, [*names, other], index=names.index(own), key="organisation")
    return _new_organisation(language) if chosen == other else chosen


def _new_organisation(language: str) -> str | None:
    name = st.text_input(
        words("Name of the organisation that sends it", language), key="organisation_name", max_chars=200
    )
    st.caption(words("Its name stands beside its figures in public. Write it first; then drop the file.", language))
    return name.strip() or None


def received(work: Work) -> None:
    """Draw what was received and how it was read."""
    language, found = work.language, work.submission
    st.header(found.file_name, anchor=False)
    st.caption(
        words(
            "Received {date} for {organisation}. Kept byte for byte; only members can see the file.",
            language,
            date=day(found.created, language),
            organisation=found.organisation_name,
        )
    )
    if work.refusal:
        refused(work)
    elif work.intake:
        _choose_sheet(work)
        sheet_view(work.intake.table, {}, key="file_sheet", alt=words("The table found in your file", language))
    with st.container(horizontal=True, gap="small"):
        if work.intake and work.is_open:
            step = work.step_to_begin_with()
            st.button(words("Go on", language), key="go_on", type="primary", on_click=state.go, kwargs={"step": step})
        st.button(
            words("Send another file", language),
            key="another_file",
            on_click=state.go,
            kwargs={"submission": "", "step": ""},
        )


def refused(work: Work) -> None:
    """Say in one place why a file could not be read, and what to do."""
    if work.refusal is None:
        return
    language = work.language
    refusal = refusal_in(work.refusal, language)
    with st.container(border=True, key="refusal"):
        st.markdown(f":material/block: **{words('This file could not be read as figures.', language)}**")
        said = {
            words("Where", language): refusal.place,
            words("Found", language): refusal.found,
            words("Expected", language): refusal.expected,
            words("What to do", language): refusal.action,
        }
        for label, text in said.items():
            if text:
                st.markdown(f"{label}: {plain(text)}")


def _choose_sheet(work: Work) -> None:
    """Let the person take another sheet than the one with the most figures."""
    if work.intake is None or not work.is_open:
        return
    names = [sheet.name for sheet in work.intake.opened.sheets]
    if len(names) < 2:  # noqa: PLR2004
        return
    shown = work.intake.table.sheet
    chosen = st.selectbox(
        words("Sheet with the figures", work.language), names, index=names.index(shown), key="chosen_sheet"
    )
    if chosen != shown:
        decisions = replace(work.decisions, sheet=chosen, mapping=None)
        submissions.save(settings().store_dir, work.submission.id, decisions, work.member)
        st.rerun()


def _open_drafts(member: Member, language: str, but: str) -> None:
    """List what the person may go on with."""
    every = submissions.submissions(settings().store_dir, member)
    mine = [each for each in every if each.state in submissions.OPEN and each.id != but and _is_own(each, member)]
    if not mine:
        return
    st.header(words("Go on where you left off", language), anchor=False)
    for each in mine[:5]:
        label = f"{plain(each.file_name)} · {day(each.changed, language)}"
        if each.state == "returned":
            label += f" · {words('returned with comments', language)}"
        st.button(
            label,
            key=f"draft_{each.id}",
            type="tertiary",
            on_click=state.go,
            kwargs={"submission": each.id, "step": ""},
        )


def _is_own(found: Submission, member: Member) -> bool:
    return found.member_id == member.id or found.organisation == member.organisation


def templates(language: str) -> None:
    """Offer workbooks and CSV files to fill in."""
    st.header(words("Or start from a template", language), anchor=False)
    st.caption(
        words("A workbook with drop-downs, last year’s figures beside the empty column, and definitions.", language)
    )
    names = sources.area_names(language)
    areas = [each for each in sources.shown_areas() if sources.catalogue().areas[each].extra.get("kind") != "aggregate"]
    ordered = [each for each in sorted_by_name(names, language) if each in set(areas)]
    home = state.selected_filters().home
    area = st.selectbox(
        words("Country", language),
        ordered,
        index=ordered.index(home) if home in ordered else 0,
        format_func=lambda code: names[code],
        key="template_area",
    )
    labels = {name: in_language(each["label"], language) for name, each in sets(area).items()}
    chosen = st.selectbox(words("Figures", language), list(labels), format_func=lambda name: labels[name])
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        this_year = datetime.now(UTC).year
        year = st.selectbox(words("Year", language), range(this_year, this_year - 15, -1), index=1, width=110)
        asked = st.selectbox(
            words("Language", language),
            LANGUAGES,
            index=LANGUAGES.index(language) if language in LANGUAGES else 0,
            format_func=lambda code: LANGUAGE_NAMES.get(code, code),
            width=140,
        )
        request = Request(area, year, chosen, asked)
        name = f"{area}-{chosen}-{number(year, 0, 'en').replace(',', '')}"
        st.download_button(
            words("Workbook", language),
            lambda: _template(request, is_workbook=True),
            f"{name}.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            key="template_workbook",
            on_click="ignore",
        )
        st.download_button(
            words("CSV", language),
            lambda: _template(request, is_workbook=False),
            f"{name}.csv",
            "text/csv",
            key="template_csv",
            on_click="ignore",
        )


def _template(request: Request, *, is_workbook: bool) -> bytes:
    catalogue = sources.catalogue()
    known = [
        code for code in sets(request.ref_area)[request.indicator_set]["indicators"] if code in catalogue.indicators
    ]
    observations = sources.observations(*known, "child_population_number")
    return (workbook_template if is_workbook else csv_template)(request, observations, catalogue)
