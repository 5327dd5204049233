"""Who may do what: members with their roles, organisations and areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import sources, state
from dashboard.components.contribute.entrance import ROLES
from dashboard.components.contribute.plain import plain
from dashboard.text import sorted_by_name, words
from pipelines import members
from pipelines.members import Grant
from pipelines.settings import settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipelines.registry.members import Member

LOCAL_ONLY = "People sign in once an identity provider is set up. You can invite them already."


def member_list(member: Member, language: str) -> None:
    """Draw the members, the invitation of another one, and the change of one."""
    if said := state.told():
        st.toast(said)
    if member.is_owner:
        st.caption(words(LOCAL_ONLY, language))
    active = [each for each in members.all_members(settings().store_dir) if each.is_active]
    _table(active, language)
    left, right = st.columns(2, gap="large")
    with left:
        _invite(member, language)
    with right:
        _change(member, [each for each in active if not each.is_owner], language)


def _table(active: list[Member], language: str) -> None:
    organisations = {each.slug: each.name for each in members.all_organisations(settings().store_dir)}
    names = sources.area_names(language)
    table = pl.DataFrame(
        [
            {
                words("Name", language): each.name,
                words("E-mail", language): each.email or "",
                words("Role", language): words(ROLES[each.role], language),
                words("Organisation", language): organisations.get(each.organisation or "", ""),
                words("Areas", language): ", ".join(names.get(area, area) for area in sorted(each.areas))
                or words("all", language),
                words("Signed in", language): words("yes", language) if each.subject else words("not yet", language),
            }
            for each in active
        ]
    )
    st.dataframe(table, hide_index=True, key="members", alt=words("Members with their roles", language))


def _roles(language: str, key: str, chosen: str = "contributor") -> str:
    roles = [role for role in ROLES if role != "viewer"]
    return str(
        st.selectbox(
            words("Role", language),
            roles,
            index=roles.index(chosen) if chosen in roles else 0,
            format_func=lambda role: words(ROLES[role], language),
            key=key,
        )
    )


def _areas(language: str, key: str, chosen: list[str]) -> list[str]:
    names = sources.area_names(language)
    return list(
        st.multiselect(
            words("Areas they may send (empty: all)", language),
            sorted_by_name(names, language),
            default=chosen,
            format_func=lambda code: names[code],
            placeholder=words("Choose", language),
            key=key,
        )
    )


def _invite(member: Member, language: str) -> None:
    st.header(words("Invite a member", language), anchor=False)
    with st.form("invite", border=False):
        email = st.text_input(words("E-mail", language), key="invite_email")
        role = _roles(language, "invite_role")
        organisation = st.text_input(words("Organisation", language), key="invite_organisation", max_chars=200)
        areas = _areas(language, "invite_areas", [])
        is_sent = st.form_submit_button(words("Invite", language), type="primary")
    if is_sent:
        _do(lambda: _invited(member, email, role, organisation, areas), language)


def _invited(member: Member, email: str, role: str, organisation: str, areas: list[str]) -> None:
    store_dir, name = settings().store_dir, organisation.strip()
    slug = members.add_organisation(store_dir, member, name).slug if name else None
    members.invite(store_dir, member, email, Grant(role, slug, frozenset(areas)))


def _change(member: Member, others: list[Member], language: str) -> None:
    if not others:
        return
    st.header(words("Change a member", language), anchor=False)
    by_id = {each.id: each for each in others}
    chosen = by_id[
        st.selectbox(
            words("Member", language),
            list(by_id),
            format_func=lambda number: plain(by_id[number].name),
            key="changed_member",
        )
    ]
    store_dir = settings().store_dir
    role = _roles(language, f"role_{chosen.id}", chosen.role)
    areas = _areas(language, f"areas_{chosen.id}", sorted(chosen.areas))
    with st.container(horizontal=True, gap="small"):
        if st.button(words("Keep these rights", language), key="change_member", type="primary"):
            grant = Grant(role, areas=frozenset(areas))
            _do(lambda: members.change(store_dir, member, chosen.id, grant), language)
        if st.button(words("Take all rights away", language), key="remove_member"):
            _do(lambda: members.remove(store_dir, member, chosen.id), language)


def _do(act: Callable[[], object], language: str) -> None:
    try:
        act()
        state.tell(words("Done.", language))
    except (members.MemberError, members.NotAllowedError, LookupError) as error:
        state.tell(words("Not done: {reason}", language, reason=error))
    st.rerun()
