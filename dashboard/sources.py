"""Frames and metadata of the release the reader looks at: the only module that caches."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import polars as pl
import streamlit as st

from dashboard import state
from dashboard.text import area_name
from pipelines import members, releases, submissions
from pipelines.child import Children
from pipelines.intake.intake import noted
from pipelines.observations import KEY
from pipelines.preview import Preview, preview
from pipelines.provenance import Provenance, provenance
from pipelines.settings import settings
from pipelines.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pipelines.catalogue import Catalogue
    from pipelines.intake.intake import Intake
    from pipelines.intake.opened import Refusal
    from pipelines.registry.members import Member
    from pipelines.releases import Release
    from pipelines.submissions import Submission
    from pipelines.submitted import Entry

_BY_ID: Any = {"pipelines.releases.Release": lambda each: each.id}
"""A release is known to the caches by its id: what it holds never changes."""

Context = Literal["milestones", "targets", "practices", "frameworks"]


def release() -> Release:
    """Return the release the reader's link names, else the current one."""
    return _release(state.selected_filters().release) or current_release()


def current_release() -> Release:
    """Return the release that is current on this server.

    Raises
    ------
    LookupError
        None is published.
    """
    current = _release("")
    if current is None:
        msg = "no release is published: run `di-tracker build`"
        raise LookupError(msg)
    return current


def catalogue() -> Catalogue:
    """Return the metadata of the reader's release."""
    return _catalogue(release())


def catalogue_of(release_id: str) -> Catalogue | None:
    """Return the metadata of a release (empty: the current one), or None where this server does not have it."""
    found = _release(release_id)
    return None if found is None else _catalogue(found)


def observations(*indicators: str) -> pl.DataFrame:
    """Return every observation of some indicators: columns of `RELEASE_SCHEMA`, sorted by the key within each."""
    held = release()
    frames = [_observations(held, indicator) for indicator in dict.fromkeys(indicators)]
    return frames[0] if len(frames) == 1 else pl.concat(frames)


def coverage() -> pl.DataFrame:
    """Return first and last year, points and breaks of each indicator, area and source."""
    return _coverage(release())


def context(name: Context) -> pl.DataFrame:
    """Return one of the context tables, all columns text."""
    return _context(release(), name)


def area_names(language: str) -> dict[str, str]:
    """Return every area's name in a language."""
    return _area_names(release(), language)


def shown_areas() -> list[str]:
    """Return the areas a reader may choose: those with figures and the members of a group, by code."""
    return _shown_areas(release())


def source_titles(language: str) -> dict[str, str]:
    """Return every source's title in a language."""
    return {code: source.title_in(language) for code, source in catalogue().sources.items()}


def indicator_labels(language: str) -> dict[str, str]:
    """Return every indicator's label in a language."""
    return {code: indicator.label_in(language) for code, indicator in catalogue().indicators.items()}


def labels(codelist: str, language: str) -> Mapping[str, str]:
    """Return the labels of a codelist (`ages`, `sexes`, `units` …) in a language."""
    return {code: entry.label_in(language) for code, entry in catalogue().codelists[codelist].items()}


def owner() -> Member:
    """Return the local owner of an installation without an identity provider."""
    return _owner(str(settings().store_dir))


def in_child(function: Callable[..., Any], *arguments: Any) -> Any:  # noqa: ANN401
    """Return what a function returns, computed in a limited child process: no reader of a page waits for it.

    Raises
    ------
    ChildError
        It was not finished.
    """
    return _children().run(function, *arguments)


def examined(found: Submission) -> Intake | Refusal:
    """Return a submission's file read, mapped and checked against what is published now, as its sender may send it."""
    return _examined(found.id, found.version, current_release().id, found)


def preview_of(found: Submission, checked: Intake) -> Preview:
    """Return what a submission's figures, footnotes with them, would change in the current release."""
    notes = found.decisions.notes or checked.notes
    rows = noted(checked.rows, checked.places, notes)
    return _preview((found.id, found.version, found.source), current_release(), found.entry, rows)


def provenance_of(row: Mapping[str, Any]) -> Provenance:
    """Return where a figure of the reader's release comes from; `LookupError` where the release has no such figure."""
    return provenance(settings().store_dir, release(), {column: row[column] for column in KEY})


def releases_published() -> list[Release]:
    """Return every release of this installation, newest first."""
    return releases.all_releases(settings().store_dir)


def forget_current() -> None:
    """Ask anew which release is current, right after it was changed here."""
    _current_id.clear()


@st.cache_resource(show_spinner=False, on_release=lambda children: children.close())
def _children() -> Children:
    return Children()


@st.cache_resource(max_entries=8, ttl=3600, show_spinner=False)
def _examined(submission_id: str, version: int, release_id: str, _found: Submission) -> Intake | Refusal:  # noqa: ARG001
    store_dir = settings().store_dir
    sender = members.member_by_id(store_dir, _found.member_id)
    answer: Intake | Refusal = in_child(submissions.examine, store_dir, _found, sender)
    return answer


@st.cache_resource(max_entries=8, ttl=3600, show_spinner=False, hash_funcs=_BY_ID)
def _preview(named: tuple[str, int, str], held: Release, _entry: Entry, _rows: pl.DataFrame) -> Preview:  # noqa: ARG001
    answer: Preview = in_child(preview, held, _entry, _rows)
    return answer


@st.cache_resource(max_entries=4, show_spinner=False)
def _owner(store_dir: str) -> Member:
    return members.owner(Path(store_dir))


@st.cache_data(ttl=2, show_spinner=False)
def _current_id() -> str:
    return releases.current_release(settings().store_dir).id


def _release(release_id: str) -> Release | None:
    try:
        return _release_by_id(release_id or _current_id())
    except LookupError:
        return None


@st.cache_resource(max_entries=16, show_spinner=False)
def _release_by_id(release_id: str) -> Release:
    return releases.release_by_id(settings().store_dir, release_id)


@st.cache_resource(max_entries=4, show_spinner=False, hash_funcs=_BY_ID)
def _catalogue(held: Release) -> Catalogue:
    return held.catalogue()


@st.cache_resource(
    max_entries=4,
    show_spinner=False,
    hash_funcs=_BY_ID,
    on_release=lambda warehouse: warehouse.close(),
)
def _warehouse(held: Release) -> Warehouse:
    return Warehouse(held)


@st.cache_resource(max_entries=400, show_spinner=False, hash_funcs=_BY_ID)
def _observations(held: Release, indicator: str) -> pl.DataFrame:
    return _warehouse(held).observations([indicator])


@st.cache_resource(max_entries=4, show_spinner=False, hash_funcs=_BY_ID)
def _coverage(held: Release) -> pl.DataFrame:
    return _warehouse(held).coverage()


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs=_BY_ID)
def _context(held: Release, name: Context) -> pl.DataFrame:
    frame: pl.DataFrame = getattr(_warehouse(held), name)()
    return frame


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs=_BY_ID)
def _area_names(held: Release, language: str) -> dict[str, str]:
    return {code: area_name(area, language) for code, area in _catalogue(held).areas.items()}


@st.cache_resource(max_entries=4, show_spinner=False, hash_funcs=_BY_ID)
def _shown_areas(held: Release) -> list[str]:
    members = {area for group in _catalogue(held).groups.values() for area in group}
    return sorted(members | set(_coverage(held)["ref_area"]))
