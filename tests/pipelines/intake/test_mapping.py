"""A messy table becomes exactly the right rows; what is not certain is asked once; nothing unread becomes a figure."""

import polars as pl
import pytest

from pipelines.catalogue import load_catalogue
from pipelines.intake.mapping import Mapping, answered, apply, guess, proposed_answers
from pipelines.intake.opened import Opened, Sheet
from pipelines.intake.shapes import Tidy, read_shape
from pipelines.intake.tables import find_table
from pipelines.rules import check
from pipelines.settings import settings

SHORT = ("indicator", "ref_area", "time_period", "sex", "age", "count_basis", "obs_value", "obs_status")


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue(settings().data_dir)


def tidy(rows, layout="unknown", known=None, column="C"):
    """Build a literal table: one dictionary per row, with `value`."""
    columns = [name for name in rows[0] if name not in {"value", "value_header"}]
    cells = pl.DataFrame(
        [{"value_header": "Value", **row, "row": number, "column": column} for number, row in enumerate(rows, start=2)],
        schema_overrides={"row": pl.Int64},
    )
    return Tidy(layout, tuple(columns), cells, known or {})


def from_sheet(rows):
    table = find_table(Opened("xlsx", (Sheet("Data", rows),)))
    return read_shape(table), table.notes


MESSY = [
    ["Vaikai globoje pagal globos formą", "", "", "", ""],
    ["Šaltinis: departamentas, 2024 m. kovas", "", "", "", ""],
    ["", "", "", "", ""],
    ["Land", "Globos forma", "Køn", "2022", "2023"],
    ["Litauen", "Budintis globotojas", "I alt", "1.204", "1 310,0"],
    ["Litauen", "Bendruomeniniai vaikų globos namai", "I alt", "770", "x"],
    ["Litauen", "Vaikų globos namai", "I alt", "1.200,0", "1.0.65"],
    ["Litauen", "Globėjo (rūpintojo) šeima", "Piger", "2.100", "<5"],
    ["Litauen", "Globėjo (rūpintojo) šeima", "Drenge", "0", "2.130"],
    ["Litauen", "Šeimyna", "I alt", "312", "twelve"],
    ["Litauen", "Iš viso", "I alt", "", "5.900"],
    ["EU27_2020", "Iš viso", "I alt", "1", "2"],
]


def messy(catalogue):
    table, notes = from_sheet(MESSY)
    proposal = guess(table, catalogue, notes=notes)
    return table, proposal, answered(proposal.mapping, proposed_answers(proposal))


def test_a_messy_table_becomes_exactly_the_right_rows(catalogue):
    table, _, mapping = messy(catalogue)
    mapped = apply(table, mapping, catalogue, sheet="Data")
    rows = mapped.rows.select("indicator", "time_period", "sex", "obs_value", "obs_status", "row", "column").rows()
    assert rows == [
        ("foster_care_number", "2022", "_T", "1204", "A", 5, "D"),
        ("foster_care_number", "2023", "_T", "1310.0", "A", 5, "E"),
        ("community_home_number", "2022", "_T", "770", "A", 6, "D"),
        ("community_home_number", "2023", "_T", None, "Q", 6, "E"),
        ("residential_care_number", "2022", "_T", "1200.0", "A", 7, "D"),
        ("kinship_guardianship_care_number", "2022", "F", "2100", "A", 8, "D"),
        ("kinship_guardianship_care_number", "2023", "F", None, "Q", 8, "E"),
        ("kinship_guardianship_care_number", "2022", "M", "0", "A", 9, "D"),
        ("kinship_guardianship_care_number", "2023", "M", "2130", "A", 9, "E"),
        ("family_type_home_number", "2022", "_T", "312", "A", 10, "D"),
        ("alternative_care_number", "2023", "_T", "5900", "A", 11, "E"),
    ]
    assert set(mapped.rows["ref_area"]) == {"LTU"}
    assert set(mapped.rows["age"]) == {"Y0T17"}
    assert set(mapped.rows["count_basis"]) == {"stock"}


def test_the_two_errors_of_a_messy_table_are_named_with_their_cells(catalogue):
    table, _, mapping = messy(catalogue)
    problems = apply(table, mapping, catalogue, sheet="Data").problems
    assert problems.select("sheet", "cell", "rule", "found").rows() == [
        ("Data", "E7", "wrong_style", "1.0.65"),
        ("Data", "E10", "not_a_number", "twelve"),
    ]
    assert problems["expected"].str.len_chars().min() > 0
    assert problems["message"].str.len_chars().min() > 0


def test_groups_of_countries_and_empty_cells_are_set_aside_and_said(catalogue):
    table, _, mapping = messy(catalogue)
    aside = apply(table, mapping, catalogue).set_aside
    assert sorted(aside.rows()) == [("empty", "", 1), ("left_out:ref_area", "EU27_2020", 2)]


