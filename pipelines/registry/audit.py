"""The audit: one row for each change of state, written in the transaction that makes the change."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import insert

from pipelines.registry.tables import AuditRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def record(session: Session, action: str, detail: str, *, actor: str = "", release_id: str | None = None) -> None:
    """Write one row; where no actor is named, it is who runs the process."""
    row = {"at": now(), "actor": actor or getpass.getuser(), "action": action, "detail": detail}
    session.execute(insert(AuditRow).values(**row, release_id=release_id))


def now() -> datetime:
    """Return the moment in UTC."""
    return datetime.now(UTC)


def in_utc(moment: datetime) -> datetime:
    """Return a moment with its zone: SQLite gives back what was written in UTC without it."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
