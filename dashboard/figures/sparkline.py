"""A series at the size of a word: drawn as SVG, cut where the series is cut."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dashboard.figures import theme as look

if TYPE_CHECKING:
    import polars as pl

    from dashboard.figures.theme import Theme

WIDTH, HEIGHT, EDGE = 240, 48, 5


class Place(NamedTuple):
    """A point on the drawing, in its own units."""

    x: float
    y: float


def sparkline(points: pl.DataFrame, role: str, theme: Theme) -> str:
    """Return a small line as SVG text: from zero, one stroke per unbroken stretch, lone points as dots.

    Parameters
    ----------
    points
        `time_period`, `obs_value`, `segment` of one series. Rows without a value are left out; they leave a gap.
    """
    valued = points.drop_nulls("obs_value").sort("time_period")
    ink, ground = look.colour(role, theme), look.GROUNDS[theme]
    drawn = [_stretch(_places(valued, group), ink) for group in valued.partition_by("segment", maintain_order=True)]
    last = _places(valued, valued.tail(1))
    dot = [f'<circle cx="{place.x:.1f}" cy="{place.y:.1f}" r="4" fill="{ink}"/>' for place in last]
    base = f'<path d="M{EDGE} {HEIGHT - EDGE}H{WIDTH - EDGE}" stroke="{ground.grid}" stroke-width="1"/>'
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{base}{"".join(drawn)}{"".join(dot)}</svg>'


def _places(every: pl.DataFrame, group: pl.DataFrame) -> list[Place]:
    years, top = every["time_period"].to_list(), max([*every["obs_value"].to_list(), 0.0]) or 1.0
    first, span = years[0], max(years[-1] - years[0], 1)
    wide, high = WIDTH - 2 * EDGE, HEIGHT - 2 * EDGE
    return [
        Place(EDGE + (year - first) / span * wide, HEIGHT - EDGE - value / top * high)
        for year, value in group.select("time_period", "obs_value").iter_rows()
    ]


def _stretch(places: list[Place], ink: str) -> str:
    if len(places) == 1:
        return f'<circle cx="{places[0].x:.1f}" cy="{places[0].y:.1f}" r="2.5" fill="{ink}"/>'
    path = "L".join(f"{place.x:.1f} {place.y:.1f}" for place in places)
    return f'<path d="M{path}" fill="none" stroke="{ink}" stroke-width="2" stroke-linejoin="round"/>'
