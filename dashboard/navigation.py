"""The pages of the app, and which of them a person sees in the navigation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.text import words

if TYPE_CHECKING:
    from dashboard.people import Person

PUBLIC = {"map": "Map", "trends": "Trends", "country": "Country", "data": "Data"}

WORK = {
    "contribute": "New submission",
    "submissions": "My submissions",
    "review": "Review",
    "releases": "Releases",
    "members": "Members",
}
"""Pages on which members work."""

NEEDED = {
    "contribute": "contributor",
    "submissions": "contributor",
    "review": "reviewer",
    "releases": "reviewer",
    "members": "admin",
}
"""The role each of them needs; to others it is there for a link, and says who may use it."""


def pages(person: Person, language: str, *, is_narrow: bool = False) -> dict[str, list[st.Page]]:
    """Return every page by the section it stands in: those for everybody, and one entry for members' work.

    In a narrow window all stand in one list: a heading inside it is no list to a screen reader.
    """
    public = [st.Page("app_pages/overview.py", title=words("Overview", language), default=True)]
    for name, title in PUBLIC.items():
        public.append(st.Page(f"app_pages/{name}.py", title=words(title, language), url_path=name))
    contribute = words("Contribute", language)
    if person.may("contributor"):
        work = [_work(name, person, language) for name in WORK]
        return {"": [*public, *work]} if is_narrow else {"": public, contribute: work}
    first = st.Page("app_pages/contribute.py", title=contribute, url_path="contribute")
    return {"": [*public, first, *(_work(name, person, language) for name in WORK if name != "contribute")]}


def _work(name: str, person: Person, language: str) -> st.Page:
    return st.Page(
        f"app_pages/{name}.py",
        title=words(WORK[name], language),
        url_path=name,
        visibility="visible" if person.may(NEEDED[name]) else "hidden",
    )
