"""What each column of a table is about: guessed from its header and its values, and shown as a guess."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from pipelines.intake.crosswalk import countries, knows
from pipelines.intake.names import CERTAIN, match, normalised
from pipelines.intake.periods import match_periods
from pipelines.settings import settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipelines.catalogue import Catalogue
    from pipelines.intake.shapes import Tidy

CODELISTS = {
    "indicator": "indicators",
    "ref_area": "areas",
    "sex": "sexes",
    "age": "ages",
    "disability": "disabilities",
    "count_basis": "count_bases",
    "obs_status": "obs_statuses",
    "unit": "units",
}
"""Roles whose values are matched to a codelist."""

TEXT_ROLES = ("ref_date", "origin", "note", "source")
"""Roles whose values are kept as written."""

ROLES = (
    *CODELISTS,
    *("time_period", "care_form", "multiplier", "breakdown", "category"),
    *TEXT_ROLES,
)
"""Every role a column can have. `breakdown` names the dimension whose member stands in `category`."""

LABEL = "label"
"""The words for a neighbouring column of codes; not read."""

ENOUGH = 0.7
"""A role guessed with less confidence is asked about."""

_SAID = "The layout of the file says so."
_RENAMED = {"unit_measure": "unit", "unit_mult": "multiplier"}
_SAMPLE = 400
_SAMPLES_SHOWN = 5
_MANY = 0.8
_SOME = 0.5
_FEW = 0.2


@dataclass(frozen=True)
class RoleGuess:
    """A role for a column (empty: not used), how sure (0–1), why in one English sentence, and some of its values."""

    role: str
    confidence: float
    why: str
    samples: tuple[str, ...]


def guess_roles(tidy: Tidy, catalogue: Catalogue) -> dict[str, RoleGuess]:
    """Return a guess for every column of a table and for the headers its values stand under (`value_header`).

    What the layout knows is certain. Otherwise header and values must agree for much confidence; values alone can
    speak for areas, years, sexes and forms of care. Each role is given once, to the column that fits it best.
    """
    columns = [*tidy.columns, "value_header"] if _has_headers(tidy) else list(tidy.columns)
    distinct = {column: _distinct(tidy, column) for column in columns}
    samples = {column: tuple(texts[:_SAMPLES_SHOWN]) for column, texts in distinct.items()}
    known = _known(tidy, columns)
    guesses = {column: RoleGuess(role, 1.0, _SAID, samples[column]) for column, role in known.items()}
    taken = set(known.values())
    open_columns = [column for column in columns if column not in guesses]
    rated = [(column, each) for column in open_columns for each in _candidates(column, distinct[column], catalogue)]
    for column, (role, confidence, why) in sorted(rated, key=lambda pair: -pair[1][1]):
        if column not in guesses and (role not in taken or role in {"note", ""}):
            guesses[column] = RoleGuess(role, confidence, why, samples[column])
            taken.add(role)
    return {column: guesses.get(column) or _rest(column, distinct[column], rated, taken) for column in columns}


def _known(tidy: Tidy, columns: Sequence[str]) -> dict[str, str]:
    """Return the roles the layout gives; of two columns with one role the first counts, the other is its label."""
    known: dict[str, str] = {}
    for column in columns:
        if column in tidy.known:
            role = _RENAMED.get(tidy.known[column], tidy.known[column])
            known[column] = role if role in ROLES and role not in known.values() else ""
    return known


def _has_headers(tidy: Tidy) -> bool:
    return "value_header" in tidy.known or tidy.cells["value_header"].n_unique() > 1


def _distinct(tidy: Tidy, column: str) -> list[str]:
    texts = tidy.cells.get_column(column).drop_nulls().unique(maintain_order=True)
    return [text for text in texts.head(_SAMPLE) if text.strip()]


def _rest(
    column: str, texts: Sequence[str], rated: Sequence[tuple[str, tuple[str, float, str]]], taken: set[str]
) -> RoleGuess:
    """Return the guess for a column no role is left for: a label of another column, or not used."""
    wanted = next((role for each, (role, _, _) in rated if each == column and role in taken and role), "")
    why = f"Another column already says this ({wanted})." if wanted else "Neither header nor values say what it is."
    return RoleGuess("", 0.9 if wanted else 0.5, why, tuple(texts[:_SAMPLES_SHOWN]))


def _candidates(column: str, texts: Sequence[str], catalogue: Catalogue) -> list[tuple[str, float, str]]:
    if column == "value_header":
        return _of_headers(texts, catalogue)
    header = header_role(column)
    shares = value_shares(texts, header, catalogue)
    found = [_rated(role, share, header) for role, share in shares.items()]
    if header is not None and header not in shares:
        found.append((header, 0.9 if header == "" else 0.8, f"The header is “{column}”."))
    return [each for each in found if each[1] > 0]


def _of_headers(texts: Sequence[str], catalogue: Catalogue) -> list[tuple[str, float, str]]:
    """Return what the headers of several columns of values can be; failing all else, each is a measure of its own."""
    shares = value_shares(texts, None, catalogue) | {"unit": _share(match(texts, "units", catalogue))}
    found = [_rated(role, share, None) for role, share in shares.items()]
    return [*(each for each in found if each[1] > 0), ("indicator", 0.5, "Each column of figures can be a measure.")]


def _rated(role: str, share: float, header: str | None) -> tuple[str, float, str]:
    percent = f"{share:.0%} of its values"
    if role == header:
        confidence = 0.85 + 0.14 * share if share >= _SOME else 0.6 + 0.1 * share
        return role, confidence, f"Its header says so, and {percent} are known."
    if share >= _MANY and header is None:
        return role, 0.55 + 0.3 * share, f"{percent} are known, though its header says nothing."
    if share >= _MANY:
        return role, 0.5, f"{percent} are known, though its header says something else."
    return role, 0.0, ""


def value_shares(texts: Sequence[str], header: str | None, catalogue: Catalogue) -> dict[str, float]:
    """Return role → the share of distinct values that speak for it, for the roles whose values can be told."""
    if not texts:
        return {}
    told = [text for text in texts if text != "_T"] or ([] if header is None else texts)
    shares = {
        "ref_area": _share(match(texts, "areas", catalogue)),
        "time_period": _share(match_periods(texts)),
        "sex": _share(match(told, "sexes", catalogue)),
        "disability": _share(match(told, "disabilities", catalogue)),
        "count_basis": _share(match(texts, "count_bases", catalogue)),
        "indicator": _share(match(texts, "indicators", catalogue)),
        "care_form": knows(texts, countries()),
    }
    if header == "age" or any(not text.strip().isdigit() for text in told):
        shares["age"] = _share(match(told, "ages", catalogue))
    for role in ("obs_status", "unit"):
        if header == role:
            shares[role] = _share(match(texts, CODELISTS[role], catalogue))
    shares["indicator"] = max(shares["indicator"], _SOME) if header == "indicator" else shares["indicator"]
    return _undecided(shares, header)


def _undecided(shares: dict[str, float], header: str | None) -> dict[str, float]:
    """Let go of roles that share words with others: `total` alone is no sex, `foster care` is form and indicator."""
    most = max(shares["sex"], shares["disability"], shares.get("age", 0.0))
    for role in ("sex", "disability", "age", "indicator"):
        if header != role and role in shares and (shares[role] < most or shares["care_form"] > shares[role]):
            shares[role] = 0.0 if role != "indicator" or shares["care_form"] >= shares["indicator"] else shares[role]
    if header is not None and header != "indicator" and shares["indicator"] < _MANY:
        shares["indicator"] = 0.0
    return {role: share for role, share in shares.items() if share > _FEW or role == header}


def _share(matched: pl.DataFrame) -> float:
    """Return the share of texts that were understood, also where they are set aside or not in the list."""
    understood = pl.col("method").is_in(["aggregate", "unlisted", "ambiguous"]) | (pl.col("score") >= CERTAIN)
    return float(matched.select(understood.mean()).item() or 0.0)


def header_role(header: str) -> str | None:
    """Return the role a header names in one of the region's languages, `""` for known but unused, else null."""
    names = header_words()
    for form in (header, header.split("(")[0], header.replace("\\", " ")):
        if normalised(form) in names:
            return names[normalised(form)]
    return None


@cache
def header_words() -> Mapping[str, str]:
    """Return normalised header → role, from `data/names/headers.csv`."""
    path = settings().data_dir / "names" / "headers.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {normalised(row["text"]): row["role"] for row in csv.DictReader(file)}
