"""A member's file on its way to a release: draft → submitted → approved or returned → published → withdrawn.

Every change of state is one transaction with its event and its audit row; the bytes are on the disk before a draft is.
Nobody approves their own submission, except the single owner of an installation without an identity provider.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from pipelines import store
from pipelines.canonical import canonical_json
from pipelines.intake.intake import Decisions, intake
from pipelines.intake.mapping import Mapping
from pipelines.intake.opened import Refusal
from pipelines.members import NotAllowedError, organisation_named, require
from pipelines.registry import submissions as registry
from pipelines.registry.audit import now
from pipelines.registry.database import migrate, registry_url
from pipelines.registry.submissions import Event, StateError, Step
from pipelines.releases import OBSERVATIONS, Deed, Release, build_with, current_release
from pipelines.releases import rollback as serve_earlier
from pipelines.rules import Context
from pipelines.rules.upload import today
from pipelines.submitted import Entry, own_source, with_sources

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from pipelines.catalogue import Catalogue
    from pipelines.intake.intake import Intake
    from pipelines.registry.members import Member
    from pipelines.releases import Built

__all__ = ["Event", "NotAllowedError", "StateError", "Submission", "SubmissionError"]

ID_LENGTH = 12
LONGEST_NAME = 200
OPEN = ("draft", "returned")
"""States in which the sender works on a submission."""


class SubmissionError(ValueError):
    """The submission cannot go on as it is; the message says what is missing."""


@dataclass(frozen=True)
class Submission:
    """A member's file and what was decided about it. `source` is the one its figures stand under."""

    id: str
    state: str
    organisation: str
    organisation_name: str
    member_id: int
    sha256: str
    file_name: str
    decisions: Decisions
    source: str
    version: int
    created: datetime
    changed: datetime
    approved: datetime | None
    release_id: str | None

    @property
    def takes_over(self) -> bool:
        """Whether a reviewer decided that it stands under an official source's id."""
        return self.source != own_source(self.organisation, self.organisation_name).id

    @property
    def entry(self) -> Entry:
        """Return the submission as a recipe lists it."""
        return Entry(
            id=self.id,
            organisation=self.organisation,
            organisation_name=self.organisation_name,
            source=self.source,
            sha256=self.sha256,
            file_name=self.file_name,
            approved=self.approved.isoformat(timespec="seconds") if self.approved else "",
            decisions=dataclasses.replace(self.decisions, explanations={}),
        )


# --- looking ----------------------------------------------------------------------------------------------------------


def submission(store_dir: Path, submission_id: str) -> Submission:
    """Return a submission; `LookupError` where there is none."""
    rows = registry.submissions(registry_url(store_dir), id=submission_id)
    if not rows:
        msg = f"submission {submission_id!r} is not known"
        raise LookupError(msg)
    return _submission(store_dir, rows[0])


def submissions(store_dir: Path, member: Member, state: str | None = None) -> list[Submission]:
    """Return the submissions a member may see, newest first: those of their organisation, all for a reviewer."""
    equal = {"state": state} if state else {}
    if not member.may("reviewer"):
        if not member.may("contributor") or member.organisation is None:
            return []
        equal["organisation"] = member.organisation
    return [_submission(store_dir, row) for row in registry.submissions(registry_url(store_dir), **equal)]


def events(store_dir: Path, submission_id: str) -> list[Event]:
    """Return what happened to a submission, comments with it, oldest first."""
    return registry.events(registry_url(store_dir), submission_id)


def raw_file(store_dir: Path, submission_id: str, member: Member) -> bytes:
    """Return the file as it was received, for members of its organisation and reviewers only."""
    require(member, "contributor")
    found = submission(store_dir, submission_id)
    _require_own(member, found.organisation, "reviewer")
    return store.kept_bytes(store_dir, found.sha256)


