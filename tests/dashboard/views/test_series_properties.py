"""What no line may ever do, over series drawn at random."""

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.filters import ANY, Filters
from dashboard.views.selection import matching
from dashboard.views.series import change, choose_source, segments, stretches

STATUSES = st.sampled_from(["A", "B", "D", "E", "P", "B;D", "D;E", "O", "L", "M", "Q"])
ROW = st.fixed_dictionaries(
    {
        "time_period": st.integers(2000, 2008),
        "source": st.sampled_from(["office", "world", "study"]),
        "age": st.sampled_from(["Y0T17", "_T", "Y0T20", "Y0T2"]),
        "count_basis": st.sampled_from(["stock", "during_year"]),
        "sex": st.sampled_from(["_T", "F"]),
        "obs_status": STATUSES,
        "obs_value": st.sampled_from([0.0, 1.0, 2.5, 700.0]),
        "derivation": st.sampled_from([None, None, "rate"]),
    }
)
KEY = ("time_period", "source", "age", "count_basis", "sex")
ROWS = st.lists(ROW, max_size=40, unique_by=lambda row: tuple(row[name] for name in KEY))
EASY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def without_values(drawn):
    """Rows whose status says that there is no value have none."""
    return [row | ({"obs_value": None} if set(row["obs_status"]) & set("OLMQ") else {}) for row in drawn]


@given(drawn=ROWS)
@EASY
def test_a_segment_is_one_source_one_age_one_basis_and_consecutive_years(rows, drawn):
    found = segments(rows(*without_values(drawn)))
    assert found.height == len(drawn)
    for _, run in found.drop_nulls("segment").group_by("series", "segment"):
        ordered = run.sort("time_period")
        years = ordered["time_period"].to_list()
        assert years == list(range(years[0], years[0] + len(years)))
        assert ordered["obs_value"].null_count() == 0
        assert not any("B" in status.split(";") for status in ordered["obs_status"].to_list()[1:])
        assert len({"D" in status.split(";") for status in ordered["obs_status"]}) == 1
        for name in ("source", "age", "count_basis", "sex"):
            assert ordered[name].n_unique() == 1
        assert ordered["derivation"].is_null().n_unique() == 1


@given(drawn=ROWS)
@EASY
def test_a_missing_figure_is_never_part_of_a_segment_and_a_zero_always_is(rows, drawn):
    found = segments(rows(*without_values(drawn)))
    assert found.filter(pl.col("obs_value").is_null())["segment"].null_count() == found["obs_value"].null_count()
    assert found.filter(pl.col("obs_value") == 0)["segment"].null_count() == 0


@given(drawn=ROWS, start=st.integers(2000, 2008), end=st.integers(2000, 2008))
@EASY
def test_a_change_is_between_two_values_of_one_unbroken_stretch_or_says_why_there_is_none(rows, drawn, start, end):
    frame = rows(*without_values(drawn))
    runs = stretches(frame)
    for row in change(frame, start, end).iter_rows(named=True):
        held = runs.filter(
            (pl.col("series") == row["series"])
            & (pl.col("first_year") <= min(start, end))
            & (pl.col("last_year") >= max(start, end))
        )
        assert (row["change"] is not None) == bool(held.height)
        assert (row["reason"] is None) == bool(held.height)
        if held.height:
            assert row["change"] == row["end_value"] - row["start_value"]


@given(drawn=ROWS, purpose=st.sampled_from(["home", "comparison"]))
@EASY
def test_one_source_is_chosen_for_a_whole_series_and_one_with_values_where_there_is_one(rows, tiny, drawn, purpose):
    frame = rows(*without_values(drawn))
    chosen = choose_source(frame, tiny, purpose)
    for (sex,), group in frame.group_by("sex"):
        kept = chosen.filter(pl.col("sex") == sex)
        assert kept["source"].n_unique() == 1
        assert kept.height == group.filter(pl.col("source") == kept["source"][0]).height
        assert kept["obs_value"].is_not_null().any() == group["obs_value"].is_not_null().any()


@given(drawn=ROWS)
@EASY
def test_a_selection_marks_what_is_wider_or_counted_otherwise_and_never_lets_in_a_part(rows, tiny, drawn):
    frame = rows(*without_values(drawn))
    plain, all_bases = matching(frame, Filters(), tiny), matching(frame, Filters(basis=ANY), tiny)
    assert set(plain["count_basis"]) <= {"stock"}
    assert "Y0T2" not in set(all_bases["age"])
    assert (all_bases["is_wider"] == (all_bases["age"] != "Y0T17")).all()
    assert (all_bases["is_other_basis"] == (all_bases["count_basis"] != "stock")).all()
    once = ["source", "time_period", "count_basis", "sex"]
    assert not all_bases.filter("is_wider").select(once).is_duplicated().any()
