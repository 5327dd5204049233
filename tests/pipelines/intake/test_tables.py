"""The table is found below titles, above footnotes, beside notes, on the right sheet; nothing is lost unsaid."""

import pytest

from pipelines.intake.opened import Opened, Refusal, Sheet
from pipelines.intake.tables import Table, find_table


def sheet_of(text, name="", **options):
    return Sheet(
        name, [[cell.strip() for cell in line.split("|")] if line else [] for line in text.split("\n")], **options
    )


def table_of(*sheets):
    return find_table(Opened("xlsx", tuple(sheet_of(each) if isinstance(each, str) else each for each in sheets)))


PLAIN = "Country|Year|Children\nDenmark|2020|5\nLatvia|2020|6"


def test_titles_above_and_footnotes_below_are_notes():
    text = f"Table 1. Children in care||\nMinistry||\n||\n{PLAIN}\n||\nSource: ministry||\n* provisional||"
    table = table_of(text)
    assert (table.header_row, table.columns) == (4, ("Country", "Year", "Children"))
    assert table.rows == [["Denmark", "2020", "5"], ["Latvia", "2020", "6"]]
    assert table.row_numbers == [5, 6]
    assert table.notes == ("Table 1. Children in care", "Ministry", "Source: ministry", "* provisional")


def test_everything_after_a_blank_row_below_the_table_is_notes():
    table = table_of(f"{PLAIN}\n||\nFotnote(r):||\nTall||\n||\nStatistics Norway||")
    assert (table.row_numbers, table.notes) == ([2, 3], ("Fotnote(r):", "Tall", "Statistics Norway"))


def test_rows_that_head_others_become_a_column():
    table = table_of("Country|2019|2020\nBoys||\nDenmark|1|2\nLatvia|3|4\nGirls||\nDenmark|5|6\nLatvia|7|8")
    assert table.columns == ("Section", "Country", "2019", "2020")
    assert [row[:3] for row in table.rows] == [
        ["Boys", "Denmark", "1"],
        ["Boys", "Latvia", "3"],
        ["Girls", "Denmark", "5"],
        ["Girls", "Latvia", "7"],
    ]
    assert [(remark.code, remark.found) for remark in table.remarks] == [("sections_found", "Boys, Girls")]


def test_countries_without_figures_head_nothing():
    table = table_of("Country|2019|2020\nAruba||\nDenmark|1|2\nGreenland||\nLatvia|3|4")
    assert (len(table.rows), table.remarks) == (4, ())


def test_notes_beside_the_table_stay_outside():
    table = table_of("Country|Year|Children||Note: provisional\nDenmark|2020|5||\nLatvia|2020|6||see below")
    assert table.columns == ("Country", "Year", "Children")
    assert table.notes == ("Note: provisional", "see below")


def test_a_figure_beside_the_table_is_said():
    rows = "\n".join(f"Area {n}|2020|{n}||" for n in range(20))
    table = table_of(f"Country|Year|Children||\n{rows}\nLast|2020|6||999")
    assert [(remark.code, remark.place) for remark in table.remarks] == [("cells_outside_table", "E22")]


def test_a_spacer_column_does_not_cut_the_table():
    table = table_of("Country|2019||2020\nDenmark|1||2\nLatvia|3||4")
    assert table.columns == ("Country", "2019", "2020")
    assert table.letters == ("A", "B", "D")


def test_a_table_may_begin_in_the_middle_of_the_sheet():
    table = table_of("||||\n||||\n||Country|Year|Children\n||Denmark|2020|5\n||Latvia|2020|6")
    assert (table.columns, table.letters, table.row_numbers) == (
        ("Country", "Year", "Children"),
        ("C", "D", "E"),
        [4, 5],
    )


def test_a_header_may_leave_the_labels_unnamed():
    assert table_of("|2019|2020\nDenmark|1|2\nLatvia|3|4").columns == ("Column A", "2019", "2020")


