"""A catalogue of a few codes and a maker of observations, for tests of pure functions."""

from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import settings

from pipelines.catalogue import Catalogue, Code, Indicator, Source
from pipelines.observations import RELEASE_SCHEMA

settings.register_profile("tracker", deadline=None)
settings.load_profile("tracker")

Rows = Callable[..., pl.DataFrame]

DEFAULTS = {
    "indicator": "rate",
    "ref_area": "DNK",
    "time_period": 2020,
    "sex": "_T",
    "age": "Y0T17",
    "disability": "_T",
    "count_basis": "stock",
    "obs_value": 5.0,
    "obs_status": "A",
    "source": "office",
    "comparability": "comparable",
}


def indicator(name: str, **changes: object) -> Indicator:
    values: dict[str, object] = {
        "id": name,
        "label": {"en": f"Label of {name}", "da": f"{name} på dansk"},
        "definition": {"en": f"Definition of {name}"},
        "unit": "per_100k_children",
        "direction": "lower_is_better",
        "theme": "residential",
        "basis": "stock",
        "ages": ("Y0T17",),
        "decimals": 0,
    }
    return Indicator(**{**values, **changes})  # type: ignore[arg-type]


def source(name: str, home: int, comparison: int) -> Source:
    title = {"en": f"Title of {name}", "da": f"{name}s titel"}
    return Source(
        name,
        title,
        f"Publisher of {name}",
        "https://example.org",
        "CC BY 4.0",
        "2026-01-01",
        "national",
        home,
        comparison,
    )


def codes(**entries: dict[str, str]) -> dict[str, Code]:
    return {
        code: Code(code, {"en": code.lower(), "da": f"{code.lower()} (da)"}, extra) for code, extra in entries.items()
    }


@pytest.fixture(scope="session")
def tiny() -> Catalogue:
    """Three countries in two groups and the world; a rate, an inflow, a figure of infants; three sources."""
    country = {"kind": "country"}
    lists = {
        "areas": codes(
            DNK={**country, "iso2": "DK"},
            LVA={**country, "iso2": "LV"},
            POL={**country, "iso2": "PL"},
            WLD={"kind": "aggregate", "iso2": ""},
        ),
        "area_groups": codes(CBSS={"members": "DNK LVA POL"}, BALTIC={"members": "LVA"}),
        "sexes": codes(_T={}, F={}, M={}),
        "ages": codes(
            _T={"from": "", "to": ""},
            Y0T2={"from": "0", "to": "2"},
            Y0T17={"from": "0", "to": "17"},
            Y0T20={"from": "0", "to": "20"},
            Y0T22={"from": "0", "to": "22"},
            Y18T24={"from": "18", "to": "24"},
        ),
        "disabilities": codes(_T={}, PD={}, PWD={}),
        "count_bases": codes(stock={}, during_year={}, flow={}),
        "obs_statuses": codes(A={}, B={}, D={}, E={}, P={}, O={}, L={}, M={}, Q={}),
        "units": codes(
            per_100k_children={"kind": "rate"},
            percent_of_children_in_care={"kind": "share"},
            children={"kind": "count"},
        ),
        "themes": codes(residential={}),
    }
    return Catalogue(
        indicators={
            "rate": indicator("rate"),
            "entries": indicator("entries", basis="flow", unit="children"),
            "infants": indicator("infants", ages=("Y0T2",), unit="children"),
        },
        sources={"office": source("office", 1, 9), "world": source("world", 9, 1), "study": source("study", 5, 5)},
        codelists=lists,
    )


@pytest.fixture(scope="session")
def rows() -> Rows:
    """Return a maker of release rows: each dictionary changes the defaults of one row."""

    def make(*changes: dict[str, object]) -> pl.DataFrame:
        return pl.DataFrame(
            [{**dict.fromkeys(RELEASE_SCHEMA), **DEFAULTS, **each} for each in changes], schema=RELEASE_SCHEMA
        )

    return make
