"""The figures that ship: nothing read is lost, no key twice, every code known, published numbers unchanged."""

import csv
import re
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from pipelines.catalogue import load_catalogue

DATA = Path(__file__).parents[2] / "data"
HEADER = [
    "indicator",
    "ref_area",
    "time_period",
    "sex",
    "age",
    "disability",
    "count_basis",
    "obs_value",
    "obs_status",
    "ref_date",
    "origin",
    "note",
]
KEY = [*HEADER[:7], "source"]
READ, CARRIED = 39_475, 36_642


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue(DATA)


@pytest.fixture(scope="module")
def figures():
    """Return all shipped figures as text, with `source` and the value as a number."""
    parts = [
        pl.read_csv(path, infer_schema=False).with_columns(source=pl.lit(path.stem))
        for path in sorted((DATA / "figures").glob("*.csv"))
    ]
    return pl.concat(parts).with_columns(value=pl.col("obs_value").cast(pl.Float64))


@pytest.fixture(scope="module")
def left_out():
    return pl.read_csv(DATA / "left_out.csv", infer_schema=False)


def value(figures, indicator, area, year, source, **dimensions):
    chosen = {"sex": "_T", "age": "Y0T17", "disability": "_T", "count_basis": "stock"} | dimensions
    rows = figures.filter(indicator=indicator, ref_area=area, time_period=str(year), source=source, **chosen)
    return rows["value"].item()


def test_every_row_read_is_carried_or_counted_under_a_reason(catalogue, figures):
    carried = dict(figures.group_by("source").len().iter_rows())
    for source in catalogue.sources.values():
        assert carried[source.id] == sum(source.rows_read.values()) - sum(source.left_out.values()), source.id


def test_all_rows_of_the_compiled_figures_were_read(catalogue, figures):
    assert sum(sum(source.rows_read.values()) for source in catalogue.sources.values()) == READ
    assert figures.height == CARRIED


def test_the_rows_left_out_are_listed_one_by_one(catalogue, left_out):
    listed = Counter(left_out.select("source", "reason").iter_rows())
    counted = {
        (source.id, reason): number
        for source in catalogue.sources.values()
        for reason, number in source.left_out.items()
    }
    assert listed == counted
    assert left_out["explanation"].null_count() == 0


def test_the_readme_counts_what_the_sources_count(catalogue, figures):
    text = (DATA / "README.md").read_text(encoding="utf-8")
    carried = dict(figures.group_by("source").len().iter_rows())
    told = {
        name: tuple(int(number.replace(",", "")) for number in numbers)
        for name, *numbers in re.findall(r"^\| `(\w+)`: .*\| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \|$", text, re.MULTILINE)
    }
    assert told == {
        source.id: (sum(source.rows_read.values()), carried[source.id], sum(source.left_out.values()))
        for source in catalogue.sources.values()
    }


def test_the_readme_counts_every_reason(left_out):
    text = (DATA / "README.md").read_text(encoding="utf-8")
    told = {
        name: int(number.replace(",", ""))
        for name, number in re.findall(r"^\| `(\w+)` \| ([\d,]+) \|", text, re.MULTILINE)
    }
    assert told == dict(Counter(left_out["reason"]))


def test_every_source_has_figures_and_every_figures_file_a_source(catalogue):
    assert {path.stem for path in (DATA / "figures").glob("*.csv")} == set(catalogue.sources)


def test_no_key_occurs_twice(figures):
    assert figures.group_by(KEY).len().filter(pl.col("len") > 1).is_empty()


@pytest.mark.parametrize(
    ("column", "codelist"),
    [
        ("ref_area", "areas"),
        ("sex", "sexes"),
        ("age", "ages"),
        ("disability", "disabilities"),
        ("count_basis", "count_bases"),
    ],
)
def test_every_code_is_in_its_codelist(catalogue, figures, column, codelist):
    assert set(figures[column]) <= set(catalogue.codelists[codelist])


def test_every_indicator_is_in_the_catalogue(catalogue, figures):
    assert set(figures["indicator"]) <= set(catalogue.indicators)


