"""Numbers come back exactly; a mark never becomes a number."""

import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.intake.numbers import NumberStyle, convention_of, guess_marks, guess_style, multiplied, parse

PLAIN = NumberStyle()
BLANKS = [" ", "\u00a0", "\u2009", "\u202f"]


def read(text, style=PLAIN, marks=None):
    row = parse(pl.Series([text]), style, marks).row(0, named=True)
    return row["obs_value"], row["obs_status"], row["problem"]


def written(text, decimal, thousands):
    """Write a plain number in a style."""
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, _, fraction = digits.partition(".")
    groups = []
    while len(whole) > 3:
        whole, group = whole[:-3], whole[-3:]
        groups.insert(0, group)
    whole = thousands.join([whole, *groups]) if thousands else whole + "".join(groups)
    return sign + whole + (decimal + fraction if fraction else "")


styles = st.sampled_from(
    [(",", "."), (".", ","), (",", ""), (".", ""), *[(m, b) for m in ",." for b in [*BLANKS, "'"]]]
)
floats = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15)


@given(floats, styles)
def test_a_number_written_in_a_style_comes_back_exactly(value, style):
    decimal, thousands = style
    plain = format(value, ".17f") if abs(value) < 1 else repr(value)
    if "e" in plain:
        plain = format(value, "f")
    expected = float(plain)
    text = written(plain, decimal, thousands)
    got, status, problem = read(text, NumberStyle(decimal, thousands if thousands in ".," else " "))
    assert (got, status, problem) == (expected, None, None)


@given(st.integers(min_value=-(10**15), max_value=10**15), styles)
def test_a_whole_number_keeps_its_digits(value, style):
    decimal, thousands = style
    frame = parse(pl.Series([written(str(value), decimal, thousands)]), NumberStyle(decimal, thousands))
    assert frame["obs_text"].to_list() == [str(value)]


@given(st.text(max_size=12))
def test_no_text_escapes_or_turns_into_a_number_without_a_digit(text):
    value, _, _ = read(text, NumberStyle(",", "."))
    if value is not None:
        assert any(character.isdigit() for character in text)
        assert math.isfinite(value)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        *[(mark, "O") for mark in (":", "..", "…", "-", "–", "n/a", "N/A", "na", "NaN")],
        *[(mark, "Q") for mark in ("x", "c", "k", "*", "<5", "< 5", "≤4", "under 5", "færre end 5")],
        *[(mark, "M") for mark in ("z", ".", ": z", ":z")],
        (": c", "Q"),
        (":c", "Q"),
        (": u", "O"),
    ],
)
def test_a_mark_is_a_status_and_never_a_number(text, status):
    assert read(text) == (None, status, None)


def test_an_empty_cell_is_no_mark_unless_said():
    assert read("") == (None, None, None)
    assert read("  ", marks={"": "O"}) == (None, "O", None)


def test_zero_is_a_number():
    assert read("0") == (0.0, None, None)
    assert read("0,0", NumberStyle(",")) == (0.0, None, None)


@pytest.mark.parametrize(
    ("text", "value", "status"),
    [
        ("12,5 e", 12.5, "E"),
        ("1.204 b", 1204.0, "B"),
        ("99p", 99.0, "P"),
        ("99 (p)", 99.0, "P"),
        ("13.823*", 13823.0, None),
        ("13.823²", 13823.0, None),
        ("33 %", 33.0, None),
        ("33,5%", 33.5, None),
        ("\u22124", -4.0, None),
        ("+4", 4.0, None),
        ("1 204", 1204.0, None),
        ("1\u202f204,5", 1204.5, None),
        ("1'204", 1204.0, None),
        ("1.204.503", 1204503.0, None),
        (",5", 0.5, None),
    ],
)
def test_flags_signs_and_thousands_marks_are_understood(text, value, status):
    assert read(text, NumberStyle(",", ".")) == (value, status, None)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("12.5", "wrong_style"),
        ("1.2.3", "wrong_style"),
        ("12,34,5", "wrong_style"),
        ("1 20", "wrong_style"),
        ("abt 12", "not_a_number"),
        ("twelve", "not_a_number"),
        ("12/13", "not_a_number"),
        ("(12)", "not_a_number"),
        ("#DIV/0!", "formula_error"),
        ("#N/A", "formula_error"),
        ("12 q", "unknown_flag"),
        ("12 c", "value_despite_flag"),
    ],
)
def test_what_does_not_fit_is_a_problem_and_not_a_guess(text, problem):
    assert read(text, NumberStyle(",", ".")) == (None, None, problem)


@pytest.mark.parametrize(
    ("values", "style", "is_ambiguous"),
    [
        (["12,5", "1.409"], NumberStyle(",", "."), False),
        (["12.5", "1,409"], NumberStyle(".", ","), False),
        (["1.409", "15"], NumberStyle(",", "."), True),
        (["1,409"], NumberStyle(".", ","), True),
        (["1.409.503"], NumberStyle(",", "."), False),
        (["0.409"], NumberStyle(".", ""), False),
        (["1409.123"], NumberStyle(".", ""), False),
        (["1.234,5"], NumberStyle(",", "."), False),
        (["1 204,5", "3"], NumberStyle(",", ""), False),
        (["57.2178538892612", "x"], NumberStyle(".", ""), False),
        (["12", "x", ""], NumberStyle(".", ""), False),
        (["12,5", "12.5"], NumberStyle(",", "", is_mixed=True), True),
    ],
)
def test_the_style_is_guessed_and_an_open_one_is_said_to_be_open(values, style, is_ambiguous):
    guess = guess_style(values)
    assert (guess.style, guess.is_ambiguous) == (style, is_ambiguous)


def test_numbers_a_spreadsheet_stored_are_read_beside_typed_ones():
    frame = parse(pl.Series(["12,5", "12.5", "1409", "0.333"]), NumberStyle(",", "", is_mixed=True))
    assert frame["obs_value"].to_list() == [12.5, 12.5, 1409.0, 0.333]


def test_digits_are_kept_in_full():
    assert parse(pl.Series(["57.2178538892612"]), NumberStyle())["obs_text"].to_list() == ["57.2178538892612"]


def test_a_multiplier_is_exact():
    assert multiplied(pl.Series(["1.2", "543.7", None, "0"]), 1000).to_list() == ["1200", "543700", None, "0"]
    assert multiplied(pl.Series(["0.33"]), 100).to_list() == ["33"]


def test_marks_follow_the_office_that_wrote_them():
    long = pl.Series(["12", "c", "k", "x", "z"])
    assert convention_of(long, "long") == "dfe"
    assert guess_marks(long, "dfe") == {"c": "Q", "k": "Q", "x": "O", "z": "M"}
    wide = pl.Series(["12", "x"])
    assert guess_marks(wide, convention_of(wide, "coded_wide")) == {"x": "Q"}
    assert guess_marks(pl.Series(["1", "what"]), "general") == {}


def test_a_hundred_thousand_cells_take_no_time():
    values = pl.Series([f"{i % 977}.{i % 7}{i % 3}" for i in range(100_000)])
    assert parse(values, NumberStyle())["obs_value"].null_count() == 0
