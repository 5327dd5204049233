"""Opening the registry: SQLite by default, whatever `DI_DATABASE_URL` names otherwise."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.engine import make_url

from pipelines.settings import settings

if TYPE_CHECKING:
    import sqlite3

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


def migrate(url: str) -> Engine:
    """Bring the registry's tables to this version, creating them if need be."""
    path = make_url(url).database if url.startswith("sqlite") else None
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    made = engine(url)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with made.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
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
    connection.exec_driver_sql("begin")
