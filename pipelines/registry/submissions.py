"""The registry's rows of submissions: state, decisions, events, remembered mappings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from pipelines.registry.audit import in_utc, now, record
from pipelines.registry.database import engine, exists, writing
from pipelines.registry.tables import MappingMemoryRow, SubmissionEventRow, SubmissionRow, UploadRow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from pipelines.registry.releases import Act

STATES = ("draft", "submitted", "returned", "approved", "published", "withdrawn")


class StateError(RuntimeError):
    """The submission is not in a state in which this can be done, or somebody changed it meanwhile."""


class Event(NamedTuple):
    """What happened to a submission, and the comment that came with it."""

    at: datetime
    actor: str
    action: str
    state: str
    comment: str


@dataclass(frozen=True)
class Row:
    """A submission as the registry has it; `mapping`, `edits`, `explanations` and `notes` are JSON."""

    id: str
    organisation: str
    member_id: int
    sha256: str
    file_name: str
    state: str
    version: int
    sheet: str | None
    mapping: str | None
    edits: str
    explanations: str
    notes: str
    source: str
    created_at: datetime
    changed_at: datetime
    approved_at: datetime | None
    release_id: str | None


class Step(NamedTuple):
    """A change of a submission: what is done, by whom, in which states it may be done, and what it ends with."""

    action: str
    actor: str
    allowed: tuple[str, ...]
    state: str | None = None
    comment: str = ""


def add(url: str, values: dict[str, Any], size: int, actor: str) -> None:
    """Add a draft and, where it is new, the upload it is made of."""
    with Session(writing(url)) as session, session.begin():
        if session.get(UploadRow, values["sha256"]) is None:
            session.execute(insert(UploadRow).values(sha256=values["sha256"], bytes=size, received_at=now()))
        moment = now()
        session.execute(
            insert(SubmissionRow).values(**values, state="draft", version=1, created_at=moment, changed_at=moment)
        )
        _event(session, values["id"], Step("create", actor, (), "draft"))


def change(url: str, submission_id: str, step: Step, values: dict[str, Any] | None = None, version: int = 0) -> None:
    """Make a step: the state is compared and swapped, and the event and the audit are written with it.

    Raises
    ------
    StateError
        The submission is in another state than the step allows, or in another version than the one given.
    """
    with Session(writing(url)) as session, session.begin():
        where = (SubmissionRow.id == submission_id) & SubmissionRow.state.in_(step.allowed)
        if version:
            where &= SubmissionRow.version == version
        changed = {**(values or {}), "changed_at": now(), "version": SubmissionRow.version + 1}
        if step.state:
            changed["state"] = step.state
        if session.connection().execute(update(SubmissionRow).where(where).values(changed)).rowcount != 1:
            msg = f"submission {submission_id} was changed by somebody else, or is not {' or '.join(step.allowed)}"
            raise StateError(msg)
        _event(session, submission_id, step)


def submissions(url: str, **equal: str) -> list[Row]:
    """Return the submissions whose columns equal the values given, newest first."""
    if not exists(url, "submission"):
        return []
    conditions = [getattr(SubmissionRow, name) == value for name, value in equal.items()]
    with Session(engine(url)) as session:
        ordered = select(SubmissionRow).where(*conditions).order_by(SubmissionRow.created_at.desc(), SubmissionRow.id)
        return [_row(each) for each in session.scalars(ordered).all()]


def events(url: str, submission_id: str) -> list[Event]:
    """Return what happened to a submission, oldest first."""
    columns = (
        *(SubmissionEventRow.at, SubmissionEventRow.actor, SubmissionEventRow.action),
        *(SubmissionEventRow.state, SubmissionEventRow.comment),
    )
    of_it = SubmissionEventRow.submission_id == submission_id
    with Session(engine(url)) as session:
        rows = session.execute(select(*columns).where(of_it).order_by(SubmissionEventRow.id)).all()
    return [Event(in_utc(at), actor, action, state, comment) for at, actor, action, state, comment in rows]


def follow(session: Session, release_id: str, act: Act) -> None:
    """Let the states of submissions follow the release that is served from now on."""
    held = [(each, "published") for each in act.submissions]
    gone = [(each, "withdrawn") for each in act.withdrawn]
    served = session.scalars(select(SubmissionRow.id).where(SubmissionRow.state == "published")).all()
    back = [(each, "approved") for each in served if each not in {*act.submissions, *act.withdrawn}]
    for submission_id, state in (*held, *gone, *back):
        where = (SubmissionRow.id == submission_id) & (SubmissionRow.state != state)
        release = release_id if state == "published" else None
        values = {"state": state, "release_id": release, "changed_at": now(), "version": SubmissionRow.version + 1}
        if session.connection().execute(update(SubmissionRow).where(where).values(values)).rowcount:
            _event(session, submission_id, Step(act.action, act.actor, (), state, act.comment))


def remember(url: str, organisation: str, fingerprint: str, mapping: str) -> None:
    """Keep how an organisation's files of one layout are read."""
    with Session(writing(url)) as session, session.begin():
        key = {"organisation": organisation, "fingerprint": fingerprint}
        session.merge(MappingMemoryRow(**key, mapping=mapping, remembered_at=now()))


def remembered(url: str, organisation: str, fingerprint: str) -> str | None:
    """Return the mapping kept for an organisation's layout."""
    if not exists(url, "submission"):
        return None
    with Session(engine(url)) as session:
        row = session.get(MappingMemoryRow, (organisation, fingerprint))
        return row.mapping if row else None


def latest_of(rows: Iterable[Row]) -> Row | None:
    """Return the newest of some submissions."""
    return max(rows, key=lambda row: (row.created_at, row.id), default=None)


def _event(session: Session, submission_id: str, step: Step) -> None:
    state = step.state or session.scalar(select(SubmissionRow.state).where(SubmissionRow.id == submission_id)) or ""
    values = {"actor": step.actor, "action": step.action, "comment": step.comment}
    session.execute(insert(SubmissionEventRow).values(**values, submission_id=submission_id, at=now(), state=state))
    record(session, f"{step.action} submission"[:32], f"submission {submission_id}: {state}", actor=step.actor)


def _row(row: SubmissionRow) -> Row:
    return Row(
        **{name: getattr(row, name) for name in Row.__dataclass_fields__ if not name.endswith("_at")},
        created_at=in_utc(row.created_at),
        changed_at=in_utc(row.changed_at),
        approved_at=in_utc(row.approved_at) if row.approved_at else None,
    )
