import pytest

COUNTRIES = ["DNK", "LTU", "POL", "GBR", "BEL", "SVN", "SWE", "XKX", "GB-ENG", "VAT", "AFG"]


def words_of(app):
    return " ".join(each.value for kind in (app.title, app.header, app.markdown, app.caption) for each in kind)


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("country", COUNTRIES)
def test_every_kind_of_country_has_a_page(open_page, country, language):
    app = open_page("country", country=country, lang=language)
    assert [each.message for each in app.exception] == []
    assert len(app.title) == 1


def test_a_country_without_figures_says_what_is_missing_and_draws_no_care_mix(open_page):
    app = open_page("country", country="XKX", lang="en")
    said = words_of(app)
    assert "this release holds no figure on where children in care live" in said
    assert "What is not known" in said
    assert not [chart for chart in app.get("plotly_chart") if "Where children in care live" in chart.proto.alt]


def test_a_country_reported_by_parts_lists_them_and_opens_one(open_page):
    app = open_page("country", country="GBR", lang="en")
    assert "By part of the country" in words_of(app)
    app.button(key="open_GB-ENG").click().run()
    assert [each.message for each in app.exception] == []
    assert app.title[0].value == "England"
    assert app.query_params["country"] == "GB-ENG"


def test_polands_two_sources_for_2016_stand_side_by_side_and_not_in_one_chart(open_page):
    # TransMonEE 2018 database, table 4.2.1: 45,497. Statistics Poland, Piecza zastępcza: 15,568 aged 0–17.
    app = open_page("country", country="POL", lang="en")
    beside = [" ".join(row) for table in app.table for row in table.value.to_numpy().tolist()]
    assert [row for row in beside if "45,497" in row and "15,568" in row]
    labels = [tab.label for tab in app.tabs]
    assert any("TransMonEE" in label for label in labels)
    assert any("Statistics Poland" in label or "Piecza" in label for label in labels)


def test_every_chart_of_the_page_has_an_alternative_text(open_page):
    app = open_page("country", country="LTU", lang="da")
    assert all(chart.proto.alt for chart in app.get("plotly_chart"))


def test_a_milestone_opens_its_source(open_page):
    app = open_page("country", country="DNK", lang="en")
    listed = next(each.value for each in app.markdown if "Barnets Lov" in each.value)
    assert "2024-01-01 · [Barnets Lov" in listed
    assert "](http" in listed


def test_no_share_is_shown_as_one_minus_the_other(open_page):
    # DataCare 2021: Lithuania 0.33 residential and 0.47 family-based; 0.20 is neither or unknown.
    app = open_page("country", country="LTU", lang="en")
    shown = " ".join(chart.proto.alt for chart in app.get("plotly_chart"))
    assert "published 2021: Residential care 33 %; Family-based care 47 %; Neither or unknown 20 %" in shown


def test_a_year_of_publication_is_never_said_as_the_year_of_a_figure(open_page):
    app = open_page("country", country="ROU", lang="en")
    said = words_of(app)
    assert "one figure, published 2021" in said
    beside = [" ".join(row) for table in app.table for row in table.value.to_numpy().tolist()]
    pair = next(row for row in beside if "37\N{NO-BREAK SPACE}%" in row and "29\N{NO-BREAK SPACE}%" in row)
    assert "a year of publication, so no difference" in pair


def test_denmarks_lone_old_rate_is_only_named_as_near(open_page):
    # UNICEF global database 2023: 553.6 per 100,000 in 2010, definition differs.
    app = open_page("country", country="DNK", lang="en")
    assert "554" not in " ".join(each.value for each in app.metric)
    headlines = next(table.value for table in app.table if "Newest figure" in table.value.columns)
    assert not any("554" in cell for cell in headlines["Newest figure"])
    assert "Near: 554 per 100,000 children (2010, 0–17 years, definition differs" in words_of(app)


def test_the_newest_figure_is_told_where_it_stands_after_a_gap(open_page):
    # Statistics Denmark: 13,400 in 2021, no figure found for 2022, 13,900 in 2023.
    app = open_page("country", country="DNK", lang="en")
    assert "13,400 in 2021. Its newest figure, after a gap or a break, is 13,900 in 2023." in words_of(app)


@pytest.mark.parametrize(("country", "group"), [("XKX", "WESTERN_BALKANS"), ("AND", "ECA")])
def test_a_country_without_figures_leads_to_what_is_near(open_page, country, group):
    app = open_page("country", country=country, group=group, lang="en")
    assert "What is near" in words_of(app)
    app.button(key="near_map").click().run()
    assert [each.message for each in app.exception] == []
    assert app.query_params["group"] == group


def test_kosovo_leads_to_its_own_population_and_to_its_neighbours(open_page):
    app = open_page("country", country="XKX", group="WESTERN_BALKANS", lang="en")
    assert app.button(key="own_child_population_number")
    app.button(key="near_ALB").click().run()
    assert app.query_params["country"] == "ALB"


def test_a_country_with_figures_is_not_led_away(open_page):
    assert "What is near" not in words_of(open_page("country", country="LTU", lang="en"))


def test_a_newer_figure_of_another_source_stands_beside_the_leading_one(open_page):
    """Ukraine: 861 in 2018 (TransMonEE) leads at home, UNICEF's 651 of 2020 is what the first screen compares."""
    told = [each.value.replace("\\", "") for each in open_page("country", country="UKR", lang="en").caption]
    assert any(each.startswith("Another source: 651 (2020, UNICEF global database 2023") for each in told)
