"""Where a country's children in care live, year by year, each mix from one source."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboard.views.selection import is_wider_age

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipelines.catalogue import Catalogue, Indicator

PARTS = ("residential", "foster", "kinship", "other_family", "family", "neither")
"""The parts of a mix in the order they are stacked; `family` stands where its own parts are not published."""

MEASURES: Mapping[str, Mapping[str, str]] = {
    "number": {
        "total": "alternative_care_number",
        "residential": "residential_care_number",
        "family": "family_based_care_number",
        "foster": "foster_care_number",
        "kinship": "kinship_guardianship_care_number",
    },
    "share": {
        "residential": "residential_care_share",
        "family": "family_based_care_share",
        "foster": "foster_care_share",
        "kinship": "guardianship_share",
    },
}
"""Which indicator holds which part, in children and in percent of children in care."""

SCHEMA = pl.Schema(
    {
        "time_period": pl.Int32(),
        "part": pl.String(),
        "obs_value": pl.Float64(),
        "share_percent": pl.Float64(),
        "total": pl.Float64(),
        "age": pl.String(),
        "obs_status": pl.String(),
        "note": pl.String(),
        "is_computed": pl.Boolean(),
        "is_cut": pl.Boolean(),
        "exceeds": pl.Boolean(),
    }
)

ROUNDING = 1.0
"""How far published parts may pass their total: one child, or one point of two rounded percentages."""

LINES_FROM = 0.25
"""Share of years whose parts exceed the total from which a stack would mislead and lines are drawn."""

FEW_YEARS = 3

FEWEST_FORMS = 2
"""How many residential forms must be published to stand for residential care where no sum is."""


@dataclass(frozen=True)
class Mix:
    """The care mix of one area by one source, measure and count basis.

    `rows` has the columns of `SCHEMA`, sorted by year and part: `obs_value` in children or percent, never null;
    `share_percent` of the total, null where the source gives none; `age` joins the ages inside a year by `;`;
    `is_computed` marks what was subtracted or added here; `is_cut` a year that may not be compared with the one before;
    `exceeds` a year in which the parts are more than the total. `summed` names forms added up to residential care.
    """

    ref_area: str
    source: str
    measure: str
    count_basis: str
    rows: pl.DataFrame
    summed: tuple[str, ...] = ()

    @property
    def years(self) -> list[int]:
        """The years with a mix, in order."""
        return self.rows["time_period"].unique().sort().to_list()

    @property
    def years_in_excess(self) -> list[int]:
        """The years in which the published parts are more than the published total."""
        return self.rows.filter("exceeds")["time_period"].unique().sort().to_list()

    @property
    def as_lines(self) -> bool:
        """Whether so many years exceed their total that parts are drawn as lines, not stacked."""
        return len(self.years_in_excess) >= LINES_FROM * len(self.years)


@dataclass
class _Year:
    rows: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    values: dict[str, float] = field(default_factory=dict)
    summed: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        return "residential" in self.values and bool({"family", "foster", "kinship"} & self.values.keys())

    @property
    def age(self) -> str:
        return ";".join(sorted({str(row["age"]) for row in self.rows.values()}))

    def has(self, status: str) -> bool:
        return any(status in row["obs_status"].split(";") for row in self.rows.values())

    def is_cut_from(self, before: _Year) -> bool:
        return self.has("B") or self.has("D") != before.has("D") or self.age != before.age


def care_mixes(observations: pl.DataFrame, country: str, catalogue: Catalogue) -> list[Mix]:
    """Return every care mix of an area, the one to show first in front.

    One mix holds one source, one measure and one count basis: sources are never joined. In front stand stocks of
    at least three years, then the written order of sources at home. A source that gives numbers is not shown
    a second time by its shares unless these reach years the numbers lack.

    Parameters
    ----------
    observations
        Rows of a release; any indicators and areas.
    """
    rows = observations.filter(
        pl.col("ref_area") == country,
        pl.col("age").is_in(_whole_ages(catalogue)),
        pl.col("sex") == "_T",
        pl.col("disability") == "_T",
        pl.col("obs_value").is_not_null(),
        pl.col("derivation").is_null() | (pl.col("derivation") != "remainder"),
    )
    mixes = [
        mix
        for (source, basis), group in sorted(rows.partition_by("source", "count_basis", as_dict=True).items())
        for measure in MEASURES
        if (mix := _mix(group, (country, str(source), measure, str(basis)), catalogue)).rows.height
    ]
    mixes = [mix for mix in mixes if not _is_repeated(mix, mixes)]
    return sorted(mixes, key=lambda mix: _rank(mix, catalogue))


def split(known: Mapping[str, float]) -> tuple[dict[str, float], bool]:
    """Split a total into residential, foster, kinship or guardianship, other family-based and neither or unknown.

    Foster care and kinship or guardianship need not sum to family-based care: what is left of it is
    `other_family`. Where neither is published, family-based care stays one part. What is left of the total is
    `neither`; without a total there is none.

    Returns
    -------
    tuple
        The parts, and whether they exceed the total (or the family forms exceed family-based care).
    """
    parts = {"residential": known["residential"]}
    forms = {name: known[name] for name in ("foster", "kinship") if name in known}
    family = known.get("family")
    exceeds = family is not None and sum(forms.values()) > family + ROUNDING
    if not forms and family is not None:
        parts["family"] = family
    parts |= forms
    if forms and family is not None and family - sum(forms.values()) > ROUNDING:
        parts["other_family"] = family - sum(forms.values())
    total = known.get("total")
    if total is None:
        return parts, exceeds
    rest = total - sum(parts.values())
    if rest > ROUNDING:
        parts["neither"] = rest
    return parts, exceeds or rest < -ROUNDING


def _whole_ages(catalogue: Catalogue) -> list[str]:
    return [age for age in catalogue.codelists["ages"] if age == "Y0T17" or is_wider_age(age, "Y0T17", catalogue)]


def _rank(mix: Mix, catalogue: Catalogue) -> tuple[bool, bool, int, int]:
    order = catalogue.sources[mix.source].home_order if mix.source in catalogue.sources else 10**6
    return (len(mix.years) < FEW_YEARS, mix.count_basis != "stock", order, -len(mix.years))


def _is_repeated(mix: Mix, mixes: Iterable[Mix]) -> bool:
    if mix.measure == "number":
        return False
    same = [
        each
        for each in mixes
        if (each.source, each.count_basis, each.measure) == (mix.source, mix.count_basis, "number")
    ]
    return bool(same) and set(mix.years) <= set(same[0].years)


def residential_forms(measure: str, catalogue: Catalogue) -> list[str]:
    """Return the residential forms that some offices publish instead of residential care as a whole."""
    whole = MEASURES[measure]["residential"]
    return sorted(
        each.id
        for each in catalogue.indicators.values()
        if each.role == "residential" and each.id != whole and _is_form(each, measure)
    )


def _is_form(indicator: Indicator, measure: str) -> bool:
    if measure == "number":
        return indicator.part_of == MEASURES["number"]["total"]
    return indicator.unit == "percent_of_children_in_care"


def _mix(rows: pl.DataFrame, names: tuple[str, str, str, str], catalogue: Catalogue) -> Mix:
    country, source, measure, basis = names
    forms = residential_forms(measure, catalogue)
    if rows["indicator"].is_in([MEASURES[measure]["residential"]]).any():
        forms = []
    years = _years(rows, measure, forms)
    records: list[dict[str, Any]] = []
    before: _Year | None = None
    for year, found in years.items():
        is_cut = before is not None and (year - 1 not in years or found.is_cut_from(before))
        records += _records(year, found, is_cut=is_cut)
        before = found
    summed = sorted({each for found in years.values() for each in found.summed})
    return Mix(country, source, measure, basis, pl.DataFrame(records, schema=SCHEMA), tuple(summed))


def _years(rows: pl.DataFrame, measure: str, forms: list[str]) -> dict[int, _Year]:
    """Return each year's mix: parts of one age, of the age with most years first; else of 0–17 and all ages."""
    by_year = {
        int(year): _by_age(group.to_dicts(), measure, forms)
        for (year,), group in sorted(rows.partition_by("time_period", as_dict=True).items())
    }
    complete = [age for ages in by_year.values() for age, found in ages.items() if found.is_complete]
    order = sorted(set(complete), key=lambda age: (-complete.count(age), age != "Y0T17", age))
    chosen = {}
    for year, ages in by_year.items():
        found = next((ages[age] for age in order if age in ages and ages[age].is_complete), _loosely(ages, measure))
        if found.is_complete:
            chosen[year] = found
    return chosen


