"""Which area has figures on which indicator: a matrix, darker the newer the last figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboard.figures import theme

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl
    from plotly.graph_objects import Figure

ROW = 24
LABEL_AT_MOST = 34
STEPS = {
    "light": ("#EFE7D8", "#CBD9D6", "#8FB7BD", "#4A8A9C", "#155E75"),
    "dark": ("#2B3138", "#2F4A55", "#3C6D7E", "#5797AC", "#8FD0E2"),
}


def coverage_figure(
    cells: pl.DataFrame, *, names: Mapping[str, str], labels: Mapping[str, str], look: theme.Theme, newest: int
) -> Figure:
    """Draw one cell per area and indicator; white where there is nothing.

    Parameters
    ----------
    cells
        What `coverage_cells` returned, with `hover`.
    names, labels
        Words of the areas and of the indicators.
    look
        `light` or `dark`.
    newest
        The year that is darkest; ten years before it and earlier are lightest.
    """
    areas = cells["ref_area"].unique(maintain_order=True).to_list()
    indicators = cells["indicator"].unique(maintain_order=True).to_list()
    wide = len(indicators)
    values = cells["last"].to_list()
    words = cells["hover"].to_list()
    marks = ["//" if breaks else "" for breaks in cells["breaks"]]
    rows = range(0, len(values), max(wide, 1))
    ticks = [_short(labels.get(each, each)) for each in indicators]
    trace: dict[str, Any] = {
        "type": "heatmap",
        "x": list(range(wide)),
        "y": list(range(len(areas))),
        "z": [values[start : start + wide] for start in rows],
        "text": [marks[start : start + wide] for start in rows],
        "texttemplate": "%{text}",
        "textfont": {"size": 10},
        "customdata": [words[start : start + wide] for start in rows],
        "hovertemplate": "%{customdata}<extra></extra>",
        "hoverongaps": False,
        "colorscale": _stepped(STEPS[look]),
        "zmin": newest - 20,
        "zmax": newest,
        "xgap": 2,
        "ygap": 2,
        "colorbar": {"tickformat": "d", "thickness": 10, "len": 0.5, "nticks": 6, "outlinewidth": 0},
    }
    layout = theme.layout(
        look,
        height=ROW * len(areas) + 250,
        margin={"l": 8, "r": 8, "t": 200, "b": 8},
        xaxis={
            "tickvals": list(range(wide)),
            "ticktext": ticks,
            "side": "top",
            "tickangle": -55,
            "showgrid": False,
            "zeroline": False,
        },
        yaxis={
            "tickvals": list(range(len(areas))),
            "ticktext": [names.get(area, area) for area in areas],
            "autorange": "reversed",
            "showgrid": False,
            "zeroline": False,
            "automargin": True,
        },
    )
    return theme.figure([trace], layout)


def _short(label: str) -> str:
    return label if len(label) <= LABEL_AT_MOST else f"{label[: LABEL_AT_MOST - 1].rstrip()}…"


def _stepped(colours: tuple[str, ...]) -> list[list[object]]:
    steps: list[list[object]] = []
    for place, ink in enumerate(colours):
        steps += [[place / len(colours), ink], [(place + 1) / len(colours), ink]]
    return steps
