"""The country page in words: its opening sentence, caveats, and one line for each thing known or not known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from dashboard.text import area_name, joined, number, status_words, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.views.headline import Figure, Gap, Move, Opening, Peers, Standing
    from pipelines.catalogue import Catalogue, Indicator

STATEMENTS = {
    "residential_care_rate": "{value} of every 100,000 children were in residential care",
    "residential_care_share": "{value} of children in care were in residential care",
    "family_based_care_share": "{value} of children in care were in family-based care",
    "residential_care_number": "{value} children were in residential care",
    "alternative_care_number": "{value} children were in alternative care",
    "family_based_care_number": "{value} children were in family-based care",
    "foster_care_number": "{value} children were in foster care",
}
"""What a figure of each indicator that may open the page says; other indicators say their label and value."""

MOVES = {
    "down": "In the same source it fell from {first} in {start} to {last} in {end}.",
    "up": "In the same source it rose from {first} in {start} to {last} in {end}.",
    "level": "In the same source it hardly changed: {first} in {start}, {last} in {end}.",
}
CUT_MOVES = {
    "down": "In the same source, after its last gap or break, it fell from {first} in {start} to {last} in {end}.",
    "up": "In the same source, after its last gap or break, it rose from {first} in {start} to {last} in {end}.",
    "level": "In the same source, after its last gap or break, it hardly changed: {first} in {start}, {last} in {end}.",
}
OTHER_MOVES = {
    "down": "In another source ({source}), “{label}” fell from {first} in {start} to {last} in {end}.",
    "up": "In another source ({source}), “{label}” rose from {first} in {start} to {last} in {end}.",
    "level": "In another source ({source}), “{label}” hardly changed: {first} in {start}, {last} in {end}.",
}
NEWER = "Its newest figure, after a gap or a break, is {value} in {year}."
ONLY_FIGURE = "The source has only this one figure, so no direction can be told."
COMPARED = {
    "lowest": "{group}: that is lower than in each of the {n} other countries with a figure in the same source.",
    "highest": "{group}: that is higher than in each of the {n} other countries with a figure in the same source.",
    "between": (
        "{group}: that is lower than in {higher} and higher than in {lower} of the {n} other countries with a figure "
        "in the same source."
    ),
    "tied": (
        "{group}: that is lower than in {higher}, higher than in {lower} and the same as in {same} of the {n} other "
        "countries with a figure in the same source."
    ),
}
OTHER_COMPARED = {
    "lowest": (
        "{group}, compared within one source ({source}): “{label}” is {value}, lower than in each of the {n} other "
        "countries with a figure."
    ),
    "highest": (
        "{group}, compared within one source ({source}): “{label}” is {value}, higher than in each of the {n} other "
        "countries with a figure."
    ),
    "between": (
        "{group}, compared within one source ({source}): “{label}” is {value}, lower than in {higher} and higher than "
        "in {lower} of the {n} other countries with a figure."
    ),
    "tied": (
        "{group}, compared within one source ({source}): “{label}” is {value}, lower than in {higher}, higher than in "
        "{lower} and the same as in {same} of the {n} other countries with a figure."
    ),
}
COUNTED = {
    "years_missing": "years missing between: {n}",
    "wider_points": "of wider ages: {n}",
    "other_basis_points": "counted otherwise: {n}",
    "differing_points": "of another definition: {n}",
    "estimated_points": "estimated: {n}",
    "provisional_points": "provisional: {n}",
    "suppressed_points": "held back by the source: {n}",
    "derived_points": "computed here from published figures: {n}",
}
PEERS_OVER_YEARS = "{lowest} to {highest}, {n} of {members}, {first}–{last}"
NOTHING = "this release holds no figure on where children in care live."
BY_PARTS = "Most figures are reported by part of the country: {parts}."
ONLY_PARTS = "figures are reported only by part of the country: {parts}."

FRESH_YEARS = 5
MINUS = "\u2212"
PERCENT = "\u00a0%"
"""The per cent mark, never parted from its number."""

HARDLY = 0.01
"""A change below one per cent is said to be hardly one."""


def plain(text: str) -> str:
    """Return text as Markdown that shows exactly it: its marks are not read as formatting."""
    return re.sub(r"([\\`*_\[\]<>$|~#:])", r"\\\1", re.sub(r"[ \t\r\n]+", " ", text).strip())


def value_words(figure: Figure, catalogue: Catalogue, language: str) -> str:
    """Return a figure's value: a share with its per cent mark and no needless decimal, anything else as it is shown."""
    return shown_value(figure.obs_value, catalogue[figure.indicator], catalogue, language)


