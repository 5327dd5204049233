import plotly.graph_objects as go
import polars as pl
import pytest

from dashboard.components.line_words import end_names, footnotes, line_names, spans, with_hover
from dashboard.figures.lines import Look
from dashboard.figures.small_multiples import small_multiples
from dashboard.figures.trend import spread, trend_figure
from dashboard.filters import Filters
from dashboard.views.selection import selected
from dashboard.views.trend import lines, trend

ASKED = Filters(indicator="rate", areas=("POL", "LVA", "DNK"), start=2000, end=2025, basis="any")


def series(area, *years, **changes):
    return [{"ref_area": area, "time_period": year, "obs_value": value, **changes} for year, value in years]


@pytest.fixture
def prepared(rows, tiny):
    def prepare(*changes, front=("POL", "LVA", "DNK")):
        frame = with_hover(trend(selected(rows(*changes), ASKED, tiny), front), tiny, "en")
        found = lines(frame)
        names = line_names(found, tiny, "en")
        return frame, found, Look(labels=names, short_labels=end_names(names, found))

    return prepare


@pytest.fixture
def figure(prepared):
    def draw(*changes, **options):
        return trend_figure(*prepared(*changes, **options))

    return draw


def drawn(figure):
    return {line.name: list(zip(line.x, line.y, strict=True)) for line in figure.data if "lines" in line.mode}


def other(figure, mode):
    return [line for line in figure.data if line.mode == mode]


def test_zero_is_drawn_at_zero_and_says_so(figure):
    line = figure(*series("LVA", (2015, 2.0), (2016, 0.0))).data[0]
    assert list(line.y) == [2.0, 0.0]
    assert list(line.text) == ["", "0"]
    assert line.marker.symbol[1] == "circle"


def test_a_gap_is_white_space(figure):
    assert drawn(figure(*series("LVA", (2015, 9.0), (2018, 8.0)))) == {
        "lva": [(2015, 9.0), (None, None), (2018, 8.0)],
    }


def test_points_standing_alone_are_seen(figure):
    line = figure(*series("LVA", (2015, 9.0), (2018, 8.0), (2019, 8.0))).data[0]
    assert line.marker.size[0] > line.marker.size[-1]


def test_a_break_is_two_strokes_between_the_points_with_its_note_on_hover(figure):
    drawing = figure(*series("LVA", (2015, 9.0)), *series("LVA", (2016, 5.0), obs_status="B", note="New definition"))
    assert drawn(drawing) == {"lva": [(2015, 9.0), (None, None), (2016, 5.0)]}
    (mark,) = other(drawing, "text")
    assert (list(mark.x), list(mark.y), list(mark.text)) == ([2015.5], [7.0], ["<b>//</b>"])
    assert "New definition" in mark.customdata[0]


def test_two_sources_are_two_lines_with_their_names(figure):
    drawing = figure(*series("POL", (2015, 9.0)), *series("POL", (2015, 3.0), source="world"))
    assert set(drawn(drawing)) == {"pol · Publisher of office", "pol · Publisher of world"}
    assert len({line.line.dash for line in drawing.data}) == 2


def test_estimated_and_provisional_points_are_hollow(figure):
    line = figure(
        *series("LVA", (2015, 9.0)),
        *series("LVA", (2016, 8.0), obs_status="E"),
        *series("LVA", (2017, 8.0), obs_status="P"),
    ).data[0]
    assert list(line.marker.symbol) == ["circle", "circle-open", "circle-open"]


def test_a_suppressed_figure_is_a_square_on_the_axis_line_without_a_value(figure):
    drawing = figure(*series("LVA", (2015, 9.0)), *series("LVA", (2016, None), obs_status="Q"))
    (square,) = [line for line in drawing.data if line.name == "suppressed"]
    assert square.marker.symbol == "square"
    assert square.yaxis == "y2"
    assert drawing.layout.yaxis2.visible is False
    assert drawn(drawing) == {"lva": [(2015, 9.0)]}


def test_missing_figures_leave_no_mark(figure):
    drawing = figure(*series("LVA", (2015, 9.0)), *series("LVA", (2016, None), obs_status="O"))
    assert [line.name for line in drawing.data] == ["lva"]


def test_a_during_year_count_is_marked(figure, prepared, tiny):
    changes = [*series("LVA", (2015, 9.0)), *series("LVA", (2015, 20.0), count_basis="during_year")]
    assert sorted(drawn(figure(*changes))) == ["lva", "lva¹"]
    assert footnotes(prepared(*changes)[1], tiny, "en") == ["¹ during_year"]