def test_statuses_are_known_sorted_and_normal_stands_alone(catalogue, figures):
    for status in set(figures["obs_status"]):
        codes = status.split(";")
        assert set(codes) <= set(catalogue.codelists["obs_statuses"])
        assert codes == sorted(set(codes))
        assert codes == ["A"] or "A" not in codes


def test_every_area_has_names_and_every_country_a_two_letter_code(catalogue):
    for area in catalogue.areas.values():
        assert {"en", "da"} <= set(area.label), area.id
        assert (area.extra["iso2"] != "") == (area.extra["kind"] == "country"), area.id
        assert area.extra["parent"] in {"", *catalogue.areas}, area.id


def test_members_of_every_group_are_countries(catalogue):
    for members in catalogue.groups.values():
        assert members
        assert {catalogue.areas[member].extra["kind"] for member in members} == {"country"}


@pytest.mark.parametrize("path", sorted((DATA / "figures").glob("*.csv")), ids=lambda path: path.stem)
def test_a_figures_file_is_in_the_upload_format_and_sorted(path):
    text = path.read_bytes()
    assert b"\r" not in text
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == HEADER
    keys = [(row[0], row[1], int(row[2]), *row[3:7]) for row in rows]
    assert keys == sorted(keys)


def test_an_office_and_the_press_that_quotes_it_are_different_sources(catalogue):
    assert catalogue.sources["dst_placements"].kind == "national"
    assert catalogue.sources["dst_press"].kind == "secondary"
    assert catalogue.sources["dst_placements"].home_order < catalogue.sources["dst_press"].home_order


def test_sources_of_publication_years_say_so(catalogue):
    assert catalogue.sources["datacare_2021"].publication_years
    assert catalogue.sources["unicef_pathways_2024"].publication_years
    assert not catalogue.sources["transmonee_2018"].publication_years


def test_the_harmonised_source_leads_between_countries(catalogue):
    orders = [
        catalogue.sources[name].comparison_order for name in ("datacare_2021", "unicef_global_2023", "transmonee_2018")
    ]
    assert orders == sorted(orders)
    assert max(orders) < catalogue.sources["gus_foster_care"].comparison_order


def test_no_regional_total_of_transmonee_is_carried(figures):
    areas = figures.filter(source="transmonee_2018")["ref_area"]
    assert areas.str.len_chars().unique().to_list() == [3]


def test_poland_2016_has_two_figures_that_are_not_one_series(figures):
    """TransMonEE table 4.2.1 counts educational institutions; Statistics Poland does not."""
    assert value(figures, "residential_care_number", "POL", 2016, "transmonee_2018") == 45_497
    assert value(figures, "residential_care_number", "POL", 2016, "gus_foster_care") == 15_568


def test_poland_2023_is_the_sum_of_the_ages_under_18(figures):
    """Piecza zastępcza, edition 2023: residents by age, 0 to 14–17."""
    ages = ("Y0", "Y1T3", "Y4T6", "Y7T9", "Y10T13", "Y14T17")
    parts = [value(figures, "residential_care_number", "POL", 2023, "gus_foster_care", age=age) for age in ages]
    assert sum(parts) == value(figures, "residential_care_number", "POL", 2023, "gus_foster_care") == 15_836


def test_lithuania_2018_has_its_published_rate_and_a_number_of_wider_ages(figures):
    """TransMonEE tables 4.2.2B and 4.2.1: the number includes people aged 18 and over, the rate does not."""
    assert value(figures, "residential_care_rate", "LTU", 2018, "transmonee_2018") == 746.23
    assert value(figures, "residential_care_number", "LTU", 2018, "transmonee_2018", age="_T") == 4_091


@pytest.mark.parametrize(
    ("area", "residential", "family_based"),
    [("DNK", 33, 66), ("LTU", 33, 47), ("EST", 11, 83), ("POL", 36, 58), ("SWE", 22, 74), ("DEU", 53, 47)],
)
def test_datacare_shares_are_those_published_in_2021(figures, area, residential, family_based):
    """DataCare, proportion of children in alternative care by type of care, 2021."""
    assert value(figures, "residential_care_share", area, 2021, "datacare_2021") == residential
    assert value(figures, "family_based_care_share", area, 2021, "datacare_2021") == family_based