def shown_value(value: float, indicator: Indicator, catalogue: Catalogue, language: str) -> str:
    """Return a value of an indicator as `value_words` says it."""
    if not is_share(indicator, catalogue):
        return number(value, indicator, language)
    places = 0 if float(value).is_integer() else indicator.decimals
    return f"{number(value, places, language)}{PERCENT}"


def is_share(indicator: Indicator, catalogue: Catalogue) -> bool:
    """Whether an indicator is a share, told in per cent."""
    return catalogue.units[indicator.unit].extra.get("kind") == "share"


def signed(value: float, decimals: int, language: str) -> str:
    """Return a difference with its sign: `+12`, a minus, or `0` alone."""
    said = number(abs(value), decimals, language)
    if said == number(0.0, decimals, language):
        return said
    return f"{'+' if value > 0 else MINUS}{said}"


def full_value(figure: Figure, catalogue: Catalogue, language: str) -> str:
    """Return a value with its unit where the per cent mark does not already say it."""
    unit = catalogue.units[catalogue[figure.indicator].unit]
    said = value_words(figure, catalogue, language)
    return said if unit.extra.get("kind") == "share" else f"{said} {unit.label_in(language)}"


def year_of(figure: Figure, catalogue: Catalogue, language: str) -> str:
    """Return the year of a figure, or "published 2021" where it is the publication's."""
    source = catalogue.sources.get(figure.source)
    if source and source.publication_years:
        return words("published {year}", language, year=figure.time_period)
    return str(figure.time_period)


def source_of(figure: Figure, catalogue: Catalogue, language: str) -> str:
    """Return the title of a figure's source."""
    source = catalogue.sources.get(figure.source)
    return source.title_in(language) if source else figure.source


def cited(figure: Figure, catalogue: Catalogue, language: str) -> str:
    """Return year and source of a figure; the source alone where its title already says when it was published."""
    title, source = source_of(figure, catalogue, language), catalogue.sources.get(figure.source)
    if source and source.publication_years and str(figure.time_period) in title:
        return title
    return f"{year_of(figure, catalogue, language)}, {title}"


def marks(figure: Figure, catalogue: Catalogue, language: str) -> str:
    """Return what sets a figure apart, in words: wider ages, another basis, its status; empty for a plain one."""
    said = []
    if figure.is_wider:
        said.append(catalogue.codelists["ages"][figure.age].label_in(language))
    if figure.is_other_basis:
        said.append(catalogue.codelists["count_bases"][figure.count_basis].label_in(language).lower())
    if set(figure.obs_status.split(";")) - {"A", "B"}:
        said.append(status_words(figure.obs_status, language, catalogue).lower())
    if figure.derivation:
        said.append(words("computed from published figures", language))
    return ", ".join(said)


def age_mark(figure: Figure, language: str, this_year: int) -> str:
    """Return how old a figure is, where it is older than five years; else empty."""
    age = this_year - figure.time_period
    return words("{n} years old", language, n=age) if age > FRESH_YEARS else ""


def opening_words(opening: Opening, catalogue: Catalogue, language: str, this_year: int) -> list[str]:
    """Return the sentences a country page opens with: level, comparison, direction, caveats, as far as known."""
    country = area_name(catalogue.areas[opening.country], language)
    parts = joined([area_name(catalogue.areas[part], language) for part in opening.parts], language)
    level, standing = opening.level, opening.standing
    if level is None:
        return [f"{country}: {_unknown(parts, language)}"]
    compared = "" if standing is None else _standing(level, opening, catalogue, language)
    moved = _move(level, opening.move, catalogue, language)
    said = [compared, moved] if standing and standing.own == level else [moved, compared]
    caveats = _caveats(level, standing, catalogue, (language, this_year))
    by_parts = words(BY_PARTS, language, parts=parts) if parts else ""
    first = f"{country}: {_level(level, catalogue, language)}"
    return [sentence for sentence in (first, *said, *caveats, by_parts) if sentence]


def note_words(opening: Opening, language: str) -> str:
    """Return the public note on the opening's figure, empty where it has none; notes are written in English."""
    note = opening.level.note if opening.level else None
    return words("Note on the figure: {note}", language, note=note) if note else ""


