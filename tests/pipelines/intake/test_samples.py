"""Real files are accepted or refused as a person would; the accepted ones equal an independent reading."""

import csv
from pathlib import Path

import openpyxl
import pytest

from pipelines.intake.gate import pass_gate
from pipelines.intake.opened import Opened, Refusal
from pipelines.intake.shapes import not_indicators, read_shape
from pipelines.intake.tables import Table, find_table

SAMPLES = Path(__file__).parents[2] / "data" / "samples"


def tidy_of(name):
    opened = pass_gate((SAMPLES / name).read_bytes())
    assert isinstance(opened, Opened)
    table = find_table(opened)
    assert isinstance(table, Table)
    return read_shape(table)


def rows_of(name, encoding="utf-8-sig", **options):
    with (SAMPLES / name).open(encoding=encoding, newline="") as file:
        return list(csv.reader(file, **options))


def told(tidy, *columns):
    """What the reading says: the columns named, the header of the value, and the value, row by row."""
    return [
        tuple(row[column] or "" for column in (*columns, "value_header", "value"))
        for row in tidy.cells.iter_rows(named=True)
    ]


def wide(rows, labels, header=0):
    """The same by hand for a table with one column per measure or year."""
    names = rows[header]
    return [
        (*(row[label].strip() for label in labels), name.strip(), row[index].strip())
        for row in rows[header + 1 :]
        for index, name in enumerate(names)
        if index not in labels and name
    ]


def test_every_sample_is_read_or_refused_as_a_person_would():
    answers = {}
    for path in sorted(SAMPLES.iterdir()):
        if path.suffix != ".md":
            tidy = tidy_of(path.name)
            refusal = not_indicators(tidy)
            answers[path.name.split(".")[0]] = refusal.code if refusal else tidy.layout
    assert answers == {
        "API_EN": "year_columns",
        "dfe_SFR27_2010_March": "coded_wide",
        "dfe_national_cla_on_31_march_by_characteristics": "unknown",
        "eurostat_tsdde410": "eurostat_tsv",
        "eurostat_womenmen_02_04_02_data": "coded_wide",
        "ssb_fylker_jan18_jan20_401": "no_figures",
        "statbank_dk_FOLK1A": "statbank",
        "statbank_dk_UUheld": "year_columns",
        "unicef_geographic_areas": "no_figures",
        "unicef_sdmx_cme_mry0t4_2020": "sdmx_csv",
    }


def test_world_bank_years_become_rows():
    name = "API_EN.ATM.CO2E.KT_DS2_en_csv_v2_4499137.csv"
    expected = wide(rows_of(name), [0, 1, 2, 3], header=4)
    tidy = tidy_of(name)
    assert len(expected) == 266 * 62
    assert told(tidy, "Country Name", "Country Code", "Indicator Name", "Indicator Code") == expected
    assert tidy.known["value_header"] == "time_period"


def test_coded_columns_keep_their_codes_and_marks():
    name = "dfe_SFR27_2010_March.csv"
    expected = wide(rows_of(name), [0, 1, 2])
    assert told(tidy_of(name), "geog_l", "geog_c", "geog_n") == expected


def test_a_long_table_keeps_its_marks():
    name = "dfe_national_cla_on_31_march_by_characteristics.csv"
    expected = wide(rows_of(name), list(range(7)))
    columns = ["time_period", "time_identifier", "geographic_level", "country_code", "country_name", "cla_group"]
    assert told(tidy_of(name), *columns, "characteristic") == expected
    assert {value for *_, value in expected} >= {"c", "k", "z"}


def test_eurostat_dimensions_are_unpacked():
    name = "eurostat_tsdde410.tsv"
    rows = [[*row[0].split(","), *row[1:]] for row in rows_of(name, delimiter="\t")]
    assert told(tidy_of(name), "unit", "geo") == wide(rows, [0, 1])


def test_decimal_commas_stay_as_they_are():
    name = "eurostat_womenmen_02_04_02_data.csv"
    rows = [row for row in rows_of(name, delimiter=";") if row]
    assert told(tidy_of(name), "countryCode") == wide(rows, [0])


def test_a_list_from_statbank_is_read():
    name = "statbank_dk_FOLK1A.csv"
    expected = wide(rows_of(name, delimiter=";"), [0, 1, 2, 3])
    assert told(tidy_of(name), "OMRÅDE", "CIVILSTAND", "TID", "ALDER") == expected


def test_labels_left_blank_in_a_statbank_workbook_are_filled_down():
    name = "statbank_dk_UUheld.xlsx"
    sheet = openpyxl.load_workbook(SAMPLES / name).active
    rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    last = ["", "", ""]
    for row in rows[1:]:
        last = [cell or before for cell, before in zip(row[:3], last, strict=True)]
        row[:3] = last
    tidy = tidy_of(name)
    assert told(tidy, "Køn", "Alder", "Transportype", "Område") == wide(rows, [0, 1, 2, 3])
    assert [remark.code for remark in tidy.remarks] == ["labels_filled_down"]


def test_sdmx_codes_and_labels_are_told_apart():
    name = "unicef_sdmx_cme_mry0t4_2020.csv"
    header, *rows = rows_of(name)
    about = [index for index, column in enumerate(header) if column != "OBS_VALUE"]
    value = header.index("OBS_VALUE")
    expected = [(*(row[index].strip() for index in about), "OBS_VALUE", row[value]) for row in rows]
    tidy = tidy_of(name)
    assert told(tidy, *(header[index] for index in about)) == expected
    assert (tidy.known["REF_AREA"], tidy.known["Geographic area"]) == ("ref_area", "label")


@pytest.mark.parametrize(
    ("name", "word"), [("ssb_fylker_jan18_jan20_401.csv", "shortName"), ("unicef_geographic_areas.csv", "UNSD_Code")]
)
def test_a_list_of_codes_is_told_so_with_its_columns(name, word):
    refusal = not_indicators(tidy_of(name))
    assert isinstance(refusal, Refusal)
    assert word in refusal.found
    assert all((refusal.place, refusal.expected, refusal.action))


def test_norwegian_letters_come_out_right():
    opened = pass_gate((SAMPLES / "ssb_fylker_jan18_jan20_401.csv").read_bytes())
    names = [row[3] for row in opened.sheets[0].rows]
    assert {"Østfold", "Møre og Romsdal", "Finnmark Finnmárku", "Trøndelag"} <= set(names)
    assert [remark.code for remark in opened.remarks] == ["encoding_detected"]


def test_every_value_names_its_cell():
    name = "statbank_dk_UUheld.xlsx"
    sheet = openpyxl.load_workbook(SAMPLES / name).active
    for value, row, column in tidy_of(name).cells.select("value", "row", "column").sample(200, seed=1).iter_rows():
        assert str(sheet[f"{column}{row}"].value) == value
