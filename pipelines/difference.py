"""What a submission would change in what is published, before anything is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.derive import derived
from pipelines.observations import KEY, RELEASE_SCHEMA, SCHEMA

if TYPE_CHECKING:
    from pipelines.catalogue import Catalogue

KINDS = ("changed", "removed", "added", "unchanged")

DIFFERENCE = pl.Schema(
    {
        **{column: SCHEMA[column] for column in KEY},
        "before_value": pl.Float64(),
        "after_value": pl.Float64(),
        "before_status": pl.String(),
        "after_status": pl.String(),
        "before_note": pl.String(),
        "after_note": pl.String(),
        "kind": pl.String(),
    }
)
"""One row a figure: its key, value, status and note before and after, and `kind` (one of `KINDS`)."""

TOLD = {"obs_value": "value", "obs_status": "status", "note": "note"}


def difference(rows: pl.DataFrame, release_observations: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """Return what figures of a submission change, computed figures that follow from them included.

    Parameters
    ----------
    rows
        Figures to be published (`SCHEMA`), their source among those of the catalogue.
    release_observations
        What is served now (`RELEASE_SCHEMA`).

    Returns
    -------
    pl.DataFrame
        `DIFFERENCE`, changed first, then removed, added, unchanged, each by key. A published value for which the file
        gives none any more counts as removed; published figures that the file does not mention stay and are not here.
    """
    after = observations_after(rows, release_observations, catalogue)
    concerned = pl.concat([rows.select(KEY), _computed(release_observations), _computed(after)]).unique()
    return (
        compared(release_observations, after, concerned)
        .filter((pl.col("kind") != "unchanged") | ~pl.col("is_computed"))
        .select(DIFFERENCE.names())
    )


def observations_after(rows: pl.DataFrame, release_observations: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """Return the observations as they would be served with these figures (`RELEASE_SCHEMA`, sorted by key)."""
    published = release_observations.filter(pl.col("derivation").is_null()).select(SCHEMA.names())
    kept = published.join(rows, on=KEY, how="anti")
    return derived(pl.concat([kept, rows.select(SCHEMA.names())]), catalogue).cast(RELEASE_SCHEMA)


def compared(before: pl.DataFrame, after: pl.DataFrame, concerned: pl.DataFrame) -> pl.DataFrame:
    """Return the figures of some keys in two releases (`DIFFERENCE` and `is_computed`)."""
    sides = [_side(each, name) for each, name in ((before, "before"), (after, "after"))]
    joined = concerned.join(sides[0], on=KEY, how="left").join(sides[1], on=KEY, how="left")
    gone = pl.col("after_value").is_null() & (pl.col("before_value").is_not_null() | pl.col("after_held").is_null())
    same = pl.all_horizontal(pl.col(f"before_{told}").eq_missing(pl.col(f"after_{told}")) for told in TOLD.values())
    kind = (
        pl.when(pl.col("before_held").is_null() & pl.col("after_held").is_null())
        .then(None)
        .when(pl.col("before_held").is_null())
        .then(pl.lit("added"))
        .when(same & pl.col("after_held").is_not_null())
        .then(pl.lit("unchanged"))
        .when(gone)
        .then(pl.lit("removed"))
        .otherwise(pl.lit("changed"))
    )
    is_computed = pl.coalesce("after_held", "before_held") == "computed"
    order = pl.col("kind").replace_strict({name: place for place, name in enumerate(KINDS)}, return_dtype=pl.Int8)
    return joined.with_columns(kind=kind, is_computed=is_computed).drop_nulls("kind").sort(order, *KEY)


def touched_indicators(found: pl.DataFrame) -> list[str]:
    """Return the indicators of a difference whose charts change, in the order of their ids."""
    return found.filter(pl.col("kind") != "unchanged")["indicator"].unique().sort().to_list()


def counts(found: pl.DataFrame) -> dict[str, int]:
    """Return how many figures of each kind a difference holds."""
    return {kind: int((found["kind"] == kind).sum()) for kind in KINDS}


def _side(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    held = pl.when(pl.col("derivation").is_null()).then(pl.lit("published")).otherwise(pl.lit("computed"))
    told = [pl.col(column).alias(f"{name}_{word}") for column, word in TOLD.items()]
    return rows.select(*KEY, *told, held.alias(f"{name}_held"))


def _computed(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("derivation").is_not_null()).select(KEY)
