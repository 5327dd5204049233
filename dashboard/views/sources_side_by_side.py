"""Where several sources report the same thing about a country, their figures beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from dashboard.filters import ANY, Filters
from dashboard.rounding import rounded
from dashboard.views.selection import matching

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipelines.catalogue import Catalogue

_SIDE = {
    "source": pl.String(),
    "time_period": pl.Int32(),
    "obs_value": pl.Float64(),
    "age": pl.String(),
    "count_basis": pl.String(),
    "obs_status": pl.String(),
    "note": pl.String(),
}

SCHEMA = pl.Schema(
    {
        "indicator": pl.String(),
        **_SIDE,
        **{f"other_{name}": kind for name, kind in _SIDE.items()},
        "difference": pl.Float64(),
        "difference_percent": pl.Float64(),
        "reason": pl.String(),
    }
)

NEAR_YEARS = 5
"""How many years apart two sources may end and begin to be mistaken for one series."""

UNCOMPUTED = frozenset({"other_year", "other_basis", "year_unknown"})
"""Reasons for which no difference is computed."""

MOST_APART = 2
"""How many pairs without a common year are shown of an indicator: those with the longest other series."""


def side_by_side(
    observations: pl.DataFrame, country: str, leading: Mapping[str, str], catalogue: Catalogue
) -> pl.DataFrame:
    """Return one row per indicator and pair of sources that do not say the same.

    Each other source stands beside the leading one, in the newest year both have, else in the two nearest years. Pairs
    that agree to the digits the indicator is shown with are left out. Of pairs without a common year those more than
    five years apart are, and all but the two with the longest other series.

    Parameters
    ----------
    observations
        Rows of a release; any indicators and areas.
    country
        The area.
    leading
        The source that leads, of each indicator to compare.
    catalogue
        Metadata of the release.

    Returns
    -------
    pl.DataFrame
        `indicator`; `source`, `time_period`, `obs_value`, `age`, `count_basis`, `obs_status`, `note` of the leading
        source and, with `other_`, of the other; `difference` (other minus leading, in the indicator's unit) and
        `difference_percent` of the leading, null with a `reason` (`other_year`, `other_basis`, `year_unknown`: a year
        of publication) where none may be computed; `reason` is `other_ages` or `derived` where it may but says why
        they differ, else null. In the order of `leading`, then of the sources.
    """
    rows = matching(
        observations.filter(pl.col("ref_area") == country, pl.col("obs_value").is_not_null()),
        Filters(basis=ANY),
        catalogue,
    )
    by_indicator = rows.partition_by("indicator", as_dict=True)
    held = [(by_indicator[(name,)], source) for name, source in leading.items() if (name,) in by_indicator]
    pairs = [pair for group, source in held for pair in _pairs(group, source, catalogue)]
    return pl.DataFrame([{name: pair[name] for name in SCHEMA} for pair in pairs], schema=SCHEMA)


def _pairs(rows: pl.DataFrame, leading: str, catalogue: Catalogue) -> list[dict[str, Any]]:
    by_source = {source: _one_a_year(rows, source) for source in rows["source"].unique()}
    order = sorted(by_source, key=lambda source: (source != leading, catalogue.sources[source].home_order, source))
    pairs = [_pair(*_nearest(by_source[order[0]], by_source[other]), catalogue) for other in order[1:]]
    apart = [pair for pair in pairs if 0 < _years_apart(pair) <= NEAR_YEARS]
    longest = sorted(apart, key=lambda pair: -len(by_source[pair["other_source"]]))[:MOST_APART]
    return [pair for pair in pairs if pair in longest or (not _years_apart(pair) and not pair["agrees"])]


def _years_apart(pair: dict[str, Any]) -> int:
    return abs(int(pair["time_period"]) - int(pair["other_time_period"]))


def _one_a_year(rows: pl.DataFrame, source: str) -> dict[int, dict[str, Any]]:
    order = ["time_period", "is_other_basis", "is_wider", "age"]
    first = rows.filter(pl.col("source") == source).sort(order).unique("time_period", keep="first")
    return {row["time_period"]: row for row in first.to_dicts()}


def _nearest(
    rows: dict[int, dict[str, Any]], others: dict[int, dict[str, Any]]
) -> tuple[dict[str, Any], dict[str, Any]]:
    year, other = min(
        ((year, other) for year in rows for other in others), key=lambda pair: (abs(pair[0] - pair[1]), -max(pair))
    )
    return rows[year], others[other]


def _agree(row: dict[str, Any], beside: dict[str, Any], catalogue: Catalogue) -> bool:
    same = all(row[name] == beside[name] for name in ("time_period", "age", "count_basis"))
    decimals = catalogue[row["indicator"]].decimals
    return same and rounded(row["obs_value"], decimals) == rounded(beside["obs_value"], decimals)


def _pair(row: dict[str, Any], beside: dict[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    reason = _reason(row, beside, catalogue)
    difference = None if reason in UNCOMPUTED else beside["obs_value"] - row["obs_value"]
    of = row["obs_value"] if difference is not None and row["obs_value"] else None
    return {
        "indicator": row["indicator"],
        **{name: row[name] for name in _SIDE},
        **{f"other_{name}": beside[name] for name in _SIDE},
        "difference": difference,
        "difference_percent": None if of is None or difference is None else difference / of * 100,
        "reason": reason,
        "agrees": _agree(row, beside, catalogue),
    }


def _reason(row: dict[str, Any], beside: dict[str, Any], catalogue: Catalogue) -> str | None:
    if row["count_basis"] != beside["count_basis"]:
        return "other_basis"
    if any(catalogue.sources[each["source"]].publication_years for each in (row, beside)):
        return "year_unknown"
    if row["time_period"] != beside["time_period"]:
        return "other_year"
    if row["age"] != beside["age"]:
        return "other_ages"
    return "derived" if (row["derivation"] is None) != (beside["derivation"] is None) else None
