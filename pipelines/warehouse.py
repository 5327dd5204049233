"""All SQL of a release: a DuckDB file made from its Parquet, opened for reading only."""

from __future__ import annotations

import os
import platform
import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb
import polars as pl

from pipelines.observations import RELEASE_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from pipelines.releases import Release

TYPES = """
create type indicator_code as enum (select code from codes where list = 'indicator' order by code);
create type ref_area_code as enum (select code from codes where list = 'ref_area' order by code);
create type sex_code as enum (select code from codes where list = 'sex' order by code);
create type age_code as enum (select code from codes where list = 'age' order by code);
create type disability_code as enum (select code from codes where list = 'disability' order by code);
create type count_basis_code as enum (select code from codes where list = 'count_basis' order by code);
create type obs_status_code as enum (select code from codes where list = 'obs_status' order by code);
create type source_code as enum (select code from codes where list = 'source' order by code);
create type comparability_code as enum (select code from codes where list = 'comparability' order by code);
create type derivation_code as enum (select code from codes where list = 'derivation' order by code);
"""
"""Enumerations are sorted, so that a coded column orders as its text does."""

FIGURES = """
create table figures (
    indicator usmallint,
    ref_area usmallint,
    time_period integer,
    sex usmallint,
    age usmallint,
    disability usmallint,
    count_basis usmallint,
    obs_value double,
    obs_status usmallint,
    ref_date varchar,
    origin varchar,
    note varchar,
    source usmallint
);
create view observations as
select
    enum_range(null::indicator_code)[indicator + 1] as indicator,
    enum_range(null::ref_area_code)[ref_area + 1] as ref_area,
    time_period,
    enum_range(null::sex_code)[sex + 1] as sex,
    enum_range(null::age_code)[age + 1] as age,
    enum_range(null::disability_code)[disability + 1] as disability,
    enum_range(null::count_basis_code)[count_basis + 1] as count_basis,
    obs_value,
    enum_range(null::obs_status_code)[obs_status + 1] as obs_status,
    ref_date,
    enum_range(null::source_code)[source + 1] as source,
    origin,
    note
from figures
"""
"""Millions of rows hold the numbers of their codes, since handing over text costs more than reading it does; the view
`observations` has the codes."""

OBSERVATIONS = """
create table observations (
    indicator indicator_code,
    ref_area ref_area_code,
    time_period integer,
    sex sex_code,
    age age_code,
    disability disability_code,
    count_basis count_basis_code,
    obs_value double,
    obs_status obs_status_code,
    ref_date varchar,
    source source_code,
    submission varchar,
    origin varchar,
    note varchar,
    comparability comparability_code,
    derivation derivation_code,
    inputs varchar
)
"""
"""No primary key: the rules have seen to it, and an index over millions of rows costs more than the whole load."""

CODED = (
    *("indicator", "ref_area", "sex", "age", "disability", "count_basis"),
    *("obs_status", "source", "comparability", "derivation"),
)

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
    observations = tables["observations"]
    codes = {column: observations[column].drop_nulls().unique() for column in CODED}
    with filling(path, codes) as file:
        file.append("observations", observations)
        for name, rows in tables.items():
            if name != "observations":
                file.add(name, rows)


class Filling:
    """A DuckDB file that is being written: rows are appended batch by batch and cost no more memory than one."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def append(self, name: str, rows: pl.DataFrame) -> None:
        """Append rows to a table of the file, columns in the table's order."""
        self._connection.from_arrow(_Arrow(rows)).insert_into(name)

    def add(self, name: str, rows: pl.DataFrame) -> None:
        """Add a table of text."""
        self._connection.from_arrow(_Arrow(rows)).create(name)


@contextmanager
def filling(path: Path, codes: Mapping[str, Iterable[str]], table: str = OBSERVATIONS) -> Iterator[Filling]:
    """Make a DuckDB file with a table `observations`, kept only if the block ends without an error.

    `codes` lists what the coded columns may hold; `table` is the statement that makes the table.
    """
    listed = pl.DataFrame(
        [(column, code) for column in CODED for code in codes.get(column, ())],
        schema={"list": pl.String, "code": pl.String},
        orient="row",
    )
    try:
        with duckdb.connect(str(path)) as connection:
            connection.execute("set threads = 1")
            connection.register("codes", _Arrow(listed))
            connection.execute(TYPES)
            connection.execute(table)
            connection.begin()
            yield Filling(connection)
            connection.commit()
    except BaseException:
        path.unlink(missing_ok=True)
        raise


class _Arrow:
    """A frame as DuckDB takes it, not registered: a registered one stays in memory until the transaction ends."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self._rows = rows

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._rows.__arrow_c_stream__(requested_schema)
