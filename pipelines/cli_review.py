"""Commands for reviewers: look, approve or return, publish, withdraw, roll back."""

from typing import Annotated, Any

import typer

from pipelines import members, submissions
from pipelines.change_words import change_sentences
from pipelines.intake.opened import Refusal
from pipelines.releases import Built, Release
from pipelines.repair import told
from pipelines.settings import settings
from pipelines.terminal import AsJson, print_json, print_table, release_named, troubles_named

commands = typer.Typer()
review = typer.Typer(no_args_is_help=True, help="Look at submissions, approve or return them.")
commands.add_typer(review, name="review")

Id = Annotated[str, typer.Argument(help="A submission's id.")]
Comment = Annotated[str, typer.Option(help="What the sender should know.")]


@review.command("list")
def list_submissions(
    state: Annotated[str | None, typer.Option(help="draft, submitted, returned, approved, published …")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """List submissions, newest first."""
    store_dir = settings().store_dir
    with troubles_named():
        found = submissions.submissions(store_dir, members.owner(store_dir), state)
    rows = [_row(each) for each in found]
    if as_json:
        print_json(rows)
    else:
        print_table(rows)


@review.command()
def show(submission: Id, *, as_json: AsJson = False) -> None:
    """Show a submission: its file, problems, explanations and what happened to it."""
    store_dir = settings().store_dir
    with troubles_named():
        found = submissions.submission(store_dir, submission)
        checked = submissions.examine(store_dir, found)
        events = submissions.events(store_dir, submission)
    problems = [] if isinstance(checked, Refusal) else told(checked.problems, "en").to_dicts()
    told_events = [{**each._asdict(), "at": each.at.isoformat(timespec="seconds")} for each in events]
    content = {**_row(found), "decisions": found.decisions.content(), "problems": problems, "events": told_events}
    if as_json:
        print_json(content)
        return
    print_table([_row(found)])
    print_table(told_events)
    print_table([{key: row[key] for key in ("cell", "level", "message", "explanation")} for row in problems])


@review.command()
def approve(
    submission: Id,
    *,
    takes_over: Annotated[str | None, typer.Option(help="Id of an official source it takes over.")] = None,
    comment: Comment = "",
    as_json: AsJson = False,
) -> None:
    """Let a submission be published. The single owner of an installation may approve their own."""
    store_dir = settings().store_dir
    with troubles_named():
        found = submissions.approve(
            store_dir, submission, members.owner(store_dir), takes_over=takes_over, comment=comment
        )
    _say(found, as_json=as_json)


@review.command("return")
def return_submission(submission: Id, comment: Comment, *, as_json: AsJson = False) -> None:
    """Give a submission back to its sender with what must be changed."""
    store_dir = settings().store_dir
    with troubles_named():
        found = submissions.return_with_comments(store_dir, submission, members.owner(store_dir), comment)
    _say(found, as_json=as_json)


@commands.command()
def publish(
    submission: Annotated[list[str], typer.Argument(help="Ids of approved submissions.")], *, as_json: AsJson = False
) -> None:
    """Build and serve a release with approved submissions."""
    store_dir = settings().store_dir
    with troubles_named():
        built = submissions.publish(store_dir, submission, members.owner(store_dir))
    _say_built(built, as_json=as_json)


@commands.command()
def withdraw(submission: Id, *, comment: Comment = "", as_json: AsJson = False) -> None:
    """Take a submission back; where it is published, by a new release without it."""
    store_dir = settings().store_dir
    with troubles_named():
        built = submissions.withdraw(store_dir, submission, members.owner(store_dir), comment)
        found = submissions.submission(store_dir, submission)
    if built is None:
        _say(found, as_json=as_json)
    else:
        _say_built(built, as_json=as_json)


@commands.command()
def rollback(
    release: Annotated[str | None, typer.Argument(help="A release's number, its id or the beginning of it.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Serve an earlier release again: the one named, else the one before the current one."""
    store_dir = settings().store_dir
    with troubles_named():
        served = submissions.rollback(store_dir, members.owner(store_dir), release)
    if as_json:
        print_json({"release": served.id, "number": served.number})
    else:
        typer.echo(f"{release_named(served)} is served.")


def _row(found: submissions.Submission) -> dict[str, Any]:
    return {
        "submission": found.id,
        "state": found.state,
        "organisation": found.organisation_name,
        "file": found.file_name,
        "source": found.source,
        "changed": found.changed.isoformat(timespec="seconds"),
        "release": found.release_id,
    }


def _say(found: submissions.Submission, *, as_json: bool) -> None:
    if as_json:
        print_json(_row(found))
    else:
        typer.echo(f"Submission {found.id} is {found.state}.")


def _say_built(built: Built, *, as_json: bool) -> None:
    release: Release = built.release
    if as_json:
        print_json({"release": release.id, "number": release.number, "new": built.is_new, "changes": release.changes})
    else:
        typer.echo(f"{release_named(release)} {'is published' if built.is_new else 'is served'}.")
        for sentence in change_sentences(release.changes, release.catalogue()) if built.is_new else ():
            typer.echo(sentence)
