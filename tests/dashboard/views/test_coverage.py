from dataclasses import replace

import polars as pl

from dashboard.filters import Filters
from dashboard.views.coverage import coverage_cells, near_indicators, near_steps, reported_parts, theme_indicators
from dashboard.views.definitions import definitions, source_rows
from dashboard.views.explorer import explorer, inputs_of
from pipelines.catalogue import Code
from pipelines.observations import RELEASE_SCHEMA

HELD = pl.DataFrame(
    {
        "indicator": ["rate", "rate", "entries"],
        "ref_area": ["LVA", "LVA", "POL"],
        "source": ["world", "office", "office"],
        "first": [2000, 2010, 2005],
        "last": [2009, 2020, 2006],
        "points": [10, 8, 2],
        "breaks": [1, 0, 0],
    },
    schema_overrides={"first": pl.Int32, "last": pl.Int32},
)


def test_a_cell_says_first_and_last_year_points_breaks_and_sources():
    cells = coverage_cells(HELD, ["LVA"], ["rate"])
    assert cells.rows() == [("LVA", "rate", 2000, 2020, 18, 1, ["office", "world"])]


def test_a_cell_without_figures_stays_empty():
    assert coverage_cells(HELD, ["DNK"], ["rate"]).rows() == [("DNK", "rate", None, None, 0, 0, [])]


def test_the_matrix_has_only_indicators_with_figures(tiny):
    assert theme_indicators(tiny, "residential", HELD) == ("entries", "rate")


def test_an_empty_selection_says_which_change_brings_figures(rows, tiny):
    found = rows({"ref_area": "LVA", "time_period": 1995}, {"ref_area": "POL", "count_basis": "during_year"})
    steps = near_steps(found, Filters(indicator="rate", areas=("LVA",), start=2010, end=2020), tiny)
    assert (steps[0].changes, steps[0].areas) == ({"start": 1989, "end": 2025}, ("LVA",))


def test_a_country_reported_by_parts_leads_to_them_first(rows, tiny):
    part = Code("DK-84", {"en": "part"}, {"kind": "subdivision", "parent": "DNK"})
    catalogue = replace(tiny, codelists={**tiny.codelists, "areas": {**tiny.codelists["areas"], "DK-84": part}})
    assert reported_parts(["DNK", "LVA"], catalogue) == ("DK-84",)
    found = rows({"ref_area": "DK-84"}, {"ref_area": "POL"})
    steps = near_steps(found, Filters(indicator="rate", areas=("DNK",)), catalogue)
    assert (steps[0].changes, steps[0].areas) == ({"areas": ("DK-84",)}, ("DK-84",))


def test_other_indicators_of_the_same_areas_are_named(tiny):
    near = near_indicators(HELD, Filters(indicator="rate", areas=("POL",)), tiny)
    assert near.rows() == [("entries", 1, 2005, 2006)]


def test_every_indicator_is_defined_in_a_row(tiny):
    table = definitions(tiny, "da")
    assert table["label"].to_list() == ["entries på dansk", "infants på dansk", "rate på dansk"]


def test_every_source_is_listed_with_its_years(tiny):
    table = source_rows(tiny, HELD, "en")
    assert table.select("source", "first", "last", "points").rows() == [
        ("office", 2005, 2020, 10),
        ("world", 2000, 2009, 10),
        ("study", None, None, None),
    ]


def test_the_table_of_figures_has_every_column_of_the_release(rows, tiny):
    found = explorer(
        rows({"obs_value": 1.0 / 3}, {"time_period": 2021, "obs_value": None}), Filters(indicator="rate"), tiny
    )
    assert set(found.columns) == set(RELEASE_SCHEMA)
    assert found["obs_value"].to_list() == [None, 1.0 / 3]


def test_a_computed_figure_names_what_it_was_made_from():
    assert inputs_of({"inputs": '[{"indicator":"a","source":"s","value":2.0}]'}) == [
        {"indicator": "a", "source": "s", "value": 2.0}
    ]
    assert inputs_of({"inputs": None}) == []
