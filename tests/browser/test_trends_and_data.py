"""A selection survives pages and history; the file is the table."""

import csv
import io

import pytest

pytestmark = pytest.mark.browser

CHOSEN = {"indicator": "residential_care_number", "areas": "POL,LTU", "start": "2005", "end": "2018", "lang": "en"}


def kept(visit):
    query = visit.page.evaluate("() => Object.fromEntries(new URLSearchParams(location.search))")
    return {name: query.get(name) for name in CHOSEN} == CHOSEN


def test_link_page_switch_and_back_keep_the_selection(open_page):
    visit = open_page("trends", CHOSEN)
    assert kept(visit)
    visit.page.get_by_role("link", name="Data", exact=True).click()
    visit.page.get_by_role("heading", name="Data", exact=True).wait_for()
    visit.wait_until_drawn()
    assert kept(visit)
    visit.page.go_back()
    visit.page.get_by_role("heading", name="Trends", exact=True).wait_for()
    visit.wait_until_drawn()
    assert kept(visit)
    assert visit.errors == []


def test_the_file_holds_the_rows_of_the_table(open_page, shipped_observations):
    visit = open_page("data", CHOSEN)
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name="Download these rows as CSV").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))
    said = visit.page.get_by_text("Select a row to see").inner_text()
    assert said.startswith(f"{len(rows)} rows")
    held = {
        (row["ref_area"], str(row["time_period"]), row["source"], row["age"]): row["obs_value"]
        for row in shipped_observations.iter_rows(named=True)
        if row["indicator"] == CHOSEN["indicator"]
        and row["sex"] == row["disability"] == "_T"
        and row["count_basis"] == "stock"
    }
    for row in rows:
        value = held[row["ref_area"], row["time_period"], row["source"], row["age"]]
        assert row["obs_value"] == "" if value is None else float(row["obs_value"]) == value


def test_an_open_tab_is_in_the_link(open_page):
    visit = open_page("data", CHOSEN)
    visit.page.get_by_role("tab", name="Coverage").click()
    visit.page.get_by_role("heading", name="What figures exist").wait_for()
    assert "tab=coverage" in visit.page.url


def test_an_open_tab_stays_open_in_another_language(open_page):
    visit = open_page("data", {**CHOSEN, "tab": "coverage", "lang": "en"})
    visit.page.get_by_role("heading", name="What figures exist").wait_for()
    visit.page.get_by_text("DA", exact=True).click()
    visit.page.get_by_role("heading", name="Hvilke tal findes").wait_for()
    assert "tab=coverage" in visit.page.url


def test_the_table_shows_a_value_with_the_digits_it_has(open_page):
    # TransMonEE 2018 database, table 4.2.2B: Estonia 2011, 394.9.
    visit = open_page("data", {"indicator": "residential_care_rate", "areas": "EST", "lang": "en"})
    cells = visit.page.locator("[role=gridcell]")
    cells.filter(has_text="394.9").first.wait_for(state="attached")
    assert "394.9" in cells.all_inner_texts()
