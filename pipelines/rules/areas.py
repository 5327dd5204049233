"""Areas: countries and their parts, and only those the sender may send."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.rules.upload import Upload, UploadRule, flagged, none

if TYPE_CHECKING:
    from collections.abc import Mapping


def aggregate_area(upload: Upload) -> pl.DataFrame:
    """Return rows of groups of countries: those are computed, never sent."""
    groups = [code for code, area in upload.catalogue.areas.items() if area.extra.get("kind") == "aggregate"]
    return flagged(upload.rows.filter(pl.col("ref_area").is_in(groups)))


def parts_only_area(upload: Upload) -> pl.DataFrame:
    """Return rows of whole countries that are otherwise reported by their parts."""
    parts = _parts(upload)
    rows = upload.rows.filter(pl.col("ref_area").is_in(list(parts)))
    return flagged(rows, pl.col("ref_area").replace_strict(parts, default=None, return_dtype=pl.String))


def area_not_yours(upload: Upload) -> pl.DataFrame:
    """Return rows of areas the member may not send."""
    areas = upload.context.areas
    if areas is None:
        return none()
    allowed = sorted(areas)
    return flagged(upload.rows.filter(~pl.col("ref_area").is_in(allowed)), ", ".join(allowed))


def _parts(upload: Upload) -> Mapping[str, str]:
    areas = upload.catalogue.areas
    return {
        code: next((part for part, other in areas.items() if other.extra.get("parent") == code), code)
        for code, area in areas.items()
        if area.extra.get("parts_only") == "yes"
    }


RULES = (
    UploadRule("aggregate_area", aggregate_area),
    UploadRule("parts_only_area", parts_only_area),
    UploadRule("area_not_yours", area_not_yours),
)
