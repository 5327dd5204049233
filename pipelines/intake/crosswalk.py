"""National forms of care → residential, family-based or neither, from `data/crosswalk/<country>.csv`.

The files are data to be read, questioned and corrected: each line gives its reason and its source. A form that is in
no file stays unknown. Nothing is guessed from resemblance: a near name is offered, never used.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from pipelines.intake.names import normalised, unnumbered
from pipelines.settings import settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipelines.catalogue import Catalogue

ROLES = ("residential", "family", "neither", "all", "unknown")
"""What a form of care can be; `all` is the total of a table."""

GENERAL = "general"
ALIKE = 80


@dataclass(frozen=True)
class CareForm:
    """One form of care: its role, the indicator its children are counted in (empty: none), the reason and its source.

    `is_part` says that several such forms add up to the indicator; `is_doubtful` that a person must confirm (hybrids,
    parts of another line, legal bases); `suggestions` are near forms, where the text itself is in no file.
    """

    form: str
    role: str
    indicator: str
    reason: str
    source: str
    is_part: bool = False
    is_doubtful: bool = False
    suggestions: tuple[str, ...] = ()


def care_form(text: str, ref_area: str, catalogue: Catalogue) -> CareForm:
    """Return the form of care a text names in a country; role `unknown` and no indicator where it is in no file."""
    listed = {**forms(GENERAL), **forms(ref_area)}
    for name in (normalised(text), normalised(unnumbered(text))):
        if name in listed:
            return _known(listed[name], catalogue)
    alike = process.extract(normalised(unnumbered(text)), list(listed), scorer=fuzz.ratio, score_cutoff=ALIKE, limit=6)
    near = tuple(dict.fromkeys(listed[name].indicator for name, _, _ in alike if listed[name].indicator))
    reason = "This form of care is in no list. It stays neither or unknown until someone who knows it says what it is."
    return CareForm(text, "unknown", "", reason, "", is_doubtful=True, suggestions=near)


def _known(form: CareForm, catalogue: Catalogue) -> CareForm:
    """Return the form, without an indicator the catalogue does not have."""
    if form.indicator and form.indicator not in catalogue.indicators:
        return CareForm(form.form, form.role, "", form.reason, form.source, form.is_part, form.is_doubtful)
    return form


def knows(texts: Iterable[str], ref_areas: Iterable[str]) -> float:
    """Return the share of distinct texts that are forms of care in one of the countries or in general."""
    listed = {name for area in (*ref_areas, GENERAL) for name in forms(area)}
    names = {normalised(unnumbered(text)) for text in texts}
    return len(names & listed) / len(names) if names else 0.0


def countries() -> tuple[str, ...]:
    """Return the areas that have a list of their own."""
    folder = settings().data_dir / "crosswalk"
    return tuple(sorted(path.stem for path in folder.glob("*.csv") if path.stem != GENERAL))


@cache
def forms(ref_area: str) -> Mapping[str, CareForm]:
    """Return normalised name → form of care of one country; empty where it has no list."""
    if ref_area not in (*countries(), GENERAL):
        return {}
    path = settings().data_dir / "crosswalk" / f"{ref_area}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {normalised(name): _form(row) for row in rows for name in (row["form"], *row["also"].split("|")) if name}


def _form(row: Mapping[str, str]) -> CareForm:
    return CareForm(
        row["form"],
        row["role"],
        row["indicator"],
        row["reason"],
        row["source"],
        is_part=row["part"] == "yes",
        is_doubtful=row["doubtful"] == "yes",
    )
