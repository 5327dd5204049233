"""The committed outlines are what the maps need: valid, clockwise, complete, small."""

import csv
import json
from pathlib import Path

import geopandas
import pytest
import shapely

from pipelines.boundaries import (
    EUROPE,
    FOLDER,
    Detail,
    cut_at_antimeridian,
    empty_topology,
    feature_collection,
    places,
    simplified,
)

SMALL_STATES = {"AND", "LIE", "LUX", "MCO", "MLT", "SMR"}


@pytest.fixture(scope="module", params=["world.geojson", "europe.geojson"])
def shapes(request):
    return geopandas.read_file(FOLDER / request.param)


def squares(**corners):
    """Return one-degree squares by area code, given the lower left corner of each."""
    geometry = [shapely.box(x, y, x + 1, y + 1) for x, y in corners.values()]
    return geopandas.GeoDataFrame({"ref_area": list(corners)}, geometry=geometry, crs="EPSG:4326")


def test_every_outline_is_valid(shapes):
    assert shapes.is_valid.all()


def test_every_exterior_ring_runs_clockwise(shapes):
    rings = [part.exterior for part in shapely.get_parts(shapes.geometry.values)]
    assert not any(ring.is_ccw for ring in rings)


def test_every_code_is_a_unique_alpha_3_code(shapes):
    codes = shapes["id"].tolist()
    assert len(codes) == len(set(codes))
    assert all(len(code) == 3 and code.isupper() for code in codes)
    assert not set(codes) & {"CYN", "SOL", "ATA", "KOS"}


def test_crimea_lies_inside_ukraine(shapes):
    assert shapes.loc[shapes.contains(shapely.Point(34.1, 45.0)), "id"].tolist() == ["UKR"]


def test_northern_cyprus_lies_inside_cyprus(shapes):
    assert shapes.loc[shapes.contains(shapely.Point(33.5, 35.27)), "id"].tolist() == ["CYP"]


def test_no_outline_runs_round_the_globe(shapes):
    widths = [part.bounds[2] - part.bounds[0] for part in shapely.get_parts(shapes.geometry.values)]
    assert max(widths) < 155
    assert not shapes.loc[shapes["id"] == "RUS"].contains(shapely.Point(-10, 68)).any()


def test_a_shape_across_the_antimeridian_is_cut_in_two():
    across = shapely.Polygon([(179, 0), (179, 1), (-179, 1), (-179, 0)])
    cut = cut_at_antimeridian(shapely.MultiPolygon([across]))
    assert sorted(part.bounds for part in cut.geoms) == [(-180, 0, -179, 1), (179, 0, 180, 1)]


def test_small_states_are_kept(shapes):
    assert set(shapes["id"]) >= SMALL_STATES | {"XKX"}


def test_the_files_are_small_enough_to_send():
    assert (FOLDER / "world.geojson").stat().st_size < 300_000
    assert (FOLDER / "europe.geojson").stat().st_size < 300_000


def test_the_finer_file_holds_europe_and_central_asia():
    with Path("data/codelists/area_groups.csv").open(encoding="utf-8", newline="") as file:
        members = next(set(row["members"].split()) for row in csv.DictReader(file) if row["code"] == "ECA")
    drawn = {feature["id"] for feature in json.loads((FOLDER / "europe.geojson").read_text())["features"]}
    assert drawn == members - {"VAT"}


def test_every_country_has_a_place_for_its_mark_and_small_ones_are_named():
    with (FOLDER / "centroids.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["ref_area"]: row for row in csv.DictReader(file)}
    drawn = {feature["id"] for feature in json.loads((FOLDER / "world.geojson").read_text())["features"]}
    assert set(rows) == drawn | {"VAT"}
    assert {code for code in SMALL_STATES | {"VAT", "DNK"} if rows[code]["is_small"] == "yes"} == SMALL_STATES | {"VAT"}


def test_neighbours_keep_one_border():
    drawn = simplified(squares(AAA=(0, 0), BBB=(1, 0)), Detail(tolerance=0.1, smallest_part=0, decimals=2))
    left, right = drawn.geometry
    assert left.touches(right)
    assert left.intersection(right).length == 1


def test_an_islet_goes_and_a_country_of_islets_keeps_its_largest():
    islets = squares(AAA=(0, 0)).set_geometry(
        [shapely.MultiPolygon([shapely.box(0, 0, 5, 5), shapely.box(9, 9, 9.01, 9.01)])]
    )
    islets.loc[1] = ["BBB", shapely.MultiPolygon([shapely.box(20, 0, 20.04, 0.04), shapely.box(21, 0, 21.02, 0.02)])]
    drawn = simplified(islets, EUROPE)
    assert [len(geometry.geoms) for geometry in drawn.geometry] == [1, 1]
    assert drawn.geometry[1].bounds[0] == 20


def test_a_feature_carries_its_code_and_nothing_else():
    (feature,) = feature_collection(squares(DNK=(9, 55)))["features"]
    assert (feature["id"], feature["properties"]) == ("DNK", {})


def test_a_place_lies_inside_its_country():
    place = next(row for row in places(squares(DNK=(9, 55))) if row["ref_area"] == "DNK")
    assert (9 < float(place["longitude"]) < 10, 55 < float(place["latitude"]) < 56) == (True, True)


def test_the_base_outlines_are_empty():
    assert all(not layer["geometries"] for layer in empty_topology()["objects"].values())
