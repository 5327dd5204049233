"""Who may be on a page of members, said in words to those who may not, and the way in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.people import sign_out_everywhere
from dashboard.text import words

if TYPE_CHECKING:
    from dashboard.people import Person

ROLES = {
    "viewer": "viewer",
    "contributor": "contributor",
    "reviewer": "reviewer",
    "admin": "administrator",
}

OWNER = (
    "You own this installation: it answers on this computer only, so everything is allowed without signing in, "
    "also approving what you sent yourself."
)
PUBLIC = (
    "This installation is public and read only: nobody can sign in, so nothing can be changed here. "
    "Whoever runs it can set up signing in, or open it on the computer it runs on."
)
SIGN_IN = "Members of the network send figures in here. Sign in to begin."
NO_MEMBER = "You are signed in as {name}, who is no member here yet. An administrator can invite you by e-mail."
PAGE_FOR = {
    "contributor": "This page is for those who send figures in. You are signed in as {name}, {role}.",
    "reviewer": "This page is for reviewers. You are signed in as {name}, {role}.",
    "admin": "This page is for administrators. You are signed in as {name}, {role}.",
}


def admitted(person: Person, role: str, language: str) -> bool:
    """Say on what terms the person is here, and return whether they may use a page meant for a role."""
    if person.may(role):
        if person.mode == "owner":
            with st.container(border=True, key="owner_banner"):
                st.markdown(f":material/key: {words(OWNER, language)}")
        return True
    if person.mode != "members":
        st.markdown(words(PUBLIC, language))
    elif not person.is_signed_in:
        st.markdown(words(SIGN_IN, language))
        st.button(words("Sign in", language), key="sign_in", type="primary", on_click=st.login)
    elif person.member is None:
        st.markdown(words(NO_MEMBER, language, name=person.name))
    else:
        own = words(ROLES[person.member.role], language)
        st.markdown(words(PAGE_FOR[role], language, name=person.name, role=own))
    return False


def account(person: Person, language: str) -> None:
    """Draw who is signed in and the way out; for the owner of a local installation that it is theirs."""
    if person.mode == "owner":
        st.badge(words("Owner: this computer only", language), icon=":material/key:", color="gray")
        return
    if not person.is_signed_in:
        return
    with st.popover(person.name or words("Account", language), icon=":material/person:", key="account"):
        role = person.member.role if person.member else "viewer"
        st.caption(words(ROLES[role], language))
        st.button(words("Sign out", language), key="sign_out", on_click=st.logout)
        if person.member:
            st.button(
                words("Sign out everywhere", language),
                key="sign_out_everywhere",
                on_click=sign_out_everywhere,
                args=(person,),
            )
