import duckdb
import polars as pl
import pytest

from pipelines import load
from pipelines.catalogue import load_catalogue
from pipelines.load import checked_load
from pipelines.observations import FILE_COLUMNS
from pipelines.reading import read_file
from pipelines.rules import check

ROW = "residential_care_number,FIN,2018,_T,Y0T17,_T,stock,5000,A,,Table 3,"
COMPARED = [*FILE_COLUMNS, "source"]


@pytest.fixture(scope="module")
def root(request):
    return request.config.rootpath / "tests/data/truth"


@pytest.fixture(scope="module")
def catalogue(root):
    return load_catalogue(root)


@pytest.fixture
def file_of(tmp_path):
    def write(*lines):
        path = tmp_path / "national.csv"
        path.write_text("\n".join([",".join(FILE_COLUMNS), *lines, ""]), encoding="utf-8")
        return path

    return write


def stored(path):
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.sql("select * from observations").pl()


@pytest.fixture(params=[50, 1000, 1 << 20])
def slices(request, monkeypatch):
    """Read the file in pieces of so many bytes."""
    monkeypatch.setattr(load, "SLICE_BYTES", request.param)
    monkeypatch.setattr(load, "ROW_GROUP", 7)


@pytest.mark.usefixtures("slices")
@pytest.mark.parametrize("name", ["national", "harmonised", "published"])
def test_what_is_loaded_is_what_the_rules_accept(root, catalogue, tmp_path, name):
    path = root / "figures" / f"{name}.csv"
    loaded = checked_load(path, catalogue, tmp_path / "out.duckdb")
    accepted = check(read_file(path).rows, catalogue).accepted
    assert (loaded.rows, loaded.problems.height) == (accepted.height, 0)
    assert stored(tmp_path / "out.duckdb").select(COMPARED).equals(accepted.select(COMPARED))


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (ROW.replace("FIN", "XX"), "unknown_ref_area"),
        (ROW.replace("5000", "many"), "value_unreadable"),
        (ROW.replace("5000", "nan"), "value_unreadable"),
        (ROW.replace("5000", " 5000"), "value_unreadable"),
        (ROW.replace("5000", "-1"), "value_negative"),
        (ROW.replace("5000", ""), "value_missing"),
        (ROW.replace("2018", "2018.0"), "year_unreadable"),
        (ROW.replace(",A,", ",E;B,"), "status_order"),
        (ROW + "a,b", "row_too_wide"),
        (ROW, "duplicate_key"),
        (ROW.replace("_T,Y0T17", "F,Y0T17").replace("5000", "5001"), "sex_above_total"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_kept(file_of, catalogue, tmp_path, line, rule):
    loaded = checked_load(file_of(ROW, line), catalogue, tmp_path / "out.duckdb")
    assert loaded.problems.select("line", "rule").rows() == [(3, rule)]
    assert loaded.rows == 0
    assert not (tmp_path / "out.duckdb").exists()


def test_rows_in_another_order_are_checked_as_well(file_of, catalogue, tmp_path):
    rows = [ROW.replace("2018", str(year)) for year in (2019, 2017, 2018, 2017)]
    loaded = checked_load(file_of(*rows), catalogue, tmp_path / "out.duckdb")
    assert loaded.problems.select("line", "rule").rows() == [(5, "duplicate_key")]


def test_line_ends_inside_quotes_do_not_cut_a_row(file_of, catalogue, tmp_path, monkeypatch):
    monkeypatch.setattr(load, "SLICE_BYTES", 150)
    rows = [ROW.replace("2018", str(year)) + '"a note\nof two lines"' for year in range(2000, 2010)]
    loaded = checked_load(file_of(*rows), catalogue, tmp_path / "out.duckdb")
    assert loaded.rows == 10
    assert stored(tmp_path / "out.duckdb")["note"].unique().to_list() == ["a note\nof two lines"]


def test_zero_and_no_value_stay_apart(file_of, catalogue, tmp_path):
    rows = [ROW.replace("5000", "0"), ROW.replace("2018", "2019").replace("5000,A", ",Q")]
    checked_load(file_of(*rows), catalogue, tmp_path / "out.duckdb")
    assert stored(tmp_path / "out.duckdb").select("obs_value", "obs_status").rows() == [(0.0, "A"), (None, "Q")]


def test_types_of_the_columns(file_of, catalogue, tmp_path):
    checked_load(file_of(ROW), catalogue, tmp_path / "out.duckdb")
    assert stored(tmp_path / "out.duckdb").schema["obs_value"] == pl.Float64
