"""The chart over years with everything around it: title, strip, footnotes, milestones, small multiples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import sources, state
from dashboard.components import line_words
from dashboard.components.chart_card import chart_card, plot_config, source_line
from dashboard.components.nothing import parts_words
from dashboard.components.table import table_view
from dashboard.figures.lines import Look
from dashboard.figures.small_multiples import small_multiples
from dashboard.figures.trend import trend_figure
from dashboard.text import joined, number, words
from dashboard.views.explorer import sources_of
from dashboard.views.index import base_years, indexed
from dashboard.views.trend import lines, movements, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.filters import Filters
    from pipelines.catalogue import Catalogue, Indicator

SEPARATORS = {"da": ",."}
PERCENT_FROM_ZERO = ("percent_of_population", "percent_of_gdp", "percent_of_children")
NAMED_AREAS = 4
SPOKEN_LINES = 4
BASE_YEARS = 3


@dataclass(frozen=True)
class Chart:
    """A chart over years ready to draw: its rows with words, its lines, its look, and what is left out."""

    frame: pl.DataFrame
    lines: pl.DataFrame
    look: Look
    left_out: str
    title: str
    subtitle: str
    alt: str


def trend_chart(frame: pl.DataFrame, front: Sequence[str], filters: Filters) -> Chart:
    """Return what is drawn for a frame from `trend`, as values or, with a base year, as an index."""
    language, catalogue = filters.language, sources.catalogue()
    parts = _not_in_front(frame, front, filters)
    if not filters.others or filters.multiples:
        frame = frame.filter("in_front")
    if filters.index_base:
        frame, left_out = indexed(frame, filters.index_base)
        parts += _not_indexed(left_out, filters)
    drawn = lines(frame)
    names = line_words.line_names(drawn, catalogue, language)
    look = Look(
        theme=state.theme(),
        measure=_measure(filters),
        separators=SEPARATORS.get(language, ".,"),
        role=catalogue[filters.indicator].role,
        labels=names,
        short_labels=line_words.end_names(names, drawn),
    )
    return Chart(
        frame=line_words.with_hover(frame, catalogue, language),
        lines=drawn,
        look=look,
        left_out=" ".join(parts),
        title=_title(front, filters),
        subtitle=_subtitle(filters),
        alt=_alt(frame, drawn, names, filters),
    )


def show_movement(frame: pl.DataFrame, filters: Filters) -> None:
    """Say in a sentence how the areas in front moved; nothing where no line is long enough."""
    language = filters.language
    spoken = line_words.movement_words(movements(frame).head(SPOKEN_LINES), sources.catalogue(), language)
    if spoken:
        unit = sources.labels("units", language)[sources.catalogue()[filters.indicator].unit]
        st.markdown(
            words("Inside one source without a break, {unit}: {moves}.", language, unit=unit, moves="; ".join(spoken))
        )


def show_lines(chart: Chart, filters: Filters, milestones: pl.DataFrame) -> None:
    """Draw one large chart."""
    chart_card(
        trend_figure(chart.frame, chart.lines, chart.look, milestones=line_words.milestone_marks(milestones)),
        table(chart.frame),
        key="trend",
        title=chart.title,
        subtitle=chart.subtitle,
        alt=chart.alt,
        sources=sources_of(chart.frame.filter("in_front")),
        csv_name=f"trend-{filters.indicator}",
        left_out=chart.left_out,
    )


def no_index(frame: pl.DataFrame, filters: Filters) -> None:
    """Say that no line has a figure in the base year, and offer the years in which most lines have one."""
    language = filters.language
    st.markdown(
        words(
            "No line has an index of {year}: none has a figure above zero that year.", language, year=filters.index_base
        )
    )
    for year, count in base_years(frame).head(BASE_YEARS).rows():
        message = "Index, {year} = 100 · one line" if count == 1 else "Index, {year} = 100 · {count} lines"
        _step(words(message, language, year=year, count=count), index_base=year)
    _step(words("Values", language), index_base=0)


def _step(label: str, **changes: object) -> None:
    st.button(
        label,
        key=f"base_{changes['index_base']}",
        type="tertiary",
        icon=":material/arrow_forward:",
        on_click=state.set_filter,
        kwargs=changes,
    )


def show_multiples(chart: Chart, filters: Filters) -> None:
    """Draw one small chart per country in front, all on the same scale, with one table for all."""
    names, language = sources.area_names(filters.language), filters.language
    used = sources_of(chart.frame.filter("in_front"))
    st.header(chart.title, anchor=False)
    st.caption(f"{chart.subtitle} · {words('Same scale in every chart', language)}")
    with st.grid(min_column_width=260, gap="small", key="multiples"):
        for area, figure in small_multiples(chart.frame, chart.lines, chart.look).items():
            with st.container(gap=None, key=f"multiple_{area}"):
                st.markdown(f"**{names[area]}**")
                st.plotly_chart(
                    figure,
                    key=f"multiple_{area}_{chart.look.theme}",
                    theme=None,
                    alt=f"{names[area]}. {chart.alt}",
                    config=plot_config(f"trend-{area}"),
                )
    st.caption(source_line(used, "", chart.left_out, language))
    table_view(table(chart.frame), key="trend", sources=used, csv_name=f"trend-{filters.indicator}", alt=chart.alt)


def show_strip(chart: Chart, filters: Filters) -> None:
    """Say for each line where its data come from and where it breaks, and what its raised mark means."""
    catalogue, language = sources.catalogue(), filters.language
    front = chart.lines.filter("in_front")
    notes = line_words.footnotes(chart.lines, catalogue, language)
    if notes:
        st.caption(" · ".join(notes))
    if front.is_empty():
        return
    st.markdown(f"### {words('Where each line comes from', language)}")
    st.table(
        line_words.strip(front, catalogue, language),
        border="horizontal",
        hide_index=True,
        alt=words("Source, years, breaks and missing years of each line", language),
    )


def _measure(filters: Filters) -> str:
    catalogue = sources.catalogue()
    return "index" if filters.index_base else measure_of(catalogue[filters.indicator], catalogue)


def measure_of(indicator: Indicator, catalogue: Catalogue) -> str:
    """Return what the axis of an indicator's chart measures (see `Look`)."""
    if indicator.unit in PERCENT_FROM_ZERO:
        return "percent"
    return catalogue.units[indicator.unit].extra.get("kind", "count")


