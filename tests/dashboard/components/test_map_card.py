"""How much of the world a map shows."""

from math import cos, radians

import pytest

from dashboard.components.map_card import FARTHEST, _widened

NORTH = {"lon": (-26.0, 34.0), "lat": (47.0, 72.0)}
SMALL = {"lon": (12.0, 27.0), "lat": (38.0, 48.0)}


def aspect_of(span):
    (west, east), (south, north) = span["lon"], span["lat"]
    return (east - west) * cos(radians((south + north) / 2)) / (north - south)


@pytest.mark.parametrize("span", [NORTH, SMALL])
@pytest.mark.parametrize("aspect", [1.35, 1.8])
def test_a_span_is_widened_to_fill_its_frame(span, aspect):
    assert aspect_of(_widened(span, aspect)) == pytest.approx(max(aspect, aspect_of(span)))


def test_a_span_that_is_wide_enough_stays():
    assert _widened(NORTH, 0.5) == NORTH


def test_a_span_never_leaves_the_finer_outlines():
    west, east = _widened(NORTH, 9.0)["lon"]
    assert (west, east) == FARTHEST["lon"]