def examine(store_dir: Path, found: Submission, member: Member | None = None) -> Intake | Refusal:
    """Return the submission's file read, mapped and checked against what is published now.

    `member` is who sends it: their areas are the limit.
    """
    content = store.kept_bytes(store_dir, found.sha256)
    return examined(store_dir, content, found.decisions, found.entry, member)


def examined(
    store_dir: Path, content: bytes, decisions: Decisions, entry: Entry, member: Member | None = None
) -> Intake | Refusal:
    """Return a file read, mapped and checked against what is published now, whether it was submitted or not."""
    served = _served(store_dir)
    published = served.table(OBSERVATIONS) if served else None
    catalogue = with_sources(_catalogue(store_dir, served), (entry,))
    context = Context(today(), published, member.areas or None if member else None)
    return intake(content, catalogue, _with_memory(store_dir, decisions, entry), source=entry.source, context=context)


# --- sending ----------------------------------------------------------------------------------------------------------


def create_draft(store_dir: Path, content: bytes, name: str, organisation: str, member: Member) -> Submission:
    """Keep a file and begin a submission; the bytes are on the disk when this returns.

    The same file of the same organisation gives the submission that is there already, unless it was withdrawn.
    """
    require(member, "contributor")
    url = registry_url(store_dir)
    migrate(url)
    sender = organisation_named(store_dir, organisation)
    _require_own(member, sender.slug, "admin")
    sha256 = store.keep_bytes(store_dir, content)
    known = registry.submissions(url, organisation=sender.slug, sha256=sha256)
    latest = registry.latest_of(known)
    if latest and latest.state != "withdrawn":
        return _submission(store_dir, latest)
    submission_id = _new_id(sender.slug, sha256, len(known))
    values = {
        "id": submission_id,
        "organisation": sender.slug,
        "member_id": member.id,
        "sha256": sha256,
        "file_name": _file_name(name),
        **_columns(Decisions()),
        "source": own_source(sender.slug, sender.name).id,
    }
    try:
        registry.add(url, values, len(content), member.label)
    except IntegrityError:
        if not registry.submissions(url, id=submission_id):  # else the same file was received twice at once
            raise
    return submission(store_dir, submission_id)


def save(store_dir: Path, submission_id: str, decisions: Decisions, member: Member, *, version: int = 0) -> Submission:
    """Keep what was decided about a draft or a returned submission.

    `version`, where given, is the one the decisions were made on: nobody's work is overwritten unseen.
    """
    found = submission(store_dir, submission_id)
    _require_sender(member, found)
    step = Step("save", member.label, OPEN)
    registry.change(registry_url(store_dir), submission_id, step, _columns(decisions), version)
    return submission(store_dir, submission_id)


def submit(store_dir: Path, submission_id: str, member: Member) -> Submission:
    """Hand a submission to the reviewers.

    Raises
    ------
    SubmissionError
        Figures have errors, warnings lack their sentence, or questions about the file are not answered.
    """
    found = submission(store_dir, submission_id)
    _require_sender(member, found)
    checked = examine(store_dir, found, member)
    if isinstance(checked, Refusal):
        msg = f"{checked.place}: {checked.found}, expected {checked.expected}. {checked.action}"
        raise SubmissionError(msg)
    _refuse_unready(checked)
    settled = dataclasses.replace(
        found.decisions, mapping=checked.mapping, sheet=checked.table.sheet or None, notes=checked.notes
    )
    url = registry_url(store_dir)
    step = Step("submit", member.label, OPEN, "submitted")
    registry.change(url, submission_id, step, _columns(settled), found.version)
    registry.remember(url, found.organisation, checked.mapping.fingerprint, checked.mapping.to_json())
    return submission(store_dir, submission_id)


# --- reviewing --------------------------------------------------------------------------------------------------------


def return_with_comments(store_dir: Path, submission_id: str, member: Member, comment: str) -> Submission:
    """Give a submission back to its sender with what must be changed."""
    require(member, "reviewer")
    if not comment.strip():
        msg = "a returned submission needs a comment that says what must be changed"
        raise SubmissionError(msg)
    step = Step("return", member.label, ("submitted", "approved"), "returned", comment.strip())
    registry.change(registry_url(store_dir), submission_id, step)
    return submission(store_dir, submission_id)


