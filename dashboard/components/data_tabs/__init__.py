"""The tabs of the data page, one module each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.components.data_tabs.coverage import coverage_tab
from dashboard.components.data_tabs.definitions import definitions_tab
from dashboard.components.data_tabs.figures import figures_tab
from dashboard.components.data_tabs.publishers import publishers_tab
from dashboard.components.data_tabs.release import release_tab
from dashboard.filters import TABS as CODES
from dashboard.text import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.filters import Filters

_DRAWN = (figures_tab, definitions_tab, publishers_tab, coverage_tab, release_tab)

TABS: dict[str, Callable[[Filters], None]] = dict(zip(CODES, _DRAWN, strict=True))
"""What draws each tab, by its code in a link."""


def tab_labels(language: str) -> dict[str, str]:
    """Return each tab's code and label, in the order shown."""
    return {
        "figures": words("Figures", language),
        "definitions": words("Definitions", language),
        "sources": words("Sources", language),
        "coverage": words("Coverage", language),
        "release": words("Release", language),
    }
