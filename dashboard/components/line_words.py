"""The words on a chart over years: names of lines, what stands on hover, footnotes, the strip and the table."""

from __future__ import annotations

from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboard.figures.theme import MOST_LABELS
from dashboard.text import area_name, number, quantity, status_words, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipelines.catalogue import Catalogue

SIGNS = "●◆▲⬟★✚✖▼"
NOTE_WIDTH = 58
LABEL_WIDTH = 22
CUTS = {
    "break": "Break in the series before {year}",
    "definition": "Another definition from {year}",
    "derivation": "Computed otherwise from {year}",
}


def line_names(lines: pl.DataFrame, catalogue: Catalogue, language: str) -> dict[str, str]:
    """Return the name of each line: the area, with its source where the area has several, and its raised mark.

    A source is called by its publisher, or by its title where the area has two of one publisher.
    """
    names = {}
    for (area,), own in lines.group_by("ref_area", maintain_order=True):
        used = [catalogue.sources[source] for source in own["source"].unique(maintain_order=True)]
        by_publisher = len({source.publisher for source in used}) == len(used)
        for series, source, mark in own.select("series", "source", "mark").iter_rows():
            held = catalogue.sources[source]
            called = held.publisher if by_publisher else held.title_in(language)
            place = area_name(catalogue.areas[str(area)], language)
            names[series] = f"{place}{mark} · {called}" if len(used) > 1 else f"{place}{mark}"
    return names


def end_names(names: Mapping[str, str], lines: pl.DataFrame) -> dict[str, str]:
    """Return names broken into at most two short lines, to stand at the lines' ends.

    Of a single area's lines the sources' names are enough. With more lines in front than can carry their names, the
    area's longest line carries the area's alone and the others none.
    """
    front = lines.filter("in_front")
    if len(front) > MOST_LABELS:
        longest = front.filter(pl.col("rank") == 0)["series"]
        return {series: escape(names[series].partition(" · ")[0]) for series in longest}
    called = {series: names[series] for series in front["series"]}
    if len(front) > 1 and front["ref_area"].n_unique() == 1:
        marks = dict(front.select("series", "mark").iter_rows())
        called = {series: (name.partition(" · ")[2] or name) + marks[series] for series, name in called.items()}
    return {
        series: "<br>".join(escape(part) for part in wrap(name, LABEL_WIDTH, max_lines=2, placeholder=" …"))
        for series, name in called.items()
    }


def with_hover(frame: pl.DataFrame, catalogue: Catalogue, language: str) -> pl.DataFrame:
    """Return the frame with `hover` and `cut_hover` (str): the words on every point in front and on every cut."""
    front = frame["in_front"].to_list()
    rows = frame.iter_rows(named=True)
    spoken = [_hover(row, catalogue, language) if shown else "" for row, shown in zip(rows, front, strict=True)]
    cuts = [_cut_hover(row, language) for row in frame.select("cut", "time_period", "note").iter_rows(named=True)]
    return frame.with_columns(pl.Series("hover", spoken, pl.String), pl.Series("cut_hover", cuts, pl.String))


def year_words(row: Mapping[str, Any], catalogue: Catalogue, language: str) -> str:
    """Return the year of a figure: `2018`, or `published 2021` where it is the publication's."""
    if catalogue.sources[row["source"]].publication_years:
        return words("published {year}", language, year=row["time_period"])
    return str(row["time_period"])


def years_of(figures: pl.DataFrame, catalogue: Catalogue, language: str) -> str:
    """Return the years of several figures: `2012–2021`, or `published 2021`; a mixture of both says so.

    `figures` has `time_period` and `source`, and at least one row.
    """
    years = figures["time_period"].sort()
    span = _years(years[0], years[-1])
    published = {catalogue.sources[source].publication_years for source in figures["source"].unique()}
    if published == {True}:
        return words("published {year}", language, year=span)
    return words("{years}, some of them years of publication", language, years=span) if True in published else span


def basis_words(basis: str, catalogue: Catalogue, language: str) -> str:
    """Return how something was counted, to stand inside a sentence: `at any time during the year`."""
    label = catalogue.codelists["count_bases"][basis].label_in(language)
    return label[:1].lower() + label[1:]


def milestone_marks(milestones: pl.DataFrame) -> pl.DataFrame:
    """Return one mark per year: `year`, `number` (`3` or `3–5`) and `hover`."""
    marks = [
        {
            "year": year,
            "number": _years(*(rows["number"].to_list()[place] for place in (0, -1))),
            "hover": "<br>".join(
                escape(part)
                for number, title in rows.select("number", "title").rows()
                for part in wrap(f"{number} {title}", NOTE_WIDTH)
            ),
        }
        for (year,), rows in milestones.group_by("year", maintain_order=True)
    ]
    return pl.DataFrame(marks, schema={"year": pl.Int32, "number": pl.String, "hover": pl.String})


