"""Every difficult case of the truth release on the map and in the bars: view, figure, words, table."""

import json

import polars as pl
import pytest
from plotly.graph_objects import Figure

from dashboard.components.figure_words import hover_words
from dashboard.figures.care_mix_bars import BarWords, care_mix_figure
from dashboard.figures.map import Outlines, map_figure
from dashboard.figures.map_legend import UNLIKE, MapWords
from dashboard.filters import ANY, Filters
from dashboard.views.care_mix_bars import INDICATORS, care_mix_bars
from dashboard.views.latest import Window
from dashboard.views.map import map_view
from dashboard.views.selection import matching

NUMBER = "residential_care_number"
AREAS = ("DNK", "EST", "FIN", "GBR", "LTU", "LVA", "NOR", "POL", "SWE")
OUTLINES = Outlines(
    "/assets/x/europe.geojson",
    "/assets/x/europe_hatch.geojson",
    pl.DataFrame({"ref_area": ["LVA"], "longitude": [25.0], "latitude": [57.0], "is_small": [True]}),
    {"lon": (0.0, 30.0), "lat": (50.0, 70.0)},
)


@pytest.fixture(scope="module")
def catalogue(truth_release):
    return truth_release.catalogue()


@pytest.fixture(scope="module")
def maps(truth_observations, catalogue):
    asked = Filters(indicator=NUMBER, basis=ANY)
    rows = matching(truth_observations.filter(pl.col("indicator") == NUMBER), asked, catalogue)

    def of(year, tolerance=0):
        return map_view(rows, AREAS, Window(year - tolerance, year), catalogue)

    return of


def state_of(view, area):
    return view.areas.filter(pl.col("ref_area") == area).row(0, named=True)


def said(view, catalogue):
    filters = Filters(indicator=NUMBER)
    hover = {row["ref_area"]: hover_words(row, row["ref_area"], filters, catalogue) for row in view.areas.to_dicts()}
    limits = [str(limit) for limit in view.classes.limits]
    return MapWords(hover, dict.fromkeys(AREAS, "name"), limits, "not comparable", "no figure")


def drawn(view, catalogue):
    return map_figure(view, OUTLINES, said(view, catalogue), theme="light")


def coloured(figure):
    """Return class by area of what is drawn in a class's colour."""
    shapes = [each for each in figure.data if each.type == "choropleth" and each.name is None and each.z]
    last = [each for each in shapes if each.hovertemplate][-1:]
    return {area: place for each in last for area, place in zip(each.locations, each.z, strict=True)}


def test_zero_is_coloured_in_a_class_of_its_own(maps, catalogue):
    view = maps(2017)
    assert state_of(view, "DNK")["obs_value"] == 0
    assert coloured(drawn(view, catalogue))["DNK"] == 0
    assert [area for area, place in coloured(drawn(view, catalogue)).items() if place == 0] == ["DNK"]


@pytest.mark.parametrize(
    ("area", "year", "state"),
    [
        ("DNK", 2020, "suppressed"),
        ("DNK", 2018, "missing"),
        ("EST", 2016, "not_collected"),
        ("EST", 2020, "not_applicable"),
        ("EST", 2018, "no_data"),
        ("NOR", 2019, "not_comparable"),
        ("SWE", 2019, "not_comparable"),
        ("GBR", 2019, "parts_only"),
    ],
)
def test_what_is_no_comparable_number_is_never_coloured(maps, catalogue, area, year, state):
    view = maps(year)
    assert (state_of(view, area)["state"], state_of(view, area)["obs_value"]) == (state, None)
    assert area not in coloured(drawn(view, catalogue))


def test_a_suppressed_figure_is_no_number_on_hover(maps, catalogue):
    name, state, *near = said(maps(2020), catalogue).hover["DNK"].split("<br>")
    assert (name, state) == ("<b>DNK</b>", "suppressed by the source")
    assert near[0] == "0 children in residential care (2019)"