def peers_words(peers: Peers | None, figure: Figure, catalogue: Catalogue, language: str) -> str:
    """Return the range of the other countries, how many have a figure, and its source where it is another one."""
    if peers is None:
        is_count = catalogue.units[catalogue[figure.indicator].unit].extra.get("kind") == "count"
        said = "counts are not compared" if is_count else "fewer than two have a comparable figure"
        return words(said, language)
    said = words(
        "{lowest} to {highest}, {n} of {members}" if _same_year(peers, catalogue) else PEERS_OVER_YEARS,
        language,
        lowest=value_words(peers.lowest, catalogue, language),
        highest=value_words(peers.highest, catalogue, language),
        n=peers.with_figure,
        members=peers.members,
        first=peers.first_year,
        last=peers.last_year,
    )
    if peers.source == figure.source:
        return said
    return f"{said} ({catalogue.sources[peers.source].title_in(language)})"


def gap_lines(gaps: list[Gap], catalogue: Catalogue, language: str) -> list[str]:
    """Return what is not known, one line for each indicator that has something near and one for all the others.

    A line says what is missing, what is near or stands in its place, and what would fill it.
    """
    near = [gap for gap in gaps if gap.near or gap.status]
    others: dict[str, list[str]] = {}
    for gap in gaps:
        if gap not in near:
            others.setdefault(_filler(gap, catalogue, language), []).append(_named(gap, catalogue, language))
    lines = [f"{_named(gap, catalogue, language)}: {_missing(gap, catalogue, language)}" for gap in near]
    nothing = words("no figure.", language)
    return lines + [f"{joined_by_semicolons(names)}: {nothing} {filler}" for filler, names in others.items()]


def joined_by_semicolons(names: list[str]) -> str:
    """Return names that may hold commas themselves as a list."""
    return "; ".join(names)


def _named(gap: Gap, catalogue: Catalogue, language: str) -> str:
    return f"**{plain(catalogue[gap.indicator].label_in(language))}**"


def _missing(gap: Gap, catalogue: Catalogue, language: str) -> str:
    status = status_words(gap.status, language, catalogue).lower()
    said = [
        words("no figure.", language),
        words("The source says: {status}.", language, status=status) if gap.status else "",
        _near(gap, catalogue, language),
        _filler(gap, catalogue, language),
    ]
    return " ".join(part for part in said if part)


def _filler(gap: Gap, catalogue: Catalogue, language: str) -> str:
    indicator = catalogue[gap.indicator]
    return words(
        "It would take a yearly figure: {basis}, {ages}.",
        language,
        basis=catalogue.codelists["count_bases"][indicator.basis].label_in(language).lower(),
        ages=joined([catalogue.codelists["ages"][age].label_in(language) for age in indicator.ages], language),
    )


def quality_words(row: Mapping[str, Any], catalogue: Catalogue, language: str, this_year: int) -> str:
    """Return one line on how far the figures of one indicator and source carry (a row of `data_quality`)."""
    first, last = row["first_year"], row["last_year"]
    published = catalogue.sources[row["source"]].publication_years
    year = words("published {year}", language, year=first) if published else first
    said = [words("one figure, {year}", language, year=year)]
    if row["points"] > 1:
        said = [words("{n} figures, {first}–{last}", language, n=row["points"], first=first, last=last)]
    if this_year - last > FRESH_YEARS:
        said.append(words("the newest is {n} years old", language, n=this_year - last))
    if row["break_years"]:
        years = joined([str(year) for year in row["break_years"]], language)
        said.append(words("breaks before {years}", language, years=years))
    said += [words(message, language, n=row[name]) for name, message in COUNTED.items() if row[name]]
    source = catalogue.sources[row["source"]].title_in(language)
    return f"{source}: {', '.join(said)}."


def others_words(rows: list[dict[str, Any]], catalogue: Catalogue, language: str) -> str:
    """Return the other sources of an indicator with their years, empty where there is none (rows of `data_quality`)."""
    said = []
    for row in rows:
        first, last = row["first_year"], row["last_year"]
        years = str(first) if first == last else f"{first}–{last}"
        if catalogue.sources[row["source"]].publication_years:
            years = words("published {year}", language, year=years)
        said.append(f"{catalogue.sources[row['source']].title_in(language)} ({years})")
    return words("Other sources: {sources}.", language, sources="; ".join(said)) if said else ""


def _same_year(peers: Peers, catalogue: Catalogue) -> bool:
    return peers.first_year == peers.last_year or catalogue.sources[peers.source].publication_years


