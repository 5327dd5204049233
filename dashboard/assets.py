"""Outlines and places for the maps, at addresses that name their content, so that a browser keeps them for ever."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import polars as pl

from dashboard.compression import Prepared, prepared

FOLDER = Path(__file__).parents[1] / "data" / "boundaries"

MEDIA_TYPES = {
    "world.geojson": "application/geo+json",
    "europe.geojson": "application/geo+json",
    "world_hatch.geojson": "application/geo+json",
    "europe_hatch.geojson": "application/geo+json",
    "world_110m.json": "application/json",
}


@cache
def asset(name: str, kept_in: Path | None = None) -> Prepared:
    """Return an asset in every encoding we offer.

    Raises
    ------
    KeyError
        There is no asset of that name.
    """
    media_type = MEDIA_TYPES[name]
    return prepared((FOLDER / name).read_bytes(), media_type, kept_in)


@cache
def asset_url(name: str) -> str:
    """Return the address of an asset, to be given to Plotly in place of the content."""
    return f"/assets/{asset(name).short_digest}/{name}"


def topojson_url() -> str:
    """Return what Plotly's `topojsonURL` must be: without it a map asks another host for outlines."""
    return asset_url("world_110m.json").removesuffix("world_110m.json")


@cache
def places() -> pl.DataFrame:
    """Return where the mark of each country stands.

    Returns
    -------
    pl.DataFrame
        Columns `ref_area` (str), `longitude`, `latitude` (f64, degrees, inside the country's largest part),
        `is_small` (bool: too small to be seen as a shape); sorted by `ref_area`.
    """
    read = pl.read_csv(FOLDER / "centroids.csv", infer_schema=False)
    return read.select(
        "ref_area",
        pl.col("longitude", "latitude").cast(pl.Float64),
        is_small=pl.col("is_small") == "yes",
    ).sort("ref_area")
