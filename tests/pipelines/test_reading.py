import pytest

from pipelines.observations import FILE_COLUMNS
from pipelines.reading import read_figures, read_file

HEADER = ",".join(FILE_COLUMNS)
ROW = "residential_care_number,FIN,2018,_T,Y0T17,_T,stock,5000,A,,Table 3,"


@pytest.fixture
def file_of(tmp_path):
    def write(*lines, header=HEADER, name="national.csv"):
        path = tmp_path / name
        path.write_bytes("\n".join([header, *lines, ""]).encode())
        return path

    return write


def test_values_are_read_as_the_file_writes_them(file_of):
    rows = read_file(file_of(ROW.replace("5000", "746.230"))).rows
    assert rows["obs_value"].to_list() == ["746.230"]
    assert rows["note"].to_list() == [None]


def test_the_source_is_the_name_of_the_file(file_of):
    assert read_file(file_of(ROW)).rows["source"].to_list() == ["national"]


def test_a_column_may_name_the_source(file_of):
    path = file_of(ROW + ",harmonised", ROW + ",", header=HEADER + ",source")
    assert read_file(path).rows["source"].to_list() == ["harmonised", "national"]


def test_lines_are_counted_past_line_ends_inside_quotes(file_of):
    rows = read_file(file_of(ROW + '"two\nlines"', ROW)).rows
    assert rows["line"].to_list() == [2, 4]


def test_windows_line_ends_are_read(tmp_path):
    path = tmp_path / "national.csv"
    path.write_bytes(f"{HEADER}\r\n{ROW}\r\n".encode())
    assert read_file(path).rows["origin"].to_list() == ["Table 3"]


@pytest.mark.parametrize(
    ("lines", "header", "line", "rule"),
    [
        ([ROW], "indicator,year,value", 1, "columns_differ"),
        ([], "", 1, "columns_differ"),
        ([ROW, ROW + '"quoted, comma",surplus'], HEADER, 3, "row_too_wide"),
        ([ROW + '"two\nlines"', ROW + "a,b"], HEADER, 4, "row_too_wide"),
    ],
)
def test_a_file_of_another_form_is_named_with_its_line(file_of, lines, header, line, rule):
    read = read_file(file_of(*lines, header=header))
    assert read.problems.select("line", "rule", "level").rows() == [(line, rule, "error")]
    assert read.rows.is_empty()


def test_a_file_that_is_not_utf_8_is_refused(tmp_path):
    path = tmp_path / "national.csv"
    path.write_bytes(f"{HEADER}\n{ROW}æ\n".encode("latin-1"))
    assert read_file(path).problems["rule"].to_list() == ["file_unreadable"]


def test_files_are_named_as_they_lie_below_the_folder(tmp_path, file_of):
    (tmp_path / "figures").mkdir()
    path = file_of(ROW, name="figures/national.csv")
    assert read_figures([path], folder=tmp_path).rows["file"].to_list() == ["figures/national.csv"]


def test_no_files_are_no_rows():
    assert read_figures([]).rows.is_empty()
