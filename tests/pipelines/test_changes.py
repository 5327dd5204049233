import polars as pl
import pytest

from pipelines.changes import changes_between
from pipelines.observations import RELEASE_SCHEMA

NAMES = {"LVA": "Latvia"}


def figure(value, status="A", **changes):
    row = {
        **dict.fromkeys(RELEASE_SCHEMA),
        "indicator": "residential_care_number",
        "ref_area": "LVA",
        "time_period": 2023,
        "sex": "_T",
        "age": "Y0T17",
        "disability": "_T",
        "count_basis": "stock",
        "source": "national",
        "obs_value": value,
        "obs_status": status,
        **changes,
    }
    return pl.DataFrame([row], schema=RELEASE_SCHEMA)


NOTHING = figure(1.0).clear()


@pytest.mark.parametrize(
    ("before", "after", "kind", "text"),
    [
        (figure(1204.0), figure(1198.0), "changed", "Latvia 2023: 1,204 → 1,198"),
        (figure(1204.0), figure(1204.0, "P"), "changed", "Latvia 2023: 1,204 → 1,204 P"),
        (figure(1204.0), figure(None, "Q"), "changed", "Latvia 2023: 1,204 → no value Q"),
        (figure(0.0), figure(None, "O"), "changed", "Latvia 2023: 0 → no value O"),
        (NOTHING, figure(746.23), "added", "Latvia 2023: 746.23 added"),
        (figure(1204.0, sex="F"), NOTHING, "removed", "Latvia 2023 (F): 1,204 removed"),
    ],
)
def test_a_difference_is_told_in_words(before, after, kind, text):
    (entry,) = changes_between(before, after, NAMES)
    assert entry[kind] == 1
    assert [(example["kind"], example["text"]) for example in entry["examples"]] == [(kind, text)]


def test_the_same_figures_are_no_change():
    assert changes_between(figure(None, "Q"), figure(None, "Q"), NAMES) == []


def test_computed_figures_follow_and_are_not_counted():
    assert changes_between(figure(1.0, derivation="rate"), figure(2.0, derivation="rate"), NAMES) == []


def test_the_first_release_has_counts_only():
    (entry,) = changes_between(None, figure(1.0), NAMES)
    assert (entry["added"], entry["examples"]) == (1, [])


def test_changed_figures_come_first_and_three_at_most():
    before = pl.concat([figure(1.0, time_period=year) for year in range(2000, 2005)])
    after = pl.concat([*(figure(2.0, time_period=year) for year in range(2000, 2004)), figure(3.0, time_period=1999)])
    (entry,) = changes_between(before, after, NAMES)
    assert (entry["changed"], entry["added"], entry["removed"]) == (4, 1, 1)
    assert [example["time_period"] for example in entry["examples"]] == [2000, 2001, 2002]
