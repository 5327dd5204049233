"""Which area has figures on which indicator: a matrix, stronger the newer the last figure."""

from __future__ import annotations

from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from dashboard.figures import theme

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl
    from plotly.graph_objects import Figure

ROW, BOTTOM, LETTER = 36, 60, 8
LABEL_WIDTH, NAME_AT_MOST = 24, 20
YEARS_SHOWN = 20
STEPS = {
    "light": ("#EFE7D8", "#CBD9D6", "#8FB7BD", "#4A8A9C", "#155E75"),
    "dark": ("#4A4336", "#2F4A55", "#3C6D7E", "#5797AC", "#8FD0E2"),
}


def coverage_figure(
    cells: pl.DataFrame, *, names: Mapping[str, str], labels: Mapping[str, str], look: theme.Theme, newest: int
) -> Figure:
    """Draw one cell per indicator (down) and area (across); empty where there is nothing.

    Parameters
    ----------
    cells
        What `coverage_cells` returned, with `hover`.
    names, labels
        Words of the areas and of the indicators.
    look
        `light` or `dark`.
    newest
        The year that is strongest; twenty years before it and earlier are weakest.
    """
    areas = cells["ref_area"].unique(maintain_order=True).to_list()
    indicators = cells["indicator"].unique(maintain_order=True).to_list()
    held = {(row["indicator"], row["ref_area"]): row for row in cells.iter_rows(named=True)}
    grid = [[held[indicator, area] for area in areas] for indicator in indicators]
    trace: dict[str, Any] = {
        "type": "heatmap",
        "x": list(range(len(areas))),
        "y": list(range(len(indicators))),
        "z": [[cell["last"] for cell in row] for row in grid],
        "text": [["//" if cell["breaks"] else "" for cell in row] for row in grid],
        "texttemplate": "%{text}",
        "textfont": {"size": 11},
        "customdata": [[cell["hover"] for cell in row] for row in grid],
        "hovertemplate": "%{customdata}<extra></extra>",
        "hoverongaps": False,
        "colorscale": _stepped(STEPS[look]),
        "zmin": newest - YEARS_SHOWN,
        "zmax": newest,
        "xgap": 2,
        "ygap": 2,
        "colorbar": {
            "orientation": "h",
            "tickformat": "d",
            "thickness": 10,
            "y": -0.02,
            "yanchor": "top",
            "len": 0.6,
            "tickvals": [newest - YEARS_SHOWN, newest - YEARS_SHOWN // 2, newest],
        },
    }
    across = [_short(names.get(area, area)) for area in areas]
    top = max((len(name) for name in across), default=0) * LETTER + ROW
    layout = theme.layout(
        look,
        height=ROW * len(indicators) + top + BOTTOM,
        margin={"l": 8, "r": 8, "t": top, "b": BOTTOM},
        plot_bgcolor=theme.GROUNDS[look].panel,
        xaxis=_ticks(across, side="top", tickangle=-90),
        yaxis=_ticks([_wrapped(labels.get(each, each)) for each in indicators], autorange="reversed"),
    )
    return theme.figure([trace], layout)


def _ticks(texts: list[str], **changes: object) -> dict[str, object]:
    return {"tickvals": list(range(len(texts))), "ticktext": texts, "showgrid": False, **changes}


def _short(name: str) -> str:
    return name if len(name) <= NAME_AT_MOST else f"{name[: NAME_AT_MOST - 1].rstrip()}…"


def _wrapped(label: str) -> str:
    return "<br>".join(escape(part) for part in wrap(label, LABEL_WIDTH, max_lines=2, placeholder=" …"))


def _stepped(colours: tuple[str, ...]) -> list[list[object]]:
    steps: list[list[object]] = []
    for place, ink in enumerate(colours):
        steps += [[place / len(colours), ink], [(place + 1) / len(colours), ink]]
    return steps
