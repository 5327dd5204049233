"""Links, history, theme and narrow windows, in a browser."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.driver import address, visit

pytestmark = pytest.mark.browser

INK_OF_AXIS = """(() => {
  const words = document.querySelector('.stPlotlyChart .xtick text, .stPlotlyChart .ytick text');
  return words && getComputedStyle(words).fill;
})()"""

OVERFLOW = """() => {
  const main = document.querySelector("[data-testid='stMain']");
  return Math.max(main.scrollWidth - main.clientWidth, document.documentElement.scrollWidth - innerWidth);
}"""


def query(page):
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def go(opened, page):
    opened.page.get_by_test_id("stTopNavLink").filter(has_text=page).click()
    opened.page.wait_for_url(f"**/{page.lower()}?**")
    opened.wait_until_drawn()


def test_a_link_its_next_page_and_back(browser, server_url):
    with visit(browser, address(server_url, "overview", {"home": "LVA", "group": "BALTIC"})) as opened:
        page = opened.page
        go(opened, "Trends")
        assert (query(page)["home"], query(page)["group"]) == ("LVA", "BALTIC")
        page.go_back()
        page.wait_for_url(lambda url: urlsplit(url).path == "/")
        opened.wait_until_drawn()
        assert (query(page)["home"], query(page)["group"]) == ("LVA", "BALTIC")


def test_back_undoes_a_filter(browser, server_url):
    with visit(browser, address(server_url, "overview", {"group": "NORDIC"})) as opened:
        page = opened.page
        chosen = page.locator(".st-key-filter_group input")
        chosen.click()
        page.get_by_role("option", name="Baltic countries").click()
        page.wait_for_url("**group=BALTIC**")
        opened.wait_until_drawn()
        page.go_back()
        page.wait_for_url("**group=NORDIC**")
        opened.wait_until_drawn()
        assert "Nordic" in (chosen.input_value() or page.locator(".st-key-filter_group").inner_text())


def test_the_shared_link_opens_the_same_view(browser, server_url):
    with visit(browser, address(server_url, "trends", {"group": "BALTIC", "start": "2005"})) as opened:
        opened.page.get_by_role("button", name="Share").click()
        link = opened.page.locator("[data-testid='stCode'] code").inner_text().replace("\n", "").strip()
        heading = opened.page.get_by_role("heading", level=2).first.inner_text()
    assert "release=" in link
    assert "release=current" not in link
    with visit(browser, link) as opened:
        assert query(opened.page) == {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
        assert opened.page.get_by_role("heading", level=2).first.inner_text() == heading


@pytest.mark.parametrize("language", ["en", "da"])
def test_the_page_says_which_language_it_is_in(browser, server_url, language):
    with visit(browser, address(server_url, "data", {"lang": language})) as opened:
        assert opened.page.evaluate("document.documentElement.lang") == language


def test_charts_are_drawn_again_for_another_theme(browser, server_url):
    with visit(browser, address(server_url, "trends"), theme="light") as opened:
        page = opened.page
        light = page.evaluate(INK_OF_AXIS)
        page.emulate_media(color_scheme="dark")
        page.wait_for_function(f"() => ![null, '{light}'].includes({INK_OF_AXIS})", timeout=15000)


@pytest.mark.parametrize("name", ["overview", "map", "trends", "country", "data"])
def test_a_narrow_window_has_its_filters_in_one_sheet_and_nothing_beside_the_page(browser, server_url, name):
    with visit(browser, address(server_url, name, {"lang": "en"}), size=(390, 844)) as opened:
        assert opened.page.get_by_role("button", name="Filters").count() == 1
        assert opened.page.evaluate(OVERFLOW) <= 0


def test_a_link_of_the_navigation_shows_that_the_keyboard_is_on_it(browser, server_url):
    with visit(browser, address(server_url, "overview")) as opened:
        opened.page.keyboard.press("Tab")
        opened.page.keyboard.press("Tab")
        on = opened.page.get_by_test_id("stTopNavLink").first
        assert on.evaluate("link => link === document.activeElement && getComputedStyle(link).outlineStyle") == "solid"