def approve(
    store_dir: Path, submission_id: str, member: Member, *, takes_over: str | None = None, comment: str = ""
) -> Submission:
    """Let a submission be published, under its organisation's own source unless it takes over an official one's id."""
    require(member, "reviewer")
    found = submission(store_dir, submission_id)
    if not member.is_owner and _worked_on(store_dir, found, member):
        msg = "nobody approves their own submission or what they changed in it; another reviewer must"
        raise NotAllowedError(msg)
    if takes_over is not None and takes_over not in _catalogue(store_dir, _served(store_dir)).sources:
        msg = f"source {takes_over!r} is not known"
        raise LookupError(msg)
    own = own_source(found.organisation, found.organisation_name).id
    values = {"source": takes_over or own, "approved_at": now()}
    said = comment.strip() or ("approved by the single owner of this installation" if member.is_owner else "")
    step = Step("approve", member.label, ("submitted",), "approved", said)
    registry.change(registry_url(store_dir), submission_id, step, values, found.version)
    return submission(store_dir, submission_id)


def publish(store_dir: Path, submission_ids: Sequence[str], member: Member) -> Built:
    """Build and serve a release with approved submissions; one that is published already changes nothing.

    Raises
    ------
    StateError
        One of them is neither approved nor published.
    """
    require(member, "reviewer")
    wanted = set(submission_ids)

    def with_wanted(held: tuple[Entry, ...]) -> tuple[Entry, ...]:
        chosen = [submission(store_dir, each) for each in sorted(wanted)]
        refused = [each.id for each in chosen if each.state not in {"approved", "published"}]
        if refused:
            msg = f"submission {', '.join(refused)} is not approved"
            raise StateError(msg)
        present = {each.id for each in held}
        new = sorted(
            (each.entry for each in chosen if each.id not in present), key=lambda each: (each.approved, each.id)
        )
        return (*_still_held(store_dir, held), *new)

    return build_with(store_dir, with_wanted, Deed("publish", member.label))


def withdraw(store_dir: Path, submission_id: str, member: Member, comment: str = "") -> Built | None:
    """Take a submission back; where it is published, by a new release without it.

    The sender may withdraw what is not published, a reviewer everything.
    """
    found = submission(store_dir, submission_id)
    if found.state != "published":
        if not member.may("reviewer"):
            _require_sender(member, found)
        step = Step("withdraw", member.label, ("draft", "submitted", "returned", "approved"), "withdrawn", comment)
        registry.change(registry_url(store_dir), submission_id, step)
        return None
    require(member, "reviewer")

    def without(held: tuple[Entry, ...]) -> tuple[Entry, ...]:
        return tuple(each for each in _still_held(store_dir, held) if each.id != submission_id)

    return build_with(store_dir, without, Deed("withdraw", member.label, (submission_id,), comment))


def rollback(store_dir: Path, member: Member, to: str | None = None) -> Release:
    """Serve an earlier release again; submissions it does not hold wait as approved."""
    require(member, "reviewer")
    return serve_earlier(store_dir, to, actor=member.label)


# --- inside -----------------------------------------------------------------------------------------------------------


def _submission(store_dir: Path, row: registry.Row) -> Submission:
    sender = organisation_named(store_dir, row.organisation)
    return Submission(
        id=row.id,
        state=row.state,
        organisation=row.organisation,
        organisation_name=sender.name,
        member_id=row.member_id,
        sha256=row.sha256,
        file_name=row.file_name,
        decisions=_decisions(row),
        source=row.source,
        version=row.version,
        created=row.created_at,
        changed=row.changed_at,
        approved=row.approved_at,
        release_id=row.release_id,
    )