def _hover(row: Mapping[str, Any], catalogue: Catalogue, language: str) -> str:
    indicator = catalogue[row["indicator"]]
    area = escape(area_name(catalogue.areas[row["ref_area"]], language))
    parts = [f"<b>{area}, {year_words(row, catalogue, language)}</b>"]
    if row["obs_value"] is not None:
        parts.append(escape(quantity(row["obs_value"], indicator, catalogue, language)))
    if row["obs_status"] != "A":
        parts.append(escape(status_words(row["obs_status"], language, catalogue)))
    if row["is_wider"]:
        parts.append(escape(catalogue.codelists["ages"][row["age"]].label_in(language)))
    if row["is_other_basis"]:
        parts.append(escape(basis_words(row["count_basis"], catalogue, language)))
    parts.append(escape(catalogue.sources[row["source"]].title_in(language)))
    parts += [escape(part) for part in wrap(row["note"] or "", NOTE_WIDTH)]
    return "<br>".join(parts)


def _cut_hover(row: Mapping[str, Any], language: str) -> str:
    if row["cut"] is None:
        return ""
    parts = [words(CUTS[row["cut"]], language, year=row["time_period"]), *wrap(row["note"] or "", NOTE_WIDTH)]
    return "<br>".join(escape(part) for part in parts)


def footnotes(lines: pl.DataFrame, catalogue: Catalogue, language: str) -> list[str]:
    """Return one line for each raised mark: `² ages 0–22`."""
    notes: dict[str, str] = {}
    for line in lines.filter(pl.col("mark") != "").iter_rows(named=True):
        age = catalogue.codelists["ages"][line["age"]].label_in(language) if line["is_wider"] else ""
        basis = basis_words(line["count_basis"], catalogue, language) if line["is_other_basis"] else ""
        notes.setdefault(line["mark"], f"{line['mark']} {', '.join(part for part in (age, basis) if part)}")
    return [notes[mark] for mark in sorted(notes, key="¹²³⁴⁵⁶⁷⁸⁹".index)]


def strip(lines: pl.DataFrame, catalogue: Catalogue, language: str) -> pl.DataFrame:
    """Return one row per line in front, in words: where its data come from and where it breaks."""
    rows = [
        {
            words("Line", language): (
                f"{SIGNS[line['sign']]} {area_name(catalogue.areas[line['ref_area']], language)}{line['mark']}"
            ),
            words("Source", language): _source_words(line["source"], catalogue, language),
            words("Years", language): _stretch_words(line, catalogue, language),
        }
        for line in lines.filter("in_front").iter_rows(named=True)
    ]
    return pl.DataFrame(rows)


def _source_words(source: str, catalogue: Catalogue, language: str) -> str:
    held = catalogue.sources[source]
    title = held.title_in(language)
    return title if held.publisher in title else f"{held.publisher}: {title}"


def _stretch_words(line: Mapping[str, Any], catalogue: Catalogue, language: str) -> str:
    years = _years(line["first"], line["last"])
    if catalogue.sources[line["source"]].publication_years:
        years = words("published {year}", language, year=years)
    parts = [years]
    if line["breaks"]:
        breaks = ", ".join(str(year) for year in line["breaks"])
        parts.append(words("break before {years}", language, years=breaks))
    if line["gaps"]:
        parts.append(words("no figure {years}", language, years=spans(line["gaps"])))
    return "; ".join(parts)


def movement_words(moves: pl.DataFrame, catalogue: Catalogue, language: str) -> list[str]:
    """Return how each line moved inside one unbroken stretch: `Poland: from 687 (2001) to 665 (2016)`.

    The source is named where the area has figures of others: `Poland · Statistics Poland`.
    """
    spoken = []
    for move in moves.iter_rows(named=True):
        indicator = catalogue[move["indicator"]]
        area = area_name(catalogue.areas[move["ref_area"]], language)
        if not move["is_only_source"]:
            area = f"{area} · {catalogue.sources[move['source']].publisher}"
        spoken.append(
            words(
                "{area}: from {first} ({first_year}) to {last} ({last_year})",
                language,
                area=area,
                first=number(move["first_value"], indicator, language),
                last=number(move["last_value"], indicator, language),
                first_year=move["first_year"],
                last_year=move["last_year"],
            )
        )
    return spoken


def _years(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def spans(years: list[int]) -> str:
    """Return sorted years in words, runs joined: `2001, 2004–2006`."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][1] + 1:
            runs[-1][1] = year
        else:
            runs.append([year, year])
    return ", ".join(_years(first, last) for first, last in runs)
