"""Words on lines and their years."""

from dataclasses import replace

import polars as pl
import pytest

from dashboard.components.line_words import years_of


@pytest.fixture
def booklet(tiny):
    """The small catalogue with one source whose years are those of its publication."""
    return replace(tiny, sources={**tiny.sources, "study": replace(tiny.sources["study"], publication_years=True)})


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ([(2021, "study"), (2021, "study")], "published 2021"),
        ([(2012, "world"), (2021, "office")], "2012–2021"),
        ([(2018, "world")], "2018"),
        ([(2018, "world"), (2021, "study")], "2018–2021, some of them years of publication"),
    ],
)
def test_a_year_of_publication_is_never_said_as_a_year_of_figures(booklet, figures, said):
    frame = pl.DataFrame(figures, schema=["time_period", "source"], orient="row")
    assert years_of(frame, booklet, "en") == said
