import itertools
import json
import math
from pathlib import Path

import geopandas
import pytest
import shapely

from pipelines.hatching import hatched

FOLDER = Path(__file__).resolve().parents[2] / "data" / "boundaries"
TOO_SMALL = {"AND", "LIE", "MCO", "MLT", "SMR"}
"""Drawn as dots."""


def features(name):
    return json.loads((FOLDER / f"{name}.geojson").read_text(encoding="utf-8"))["features"]


def area_on_the_globe(ring):
    """Return the signed area of a ring whose edges are arcs, as the map draws them: negative when it is inside out.

    Half the sum of the spherical excess over its edges, as in d3-geo `area.js` (Bostock, ISC licence).
    """
    total = 0.0
    points = [(math.radians(x), math.radians(y) / 2 + math.pi / 4) for x, y in ring]
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        turn = x1 - x0
        sine = math.sin(y0) * math.sin(y1)
        total += math.atan2(
            sine * math.sin(abs(turn)) * math.copysign(1, turn), math.cos(y0) * math.cos(y1) + sine * math.cos(turn)
        )
    return 2 * total


@pytest.mark.parametrize("name", ["europe_hatch", "world_hatch"])
def test_no_stripe_is_inside_out_on_the_globe(name):
    rings = [part[0] for each in features(name) for part in each["geometry"]["coordinates"]]
    assert rings
    assert [ring for ring in rings if not 0 < area_on_the_globe(ring) < 0.1] == []


def test_every_country_of_the_finer_file_but_the_smallest_has_stripes():
    outlined = {each["id"] for each in features("europe")}
    assert outlined - {each["id"] for each in features("europe_hatch")} == TOO_SMALL


def test_stripes_stay_inside_the_country_and_leave_most_of_it_free():
    square = geopandas.GeoDataFrame({"id": ["DNK"]}, geometry=[shapely.box(0, 0, 10, 10)], crs="EPSG:4326")
    (stripes,) = hatched(square, 1.0).geometry
    assert stripes.is_valid
    assert square.geometry[0].buffer(0.02).covers(stripes)
    assert 0.1 < stripes.area / 100 < 0.4
