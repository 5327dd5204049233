"""All SQL of a release: a DuckDB file made from its Parquet, opened for reading only."""

from __future__ import annotations

import os
import platform
import secrets
from typing import TYPE_CHECKING

import duckdb
import polars as pl

from pipelines.observations import RELEASE_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pipelines.releases import Release

ENUMERATED = (
    *("indicator", "ref_area", "sex", "age", "disability", "count_basis"),
    *("obs_status", "source", "comparability", "derivation"),
)
"""Columns kept as codes of a few kinds; each enumeration is sorted, so that it orders as text does."""

LOCKS = (
    "set enable_external_access = false",
    "set autoload_known_extensions = false",
    "set autoinstall_known_extensions = false",
    "set allow_community_extensions = false",
    "set lock_configuration = true",
)


class Warehouse:
    """Read access to one release. A cursor for each read, so that any number of threads may read at once."""

    def __init__(self, release: Release) -> None:
        self._connection = _open(_cached_file(release))

    def observations(self, indicators: Sequence[str] | None = None, areas: Sequence[str] | None = None) -> pl.DataFrame:
        """Return the observations of some indicators and areas, or of all.

        Returns
        -------
        pl.DataFrame
            Columns of `RELEASE_SCHEMA`, codes as plain text, sorted by key. `obs_value` is null where the status says
            why; nothing is filled in.
        """
        rows = self._read(
            """
            select *
            from observations
            where ($indicators is null or list_contains($indicators, indicator::varchar))
              and ($areas is null or list_contains($areas, ref_area::varchar))
            order by indicator, ref_area, time_period, sex, age, disability, count_basis, source
            """,
            {"indicators": _listed(indicators), "areas": _listed(areas)},
        )
        return rows.cast(RELEASE_SCHEMA)

    def coverage(self) -> pl.DataFrame:
        """Return what there is of each indicator, area and source.

        Returns
        -------
        pl.DataFrame
            Columns `indicator`, `ref_area`, `source` (str), `first` and `last` year (i32) with a value, `points` with
            a value and `breaks` in series (i64), sorted by the first three. Derived figures count.
        """
        return self._read(
            """
            select
                indicator::varchar as indicator,
                ref_area::varchar as ref_area,
                source::varchar as source,
                min(time_period) as first,
                max(time_period) as last,
                count(*) as points,
                count(*) filter (list_contains(string_split(obs_status::varchar, ';'), 'B')) as breaks
            from observations
            where obs_value is not null
            group by all
            order by all
            """
        )

    def milestones(self) -> pl.DataFrame:
        """Return laws, strategies, reforms and closures, all columns text, in the file's order."""
        return self._read("select * from milestones")

    def targets(self) -> pl.DataFrame:
        """Return published commitments, all columns text, in the file's order."""
        return self._read("select * from targets")

    def practices(self) -> pl.DataFrame:
        """Return good practices, all columns text, in the file's order."""
        return self._read("select * from practices")

    def frameworks(self) -> pl.DataFrame:
        """Return what each framework asks for, all columns text, in the file's order."""
        return self._read("select * from frameworks")

    def close(self) -> None:
        """Give the file back; a later read fails."""
        self._connection.close()

    def _read(self, query: str, parameters: Mapping[str, object] | None = None) -> pl.DataFrame:
        with self._connection.cursor() as cursor:
            rows: pl.DataFrame = cursor.sql(query, params=dict(parameters) if parameters else None).pl()
        return rows


def _listed(codes: Sequence[str] | None) -> list[str] | None:
    return None if codes is None else list(codes)


def _open(path: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(str(path), read_only=True)
    for lock in LOCKS:
        connection.execute(lock)
    return connection


def _cached_file(release: Release) -> Path:
    """Return the release's DuckDB file for this machine and DuckDB version, making it where it is missing."""
    folder = release.path.parent.parent / "cache" / (platform.node() or "local")
    path = folder / f"{release.id}-{duckdb.__version__}.duckdb"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        aside = folder / f".{release.id}-{os.getpid()}-{secrets.token_hex(4)}.duckdb"
        try:
            _fill(aside, release.tables())
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
    return path


def _fill(path: Path, tables: Mapping[str, pl.DataFrame]) -> None:
    with duckdb.connect(str(path)) as connection:
        for name, rows in tables.items():
            connection.register("rows", _enumerated(rows).to_arrow())
            connection.table("rows").create(name)
            connection.unregister("rows")


def _enumerated(rows: pl.DataFrame) -> pl.DataFrame:
    columns = [column for column in ENUMERATED if column in rows.columns and "comparability" in rows.columns]
    return rows.cast({column: pl.Enum(rows[column].drop_nulls().unique().sort()) for column in columns})
