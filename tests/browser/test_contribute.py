"""A messy workbook from drop to public map; a returned submission; a rollback. Each act of the person is counted."""

import re
import shutil
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.browser.driver import served, visit
from tests.browser.messy import FIRST_ROW, ROWS, messy_rows, workbook, written

pytestmark = pytest.mark.browser

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ACTS = 20
"""Clicks and fields from the drop to the public map: the sender's name, five steps, two errors, a sentence for each of
four kinds of warning, one review."""

CONTENT = workbook()

MAP = {"indicator": "community_home_number", "group": "BALTIC", "year": "2018", "tolerance": "0"}


class Person:
    """Somebody at a page, whose acts are counted."""

    def __init__(self, opened, url):
        self.visit, self.page, self.url = opened, opened.page, url
        self.acts = 0

    def settle(self):
        self.page.wait_for_timeout(400)
        self.visit.wait_until_drawn()
        assert self.visit.exceptions() == []

    def click(self, name):
        self.acts += 1
        self.page.get_by_role("button", name=name, exact=True).first.click()
        self.settle()

    def fill(self, label, text):
        self.acts += 1
        field = self.page.get_by_label(label).first
        field.fill(text)
        field.press("Control+Enter" if field.evaluate("each => each.tagName") == "TEXTAREA" else "Tab")
        self.settle()

    def drop(self, content, name="Anbragte børn (endelig) v2.xlsx"):
        self.acts += 1
        file = {"name": name, "mimeType": XLSX, "buffer": content}
        self.page.locator("input[type=file]").first.set_input_files([file])
        self.page.wait_for_url("**submission=**", timeout=60_000)
        self.settle()

    def go_to(self, path):
        self.page.goto(f"{self.url}/{path}")
        self.settle()

    def sees(self, text):
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=20_000)

    def heading(self, words):
        return self.page.get_by_role("heading", name=re.compile(words)).first.inner_text()

    def explain_everything(self, sentence):
        """Give a sentence for each group of warnings."""
        button = self.page.get_by_role("button", name="Give one sentence for all of them", exact=True)
        while button.count():
            self.fill(re.compile("^Your sentence becomes"), sentence)
            self.click("Give one sentence for all of them")

    def on_the_map(self):
        """Return the countries that the public map shows with their figures of 2018."""
        self.go_to(f"map?{urlencode(MAP)}")
        lines = self.page.get_by_text(re.compile(r" · 2018$")).all_inner_texts()
        parts = [line.split(" · ") for line in lines]
        return {area: figure for area, figure, *_ in parts if figure.isdecimal()}


@pytest.fixture(scope="module")
def own_store(release_store, tmp_path_factory):
    """A store that this walk may change."""
    store = tmp_path_factory.mktemp("walk") / "store"
    shutil.copytree(release_store, store)
    return store


@pytest.fixture(scope="module")
def own_url(own_store, tmp_path_factory):
    with served(own_store, tmp_path_factory.mktemp("server") / "output.txt") as url:
        yield url


@contextmanager
def at(browser, url, path):
    with visit(browser, f"{url}/{path}") as opened:
        yield Person(opened, url)
        assert opened.foreign_requests == []
        assert opened.errors == []


@pytest.fixture(scope="module")
def walked(browser, own_url):
    """Walk from the drop of the file to the public map, and return what was seen on the way."""
    with at(browser, own_url, "contribute") as person:
        seen = {**sent(person), **repaired(person), **published(person)}
        seen["acts"] = person.acts
        seen["map"] = person.on_the_map()
    return seen


def sent(person):
    """Drop the file and answer what is asked about its columns; close the tab and open it again."""
    person.fill("Name of the organisation that sends it", "Børnenetværket")
    person.drop(CONTENT)
    step = person.page.url.rpartition("step=")[2]
    person.click("Check the figures")
    before = person.heading("to do")
    person.page.reload()
    person.settle()
    return {"step": step, "left to do": before, "after closing the tab": person.heading("to do")}


