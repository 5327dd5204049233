"""A build may be killed at any moment, and readers read on while another process publishes."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.registry import releases as registry
from pipelines.registry.database import migrate, registry_url
from pipelines.releases import all_releases, build_release, current_release, faults
from pipelines.warehouse import Warehouse

TRIES = 5
"""A build may end before it can be killed at a late moment; then it is tried again."""

BUILD = (
    "import sys, pathlib; from pipelines.releases import build_release;"
    "build_release(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))"
)

READ = """
import sys, pathlib
from pipelines.releases import current_release
from pipelines.warehouse import Warehouse
store, stop = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
seen, reads = set(), 0
while not stop.exists() or reads < 2:
    release = current_release(store)
    warehouse = Warehouse(release)
    rows = warehouse.observations(["residential_care_number"], ["POL"])
    warehouse.close()
    assert rows.height == 7, rows
    seen.add(release.number)
    reads += 1
print(reads, sorted(seen))
"""


@pytest.fixture
def data(tmp_path, request):
    return shutil.copytree(request.config.rootpath / "tests/data/truth", tmp_path / "data")


@pytest.fixture
def store_dir(tmp_path, data):
    """A store with a first release, whose data have changed since."""
    build_release(tmp_path / "store", data)
    correct(data, 1)
    return tmp_path / "store"


def correct(data, number):
    """Give the data a content that no release has."""
    path = data / "figures" / "national.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"(residential_care_number,POL,2016,.*?,stock),\d+", rf"\1,{15568 + number}", text))


def start(code, *arguments):
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def kill_when(process, happened, deadline_seconds=60):
    """Kill a process as soon as something has happened, or let it end first; say which."""
    deadline = time.monotonic() + deadline_seconds
    while process.poll() is None:
        if happened():
            process.send_signal(signal.SIGKILL)
            break
        assert time.monotonic() < deadline
    process.communicate(timeout=deadline_seconds)
    return process.returncode == -signal.SIGKILL


def moments(store_dir):
    """What becomes visible in the store while a build goes on, in order."""
    known = {path.name for path in (store_dir / "releases").iterdir()}
    inputs = len(list((store_dir / "inputs").iterdir()))

    def new_release():
        return {path.name for path in (store_dir / "releases").iterdir()} - known

    return {
        "at once": lambda: True,
        "inputs kept": lambda: len(list((store_dir / "inputs").iterdir())) > inputs,
        "building": lambda: (store_dir / "building").exists(),
        "first file": lambda: any((store_dir / "building").rglob("*.parquet")),
        "manifest": lambda: any((store_dir / "building").rglob("manifest.json")),
        "renamed": new_release,
    }


@pytest.mark.parametrize("moment", ["at once", "inputs kept", "building", "first file", "manifest", "renamed"])
def test_a_killed_build_leaves_the_release_before_and_the_next_build_works(store_dir, data, moment):
    before = current_release(store_dir)
    pristine = shutil.copytree(store_dir, store_dir.with_name("pristine"))
    for _ in range(TRIES):
        if kill_when(start(BUILD, store_dir, data), moments(store_dir)[moment]):
            break
        shutil.rmtree(store_dir)
        shutil.copytree(pristine, store_dir)

    served = current_release(store_dir)
    assert faults(served) == []
    assert served == before or served.number == 2

    built = build_release(store_dir, data)
    assert (built.release.number, built.release.previous) == (2, before.id)
    assert faults(built.release) == []
    assert not (store_dir / "building").exists()
    assert [each.number for each in all_releases(store_dir)] == [2, 1]


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7, 0.9])
def test_a_build_killed_at_any_time_leaves_a_sound_release(store_dir, data, share):
    started = time.monotonic()
    twin = shutil.copytree(store_dir, store_dir.with_name("twin"))
    start(BUILD, twin, data).communicate(timeout=60)
    whole = time.monotonic() - started

    started = time.monotonic()
    kill_when(start(BUILD, store_dir, data), lambda: time.monotonic() - started > whole * share)
    assert faults(current_release(store_dir)) == []
    assert build_release(store_dir, data).release.number == 2


def test_a_registry_killed_while_it_is_made_is_made_by_the_next_build(tmp_path, data):
    store_dir = tmp_path / "fresh"
    process = start(BUILD, store_dir, data)
    kill_when(process, (store_dir / "registry.sqlite").exists)
    assert build_release(store_dir, data).release.number == 1


def test_a_finished_directory_without_its_row_is_published_by_the_next_build(tmp_path, data, monkeypatch):
    """The build that was killed between the rename and the transaction."""
    store_dir = tmp_path / "fresh"

    def killed(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(registry, "publish", killed)
        with pytest.raises(KeyboardInterrupt):
            build_release(store_dir, data)
    assert len(list((store_dir / "releases").iterdir())) == 1
    with pytest.raises(LookupError):
        current_release(store_dir)
    built = build_release(store_dir, data)
    assert (built.release.number, faults(built.release)) == (1, [])


def test_a_reader_never_fails_while_another_process_publishes(store_dir, data, tmp_path):
    stop = tmp_path / "stop"
    readers = [start(READ, store_dir, stop) for _ in range(2)]
    try:
        for number in range(2, 6):
            correct(data, number)
            build_release(store_dir, data)
    finally:
        stop.touch()
        finished = [reader.communicate(timeout=60) for reader in readers]
    assert [reader.returncode for reader in readers] == [0, 0], finished
    assert all(int(printed.split()[0]) >= 2 for printed, _ in finished)


def test_a_release_open_in_a_reader_goes_on_giving_its_own_rows(store_dir, data):
    warehouse = Warehouse(current_release(store_dir))
    before = warehouse.observations()
    build_release(store_dir, data)
    assert warehouse.observations().equals(before)
    warehouse.close()


def test_two_builds_at_once_publish_one_release(store_dir, data):
    processes = [start(BUILD, store_dir, data) for _ in range(2)]
    finished = [process.communicate(timeout=60) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], finished
    assert [each.number for each in all_releases(store_dir)] == [2, 1]


def test_the_pointer_moves_only_from_where_the_build_found_it(store_dir):
    url = registry_url(store_dir)
    served = registry.current(url)
    with pytest.raises(registry.PointerMovedError):
        registry.publish(url, served._replace(id="f" * 64), expected="0" * 64, act=registry.Act("publish"))
    assert registry.current(url) == served
    assert registry.published(url, "f" * 64) is None


def test_the_registry_waits_for_the_disk(store_dir):
    with migrate(registry_url(store_dir)).connect() as connection:
        pragmas = [connection.exec_driver_sql(f"pragma {name}").scalar() for name in ("journal_mode", "synchronous")]
    assert pragmas == ["wal", 2]


def test_leftovers_of_killed_builds_are_removed(store_dir, data):
    (store_dir / "building" / "old").mkdir(parents=True)
    (store_dir / "building" / "old" / "observations.parquet").touch()
    build_release(store_dir, data)
    assert not (store_dir / "building").exists()


def test_inputs_are_kept_under_their_hash(store_dir, data):
    release = build_release(store_dir, data).release
    named = release.manifest["recipe"]["data"]
    kept = {path.name for path in (store_dir / "inputs").iterdir()}
    assert named["figures/national.csv"] in kept
    assert all(Path(name).suffix in {".csv", ".toml"} for name in named)
    assert os.access(store_dir / "inputs" / named["figures/national.csv"], os.R_OK)
