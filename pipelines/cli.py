"""The tracker's command line: build and serve releases, check and publish files, take figures away."""

import runpy
import sys
from pathlib import Path
from typing import Annotated

import polars as pl
import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from pipelines import cli_members, cli_review, cli_submit
from pipelines.releases import (
    Built,
    Release,
    all_releases,
    build_release,
    current_release,
    faults,
    rebuilt_id,
    release_by_id,
)
from pipelines.settings import settings
from pipelines.terminal import AsJson, Exit, messages, print_json, print_table, release_named, stop, troubles_named
from pipelines.warehouse import Warehouse

SERVER = "dashboard.server"
"""The module that serves; named only, since the pipeline knows nothing of the dashboard."""

SHORT = 12


app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
for commands in (cli_submit.commands, cli_review.commands):
    app.add_typer(commands)
app.add_typer(cli_members.commands, name="members")

Named = Annotated[str | None, typer.Argument(help="A release's number, its id or the beginning of it.")]


@app.command()
def build(*, as_json: AsJson = False) -> None:
    """Read, check and complete the figures that ship, and publish them as a release."""
    with troubles_named():
        built = _built()
    rows = built.release.manifest["rows"]
    counts = {name: rows[name] for name in ("observations", "derived", "areas", "indicators")}
    if as_json:
        print_json({"release": built.release.id, "number": built.release.number, "new": built.is_new, **counts})
        return
    typer.echo(
        f"{release_named(built.release)} {'is published' if built.is_new else 'holds this already, nothing changed'}."
    )
    typer.echo(
        "{observations:,} observations, {derived:,} of them derived; "
        "{areas} countries and areas, {indicators} indicators.".format(**counts)
    )


@app.command()
def releases(*, as_json: AsJson = False) -> None:
    """List the releases, newest first; the one that is served is marked."""
    with troubles_named():
        served = _current_or_none()
        every = all_releases(settings().store_dir)
    rows = [
        {
            "number": each.number,
            "release": each.id,
            "date": each.date.isoformat(timespec="seconds"),
            "current": each == served,
            "observations": each.manifest["rows"]["observations"],
        }
        for each in every
    ]
    if as_json:
        print_json(rows)
    else:
        print_table(rows)


@app.command()
def verify(
    release: Named = None,
    *,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Also build it again from its kept inputs.")] = False,
    as_json: AsJson = False,
) -> None:
    """Recompute the hashes and the id of every release, or of one, from its files."""
    store_dir = settings().store_dir
    with troubles_named():
        chosen = [release_by_id(store_dir, release)] if release else all_releases(store_dir)
        found = {each.id: _faults(each, rebuild=rebuild) for each in chosen}
    if as_json:
        print_json(found)
    else:
        for each in chosen:
            typer.echo(f"{release_named(each)}: {'; '.join(found[each.id]) or 'sound'}")
    if any(found.values()):
        raise typer.Exit(Exit.SYSTEM_FAILED)


@app.command()
def export(
    path: Annotated[Path, typer.Argument(dir_okay=False, help="A file ending in .csv or .parquet.")],
    *,
    indicator: Annotated[list[str] | None, typer.Option(help="Only this indicator; may be given again.")] = None,
    release: Annotated[str | None, typer.Option(help="Another release than the current one.")] = None,
) -> None:
    """Write the observations of a release to a file, at full precision."""
    if path.suffix not in {".csv", ".parquet"}:
        stop(f"{path} ends in {path.suffix!r}, expected .csv or .parquet", Exit.WRONG_USE)
    with troubles_named():
        chosen = _release_or_current(release)
        _refuse_unknown(indicator or [], chosen)
        rows = _observations(chosen, indicator)
        if path.suffix == ".csv":
            rows.write_csv(path)
        else:
            rows.write_parquet(path)
    typer.echo(f"{rows.height:,} observations of {release_named(chosen)} are in {path}.")


@app.command()
def run(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
) -> None:
    """Serve the dashboard; builds a release first when there is none."""
    with troubles_named():
        if _current_or_none() is None:
            _built()
    sys.argv = [SERVER, "--host", host or settings().host, "--port", str(port or settings().port)]
    runpy.run_module(SERVER, run_name="__main__", alter_sys=True)


def _built() -> Built:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=messages, transient=True) as progress:
        task = progress.add_task("Building", total=None)

        def tell(step: str) -> None:
            progress.update(task, description=step)

        built = build_release(settings().store_dir, settings().data_dir, tell)
        tell("Preparing the release for reading")
        Warehouse(built.release).close()
    return built


def _current_or_none() -> Release | None:
    try:
        return current_release(settings().store_dir)
    except LookupError:
        return None


def _release_or_current(name: str | None) -> Release:
    store_dir = settings().store_dir
    return release_by_id(store_dir, name) if name else current_release(store_dir)


def _refuse_unknown(indicators: list[str], release: Release) -> None:
    unknown = sorted(set(indicators) - set(release.catalogue().indicators))
    if unknown:
        msg = f"{', '.join(unknown)}: no such indicator in {release_named(release)}"
        raise LookupError(msg)


def _observations(release: Release, indicators: list[str] | None) -> pl.DataFrame:
    warehouse = Warehouse(release)
    rows = warehouse.observations(indicators)
    warehouse.close()
    return rows


def _faults(release: Release, *, rebuild: bool) -> list[str]:
    found = faults(release)
    if rebuild and not found:
        again = rebuilt_id(settings().store_dir, release)
        if again != release.id:
            found.append(f"its kept inputs give {again[:SHORT]} with this version of the code")
    return found
