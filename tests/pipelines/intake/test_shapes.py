"""Every layout becomes one row per value, with what the layout itself says about its columns."""

import pytest

from pipelines.intake.gate import pass_gate
from pipelines.intake.shapes import not_indicators, read_shape
from pipelines.intake.tables import find_table


def shape_of(text, **options):
    return read_shape(find_table(pass_gate(text.encode())), **options)


def told(tidy, *columns):
    return tidy.cells.select(*columns, "value").rows()


def test_our_own_format_is_known():
    tidy = shape_of("indicator,ref_area,time_period,obs_value,note\nfoster_care_number,DNK,2020,5,\n")
    assert (tidy.layout, tidy.known["ref_area"]) == ("long", "ref_area")
    assert told(tidy, "indicator", "ref_area", "time_period", "note") == [
        ("foster_care_number", "DNK", "2020", None, "5")
    ]


def test_codes_and_labels_in_one_cell_are_parted():
    tidy = shape_of(
        "DATAFLOW,REF_AREA: Geographic area,SEX: Sex,UNIT_MULT: Unit multiplier,TIME_PERIOD: Time,OBS_VALUE: Value\n"
        "UNICEF:X(1.0),DNK: Denmark,_T: Total,3: Thousands,2020,12.5\n"
        "UNICEF:X(1.0),XKX: Kosovo (UNSCR 1244),F: Female,0: Units,2020,6\n"
    )
    area, sex, power = "REF_AREA: Geographic area", "SEX: Sex", "UNIT_MULT: Unit multiplier"
    assert tidy.layout == "sdmx_csv"
    assert told(tidy, area, "Geographic area", sex, power) == [
        ("DNK", "Denmark", "_T", "3", "12.5"),
        ("XKX", "Kosovo (UNSCR 1244)", "F", "0", "6"),
    ]
    assert (tidy.known[area], tidy.known["Geographic area"], tidy.known[power]) == ("ref_area", "label", "unit_mult")
    assert [(remark.code, remark.found) for remark in tidy.remarks] == [("unit_multiplier", "3")]


def test_sdmx_csv_2_with_labels_beside_the_codes_is_read():
    tidy = shape_of(
        "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,ACTION,REF_AREA,Reference area,MEASURE,Measure,TIME_PERIOD,OBS_VALUE\n"
        "DATAFLOW,OECD:DF(1.0),Children,I,DNK,Denmark,CARE,In care,2020,12.5\n"
    )
    assert tidy.known == {
        **dict.fromkeys(("STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION"), "packing"),
        "REF_AREA": "ref_area",
        "Reference area": "label",
        "MEASURE": "indicator",
        "Measure": "label",
        "TIME_PERIOD": "time_period",
    }


def test_eurostat_names_its_dimensions_in_small_letters():
    tidy = shape_of(
        "DATAFLOW,LAST UPDATE,freq,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG\nESTAT:X(1.0),1/1/24,A,EL,2020,12,p\n"
    )
    assert (tidy.known["geo"], tidy.known["OBS_FLAG"]) == ("ref_area", "obs_status")


def test_eurostat_flags_stay_with_their_numbers():
    tidy = shape_of("freq,unit,geo\\TIME_PERIOD\t2019 \t2020 \nA,NR,AT\t12.3 e\t: c\nA,NR,EL\t: \t5 b\n")
    assert told(tidy, "geo", "value_header") == [
        ("AT", "2019", "12.3 e"),
        ("AT", "2020", ": c"),
        ("EL", "2019", ":"),
        ("EL", "2020", "5 b"),
    ]
    assert tidy.known == {"unit": "unit_measure", "geo": "ref_area", "value_header": "time_period"}


def test_an_empty_cell_below_a_year_stays_a_row_without_value():
    tidy = shape_of("Country,2019,2020\nDenmark,1,\nLatvia,,0\n")
    assert told(tidy, "Country", "value_header") == [
        ("Denmark", "2019", "1"),
        ("Denmark", "2020", None),
        ("Latvia", "2019", None),
        ("Latvia", "2020", "0"),
    ]


