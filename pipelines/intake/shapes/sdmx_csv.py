"""SDMX-CSV 1.0 and 2.0, as UNICEF, Eurostat, OECD and others export it, with codes, labels or both.

Labels stand in a column of their own after the code's (`REF_AREA,Geographic area`), or in the same cell
(`REF_AREA: Geographic area` over `DNK: Denmark`); of the latter the code stays in place
and the label gets a column.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from pipelines.intake.opened import Remark
from pipelines.intake.shapes.tidy import RESERVED, Tidy, free_name, tidy

if TYPE_CHECKING:
    from pipelines.intake.tables import Table

_CONCEPT = re.compile(r"([A-Za-z][A-Za-z0-9_.-]*)(?:\s*:\s(.+))?")
_CODE_AND_LABEL = r"^([A-Za-z0-9_@$.|+-]+)\s*:\s+(.+)$"
_ROLES = {
    "REF_AREA": "ref_area",
    "GEO": "ref_area",
    "LOCATION": "ref_area",
    "TIME_PERIOD": "time_period",
    "SEX": "sex",
    "AGE": "age",
    "DISABILITY": "disability",
    "DISABILITY_STATUS": "disability",
    "INDICATOR": "indicator",
    "MEASURE": "indicator",
    "OBS_STATUS": "obs_status",
    "OBS_FLAG": "obs_status",
    "CONF_STATUS": "conf_status",
    "OBS_CONF": "conf_status",
    "UNIT_MEASURE": "unit_measure",
    "UNIT": "unit_measure",
    "UNIT_MULT": "unit_mult",
    "UNIT_MULTIPLIER": "unit_mult",
    "DATA_SOURCE": "source",
    "REF_DATE": "ref_date",
}
_NOTES = ("COUNTRY_NOTES", "OBS_FOOTNOTE", "COMMENT_OBS", "COMMENT", "SERIES_FOOTNOTE", "NOTE")
_PACKING = frozenset({"DATAFLOW", "STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION", "LAST UPDATE"})


def read(table: Table) -> Tidy | None:
    """Return the values of an SDMX-CSV table, None if it is in another layout."""
    concepts = [_concept(name) for name in table.columns]
    if "OBS_VALUE" not in concepts or not {"TIME_PERIOD", "TIME"} & set(concepts):
        return None
    found = tidy(table, "sdmx_csv", [concepts.index("OBS_VALUE")])
    split = _split(found.cells, found.columns)
    columns = tuple(name for name in split.columns if name not in RESERVED)
    known = _known(table, concepts) | {name: "label" for name in columns if name not in found.columns}
    remarks = (*found.remarks, *_multipliers(split, known))
    return Tidy("sdmx_csv", columns, split, known, remarks=remarks)


def _concept(name: str) -> str:
    match = _CONCEPT.fullmatch(name)
    concept = match.group(1) if match else name
    return concept if concept.isupper() else name


def _known(table: Table, concepts: list[str]) -> dict[str, str]:
    known: dict[str, str] = {}
    for name, concept, before in zip(table.columns, concepts, ["", *concepts], strict=False):
        column = free_name(name)
        if concept.upper() in _ROLES and (concept.isupper() or concept.islower()):
            known[column] = _ROLES[concept.upper()]
        elif concept in _NOTES:
            known[column] = "note"
        elif concept in _PACKING or name.upper() in _PACKING:
            known[column] = "packing"
        elif concept[:1].isupper() and not concept.isupper() and before.isupper():
            known[column] = "label"
    return known


def _split(cells: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    """Part `DNK: Denmark` into the code, in place, and its label in a new column."""
    parted = cells
    for name in columns:
        texts = cells.get_column(name).drop_nulls()
        match = _CONCEPT.fullmatch(name)
        is_titled = bool(match and match.group(2))
        if texts.is_empty() or not (is_titled or texts.str.contains(_CODE_AND_LABEL).all()):
            continue
        if not texts.str.contains(_CODE_AND_LABEL).any() or not texts.str.contains("^[^ ]+( ?:|$)").all():
            continue
        label = free_name(match.group(2)) if match and match.group(2) else f"{name} (label)"
        label = f"{label} (label)" if label in parted.columns else label
        text = pl.col(name)
        parted = parted.with_columns(
            text.str.extract(_CODE_AND_LABEL, 2).alias(label),
            pl.coalesce(text.str.extract(_CODE_AND_LABEL, 1), text).alias(name),
        )
    about = [name for name in parted.columns if name not in RESERVED]
    return parted.select(*about, *RESERVED)


def _multipliers(cells: pl.DataFrame, known: dict[str, str]) -> list[Remark]:
    for name, role in known.items():
        if role == "unit_mult":
            powers = [power for power in cells.get_column(name).unique().sort() if power and power not in {"0", "0.0"}]
            if powers:
                return [Remark("unit_multiplier", name, ", ".join(powers))]
    return []
