"""One column per year: the World Bank's downloads, statistical offices' workbooks, most tables made by hand.

Years stand alone in the headers (`2019`, `2019K4`, `2019 [YR2019]`), or beside what the column holds
(`Girls 2019`, `2019 Girls`), which then becomes a column of its own.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from pipelines.intake.looks import is_period_header, period_inside
from pipelines.intake.shapes.tidy import RESERVED, Tidy, tidy

if TYPE_CHECKING:
    from pipelines.intake.tables import Table

_DATABANK = re.compile(r"\[YR\d{4}\]")
_YEAR_WORDS = frozenset(
    {
        "",
        "-01-01",
        "01-01",
        "x",
        "y",
        "yr",
        "year",
        "år",
        "aasta",
        "metai",
        "m",
        "gads",
        "g",
        "rok",
        "r",
        "vuosi",
        "jahr",
        "p",
        "e",
    }
)
PERIOD, REST = "period (from the header)", "header (without the period)"

_WORLD_BANK_KNOWN = {
    "Country Name": "label",
    "Country Code": "ref_area",
    "Indicator Name": "label",
    "Indicator Code": "indicator",
    "Series Name": "label",
    "Series Code": "indicator",
}


def read(table: Table) -> Tidy | None:
    """Return the values of a table with years in its header, None if it is in another layout."""
    known = _WORLD_BANK_KNOWN if "Country Code" in table.columns else {}
    known = {name: role for name, role in known.items() if name in table.columns}
    alone = {place: _period(name) for place, name in enumerate(table.columns) if is_period_header(name)}
    if alone and len(set(alone.values())) == len(alone):
        if len(alone) == 1 and len(table.columns) - 1 not in alone:
            return None
        if all(table.columns[place] == period for place, period in alone.items()):
            return tidy(table, "year_columns", list(alone), known | {"value_header": "time_period"})
        return _parted(table, alone, known)
    periods = {place: found for place, name in enumerate(table.columns) if (found := period_inside(name))}
    rests = [_rest(table.columns[place], period) for place, period in periods.items()]
    several, repeated = len(set(periods.values())) > 1, len(set(rests)) < len(rests)
    return _parted(table, periods, known) if several and repeated else None


def _period(header: str) -> str:
    return period_inside(header) or header


def _parted(table: Table, periods: dict[int, str], known: dict[str, str]) -> Tidy:
    """Return the values with the period and the rest of their headers in columns of their own."""
    found = tidy(table, "year_columns", list(periods), known)
    parts = {PERIOD: {table.columns[place]: period for place, period in periods.items()}}
    rests = {table.columns[place]: _rest(table.columns[place], period) for place, period in periods.items()}
    if any(_is_telling(rest) for rest in rests.values()):
        parts[REST] = rests
    cells = found.cells.with_columns(
        pl.col("value_header").replace_strict(part, return_dtype=pl.String).alias(name) for name, part in parts.items()
    )
    about = (*found.columns, *parts)
    return replace(found, columns=about, cells=cells.select(*about, *RESERVED), known=known | {PERIOD: "time_period"})


def _is_telling(rest: str) -> bool:
    return rest.casefold() not in _YEAR_WORDS


def _rest(name: str, period: str) -> str:
    return " ".join(_DATABANK.sub("", name).replace(period, " ", 1).strip(" _-–,.:;/|*").split())
