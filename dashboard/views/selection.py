"""The rows a selection asks for, with what sets them apart marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from dashboard.filters import ANY, DECLARED, Filters, chosen_areas
from pipelines.observations import KEY

if TYPE_CHECKING:
    from pipelines.catalogue import Catalogue

_OLDEST = 200


def selected(observations: pl.DataFrame, filters: Filters, catalogue: Catalogue) -> pl.DataFrame:
    """Return the rows of the chosen areas and span that `matching` lets through.

    Returns
    -------
    pl.DataFrame
        The columns of `observations`, then `is_wider` and `is_other_basis` (bool), sorted by the key.
    """
    return matching(observations, filters, catalogue).filter(
        pl.col("ref_area").is_in(chosen_areas(filters, catalogue)),
        pl.col("time_period").is_between(filters.start, filters.end),
    )


def matching(observations: pl.DataFrame, filters: Filters, catalogue: Catalogue) -> pl.DataFrame:
    """Return the rows of any area and year with the chosen sex, age, disability, basis and source.

    With the ages an indicator declares come the figures of wider ages, marked, where the same source has no figure of
    the declared ages for that area and year; of several, the narrowest. "Comparable only" leaves them out, as it does
    everything else that is not `comparable`. A specific age is taken alone. With basis `any`, other bases come along,
    marked.

    Returns
    -------
    pl.DataFrame
        The columns of `observations`, then `is_wider` (ages wider than the indicator declares) and `is_other_basis`
        (counted otherwise than the indicator declares), both bool, sorted by the key.
    """
    rows = observations.filter(pl.col("sex") == filters.sex, pl.col("disability") == filters.disability)
    if filters.source:
        rows = rows.filter(pl.col("source") == filters.source)
    if filters.comparable:
        rows = rows.filter(pl.col("comparability") == "comparable")
    rows = rows.join(_ages(rows, filters, catalogue), on=["indicator", "age"], how="inner", validate="m:1")
    rows = rows.join(_bases(rows, filters, catalogue), on=["indicator", "count_basis"], how="inner", validate="m:1")
    return _narrowest(rows).select(*observations.columns, "is_wider", "is_other_basis").sort(KEY)


def is_wider_age(age: str, declared: str, catalogue: Catalogue) -> bool:
    """Whether an age scope holds the declared one and more; `_T` holds every other."""
    (first, last), (declared_first, declared_last) = _range(age, catalogue), _range(declared, catalogue)
    return age != declared and first <= declared_first and last >= declared_last


def _range(age: str, catalogue: Catalogue) -> tuple[int, int]:
    extra = catalogue.codelists["ages"][age].extra
    return int(extra.get("from") or 0), int(extra.get("to") or _OLDEST)


def _ages(rows: pl.DataFrame, filters: Filters, catalogue: Catalogue) -> pl.DataFrame:
    lines = []
    for indicator, age in rows.select("indicator", "age").unique().sort("indicator", "age").iter_rows():
        declared = catalogue[indicator].ages
        wider = age not in declared and any(is_wider_age(age, each, catalogue) for each in declared)
        if age == filters.age or (filters.age == DECLARED and (age in declared or wider)):
            lines.append((indicator, age, wider, _width(age, catalogue) if wider else 0))
    schema = {"indicator": pl.String, "age": pl.String, "is_wider": pl.Boolean, "width": pl.Int64}
    return pl.DataFrame(lines, schema=schema, orient="row")


def _width(age: str, catalogue: Catalogue) -> int:
    first, last = _range(age, catalogue)
    return last - first + 1


def _bases(rows: pl.DataFrame, filters: Filters, catalogue: Catalogue) -> pl.DataFrame:
    lines = []
    for indicator, basis in rows.select("indicator", "count_basis").unique().sort(pl.all()).iter_rows():
        declared = catalogue[indicator].basis
        asked = declared if filters.basis == DECLARED else filters.basis
        if asked in (ANY, basis):
            lines.append((indicator, basis, basis != declared))
    schema = {"indicator": pl.String, "count_basis": pl.String, "is_other_basis": pl.Boolean}
    return pl.DataFrame(lines, schema=schema, orient="row")


def _narrowest(rows: pl.DataFrame) -> pl.DataFrame:
    place = [name for name in KEY if name != "age"]
    with_value = pl.col("width").filter(pl.col("obs_value").is_not_null())
    best = pl.coalesce(with_value.min().over(place), pl.col("width").min().over(place))
    return rows.filter((pl.col("width") == best) | ~pl.col("is_wider"))
