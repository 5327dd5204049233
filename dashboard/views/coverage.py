"""What figures exist: areas by indicators, and what is near an empty selection."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from dashboard.filters import ANY, chosen_areas
from dashboard.views.selection import selected

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.filters import Filters
    from pipelines.catalogue import Catalogue

WIDEST_GROUP = "ECA"
NEAR_AT_MOST = 5
FIRST_YEAR, LAST_YEAR = 1989, 2025
CELL_SCHEMA = pl.Schema(
    {
        "ref_area": pl.String(),
        "indicator": pl.String(),
        "first": pl.Int32(),
        "last": pl.Int32(),
        "points": pl.Int64(),
        "breaks": pl.Int64(),
        "sources": pl.List(pl.String()),
    }
)


def coverage_cells(coverage: pl.DataFrame, areas: Sequence[str], indicators: Sequence[str]) -> pl.DataFrame:
    """Return one row per area and indicator of the matrix, in the order given.

    Parameters
    ----------
    coverage
        Columns `indicator`, `ref_area`, `source`, `first`, `last`, `points`, `breaks`.
    areas, indicators
        Rows and columns of the matrix.

    Returns
    -------
    pl.DataFrame
        Columns `ref_area`, `indicator`, `first`, `last` (years), `points`, `breaks`, `sources` (sorted list). A cell
        without figures has nulls, 0 points and an empty list.
    """
    grid = pl.DataFrame({"ref_area": list(areas)}, schema={"ref_area": pl.String}).join(
        pl.DataFrame({"indicator": list(indicators)}, schema={"indicator": pl.String}), how="cross"
    )
    cells = coverage.group_by("ref_area", "indicator").agg(
        first=pl.col("first").min(),
        last=pl.col("last").max(),
        points=pl.col("points").sum(),
        breaks=pl.col("breaks").sum(),
        sources=pl.col("source").unique().sort(),
    )
    joined = grid.join(cells, on=["ref_area", "indicator"], how="left", validate="1:1", maintain_order="left")
    counted = joined.with_columns(pl.col("points", "breaks").fill_null(0), pl.col("sources").fill_null([]))
    return counted.select(pl.col(name).cast(kind) for name, kind in CELL_SCHEMA.items())


def theme_indicators(catalogue: Catalogue, theme: str, coverage: pl.DataFrame) -> tuple[str, ...]:
    """Return the indicators of a theme (of every theme if empty) that have figures, headline indicators first."""
    present = set(coverage["indicator"])
    chosen = [
        each for each in catalogue.indicators.values() if each.id in present and (not theme or each.theme == theme)
    ]
    return tuple(each.id for each in sorted(chosen, key=lambda each: (each.headline or len(present) + 99, each.id)))


class Step(NamedTuple):
    """A change of the selection after which there are figures: which filters change, and what is then there."""

    changes: dict[str, object]
    areas: tuple[str, ...]
    points: int


def near_steps(observations: pl.DataFrame, filters: Filters, catalogue: Catalogue) -> list[Step]:
    """Return what loosening one part of an empty selection would show, smallest step first.

    Parameters
    ----------
    observations
        All rows of the indicator.
    filters
        A selection that leaves none of them.

    Returns
    -------
    list of Step
        Only steps that lead to figures: the parts that chosen countries are reported by, not only comparable figures,
        every source, every year, every basis, all ages and both sexes, the whole group instead of single areas, and
        last every country of Europe and Central Asia.
    """
    loosened: list[dict[str, object]] = [
        {"areas": reported_parts(filters.areas, catalogue) or filters.areas},
        {"comparable": False},
        {"source": ""},
        {"start": min(FIRST_YEAR, filters.start), "end": max(LAST_YEAR, filters.end)},
        {"basis": ANY},
        {"sex": "_T", "disability": "_T", "age": type(filters)().age},
        {"areas": ()},
        {"group": WIDEST_GROUP, "areas": ()},
    ]
    steps = []
    for changes in loosened:
        wider = replace(filters, **changes)  # type: ignore[arg-type]
        if wider == filters:
            continue
        rows = selected(observations, wider, catalogue).drop_nulls("obs_value")
        if len(rows):
            steps.append(Step(changes, tuple(rows["ref_area"].unique().sort()), len(rows)))
    return steps


def reported_parts(areas: Sequence[str], catalogue: Catalogue) -> tuple[str, ...]:
    """Return the parts by which any of some areas are reported, in the catalogue's order."""
    return tuple(code for code, area in catalogue.areas.items() if area.extra.get("parent") in areas)


def near_indicators(coverage: pl.DataFrame, filters: Filters, catalogue: Catalogue) -> pl.DataFrame:
    """Return other indicators that the chosen areas have figures for, same theme first.

    Returns
    -------
    pl.DataFrame
        Columns `indicator`, `areas` (number of chosen areas with figures), `first`, `last`; at most five, those of the
        same theme first, then by number of areas and last year.
    """
    wanted = chosen_areas(filters, catalogue)
    themes = {each.id: each.theme for each in catalogue.indicators.values()}
    theme = pl.col("indicator").replace_strict(themes, default="")
    return (
        coverage.filter(pl.col("ref_area").is_in(list(wanted)), pl.col("indicator") != filters.indicator)
        .group_by("indicator")
        .agg(areas=pl.col("ref_area").n_unique(), first=pl.col("first").min(), last=pl.col("last").max())
        .with_columns(same=theme == catalogue[filters.indicator].theme)
        .sort("same", "areas", "last", "indicator", descending=[True, True, True, False])
        .head(NEAR_AT_MOST)
        .drop("same")
    )
