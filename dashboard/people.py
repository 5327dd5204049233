"""Who looks at the page and what they may do, decided anew at every run."""

from __future__ import annotations

import time
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from dashboard import sources
from pipelines import members
from pipelines.settings import settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipelines.registry.members import Member

Mode = Literal["owner", "members", "public"]
"""`owner`: this computer only, no sign-in, everything allowed. `members`: an identity provider says who a person is.
`public`: reachable by others and nobody can sign in, so nothing can be changed."""

SIGNED_IN_S = 12 * 60 * 60
"""How long a sign-in lasts; Streamlit itself would keep it for thirty days."""

_FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "X-Real-Ip", "Via")


@dataclass(frozen=True)
class Person:
    """Someone at the page: a member of the registry, or nobody it knows. `name` is what the provider calls them."""

    mode: Mode
    member: Member | None = None
    is_signed_in: bool = False
    name: str = ""

    def may(self, role: str) -> bool:
        """Whether this person may do what a role may; anybody may view."""
        return role == "viewer" or (self.member is not None and self.member.may(role))


def person() -> Person:
    """Return who is at the page, by this moment's registry."""
    how = mode()
    if how == "owner":
        return Person(how, sources.owner())
    said = claims() if how == "members" else {}
    if not said:
        return Person(how)
    member = members.signed_in(settings().store_dir, said)
    if member and is_signed_out(said, member):
        return Person(how)
    return Person(how, member, is_signed_in=True, name=str(said.get("name") or said.get("email") or ""))


def is_signed_out(said: Mapping[str, Any], member: Member) -> bool:
    """Whether the member signed out everywhere after this sign-in; the provider tells its moment in whole seconds."""
    ended = member.signed_out_at
    return ended is not None and float(said["iat"]) < ended.replace(microsecond=0).timestamp()


def sign_out_everywhere(person: Person) -> None:
    """End every sign-in of a person, then this one at the provider too."""
    if person.member:
        members.sign_out_everywhere(settings().store_dir, person.member)
    st.logout()


def mode() -> Mode:
    """Return how this server treats people: from its settings, its address, and the address it was asked at."""
    return mode_of(str(st.get_option("server.address") or ""), dict(st.context.headers), has_provider())


def has_provider() -> bool:
    """Whether people can sign in here."""
    return settings().oidc is not None


def mode_of(bound: str, headers: Mapping[str, str], provider: bool) -> Mode:  # noqa: FBT001
    """Return how people are treated by a server bound to an address and asked with some headers.

    A loopback address alone is not enough: a proxy on this computer hands on what strangers ask (it says so in its
    headers), and a stranger's page may let its own name point to this computer (the name is then in `Host`).
    """
    if provider:
        return "members"
    asked = {name.title(): value for name, value in headers.items()}
    is_handed_on = any(name in asked for name in _FORWARDED)
    return "owner" if is_loopback(bound) and is_loopback(asked.get("Host", bound)) and not is_handed_on else "public"


def is_loopback(address: str) -> bool:
    """Whether an address, with or without a port, names this computer only."""
    host = address.rsplit("]", 1)[0].removeprefix("[") if "[" in address else address
    host = host.rsplit(":", 1)[0] if host.count(":") == 1 else host
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def claims() -> dict[str, Any]:
    """Return what the identity provider said of the person who is signed in; empty for anybody else."""
    said = dict(st.user)
    return said if said.get("is_logged_in") and still_holds(said, time.time()) else {}


def still_holds(said: Mapping[str, Any], now: float) -> bool:
    """Whether a sign-in is not too old."""
    issued = said.get("iat")
    return isinstance(issued, int | float) and now - issued < SIGNED_IN_S
