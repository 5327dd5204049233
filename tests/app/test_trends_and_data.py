"""Trends and Data: what a reader sees for selections with, with little and without figures."""

import json

import pytest


def figures(app):
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def names(figure):
    return {trace["name"] for trace in figure["data"] if "lines" in trace["mode"]}


def captions(app):
    return " ".join(each.value for each in app.caption)


def test_poland_is_shown_by_every_source_apart(open_page):
    (figure,) = figures(open_page("trends", indicator="residential_care_number", areas="POL"))
    assert len(names(figure)) > 1
    assert all(name.startswith("Poland") for name in names(figure))


def test_a_lone_figure_at_home_is_no_line_by_default_and_that_is_said(open_page):
    app = open_page("trends", indicator="residential_care_rate", home="DNK")
    (figure,) = figures(app)
    assert not any(name.startswith("Denmark") for name in names(figure))
    assert "Denmark has only single figures here" in captions(app)


def test_an_index_says_its_base_year_in_the_title(open_page):
    app = open_page("trends", indicator="residential_care_rate", areas="LTU,POL", index="2010")
    assert any("index 2010 = 100" in each.value for each in app.header)


def test_small_multiples_are_one_chart_per_country(open_page):
    app = open_page("trends", indicator="residential_care_rate", areas="LTU,POL", multiples="1")
    assert len(figures(app)) == 2


def test_others_come_in_grey_on_request(open_page):
    few = figures(open_page("trends", indicator="residential_care_rate", areas="LTU"))[0]
    many = figures(open_page("trends", indicator="residential_care_rate", areas="LTU", others="1"))[0]
    assert len(names(many)) > len(names(few))


def test_an_empty_selection_says_what_is_missing_and_what_is_near(open_page):
    app = open_page("trends", indicator="residential_care_rate", areas="ISL")
    assert any(each.value.startswith("No figure for this selection") for each in app.markdown)
    assert not figures(app)
    assert app.button(key="step_0")


def test_a_country_reported_by_parts_names_them_and_leads_to_them(open_page):
    app = open_page("trends", indicator="residential_care_number", areas="GBR", lang="en")
    said = next(each.value for each in app.markdown if each.value.startswith("No figure for this selection"))
    assert "United Kingdom is reported by part: England, Scotland, Wales and Northern Ireland." in said
    app.button(key="step_0").click().run()
    assert app.query_params["areas"] == "GB-ENG,GB-SCT,GB-WLS,GB-NIR"
    assert figures(app)


def test_an_index_of_a_year_without_figures_is_a_sentence_and_not_an_empty_chart(open_page):
    app = open_page("trends", indicator="residential_care_rate", group="CBSS", index="1990", lang="en")
    assert not figures(app)
    assert any(each.value.startswith("No line has an index of 1990") for each in app.markdown)
    offered = [each.key for each in app.button if (each.key or "").startswith("base_")]
    assert offered[-1] == "base_0"
    app.button(key=offered[0]).click().run()
    assert figures(app)


def test_a_near_step_leads_to_figures(open_page):
    app = open_page("trends", indicator="residential_care_rate", areas="ISL")
    app.button(key="step_0").click().run()
    assert figures(app)


def test_milestones_of_a_single_country_are_listed(open_page):
    app = open_page("trends", indicator="residential_care_number", areas="POL")
    assert "Milestones" in " ".join(each.value for each in app.markdown)


@pytest.mark.parametrize("language", ["en", "da"])
def test_the_table_of_figures_is_there_with_every_column(open_page, language):
    app = open_page("data", indicator="residential_care_rate", areas="LTU", lang=language)
    table = app.dataframe[0].value
    assert {"obs_value", "origin", "inputs", "licence"} - set(table.columns) == {"licence"}
    assert 746.23 in table["obs_value"].to_list()


def test_an_indicator_without_any_figure_is_offered_last_and_says_so(open_page):
    app = open_page("trends", lang="en")
    offered = next(each for each in app.selectbox if each.label == "Indicator").options
    empty = [each for each in offered if each.startswith("No figures yet: ")]
    assert "No figures yet: Barnahus services" in empty
    assert offered[-len(empty) :] == empty


def test_an_empty_selection_names_the_choices_that_narrow_it(open_page):
    app = open_page("trends", indicator="infant_homes_number", sex="F", comparable="1", group="CBSS", lang="en")
    said = next(each.value for each in app.markdown if each.value.startswith("No figure for this selection"))
    assert said == "No figure for this selection: Children in infant homes; Girls; Comparable figures only."


@pytest.mark.parametrize("language", ["en", "da"])
def test_a_tab_is_a_code_in_the_link_whatever_the_language(open_page, language):
    app = open_page("data", tab="coverage", lang=language)
    assert app.query_params["tab"] == "coverage"
    assert {"en": "What figures exist", "da": "Hvilke tal findes"}[language] in " ".join(
        each.value for each in app.header
    )


def test_an_unknown_tab_opens_the_first_and_says_so(open_page):
    app = open_page("data", tab="Coverage", lang="en")
    assert app.query_params["tab"] == "figures"
    assert any("Coverage" in each.value for each in app.markdown)


def test_the_newest_movement_is_told_with_its_source(open_page):
    """Statistics Poland's figures end in 2023, TransMonEE's in 2016: the newer are told, and no two are joined."""
    app = open_page("trends", indicator="residential_care_number", areas="POL,BIH", lang="en")
    said = next(each.value for each in app.markdown if each.value.startswith("Inside one source without a break"))
    assert "Poland · Statistics Poland (GUS): from " in said
    assert "(2015) to 15,836 (2023)" in said
    assert "Bosnia and Herzegovina: from " in said
    assert "(2015) to " in said.partition("Bosnia")[2]
    assert "(2018)" in said.partition("Bosnia")[2]
