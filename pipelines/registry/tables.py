"""Tables of the registry, for SQLite and PostgreSQL alike."""

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, Integer, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

CURRENT = "current"
"""The only row of `pointer`: which release is served."""


class Base(DeclarativeBase):
    """Base of every table; names of constraints are fixed, so that migrations can name them."""


Base.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class ReleaseRow(Base):
    """A published release; never changed once written."""

    __tablename__ = "release"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, unique=True)
    published_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    code_version: Mapped[str] = mapped_column(String(64))
    path: Mapped[str] = mapped_column(Text)


class PointerRow(Base):
    """Which release is served; compared and swapped, never simply overwritten."""

    __tablename__ = "pointer"

    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    release_id: Mapped[str] = mapped_column(ForeignKey("release.id"))


class AuditRow(Base):
    """One change of state: when, who, what, to which release."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    actor: Mapped[str] = mapped_column(String(128))
    action: Mapped[str] = mapped_column(String(32))
    release_id: Mapped[str | None] = mapped_column(ForeignKey("release.id"))
    detail: Mapped[str] = mapped_column(Text)
