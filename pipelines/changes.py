"""What a release changes against the one before it, in a form that people can read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.observations import KEY

if TYPE_CHECKING:
    from collections.abc import Mapping

EXAMPLES = 3
COMPARED = ("obs_value", "obs_status", "ref_date", "note")


def changes_between(
    before: pl.DataFrame | None,
    after: pl.DataFrame,
    area_names: Mapping[str, str],
    *,
    organisations: Mapping[str, str] | None = None,
) -> list[dict[str, Any]]:
    """Return what differs in published figures, one entry for each source and indicator, sorted.

    Each entry has `source`, `indicator`, the counts `added`, `changed` and `removed`, and up to three `examples`,
    changed figures first: `ref_area`, `time_period`, `sex`, `age`, `disability`, `count_basis`, and the value and
    status before and after (null where there was or is none), and `text`, the same in English for people. A first
    release has counts only. Where members submitted what is new, `by` names their organisations (`organisations`:
    submission to name).
    """
    compared = _compared(_published(before if before is not None else after.clear()), _published(after))
    entries = []
    for (source, indicator), rows in compared.group_by(["source", "indicator"], maintain_order=True):
        counts = {kind: int((rows["kind"] == kind).sum()) for kind in ("added", "changed", "removed")}
        examples = [] if before is None else _examples(rows, area_names)
        by = _senders(rows, organisations or {})
        entry = {"source": source, "indicator": indicator, **counts, "examples": examples}
        entries.append({**entry, "by": by} if by else entry)
    return entries


def _senders(rows: pl.DataFrame, organisations: Mapping[str, str]) -> list[str]:
    new = rows.filter(pl.col("kind") != "removed")["submission_after"].drop_nulls()
    return sorted({organisations[each] for each in new.unique() if each in organisations})


def _published(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("derivation").is_null()).select(*KEY, *COMPARED, "submission")


def _compared(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Return rows that differ, with `kind`, sorted by source, indicator, kind (changed first) and key."""
    joined = before.with_columns(held=pl.lit(1)).join(
        after.with_columns(held=pl.lit(1)), on=KEY, how="full", coalesce=True, suffix="_after"
    )
    differs = pl.any_horizontal(pl.col(column).ne_missing(pl.col(f"{column}_after")) for column in COMPARED)
    kind = (
        pl.when(pl.col("held").is_null())
        .then(pl.lit("added"))
        .when(pl.col("held_after").is_null())
        .then(pl.lit("removed"))
        .when(differs)
        .then(pl.lit("changed"))
    )
    order = pl.col("kind").replace_strict({"changed": 0, "removed": 1, "added": 2}, return_dtype=pl.Int8)
    return joined.with_columns(kind=kind).drop_nulls("kind").sort("source", order, *KEY)


def _examples(rows: pl.DataFrame, area_names: Mapping[str, str]) -> list[dict[str, Any]]:
    told = [column for column in KEY if column not in {"source", "indicator"}]
    return [
        {
            "kind": row["kind"],
            **{column: row[column] for column in told},
            "before": row["obs_value"],
            "after": row["obs_value_after"],
            "status_before": row["obs_status"],
            "status_after": row["obs_status_after"],
            "text": _sentence(row, area_names),
        }
        for row in rows.head(EXAMPLES).iter_rows(named=True)
    ]


def _sentence(row: Mapping[str, Any], area_names: Mapping[str, str]) -> str:
    """Return an example for people: `Latvia 2023: 1,204 → 1,198`."""
    usual = {"sex": "_T", "age": "Y0T17", "disability": "_T", "count_basis": "stock"}
    parts = [row[column] for column, code in usual.items() if row[column] != code]
    place = f"{area_names.get(row['ref_area'], row['ref_area'])} {row['time_period']}"
    place = f"{place} ({', '.join(parts)})" if parts else place
    before, after = _told(row["obs_value"], row["obs_status"]), _told(row["obs_value_after"], row["obs_status_after"])
    if row["kind"] == "changed":
        return f"{place}: {before} → {after}"
    return f"{place}: {after} added" if row["kind"] == "added" else f"{place}: {before} removed"


def _told(value: float | None, status: str | None) -> str:
    marks = "" if status in {"A", None} else f" {status}"
    return f"{'no value' if value is None else format(value, ',.15g')}{marks}"
