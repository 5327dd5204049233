"""What every command of the command line shares: exit codes, trouble in words, tables and JSON."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import Annotated, NoReturn

import polars as pl
import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.exc import SQLAlchemyError

from pipelines.catalogue import CatalogueError
from pipelines.content import DataError, problem_lines
from pipelines.members import MemberError, NotAllowedError
from pipelines.registry.submissions import StateError
from pipelines.releases import Release
from pipelines.submissions import SubmissionError
from pipelines.submitted import SubmittedError

SHORT = 12
ROWS_SHOWN = 200

messages = Console(stderr=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


class Exit(IntEnum):
    """What the exit code says."""

    DONE = 0
    DATA_PROBLEMS = 1
    WRONG_USE = 2
    SYSTEM_FAILED = 3


@contextmanager
def troubles_named() -> Iterator[None]:
    """Turn expected trouble into a message and an exit code."""
    try:
        yield
    except (DataError, CatalogueError, SubmissionError, SubmittedError) as error:
        stop(str(error), Exit.DATA_PROBLEMS)
    except (NotAllowedError, MemberError, StateError) as error:
        stop(str(error), Exit.WRONG_USE)
    except LookupError as error:
        stop(str(error.args[0]), Exit.WRONG_USE)
    except (OSError, SQLAlchemyError) as error:
        stop(str(error), Exit.SYSTEM_FAILED)


def release_named(release: Release) -> str:
    """Return a release's number, date and the beginning of its id."""
    return f"Release {release.number} of {release.date:%Y-%m-%d} ({release.id[:SHORT]})"


def stop(message: str, code: Exit) -> NoReturn:
    """Say why and leave."""
    messages.print(message, style="red", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(code)


def print_json(content: object) -> None:
    """Print JSON on one line, letters of every language as they are."""
    typer.echo(json.dumps(content, ensure_ascii=False))


def print_problems(problems: pl.DataFrame) -> None:
    """Print a table where a person looks on, one line a problem where a file or another program does."""
    if not sys.stdout.isatty():
        for line in problem_lines(problems):
            typer.echo(line)
        return
    shown = problems.head(ROWS_SHOWN).select("file", "line", "column", "level", "found", "expected", "message")
    print_table(shown.to_dicts())
    if problems.height > ROWS_SHOWN:
        typer.echo(f"… and {problems.height - ROWS_SHOWN:,} more; --json gives all.")


def print_table(rows: list[dict[str, object]]) -> None:
    """Print rows as a table; nothing where there are none."""
    if not rows:
        return
    table = Table(*rows[0])
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row.values()))
    Console().print(table)
