"""Opening the registry: SQLite by default, whatever `DI_DATABASE_URL` names otherwise."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.engine import make_url

from pipelines.settings import settings

if TYPE_CHECKING:
    import sqlite3

NEWEST_TABLE = "mapping_memory"
"""A table that only the newest version has."""

_MIGRATING = Lock()
_migrated: set[str] = set()

WAIT_SECONDS = 30
"""How long a connection waits for another process that writes."""


def registry_url(store_dir: Path) -> str:
    """Return the address of the registry: `DI_DATABASE_URL`, else a SQLite file in the store."""
    return settings().database_url or f"sqlite:///{store_dir.resolve() / 'registry.sqlite'}"


@lru_cache(maxsize=8)
def engine(url: str) -> Engine:
    """Return this process's engine for a registry; the database is neither created nor changed."""
    options: dict[str, Any] = {"timeout": WAIT_SECONDS} if url.startswith("sqlite") else {}
    made = create_engine(url, connect_args=options, pool_pre_ping=not url.startswith("sqlite"))
    if url.startswith("sqlite"):
        event.listen(made, "connect", _prepare)
        event.listen(made, "begin", _begin)
    return made


def writing(url: str) -> Engine:
    """Return the engine for transactions that read before they write.

    They take SQLite's write lock at once and wait for it; one that took it only with its first write would fail
    without waiting wherever somebody else wrote meanwhile.
    """
    return engine(url).execution_options(is_writing=True)


def migrate(url: str) -> Engine:
    """Bring the registry's tables to this version, creating them if need be; once in a process is enough."""
    path = make_url(url).database if url.startswith("sqlite") else None
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    made = engine(url)
    with _MIGRATING:  # Alembic keeps its context in module globals
        if url in _migrated and exists(url, NEWEST_TABLE):
            return made
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        with writing(url).begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        _migrated.add(url)
    return made


def exists(url: str, table: str = "pointer") -> bool:
    """Whether the registry has a table; a SQLite file is not created by asking."""
    path = make_url(url).database if url.startswith("sqlite") else None
    if path and not Path(path).exists():
        return False
    return inspect(engine(url)).has_table(table)


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute("pragma foreign_keys = on")


def _begin(connection: Connection) -> None:
    """Begin for real: the driver's own transactions leave out changes of tables, a killed migration stays half done."""
    is_writing = connection.get_execution_options().get("is_writing", False)
    connection.exec_driver_sql("begin immediate" if is_writing else "begin")
