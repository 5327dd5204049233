"""Years and dates in the ways offices write them."""

import pytest

from pipelines.intake.periods import period


@pytest.mark.parametrize(
    ("text", "year", "ref_date"),
    [
        ("2020", 2020, None),
        ("2020.0", 2020, None),
        ("2020 m.", 2020, None),
        ("2020. gads", 2020, None),
        ("2020 r.", 2020, None),
        ("år 2020", 2020, None),
        ("2020*", 2020, None),
        ("2020 (p)", 2020, None),
        ("2019 [YR2019]", 2019, None),
        ("ultimo 2020", 2020, None),
        ("31.12.2020", 2020, "2020-12-31"),
        ("2020-12-31", 2020, "2020-12-31"),
        ("2020-12-31 00:00:00", 2020, "2020-12-31"),
        ("31/12/2020", 2020, "2020-12-31"),
        ("12/31/2020", 2020, "2020-12-31"),
        ("01/02/2020", 2020, None),
        ("Year ending 31 March 2020", 2020, "2020-03-31"),
        ("pr. 31. december 2020", 2020, "2020-12-31"),
        ("2020 m. gruodžio 31 d.", 2020, "2020-12-31"),
        ("December 31, 2020", 2020, "2020-12-31"),
        ("2008M12", 2008, "2008-12"),
        ("2008-12", 2008, "2008-12"),
    ],
)
def test_a_year_is_read_with_its_date(text, year, ref_date):
    found = period(text)
    assert (found.year, found.ref_date, found.is_certain) == (year, ref_date, True)


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("2019/20", (2020, 2019)),
        ("2019-2020", (2020, 2019)),
        ("201920", (2020, 2019)),
        ("1999/00", (2000, 1999)),
        ("2008K4", (2008,)),
    ],
)
def test_a_year_that_spans_two_or_a_quarter_is_asked(text, choices):
    found = period(text)
    assert (found.is_certain, found.choices) == (False, choices)


@pytest.mark.parametrize("text", ["", "total", "12345", "20", "2020-2024 average", "31.02.2020"])
def test_what_is_no_year_is_none(text):
    assert not period(text).is_certain