def _by_age(rows: list[dict[str, Any]], measure: str, forms: list[str]) -> dict[str, _Year]:
    return {
        age: _year([row for row in rows if row["age"] == age], measure, forms) for age in {row["age"] for row in rows}
    }


def _year(rows: list[dict[str, Any]], measure: str, forms: list[str]) -> _Year:
    by_indicator = {row["indicator"]: row for row in rows}
    named = MEASURES[measure].items()
    found = _Year({part: by_indicator[indicator] for part, indicator in named if indicator in by_indicator})
    found.values = {part: row["obs_value"] for part, row in found.rows.items()}
    held = [form for form in forms if form in by_indicator and by_indicator[form]["derivation"] is None]
    if len(held) >= FEWEST_FORMS:
        found.values["residential"] = sum(by_indicator[form]["obs_value"] for form in held)
        found.rows |= {form: by_indicator[form] for form in held}
        found.summed = tuple(held)
    if measure == "share":
        found.values["total"] = 100.0
    return found


def _loosely(ages: Mapping[str, _Year], measure: str) -> _Year:
    """Return parts of 0–17 and of all ages together: where offices only say that some figures can include adults."""
    wide, narrow = ages.get("_T", _Year()), ages.get("Y0T17", _Year())
    together = _Year(narrow.rows | wide.rows, narrow.values | wide.values)
    if measure == "share" or "total" not in wide.values:
        together.values.pop("total", None)
    return together


def _records(year: int, found: _Year, *, is_cut: bool) -> list[dict[str, Any]]:
    parts, exceeds = split(found.values)
    total = found.values.get("total")
    notes = dict.fromkeys(row["note"] for row in found.rows.values() if row["note"])
    return [
        {
            "time_period": year,
            "part": part,
            "obs_value": parts[part],
            "share_percent": None if not total else parts[part] / total * 100,
            "total": total,
            "age": found.age,
            "obs_status": found.rows[part]["obs_status"] if part in found.rows else "",
            "note": " ".join(notes) or None,
            "is_computed": part not in found.rows,
            "is_cut": is_cut,
            "exceeds": exceeds,
        }
        for part in PARTS
        if part in parts
    ]
