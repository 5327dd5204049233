"""From a file to a release and back: states, who may do what, and that nothing is lost or published twice."""

import dataclasses
import json
from concurrent.futures import ThreadPoolExecutor

import polars as pl
import pytest

from pipelines import submissions
from pipelines.change_words import change_sentences
from pipelines.difference import counts, difference, touched_indicators
from pipelines.intake.intake import Decisions
from pipelines.members import Grant, NotAllowedError
from pipelines.provenance import provenance
from pipelines.registry import releases as registry
from pipelines.registry.database import registry_url
from pipelines.releases import all_releases, build_release, current_release, entries_of, faults, rebuilt_id
from pipelines.submissions import StateError, SubmissionError
from tests.conftest import TRUTH
from tests.pipelines.conftest import csv_file, joined

KEY = {
    "indicator": "foster_care_number",
    "ref_area": "LVA",
    "time_period": 2019,
    **dict.fromkeys(("sex", "disability"), "_T"),
    "age": "Y0T17",
    "count_basis": "stock",
    "source": "ministry_submitted",
}


def sent(store_dir, people, content=None, name="figures.csv", sentence="Counted anew."):
    """Return a submission that is handed in, every warning explained."""
    draft = submissions.create_draft(store_dir, content or csv_file({}), name, "ministry", people.contributor)
    warned = submissions.examine(store_dir, draft).unexplained["rule"].unique()
    decisions = dataclasses.replace(draft.decisions, explanations=dict.fromkeys(warned, sentence))
    submissions.save(store_dir, draft.id, decisions, people.contributor)
    return submissions.submit(store_dir, draft.id, people.contributor)


def published(store_dir, people, content=None, **changes):
    handed_in = sent(store_dir, people, content, **changes)
    submissions.approve(store_dir, handed_in.id, people.reviewer)
    return handed_in.id, submissions.publish(store_dir, [handed_in.id], people.reviewer)


def figures(release, **key):
    return release.table("observations").filter([pl.col(column) == value for column, value in key.items()])


def test_the_bytes_are_kept_before_a_draft_is_there(own_store, people):
    content = csv_file({})
    draft = submissions.create_draft(own_store, content, "figures.csv", "ministry", people.contributor)
    assert (own_store / "inputs" / draft.sha256).read_bytes() == content
    assert submissions.raw_file(own_store, draft.id, people.contributor) == content


def test_the_file_name_is_only_text(own_store, people):
    draft = submissions.create_draft(own_store, csv_file({}), "../../etc/x\x00\n.csv", "ministry", people.contributor)
    assert draft.file_name == "x.csv"


def test_a_second_upload_of_the_same_file_is_the_same_submission(own_store, people):
    first, second = (
        submissions.create_draft(own_store, csv_file({}), name, "ministry", people.contributor) for name in "ab"
    )
    assert first == second


def test_a_published_submission_is_in_the_release_under_its_own_source(own_store, people):
    submission_id, built = published(own_store, people)
    row = figures(built.release, **KEY).row(0, named=True)
    assert (row["obs_value"], row["submission"]) == (1204.0, submission_id)
    source = built.release.catalogue().sources["ministry_submitted"]
    assert (source.title["en"], source.official) == ("Ministry, submitted", False)
    assert submissions.submission(own_store, submission_id).state == "published"
    assert faults(built.release) == []


def test_the_recipe_rebuilds_the_same_release(own_store, people):
    _, built = published(own_store, people, csv_file({}, {"time_period": "2018", "obs_value": "1100"}))
    assert rebuilt_id(own_store, built.release) == built.release.id


def test_the_same_file_gives_the_same_release_in_another_store(own_store, people, tmp_path_factory):
    _, built = published(own_store, people)
    other = tmp_path_factory.mktemp("other")
    build_release(other, TRUTH)
    owner = submissions_owner(other)
    draft = submissions.create_draft(other, csv_file({}), "another name.csv", "ministry", owner)
    explained = dict.fromkeys(submissions.examine(other, draft).unexplained["rule"].unique(), "Counted anew.")
    submissions.save(other, draft.id, dataclasses.replace(draft.decisions, explanations=explained), owner)
    submissions.submit(other, draft.id, owner)
    submissions.approve(other, draft.id, owner)
    assert submissions.publish(other, [draft.id], owner).release.id == built.release.id


def submissions_owner(store_dir):
    from pipelines import members

    owner = members.owner(store_dir)
    members.add_organisation(store_dir, owner, "Ministry")
    return owner


