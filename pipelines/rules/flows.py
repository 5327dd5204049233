"""Stock and flow: start + entries - exits = end, within one source."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from pipelines.observations import KEY
from pipelines.rules.upload import Upload, UploadRule, beside, flagged, marked, none, plain

ALLOWED_SHARE, ALLOWED_COUNT = 0.10, 20.0
"""The residual may be a tenth of the number a year before, or twenty children."""

CELL = ("ref_area", "time_period", "sex", "age", "disability", "source")


class Account(NamedTuple):
    """Indicators of one kind of care: children on one date, those who came and those who left in the year."""

    stock: str
    entries: str
    exits: str


ACCOUNTS = tuple(
    Account(f"{care}_number", f"entering_{care}_number", f"leaving_{care}_number")
    for care in ("residential_care", "family_based_care", "foster_care", "alternative_care")
)


def stock_flow_residual(upload: Upload) -> pl.DataFrame:
    """Return numbers on one date that do not follow from those a year before, entries and exits."""
    found = []
    for account in ACCOUNTS:
        left = pl.col("start") + pl.col("entries") - pl.col("exits")
        allowed = pl.max_horizontal(pl.col("start") * ALLOWED_SHARE, pl.lit(ALLOWED_COUNT))
        ends = _of(upload, account.stock, "stock").filter(~marked("B", "D"))
        compared = beside(_with_flows(upload, ends, account), _of(upload, account.exits, "flow"), CELL, "exits")
        found.append(flagged(compared.filter((left - pl.col("obs_value")).abs() > allowed), plain(left)))
    return pl.concat([none(), *found]).sort("row")


def exits_above_children(upload: Upload) -> pl.DataFrame:
    """Return exits above last year's number and the entries together."""
    found = []
    for account in ACCOUNTS:
        most = pl.col("start") + pl.col("entries")
        compared = _with_flows(upload, _of(upload, account.exits, "flow"), account)
        found.append(flagged(compared.filter(pl.col("obs_value") > most), plain(most)))
    return pl.concat([none(), *found]).sort("row")


def stock_above_during_year(upload: Upload) -> pl.DataFrame:
    """Return counts on one date above the count during the year of the same fact and source."""
    rows = upload.together.filter(~marked("D"))
    stock, during = (rows.filter(pl.col("count_basis") == basis) for basis in ("stock", "during_year"))
    compared = beside(stock, during, tuple(column for column in KEY if column != "count_basis"))
    above = compared.filter(pl.col("obs_value") > pl.col("other"), upload.is_kind("count"))
    return flagged(above, plain(pl.col("other")))


def _of(upload: Upload, indicator: str, basis: str) -> pl.DataFrame:
    return upload.together.filter(pl.col("indicator") == indicator, pl.col("count_basis") == basis)


def _with_flows(upload: Upload, rows: pl.DataFrame, account: Account) -> pl.DataFrame:
    """Return rows with the number a year before as `start` and the year's `entries`."""
    starts = _of(upload, account.stock, "stock").with_columns(pl.col("time_period") + 1)
    return beside(beside(rows, starts, CELL, "start"), _of(upload, account.entries, "flow"), CELL, "entries")


RULES = (
    UploadRule("stock_flow_residual", stock_flow_residual),
    UploadRule("exits_above_children", exits_above_children),
    UploadRule("stock_above_during_year", stock_above_during_year),
)
