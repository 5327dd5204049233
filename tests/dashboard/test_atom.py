from xml.etree import ElementTree as ET

from dashboard.exports.atom import NAMESPACE, atom
from dashboard.exports.changes import change_sentences

NAMES = {"a": NAMESPACE}


def test_the_feed_has_an_entry_for_each_release_with_its_link(truth_release):
    feed = ET.fromstring(atom([truth_release], "https://tracker.example.org", "en"))  # noqa: S314
    entry = feed.find("a:entry", NAMES)
    assert entry.find("a:title", NAMES).text.startswith("Release 1 · ")
    assert truth_release.id in entry.find("a:link", NAMES).get("href")
    assert feed.find("a:updated", NAMES).text == truth_release.date.isoformat(timespec="seconds")


def test_ids_of_the_feed_and_its_entries_do_not_depend_on_the_language(truth_release):
    def ids(language):
        feed = ET.fromstring(atom([truth_release], "https://t.org", language))  # noqa: S314
        return [each.text for each in feed.iter(f"{{{NAMESPACE}}}id")]

    assert ids("en") == ids("da")


def test_a_feed_without_releases_is_still_a_feed():
    assert ET.fromstring(atom([], "https://t.org", "en")).findall("a:entry", NAMES) == []  # noqa: S314


def test_a_first_release_is_said_to_be_new(truth_release):
    told = change_sentences(truth_release, truth_release.catalogue(), "en")
    assert told == ["This is the first release: everything in it is new."]


def test_a_few_figures_are_told_one_by_one(truth_release):
    catalogue = truth_release.catalogue()
    indicator = next(iter(catalogue.indicators.values()))
    place = {"ref_area": "LVA", "time_period": 2023, "sex": "_T", "disability": "_T"}
    example = place | {"kind": "changed", "before": 1204.0, "after": 1198.0}
    entry = {"source": "ministry", "indicator": indicator.id, "added": 0, "changed": 1, "removed": 0}

    class Corrected:
        previous = "before"
        changes = [entry | {"examples": [example | {"status_before": "A", "status_after": "A"}]}]  # noqa: RUF012

    told = change_sentences(Corrected(), catalogue, "en")
    assert told[0].startswith(f"Latvia 2023, {indicator.label_in('en')}: 1,204")
    assert "→ 1,198" in told[0]
