import dataclasses
import os
import shutil
import subprocess
import sys

import polars as pl
import pytest

from pipelines.canonical import content_id
from pipelines.catalogue import CatalogueError
from pipelines.content import CONTENT_FOLDERS, DataError, read_content
from pipelines.observations import RELEASE_SCHEMA
from pipelines.registry.database import registry_url
from pipelines.registry.releases import audit
from pipelines.releases import (
    all_releases,
    build_release,
    current_release,
    faults,
    rebuilt_id,
    release_by_id,
    rollback,
)

PRINT_ID = """
import sys, pathlib
from pipelines.content import read_content
print(read_content(pathlib.Path(sys.argv[1])).id)
"""


@pytest.fixture
def data(tmp_path, request):
    """A copy of the truth data that a test may change."""
    return shutil.copytree(request.config.rootpath / "tests/data/truth", tmp_path / "data")


@pytest.fixture
def store_dir(tmp_path):
    return tmp_path / "store"


def correct(data, before, after):
    """Replace a text in the national figures."""
    path = data / "figures" / "national.csv"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_a_first_build_is_release_1(data, store_dir):
    built = build_release(store_dir, data)
    assert built.is_new
    assert (built.release.number, built.release.previous) == (1, None)
    assert current_release(store_dir) == built.release
    assert built.release.date.tzinfo is not None


def test_a_release_holds_observations_context_and_catalogue(truth_release):
    rows = truth_release.table("observations")
    assert rows.schema == RELEASE_SCHEMA
    assert rows.height == truth_release.manifest["rows"]["observations"]
    assert truth_release.table("milestones")["id"].to_list() == ["M001"]
    assert truth_release.catalogue()["residential_care_rate"].unit == "per_100k_children"


def test_the_catalogue_of_a_release_is_the_one_of_its_data(truth_release, request):
    assert truth_release.catalogue() == read_content(request.config.rootpath / "tests/data/truth").catalogue


def test_the_same_content_again_changes_nothing(data, store_dir):
    first, second = build_release(store_dir, data), build_release(store_dir, data)
    assert second == (first.release, False)
    assert len(all_releases(store_dir)) == 1


def test_the_order_of_rows_in_a_file_is_not_content(data, store_dir):
    first = build_release(store_dir, data).release
    path = data / "figures" / "national.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([header, *reversed(rows)]) + "\n", encoding="utf-8")
    assert build_release(store_dir, data).release == first


@pytest.mark.parametrize(
    "change",
    [
        lambda data: correct(data, "15568", "15569"),
        lambda data: correct(data, "Includes secure homes.", "Includes secure units."),
        lambda data: (data / "sources/national.toml").write_text(
            (data / "sources/national.toml").read_text().replace("CC BY 4.0", "CC0")
        ),
        lambda data: (data / "context/practices.csv").write_text(
            (data / "context/practices.csv").read_text().replace("Twelve", "Ten")
        ),
    ],
    ids=["value", "note", "licence", "context"],
)
def test_whatever_readers_see_is_part_of_the_id(data, store_dir, change):
    first = build_release(store_dir, data).release
    change(data)
    second = build_release(store_dir, data)
    assert second.is_new
    assert second.release.number == 2
    assert second.release.previous == first.id


def test_null_and_empty_text_are_not_the_same_content(truth_release):
    rows, catalogue = truth_release.table("observations"), truth_release.catalogue()
    emptied = rows.with_columns(pl.col("note").fill_null(""))
    assert content_id(rows, {}, catalogue) != content_id(emptied, {}, catalogue)


def id_elsewhere(data, tmp_path, threads):
    """Return the id of a copy of the data, in another process with so many threads."""
    elsewhere = tmp_path / "another place"
    for name in CONTENT_FOLDERS:
        shutil.copytree(data / name, elsewhere / name)
    environment = {**os.environ, "POLARS_MAX_THREADS": threads, "PYTHONHASHSEED": threads}
    command = [sys.executable, "-c", PRINT_ID, str(elsewhere)]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=True, timeout=120
    ).stdout.strip()


@pytest.mark.parametrize("threads", ["1", "2"])
def test_the_id_is_the_same_in_another_folder_and_with_other_thread_counts(tmp_path, data, truth_release, threads):
    assert id_elsewhere(data, tmp_path, threads) == truth_release.id


@pytest.mark.parametrize("threads", ["1", "2"])
def test_the_figures_that_ship_have_one_id_everywhere(tmp_path, request, shipped_release, threads):
    assert id_elsewhere(request.config.rootpath / "data", tmp_path, threads) == shipped_release.id


def test_a_release_that_is_served_is_never_changed(data, store_dir):
    first = build_release(store_dir, data).release
    before = {path.name: path.stat().st_mtime_ns for path in first.path.iterdir()}
    correct(data, "15568", "15569")
    build_release(store_dir, data)
    assert {path.name: path.stat().st_mtime_ns for path in first.path.iterdir()} == before
    assert faults(first) == []


