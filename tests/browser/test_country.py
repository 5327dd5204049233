"""The country page in a real browser: two themes, phone and screen, countries with much, little and nothing."""

import itertools

import pytest

from tests.browser.test_every_page import AXE, RULES, SERIOUS

pytestmark = pytest.mark.browser

CASES = [
    ("LTU", "light", (1280, 900), "en"),
    ("GBR", "dark", (1280, 900), "en"),
    ("DNK", "light", (390, 844), "da"),
    ("XKX", "dark", (390, 844), "da"),
]


@pytest.fixture(scope="module", params=CASES, ids=lambda case: "-".join(map(str, (case[0], case[1], case[3]))))
def visited(request, browser, server_url):
    from tests.browser.driver import address, visit

    country, theme, size, language = request.param
    query = {"country": country, "home": country, "lang": language}
    with visit(browser, address(server_url, "country", query), theme=theme, size=size) as opened:
        yield opened


def test_axe_finds_nothing_of_weight_on_a_countrys_page(visited):
    visited.page.evaluate(AXE)
    found = visited.page.evaluate("(rules) => axe.run({runOnly: {type: 'tag', values: rules}})", RULES)
    weighty = [each for each in found["violations"] if each["impact"] in SERIOUS]
    assert [(each["id"], node["html"][:160]) for each in weighty for node in each["nodes"]] == []


def test_headings_descend_one_by_one(visited):
    script = "() => [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(each => Number(each.tagName[1]))"
    levels = visited.page.evaluate(script)
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), levels


def test_the_page_is_no_wider_than_the_window(visited):
    assert visited.page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0


def test_nothing_fails_and_nothing_leaves_the_server(visited):
    assert (visited.errors, visited.foreign_requests, visited.exceptions()) == ([], [], [])
