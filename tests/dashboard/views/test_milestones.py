import polars as pl
import pytest

from dashboard.views.milestones import milestones, practices


def context(*rows):
    names = ("ref_area", "date", "kind", "title")
    return pl.DataFrame([dict(zip(names, row, strict=True)) for row in rows], schema=dict.fromkeys(names, pl.String))


def test_a_countrys_milestones_stand_with_the_worlds_and_its_groups_oldest_first(tiny):
    rows = context(
        ("DNK", "2013-10-01", "service", "Five houses"),
        ("WLD", "2009-12-18", "commitment", "Guidelines"),
        ("CBSS", "2020", "strategy", "Strategy"),
        ("LTU", "2018", "reform", "Reform"),
    )
    found = milestones(rows, "DNK", tiny)
    assert found.select("title", "is_own").rows() == [("Guidelines", False), ("Five houses", True), ("Strategy", False)]


@pytest.mark.parametrize(
    ("date", "position"),
    [("2020", 2020.5), ("2020-01", 2020 + 0.5 / 12), ("2020-07-01", 2020.5), ("2020-12", 2020 + 11.5 / 12)],
)
def test_a_bare_year_or_month_stands_in_its_middle(date, position, tiny):
    assert milestones(context(("DNK", date, "law", "Act")), "DNK", tiny)["position"].item() == pytest.approx(position)


def test_practices_are_the_countrys_own_newest_first_undated_last():
    names = ("ref_area", "title", "year")
    rows = [("DNK", "Old", "2010"), ("DNK", "Undated", None), ("DNK", "New", "2020"), ("CBSS", "Audit", "2011")]
    frame = pl.DataFrame([dict(zip(names, row, strict=True)) for row in rows], schema=dict.fromkeys(names, pl.String))
    assert practices(frame, "DNK")["title"].to_list() == ["New", "Old", "Undated"]
