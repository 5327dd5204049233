import pytest

from dashboard import sources
from dashboard.filters import LANGUAGES


def spoken(app):
    return " ".join(each.value for each in (*app.markdown, *app.caption, *app.title, *app.subheader))


def test_the_first_screen_says_where_denmark_stands(open_page):
    app = open_page(home="DNK", group="CBSS", lang="en")
    assert app.title[0].value == (
        "Denmark: 33 % of children in care are in residential care, less than Germany and Finland, "
        "more than Sweden and Latvia."
    )


def test_the_first_screen_says_why_there_is_no_average(open_page):
    said = spoken(open_page(home="DNK", group="CBSS", lang="en"))
    assert "No average is shown for Baltic Sea States (CBSS): what it would be weighed by" in said


def test_a_figure_that_few_countries_have_is_a_line_and_not_a_tile(open_page):
    app = open_page(home="DNK", group="CBSS", lang="en")
    assert [each.label for each in app.metric] == [
        "Residential care, share of children in care",
        "Family-based care, share of children in care",
    ]
    assert "**Children in residential care per 100,000**: 5 of 10 countries. Needed: " in spoken(app)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("home", ["CHE", "XKX", "GBR"])
def test_the_first_screen_opens_for_a_home_country_without_a_comparable_figure(open_page, home, language):
    app = open_page(home=home, group="WESTERN_BALKANS", lang=language)
    assert [each.message for each in app.exception] == []
    assert app.title[0].value.endswith(("where children in care live.", "hvor anbragte børn bor."))


def test_the_list_beside_the_map_opens_a_country_with_the_selection_kept(open_page):
    app = open_page("map", indicator="residential_care_share", group="CBSS", year="2021", tolerance="5", lang="en")
    app.button(key="open_LVA").click().run()
    assert app.query_params["country"] == "LVA"
    assert app.query_params["tolerance"] == "5"
    assert "Latvia" in spoken(app)


def test_a_map_without_any_comparable_figure_says_what_is_near(open_page):
    app = open_page("map", indicator="infant_homes_number", group="NORDIC", lang="en")
    assert app.title[0].value.endswith("no comparable figure")
    assert any("arrow_forward" in (each.icon or "") for each in app.button)


def test_play_ends_on_the_last_year(open_page):
    app = open_page("map", indicator="residential_care_rate", group="BALTIC", tolerance="0", lang="en")
    app.button(key="play").click().run()
    for _ in range(40):
        if not any(each.key == "stop" for each in app.button):
            break
        app.run()
    assert app.query_params["year"] == "2022"


def test_stop_keeps_the_year_that_was_shown(open_page):
    app = open_page("map", indicator="residential_care_rate", group="BALTIC", tolerance="0", lang="en")
    app.button(key="play").click().run()
    app.run()
    app.button(key="stop").click().run()
    assert app.query_params["year"] == "2001"


def test_a_year_of_publication_is_called_so_on_tiles_and_maps(open_page):
    # DataCare (Eurochild and UNICEF) was published in 2021; its reference years differ between countries.
    tiles = " ".join(each.value for each in open_page(home="DNK", group="CBSS", lang="en").caption)
    assert "8 of 10 countries, published 2021" in tiles
    app = open_page("map", indicator="residential_care_share", group="CBSS", year="2021", lang="en")
    assert "years of the figures: published 2021" in " ".join(each.value for each in app.caption)


@pytest.mark.parametrize("home", ["XKX", "NOR", "CHE"])
def test_a_tile_shows_the_range_of_the_region_where_home_has_no_figure(open_page, home):
    app = open_page(home=home, group="CBSS", lang="en")
    assert [each.value for each in app.metric] == ["11 %–53 %", "47 %–83 %"]
    assert f"{sources.area_names('en')[home]}: no" in spoken(app)


def test_the_list_beside_the_map_names_every_country_of_the_region(open_page):
    app = open_page("map", indicator="residential_care_rate", group="EU27", lang="en")
    assert sum((each.key or "").startswith("open_") for each in app.button) == 27