@pytest.mark.parametrize(
    ("header", "periods", "rests"),
    [
        ("Girls 2019,Girls 2020,Boys 2019,Boys 2020", ["2019", "2020", "2019", "2020"], ["Girls"] * 2 + ["Boys"] * 2),
        ("2019 [YR2019],2020 [YR2020],2021 [YR2021],2022 [YR2022]", ["2019", "2020", "2021", "2022"], None),
        ("2019*,2020,2021,2022p", ["2019", "2020", "2021", "2022"], None),
        ("Antal 2019,Antal 2020,Antal 2021,Antal 2022", ["2019", "2020", "2021", "2022"], ["Antal"] * 4),
        ("2019-01-01,2020-01-01,2021-01-01,2022-01-01", ["2019", "2020", "2021", "2022"], None),
        ("2019K1,2019K2,2019K3,2019K4", None, None),
    ],
)
def test_years_are_found_inside_headers(header, periods, rests):
    tidy = shape_of(f"Country,{header}\nDenmark,1,2,3,4\nLatvia,5,6,7,8\n")
    found = tidy.cells.filter(tidy.cells["row"] == 2)
    period, rest = "period (from the header)", "header (without the period)"
    assert tidy.layout == "year_columns"
    assert (found[period].to_list() if period in found.columns else None) == periods
    assert (found[rest].to_list() if rest in found.columns else None) == rests


def test_codes_with_one_year_are_no_year_columns():
    tidy = shape_of("area,MarTotal_2010,Mid2009Pop,MarPlace_Q1_2010\nNorth East,3650,524900,0\nNorth West,1,2,x\n")
    assert tidy.layout == "coded_wide"
    assert tidy.cells["value_header"].unique(maintain_order=True).to_list() == [
        "MarTotal_2010",
        "Mid2009Pop",
        "MarPlace_Q1_2010",
    ]


def test_several_columns_of_figures_become_rows_and_ages_and_years_do_not():
    tidy = shape_of("Kommune;År;Alder;Antal;Andel i pct.\nRødovre;2020;5;1.204;3,5\nÆrø;2021;6;..;2,5\n")
    assert tidy.columns == ("Kommune", "År", "Alder")
    assert told(tidy, "Alder", "value_header")[:2] == [("5", "Antal", "1.204"), ("5", "Andel i pct.", "3,5")]


def test_a_person_may_say_which_columns_hold_values():
    tidy = shape_of("Area,Age,Children\nDenmark,5,7\nLatvia,6,8\n", values=["Age"])
    assert (tidy.columns, tidy.cells["value"].to_list()) == (("Area", "Children"), ["5", "6"])


def test_a_column_named_as_one_of_ours_keeps_its_place():
    tidy = shape_of("row,year,value\nDenmark,2020,7\nLatvia,2021,8\n")
    assert tidy.columns == ("row (in the file)", "year")


@pytest.mark.parametrize(
    "text",
    [
        "code,name,parent\n" + "".join(f"{n:08d},Item {n},{n // 10:08d}\n" for n in range(31_000)),
        "hs;text\n" + "".join(f"{10_000 + n};Item {n}\n" for n in range(31_000)),
        "id,name\n1,Denmark\n2,Latvia\n3,Poland\n4,Estonia\n5,Norway\n6,Sweden\n",
        "Dear all,\nthank you for the letter, which we read, discussed\nand answered, as agreed, in June 2024.\n",
        "country,year,milestone\nDenmark,2019,New law\nLatvia,2020,New plan\n",
    ],
    ids=["padded codes", "codes", "numbered list", "letter", "milestones"],
)
def test_a_file_without_figures_is_told_so(text):
    refusal = not_indicators(shape_of(text))
    assert refusal.code == "no_figures"
    assert all((refusal.place, refusal.found, refusal.expected, refusal.action))


@pytest.mark.parametrize(
    "text",
    [
        "Country,Children\nDenmark,5\nLatvia,6\n",
        "Country,Children\nDenmark,0\nLatvia,0\n",
        "code,name,2019\n01,Denmark,x\n02,Latvia,5\n",
        "Country,Year,Children\nDenmark,2020,1.204\n",
    ],
)
def test_a_small_table_of_figures_is_taken_in(text):
    assert not_indicators(shape_of(text)) is None
