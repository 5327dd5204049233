"""Where children in care live, country by country; what may be compared, what moved, what is not known."""

import streamlit as st

from dashboard import state
from dashboard.components.care_mix_card import show_bars, show_headline, show_small_map
from dashboard.components.filter_bar import filter_bar
from dashboard.components.moves_card import show_moves
from dashboard.components.overview_lists import show_changes, show_unknown
from dashboard.components.overview_screen import coverages, screen_of
from dashboard.components.overview_tiles import show_tiles

filters = state.selected_filters()
filter_bar(filters, ("group", "home"))
screen = screen_of(filters)
show_headline(screen)
bars, beside = st.columns([3, 2], gap="large")
with bars:
    show_bars(screen)
with beside:
    show_small_map(screen)

found = coverages(screen)
show_tiles(screen, found)
moves, unknown = st.columns(2, gap="large")
with moves:
    show_moves(screen)
    show_changes(screen.language)
with unknown:
    show_unknown(screen, found)