def test_only_what_is_not_certain_is_asked(catalogue):
    _, proposal, _ = messy(catalogue)
    asked = {question.id: [item.text for item in question.items] for question in proposal.questions}
    assert asked == {
        "values:care_form": ["Šeimyna"],
        "constant:age": [],
        "constant:count_basis": [],
        "marks": ["<5", "twelve", "x"] if "twelve" in asked["marks"] else ["<5", "x"],
    }


def test_mapped_rows_go_through_the_rules(catalogue):
    table, _, mapping = messy(catalogue)
    rows = apply(table, mapping, catalogue).rows.with_columns(source=pl.lit("lithuania_statistics"))
    problems = check(rows, catalogue).problems
    assert problems.filter(pl.col("level") == "error").rows() == []


def test_a_mapping_survives_its_journey_as_json(catalogue):
    _, _, mapping = messy(catalogue)
    again = Mapping.from_json(mapping.to_json())
    assert again == mapping
    assert again.to_json() == mapping.to_json()


def test_a_remembered_mapping_asks_nothing_again(catalogue):
    table, _, mapping = messy(catalogue)
    proposal = guess(table, catalogue, remembered=mapping)
    assert proposal.questions == ()
    assert apply(table, proposal.mapping, catalogue).rows.equals(apply(table, mapping, catalogue).rows)


def test_next_years_file_has_the_same_fingerprint_and_asks_only_the_new_text(catalogue):
    _, _, mapping = messy(catalogue)
    later = [list(row) for row in MESSY]
    later[3][3:] = ["2023", "2024"]
    later[4][1] = "Nauja globos forma"
    table, notes = from_sheet(later)
    proposal = guess(table, catalogue, remembered=mapping, notes=notes)
    assert proposal.mapping.fingerprint == mapping.fingerprint
    assert [(q.id, [i.text for i in q.items]) for q in proposal.questions] == [
        ("values:care_form", ["Nauja globos forma"])
    ]


def test_an_unanswered_text_is_a_problem_and_no_row(catalogue):
    table = tidy(
        [{"Country": "Danmakr", "Year": "2020", "value": "5"}, {"Country": "Sverige", "Year": "2020", "value": "6"}]
    )
    proposal = guess(table, catalogue)
    mapping = answered(proposal.mapping, {"constant:indicator": "foster_care_number"})
    mapping = answered(mapping, {"values:ref_area": {}})
    mapped = apply(table, mapping, catalogue)
    assert mapped.rows["ref_area"].to_list() == ["SWE"]
    assert mapped.problems.select("rule", "found", "cell").rows() == [("text_unmapped", "Danmakr", "C2")]


def test_parts_of_an_indicator_are_added_up_and_named(catalogue):
    table = tidy(
        [
            {"Country": "Lithuania", "Year": "2020", "Globos forma": "Budintis globotojas", "value": "300.5"},
            {"Country": "Lithuania", "Year": "2020", "Globos forma": "Nuolatinis globotojas", "value": "0.2"},
            {"Country": "Lithuania", "Year": "2021", "Globos forma": "Budintis globotojas", "value": "310"},
            {"Country": "Lithuania", "Year": "2021", "Globos forma": "Nuolatinis globotojas", "value": "x"},
        ]
    )
    mapping = guess(table, catalogue).mapping
    rows = apply(table, mapping, catalogue).rows.select("time_period", "obs_value", "obs_status", "note").rows()
    assert rows == [
        ("2020", "300.7", "A", "Sum of: Budintis globotojas, Nuolatinis globotojas."),
        ("2021", None, "Q", "Sum of: Budintis globotojas, Nuolatinis globotojas."),
    ]


def test_forms_that_may_hold_the_same_children_are_never_added_up(catalogue):
    table = tidy(
        [
            {"Country": "Lithuania", "Year": "2020", "Globos forma": "Budintis globotojas", "value": "300"},
            {"Country": "Lithuania", "Year": "2020", "Globos forma": "Globos centras", "value": "280"},
        ]
    )
    proposal = guess(table, catalogue)
    mapped = apply(table, answered(proposal.mapping, proposed_answers(proposal)), catalogue)
    assert mapped.rows.height == 0
    assert set(mapped.problems["rule"]) == {"forms_overlap"}


