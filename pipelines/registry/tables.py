"""Tables of the registry, for SQLite and PostgreSQL alike."""

from datetime import datetime

from sqlalchemy import Boolean, DateTime, ForeignKey, Integer, String, Text, UniqueConstraint
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


class OrganisationRow(Base):
    """An organisation that sends figures; its slug is part of the ids of its sources, so it never changes."""

    __tablename__ = "organisation"

    slug: Mapped[str] = mapped_column(String(48), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class MemberRow(Base):
    """A person with a role; known by issuer and subject once signed in, by the invited e-mail before."""

    __tablename__ = "member"
    __table_args__ = (UniqueConstraint("issuer", "subject", name="uq_member_issuer_subject"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(320), unique=True)
    issuer: Mapped[str | None] = mapped_column(String(400))
    subject: Mapped[str | None] = mapped_column(String(400))
    role: Mapped[str] = mapped_column(String(16))
    organisation: Mapped[str | None] = mapped_column(ForeignKey("organisation.slug"))
    is_active: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    matched_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    signed_out_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class MemberAreaRow(Base):
    """An area that a member may send; a member without any may send all."""

    __tablename__ = "member_area"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    ref_area: Mapped[str] = mapped_column(String(16), primary_key=True)


class UploadRow(Base):
    """A file as it was received; its bytes lie in the store under their SHA-256."""

    __tablename__ = "upload"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    bytes: Mapped[int] = mapped_column(Integer)
    received_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class SubmissionRow(Base):
    """A member's file on its way to a release; `notes` are its explanations settled figure by figure."""

    __tablename__ = "submission"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    organisation: Mapped[str] = mapped_column(ForeignKey("organisation.slug"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    sha256: Mapped[str] = mapped_column(ForeignKey("upload.sha256"), index=True)
    file_name: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16), index=True)
    version: Mapped[int] = mapped_column(Integer)
    sheet: Mapped[str | None] = mapped_column(Text)
    mapping: Mapped[str | None] = mapped_column(Text)
    edits: Mapped[str] = mapped_column(Text)
    explanations: Mapped[str] = mapped_column(Text)
    notes: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    approved_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    release_id: Mapped[str | None] = mapped_column(ForeignKey("release.id"))


class SubmissionEventRow(Base):
    """What happened to a submission: who, what, and the comment that came with it."""

    __tablename__ = "submission_event"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"), index=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    actor: Mapped[str] = mapped_column(String(128))
    action: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16))
    comment: Mapped[str] = mapped_column(Text)


class MappingMemoryRow(Base):
    """How an organisation's files of one layout are read, remembered from the last submission."""

    __tablename__ = "mapping_memory"

    organisation: Mapped[str] = mapped_column(ForeignKey("organisation.slug"), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    mapping: Mapped[str] = mapped_column(Text)
    remembered_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
