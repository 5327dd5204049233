"""How the selected indicator moved, country by country."""

from dataclasses import replace

import streamlit as st

from dashboard import sources, state
from dashboard.components.filter_bar import filter_bar
from dashboard.components.milestone_list import milestone_list
from dashboard.components.nothing import nothing_here
from dashboard.components.trend_card import no_index, show_lines, show_movement, show_multiples, show_strip, trend_chart
from dashboard.components.trend_options import trend_options
from dashboard.filters import chosen_areas
from dashboard.text import words
from dashboard.views.milestones import milestones
from dashboard.views.selection import selected
from dashboard.views.trend import front_areas, numbered_milestones, trend

filters, language = state.selected_filters(), state.language()
catalogue = sources.catalogue()
filter_bar(
    filters,
    ("indicator", "group", "areas", "home", "span", "sex", "age", "disability", "basis", "source", "comparable"),
)
st.title(words("Trends", language), anchor=False)

members = chosen_areas(replace(filters, areas=()), catalogue)
group = replace(filters, areas=tuple(dict.fromkeys((*filters.areas, filters.home, *members))))
rows = selected(sources.observations(filters.indicator), group, catalogue)
front = front_areas(rows, filters)
chosen = trend(rows, front)
if chosen.filter("in_front").drop_nulls("obs_value").is_empty():
    nothing_here(filters)
else:
    show_movement(chosen, filters)
    trend_options(filters)
    single = front[0] if len(front) == 1 else ""
    told = numbered_milestones(chosen.filter("in_front"), milestones(sources.context("milestones"), single, catalogue))
    chart = trend_chart(chosen, front, filters)
    if chart.lines.filter("in_front").is_empty():
        no_index(chosen, filters)
    elif filters.multiples:
        show_multiples(chart, filters)
    else:
        show_lines(chart, filters, told)
    show_strip(chart, filters)
    milestone_list(told, language)
