"""The command line does what the page does, and a killed process loses nothing."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from pipelines import members, submissions
from pipelines.releases import all_releases, current_release, faults
from tests.pipelines.conftest import csv_file

ROWS = ({"obs_value": "500"}, {"time_period": "2018", "obs_value": "2000", "ref_date": "2018-12-31"})


@pytest.fixture
def run(di_tracker, own_store, people):
    def command(*arguments, code=0):
        assert people.owner.is_owner
        done = di_tracker(*arguments, "--json", store_dir=own_store)
        assert done.returncode == code, done.stdout + done.stderr
        return json.loads(done.stdout) if done.stdout else done.stderr

    return command


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "figures.csv"
    path.write_bytes(csv_file(*ROWS))
    return path


def test_check_gives_the_page_s_problems_and_difference(run, file, own_store, people):
    told = run("check", str(file), "--organisation", "ministry")
    draft = submissions.create_draft(own_store, file.read_bytes(), file.name, "ministry", people.owner)
    found = submissions.examine(own_store, draft)
    assert [row["rule"] for row in told["problems"]] == found.problems["rule"].to_list()
    assert (told["accepted"], told["difference"]["added"]) == (2, 2)


def test_check_says_by_its_exit_code_that_a_file_is_wrong(run, tmp_path):
    path = tmp_path / "figures.csv"
    path.write_bytes(csv_file({"obs_value": "-1"}))
    assert run("check", str(path), code=1)["groups"][0]["rule"] == "value_negative"


def test_check_refuses_what_is_no_table_in_one_sentence(run, tmp_path):
    path = tmp_path / "picture.xlsx"
    path.write_bytes(b"\x89PNG....")
    assert run("check", str(path), code=1)["refused"]["action"]


def test_a_file_goes_from_submit_to_published_and_back(run, file, own_store):
    stopped = run("submit", str(file), "--organisation", "ministry", code=1)
    assert "jump_from_last_year" in stopped
    sent = run("submit", str(file), "--organisation", "Ministry", "--explain", "jump_from_last_year=A reform.")
    assert sent["state"] == "submitted"
    run("review", "return", sent["submission"], "--comment", "Why?")
    assert run("review", "list")[0]["state"] == "returned"
    run("submit", str(file), "--organisation", "ministry", "--explain", "jump_from_last_year=The reform of 2019.")
    assert run("review", "approve", sent["submission"])["state"] == "approved"
    published = run("publish", sent["submission"])
    assert published["release"] == current_release(own_store).id
    assert run("review", "show", sent["submission"])["events"][-1]["action"] == "publish"
    assert run("verify", "--rebuild") == {each.id: [] for each in all_releases(own_store)}
    run("withdraw", sent["submission"])
    assert run("review", "list", "--state", "withdrawn")[0]["submission"] == sent["submission"]


def test_members_are_kept_by_commands(run):
    made = run("members", "add-organisation", "New Office")
    invited = run("members", "invite", "x@example.org", "--organisation", made["slug"], "--area", "LVA")
    assert (invited["role"], invited["areas"]) == ("contributor", "LVA")
    assert invited["member"] in {row["member"] for row in run("members", "list")}


def test_rules_are_listed(run):
    assert len(run("rules")) >= 40


@pytest.mark.parametrize("wait", [0.0, 0.9, 1.1, 1.3, 1.5, 1.8, 2.2])
def test_a_process_killed_while_publishing_leaves_a_sound_store(own_store, people, wait):
    draft = submissions.create_draft(own_store, csv_file({"note": "Sound."}), "figures.csv", "ministry", people.owner)
    submissions.submit(own_store, draft.id, people.owner)
    submissions.approve(own_store, draft.id, people.owner)
    environment = {**os.environ, "DI_STORE_DIR": str(own_store)}
    process = subprocess.Popen([sys.executable, "-m", "pipelines", "publish", draft.id], env=environment)
    time.sleep(wait)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert submissions.submission(own_store, draft.id).state in {"approved", "published"}
    assert faults(current_release(own_store)) == []
    built = submissions.publish(own_store, [draft.id], members.owner(own_store))
    assert submissions.submission(own_store, draft.id).state == "published"
    assert (len(all_releases(own_store)), faults(built.release)) == (2, [])