def _unknown(parts: str, language: str) -> str:
    return words(ONLY_PARTS, language, parts=parts) if parts else words(NOTHING, language)


def _level(figure: Figure, catalogue: Catalogue, language: str) -> str:
    said = words(STATEMENTS[figure.indicator], language, value=value_words(figure, catalogue, language))
    if figure.count_basis == "during_year" and figure.is_other_basis:
        said = words("{statement} at some time in the year", language, statement=said)
    return f"{said} ({cited(figure, catalogue, language)})."


def _move(level: Figure, move: Move | None, catalogue: Catalogue, language: str) -> str:
    if move is None:
        return words(ONLY_FIGURE, language)
    values: dict[str, object] = {
        "first": value_words(move.first, catalogue, language),
        "last": value_words(move.last, catalogue, language),
        "start": move.first.time_period,
        "end": move.last.time_period,
    }
    shown = "level" if _hardly(move.first.obs_value, move.last.obs_value) else move.direction
    if (move.last.source, move.last.indicator) == (level.source, level.indicator):
        said = words((CUT_MOVES if move.is_cut else MOVES)[shown], language, **values)
        return f"{said} {_newer(move, catalogue, language)}".strip()
    label = catalogue[move.last.indicator].label_in(language)
    told = marks(move.last, catalogue, language)
    label = f"{label} ({told})" if told else label
    source = source_of(move.last, catalogue, language)
    said = words(OTHER_MOVES[shown], language, **values, label=label, source=source)
    return f"{said} {_newer(move, catalogue, language)}".strip()


def _newer(move: Move, catalogue: Catalogue, language: str) -> str:
    if move.newer is None:
        return ""
    value, year = value_words(move.newer, catalogue, language), move.newer.time_period
    return words(NEWER, language, value=value, year=year)


def _standing(level: Figure, opening: Opening, catalogue: Catalogue, language: str) -> str:
    standing = opening.standing
    if standing is None:
        return ""
    n = len(standing.others)
    same = n - standing.higher - standing.lower
    place = {standing.higher: "lowest", standing.lower: "highest"}.get(n, "tied" if same else "between")
    messages = COMPARED if standing.own == level else OTHER_COMPARED
    return words(
        messages[place],
        language,
        n=n,
        same=same,
        higher=standing.higher,
        lower=standing.lower,
        group=catalogue.codelists["area_groups"][opening.group].label_in(language),
        label=catalogue[standing.own.indicator].label_in(language),
        value=full_value(standing.own, catalogue, language),
        source=cited(standing.own, catalogue, language),
    )


def _caveats(figure: Figure, standing: Standing | None, catalogue: Catalogue, said_in: tuple[str, int]) -> list[str]:
    language, this_year = said_in
    used = {figure.source, *([standing.own.source] if standing else [])}
    ages = catalogue.codelists["ages"][figure.age].label_in(language)
    statuses = set(figure.obs_status.split(";"))
    age = this_year - figure.time_period
    told = {
        words("Reference years differ between countries.", language): any(
            catalogue.sources[each].publication_years for each in used
        ),
        words("Ages counted: {ages}.", language, ages=ages): figure.is_wider,
        words("The definition differs from the usual one.", language): "D" in statuses,
        words("The source calls the figure an estimate.", language): "E" in statuses,
        words("The source calls the figure provisional.", language): "P" in statuses,
        words("The figure is computed from published ones.", language): figure.derivation is not None,
        words("The figure is {n} years old.", language, n=age): age > FRESH_YEARS,
    }
    return [sentence for sentence, holds in told.items() if holds]


def _hardly(first: float, last: float) -> bool:
    return abs(last - first) < HARDLY * max(abs(first), abs(last)) or first == last


def _near(gap: Gap, catalogue: Catalogue, language: str) -> str:
    near = gap.near
    if near is None:
        return ""
    label = "" if near.indicator == gap.indicator else f"{catalogue[near.indicator].label_in(language)}, "
    ages = catalogue.codelists["ages"][near.age].label_in(language)
    status = status_words(near.obs_status, language, catalogue).lower()
    told = f"{ages}, {status}" if "D" in near.obs_status.split(";") else ages
    return words(
        "Near: {near}.",
        language,
        near=plain(
            f"{label}{full_value(near, catalogue, language)} ({year_of(near, catalogue, language)}, {told}, "
            f"{source_of(near, catalogue, language)})"
        ),
    )