def test_not_comparable_is_hatched_otherwise_than_no_figure(maps, catalogue):
    view = maps(2019)
    figure = drawn(view, catalogue)
    striped = [each for each in figure.data if each.type == "choropleth" and each.geojson == OUTLINES.stripes]
    unlike = view.areas.filter(pl.col("state").is_in(UNLIKE))["ref_area"].to_list()
    assert sorted(striped[0].locations) == sorted(unlike)
    assert len({each.colorscale[0][1] for each in striped}) == len(striped)


def test_the_parts_of_the_united_kingdom_are_listed(maps):
    assert maps(2019).parts.select("ref_area", "parent").rows() == [("GB-ENG", "GBR")]


def test_the_year_before_a_suppressed_one_may_stand_for_it_and_says_so(maps):
    row = state_of(maps(2020, tolerance=5), "DNK")
    assert (row["state"], row["obs_value"], row["time_period"]) == ("value", 0.0, 2019)


def test_every_country_is_counted_once_in_the_legend(maps):
    for year in range(2014, 2022):
        view = maps(year)
        assert sum(view.counts()) + len(view.areas.filter(pl.col("state") != "value")) == len(AREAS)


def test_of_many_small_states_only_those_with_a_figure_are_named(maps, catalogue):
    view = maps(2019)
    many = pl.DataFrame({"ref_area": AREAS, "longitude": [9.0] * 9, "latitude": [50.0] * 9, "is_small": [True] * 9})
    outlines = Outlines(OUTLINES.shapes, OUTLINES.stripes, many, OUTLINES.view)
    dots = next(
        each
        for each in map_figure(view, outlines, said(view, catalogue), theme="light").data
        if each.type == "scattergeo"
    )
    named = {area for area, name in zip(dots.customdata, dots.text, strict=True) if name}
    assert named == set(view.areas.filter(pl.col("state") == "value")["ref_area"])
    assert len(dots.customdata) == len(AREAS)


def test_geometry_never_travels_and_a_map_is_small(maps, catalogue):
    text = drawn(maps(2019), catalogue).to_json()
    assert "coordinates" not in text
    assert len(text.encode()) < 10_000


def test_the_figure_says_nothing_that_plotly_does_not_know(maps, catalogue):
    Figure(json.loads(drawn(maps(2019), catalogue).to_json()))


@pytest.fixture(scope="module")
def mix(truth_observations, catalogue):
    rows = truth_observations.filter(pl.col("indicator").is_in(INDICATORS))
    return care_mix_bars(matching(rows, Filters(basis=ANY), catalogue), AREAS, Window(2011, 2100), catalogue)


def bars(mix):
    words = dict.fromkeys(AREAS, "words")
    parts = {"residential": "residential", "neither": "neither", "family_based": "family"}
    return care_mix_figure(mix, BarWords(parts, "nothing", words, {}, words, words), home="DNK", theme="light")


def test_the_three_parts_of_a_bar_are_those_of_the_source(mix):
    figure = bars(mix)
    found = {each.name: dict(zip(each.y, each.x, strict=True)).get("LTU") for each in figure.data}
    assert found == {"residential": 33.0, "neither": 20.0, "family": 47.0, "nothing": None}


def test_foster_care_alone_is_drawn_as_family_care_and_only_the_rest_is_hatched(mix):
    fostered = pl.col("ref_area") == "LTU"
    changed = mix.with_columns(
        *(pl.when(fostered).then(None).otherwise(pl.col(name)).alias(name) for name in ("family_based", "neither")),
        foster=pl.when(fostered).then(60.0).otherwise(pl.col("foster")),
    )
    found = {each.name: dict(zip(each.y, each.x, strict=True)).get("LTU") for each in bars(changed).data}
    assert found == {"residential": 33.0, "neither": 7.0, "family": 60.0, "nothing": None}


def test_a_country_without_a_comparable_share_has_no_bar_of_its_own(mix):
    figure = bars(mix)
    places = {each.name: list(each.y) for each in figure.data}
    assert places["nothing"] == ["GBR", "NOR", "SWE"] or set(places["nothing"]) >= {"NOR"}
    assert not set(places["nothing"]) & set(places["residential"])


def test_bars_say_nothing_that_plotly_does_not_know(mix):
    Figure(json.loads(bars(mix).to_json()))
