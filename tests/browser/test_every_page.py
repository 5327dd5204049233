"""What holds for every page, in both themes and both languages."""

from pathlib import Path

import pytest

from tests.browser.driver import PAGES, address, visit

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent / "assets" / "axe.min.js").read_text(encoding="utf-8")

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

SERIOUS = {"critical", "serious", "moderate"}

CASES = [(page, theme, language) for page in PAGES for theme in ("light", "dark") for language in ("en", "da")]


@pytest.fixture(scope="module", params=CASES, ids="-".join)
def visited(request, browser, server_url):
    page, theme, language = request.param
    with visit(browser, address(server_url, page, {"lang": language}), theme=theme) as opened:
        yield opened


def test_no_request_leaves_the_server(visited):
    assert visited.foreign_requests == []


def test_nothing_goes_wrong_in_the_browser(visited):
    assert visited.errors == []


def test_the_script_runs_without_an_exception(visited):
    assert visited.exceptions() == []


def test_axe_finds_nothing_of_weight(visited):
    visited.page.evaluate(AXE)
    found = visited.page.evaluate("(rules) => axe.run({runOnly: {type: 'tag', values: rules}})", RULES)
    findings = [
        f"{violation['impact']} {violation['id']}: {node['target']} {node['html'][:160]}"
        for violation in found["violations"]
        for node in violation["nodes"]
        if violation["impact"] in SERIOUS
    ]
    assert findings == []
