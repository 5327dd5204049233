import plotly.graph_objects as go
import polars as pl

from dashboard.figures.coverage import coverage_figure
from dashboard.views.coverage import coverage_cells

HELD = pl.DataFrame(
    {
        "indicator": ["rate", "rate"],
        "ref_area": ["LVA", "POL"],
        "source": ["office", "office"],
        "first": [2000, 2010],
        "last": [2009, 2020],
        "points": [10, 8],
        "breaks": [1, 0],
    },
    schema_overrides={"first": pl.Int32, "last": pl.Int32},
)


def drawn():
    cells = coverage_cells(HELD, ["DNK", "LVA", "POL"], ["rate"]).with_columns(hover=pl.lit("words"))
    return coverage_figure(cells, names={"LVA": "Latvia"}, labels={"rate": "A rate"}, look="light", newest=2025)


def test_a_cell_shows_its_newest_year_and_an_empty_one_nothing():
    assert drawn().data[0].z == ([None, 2009, 2020],)


def test_a_break_is_two_strokes_in_its_cell():
    assert drawn().data[0].text == (["", "//", ""],)


def test_areas_stand_across_and_indicators_down():
    assert drawn().layout.xaxis.ticktext == ("DNK", "Latvia", "POL")
    assert drawn().layout.yaxis.ticktext == ("A rate",)


def test_every_name_is_one_plotly_knows():
    go.Figure(drawn().to_dict())
