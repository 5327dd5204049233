"""The registry's rows of people: organisations, their members, and the areas a member may send."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from pipelines.registry.audit import in_utc, now, record
from pipelines.registry.database import engine, exists, writing
from pipelines.registry.tables import MemberAreaRow, MemberRow, OrganisationRow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import ColumnElement

ROLES = ("viewer", "contributor", "reviewer", "admin")
"""Each may do what those before it may."""

LOCAL = "local"
"""Issuer of the owner of an installation that has no identity provider."""


@dataclass(frozen=True)
class Organisation:
    """An organisation that sends figures."""

    slug: str
    name: str


@dataclass(frozen=True)
class Member:
    """A person with a role; `areas` are those they may send, empty for all. `is_owner`: the local single owner.

    Sign-ins before `signed_out_at` do not count any more.
    """

    id: int
    name: str
    role: str
    organisation: str | None = None
    email: str | None = None
    issuer: str | None = None
    subject: str | None = None
    is_active: bool = True
    areas: frozenset[str] = frozenset()
    signed_out_at: datetime | None = None

    @property
    def is_owner(self) -> bool:
        """Whether this is the owner of an installation without an identity provider."""
        return self.issuer == LOCAL

    @property
    def label(self) -> str:
        """Return how the audit names the member."""
        return f"{self.name} (member {self.id})"[:128]

    def may(self, role: str) -> bool:
        """Whether the member may do what a role may."""
        return self.is_active and ROLES.index(self.role) >= ROLES.index(role)


def member(url: str, *conditions: ColumnElement[bool]) -> Member | None:
    """Return the one member for whom the conditions hold."""
    found = members(url, *conditions)
    return found[0] if len(found) == 1 else None


def members(url: str, *conditions: ColumnElement[bool]) -> list[Member]:
    """Return the members for whom the conditions hold, by id."""
    if not exists(url, "member"):
        return []
    with Session(engine(url)) as session:
        rows = session.scalars(select(MemberRow).where(*conditions).order_by(MemberRow.id)).all()
        areas = session.execute(select(MemberAreaRow.member_id, MemberAreaRow.ref_area)).all()
        return [_member(row, (area for member_id, area in areas if member_id == row.id)) for row in rows]


def add_member(url: str, values: dict[str, Any], areas: Iterable[str], actor: str) -> int:
    """Add a member and return the id."""
    with Session(writing(url)) as session, session.begin():
        row = MemberRow(**values, is_active=True, created_at=now())
        session.add(row)
        session.flush()
        _set_areas(session, row.id, areas)
        record(session, "add member", f"member {row.id}: {values['role']}", actor=actor)
        return row.id


def change_member(url: str, member_id: int, values: dict[str, Any], areas: Iterable[str] | None, actor: str) -> None:
    """Change a member; areas stay as they are where none are given."""
    with Session(writing(url)) as session, session.begin():
        if values:
            session.execute(update(MemberRow).where(MemberRow.id == member_id).values(**values))
        if areas is not None:
            _set_areas(session, member_id, areas)
        told = ", ".join(f"{key} {value}" for key, value in sorted(values.items()) if key in {"role", "is_active"})
        record(session, "change member", f"member {member_id}: {told or 'details'}", actor=actor)


def match_member(url: str, member_id: int, issuer: str, subject: str, name: str) -> bool:
    """Give an invited member their identity; only the first to come gets it."""
    with Session(writing(url)) as session, session.begin():
        free = (MemberRow.id == member_id) & MemberRow.subject.is_(None) & MemberRow.is_active
        values = {"issuer": issuer, "subject": subject, "name": name, "matched_at": now()}
        matched = session.connection().execute(update(MemberRow).where(free).values(**values)).rowcount == 1
        if matched:
            record(session, "match member", f"member {member_id} signed in for the first time", actor=name[:128])
    return matched


def sign_out(url: str, member_id: int, actor: str) -> None:
    """Let no sign-in of a member count that was made before this moment."""
    with Session(engine(url)) as session, session.begin():
        session.execute(update(MemberRow).where(MemberRow.id == member_id).values(signed_out_at=now()))
        record(session, "sign out", f"member {member_id} signed out everywhere", actor=actor)


def organisations(url: str) -> list[Organisation]:
    """Return every organisation, by slug."""
    if not exists(url, "member"):
        return []
    with Session(engine(url)) as session:
        rows = session.scalars(select(OrganisationRow).order_by(OrganisationRow.slug)).all()
        return [Organisation(row.slug, row.name) for row in rows]


def add_organisation(url: str, organisation: Organisation, actor: str) -> None:
    """Add an organisation; one that is there already stays as it is."""
    with Session(writing(url)) as session, session.begin():
        if session.get(OrganisationRow, organisation.slug) is None:
            values = {"slug": organisation.slug, "name": organisation.name, "created_at": now()}
            session.execute(insert(OrganisationRow).values(values))
            record(session, "add organisation", organisation.slug, actor=actor)


def _set_areas(session: Session, member_id: int, areas: Iterable[str]) -> None:
    session.execute(delete(MemberAreaRow).where(MemberAreaRow.member_id == member_id))
    for area in sorted(set(areas)):
        session.execute(insert(MemberAreaRow).values(member_id=member_id, ref_area=area))


def _member(row: MemberRow, areas: Iterable[str]) -> Member:
    return Member(
        id=row.id,
        name=row.name,
        role=row.role,
        organisation=row.organisation,
        email=row.email,
        issuer=row.issuer,
        subject=row.subject,
        is_active=row.is_active,
        areas=frozenset(areas),
        signed_out_at=in_utc(row.signed_out_at) if row.signed_out_at else None,
    )
