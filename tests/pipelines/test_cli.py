import json
import shutil

import polars as pl
import pytest
from typer.testing import CliRunner

from pipelines import cli
from pipelines.observations import FILE_COLUMNS, RELEASE_SCHEMA

DONE, DATA_PROBLEMS, WRONG_USE, SYSTEM_FAILED = 0, 1, 2, 3
HEADER = ",".join(FILE_COLUMNS)
ROW = "residential_care_number,FIN,2018,_T,Y0T17,_T,stock,5000,A,,Table 3,"


@pytest.fixture
def data(tmp_path, request, monkeypatch):
    """Let the command line read a copy of the truth data and write to a store of its own."""
    monkeypatch.setenv("DI_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("DI_STORE_DIR", str(tmp_path / "store"))
    return shutil.copytree(request.config.rootpath / "tests/data/truth", tmp_path / "data")


@pytest.fixture
def di_tracker_here():
    """Run a command in this process."""

    def run(*arguments):
        cli.settings.cache_clear()
        return CliRunner().invoke(cli.app, [str(each) for each in arguments])

    return run


@pytest.fixture
def correction(data):
    """Change one figure."""

    def correct():
        path = data / "figures" / "national.csv"
        path.write_text(path.read_text().replace(",15568,", ",15569,"))

    return correct


@pytest.mark.usefixtures("data")
def test_build_prints_the_release_and_its_counts(di_tracker_here):
    finished = di_tracker_here("build", "--json")
    assert finished.exit_code == DONE
    printed = json.loads(finished.stdout)
    assert {key: printed[key] for key in ("number", "new", "observations", "derived", "areas", "indicators")} == {
        "number": 1,
        "new": True,
        "observations": 128,
        "derived": 30,
        "areas": 9,
        "indicators": 9,
    }
    assert len(printed["release"]) == 64
    again = json.loads(di_tracker_here("build", "--json").stdout)
    assert again == {**printed, "new": False}


@pytest.mark.usefixtures("data")
def test_build_says_it_in_words(di_tracker_here):
    assert "Release 1 of " in di_tracker_here("build").stdout
    assert "nothing changed" in di_tracker_here("build").stdout


def test_build_names_a_bad_row(data, di_tracker_here):
    path = data / "figures" / "national.csv"
    path.write_text(path.read_text().replace(",15568,", ",many,"))
    finished = di_tracker_here("build")
    assert finished.exit_code == DATA_PROBLEMS
    assert "figures/national.csv, line " in finished.stderr
    assert "Found `many`, expected a number such as 1204.5." in finished.stderr


def test_build_names_a_bad_metadata_file(data, di_tracker_here):
    (data / "indicators" / "foster_care_number.toml").write_text("id = ")
    finished = di_tracker_here("build")
    assert finished.exit_code == DATA_PROBLEMS
    assert "foster_care_number.toml" in finished.stderr


def test_a_store_that_cannot_be_written_is_a_failure_of_the_system(data, di_tracker_here, monkeypatch):
    monkeypatch.setenv("DI_STORE_DIR", str(data / "figures" / "national.csv"))
    assert di_tracker_here("build").exit_code == SYSTEM_FAILED


@pytest.mark.usefixtures("data")
def test_check_prints_place_found_and_expected(tmp_path, di_tracker_here):
    path = tmp_path / "national.csv"
    path.write_text("\n".join([HEADER, ROW, ROW.replace("FIN", "XX").replace("5000", "-1"), ""]))
    finished = di_tracker_here("check", path)
    assert finished.exit_code == DATA_PROBLEMS
    assert f"{path}, line 3, ref_area:" in finished.stdout
    assert "2 rows read, 1 accepted, 2 problems." in finished.stdout
    printed = json.loads(di_tracker_here("check", path, "--json").stdout)
    assert printed["accepted"] == 1
    assert [(each["line"], each["rule"]) for each in printed["problems"]] == [
        (3, "unknown_ref_area"),
        (3, "value_negative"),
    ]


def test_check_of_a_good_file_is_done(data, di_tracker_here):
    finished = di_tracker_here("check", data / "figures" / "national.csv", data / "figures" / "harmonised.csv")
    assert finished.exit_code == DONE
    assert "0 problems" in finished.stdout


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(
    "arguments", [("check",), ("check", "no_such_file.csv"), ("verify", "99"), ("rollback",), ("nonsense",)]
)
def test_wrong_use_is_said(di_tracker_here, arguments):
    assert di_tracker_here(*arguments).exit_code == WRONG_USE


def test_releases_are_listed_newest_first(correction, di_tracker_here):
    di_tracker_here("build")
    correction()
    di_tracker_here("build")
    printed = json.loads(di_tracker_here("releases", "--json").stdout)
    assert [(each["number"], each["current"]) for each in printed] == [(2, True), (1, False)]


def test_rollback_serves_the_one_before(correction, di_tracker_here):
    di_tracker_here("build")
    correction()
    di_tracker_here("build")
    assert "Release 1 of " in di_tracker_here("rollback").stdout
    printed = json.loads(di_tracker_here("releases", "--json").stdout)
    assert [each["number"] for each in printed if each["current"]] == [1]
    assert di_tracker_here("rollback", "2").exit_code == DONE


def test_verify_finds_a_changed_file(data, di_tracker_here):
    release = json.loads(di_tracker_here("build", "--json").stdout)["release"]
    assert di_tracker_here("verify", "--rebuild").exit_code == DONE
    path = data.parent / "store" / "releases" / release / "milestones.parquet"
    path.write_bytes(path.read_bytes() + b" ")
    finished = di_tracker_here("verify", "--json")
    assert finished.exit_code == SYSTEM_FAILED
    assert json.loads(finished.stdout) == {release: [f"{path} has other bytes than the manifest says"]}


@pytest.mark.usefixtures("data")
def test_export_writes_every_digit(tmp_path, di_tracker_here, truth_observations):
    di_tracker_here("build")
    for name in ("all.parquet", "all.csv"):
        assert di_tracker_here("export", tmp_path / name).exit_code == DONE
    assert pl.read_parquet(tmp_path / "all.parquet").equals(truth_observations)
    assert pl.read_csv(tmp_path / "all.csv", schema=RELEASE_SCHEMA).equals(truth_observations)


@pytest.mark.usefixtures("data")
def test_export_of_one_indicator(tmp_path, di_tracker_here):
    di_tracker_here("build")
    path = tmp_path / "one.csv"
    di_tracker_here("export", path, "--indicator", "residential_care_share", "--release", "1")
    assert pl.read_csv(path)["indicator"].unique().to_list() == ["residential_care_share"]
    assert di_tracker_here("export", path, "--indicator", "nonsense").exit_code == WRONG_USE
    assert di_tracker_here("export", tmp_path / "one.xls").exit_code == WRONG_USE


@pytest.mark.usefixtures("data")
def test_run_builds_first_and_then_serves(di_tracker_here, monkeypatch):
    served = []
    monkeypatch.setattr(cli.runpy, "run_module", lambda name, **_: served.append((name, cli.sys.argv[1:])))
    monkeypatch.setattr(cli.sys, "argv", ["di-tracker"])
    assert di_tracker_here("run", "--port", "8600").exit_code == DONE
    assert served == [("dashboard.server", ["--host", "127.0.0.1", "--port", "8600"])]
    assert [each["number"] for each in json.loads(di_tracker_here("releases", "--json").stdout)] == [1]


def test_the_command_is_installed(di_tracker, data):
    finished = di_tracker("build", "--json", data_dir=data, store_dir=data.parent / "store")
    assert finished.returncode == DONE
    assert json.loads(finished.stdout)["observations"] == 128
