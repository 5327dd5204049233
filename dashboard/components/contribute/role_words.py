"""What a column of a person's file can be about, in words, and the words for each of its codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard import sources
from dashboard.text import words
from pipelines.intake.answers import BY_INDICATOR, LEFT_OUT

if TYPE_CHECKING:
    from collections.abc import Sequence

ROLE_WORDS = {
    "indicator": "Indicator",
    "ref_area": "Country or area",
    "time_period": "Year",
    "sex": "Sex",
    "age": "Ages",
    "disability": "Disability",
    "count_basis": "Counted",
    "obs_value": "Value",
    "obs_status": "Status",
    "unit": "Unit",
    "care_form": "National form of care",
    "multiplier": "Multiplier",
    "breakdown": "What the next column breaks down by",
    "category": "Category of a breakdown",
    "ref_date": "Reference date",
    "origin": "Table in the source",
    "note": "Note",
    "source": "Source",
    "label": "Words for a column of codes",
    "": "Not used",
}

IN_A_SENTENCE = {
    "indicator": "indicator",
    "ref_area": "country or area",
    "time_period": "year",
    "sex": "sex",
    "age": "ages",
    "disability": "disability",
    "count_basis": "basis of counting",
    "obs_status": "status",
    "unit": "unit",
    "care_form": "form of care",
    "breakdown": "kind of breakdown",
    "category": "category of a breakdown",
    "multiplier": "multiplier",
    "ref_date": "reference date",
    "origin": "table in the source",
    "note": "note",
    "source": "source",
}

CODELISTS = {
    "sex": "sexes",
    "age": "ages",
    "disability": "disabilities",
    "count_basis": "count_bases",
    "obs_status": "obs_statuses",
    "unit": "units",
}

FIRST_YEAR, LAST_YEAR = 1989, 2030
COUNT_BASES_ASKED = ("age", "count_basis")


def role_words(role: str, language: str) -> str:
    """Return what a column is about, as the label of a column."""
    return words(ROLE_WORDS[role], language) if role in ROLE_WORDS else role


def role_in_a_sentence(role: str, language: str) -> str:
    """Return what a column is about, inside a sentence."""
    return words(IN_A_SENTENCE[role], language) if role in IN_A_SENTENCE else role


def code_words(role: str, language: str) -> dict[str, str]:
    """Return the codes a role may have, each in words, in the order they are offered in."""
    if role == "ref_area":
        return sources.area_names(language)
    if role in {"indicator", "care_form"}:
        return sources.indicator_labels(language)
    if role == "time_period":
        return {str(year): str(year) for year in range(LAST_YEAR, FIRST_YEAR - 1, -1)}
    if role == "breakdown":
        return {each: role_words(each, language) for each in ("age", "sex", "disability", "care_form", "indicator")}
    return dict(sources.labels(CODELISTS[role], language)) if role in CODELISTS else {}


def offered(role: str, first: Sequence[str | None], language: str, *, leave_out: str = "") -> dict[str, str]:
    """Return the codes of a role in words, likely ones first, leaving out (`leave_out` in words) at the end."""
    every = code_words(role, language)
    if role in COUNT_BASES_ASKED:
        every = {BY_INDICATOR: words("As the indicator defines", language), **every}
    front = {code: every[code] for code in first if code is not None and code in every}
    rest = {code: text for code, text in every.items() if code not in front}
    last = {LEFT_OUT: leave_out} if leave_out else {}
    return {**front, **rest, **last}