def test_a_breakdown_column_sends_its_members_to_their_dimensions(catalogue):
    table = tidy(
        [
            {
                "time_period": "2024",
                "country_name": "England",
                "cla_group": group,
                "characteristic": member,
                "value": value,
            }
            for group, member, value in (
                ("Gender", "Female", "36000"),
                ("Gender", "Total children", "83630"),
                ("Age group", "1 to 4 years", "10820"),
                ("Placement", "1. Total foster placements", "56390"),
                ("Category of need", "N1. Abuse or neglect", "55190"),
                ("Placement", "7. Total residential schools", "c"),
            )
        ]
    )
    proposal = guess(table, catalogue)
    mapped = apply(table, answered(proposal.mapping, proposed_answers(proposal)), catalogue)
    assert mapped.problems.rows() == []
    assert mapped.rows.select("indicator", "sex", "age", "obs_value", "obs_status").rows() == [
        ("alternative_care_number", "F", "Y0T17", "36000", "A"),
        ("alternative_care_number", "_T", "Y0T17", "83630", "A"),
        ("alternative_care_number", "_T", "Y1T4", "10820", "A"),
        ("foster_care_number", "_T", "Y0T17", "56390", "A"),
        ("residential_schools_number", "_T", "Y0T17", None, "Q"),
    ]


def test_a_column_beyond_our_dimensions_is_asked_and_kept_to_its_total(catalogue):
    table = tidy(
        [
            {"OMRÅDE": "Danmark", "TID": "2020", "STATUS": "I alt", "value": "9"},
            {"OMRÅDE": "Danmark", "TID": "2020", "STATUS": "Ugift", "value": "5"},
        ]
    )
    table = Tidy("unknown", ("OMRÅDE", "TID", "FORANST"), table.cells.rename({"STATUS": "FORANST"}))
    proposal = guess(table, catalogue)
    answers = proposed_answers(proposal) | {"constant:indicator": "alternative_care_number"}
    assert answers["keep:FORANST"] == ["I alt"]
    rows = apply(table, answered(proposal.mapping, answers), catalogue).rows
    assert rows["obs_value"].to_list() == ["9"]


def test_unit_multipliers_of_rows_are_exact(catalogue):
    known = {"REF_AREA": "ref_area", "TIME_PERIOD": "time_period", "INDICATOR": "indicator", "UNIT_MULT": "unit_mult"}
    table = tidy(
        [
            {
                "REF_AREA": "DNK: Denmark",
                "TIME_PERIOD": "2020",
                "INDICATOR": "foster_care_number",
                "UNIT_MULT": mult,
                "value": "1.204",
            }
            for mult in ("0", "3: Thousands")
        ],
        layout="sdmx_csv",
        known=known,
    )
    proposal = guess(table, catalogue)
    mapping = answered(proposal.mapping, {"style": "decimal"})
    assert apply(table, mapping, catalogue).rows["obs_value"].to_list() == ["1.204", "1204"]


def test_in_thousands_in_the_title_is_asked_and_then_multiplied(catalogue):
    table = tidy([{"Country": "Latvia", "Year": "2020", "value": "1,2"}])
    proposal = guess(table, catalogue, notes=("Children in foster care, in thousands",))
    mapping = answered(proposal.mapping, proposed_answers(proposal))
    row = apply(table, mapping, catalogue).rows.row(0, named=True)
    assert (row["indicator"], row["obs_value"]) == ("foster_care_number", "1200")


def test_an_open_thousands_mark_is_asked_once(catalogue):
    table = tidy([{"Country": "Latvia", "Year": "2020", "value": "1.409"}])
    proposal = guess(table, catalogue)
    assert [question.id for question in proposal.questions].count("style") == 1
    for answer, expected in (("thousands", "1409"), ("decimal", "1.409")):
        mapping = answered(
            proposal.mapping, proposed_answers(proposal) | {"constant:indicator": "foster_care_number", "style": answer}
        )
        assert apply(table, mapping, catalogue).rows["obs_value"].to_list() == [expected]


def test_a_date_in_the_period_becomes_the_reference_date(catalogue):
    table = tidy([{"Country": "Latvia", "Date": "31.12.2020", "value": "7"}])
    proposal = guess(table, catalogue)
    mapping = answered(proposal.mapping, proposed_answers(proposal) | {"constant:indicator": "foster_care_number"})
    assert apply(table, mapping, catalogue).rows.select("time_period", "ref_date").row(0) == ("2020", "2020-12-31")


def test_a_hundred_thousand_rows_are_mapped_in_a_few_seconds(catalogue):
    areas = ["Danmark", "Sverige", "Norge", "Litauen", "Polen"]
    cells = pl.DataFrame(
        {
            "Land": [areas[i % 5] for i in range(100_000)],
            "År": [str(1990 + i % 30) for i in range(100_000)],
            "Køn": [["Piger", "Drenge", "I alt"][i % 3] for i in range(100_000)],
            "value": [f"{i % 977},{i % 7}" for i in range(100_000)],
            "row": range(2, 100_002),
            "column": ["D"] * 100_000,
            "value_header": ["Antal"] * 100_000,
        },
        schema_overrides={"row": pl.Int64},
    )
    table = Tidy("unknown", ("Land", "År", "Køn"), cells)
    proposal = guess(table, catalogue)
    mapping = answered(proposal.mapping, proposed_answers(proposal) | {"constant:indicator": "foster_care_number"})
    assert apply(table, mapping, catalogue).rows.height == 100_000
