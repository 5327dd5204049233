"""The tracker's command line: build and serve releases, check files, take figures away."""

import json
import runpy
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import Annotated, NoReturn

import polars as pl
import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from sqlalchemy.exc import SQLAlchemyError

from pipelines.catalogue import CatalogueError, load_catalogue
from pipelines.content import DataError, problem_lines
from pipelines.reading import read_figures
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
from pipelines.releases import rollback as serve_earlier
from pipelines.rules import check as checked_rows
from pipelines.settings import settings
from pipelines.warehouse import Warehouse

SERVER = "dashboard.server"
"""The module that serves; named only, since the pipeline knows nothing of the dashboard."""

SHORT = 12
ROWS_SHOWN = 200


class Exit(IntEnum):
    """What the exit code says."""

    DONE = 0
    DATA_PROBLEMS = 1
    WRONG_USE = 2
    SYSTEM_FAILED = 3


app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
messages = Console(stderr=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
Named = Annotated[str | None, typer.Argument(help="A release's number, its id or the beginning of it.")]


@app.command()
def build(*, as_json: AsJson = False) -> None:
    """Read, check and complete the figures that ship, and publish them as a release."""
    with _troubles_named():
        built = _built()
    rows = built.release.manifest["rows"]
    counts = {name: rows[name] for name in ("observations", "derived", "areas", "indicators")}
    if as_json:
        _print_json({"release": built.release.id, "number": built.release.number, "new": built.is_new, **counts})
        return
    typer.echo(f"{_named(built.release)} {'is published' if built.is_new else 'holds this already, nothing changed'}.")
    typer.echo(
        "{observations:,} observations, {derived:,} of them derived; "
        "{areas} countries and areas, {indicators} indicators.".format(**counts)
    )


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="Files in the upload format.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Say what is wrong in files of figures: place, found, expected. Nothing is published."""
    with _troubles_named():
        catalogue = load_catalogue(settings().data_dir)
        read = read_figures(files)
        checked = checked_rows(read.rows, catalogue)
    problems = pl.concat([read.problems, checked.problems])
    if as_json:
        _print_json({"rows": read.rows.height, "accepted": checked.accepted.height, "problems": problems.to_dicts()})
    else:
        _print_problems(problems)
        typer.echo(
            f"{read.rows.height:,} rows read, {checked.accepted.height:,} accepted, {problems.height:,} problems."
        )
    if (problems["level"] == "error").any():
        raise typer.Exit(Exit.DATA_PROBLEMS)


@app.command()
def releases(*, as_json: AsJson = False) -> None:
    """List the releases, newest first; the one that is served is marked."""
    with _troubles_named():
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
        _print_json(rows)
    else:
        _print_table(rows)


@app.command()
def verify(
    release: Named = None,
    *,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Also build it again from its kept inputs.")] = False,
    as_json: AsJson = False,
) -> None:
    """Recompute the hashes and the id of every release, or of one, from its files."""
    store_dir = settings().store_dir
    with _troubles_named():
        chosen = [release_by_id(store_dir, release)] if release else all_releases(store_dir)
        found = {each.id: _faults(each, rebuild=rebuild) for each in chosen}
    if as_json:
        _print_json(found)
    else:
        for each in chosen:
            typer.echo(f"{_named(each)}: {'; '.join(found[each.id]) or 'sound'}")
    if any(found.values()):
        raise typer.Exit(Exit.SYSTEM_FAILED)


@app.command()
def rollback(release: Named = None) -> None:
    """Serve an earlier release again: the one named, else the one before the current one."""
    with _troubles_named():
        served = serve_earlier(settings().store_dir, release)
    typer.echo(f"{_named(served)} is served.")


@app.command()
def export(
    path: Annotated[Path, typer.Argument(dir_okay=False, help="A file ending in .csv or .parquet.")],
    *,
    indicator: Annotated[list[str] | None, typer.Option(help="Only this indicator; may be given again.")] = None,
    release: Annotated[str | None, typer.Option(help="Another release than the current one.")] = None,
) -> None:
    """Write the observations of a release to a file, at full precision."""
    if path.suffix not in {".csv", ".parquet"}:
        _stop(f"{path} ends in {path.suffix!r}, expected .csv or .parquet", Exit.WRONG_USE)
    with _troubles_named():
        chosen = _release_or_current(release)
        _refuse_unknown(indicator or [], chosen)
        rows = _observations(chosen, indicator)
        if path.suffix == ".csv":
            rows.write_csv(path)
        else:
            rows.write_parquet(path)
    typer.echo(f"{rows.height:,} observations of {_named(chosen)} are in {path}.")


@app.command()
def run(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
) -> None:
    """Serve the dashboard; builds a release first when there is none."""
    with _troubles_named():
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


@contextmanager
def _troubles_named() -> Iterator[None]:
    """Turn expected trouble into a message and an exit code."""
    try:
        yield
    except (DataError, CatalogueError) as error:
        _stop(str(error), Exit.DATA_PROBLEMS)
    except LookupError as error:
        _stop(str(error.args[0]), Exit.WRONG_USE)
    except (OSError, SQLAlchemyError) as error:
        _stop(str(error), Exit.SYSTEM_FAILED)


def _stop(message: str, code: Exit) -> NoReturn:
    messages.print(message, style="red", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(code)


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
        msg = f"{', '.join(unknown)}: no such indicator in {_named(release)}"
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


def _named(release: Release) -> str:
    return f"Release {release.number} of {release.date:%Y-%m-%d} ({release.id[:SHORT]})"


def _print_json(content: object) -> None:
    typer.echo(json.dumps(content, ensure_ascii=False))


def _print_problems(problems: pl.DataFrame) -> None:
    """Print a table where a person looks on, one line a problem where a file or another program does."""
    if not sys.stdout.isatty():
        for line in problem_lines(problems):
            typer.echo(line)
        return
    shown = problems.head(ROWS_SHOWN).select("file", "line", "column", "level", "found", "expected", "message")
    _print_table(shown.to_dicts())
    if problems.height > ROWS_SHOWN:
        typer.echo(f"… and {problems.height - ROWS_SHOWN:,} more; --json gives all.")


def _print_table(rows: list[dict[str, object]]) -> None:
    if not rows:
        return
    table = Table(*rows[0])
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row.values()))
    Console().print(table)
