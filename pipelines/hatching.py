"""Stripes across every country: the hatching of a map, which Plotly's choropleth does not draw by itself.

Run as `python -m pipelines.hatching` after `pipelines.boundaries`. What it writes is committed beside the outlines.
"""

from __future__ import annotations

import json
from pathlib import Path

import geopandas
import numpy as np
import shapely

FOLDER = Path("data/boundaries")

SPACINGS = {"europe": 0.9, "world": 2.4}
"""Degrees from one stripe to the next in each file."""

WIDTH = 0.24
"""Width of a stripe as a part of the spacing."""

LONGEST_EDGE = 2.0
PRECISION = 0.01
"""Both in degrees."""


def hatched(outlines: geopandas.GeoDataFrame, spacing: float) -> geopandas.GeoDataFrame:
    """Return each country cut into diagonal stripes, valid and clockwise; countries too small for one are absent.

    Slivers are left out and long edges divided: on the globe an edge is an arc, and a sliver between two arcs can turn
    inside out and cover everything else.

    Parameters
    ----------
    outlines
        Columns `id` and `geometry`, EPSG:4326.
    spacing
        Degrees between the stripes, measured along a parallel.
    """
    flat = outlines.geometry.set_crs(None, allow_override=True)
    cut = flat.intersection(_stripes(outlines.total_bounds, spacing)).make_valid()
    thinnest = spacing * WIDTH / 5
    solid = cut.buffer(-thinnest, join_style="mitre").buffer(thinnest, join_style="mitre").intersection(cut)
    divided = solid.segmentize(LONGEST_EDGE).set_precision(PRECISION).make_valid()
    stripes = divided.apply(_surfaces, smallest=thinnest * spacing / 4).orient_polygons(exterior_cw=True)
    striped = outlines.set_geometry(stripes.set_crs(outlines.crs))
    return striped[~striped.geometry.is_empty]


def _stripes(bounds: np.ndarray, spacing: float) -> shapely.MultiPolygon:
    """Return parallel stripes rising to the right over a whole box."""
    west, south, east, north = bounds
    height, width = north - south, spacing * WIDTH
    starts = np.arange(west - height, east + spacing, spacing)
    return shapely.MultiPolygon(
        [
            shapely.Polygon(
                [(left, south), (left + height, north), (left + height + width, north), (left + width, south)]
            )
            for left in starts
        ]
    )


def _surfaces(geometry: shapely.Geometry, *, smallest: float) -> shapely.MultiPolygon:
    parts = shapely.get_parts(shapely.get_parts(geometry))
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon" and part.area >= smallest])


def write_hatching(folder: Path) -> None:
    """Write `<name>_hatch.geojson` beside each file of outlines: features with the area's code as `id`."""
    for name, spacing in SPACINGS.items():
        outlines = geopandas.read_file(folder / f"{name}.geojson")
        striped = hatched(outlines, spacing)
        features = [
            {"type": "Feature", "id": area, "properties": {}, "geometry": shapely.geometry.mapping(shape)}
            for area, shape in zip(striped["id"], striped.geometry, strict=True)
        ]
        text = json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"))
        (folder / f"{name}_hatch.geojson").write_text(text + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_hatching(FOLDER)
