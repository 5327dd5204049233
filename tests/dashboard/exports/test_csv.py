import csv
import io
from dataclasses import dataclass
from datetime import date

import polars as pl
import pytest

from dashboard.exports.csv import citation, csv_bytes


@dataclass
class Published:
    id: str = "abc123" * 10
    number: int = 12
    date: date = date(2026, 11, 21)


def read(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_values_are_written_at_full_precision(tiny):
    table = pl.DataFrame({"ref_area": ["LVA", "LVA", "LVA"], "obs_value": [746.23, 0.1 + 0.2, 45497.0]})
    values = [line["obs_value"] for line in read(csv_bytes(table, Published(), ["office"], tiny))]
    assert values == ["746.23", "0.30000000000000004", "45497"]
    assert [float(value) for value in values] == table["obs_value"].to_list()


def test_zero_is_zero_and_null_is_an_empty_cell(tiny):
    table = pl.DataFrame({"obs_value": [0.0, None], "obs_status": ["A", "Q"]})
    lines = read(csv_bytes(table, Published(), [], tiny))
    assert [(line["obs_value"], line["obs_status"]) for line in lines] == [("0", "A"), ("", "Q")]


def test_every_column_and_row_of_the_table_is_in_the_file_in_order(tiny, rows):
    table = rows({"time_period": 2001}, {"time_period": 2000})
    lines = read(csv_bytes(table, Published(), ["office"], tiny))
    assert list(lines[0]) == [*table.columns, "release", "licence", "citation"]
    assert [line["time_period"] for line in lines] == ["2001", "2000"]


def test_each_row_says_release_licence_and_citation(tiny):
    table = pl.DataFrame({"obs_value": [1.0]})
    line = read(csv_bytes(table, Published(), ["office", "world", "office"], tiny))[0]
    assert line["release"] == f"12 ({Published.id})"
    assert line["licence"] == "Publisher of office: CC BY 4.0; Publisher of world: CC BY 4.0"
    assert "Title of office" in line["citation"]
    assert "release 12 of 2026-11-21" in line["citation"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum", "\tx", "\rx"])
def test_a_text_that_a_spreadsheet_would_run_is_made_harmless(tiny, text):
    table = pl.DataFrame({"note": [text], "obs_value": [-1.5]})
    line = read(csv_bytes(table, Published(), [], tiny))[0]
    assert line["note"] == f"'{text}".replace("\r", "\r")
    assert line["obs_value"] == "-1.5"


def test_commas_quotes_and_line_breaks_stay_in_their_cell(tiny):
    table = pl.DataFrame({"note": ['a, "b"\nc']})
    assert read(csv_bytes(table, Published(), [], tiny))[0]["note"] == 'a, "b"\nc'


def test_a_citation_without_sources_begins_with_the_tracker(tiny):
    assert citation(Published(), [], tiny).startswith("As shown by De-institutionalisation Tracker, release 12 of")
