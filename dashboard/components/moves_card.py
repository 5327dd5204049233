"""What moved inside countries, on the first screen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard import state
from dashboard.components.chart_card import chart_card
from dashboard.components.figure_words import age_words, hover_words
from dashboard.components.overview_screen import MOVING
from dashboard.figures.changes import ChangeWords, changes_figure
from dashboard.text import number, percent, words
from dashboard.views.overview import SHORTEST_SPAN, Moves, moved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.components.overview_screen import Screen

MOST_CHARTS = 12
MINUS = "\N{MINUS SIGN}"


def show_moves(screen: Screen) -> None:
    """Draw what moved inside countries: same source, no break between; or say that nothing can be said."""
    language = screen.language
    found = moved(screen.rows(MOVING), screen.areas, screen.window)
    title = words("What moved inside countries since {year}", language, year=screen.window.first)
    if found.changes.is_empty():
        st.header(title, anchor=False)
        st.markdown(_nothing(screen))
        return
    shown = found.changes["ref_area"].to_list()[:MOST_CHARTS]
    said = _change_words(screen, found, shown)
    chart_card(
        changes_figure(found.points, shown, said, role=screen.catalogue[MOVING].role, theme=state.theme()),
        found.changes,
        key="moved",
        title=title,
        subtitle=words(
            "{indicator}: same source, no break between; each on a scale of its own from zero",
            language, indicator=screen.catalogue[MOVING].label_in(language),
        ),
        alt=_alt(screen, found),
        sources=found.changes["source"].unique(maintain_order=True),
        csv_name=f"moved-{screen.filters.group.lower()}",
        left_out=_left_out(screen, found),
    )  # fmt: skip


def _nothing(screen: Screen) -> str:
    return words(
        "{group}: no country has figures on {indicator} at least {years} years apart from one source without a break.",
        screen.language,
        group=screen.group,
        indicator=screen.label(MOVING),
        years=SHORTEST_SPAN,
    )


def _change_words(screen: Screen, found: Moves, shown: Sequence[str]) -> ChangeWords:
    own = replace(screen.filters, indicator=MOVING)
    rows = {row["ref_area"]: row for row in found.changes.iter_rows(named=True) if row["ref_area"] in shown}
    points = found.points.filter(pl.col("ref_area").is_in(list(shown)))
    return ChangeWords(
        titles={
            area: f"{screen.names[area]} {signed(row['change_percent'], screen.language)}" for area, row in rows.items()
        },
        subtitles={area: _span(row, screen) for area, row in rows.items()},
        ends={
            area: (_value(row["first_value"], screen), _value(row["last_value"], screen)) for area, row in rows.items()
        },
        hover={
            (row["ref_area"], row["time_period"]): hover_words(
                {**row, "state": "value"}, screen.names[row["ref_area"]], own, screen.catalogue
            )
            for row in points.iter_rows(named=True)
        },
    )


def _span(row: dict[str, Any], screen: Screen) -> str:
    span = f"{row['first_year']}–{row['last_year']}"
    declared = row["age"] in screen.catalogue[MOVING].ages
    return span if declared else f"{span}, {age_words(row['age'], screen.catalogue, screen.language)}"


def _value(value: float, screen: Screen) -> str:
    return number(value, screen.catalogue[MOVING], screen.language)


def signed(change: float | None, language: str) -> str:
    """Return a change in percent with its sign; empty where it is from zero."""
    if change is None:
        return ""
    sign = MINUS if change < 0 else "+" if change > 0 else "±"
    return f"{sign}{percent(abs(change), language)}"


def _alt(screen: Screen, found: Moves) -> str:
    said = [
        f"{screen.names[row['ref_area']]} {signed(row['change_percent'], screen.language)} ({_span(row, screen)})"
        for row in found.changes.iter_rows(named=True)
    ]
    return words("Small charts of change: {changes}.", screen.language, changes="; ".join(said))


def _left_out(screen: Screen, found: Moves) -> str:
    known = found.changes["ref_area"].to_list()
    lacking = [area for area in screen.areas if area not in known]
    parts = []
    if len(known) > MOST_CHARTS:
        more = len(known) - MOST_CHARTS
        message = "One more country in the table." if more == 1 else "{count} more countries in the table."
        parts.append(words(message, screen.language, count=more))
    if lacking:
        countries = screen.names.counted(lacking)
        parts.append(words("No such series: {countries}.", screen.language, countries=countries))
    return " ".join(parts)
