"""Milestones on one line of time, a lane for each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from dashboard.figures import theme as look

if TYPE_CHECKING:
    from collections.abc import Mapping

    import plotly.graph_objects as go

    from dashboard.figures.theme import Theme

LANE_HEIGHT = 40
ROOM = 70
MARGIN_YEARS = 1.5


def timeline(rows: pl.DataFrame, kinds: Mapping[str, str], theme: Theme) -> go.Figure:
    """Return a dot for each milestone at its date in its kind's lane; those agreed above the country hollow.

    Parameters
    ----------
    rows
        `position` (f64, years), `kind`, `is_own` (bool), `hover` (str).
    kinds
        The words of each kind, first lane on top; lanes without a milestone are left out.
    """
    found = set(rows["kind"].unique())
    lanes = [label for kind, label in kinds.items() if kind in found]
    drawn = rows.with_columns(lane=pl.col("kind").replace_strict(dict(kinds), default=None, return_dtype=pl.String))
    positions = drawn["position"].to_list()
    span = [min(positions) - MARGIN_YEARS, max(positions) + MARGIN_YEARS] if positions else [1990, 2025]
    return look.figure(
        [_dots(drawn.filter(pl.col("is_own") == own), theme, own=own) for own in (False, True)],
        look.layout(
            theme,
            height=ROOM + LANE_HEIGHT * len(lanes),
            xaxis=look.year_axis(theme, range=span, showgrid=True, nticks=8),
            yaxis=look.axis(
                theme,
                type="category",
                categoryorder="array",
                categoryarray=lanes[::-1],
                range=[-0.6, len(lanes) - 0.4],
                tickfont={"color": look.GROUNDS[theme].ink},
            ),
        ),
    )


def _dots(rows: pl.DataFrame, theme: Theme, *, own: bool) -> dict[str, Any]:
    ground = look.GROUNDS[theme]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "own" if own else "beyond",
        "x": rows["position"].to_list(),
        "y": rows["lane"].to_list(),
        "customdata": rows["hover"].to_list(),
        "hovertemplate": "%{customdata}<extra></extra>",
        "cliponaxis": False,
        "marker": {
            "size": 12,
            "symbol": "circle" if own else "circle-open",
            "color": ground.action if own else ground.muted,
            "line": {"width": 2, "color": ground.page if own else ground.muted},
        },
    }
