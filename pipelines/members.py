"""Who may do what: the local owner, and members known by issuer and subject or invited by e-mail."""

from __future__ import annotations

import getpass
import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy.exc import IntegrityError

from pipelines.registry import members as registry
from pipelines.registry.database import migrate, registry_url
from pipelines.registry.members import LOCAL, ROLES, Member, Organisation
from pipelines.registry.tables import MemberRow

if TYPE_CHECKING:
    from pathlib import Path

Thing = TypeVar("Thing")

LONGEST_SLUG = 40
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "ł": "l", "ß": "ss", "đ": "d", "ð": "d", "þ": "th"})


class NotAllowedError(PermissionError):
    """The member may not do this; the message says who may."""


class MemberError(ValueError):
    """What was said of a member cannot be; the message says what was expected."""


def owner(store_dir: Path) -> Member:
    """Return the local owner of an installation without an identity provider, who has every role."""
    url = registry_url(store_dir)
    migrate(url)
    subject = "owner"
    known = registry.member(url, MemberRow.issuer == LOCAL, MemberRow.subject == subject)
    if known:
        return known
    values = {"name": getpass.getuser(), "role": "admin", "issuer": LOCAL, "subject": subject}
    with suppress(IntegrityError):  # another process may add the owner meanwhile
        registry.add_member(url, values, (), "installation")
    return _found(registry.member(url, MemberRow.issuer == LOCAL, MemberRow.subject == subject), "the owner")


def signed_in(store_dir: Path, said: dict[str, Any]) -> Member | None:
    """Return the member whom an identity provider names, or nobody.

    Parameters
    ----------
    said
        The provider's claims: `iss`, `sub`, `email`, `email_verified`, `name`. Issuer and subject decide. An invited
        e-mail is matched once, and only if the provider has verified it.
    """
    url = registry_url(store_dir)
    issuer, subject = str(said.get("iss") or ""), str(said.get("sub") or "")
    if not issuer or not subject or issuer == LOCAL:
        return None
    known = registry.member(url, MemberRow.issuer == issuer, MemberRow.subject == subject)
    if known:
        return known if known.is_active else None
    if said.get("email_verified") is not True or not said.get("email"):
        return None
    email = _email(str(said["email"]))
    invited = registry.member(url, MemberRow.email == email, MemberRow.subject.is_(None), MemberRow.is_active.is_(True))
    name = str(said.get("name") or email)[:200]
    if invited is None or not registry.match_member(url, invited.id, issuer, subject, name):
        return None
    return registry.member(url, MemberRow.id == invited.id)


@dataclass(frozen=True)
class Grant:
    """What a member may do, where, and for whom; null is left as it is, no areas are all areas."""

    role: str | None = None
    organisation: str | None = None
    areas: frozenset[str] | None = None


def sign_out_everywhere(store_dir: Path, member: Member) -> None:
    """End every sign-in of a member, on every device, from this moment."""
    registry.sign_out(registry_url(store_dir), member.id, member.label)


def invite(store_dir: Path, by: Member, email: str, grant: Grant) -> Member:
    """Add a member known by e-mail until they sign in for the first time."""
    require(by, "admin")
    url = registry_url(store_dir)
    values = {"name": _email(email), "email": _email(email), **_values(store_dir, grant)}
    try:
        member_id = registry.add_member(url, {"role": "viewer", **values}, grant.areas or (), by.label)
    except IntegrityError as error:
        msg = f"{email} is a member already"
        raise MemberError(msg) from error
    return member_by_id(store_dir, member_id)


def change(store_dir: Path, by: Member, member_id: int, grant: Grant) -> Member:
    """Give a member another role, other areas or another organisation."""
    require(by, "admin")
    url = registry_url(store_dir)
    values = _values(store_dir, grant)
    if "role" in values:
        _refuse_last_admin(url, member_by_id(store_dir, member_id), values["role"])
    registry.change_member(url, member_id, values, grant.areas, by.label)
    return member_by_id(store_dir, member_id)


def remove(store_dir: Path, by: Member, member_id: int) -> None:
    """Take every right from a member; what they sent stays theirs."""
    require(by, "admin")
    url = registry_url(store_dir)
    _refuse_last_admin(url, member_by_id(store_dir, member_id), None)
    registry.change_member(url, member_id, {"is_active": False, "email": None}, None, by.label)


def all_members(store_dir: Path) -> list[Member]:
    """Return every member, those removed too, by id."""
    return registry.members(registry_url(store_dir))


def member_by_id(store_dir: Path, member_id: int) -> Member:
    """Return a member; `LookupError` where there is none."""
    return _found(registry.member(registry_url(store_dir), MemberRow.id == member_id), f"member {member_id}")


def member_by_email(store_dir: Path, email: str) -> Member:
    """Return an active member by e-mail; `LookupError` where there is none."""
    found = registry.member(registry_url(store_dir), MemberRow.email == _email(email), MemberRow.is_active.is_(True))
    return _found(found, email)


def all_organisations(store_dir: Path) -> list[Organisation]:
    """Return every organisation, by slug."""
    return registry.organisations(registry_url(store_dir))


def add_organisation(store_dir: Path, by: Member, name: str) -> Organisation:
    """Add an organisation under a slug made of its name; one of this name that is there already is returned."""
    require(by, "admin")
    known = all_organisations(store_dir)
    same = next((each for each in known if each.name == name.strip()), None)
    if same:
        return same
    taken = {each.slug for each in known}
    start = slug(name)
    free = next(each for each in (start, *(f"{start}_{n}" for n in range(2, 10_000))) if each not in taken)
    made = Organisation(free, name.strip())
    registry.add_organisation(registry_url(store_dir), made, by.label)
    return made


def organisation_named(store_dir: Path, name: str) -> Organisation:
    """Return an organisation by slug or name; `LookupError` where there is none."""
    known = all_organisations(store_dir)
    return _found(next((each for each in known if name in {each.slug, each.name}), None), f"organisation {name!r}")


def slug(name: str) -> str:
    """Return a name as lower-case letters of the English alphabet, digits and underscores."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:LONGEST_SLUG].strip("_") or "organisation"


def require(member: Member, role: str) -> None:
    """Refuse what a member may not do."""
    if not member.may(role):
        msg = f"{member.name} is {member.role}, expected {role}"
        raise NotAllowedError(msg)


def _refuse_last_admin(url: str, member: Member, role: str | None) -> None:
    admins = registry.members(url, MemberRow.role == "admin", MemberRow.is_active.is_(True))
    if member.role == "admin" and role != "admin" and len(admins) == 1:
        msg = f"{member.name} is the last admin, expected another one first"
        raise MemberError(msg)


def _values(store_dir: Path, grant: Grant) -> dict[str, str]:
    values = {"role": _role(grant.role)} if grant.role else {}
    if grant.organisation:
        values["organisation"] = organisation_named(store_dir, grant.organisation).slug
    return values


def _role(role: str) -> str:
    if role not in ROLES:
        msg = f"{role!r} is no role, expected one of {', '.join(ROLES)}"
        raise MemberError(msg)
    return role


def _email(text: str) -> str:
    email = text.strip().casefold()
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", email):
        msg = f"{text!r} is no e-mail address"
        raise MemberError(msg)
    return email


def _found(thing: Thing | None, name: str) -> Thing:
    if thing is None:
        msg = f"{name} is not known"
        raise LookupError(msg)
    return thing
