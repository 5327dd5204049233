"""The first screen and the map as a reader meets them."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SIZES = [(390, 844), (1280, 900), (1920, 1080)]


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_denmark_and_its_neighbours_are_on_the_first_screen(open_page, size):
    visit = open_page("overview", {"home": "DNK", "group": "CBSS", "lang": "en"}, size=size)
    title = visit.page.get_by_role("heading", level=1)
    expect(title).to_have_text(
        "Denmark: 33 % of children in care are in residential care, less than Germany and Finland, "
        "more than Sweden and Latvia."
    )
    expect(title).to_be_in_viewport()
    bars = visit.page.locator("[data-testid='stPlotlyChart']").first
    for name in ("Germany", "Finland", "Sweden", "Latvia"):
        expect(bars.locator(".ytick", has_text=name)).to_be_visible()


@pytest.mark.parametrize("page", ["overview", "map"])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_nothing_is_wider_than_the_window(open_page, page, size):
    visit = open_page(page, {"home": "DNK", "group": "ECA", "lang": "da"}, size=size)
    widths = visit.page.evaluate("() => [document.documentElement.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1]


def shape(visit, area):
    """Return the outline of a country on the large map: the one whose colour is a class's, not a hatching's."""
    script = """(area) => {
      const found = [...document.querySelectorAll('.choroplethlayer path.choroplethlocation')]
        .filter((path) => path.__data__ && path.__data__.loc === area);
      const box = found[0].getBoundingClientRect();
      return [box.x + box.width / 2, box.y + box.height / 2];
    }"""
    return visit.page.evaluate(script, area)


def test_a_click_on_the_map_opens_the_country_and_back_returns_to_the_same_view(open_page):
    query = {"indicator": "residential_care_share", "group": "CBSS", "year": "2021", "tolerance": "3", "lang": "en"}
    visit = open_page("map", query)
    title = visit.page.get_by_role("heading", level=1).inner_text()
    visit.page.locator(".choroplethlayer").first.scroll_into_view_if_needed()
    visit.page.mouse.click(*shape(visit, "POL"))
    visit.page.wait_for_url(re.compile(r"/country\?.*country=POL"))
    visit.wait_until_drawn()
    expect(visit.page.get_by_text("Poland").first).to_be_visible()
    assert "tolerance=3" in visit.page.url
    visit.page.go_back()
    visit.page.wait_for_url(re.compile(r"/map\?"))
    visit.wait_until_drawn()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text(title)
    for part in ("indicator=residential_care_share", "group=CBSS", "year=2021", "tolerance=3"):
        assert part in visit.page.url


def test_the_list_beside_the_map_opens_a_country_with_the_keyboard(open_page):
    visit = open_page("map", {"indicator": "residential_care_share", "group": "CBSS", "lang": "en"})
    visit.page.get_by_role("button", name=re.compile("^Latvia")).focus()
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url(re.compile(r"/country\?.*country=LVA"))


def test_the_outlines_are_fetched_and_never_sent_in_a_figure(browser, server_url):
    from tests.browser.driver import address, visit

    asked = []
    where = address(server_url, "map", {"group": "CBSS", "indicator": "residential_care_share"})
    with visit(browser, where, before=lambda page: page.on("request", lambda each: asked.append(each.url))) as opened:
        assert any("europe.geojson" in each for each in asked)
        assert opened.foreign_requests == []


def test_the_map_plays_and_stops(open_page):
    visit = open_page("map", {"indicator": "residential_care_rate", "group": "BALTIC", "tolerance": "0", "lang": "en"})
    visit.page.get_by_role("button", name="Play").click()
    expect(visit.page.get_by_text("2002", exact=True)).to_be_visible(timeout=15_000)
    visit.page.get_by_role("button", name="Stop").click()
    expect(visit.page.get_by_role("button", name="Play")).to_be_visible()
    assert re.search(r"year=200[2-9]", visit.page.url)
