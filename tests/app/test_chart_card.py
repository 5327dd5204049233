import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.components import table
from dashboard.exports.csv import csv_bytes

pytestmark = pytest.mark.usefixtures("serve_truth")


def script():
    import polars as pl
    import streamlit as st

    from dashboard import sources, state
    from dashboard.components.chart_card import chart_card
    from dashboard.figures.theme import figure, layout

    state.restore_filters(sources.catalogue_of)
    rows = sources.observations("residential_care_number").sort(pl.all())
    line = {"type": "scatter", "x": rows["time_period"].to_list(), "y": rows["obs_value"].to_list()}
    chosen = chart_card(
        figure([line], layout(state.theme())),
        rows,
        key="card",
        title="Children in residential care",
        subtitle="children, ages 0–17",
        alt="Children in residential care by year",
        sources=rows["source"],
        csv_name="residential_care",
        years="1990–2020",
        left_out="Left out: nothing",
    )
    st.write(f"chosen: {chosen}")


def drawn(**query):
    app = AppTest.from_function(script, default_timeout=60)
    app.query_params.update({"lang": "en", **query})
    app.run()
    assert not app.exception
    return app


@pytest.fixture
def card():
    return drawn()


def test_a_chart_has_a_heading_a_subtitle_and_an_alternative_text(card):
    assert [each.value for each in card.header] == ["Children in residential care"]
    assert card.caption[0].value == "children, ages 0–17"
    assert card.get("plotly_chart")[0].proto.alt == "Children in residential care by year"


def test_the_line_below_a_chart_names_sources_years_release_and_what_is_left_out(card):
    line = card.caption[1].value
    assert line.startswith("Source: ")
    assert "1990–2020 · Release 1 · " in line
    assert line.endswith("Left out: nothing")


def test_a_table_is_made_only_when_it_is_opened():
    closed = drawn(table="0")
    assert not closed.dataframe
    assert drawn(table="1").dataframe


def test_the_file_is_the_table_shown_at_full_precision(truth_observations, monkeypatch):
    made = []
    monkeypatch.setattr(table, "csv_bytes", lambda *given: made.append(csv_bytes(*given)))
    monkeypatch.setattr(table.st, "download_button", lambda _label, content, *_given, **_options: content())
    shown = pl.from_pandas(drawn(table="1").dataframe[0].value)
    written = pl.read_csv(made[0], infer_schema=False)
    assert written.columns == [*shown.columns, "release", "licence", "citation"]
    assert written["obs_value"].cast(float).to_list() == shown["obs_value"].to_list()
    held = truth_observations.filter(pl.col("indicator") == "residential_care_number").sort(pl.all())
    assert shown["obs_value"].to_list() == held["obs_value"].to_list()
    assert written["obs_status"].to_list() == held["obs_status"].to_list()


def test_a_card_that_is_not_asked_for_a_choice_returns_none(card):
    assert card.markdown[-1].value == "chosen: None"
