import plotly.graph_objects as go
import polars as pl
import pytest

from dashboard.figures.care_mix import MixLook, part_lines, row_bars, stacked_bars
from dashboard.figures.milestones import timeline
from dashboard.figures.sparkline import sparkline
from dashboard.figures.theme import ROLES

LABELS = {part: part.upper() for part in ("residential", "foster", "kinship", "other_family", "family", "neither")}
LOOK = MixLook("light", LABELS)


def mix(*rows):
    names = ("time_period", "part", "obs_value", "is_cut")
    frame = pl.DataFrame([dict(zip(names, row, strict=True)) for row in rows])
    year = pl.col("time_period").cast(pl.String)
    return frame.with_columns(hover=pl.lit("hover"), year_words=year, value_words=pl.col("obs_value").cast(pl.String))


YEARS = mix(
    (2000, "residential", 20.0, False),
    (2000, "foster", 30.0, False),
    (2001, "residential", 18.0, False),
    (2001, "foster", 30.0, False),
    (2003, "residential", 0.0, True),
    (2003, "neither", 5.0, True),
    (2004, "residential", 9.0, True),
)


def drawn(figure):
    return {line.name: dict(zip(line.x, line.y, strict=True)) for line in figure.data}


def test_a_stack_has_a_bar_for_each_year_with_a_mix_and_none_in_a_gap():
    assert drawn(stacked_bars(YEARS, LOOK))["RESIDENTIAL"] == {2000: 20.0, 2001: 18.0, 2003: 0.0, 2004: 9.0}
    assert drawn(stacked_bars(YEARS, LOOK))["NEITHER"] == {2003: 5.0}


def test_each_part_has_its_own_colour_everywhere_and_what_is_neither_is_hatched():
    bars = {line.name: line for line in stacked_bars(YEARS, LOOK).data}
    assert bars["RESIDENTIAL"].marker.color == ROLES["light"]["residential"]
    assert bars["FOSTER"].marker.color == ROLES["light"]["foster"]
    assert bars["NEITHER"].marker.pattern.shape == "/"


def test_zero_children_in_residential_care_are_drawn_on_the_axis():
    (dot,) = [line for line in stacked_bars(YEARS, LOOK).data if line.type == "scatter"]
    assert (list(dot.x), list(dot.y), list(dot.text)) == ([2003], [0], ["0"])


def test_a_line_stands_before_a_cut_year_only_where_no_year_is_missing():
    assert [shape.x0 for shape in stacked_bars(YEARS, LOOK).layout.shapes] == [2003.5]


def test_lines_are_open_at_gaps_and_cuts_and_never_draw_the_rest():
    lines = {line.name: line for line in part_lines(YEARS, LOOK).data}
    assert list(lines["RESIDENTIAL"].x) == [2000, 2001, None, 2003, None, 2004]
    assert lines["RESIDENTIAL"].connectgaps is False
    assert "NEITHER" not in lines


def test_a_few_years_are_rows_the_oldest_on_top():
    assert list(row_bars(YEARS, LOOK).layout.yaxis.categoryarray) == ["2004", "2003", "2001", "2000"]


@pytest.mark.parametrize("draw", [stacked_bars, row_bars, part_lines])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_name_in_a_care_mix_is_plotlys_own(draw, theme):
    go.Figure(draw(YEARS, MixLook(theme, LABELS, share=True, separators=",.")).to_dict())


def test_milestones_stand_in_the_lane_of_their_kind_and_the_countrys_own_are_filled():
    rows = pl.DataFrame(
        {
            "position": [2013.75, 2009.9],
            "kind": ["service", "commitment"],
            "is_own": [True, False],
            "hover": ["Five houses", "Guidelines"],
        }
    )
    figure = timeline(rows, {"law": "Laws", "service": "Services", "commitment": "Commitments"}, "light")
    go.Figure(figure.to_dict())
    own = next(line for line in figure.data if line.name == "own")
    assert (list(own.x), list(own.y), own.marker.symbol) == ([2013.75], ["Services"], "circle")
    assert list(figure.layout.yaxis.categoryarray) == ["Commitments", "Services"]


def points(*rows):
    return pl.DataFrame(rows, schema=["time_period", "obs_value", "segment"], orient="row")


def test_a_small_line_has_a_stroke_for_each_unbroken_stretch_and_none_between():
    drawing = sparkline(points((2000, 5.0, 0), (2001, 4.0, 0), (2004, 9.0, 1), (2005, 8.0, 1)), "residential", "light")
    assert drawing.count('fill="none"') == 2
    assert drawing.startswith("<svg xmlns=")


def test_a_lone_point_of_a_small_line_is_a_dot_and_a_year_without_value_is_nothing():
    drawing = sparkline(points((2000, 5.0, 0), (2001, None, None), (2002, 4.0, 1)), "residential", "light")
    assert (drawing.count('fill="none"'), drawing.count("<circle")) == (0, 3)


def test_a_small_line_of_zeros_lies_on_its_axis():
    assert "M5.0 43.0L235.0 43.0" in sparkline(points((2000, 0.0, 0), (2001, 0.0, 0)), "residential", "light")
