"""Commands for those who send figures: check a file, submit it."""

import dataclasses
import json
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer

from pipelines import members, submissions
from pipelines.catalogue import load_catalogue
from pipelines.difference import counts, difference, touched_indicators
from pipelines.intake.intake import Decisions, Intake
from pipelines.intake.opened import Refusal
from pipelines.marked import marked_workbook, problems_csv
from pipelines.observations import FILE_COLUMNS
from pipelines.reading import Read, read_file
from pipelines.registry.members import Member, Organisation
from pipelines.releases import OBSERVATIONS, current_release
from pipelines.repair import groups, told
from pipelines.rules import check as checked_rows
from pipelines.rules.words import all_rules
from pipelines.settings import settings
from pipelines.submitted import Entry, own_source, with_sources
from pipelines.terminal import AsJson, Exit, messages, print_json, print_problems, stop, troubles_named

commands = typer.Typer()

UNNAMED = Organisation("file", "This file")
"""Who sends a file that is only checked, where nobody is named."""

PROBLEMS_SHOWN = 200

Language = Annotated[str, typer.Option(help="en or da.")]
Sender = Annotated[str, typer.Option("--organisation", help="Slug or name of the organisation that sends the file.")]
DecisionsFile = Annotated[
    Path | None,
    typer.Option("--decisions", exists=True, dir_okay=False, help="JSON: mapping, edits, explanations, sheet."),
]


