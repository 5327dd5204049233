import itertools

import plotly.graph_objects as go
import pytest

from dashboard.figures.theme import (
    DIVERGING,
    GROUNDS,
    PALETTE,
    ROLES,
    SEQUENTIAL,
    colour,
    country_colours,
    figure,
    hatch,
    layout,
    sequential,
    value_axis,
    year_axis,
)

THEMES = ("light", "dark")

RGB_TO_XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))

# Machado, Oliveira and Fernandes (2009), A physiologically-based model for simulation of color vision deficiency.
EYES = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def linear(code):
    parts = [int(code[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def times(matrix, vector):
    return [sum(a * b for a, b in zip(line, vector, strict=True)) for line in matrix]


def lab(code, eyes):
    seen = [min(max(part, 0), 1) for part in times(EYES[eyes], linear(code))]
    x, y, z = (
        part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116
        for part in (value / white for value, white in zip(times(RGB_TO_XYZ, seen), (0.95047, 1, 1.08883), strict=True))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one, other, eyes):
    return sum((a - b) ** 2 for a, b in zip(lab(one, eyes), lab(other, eyes), strict=True)) ** 0.5


def contrast(one, other):
    lighter, darker = sorted((times(RGB_TO_XYZ, linear(code))[1] for code in (one, other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("theme", THEMES)
def test_country_colours_are_told_apart_by_every_eye(theme, eyes):
    for one, other in itertools.combinations(PALETTE[theme], 2):
        assert distance(one, other, eyes) > 20, (one, other)


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("theme", THEMES)
def test_residential_family_and_neither_are_told_apart_by_every_eye(theme, eyes):
    roles = [ROLES[theme][role] for role in ("residential", "family", "kinship", "neither")]
    for one, other in itertools.combinations(roles, 2):
        assert distance(one, other, eyes) > 11, (one, other)


@pytest.mark.parametrize("theme", THEMES)
def test_lines_and_areas_stand_out_from_the_page(theme):
    for code in (*PALETTE[theme], *(ROLES[theme][role] for role in ("residential", "family", "foster", "none"))):
        assert contrast(code, GROUNDS[theme].page) >= 3, code


@pytest.mark.parametrize("theme", THEMES)
def test_text_can_be_read_on_page_and_panel(theme):
    ground = GROUNDS[theme]
    for text, behind in itertools.product((ground.ink, ground.muted, ground.action), (ground.page, ground.panel)):
        assert contrast(text, behind) >= 4.5, (text, behind)


@pytest.mark.parametrize("theme", THEMES)
def test_no_country_looks_like_a_form_of_care(theme):
    for country, role in itertools.product(PALETTE[theme], ("residential", "family")):
        assert distance(country, ROLES[theme][role], "usual") > 20, (country, role)


@pytest.mark.parametrize("theme", THEMES)
def test_classes_of_a_map_go_one_way_in_lightness(theme):
    lightness = [lab(code, "usual")[0] for code in SEQUENTIAL[theme]]
    steps = [after - before for before, after in itertools.pairwise(lightness)]
    assert all(step < -4 for step in steps) or all(step > 4 for step in steps)


@pytest.mark.parametrize("classes", [5, 6, 7])
def test_fewer_classes_use_the_whole_scale(classes):
    chosen = sequential(classes, "light")
    assert len(set(chosen)) == classes
    assert (chosen[0], chosen[-1]) == (SEQUENTIAL["light"][0], SEQUENTIAL["light"][-1])


def test_changes_diverge_around_a_neutral_middle():
    assert len(DIVERGING["light"]) == len(DIVERGING["dark"]) == 7


def test_a_role_has_one_colour_and_an_unknown_role_the_neutral_one():
    assert colour("residential", "light") == "#B5482A"
    assert colour("family", "dark") == "#5BB8D4"
    assert colour("anything", "light") == colour("none", "light")


def test_countries_keep_the_colours_of_their_places():
    colours = country_colours(["DNK", "LVA"], "light")
    assert colours == {"DNK": PALETTE["light"][0], "LVA": PALETTE["light"][1]}


@pytest.mark.parametrize("theme", THEMES)
def test_a_figure_is_drawn_in_the_ink_of_its_theme_on_the_page(theme):
    drawn = figure([{"type": "scatter", "x": [2000], "y": [0.0]}], layout(theme))
    assert drawn.layout.font.color == GROUNDS[theme].ink
    assert drawn.layout.paper_bgcolor == "rgba(0,0,0,0)"
    assert drawn.data[0].y[0] == 0


def test_parts_of_the_layout_are_merged_and_the_base_stays_as_it_was():
    changed = layout("light", height=300, margin={"l": 40}, xaxis=year_axis("light"))
    assert (changed["height"], changed["margin"]["l"], changed["margin"]["r"]) == (300, 40, 8)
    assert changed["xaxis"]["tickformat"] == "d"
    assert layout("light")["margin"]["l"] == 8


def test_values_start_at_zero_and_shares_end_at_one_hundred():
    assert value_axis("light")["rangemode"] == "tozero"
    assert value_axis("light", share=True)["range"] == [0, 100]


def test_what_is_neither_is_hatched_more_densely_than_no_data():
    assert hatch("light")["solidity"] > hatch("light", no_data=True)["solidity"]


@pytest.mark.parametrize("theme", THEMES)
def test_the_base_layout_has_only_names_plotly_knows(theme):
    base = layout(theme, xaxis=year_axis(theme), yaxis=value_axis(theme, share=True))
    bar = {"type": "bar", "x": [1], "y": [2], "marker": {"pattern": hatch(theme)}}
    assert go.Figure(figure([bar], base).to_dict()).layout.xaxis.tickformat == "d"