def test_publishing_twice_publishes_once(own_store, people):
    submission_id, built = published(own_store, people)
    again = submissions.publish(own_store, [submission_id], people.reviewer)
    assert (again.is_new, again.release) == (False, built.release)
    assert len(all_releases(own_store)) == 2


def test_a_warning_asks_for_a_sentence_which_becomes_the_footnote(own_store, people):
    rows = ({"obs_value": "500"}, {"time_period": "2018", "obs_value": "2000", "ref_date": "2018-12-31"})
    draft = submissions.create_draft(own_store, csv_file(*rows), "figures.csv", "ministry", people.contributor)
    assert "jump_from_last_year" in submissions.examine(own_store, draft).unexplained["rule"].to_list()
    with pytest.raises(SubmissionError, match="jump_from_last_year"):
        submissions.submit(own_store, draft.id, people.contributor)
    _, built = published(own_store, people, csv_file(*rows), sentence="Two homes were closed.")
    assert figures(built.release, **KEY)["note"].to_list() == ["Two homes were closed."]


def test_a_small_group_blocks_with_an_explanation(own_store, people):
    draft = submissions.create_draft(
        own_store, csv_file({"sex": "F", "obs_value": "3"}), "figures.csv", "ministry", people.contributor
    )
    with pytest.raises(SubmissionError, match="could be recognised"):
        submissions.submit(own_store, draft.id, people.contributor)


def test_an_edit_mends_a_cell_and_the_raw_file_stays(own_store, people):
    content = csv_file({"obs_value": "12o4"})
    draft = submissions.create_draft(own_store, content, "figures.csv", "ministry", people.contributor)
    assert submissions.examine(own_store, draft).errors["cell"].to_list() == ["H2"]
    submissions.save(own_store, draft.id, Decisions(edits={"!H2": "1204"}), people.contributor)
    found = submissions.examine(own_store, submissions.submission(own_store, draft.id))
    assert found.rows["obs_value"].to_list() == [1204.0]
    assert submissions.raw_file(own_store, draft.id, people.contributor) == content


def test_a_figure_can_be_left_out(own_store, people):
    content = csv_file({"obs_value": "12o4"}, {"time_period": "2018"})
    draft = submissions.create_draft(own_store, content, "figures.csv", "ministry", people.contributor)
    submissions.save(own_store, draft.id, Decisions(edits={"!H2": None}), people.contributor)
    found = submissions.examine(own_store, submissions.submission(own_store, draft.id))
    assert (found.errors.height, found.rows["time_period"].to_list()) == (0, [2018])


