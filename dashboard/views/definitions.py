"""What the indicators and sources say of themselves, as tables of codes and texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from pipelines.catalogue import Catalogue, Indicator


def definitions(catalogue: Catalogue, language: str) -> pl.DataFrame:
    """Return one row per indicator, headline indicators first, then by theme and label.

    Returns
    -------
    pl.DataFrame
        `indicator`, `label`, `definition` (in the language, else English), `unit`, `basis`, `ages` (joined by a
        space), `direction`, `theme`, `part_of`, `numerator`, `denominator` (codes, null where there is none),
        `frameworks` (one string), `caveats` (one string), `wanted` (bool: asked for, but without any figure).
    """
    schema = dict.fromkeys(_row(next(iter(catalogue.indicators.values())), language), pl.String)
    ordered = sorted(
        catalogue.indicators.values(),
        key=lambda each: (each.wanted, each.headline or len(catalogue.indicators), each.theme, each.label_in(language)),
    )
    rows = [_row(each, language) for each in ordered]
    return pl.DataFrame(rows, schema={**schema, "wanted": pl.Boolean}, orient="row")


def _row(indicator: Indicator, language: str) -> dict[str, object]:
    return {
        "indicator": indicator.id,
        "label": indicator.label_in(language),
        "definition": indicator.definition_in(language),
        "unit": indicator.unit,
        "basis": indicator.basis,
        "ages": " ".join(indicator.ages),
        "direction": indicator.direction,
        "theme": indicator.theme,
        "part_of": indicator.part_of,
        "numerator": indicator.numerator,
        "denominator": indicator.denominator,
        "frameworks": "; ".join(
            f"{link.framework} {link.reference} {link.code}".strip() for link in indicator.frameworks
        ),
        "caveats": " ".join(caveat.get(language) or caveat["en"] for caveat in indicator.caveats),
        "wanted": indicator.wanted,
    }


def source_rows(catalogue: Catalogue, coverage: pl.DataFrame, language: str) -> pl.DataFrame:
    """Return one row per source, those with most figures first.

    Parameters
    ----------
    coverage
        Columns `indicator`, `ref_area`, `source`, `first`, `last`, `points`, `breaks`.

    Returns
    -------
    pl.DataFrame
        `source`, `title`, `publisher`, `url`, `licence`, `retrieved`, `kind` (code), `publication_years` (bool),
        `first` and `last` (years with figures), `areas`, `indicators`, `points` (figures in the release, derived ones
        included), `rows_read` and `rows_left_out` (of its files), `reasons` (why rows were left out, with numbers),
        `changes` (what was changed).
    """
    listed = pl.DataFrame(
        [
            {
                "source": each.id,
                "title": each.title_in(language),
                "publisher": each.publisher,
                "url": each.url,
                "licence": each.licence,
                "retrieved": each.retrieved,
                "kind": each.kind,
                "publication_years": each.publication_years,
                "rows_read": sum(each.rows_read.values()),
                "rows_left_out": sum(each.left_out.values()),
                "reasons": "; ".join(f"{reason}: {number}" for reason, number in sorted(each.left_out.items())),
                "changes": each.changes,
            }
            for each in catalogue.sources.values()
        ]
    )
    counted = coverage.group_by("source").agg(
        first=pl.col("first").min(),
        last=pl.col("last").max(),
        areas=pl.col("ref_area").n_unique(),
        indicators=pl.col("indicator").n_unique(),
        points=pl.col("points").sum(),
    )
    return listed.join(counted, on="source", how="left", validate="1:1").sort(
        "points", "source", descending=[True, False], nulls_last=True
    )