def _title(front: Sequence[str], filters: Filters) -> str:
    language = filters.language
    names = sources.area_names(language)
    place = sources.labels("area_groups", language)[filters.group]
    if len(filters.areas) > NAMED_AREAS:
        place = words("{count} chosen areas", language, count=len(filters.areas))
    elif filters.areas:
        place = joined([names[area] for area in front], language)
    label = sources.catalogue()[filters.indicator].label_in(language)
    if filters.index_base:
        return words(
            "{indicator}, {place}, index {year} = 100", language, indicator=label, place=place, year=filters.index_base
        )
    return words("{indicator}, {place}", language, indicator=label, place=place)


def _subtitle(filters: Filters) -> str:
    language, catalogue = filters.language, sources.catalogue()
    indicator = catalogue[filters.indicator]
    ages = indicator.ages if filters.age == "declared" else (filters.age,)
    basis = indicator.basis if filters.basis in ("declared", "any") else filters.basis
    parts = [
        catalogue.units[indicator.unit].label_in(language),
        line_words.basis_words(basis, catalogue, language),
        ", ".join(catalogue.codelists["ages"][age].label_in(language) for age in ages),
        *(
            catalogue.codelists[codelist][code].label_in(language)
            for codelist, code in (("sexes", filters.sex), ("disabilities", filters.disability))
            if code != "_T"
        ),
    ]
    return " · ".join(parts)


def _not_in_front(frame: pl.DataFrame, front: Sequence[str], filters: Filters) -> list[str]:
    language, names = filters.language, sources.area_names(filters.language)
    held = set(frame.drop_nulls("obs_value")["ref_area"])
    wanted = front if filters.areas else (filters.home, *front)
    missing = joined([names[area] for area in dict.fromkeys(wanted) if area not in held], language)
    said = [] if filters.areas else [words("In front: the longest series of the region.", language)]
    if missing:
        said.append(words("No figure: {areas}.", language, areas=missing))
        said += parts_words([area for area in dict.fromkeys(wanted) if area not in held], sources.catalogue(), language)
    if filters.home in held and filters.home not in front and not filters.areas:
        message = "{area} has only single figures here: choose it under Areas to see them."
        said.append(words(message, language, area=names[filters.home]))
    return said


def _not_indexed(left_out: pl.DataFrame, filters: Filters) -> list[str]:
    language, names = filters.language, sources.area_names(filters.language)
    messages = {
        "no_value": "Lines without a figure in {year}, so without an index: {lines}.",
        "zero": "Zero in {year}, so no index: {lines}.",
        "broken": "Drawn only as far as the line is unbroken around {year}: {lines}.",
    }
    spoken = []
    for reason, message in messages.items():
        rows = left_out.filter(pl.col("in_front"), pl.col("reason") == reason)
        counted = rows.group_by("ref_area", maintain_order=True).len().iter_rows()
        found = [names[area] if number == 1 else f"{names[area]} ({number})" for area, number in counted]
        if found:
            spoken.append(words(message, language, year=filters.index_base, lines=", ".join(found)))
    return spoken


def _alt(frame: pl.DataFrame, drawn: pl.DataFrame, names: dict[str, str], filters: Filters) -> str:
    language, indicator = filters.language, sources.catalogue()[filters.indicator]
    spoken = []
    for line in drawn.filter("in_front").head(SPOKEN_LINES).iter_rows(named=True):
        points = frame.filter(pl.col("series") == line["series"]).drop_nulls("drawn").sort("time_period")
        first, last = points.row(0, named=True), points.row(-1, named=True)
        spoken.append(
            f"{names[line['series']]}: {number(first['drawn'], indicator, language)} ({first['time_period']}), "
            f"{number(last['drawn'], indicator, language)} ({last['time_period']})"
        )
    return words(
        "{indicator}: {count} lines over years. {lines}.",
        language,
        indicator=indicator.label_in(language),
        count=len(drawn.filter("in_front")),
        lines="; ".join(spoken),
    )
