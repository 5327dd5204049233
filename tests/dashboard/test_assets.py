"""Assets have addresses that name their content."""

import json

import pytest

from dashboard.assets import asset, asset_url, places, topojson_url


def test_an_address_names_the_content():
    digest = asset("europe.geojson").short_digest
    assert asset_url("europe.geojson") == f"/assets/{digest}/europe.geojson"
    assert asset("europe.geojson").digest.startswith(digest)


def test_plotly_finds_the_empty_base_outlines_below_its_address():
    assert topojson_url() + "world_110m.json" == asset_url("world_110m.json")
    assert json.loads(asset("world_110m.json").bodies["identity"])["arcs"] == []


def test_an_unknown_name_is_refused():
    with pytest.raises(KeyError):
        asset("../secrets.toml")


def test_places_are_inside_the_world_and_small_states_are_marked():
    found = places()
    assert found["longitude"].is_between(-180, 180).all()
    assert found["latitude"].is_between(-90, 90).all()
    assert found.filter(ref_area="MLT")["is_small"].item()
    assert not found.filter(ref_area="DNK")["is_small"].item()
