"""The reader's selection between runs: the only reader and writer of session state and of the URL."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypedDict, Unpack
from urllib.parse import urlsplit

import streamlit as st

from dashboard.filters import (
    DECLARED,
    LANGUAGES,
    LONGEST_FOUND,
    PARAMETERS,
    Filters,
    Notice,
    Parsed,
    is_release_id,
    parse_filters,
    to_query,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Literal

    from pipelines.catalogue import Catalogue


class Changes(TypedDict, total=False):
    """Parts of `Filters` to change."""

    indicator: str
    group: str
    areas: tuple[str, ...]
    home: str
    country: str
    start: int
    end: int
    year: int
    tolerance: int
    sex: str
    age: str
    disability: str
    basis: str
    source: str
    comparable: bool
    index_base: int
    multiples: bool
    others: bool
    table: bool
    tab: str
    release: str
    language: str


_FILTERS = "selection"
_WRITTEN = "selection_written"
_NOTICES = "selection_notices"
_WIDGET = "filter_"
_TABLE = "table_"
_TABS = "page_tab"
_PLAYED = "played_year"
_RENEWED = "renewed_"
_TOLD = "told"

PLACES = ("submission", "step")
"""Further parameters of the address, of the pages on which members work: they are not part of the selection."""

LONGEST_PLACE = 64


def restore_filters(catalogue_of: Callable[[str], Catalogue | None]) -> Filters:
    """Decide, once per run and before any widget, which selection holds: the URL's or the session's.

    A query that differs from the one last written came from a shared link or the browser's history and wins.
    Otherwise, and where the URL is empty after a page switch, the session's selection wins and the URL is rewritten.
    `catalogue_of` returns a release's metadata, or None for a release this server does not have.
    """
    session = st.session_state
    query = {name: st.query_params[name] for name in PARAMETERS.values() if name in st.query_params}
    arrived = _FILTERS not in session or (bool(query) and query != session.get(_WRITTEN))
    asked = {"lang": _browser_language(), **query} if arrived else to_query(session[_FILTERS])
    parsed = _parsed(asked, catalogue_of)
    session[_FILTERS] = parsed.filters
    if arrived:
        session[_NOTICES] = parsed.notices
    _write_url(parsed.filters)
    return parsed.filters


def selected_filters() -> Filters:
    """Return the selection of this run."""
    chosen = st.session_state.get(_FILTERS)
    return chosen if isinstance(chosen, Filters) else Filters()


def link_notices() -> tuple[Notice, ...]:
    """Return what had to be replaced in the link that was opened last; empty once the reader dismissed it."""
    return tuple(st.session_state.get(_NOTICES, ()))


def dismiss_notices() -> None:
    """Forget the notices about the link."""
    st.session_state[_NOTICES] = ()


def language() -> str:
    """Return the reader's language code."""
    return selected_filters().language


def theme() -> Literal["light", "dark"]:
    """Return the theme the browser shows now; light until it has said so."""
    return "dark" if st.context.theme.type == "dark" else "light"


def is_narrow() -> bool:
    """Whether the window was as narrow as a phone's when the page was opened."""
    return st.context.cookies.get("narrow") == "1"


def is_wide() -> bool:
    """Whether the window was as wide as a large screen's when the page was opened."""
    return st.context.cookies.get("wide") == "1"


def set_filter(**changes: Unpack[Changes]) -> None:
    """Change parts of the selection and the URL; what depends on a changed part starts afresh."""
    before = selected_filters()
    together: Any = {**_consequences(before, changes), **changes}
    after = replace(before, **together)
    st.session_state[_FILTERS] = after
    _write_url(after)


def update_filters(name: str, suffix: str = "") -> None:
    """Take one filter's value from its widget (`on_change` of every filter widget)."""
    if name == "span":
        start, end = st.session_state[_WIDGET + name + suffix]
        set_filter(start=int(start), end=int(end))
        return
    value = st.session_state.get(_WIDGET + name + suffix)
    if value is None:
        return
    changes: Changes = {name: tuple(value) if name == "areas" else value}  # type: ignore[misc]
    set_filter(**changes)


def bound(name: str, suffix: str = "") -> dict[str, Any]:
    """Return `key`, `on_change` and `args` for the widget of one filter, its value set from the selection.

    `name` is a field of `Filters`, or `span` for start and end together. `suffix` tells apart two widgets of the
    same filter on a page.
    """
    filters = selected_filters()
    value = (filters.start, filters.end) if name == "span" else getattr(filters, name)
    key = _WIDGET + name + suffix
    st.session_state[key] = list(value) if name == "areas" else value
    return {"key": key, "on_change": update_filters, "args": (name, suffix)}


