"""Commands for administrators: organisations and members."""

from typing import Annotated, Any

import typer

from pipelines import members
from pipelines.members import Grant
from pipelines.registry.members import Member
from pipelines.settings import settings
from pipelines.terminal import AsJson, print_json, print_table, troubles_named

commands = typer.Typer(no_args_is_help=True, help="Organisations and members.")

Role = Annotated[str | None, typer.Option(help="viewer, contributor, reviewer or admin.")]
Organisation = Annotated[str | None, typer.Option(help="Slug or name of an organisation.")]
Areas = Annotated[list[str] | None, typer.Option("--area", help="Only this area; may be given again.")]


@commands.command("list")
def list_members(*, as_json: AsJson = False) -> None:
    """List members, those removed too."""
    with troubles_named():
        rows = [_row(each) for each in members.all_members(settings().store_dir)]
    if as_json:
        print_json(rows)
    else:
        print_table(rows)


@commands.command()
def organisations(*, as_json: AsJson = False) -> None:
    """List organisations."""
    with troubles_named():
        rows = [{"slug": each.slug, "name": each.name} for each in members.all_organisations(settings().store_dir)]
    if as_json:
        print_json(rows)
    else:
        print_table([dict(row) for row in rows])


@commands.command("add-organisation")
def add_organisation(name: str, *, as_json: AsJson = False) -> None:
    """Add an organisation that sends figures."""
    store_dir = settings().store_dir
    with troubles_named():
        made = members.add_organisation(store_dir, members.owner(store_dir), name)
    if as_json:
        print_json({"slug": made.slug, "name": made.name})
    else:
        typer.echo(f"{made.name} is known as {made.slug}.")


@commands.command()
def invite(
    email: str,
    role: Role = "contributor",
    organisation: Organisation = None,
    areas: Areas = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Invite someone by e-mail; they are known by their sign-in from the first time on."""
    store_dir = settings().store_dir
    with troubles_named():
        grant = Grant(role, organisation, frozenset(areas or ()))
        found = members.invite(store_dir, members.owner(store_dir), email, grant)
    _say(found, as_json=as_json)


@commands.command()
def change(
    member: int, role: Role = None, organisation: Organisation = None, areas: Areas = None, *, as_json: AsJson = False
) -> None:
    """Give a member another role, organisation or other areas."""
    store_dir = settings().store_dir
    with troubles_named():
        grant = Grant(role, organisation, None if areas is None else frozenset(areas))
        found = members.change(store_dir, members.owner(store_dir), member, grant)
    _say(found, as_json=as_json)


@commands.command()
def remove(member: int) -> None:
    """Take every right from a member; what they sent stays theirs."""
    store_dir = settings().store_dir
    with troubles_named():
        members.remove(store_dir, members.owner(store_dir), member)
    typer.echo(f"Member {member} is removed.")


def _row(member: Member) -> dict[str, Any]:
    return {
        "member": member.id,
        "name": member.name,
        "email": member.email,
        "role": member.role,
        "organisation": member.organisation,
        "areas": " ".join(sorted(member.areas)),
        "active": member.is_active,
    }


def _say(member: Member, *, as_json: bool) -> None:
    if as_json:
        print_json(_row(member))
    else:
        typer.echo(f"Member {member.id}: {member.name}, {member.role}.")
