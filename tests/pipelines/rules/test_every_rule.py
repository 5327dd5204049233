"""Every rule: rows that break it, rows that do not, and its words in each language."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.catalogue import load_catalogue
from pipelines.intake.applying import MESSAGES
from pipelines.observations import FILE_COLUMNS
from pipelines.reading import read_file
from pipelines.rules import ROW_RULES, UPLOAD_RULES, Context, check, table
from pipelines.rules.rows import PROBLEM_SCHEMA
from pipelines.rules.words import all_rules, problems_in

DATA = Path(__file__).parents[3] / "data"
TODAY = date(2024, 6, 30)
SOUND = {
    "indicator": "residential_care_number",
    "ref_area": "LVA",
    "time_period": "2022",
    "sex": "_T",
    "age": "Y0T17",
    "disability": "_T",
    "count_basis": "stock",
    "obs_value": "600",
    "obs_status": "A",
    "ref_date": "2022-12-31",
    "origin": "Child register, table 3",
    "note": None,
    "source": "latvia_welfare_ministry",
}
RATE, SHARE = "residential_care_rate", "residential_care_share"
FAMILY, FAMILY_SHARE = "family_based_care_number", "family_based_care_share"
ALL, POPULATION = "alternative_care_number", "child_population_number"
ENTRIES = {"indicator": "entering_residential_care_number", "count_basis": "flow"}
EXITS = {"indicator": "leaving_residential_care_number", "count_basis": "flow"}
GIRLS, BOYS = {"sex": "F"}, {"sex": "M"}
LAST_YEAR = {"time_period": "2021", "ref_date": "2021-12-31"}
BEFORE_LAST = {"time_period": "2020", "ref_date": "2020-12-31"}


def row(**changes):
    return {**SOUND, **changes}


def published(*rows):
    """Return rows as a release holds them."""
    text = pl.DataFrame([row(**each) for each in rows], schema=[*FILE_COLUMNS, "source"], infer_schema_length=None)
    numbers = text.cast({"time_period": pl.Int32, "obs_value": pl.Float64})
    return numbers.with_columns(submission=pl.lit(None, pl.String), derivation=pl.lit(None, pl.String))


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue(DATA)


@pytest.fixture(scope="module")
def broken(catalogue):
    """Return the rules that rows break, with the line each stands on (the first is 2)."""

    def rules(*rows, known=(), areas=None):
        text = pl.DataFrame([row(**each) for each in rows], schema=[*FILE_COLUMNS, "source"], infer_schema_length=None)
        context = Context(TODAY, published(*known) if known else None, areas)
        found = check(text, catalogue, file="figures.csv", upload=context).problems
        assert found.schema == PROBLEM_SCHEMA
        return set(found.select("rule", "line").iter_rows())

    return rules


def value(number, **changes):
    return {"obs_value": number, **changes}


def shares(number, **changes):
    return value(number, indicator=SHARE, **changes)


FAILS_AND_PASSES = {
    "unknown_indicator": ([{"indicator": "residentialcare_number"}], [{}]),
    "unknown_ref_area": ([{"ref_area": "Latvia"}], [{"ref_area": "EST"}]),
    "unknown_sex": ([{"sex": "X"}], [{"sex": "F"}]),
    "unknown_age": ([{"age": "0-17"}], [{"age": "Y0T2"}]),
    "unknown_disability": ([{"disability": "yes"}], [{"disability": "PD"}]),
    "unknown_count_basis": ([{"count_basis": "end of year"}], [{"count_basis": "during_year"}]),
    "unknown_source": ([{"source": "nobody"}], [{}]),
    "unknown_status": ([{"obs_status": "W"}], [{"obs_status": "P"}]),
    "status_order": ([{"obs_status": "P;B"}], [{"obs_status": "B;P"}]),
    "year_unreadable": ([{"time_period": "2022/23"}], [{}]),
    "year_out_of_range": ([{"time_period": "1822"}], [{}]),
    "value_unreadable": ([value("1,5")], [value("1500.5")]),
    "value_negative": ([value("-1")], [value("0")]),
    "share_above_100": ([shares("101")], [shares("100")]),
    "value_missing": ([value(None)], [value(None, obs_status="L")]),
    "value_despite_status": ([{"obs_status": "Q"}], [value(None, obs_status="Q")]),
    "ref_date_unreadable": ([{"ref_date": "31.12.2022"}], [{"ref_date": "2022-12"}]),
    "value_not_whole": ([value("600.5")], [value("600.5", indicator=RATE)]),
    "rate_above_scale": ([value("100001", indicator=RATE)], [value("100000", indicator=RATE)]),
    "count_above_population": (
        [value("400000"), value("350000", indicator=POPULATION, source="wpp_2022")],
        [{}, value("350000", indicator=POPULATION, source="wpp_2022")],
    ),
    "share_as_fraction": ([shares("0.33")], [shares("0.33"), shares("33", **LAST_YEAR)]),
    "thousandfold": ([value("600"), value("0.6", **LAST_YEAR), value("600000", time_period="2023")], [{}, LAST_YEAR]),
    "aggregate_area": ([{"ref_area": "EU27_2020"}], [{}]),
    "parts_only_area": ([{"ref_area": "GBR"}], [{"ref_area": "GB-SCT"}]),
    "future_year": ([{"time_period": "2025", "ref_date": None}], [{"time_period": "2024", "ref_date": None}]),
    "year_in_progress": ([{**ENTRIES, "time_period": "2024"}], [{**ENTRIES, "time_period": "2024", "obs_status": "P"}]),
    "ref_date_outside_year": ([{"ref_date": "2024-01-01"}], [{"ref_date": "2023-01-01"}]),
    "ref_date_future": ([{"ref_date": "2024-07"}], [{"ref_date": "2024-06"}]),
    "duplicate_key": ([{}, {}], [{}, LAST_YEAR]),
    "part_above_total": ([{}, value("500", indicator=ALL)], [{}, value("700", indicator=ALL)]),
    "sex_above_total": ([{}, value("601", **GIRLS)], [{}, value("600", **GIRLS)]),
    "disability_above_total": ([{}, value("601", disability="PD")], [{}, value("60", disability="PD")]),
    "age_above_total": ([{}, value("601", age="Y0T2")], [{}, value("601", age="Y0T20")]),
    "sexes_differ_from_total": (
        [{}, value("200", **GIRLS), value("300", **BOYS)],
        [{}, value("299", **GIRLS), value("300", **BOYS)],
    ),
    "disabilities_differ_from_total": (
        [{}, value("200", disability="PD"), value("300", disability="PWD")],
        [{}, value("200", disability="PD"), value("400", disability="PWD")],
    ),
    "ages_exceed_total": (
        [{}, value("300", age="Y0T2"), value("200", age="Y3T6"), value("200", age="Y7T17")],
        [{}, value("200", age="Y0T2"), value("200", age="Y3T6"), value("200", age="Y7T17")],
    ),
    "parts_exceed_total": (
        [{}, value("600", indicator=FAMILY), value("1000", indicator=ALL)],
        [{}, value("600", indicator=FAMILY), value("1300", indicator=ALL)],
    ),
    "shares_exceed_100": (
        [shares("60"), value("50", indicator=FAMILY_SHARE)],
        [shares("40"), value("50", indicator=FAMILY_SHARE)],
    ),
    "total_missing": ([GIRLS], [{}, value("300", **GIRLS)]),
    "rate_differs_from_number": (
        [{}, value("100000", indicator=POPULATION), value("700", indicator=RATE)],
        [{}, value("100000", indicator=POPULATION), value("601", indicator=RATE)],
    ),
    "share_differs_from_number": (
        [{}, value("1000", indicator=ALL), shares("61")],
        [{}, value("1000", indicator=ALL), shares("60.4")],
    ),
    "denominator_missing": ([{}], [{}, value("350000", indicator=POPULATION, source="wpp_2022")]),
    "stock_flow_residual": (
        [value("700", **LAST_YEAR), {**value("100"), **ENTRIES}, {**value("100"), **EXITS}, {}],
        [value("700", **LAST_YEAR), {**value("100"), **ENTRIES}, {**value("210"), **EXITS}, {}],
    ),
    "exits_above_children": (
        [value("100", **LAST_YEAR), {**value("100"), **ENTRIES}, {**value("201"), **EXITS}],
        [value("100", **LAST_YEAR), {**value("100"), **ENTRIES}, {**value("200"), **EXITS}],
    ),
    "stock_above_during_year": (
        [{}, value("599", count_basis="during_year")],
        [{}, value("700", count_basis="during_year")],
    ),
    "jump_from_last_year": ([value("1000", **LAST_YEAR), {}], [value("1000", **LAST_YEAR), {"obs_status": "B"}]),
    "drop_to_zero": ([LAST_YEAR, value("0")], [value("9", **LAST_YEAR), value("0")]),
    "value_repeated": ([{}, LAST_YEAR, BEFORE_LAST], [{}, LAST_YEAR]),
    "year_missing": ([{}, BEFORE_LAST], [{}, LAST_YEAR, BEFORE_LAST]),
    "basis_differs": ([{"count_basis": "during_year"}], [{}]),
    "age_wider": ([{"age": "Y0T20"}], [{"age": "Y0T2"}]),
    "age_not_stated": ([{"age": "_T"}], [{}]),
    "basis_changes": ([LAST_YEAR, {"count_basis": "during_year"}], [LAST_YEAR, {}, {"count_basis": "during_year"}]),
    "age_scope_changes": ([LAST_YEAR, {"age": "Y0T20"}], [LAST_YEAR, {}, {"age": "Y0T20"}]),
    "break_unexplained": ([{"obs_status": "B"}], [{"obs_status": "B", "note": "Small homes are counted from 2022."}]),
    "small_cell": ([value("4", **GIRLS)], [value("5", **GIRLS), value("4")]),
    "small_cell_revealed": ([{}, value("597", **GIRLS)], [{}, value("595", **GIRLS)]),
    "origin_missing": ([{"origin": None}], [{"origin": None, "note": "Child register of 2022."}]),
    "ref_date_missing": ([{"ref_date": None}], [{}]),
    "contact_in_text": ([{"note": "Ask anna@ministry.lv"}], [{"note": "Counted on 31 December 2022."}]),
}
"""For each rule rows that break it and rows that do not."""

AGAINST_PUBLISHED = {
    "already_published": ({}, {}, value("599")),
    "changed_from_published": (value("598"), {}, value("598")),
    "differs_from_other_source": ({}, value("800", source="transmonee_2018"), value("620", source="transmonee_2018")),
    "jump_from_last_year": ({}, value("1000", **LAST_YEAR), value("1000", source="transmonee_2018", **LAST_YEAR)),
    "thousandfold": (value("0.6"), value("600"), {}),
    "denominator_missing": ({}, {}, value("350000", indicator=POPULATION, source="wpp_2022")),
    "small_cell_revealed": (value("597", **GIRLS), {}, value("610")),
}
"""For each rule a row, a published figure that makes it broken, and one that does not."""

STRUCTURE = {
    "columns_differ": "indicator,ref_area\nresidential_care_number,LVA\n",
    "row_too_wide": ",".join(FILE_COLUMNS) + "\n" + "a," * len(FILE_COLUMNS) + "b\n",
    "file_unreadable": b"\xff\xfe\x00",
}


@pytest.mark.parametrize("rule", FAILS_AND_PASSES)
def test_rows_that_break_the_rule_are_named(broken, rule):
    assert rule in {code for code, _ in broken(*FAILS_AND_PASSES[rule][0])}


@pytest.mark.parametrize("rule", sorted(set(FAILS_AND_PASSES) - {"denominator_missing"}))
def test_rows_that_keep_the_rule_are_left_alone(broken, rule):
    assert rule not in {code for code, _ in broken(*FAILS_AND_PASSES[rule][1])}


@pytest.mark.parametrize("rule", AGAINST_PUBLISHED)
def test_published_figures_count(broken, rule):
    own, breaking, _ = AGAINST_PUBLISHED[rule]
    assert rule in {code for code, _ in broken(own, known=[breaking])}


@pytest.mark.parametrize("rule", sorted(set(AGAINST_PUBLISHED) - {"thousandfold"}))
def test_published_figures_that_agree_count_too(broken, rule):
    own, _, agreeing = AGAINST_PUBLISHED[rule]
    assert rule not in {code for code, _ in broken(own, known=[agreeing])}


@pytest.mark.parametrize("rule", STRUCTURE)
def test_a_file_of_another_structure_is_refused(tmp_path, rule):
    path = tmp_path / "figures.csv"
    content = STRUCTURE[rule]
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert read_file(path).problems["rule"].to_list() == [rule]


def test_areas_of_others_are_refused(broken):
    assert broken({"ref_area": "EST"}, areas=frozenset({"EST"})) == broken({"ref_area": "EST"})
    assert ("area_not_yours", 2) in broken({"ref_area": "EST"}, areas=frozenset({"LVA"}))


def test_a_denominator_may_come_from_another_source(broken):
    number, population = {}, value("350000", indicator=POPULATION, source="wpp_2022")
    assert "denominator_missing" not in {code for code, line in broken(number, population) if line == 2}


def test_parts_need_not_add_up_to_the_whole(broken):
    rows = [shares("30"), value("40", indicator=FAMILY_SHARE), {}, value("100", indicator=FAMILY)]
    assert not {code for code, _ in broken(*rows, value("1000", indicator=ALL))} & {
        *("parts_exceed_total", "shares_exceed_100", "part_above_total"),
    }


def test_a_jump_is_judged_only_within_one_definition(broken):
    wider = value("2000", age="Y0T20", **LAST_YEAR)
    other_basis = value("2000", count_basis="during_year", **LAST_YEAR)
    assert "jump_from_last_year" not in {code for code, _ in broken({}, wider, other_basis)}


def test_a_row_with_an_error_is_not_accepted_one_with_a_warning_is(catalogue):
    rows = [row(**value("4", **GIRLS)), row(obs_value="600.5", indicator="foster_care_number")]
    text = pl.DataFrame(rows, schema=[*FILE_COLUMNS, "source"], infer_schema_length=None)
    accepted = check(text, catalogue, upload=Context(TODAY)).accepted
    assert accepted["indicator"].to_list() == ["foster_care_number"]


def test_what_ships_breaks_no_rule_for_figures_that_ship(catalogue):
    paths = sorted((DATA / "figures").glob("*.csv"))
    problems = [check(read_file(path).rows, catalogue).problems for path in paths]
    assert pl.concat(problems).filter(pl.col("level") == "error").is_empty()


def test_every_rule_has_a_failing_and_a_passing_case():
    covered = {*FAILS_AND_PASSES, *AGAINST_PUBLISHED, *STRUCTURE, "area_not_yours"}
    assert covered == {rule.code for rule in all_rules().values() if rule.family != "reading"}


def test_every_rule_that_is_run_has_words():
    run = [*(rule.__name__ for rule in ROW_RULES), *(rule.code for rule in (*table.RULES, *UPLOAD_RULES))]
    assert len(run) == len(set(run))
    assert {*run, *STRUCTURE, *MESSAGES} == set(all_rules())
    assert len(run) >= 40


@pytest.mark.parametrize("rule", all_rules().values(), ids=lambda rule: rule.code)
def test_words_are_there_in_both_languages(rule):
    for words in (rule.message, rule.action, rule.expected):
        assert words["en"]
        assert words["da"]
    assert rule.message["en"].endswith(".")
    assert rule.action["da"].endswith(".")


def test_problems_are_said_in_danish_with_their_details(catalogue):
    text = pl.DataFrame([row(age="Y0T18")], schema=[*FILE_COLUMNS, "source"], infer_schema_length=None)
    (problem,) = problems_in(check(text, catalogue).problems, "da").to_dicts()
    assert problem["expected"].startswith("en kode fra listen over aldre, for eksempel Y0T17; den nærmeste er Y")
    assert problem["message"].startswith("Denne aldersgruppe er ikke kendt.")
