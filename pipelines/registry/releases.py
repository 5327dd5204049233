"""The registry's rows of releases: what is published, what is current, what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from pipelines.registry.audit import in_utc, record
from pipelines.registry.database import engine, exists, writing
from pipelines.registry.submissions import follow
from pipelines.registry.tables import CURRENT, AuditRow, PointerRow, ReleaseRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row, Select


class PointerMovedError(RuntimeError):
    """Another process published meanwhile; nothing was changed."""


class Published(NamedTuple):
    """A published release as the registry has it."""

    id: str
    number: int
    published_at: datetime
    code_version: str
    path: str


class Act(NamedTuple):
    """What moves the pointer: the action and who does it, which submissions the release holds, which it withdraws."""

    action: str
    actor: str = ""
    submissions: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    comment: str = ""


class Audit(NamedTuple):
    """One change of state, newest first in a list."""

    at: datetime
    actor: str
    action: str
    release_id: str | None
    detail: str


def current(url: str) -> Published | None:
    """Return the release that is served; none before the first."""
    return _first(url, _releases().join(PointerRow, PointerRow.release_id == ReleaseRow.id))


def published(url: str, release_id: str) -> Published | None:
    """Return a release by its id."""
    return _first(url, _releases().where(ReleaseRow.id == release_id))


def all_published(url: str) -> list[Published]:
    """Return every release, newest number first."""
    if not exists(url):
        return []
    with Session(engine(url)) as session:
        rows = session.execute(_releases().order_by(ReleaseRow.number.desc())).all()
    return [_published(row) for row in rows]


def audit(url: str) -> list[Audit]:
    """Return what was done, newest first."""
    if not exists(url):
        return []
    columns = (AuditRow.at, AuditRow.actor, AuditRow.action, AuditRow.release_id, AuditRow.detail)
    with Session(engine(url)) as session:
        rows = session.execute(select(*columns).order_by(AuditRow.id.desc())).all()
    return [Audit(in_utc(at), actor, action, release_id, detail) for at, actor, action, release_id, detail in rows]


def publish(url: str, release: Published, *, expected: str | None, act: Act) -> Published:
    """Add a release and make it current, in one transaction; its number is the next one.

    Raises
    ------
    PointerMovedError
        The current release is not `expected`.
    """
    with Session(writing(url)) as session, session.begin():
        number = (session.scalar(select(func.max(ReleaseRow.number))) or 0) + 1
        numbered = release._replace(number=number)
        session.execute(insert(ReleaseRow).values(numbered._asdict()))
        _swap(session, release.id, expected)
        follow(session, release.id, act)
        record(session, act.action, f"release {number}", actor=act.actor, release_id=release.id)
    return numbered


def point_to(url: str, release_id: str, *, expected: str | None, act: Act) -> None:
    """Make a published release the current one.

    Raises
    ------
    PointerMovedError
        The current release is not `expected`.
    """
    with Session(writing(url)) as session, session.begin():
        _swap(session, release_id, expected)
        follow(session, release_id, act)
        record(session, act.action, f"instead of {expected}", actor=act.actor, release_id=release_id)


def settle(url: str, release_id: str, act: Act) -> None:
    """Let the submissions follow the release that is served, where it stays the same."""
    with Session(writing(url)) as session, session.begin():
        follow(session, release_id, act)


def _swap(session: Session, release_id: str, expected: str | None) -> None:
    if expected is None:
        if session.get(PointerRow, CURRENT):
            raise PointerMovedError(release_id)
        session.execute(insert(PointerRow).values(name=CURRENT, release_id=release_id))
        return
    held = (PointerRow.name == CURRENT) & (PointerRow.release_id == expected)
    moved = session.connection().execute(update(PointerRow).where(held).values(release_id=release_id))
    if moved.rowcount != 1:
        raise PointerMovedError(release_id)


def _releases() -> Select[str, int, datetime, str, str]:
    return select(ReleaseRow.id, ReleaseRow.number, ReleaseRow.published_at, ReleaseRow.code_version, ReleaseRow.path)


def _first(url: str, query: Select[str, int, datetime, str, str]) -> Published | None:
    if not exists(url):
        return None
    with Session(engine(url)) as session:
        row = session.execute(query).first()
    return None if row is None else _published(row)


def _published(row: Row[str, int, datetime, str, str]) -> Published:
    release_id, number, published_at, code_version, path = row
    return Published(release_id, number, in_utc(published_at), code_version, path)
