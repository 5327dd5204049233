"""Small charts of what moved."""

import polars as pl

from dashboard.figures.changes import CELL_WIDTH, ChangeWords, changes_figure

POINTS = pl.DataFrame(
    {
        "ref_area": ["LTU", "LTU", "LTU", "UKR", "UKR"],
        "time_period": [2011, 2012, 2018, 2015, 2016],
        "obs_value": [7159.0, 7000.0, 4091.0, 68978.0, 66791.0],
        "obs_status": ["A"] * 5,
    }
)
SAID = ChangeWords(
    titles={"LTU": "Lithuania", "UKR": "Ukraine"},
    subtitles={"LTU": "2011–2018", "UKR": "2015–2016"},
    ends={"LTU": ("7,159", "4,091"), "UKR": ("68,978", "66,791")},
    hover=dict.fromkeys(POINTS.select("ref_area", "time_period").rows(), "words"),
)


def test_the_labels_of_the_ends_stand_outside_the_line():
    drawn = changes_figure(POINTS, ["LTU", "UKR"], SAID, role="residential", theme="light")
    for line in drawn.data:
        assert (line.textposition[0], line.textposition[-1]) == ("middle left", "middle right")
        assert [text for text in line.text if text] == list(SAID.ends["LTU" if line.xaxis == "x" else "UKR"])


def test_there_is_room_for_the_longest_label_on_both_sides_of_every_line():
    drawn = changes_figure(POINTS, ["LTU", "UKR"], SAID, role="residential", theme="light")
    first, last = drawn.layout.xaxis.range
    pixels_a_year = CELL_WIDTH / (last - first)
    assert (2011 - first) * pixels_a_year > 6 * 6.5
    assert (last - 2018) * pixels_a_year > 6 * 6.5


def test_the_axis_begins_at_zero():
    drawn = changes_figure(POINTS, ["LTU", "UKR"], SAID, role="residential", theme="light")
    assert drawn.layout.yaxis.range[0] <= 0 <= drawn.layout.yaxis.range[1]