def repaired(person):
    """Correct the two errors, explain the warnings, and look at the difference."""
    for cell, value in (("E67", 2_200), ("E128", 401)):
        person.fill(re.compile(f"^Cell {cell}"), written(value))
        person.click("Correct")
    person.explain_everything("Counted in the ministry's own register.")
    person.sees("Nothing left to do")
    person.click("See what changes")
    return {"charts": person.page.get_by_role("heading", name="After publishing").count()}


def published(person):
    """Submit, review and publish."""
    person.click("Go on")
    person.click("Submit for review")
    person.sees("Waiting for a reviewer")
    named = re.search("submission=([0-9a-f]+)", person.page.url)[1]
    person.click("To the review")
    person.sees("You sent this yourself")
    person.click("Approve and publish")
    person.sees("Release 2")
    return {"submission": named}


def test_the_columns_are_asked_about_first(walked):
    assert walked["step"] == "columns"


def test_a_closed_tab_loses_nothing(walked):
    assert walked["after closing the tab"] == walked["left to do"] == "6 things to do"


def test_every_touched_indicator_has_its_chart_before_and_after(walked):
    assert walked["charts"] >= 4


def test_the_figures_are_on_the_public_map(walked):
    assert walked["map"] == {"Lithuania": "538", "Latvia": "296", "Estonia": "215"}


def test_it_takes_few_acts(walked):
    print(f"acts from drop to map: {walked['acts']}")
    assert walked["acts"] <= MOST_ACTS


def test_the_same_file_again_publishes_nothing_twice(browser, own_url, walked):
    with at(browser, own_url, "contribute") as person:
        person.drop(CONTENT)
        assert walked["submission"] in person.page.url
        person.go_to(f"contribute?submission={walked['submission']}")
        person.sees("Published")


def test_a_public_figure_opens_its_provenance(browser, own_url, walked):  # noqa: ARG001
    query = {**MAP, "source": "bornenetvaerket_submitted"}
    with at(browser, own_url, f"data?{urlencode(query)}") as person:
        grid = person.page.locator("[data-testid='stDataFrame']").first
        grid.click(position={"x": 16, "y": 55})
        person.settle()
        person.sees("Sent in by: Børnenetværket")
        person.sees("cell E")
        expect(person.page.get_by_text("root")).to_have_count(0)


def test_a_returned_submission_is_fixed_and_approved(browser, own_url, walked):  # noqa: ARG001
    table = messy_rows()
    table[0][4] = written(3_111)
    with at(browser, own_url, "contribute") as person:
        person.drop(workbook(table), "rettet.xlsx")
        if "step=columns" in person.page.url:
            person.click("Check the figures")
        for cell, value in (("E67", 2_200), ("E128", 401)):
            person.fill(re.compile(f"^Cell {cell}"), written(value))
            person.click("Correct")
        person.explain_everything("Corrected after a count.")
        person.click("See what changes")
        person.click("Go on")
        person.click("Submit for review")
        person.click("To the review")
        person.fill("What must be changed", "The figure of 2010 is that of 2009.")
        person.click("Return with these comments")
        person.go_to("submissions")
        person.sees("Returned with comments")
        person.click("Go on")
        person.sees("The figure of 2010 is that of 2009.")
        person.click("5 Submit")
        person.click("Submit for review")
        person.click("To the review")
        person.click("Approve and publish")
        person.sees("Release 3")


def test_a_rollback_restores_the_old_map(browser, own_url, walked):  # noqa: ARG001
    with at(browser, own_url, "releases") as person:
        assert "Latvia" in person.on_the_map()
        person.go_to("releases")
        first = person.page.locator(".st-key-serve_1")
        first.get_by_role("button").click()
        person.settle()
        person.sees("Release 1")
        assert "Latvia" not in person.on_the_map()


def test_the_table_is_as_long_as_it_says():
    assert len(messy_rows()) == ROWS
    assert FIRST_ROW == 6