def _columns(decisions: Decisions) -> dict[str, str | None]:
    return {
        "sheet": canonical_json({"sheet": decisions.sheet, "values": decisions.values}),
        "mapping": decisions.mapping.to_json() if decisions.mapping else None,
        "edits": canonical_json(dict(decisions.edits)),
        "explanations": canonical_json(dict(decisions.explanations)),
        "notes": canonical_json(dict(decisions.notes)),
    }


def _decisions(row: registry.Row) -> Decisions:
    content = {
        **json.loads(row.sheet or "{}"),
        "mapping": json.loads(row.mapping) if row.mapping else None,
        "edits": json.loads(row.edits),
        "explanations": json.loads(row.explanations),
        "notes": json.loads(row.notes),
    }
    return Decisions.from_content(content)


def _with_memory(store_dir: Path, decisions: Decisions, entry: Entry) -> Decisions:
    """Return the decisions without notes settled earlier, which the check settles anew, and with what is remembered."""
    url = registry_url(store_dir)

    def recall(fingerprint: str) -> Mapping | None:
        kept = registry.remembered(url, entry.organisation, fingerprint)
        return Mapping.from_json(kept) if kept else None

    return dataclasses.replace(decisions, notes={}, recall=recall)


def _worked_on(store_dir: Path, found: Submission, member: Member) -> bool:
    """Whether a member sent a submission or had a hand in it."""
    hands = {event.actor for event in events(store_dir, found.id) if event.action in {"create", "save", "submit"}}
    return found.member_id == member.id or member.label in hands


def _refuse_unready(checked: Intake) -> None:
    if checked.errors.height:
        first = checked.errors.row(0, named=True)
        msg = f"{checked.errors.height} problems must be solved first, such as {first['place']}: {first['message']}"
        raise SubmissionError(msg)
    if checked.questions:
        asked = ", ".join(each.id for each in checked.questions)
        msg = f"questions about the file are not answered: {asked}"
        raise SubmissionError(msg)
    if checked.unexplained.height:
        rules = ", ".join(checked.unexplained["rule"].unique(maintain_order=True))
        msg = f"{checked.unexplained.height} warnings ask for a sentence: {rules}"
        raise SubmissionError(msg)
    if checked.rows.is_empty():
        msg = "the file holds no figure that could be published"
        raise SubmissionError(msg)


def _still_held(store_dir: Path, held: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Return the submissions of a release without those withdrawn meanwhile."""
    withdrawn = {row.id for row in registry.submissions(registry_url(store_dir), state="withdrawn")}
    return tuple(each for each in held if each.id not in withdrawn)


def _served(store_dir: Path) -> Release | None:
    try:
        return current_release(store_dir)
    except LookupError:
        return None


def _catalogue(store_dir: Path, served: Release | None) -> Catalogue:
    if served is None:
        msg = f"{store_dir} holds no release to compare with; `di-tracker build` makes one"
        raise LookupError(msg)
    return served.catalogue()


def _require_own(member: Member, organisation: str, role: str) -> None:
    """Refuse what belongs to another organisation, except to those of a role."""
    if member.organisation != organisation and not member.may(role):
        msg = f"{member.name} does not belong to {organisation}"
        raise NotAllowedError(msg)


def _require_sender(member: Member, found: Submission) -> None:
    require(member, "contributor")
    if member.organisation != found.organisation and member.id != found.member_id and not member.may("admin"):
        msg = f"{member.name} does not belong to {found.organisation}"
        raise NotAllowedError(msg)


def _new_id(organisation: str, sha256: str, earlier: int) -> str:
    """Return an id that depends on what is sent only, so that the same file gives the same release everywhere."""
    return hashlib.sha256(f"{organisation}\n{sha256}\n{earlier}".encode()).hexdigest()[:ID_LENGTH]


def _file_name(name: str) -> str:
    """Return a file's name as harmless text: it never names a place on the disk."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in last if letter.isprintable())[:LONGEST_NAME] or "file"