def test_areas_not_in_front_are_grey_and_below(figure):
    drawing = figure(*series("LVA", (2015, 9.0)), *series("POL", (2015, 5.0)), front=("LVA",))
    assert [line.name for line in drawing.data] == ["pol", "lva"]
    assert drawing.data[0].line.width < drawing.data[1].line.width


def test_names_stand_at_the_ends_of_up_to_eight_lines(figure):
    drawing = figure(*series("LVA", (2015, 9.0), (2016, 8.0)))
    assert [(note.x, note.y, note.text) for note in drawing.layout.annotations] == [(2016, 8.0, "lva")]
    assert drawing.layout.showlegend is False


def test_counts_and_rates_start_at_zero_and_shares_end_at_100(prepared):
    frame, found, look = prepared(*series("LVA", (2015, 30.0), (2016, 50.0)))
    assert trend_figure(frame, found, look).layout.yaxis.range[0] == 0
    shares = trend_figure(frame, found, Look(measure="share", labels=look.labels, short_labels=look.short_labels))
    assert list(shares.layout.yaxis.range) == [0, 100]


def test_every_name_is_one_plotly_knows(prepared):
    told = pl.DataFrame({"year": [2016], "number": ["1"], "hover": ["1 Law"]}, schema_overrides={"year": pl.Int32})
    changes = [
        *series("LVA", (2015, 9.0), (2016, 0.0)),
        *series("LVA", (2017, None), obs_status="Q"),
        *series("LVA", (2018, 3.0), obs_status="B"),
        *series("POL", (2015, 9.0)),
    ]
    go.Figure(trend_figure(*prepared(*changes, front=("LVA",)), milestones=told).to_dict())
    for small in small_multiples(*prepared(*changes)).values():
        go.Figure(small.to_dict())


def test_years_are_whole_numbers(figure):
    assert figure(*series("LVA", (2015, 9.0), (2016, 8.0))).layout.xaxis.tickformat == "d"


def test_milestones_stand_as_numbers_on_thin_upright_lines(prepared):
    told = pl.DataFrame({"year": [2016], "number": ["1"], "hover": ["1 Law"]}, schema_overrides={"year": pl.Int32})
    drawing = trend_figure(*prepared(*series("LVA", (2015, 9.0), (2017, 8.0))), milestones=told)
    assert [shape.x0 for shape in drawing.layout.shapes] == [2016]
    assert drawing.data[-1].text == ("1",)


def test_small_multiples_share_one_scale(prepared):
    drawn_areas = small_multiples(*prepared(*series("LVA", (2015, 9.0)), *series("POL", (2010, 90.0))))
    assert list(drawn_areas) == ["POL", "LVA"]
    assert len({tuple(each.layout.yaxis.range) for each in drawn_areas.values()}) == 1
    assert len({tuple(each.layout.xaxis.range) for each in drawn_areas.values()}) == 1


def test_labels_that_would_cover_each_other_move_apart():
    ends = [{"year": 2018, "height": height, "tall": 18} for height in (100.0, 102.0, 300.0)]
    assert spread(ends, near=5) == [100.0, 118.0, 300.0]


def test_labels_of_lines_that_end_in_other_years_stay_where_they_are():
    ends = [{"year": year, "height": 100.0, "tall": 18} for year in (2000, 2018)]
    assert spread(ends, near=5) == [100.0, 100.0]


def test_a_label_steps_aside_from_a_line_that_goes_on():
    (height,) = spread([{"year": 2014, "height": 100.0, "tall": 18}], near=5, dots=[(2015, 102.0), (2016, 101.0)])
    assert abs(height - 102) >= 9
    assert abs(height - 101) >= 9


def test_the_name_of_an_areas_further_line_is_left_out_where_it_has_no_room():
    dots = [(2015, float(height)) for height in range(0, 300, 10)]
    ends = [{"year": 2014, "height": 150.0, "tall": 18, "needed": needed} for needed in (True, False)]
    first, second = spread(ends, near=5, dots=dots)
    assert first == 150.0
    assert second is None


def test_lines_of_one_area_are_called_by_their_sources(figure):
    drawing = figure(*series("POL", (2015, 9.0)), *series("POL", (2015, 3.0), source="world"), front=("POL",))
    assert {note.text for note in drawing.layout.annotations} == {"Publisher of office", "Publisher of world"}


def test_runs_of_years_are_said_shortly():
    assert spans([2001, 2004, 2005, 2006]) == "2001, 2004–2006"