class TestReview:
    def test_nobody_approves_their_own(self, own_store, people):
        draft = submissions.create_draft(own_store, csv_file({}), "figures.csv", "ministry", people.reviewer)
        explained = dict.fromkeys(submissions.examine(own_store, draft).unexplained["rule"], "Yes.")
        submissions.save(own_store, draft.id, Decisions(explanations=explained), people.reviewer)
        submissions.submit(own_store, draft.id, people.reviewer)
        with pytest.raises(NotAllowedError, match="nobody approves their own"):
            submissions.approve(own_store, draft.id, people.reviewer)

    def test_nobody_approves_what_they_changed(self, own_store, people):
        draft = submissions.create_draft(own_store, csv_file({"note": "Yes."}), "x.csv", "ministry", people.contributor)
        submissions.submit(own_store, draft.id, people.reviewer)
        with pytest.raises(NotAllowedError, match="what they changed"):
            submissions.approve(own_store, draft.id, people.reviewer)

    def test_nobody_sends_for_another_organisation(self, own_store, people):
        for member in (people.contributor, people.reviewer):
            with pytest.raises(NotAllowedError, match="does not belong to other"):
                submissions.create_draft(own_store, csv_file({}), "x.csv", "other", member)

    def test_a_contributor_approves_and_publishes_nothing(self, own_store, people):
        handed_in = sent(own_store, people)
        with pytest.raises(NotAllowedError):
            submissions.approve(own_store, handed_in.id, people.contributor)
        with pytest.raises(NotAllowedError):
            submissions.publish(own_store, [handed_in.id], people.contributor)

    def test_another_organisation_sees_and_changes_nothing(self, own_store, people):
        handed_in = sent(own_store, people)
        assert submissions.submissions(own_store, people.stranger) == []
        with pytest.raises(NotAllowedError):
            submissions.raw_file(own_store, handed_in.id, people.stranger)
        with pytest.raises(NotAllowedError):
            submissions.save(own_store, handed_in.id, Decisions(), people.stranger)

    def test_a_returned_one_is_mended_and_approved(self, own_store, people):
        handed_in = sent(own_store, people)
        submissions.return_with_comments(own_store, handed_in.id, people.reviewer, "Is 2019 right?")
        assert submissions.events(own_store, handed_in.id)[-1].comment == "Is 2019 right?"
        draft = submissions.submission(own_store, handed_in.id)
        edited = dataclasses.replace(draft.decisions, edits={"!H2": "1198"})
        submissions.save(own_store, draft.id, edited, people.contributor)
        submissions.submit(own_store, draft.id, people.contributor)
        submissions.approve(own_store, draft.id, people.reviewer)
        built = submissions.publish(own_store, [draft.id], people.reviewer)
        assert figures(built.release, **KEY)["obs_value"].to_list() == [1198.0]

    def test_what_is_not_approved_is_not_published(self, own_store, people):
        handed_in = sent(own_store, people)
        with pytest.raises(StateError, match="not approved"):
            submissions.publish(own_store, [handed_in.id], people.reviewer)
        assert len(all_releases(own_store)) == 1

    def test_work_is_not_overwritten_unseen(self, own_store, people):
        draft = submissions.create_draft(own_store, csv_file({}), "figures.csv", "ministry", people.contributor)
        submissions.save(own_store, draft.id, Decisions(), people.contributor, version=draft.version)
        with pytest.raises(StateError):
            submissions.save(own_store, draft.id, Decisions(), people.contributor, version=draft.version)

    def test_a_reviewer_lets_it_take_over_an_official_source(self, own_store, people):
        handed_in = sent(own_store, people, csv_file({"indicator": "residential_care_number", "obs_value": "540"}))
        submissions.approve(own_store, handed_in.id, people.reviewer, takes_over="national")
        before = current_release(own_store)
        built = submissions.publish(own_store, [handed_in.id], people.reviewer)
        key = {**KEY, "indicator": "residential_care_number", "source": "national"}
        assert figures(before, **key)["obs_value"].to_list() == [550.0]
        assert figures(built.release, **key)["obs_value"].to_list() == [540.0]
        assert "ministry_submitted" not in built.release.catalogue().sources
        (entry,) = [each for each in built.release.changes if each["indicator"] == "residential_care_number"]
        assert (entry["examples"][0]["before"], entry["examples"][0]["after"], entry["by"]) == (550, 540, ["Ministry"])


class TestUndoing:
    def test_a_withdrawal_is_a_release_without_it(self, own_store, people):
        first = current_release(own_store)
        submission_id, _ = published(own_store, people)
        built = submissions.withdraw(own_store, submission_id, people.reviewer, "Wrong year.")
        assert built.release.id == first.id
        assert submissions.submission(own_store, submission_id).state == "withdrawn"
        assert submissions.events(own_store, submission_id)[-1].comment == "Wrong year."

    def test_a_rollback_takes_it_off_and_it_waits_as_approved(self, own_store, people):
        submission_id, built = published(own_store, people)
        submissions.rollback(own_store, people.reviewer)
        assert figures(current_release(own_store), **KEY).is_empty()
        assert submissions.submission(own_store, submission_id).state == "approved"
        assert submissions.publish(own_store, [submission_id], people.reviewer).release == built.release

    def test_a_withdrawn_file_may_be_sent_again(self, own_store, people):
        draft = submissions.create_draft(own_store, csv_file({}), "figures.csv", "ministry", people.contributor)
        submissions.withdraw(own_store, draft.id, people.contributor)
        again = submissions.create_draft(own_store, csv_file({}), "figures.csv", "ministry", people.contributor)
        assert (again.id != draft.id, again.state) == (True, "draft")

    def test_the_newer_submission_replaces_the_same_figure(self, own_store, people):
        published(own_store, people)
        _, built = published(own_store, people, csv_file({"obs_value": "1198"}))
        assert figures(built.release, **KEY)["obs_value"].to_list() == [1198.0]
        (entry,) = [each for each in built.release.changes if each["indicator"] == "foster_care_number"]
        assert change_sentences([entry], built.release.catalogue()) == [
            "Latvia 2019, Children in foster care, number: 1,204 → 1,198, corrected by Ministry"
        ]
        assert change_sentences([entry], built.release.catalogue(), "da")[0].endswith(
            "1.204 → 1.198, rettet af Ministry"
        )

    def test_new_shipped_data_keep_what_members_sent(self, own_store, people, tmp_path):
        import shutil

        submission_id, _ = published(own_store, people)
        data = shutil.copytree(TRUTH, tmp_path / "data")
        path = data / "figures" / "national.csv"
        path.write_text(path.read_text(encoding="utf-8").replace(",550,", ",551,"), encoding="utf-8")
        built = build_release(own_store, data)
        assert [each.id for each in entries_of(built.release)] == [submission_id]
        assert figures(built.release, **KEY).height == 1