def test_russia_2016_breaks_the_series(figures):
    """TransMonEE table 4.2.1: boarding schools and institutions for disability are left out from 2016."""
    row = figures.filter(
        indicator="residential_care_number", ref_area="RUS", time_period="2016", sex="_T", disability="_T", age="Y0T17"
    )
    assert row.select("value", "obs_status").row(0) == (33_557, "B")


def test_formal_care_has_the_wider_ages_of_its_residential_part(figures):
    """Latvia 2017: the residential part includes people aged 18 and over, so the total does."""
    chosen = figures.filter(
        indicator="alternative_care_number", ref_area="LVA", time_period="2017", source="transmonee_2018"
    )
    assert chosen["age"].to_list() == ["_T"]


def test_children_counted_during_the_year_are_never_a_stock(figures):
    swedish = figures.filter(source="socialstyrelsen_press")
    assert set(swedish["count_basis"]) == {"during_year"}
    assert value(figures, "foster_care_number", "NLD", 2016, "nji_foster_care", age="Y0T20") == 18_275
    during = value(
        figures, "foster_care_number", "NLD", 2016, "nji_foster_care", age="Y0T20", count_basis="during_year"
    )
    assert during == 21_685


def test_romania_keeps_the_last_date_of_the_year(figures):
    row = figures.filter(
        indicator="residential_care_number", ref_area="ROU", time_period="2021", source="romania_protection_press"
    )
    assert row.select("value", "ref_date").rows() == [(12_890, "2021-12-31")]


def test_a_revised_figure_replaces_the_first_one(figures):
    assert value(figures, "alternative_care_number", "DNK", 2015, "dst_placements", age="Y0T22") == 14_261
    assert value(figures, "alternative_care_number", "DNK", 2017, "dst_placements", age="Y0T22") == 14_014
    assert value(figures, "alternative_care_number", "GB-WLS", 2017, "welsh_government") == 5_961


def test_lower_bounds_are_left_out(left_out):
    bounds = left_out.filter(reason="lower_bound")
    assert sorted(bounds["value"]) == ["18000", "420", "4500", "4900"]


def test_population_of_transmonee_is_that_of_the_first_of_january(figures):
    rows = figures.filter(indicator="child_population_number", source="transmonee_2018")
    assert (rows["ref_date"] == rows["time_period"] + "-01-01").all()


def test_a_jump_of_transmonee_is_a_break_or_its_note_says_what_the_source_says_of_it(figures):
    series = ["indicator", "ref_area", "sex", "age", "disability", "count_basis"]
    before = pl.struct("value", pl.col("time_period").cast(pl.Int32)).shift(1).over(series)
    known = figures.filter(source="transmonee_2018").sort(*series, "time_period").with_columns(before=before)
    was, year = (pl.col("before").struct.field(name) for name in ("value", "time_period"))
    follows = pl.col("time_period").cast(pl.Int32) - year == 1
    factor = pl.max_horizontal("value", was) > 2.5 * pl.min_horizontal("value", was)
    jumps = known.filter(follows, factor, (pl.col("value") - was).abs() > 500)
    assert len(jumps) > 150
    unmarked = jumps.filter(~pl.col("obs_status").str.contains("B"))
    said = (
        r"The source does not explain the jump|The source names .* as the reason|[Ll]ooks like an error of the source"
    )
    assert unmarked.filter(~pl.col("note").fill_null("").str.contains(said)).is_empty()


def test_ukraine_2005_has_no_invented_break_but_says_that_the_jump_is_not_explained(figures):
    """TransMonEE table 4.2.9, footnote 19 names the institutions, not what changed in 2005."""
    row = figures.filter(
        indicator="residential_care_number", ref_area="UKR", time_period="2005", disability="PD", sex="_T"
    )
    assert row.select("value", "obs_status").row(0) == (44_295, "D")
    assert row["note"].item().endswith("The source does not explain the jump from the year before.")