def tabs_bound(labels: Mapping[str, str]) -> dict[str, Any]:
    """Return `key`, `on_change` and `args` for the tabs of a page, the one of the selection open.

    `labels` has each tab's code and its label; the link has the code, so that it opens the same tab in any language.
    """
    st.session_state[_TABS] = labels[selected_filters().tab]
    return {"key": _TABS, "on_change": _note_tab, "args": ({label: code for code, label in labels.items()},)}


def table_bound(name: str) -> dict[str, Any]:
    """Return `key`, `expanded`, `on_change` and `args` for the expander of a table.

    Tables are closed unless the link says `table=1`, which it does after the reader opened one.
    """
    key = f"{_TABLE}{name}"
    return {"key": key, "expanded": selected_filters().table, "on_change": _note_table, "args": (key,)}


def open_page(path: str, **changes: Unpack[Changes]) -> None:
    """Go to another page (`"app_pages/country.py"`) with the selection kept, after changing parts of it."""
    set_filter(**changes)
    st.switch_page(path, query_params=to_query(selected_filters()))


def place(name: str) -> str:
    """Return a place of `PLACES` from the address; empty where it names none."""
    return str(st.query_params.get(name, ""))[:LONGEST_PLACE]


def go(**places: str) -> None:
    """Write places into the address; an empty one leaves it."""
    for name, value in places.items():
        if value:
            st.query_params[name] = value
        elif name in st.query_params:
            del st.query_params[name]


def open_place(path: str, **places: str) -> None:
    """Go to another page at a place, with the selection kept."""
    st.switch_page(path, query_params={**to_query(selected_filters()), **places})


def renewable(name: str) -> str:
    """Return the key of a widget that `renew` empties."""
    return f"{name}_{st.session_state.get(_RENEWED + name, 0)}"


def renew(name: str) -> None:
    """Empty a widget, a file's uploader for one, at the next run."""
    st.session_state[_RENEWED + name] = st.session_state.get(_RENEWED + name, 0) + 1


def entered(key: str) -> Any:  # noqa: ANN401
    """Return what stands in the widget of a key, None where there is none (for `on_click` of a button beside it)."""
    return st.session_state.get(key)


def tell(text: str) -> None:
    """Say something after the next run, however it comes about."""
    st.session_state[_TOLD] = text


def told() -> str:
    """Return what is to be said, once."""
    return str(st.session_state.pop(_TOLD, ""))


def played_year() -> int | None:
    """Return the year the map shows while it plays, or None while it does not."""
    year = st.session_state.get(_PLAYED)
    return year if isinstance(year, int) else None


def play(year: int | None) -> None:
    """Show a year while the map plays; None ends it. Not in the URL: a step of a play is no place to return to."""
    st.session_state[_PLAYED] = year


def address() -> str:
    """Return the page's own address in the reader's browser, without query."""
    own = urlsplit(str(st.context.url or "http://localhost:8501"))
    return f"{own.scheme}://{own.netloc}{own.path or '/'}"


def _note_tab(codes: Mapping[str, str]) -> None:
    set_filter(tab=codes.get(st.session_state[_TABS], selected_filters().tab))


def _note_table(key: str) -> None:
    set_filter(table=bool(st.session_state[key]))


def _consequences(before: Filters, changes: Changes) -> Changes:
    follow: Changes = {}
    if changes.get("group", before.group) != before.group:
        follow["areas"] = ()
    if changes.get("indicator", before.indicator) != before.indicator:
        follow |= {"source": "", "age": DECLARED, "basis": DECLARED, "sex": "_T", "disability": "_T"}
    if "home" in changes and before.country == before.home:
        follow["country"] = changes["home"]
    return follow


def _write_url(filters: Filters) -> None:
    query = to_query(filters)
    st.session_state[_WRITTEN] = query
    present = st.query_params.to_dict()
    wanted = {**present, **query}
    if wanted != present:
        st.query_params.from_dict(wanted)


def _browser_language() -> str:
    asked = str(st.context.locale or "").split("-")[0].lower()
    return asked if asked in LANGUAGES else Filters.language


def _parsed(query: dict[str, str], catalogue_of: Callable[[str], Catalogue | None]) -> Parsed:
    asked = query.get("release", "current")
    catalogue = catalogue_of(asked) if is_release_id(asked) else None if asked != "current" else catalogue_of("")
    if catalogue is not None:
        return parse_filters(query, catalogue)
    current = catalogue_of("")
    if current is None:
        msg = "no release is published: run `di-tracker build`"
        raise LookupError(msg)
    parsed = parse_filters({**query, "release": "current"}, current)
    return parsed._replace(notices=(*parsed.notices, Notice("release", asked[:LONGEST_FOUND], "current")))