def test_a_bad_row_fails_the_build_with_its_place(data, store_dir):
    first = build_release(store_dir, data).release
    correct(data, "15568", "many")
    with pytest.raises(
        DataError, match=r"figures/national\.csv, line \d+, obs_value: .* Found `many`, expected a number"
    ):
        build_release(store_dir, data)
    assert current_release(store_dir) == first
    assert not (store_dir / "building").exists()


def test_a_bad_metadata_file_fails_the_build_with_its_name(data, store_dir):
    (data / "sources" / "national.toml").write_text('id = "national"\n')
    with pytest.raises(CatalogueError, match=r"national\.toml"):
        build_release(store_dir, data)
    with pytest.raises(LookupError):
        current_release(store_dir)


def test_changes_say_what_was_corrected(data, store_dir):
    first = build_release(store_dir, data).release
    correct(data, "15568", "15569")
    second = build_release(store_dir, data).release
    assert all(entry["changed"] == entry["removed"] == 0 and not entry["examples"] for entry in first.changes)
    (entry,) = second.changes
    assert (entry["source"], entry["indicator"]) == ("national", "residential_care_number")
    assert (entry["added"], entry["changed"], entry["removed"]) == (0, 1, 0)
    (example,) = entry["examples"]
    assert (example["ref_area"], example["time_period"]) == ("POL", 2016)
    assert (example["before"], example["after"]) == (15568.0, 15569.0)
    assert example["text"] == "Poland 2016: 15,568 → 15,569"


def test_rollback_serves_the_release_before_and_a_build_goes_forward_again(data, store_dir):
    first = build_release(store_dir, data).release
    correct(data, "15568", "15569")
    second = build_release(store_dir, data).release
    assert rollback(store_dir) == first
    assert current_release(store_dir) == first
    again = build_release(store_dir, data)
    assert again == (second, False)
    assert current_release(store_dir) == second
    actions = [entry.action for entry in audit(registry_url(store_dir))]
    assert actions == ["publish again", "rollback", "publish", "publish"]


def test_there_is_nothing_before_the_first_release(data, store_dir):
    build_release(store_dir, data)
    with pytest.raises(LookupError):
        rollback(store_dir)


def test_a_release_is_found_by_id_by_its_beginning_and_by_number(truth_release, truth_store):
    for name in (truth_release.id, truth_release.id[:8], "1"):
        assert release_by_id(truth_store, name) == truth_release
    for name in (truth_release.id[:7], "2", ""):
        with pytest.raises(LookupError):
            release_by_id(truth_store, name)


def test_a_changed_byte_is_found(data, store_dir):
    release = build_release(store_dir, data).release
    path = release.path / "observations.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    assert faults(release) == [f"{path} has other bytes than the manifest says"]


def test_a_missing_file_is_found(data, store_dir):
    release = build_release(store_dir, data).release
    (release.path / "targets.parquet").unlink()
    assert faults(release) == [f"{release.path / 'targets.parquet'} is missing"]


def test_an_id_that_is_not_its_content_is_found(data, store_dir):
    release = build_release(store_dir, data).release
    renamed = dataclasses.replace(release, id="0" * 64)
    assert faults(renamed) == [f"the content of {release.path} has id {release.id}"]


def test_a_release_is_built_again_from_its_kept_inputs(data, store_dir):
    release = build_release(store_dir, data).release
    shutil.rmtree(data)
    assert rebuilt_id(store_dir, release) == release.id


def test_an_empty_store_has_no_release_and_stays_empty(store_dir):
    with pytest.raises(LookupError):
        current_release(store_dir)
    assert all_releases(store_dir) == []
    assert not store_dir.exists()


def test_an_indicator_is_one_file_and_its_rows(data, store_dir):
    entry = (data / "indicators" / "foster_care_number.toml").read_text(encoding="utf-8")
    added = data / "indicators" / "supported_lodgings_number.toml"
    added.write_text(entry.replace("foster_care_number", "supported_lodgings_number"), encoding="utf-8")
    with (data / "figures" / "national.csv").open("a", encoding="utf-8") as file:
        file.write("supported_lodgings_number,LVA,2019,_T,Y0T17,_T,stock,12,A,,Table 9,\n")
    release = build_release(store_dir, data).release
    rows = release.table("observations").filter(pl.col("indicator") == "supported_lodgings_number")
    assert rows["obs_value"].to_list() == [12.0]
    assert "supported_lodgings_number" in release.catalogue().indicators


def test_a_source_is_one_file_and_one_file_of_figures(data, store_dir):
    entry = (data / "sources" / "national.toml").read_text(encoding="utf-8")
    (data / "sources" / "ministry.toml").write_text(
        entry.replace('id = "national"', 'id = "ministry"'), encoding="utf-8"
    )
    header = (data / "figures" / "national.csv").read_text(encoding="utf-8").splitlines()[0]
    row = "foster_care_number,LVA,2019,_T,Y0T17,_T,stock,340,A,,Table 1,"
    (data / "figures" / "ministry.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    rows = build_release(store_dir, data).release.table("observations")
    assert rows.filter(pl.col("source") == "ministry")["obs_value"].to_list() == [340.0]