def test_columns_still_to_be_filled_in_do_not_hide_the_header():
    rows = "\n".join(f"foster care|Latvia|{sex}||||" for sex in ("all", "boys", "girls"))
    table = table_of(f"Please fill in||||||\nIndicator|Area|Sex|Value|Status|Date|Note\n{rows}")
    assert (table.header_row, len(table.columns)) == (2, 7)


def test_repeated_names_are_told_apart():
    assert table_of("Country|Total|Total\nDenmark|1|2").columns == ("Country", "Total", "Total (2)")


def test_group_labels_over_several_columns_join_the_names_below():
    table = table_of("Title||||\n|2020||2021|\nCountry|Boys|Girls|Boys|Girls\nDenmark|1|2|3|4\nLatvia|5|6|7|8")
    assert table.columns == ("Country", "2020 Boys", "2020 Girls", "2021 Boys", "2021 Girls")
    assert table.notes == ("Title",)


def test_a_row_of_column_numbers_and_repeated_headers_are_no_data():
    table = table_of("Country|Year|Children\n1|2|3\nDenmark|2020|5\nCountry|Year|Children\nLatvia|2020|6")
    assert table.row_numbers == [3, 5]


def test_repeated_labels_left_blank_are_filled_down_and_said():
    table = table_of("Sex|Age|Year|n\nBoys|0-2|2019|1\n||2020|2\n|3-6|2019|3\n||2020|4\nGirls|0-2|2019|5\n||2020|6")
    assert [row[:2] for row in table.rows] == [
        *[["Boys", "0-2"]] * 2,
        *[["Boys", "3-6"]] * 2,
        *[["Girls", "0-2"]] * 2,
    ]
    assert [(remark.code, remark.place) for remark in table.remarks] == [("labels_filled_down", "Sex, Age")]


@pytest.mark.parametrize(
    "text",
    [
        "Country|Sex|n\nDenmark|boys|1\n|girls|2\nLatvia|boys|3\nLatvia|girls|4\nPoland|boys|5",
        "Country|Sex|n\n|boys|1\nDenmark|girls|2",
        "Country|Sex|n\nDenmark|boys|1\n||2\n||3",
    ],
    ids=["a single missing label", "no first label", "nothing to tell rows apart"],
)
def test_a_missing_label_stays_missing(text):
    assert not table_of(text).remarks


def test_the_sheet_with_the_figures_is_chosen_and_said():
    readme = sheet_of("Read me|x\nPlease fill in|y", "Guide")
    hidden = sheet_of("Country|2019|2020\n" + "\n".join("A|1|2" for _ in range(50)), "Old", is_hidden=True)
    table = table_of(readme, sheet_of(PLAIN, "Data"), hidden)
    assert table.sheet == "Data"
    assert [(remark.code, remark.found) for remark in table.remarks] == [("sheet_chosen", "Guide")]


def test_a_sheet_may_be_named():
    opened = Opened("xlsx", (sheet_of(PLAIN, "A"), sheet_of(PLAIN, "B")))
    assert find_table(opened, "B").sheet == "B"


def test_a_second_table_below_is_left_out_and_said():
    table = table_of(f"{PLAIN}\n||\n||\nCountry|Basis|Unit\nDenmark|stock|children")
    assert table.row_numbers == [2, 3]
    assert [(remark.code, remark.place) for remark in table.remarks] == [("second_table", "row 6")]


def test_a_country_without_figures_is_no_footnote():
    table = table_of("Country|2019|2020\nDenmark|1|2\nNorway||")
    assert [row[0] for row in table.rows] == ["Denmark", "Norway"]


@pytest.mark.parametrize(
    "text",
    ["", "just a line\nand another", "Country|Year|Value", "|\n|"],
    ids=["nothing", "a letter", "a header alone", "blank cells"],
)
def test_no_table_is_told_kindly(text):
    refusal = table_of(text)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "no_table"
    assert all((refusal.place, refusal.found, refusal.expected, refusal.action))


def test_a_table_is_as_long_as_its_columns():
    table = table_of("a|b|c\n1|2\n3|4|5")
    assert isinstance(table, Table)
    assert table.rows == [["1", "2", ""], ["3", "4", "5"]]
