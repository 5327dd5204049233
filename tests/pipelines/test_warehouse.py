from concurrent.futures import ThreadPoolExecutor

import duckdb
import polars as pl
import pytest

from pipelines.observations import KEY, RELEASE_SCHEMA
from pipelines.warehouse import Warehouse


@pytest.fixture
def warehouse(truth_release):
    opened = Warehouse(truth_release)
    yield opened
    opened.close()


def test_rows_come_back_as_the_release_holds_them(warehouse, truth_release):
    assert warehouse.observations().equals(truth_release.table("observations"))


def test_codes_are_plain_text_and_rows_are_sorted(warehouse):
    rows = warehouse.observations()
    assert rows.schema == RELEASE_SCHEMA
    assert rows.equals(rows.sort(KEY))


def test_only_what_is_asked_for_is_read(warehouse):
    rows = warehouse.observations(["residential_care_rate", "residential_care_share"], ["POL"])
    assert set(rows.select("indicator", "ref_area").rows()) == {
        ("residential_care_rate", "POL"),
        ("residential_care_share", "POL"),
    }


def test_asking_for_nothing_or_for_what_is_not_there_gives_no_rows(warehouse):
    assert warehouse.observations([]).schema == RELEASE_SCHEMA
    assert warehouse.observations([]).is_empty()
    assert warehouse.observations(["no_such_indicator"]).is_empty()
    assert warehouse.observations(["x' or true --"]).is_empty()


def test_zero_suppressed_missing_and_the_rest_stay_five_different_things(warehouse):
    rows = warehouse.observations(["residential_care_number"], ["DNK", "EST"]).filter(pl.col("source") == "national")
    found = {
        (row["ref_area"], row["time_period"]): (row["obs_value"], row["obs_status"])
        for row in rows.iter_rows(named=True)
    }
    assert found["DNK", 2017] == (0.0, "A")
    assert found["DNK", 2018] == (None, "O")
    assert found["DNK", 2020] == (None, "Q")
    assert found["EST", 2016] == (None, "L")
    assert found["EST", 2020] == (None, "M")
    assert ("EST", 2018) not in found


def test_coverage_counts_values_and_breaks(warehouse):
    rows = warehouse.coverage().filter(pl.col("indicator") == "residential_care_number", pl.col("source") == "national")
    found = {row["ref_area"]: row for row in rows.iter_rows(named=True)}
    assert {column: found["LVA"][column] for column in ("first", "last", "points", "breaks")} == {
        "first": 2016,
        "last": 2019,
        "points": 4,
        "breaks": 1,
    }
    assert found["DNK"]["points"] == 5
    assert rows.columns == ["indicator", "ref_area", "source", "first", "last", "points", "breaks"]


def test_context_is_text_in_the_order_of_its_file(warehouse):
    for read in (warehouse.milestones, warehouse.targets, warehouse.practices, warehouse.frameworks):
        rows = read()
        assert rows.height == 1
        assert set(rows.dtypes) == {pl.String}


def test_any_number_of_threads_may_read_at_once(warehouse):
    whole = warehouse.observations()
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: warehouse.observations(), range(40)))
    assert all(rows.equals(whole) for rows in found)


@pytest.mark.parametrize(
    "statement",
    [
        "create table more (value integer)",
        "delete from observations",
        "select * from read_csv('/etc/passwd')",
        "copy observations to '/tmp/taken.csv'",
        "attach '/tmp/other.duckdb'",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "set lock_configuration = false",
    ],
)
def test_a_release_is_read_and_nothing_else(warehouse, statement):
    with pytest.raises(duckdb.Error):
        warehouse._connection.cursor().execute(statement)


def test_the_file_is_a_cache_that_may_be_deleted(truth_release):
    (folder,) = (truth_release.path.parents[1] / "cache").iterdir()
    for path in folder.iterdir():
        path.unlink()
    opened = Warehouse(truth_release)
    assert opened.observations().height == truth_release.manifest["rows"]["observations"]
    opened.close()
    assert [path.name for path in folder.iterdir()] == [f"{truth_release.id}-{duckdb.__version__}.duckdb"]