@commands.command()
def check(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="Files of any known layout.")],
    *,
    organisation: Sender = "",
    decisions: DecisionsFile = None,
    workbook: Annotated[Path | None, typer.Option(help="Write the file with its problems marked.")] = None,
    problems: Annotated[Path | None, typer.Option(help="Write the problems as CSV.")] = None,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Say what is wrong in files of figures: place, found, expected, what to do. Nothing is published."""
    with troubles_named():
        shipped = [path for path in files if _is_shipped(path)]
        if shipped:
            _check_shipped(shipped, as_json=as_json)
            return
        answers = [_checked(path, organisation, _decisions(decisions), language) for path in files]
        found = answers[0][1]
        if workbook and isinstance(found, Intake):
            workbook.write_bytes(marked_workbook(found, language))
        if problems and isinstance(found, Intake):
            problems.write_bytes(problems_csv(found, language))
    contents = [content for content, _ in answers]
    if as_json:
        print_json(contents[0] if len(contents) == 1 else contents)
    else:
        for content in contents:
            _print(content)
    if any(content["blocked"] for content in contents):
        raise typer.Exit(Exit.DATA_PROBLEMS)


@commands.command()
def submit(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A file of figures.")],
    organisation: Sender,
    *,
    decisions: DecisionsFile = None,
    explain: Annotated[list[str] | None, typer.Option(help="rule=sentence; may be given again.")] = None,
    accept: Annotated[bool, typer.Option("--accept-guesses", help="Take the proposed answers.")] = False,
    as_json: AsJson = False,
) -> None:
    """Keep a file and hand it to the reviewers, if nothing is wrong with it and every warning has its sentence."""
    store_dir = settings().store_dir
    with troubles_named():
        member = members.owner(store_dir)
        draft = submissions.create_draft(store_dir, file.read_bytes(), file.name, organisation, member)
        if draft.state in submissions.OPEN:
            decided = _explained(_decisions(decisions) or draft.decisions, explain or [])
            draft = submissions.save(store_dir, draft.id, decided, member)
            if accept:
                _accept_guesses(draft, member)
            draft = submissions.submit(store_dir, draft.id, member)
        else:
            messages.print(f"This file was sent before: submission {draft.id} is {draft.state}.")
    if as_json:
        print_json({"submission": draft.id, "state": draft.state, "sha256": draft.sha256})
    else:
        typer.echo(f"Submission {draft.id} is {draft.state}.")


@commands.command()
def rules(*, as_json: AsJson = False) -> None:
    """List every rule: what is wrong, what is expected, what to do."""
    every = [dataclasses.asdict(rule) for rule in all_rules().values()]
    if as_json:
        print_json(every)
        return
    for rule in every:
        typer.echo(f"{rule['code']} ({rule['level']}): {rule['message']['en']} {rule['action']['en']}")


def _is_shipped(path: Path) -> bool:
    """Whether a file is one of those that ship: in our format and named after a source we know."""
    if path.suffix != ".csv" or path.stem not in load_catalogue(settings().data_dir).sources:
        return False
    with path.open("rb") as file:
        return file.readline().decode("utf-8", "replace").strip().startswith(",".join(FILE_COLUMNS))


def _check_shipped(files: list[Path], *, as_json: bool) -> None:
    parts = [read_file(path) for path in files]
    read = Read(pl.concat([part.rows for part in parts]), pl.concat([part.problems for part in parts]))
    checked = checked_rows(read.rows, load_catalogue(settings().data_dir))
    problems = pl.concat([read.problems, checked.problems])
    if as_json:
        print_json({"rows": read.rows.height, "accepted": checked.accepted.height, "problems": problems.to_dicts()})
    else:
        print_problems(problems)
        typer.echo(
            f"{read.rows.height:,} rows read, {checked.accepted.height:,} accepted, {problems.height:,} problems."
        )
    if (problems["level"] == "error").any():
        raise typer.Exit(Exit.DATA_PROBLEMS)


def _checked(
    path: Path, organisation: str, decisions: Decisions | None, language: str
) -> tuple[dict[str, Any], Intake | Refusal]:
    store_dir = settings().store_dir
    sender = members.organisation_named(store_dir, organisation) if organisation else UNNAMED
    source = own_source(sender.slug, sender.name).id
    entry = Entry("", sender.slug, sender.name, source, "", path.name, "", Decisions())
    found = submissions.examined(store_dir, path.read_bytes(), decisions or Decisions(), entry)
    if isinstance(found, Refusal):
        return {"file": str(path), "blocked": True, "refused": dataclasses.asdict(found)}, found
    served = current_release(store_dir)
    changes = difference(found.rows, served.table(OBSERVATIONS), with_sources(served.catalogue(), (entry,)))
    content = {
        "file": str(path),
        "blocked": bool(found.errors.height),
        "layout": found.tidy.layout,
        "rows": found.mapped.rows.height,
        "accepted": found.rows.height,
        "questions": [{"id": each.id, "proposed": each.proposed} for each in found.questions],
        "groups": [
            {"rule": each.rule, "level": each.level, "count": each.count, "places": each.places, "found": each.found}
            for each in groups(found.problems)
        ],
        "problems": told(found.problems, language).to_dicts(),
        "difference": counts(changes),
        "touched": touched_indicators(changes),
    }
    return content, found


def _print(content: dict[str, Any]) -> None:
    typer.echo(content["file"])
    if "refused" in content:
        refused = content["refused"]
        typer.echo(f"Refused. {refused['place']}: found {refused['found']}, expected {refused['expected']}.")
        typer.echo(refused["action"])
        return
    for group in content["groups"]:
        typer.echo(f"{group['count']:,} × {group['level']} {group['rule']}: {', '.join(group['places'])}")
    for row in content["problems"][:PROBLEMS_SHOWN]:
        place = "!".join(part for part in (row["sheet"], row["cell"]) if part) or "the file"
        found = "nothing" if row["found"] is None else f"`{row['found']}`"
        typer.echo(f"{place}: {row['message']} Found {found}, expected {row['expected']}. [{row['rule']}]")
    if len(content["problems"]) > PROBLEMS_SHOWN:
        typer.echo(f"… and {len(content['problems']) - PROBLEMS_SHOWN:,} more; --json gives all.")
    changes = ", ".join(f"{count:,} {kind}" for kind, count in content["difference"].items())
    typer.echo(f"{content['rows']:,} figures read, {content['accepted']:,} can be published: {changes}.")


def _decisions(path: Path | None) -> Decisions | None:
    if path is None:
        return None
    try:
        return Decisions.from_content(json.loads(path.read_text(encoding="utf-8")))
    except (TypeError, ValueError, KeyError) as error:
        stop(f"{path}: {error}, expected decisions as `submit --json` keeps them", Exit.WRONG_USE)


def _explained(decisions: Decisions, sentences: list[str]) -> Decisions:
    pairs = [each.partition("=") for each in sentences]
    wrong = [rule for rule, mark, _ in pairs if not mark or rule.partition("@")[0] not in all_rules()]
    if wrong:
        stop(f"{', '.join(wrong)}: no such rule, expected rule=sentence", Exit.WRONG_USE)
    said = {rule: sentence for rule, _, sentence in pairs}
    return dataclasses.replace(decisions, explanations={**decisions.explanations, **said})


def _accept_guesses(draft: submissions.Submission, member: Member) -> None:
    found = submissions.examine(settings().store_dir, draft)
    if isinstance(found, Intake):
        decided = dataclasses.replace(draft.decisions, mapping=found.mapping)
        submissions.save(settings().store_dir, draft.id, decided, member)