def test_several_people_send_at_once(own_store, people):
    files = [csv_file({"obs_value": str(1200 + number)}) for number in range(4)] * 4

    def send(content):
        return submissions.create_draft(own_store, content, "figures.csv", "ministry", people.contributor).id

    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(send, files))
    assert len(set(ids)) == 4
    assert {each.id for each in submissions.submissions(own_store, people.contributor)} == set(ids)


def test_a_member_sends_their_areas_only(own_store, people):
    assert not people.contributor.areas
    limited = joined(own_store, "lea", Grant("contributor", "ministry", frozenset({"EST"})))
    draft = submissions.create_draft(own_store, csv_file({"note": "Sound."}), "figures.csv", "ministry", limited)
    with pytest.raises(SubmissionError, match="some areas only"):
        submissions.submit(own_store, draft.id, limited)


def test_a_file_that_cannot_be_kept_leaves_no_draft(own_store, people):
    content = csv_file({"note": "Sound."})
    inputs = own_store / "inputs"
    inputs.rename(own_store / "elsewhere")
    inputs.write_bytes(b"")
    with pytest.raises(OSError, match="inputs"):
        submissions.create_draft(own_store, content, "figures.csv", "ministry", people.contributor)
    assert submissions.submissions(own_store, people.contributor) == []


def test_a_remembered_layout_is_not_asked_again(own_store, people):
    content = b"Country;Year;Children in foster care\nLatvia;2019;1204\nLatvia;2018;1190\n"
    draft = submissions.create_draft(own_store, content, "table.csv", "ministry", people.contributor)
    first = submissions.examine(own_store, draft)
    assert first.questions
    decisions = Decisions(mapping=first.mapping)
    warned = submissions.examine(own_store, dataclasses.replace(draft, decisions=decisions)).unexplained["rule"]
    explained = dataclasses.replace(decisions, explanations=dict.fromkeys(warned.unique(), "Child register."))
    submissions.save(own_store, draft.id, explained, people.contributor)
    submissions.submit(own_store, draft.id, people.contributor)
    other = content.replace(b"1204", b"1205")
    next_year = submissions.create_draft(own_store, other, "table.csv", "ministry", people.contributor)
    assert len(submissions.examine(own_store, next_year).questions) < len(first.questions)


def test_every_change_of_state_is_in_the_audit(own_store, people):
    submission_id, _ = published(own_store, people)
    told = [row.action for row in registry.audit(registry_url(own_store)) if submission_id in row.detail]
    assert told[::-1] == [f"{each} submission" for each in ("create", "save", "submit", "approve", "publish")]


def test_the_difference_shows_what_changes_and_what_follows(own_store, people):
    observations = current_release(own_store).table("observations")
    handed_in = sent(own_store, people, csv_file({"indicator": "residential_care_number", "obs_value": "540"}))
    submissions.approve(own_store, handed_in.id, people.reviewer, takes_over="national")
    found = submissions.examine(own_store, submissions.submission(own_store, handed_in.id))
    told = difference(found.rows, observations, current_release(own_store).catalogue())
    row = told.filter(pl.col("indicator") == "residential_care_number").row(0, named=True)
    assert (row["kind"], row["before_value"], row["after_value"]) == ("changed", 550.0, 540.0)
    assert counts(told)["unchanged"] == 0
    assert "residential_care_number" in touched_indicators(told)


def test_a_figure_leads_back_to_file_row_organisation_date_and_release(own_store, people):
    submission_id, built = published(own_store, people)
    found = provenance(own_store, built.release, KEY)
    assert (found.submission, found.file, found.place) == (submission_id, "figures.csv", "cell H2")
    assert (found.organisation, found.release_number) == ("Ministry", 2)
    shipped = provenance(
        own_store, built.release, {**KEY, "indicator": "residential_care_number", "source": "national"}
    )
    assert (shipped.file, shipped.submission) == ("figures/national.csv", None)
    assert shipped.place.startswith("line ")


def test_a_recipe_names_no_person(own_store, people):
    _, built = published(own_store, people)
    text = json.dumps(dict(built.release.manifest))
    assert "anna" not in text
    assert "rita" not in text
