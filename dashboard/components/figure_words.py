"""One figure of one country in words: its value, year and ages, what keeps it from being compared, its source."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from dashboard.components.line_words import year_words
from dashboard.text import number, percent, quantity, status_words, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.filters import Filters
    from pipelines.catalogue import Catalogue, Indicator

IN_CARE = {
    "residential_care": "{value} in residential care",
    "family_based_care": "{value} in family-based care",
    "foster_care": "{value} in foster care",
    "alternative_care": "{value} in care",
}
"""What children a figure of the care mix counts, by the beginning of its indicator's id."""

BASES = {"during_year": "at any time in the year", "flow": "events in the year"}

STATES = {
    "value": "comparable figure",
    "not_comparable": "no comparable figure",
    "parts_only": "reported only by its parts",
    "contradicts": "the source’s parts exceed its total",
    "suppressed": "suppressed by the source",
    "not_collected": "not collected",
    "not_applicable": "not applicable",
    "missing": "missing at the source",
    "no_data": "no figure",
}
"""What stands for each state of `views.latest`."""


def state_words(state: str, language: str) -> str:
    """Return a state in words."""
    return words(STATES[state], language)


def share_words(value: float, language: str) -> str:
    """Return a share as people say it: `33 %`; `0.4 %` and not `0 %` where it is not zero."""
    return percent(value, language, 1 if 0 < value < 1 else 0)


def near_words(row: Mapping[str, Any], catalogue: Catalogue, language: str) -> str:
    """Return the nearest figure that exists: `77 % in family-based care (2018, ages 0–22), not comparable`.

    Of a figure that only its year keeps out, the year says enough.

    `row` holds the `near_` columns of `views.latest`.
    """
    near = {name.removeprefix("near_"): value for name, value in row.items() if name.startswith("near_")}
    indicator = catalogue[near["indicator"]]
    value = _value(near["value"], indicator, catalogue, language)
    begins = next((each for each in IN_CARE if indicator.id.startswith(each)), "")
    what = words(IN_CARE[begins], language, value=value) if begins else value
    message = "{figure} ({details})" if near["comparable"] else "{figure} ({details}), not comparable"
    return words(message, language, figure=what, details=details(near, catalogue, language))


def _value(value: float, indicator: Indicator, catalogue: Catalogue, language: str) -> str:
    """Return a value with as little of its unit as stands in front of `in residential care`."""
    if catalogue.units[indicator.unit].extra.get("kind") == "share":
        return share_words(value, language)
    if indicator.unit == "per_100k_children":
        return words("{value} per 100,000 children", language, value=number(value, indicator, language))
    return quantity(value, indicator, catalogue, language)


def details(row: Mapping[str, Any], catalogue: Catalogue, language: str) -> str:
    """Return year, ages and basis: `2018, ages 0–22`; ages and basis only where the indicator declares others.

    Where `row` has an `obs_status` that says so, a differing definition is told too.
    """
    indicator = catalogue[row["indicator"]]
    parts = [year_words(row, catalogue, language)]
    if row["age"] not in indicator.ages:
        parts.append(age_words(row["age"], catalogue, language))
    if row["count_basis"] != indicator.basis and row["count_basis"] in BASES:
        parts.append(words(BASES[row["count_basis"]], language))
    if "D" in (row.get("obs_status") or "").split(";"):
        parts.append(status_words("D", language, catalogue).lower())
    return ", ".join(parts)


def age_words(age: str, catalogue: Catalogue, language: str) -> str:
    """Return an age scope inside a sentence: `ages 0–22`."""
    code = catalogue.codelists["ages"][age]
    first, last = code.extra.get("from"), code.extra.get("to")
    if first and last and first != last:
        return words("ages {first}–{last}", language, first=first, last=last)
    if age == "_T":
        return words("all ages", language)
    return code.label_in(language)


def hover_words(row: Mapping[str, Any], name: str, filters: Filters, catalogue: Catalogue) -> str:
    """Return what a map says about one country: value, unit, year, status in words, source; or why there is no value.

    `row` is one of `views.latest` for `filters.indicator`.
    """
    language, indicator = filters.language, catalogue[filters.indicator]
    lines = [f"<b>{escape(name)}</b>"]
    if row["state"] == "value":
        lines.append(escape(quantity(row["obs_value"], indicator, catalogue, language)))
        lines.append(escape(details({**row, "indicator": indicator.id}, catalogue, language)))
        lines += [escape(status_words(row["obs_status"], language, catalogue))] if row["obs_status"] != "A" else []
        lines.append(escape(catalogue.sources[row["source"]].title_in(language)))
        return "<br>".join(lines)
    lines.append(escape(state_words(row["state"], language)))
    if row["near_value"] is not None:
        lines.append(escape(near_words(row, catalogue, language)))
        lines.append(escape(catalogue.sources[row["near_source"]].title_in(language)))
    return "<br>".join(lines)
