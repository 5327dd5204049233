"""Where a country stands: its newest figures, how they moved, how they compare, and what is not known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import polars as pl

from dashboard.filters import ANY, Filters
from dashboard.views.selection import matching
from dashboard.views.series import choose_source, segments, stretches
from pipelines.observations import has_status

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from pipelines.catalogue import Catalogue, Indicator

LEADS = ("residential_care_rate", "residential_care_share")
"""The comparable measures a country's opening sentence prefers, where they are not much older than a count."""

COMPARED = (*LEADS, "family_based_care_share")
"""The measures by which a country may be placed among others."""

COUNTS = ("residential_care_number", "alternative_care_number", "family_based_care_number", "foster_care_number")
"""What it falls back to, in this order."""

MUCH_OLDER = 5
"""Years by which a comparable measure may be older than a count and still lead."""

OLD = 10
"""Years before the release from which a figure counts as old."""

NEAR_YEARS = 3
"""How many years the figures of two countries may lie apart to be compared in one sentence."""

FEWEST_PEERS = 2

CURRENT_YEARS = 2
"""How much older than the newest a source's figures may be for it to speak for the country today."""

SHORTEST_MOVE = 2

Direction = Literal["down", "up", "level"]


class Figure(NamedTuple):
    """One published or computed figure with what a reader must know about it."""

    indicator: str
    ref_area: str
    time_period: int
    obs_value: float
    obs_status: str
    source: str
    age: str
    count_basis: str
    is_wider: bool
    is_other_basis: bool
    derivation: str | None
    note: str | None


@dataclass(frozen=True)
class Move:
    """A change inside one source and one unbroken stretch; `is_cut` says that older figures stand before a cut.

    `newer` is the series' newest figure where it stands after another cut, so that nothing newer is kept back.
    """

    first: Figure
    last: Figure
    direction: Direction
    is_cut: bool
    newer: Figure | None = None


@dataclass(frozen=True)
class Standing:
    """A figure among those of a group in the same source; `others` are the other members' figures, lowest first."""

    own: Figure
    others: tuple[Figure, ...]
    members: int

    @property
    def higher(self) -> int:
        """How many others have a higher figure."""
        return sum(each.obs_value > self.own.obs_value for each in self.others)

    @property
    def lower(self) -> int:
        """How many others have a lower figure."""
        return sum(each.obs_value < self.own.obs_value for each in self.others)


@dataclass(frozen=True)
class Opening:
    """What the country page says first; every part but the country may be absent."""

    country: str
    level: Figure | None
    move: Move | None
    standing: Standing | None
    group: str
    parts: tuple[str, ...] = ()


class Peers(NamedTuple):
    """The range of a group's other members in one source: lowest and highest figure, and how many have one."""

    source: str
    lowest: Figure
    highest: Figure
    with_figure: int
    members: int
    first_year: int
    last_year: int


class Gap(NamedTuple):
    """A headline indicator without a figure, and the nearest that exists: a figure, or a status in its place."""

    indicator: str
    near: Figure | None
    status: str | None


def home_rows(observations: pl.DataFrame, country: str, catalogue: Catalogue) -> pl.DataFrame:
    """Return the rows that describe an area at home: one source per indicator, for the whole series.

    Of the sources whose newest figure is at most two years older than the newest of all, the first in the written
    order at home is taken; one whose newest figure has a differing definition only where no other is left. The basis
    an indicator declares goes before others, and others are taken (marked) only where it has no value.

    Returns
    -------
    pl.DataFrame
        The columns of `selection.matching`, all sexes and all disabilities together, sorted by the key.
    """
    rows = _usual_basis(_matching(observations, [country], catalogue))
    return choose_source(_current(rows), catalogue, "home")


def source_rows(observations: pl.DataFrame, figure: Figure, catalogue: Catalogue) -> pl.DataFrame:
    """Return the rows of a figure's indicator, area and source: the columns of `selection.matching`."""
    rows = _matching(observations, [figure.ref_area], catalogue)
    return rows.filter(pl.col("indicator") == figure.indicator, pl.col("source") == figure.source)


def latest_figures(rows: pl.DataFrame, indicators: Iterable[str]) -> dict[str, Figure]:
    """Return the newest figure of each indicator that has one; of one year, the figure of the declared ages first."""
    order = ["indicator", "time_period", "is_wider", "age"]
    valued = rows.filter(pl.col("obs_value").is_not_null(), pl.col("indicator").is_in(list(indicators)))
    newest = valued.sort(order, descending=[False, True, False, False]).unique(
        "indicator", keep="first", maintain_order=True
    )
    return {row["indicator"]: figure_from(row) for row in newest.iter_rows(named=True)}


def headline_figures(rows: pl.DataFrame, indicators: Iterable[str], catalogue: Catalogue) -> dict[str, Figure]:
    """Return `latest_figures` without the rates and shares that stand alone with a definition of their own.

    Such a figure is neither part of a series nor comparable with other countries': it is only near what is asked.
    """
    valued = rows.drop_nulls("obs_value")
    return {
        name: figure
        for name, figure in latest_figures(valued, indicators).items()
        if catalogue.units[catalogue[name].unit].extra.get("kind") == "count"
        or "D" not in figure.obs_status.split(";")
        or valued.filter(pl.col("indicator") == name).height > 1
    }


def leading(figures: Mapping[str, Figure], indicators: Iterable[str], most: int, this_year: int) -> list[Figure]:
    """Return the first figures to show, in the order of the indicators, those of ten years and older last."""
    held = [figures[name] for name in indicators if name in figures]
    return sorted(held, key=lambda each: this_year - each.time_period >= OLD)[:most]


def series_of(rows: pl.DataFrame, figure: Figure) -> pl.DataFrame:
    """Return the series a figure belongs to: the columns of `series.segments`, sorted by year."""
    own = ("indicator", "ref_area", "source", "age", "count_basis")
    return segments(rows.filter(*(pl.col(name) == getattr(figure, name) for name in own)))


def move_to(rows: pl.DataFrame, figure: Figure) -> Move | None:
    """Return how a figure's own series came to it since its last cut, null where it stands alone."""
    series = series_of(rows, figure)
    found = series.filter(pl.col("time_period") == figure.time_period).to_dicts()
    if not found:
        return None
    run = series.filter(pl.col("segment") == found[0]["segment"])
    first = figure_from(run.row(0, named=True))
    if first.time_period == figure.time_period:
        return None
    is_cut = bool(series.filter(pl.col("segment") < found[0]["segment"]).height)
    after = series.filter(pl.col("time_period") > figure.time_period, pl.col("segment") > found[0]["segment"])
    newer = figure_from(after.row(-1, named=True)) if after.height else None
    return Move(first, figure, _direction(first.obs_value, figure.obs_value), is_cut, newer)


def newer_elsewhere(observations: pl.DataFrame, figure: Figure, catalogue: Catalogue) -> Figure | None:
    """Return the newest figure of another source on the same measure, where it is newer than the one given.

    Ages and basis are those the indicator declares. Of equally new ones the first in the order for comparisons is
    taken; years of publication do not count as newer.
    """
    rows = _matching(observations, [figure.ref_area], catalogue).filter(
        pl.col("indicator") == figure.indicator,
        pl.col("source") != figure.source,
        pl.col("time_period") > figure.time_period,
        pl.col("obs_value").is_not_null() & ~pl.col("is_wider") & ~pl.col("is_other_basis"),
    )
    held = [figure_from(row) for row in rows.iter_rows(named=True)]
    dated = [each for each in held if not catalogue.sources[each.source].publication_years]
    orders = catalogue.sources
    return min(dated, key=lambda each: (-each.time_period, orders[each.source].comparison_order), default=None)


def longest_move(
    observations: pl.DataFrame, country: str, indicators: Iterable[str], catalogue: Catalogue
) -> Move | None:
    """Return the newest unbroken change over two years or more, in any source, of the first indicator that has one."""
    rows = _usual_basis(_matching(observations, [country], catalogue))
    for indicator in indicators:
        own = rows.filter(pl.col("indicator") == indicator)
        runs = stretches(own).filter(pl.col("last_year") - pl.col("first_year") >= SHORTEST_MOVE)
        if runs.height:
            run = runs.sort("last_year", "points", "series").row(-1, named=True)
            place = [pl.col(name) == run[name] for name in ("source", "age", "count_basis")]
            last = own.filter(*place, pl.col("time_period") == run["last_year"]).row(0, named=True)
            return move_to(own, figure_from(last))
    return None


def peer_group(filters: Filters, catalogue: Catalogue) -> str:
    """Return the group a country is compared in: the chosen one if it belongs to it, else the first that it does.

    A part of a country, and a country of no group, stays in the chosen one.
    """
    groups = catalogue.groups
    if filters.country in groups.get(filters.group, ()):
        return filters.group
    return next((code for code, members in groups.items() if filters.country in members), filters.group)


def opening(observations: pl.DataFrame, filters: Filters, catalogue: Catalogue) -> Opening:
    """Return what the country page of `filters.country` says first.

    The level is the newest comparable measure of residential care, unless a count is more than five years newer. The
    move is inside the level's own series; else the newest unbroken one of residential care in another source. The
    standing compares within one source, in years at most three apart.
    """
    country = filters.country
    rows = home_rows(observations, country, catalogue)
    level = _lead(headline_figures(rows, (*LEADS, *COUNTS), catalogue))
    move = move_to(rows, level) if level else None
    if level and move is None:
        residential = ("residential_care_rate", "residential_care_number", "residential_care_share")
        move = longest_move(observations, country, (level.indicator, *residential, *COUNTS[1:]), catalogue)
    compared = _best_standing(observations, filters, level, catalogue)
    return Opening(country, level, move, compared, peer_group(filters, catalogue), parts_of(country, catalogue))


def comparable_rows(observations: pl.DataFrame, filters: Filters, catalogue: Catalogue) -> pl.DataFrame:
    """Return what a country is compared by: its own comparable figures and those of the others of its peer group.

    Returns
    -------
    pl.DataFrame
        The columns of `selection.matching`: declared basis and ages only, every row with a value, all sexes and all
        disabilities together, sorted by the key.
    """
    areas = [filters.country, *others_of(filters, catalogue)]
    valued = observations.filter(pl.col("ref_area").is_in(areas), pl.col("obs_value").is_not_null())
    return matching(valued, Filters(comparable=True), catalogue)


def standing(comparable: pl.DataFrame, indicator: str, filters: Filters, catalogue: Catalogue) -> Standing | None:
    """Compare an area with the other members of its group, within the source that has its newest figure.

    `comparable` are the rows of `comparable_rows`. No figure more than three years from the area's own counts. Of
    sources with equally new figures the one with most others is taken. Null where the area has no such figure or fewer
    than two others do.
    """
    members = others_of(filters, catalogue)
    found = []
    for source, group in _by_source(comparable, indicator):
        own = latest_figures(group.filter(pl.col("ref_area") == filters.country), [indicator]).get(indicator)
        if own is None:
            continue
        near = group.filter((pl.col("time_period") - own.time_period).abs() <= NEAR_YEARS)
        others = tuple(_figures_by_area(near, members))
        if len(others) >= FEWEST_PEERS:
            rank = (own.time_period, len(others), -catalogue.sources[source].comparison_order)
            found.append((rank, Standing(own, others, len(members))))
    return max(found, key=lambda each: each[0])[1] if found else None


def peers(comparable: pl.DataFrame, figure: Figure, filters: Filters, catalogue: Catalogue) -> Peers | None:
    """Return the range of the other members' newest figures in one source: the figure's own, else that with most.

    `comparable` are the rows of `comparable_rows`; those more than `filters.tolerance` years before the source's newest
    stay out. Null where fewer than two members have one, and for counts: they say how large a country is.
    """
    if catalogue.units[catalogue[figure.indicator].unit].extra.get("kind") == "count":
        return None
    members = others_of(filters, catalogue)
    found = []
    for source, group in _by_source(comparable.filter(pl.col("ref_area") != filters.country), figure.indicator):
        newest = int(group["time_period"].max())  # type: ignore[arg-type]
        held = _figures_by_area(group.filter(pl.col("time_period") >= newest - filters.tolerance), members)
        if len(held) >= FEWEST_PEERS:
            order = catalogue.sources[source].comparison_order
            years = sorted(each.time_period for each in held)
            told = Peers(source, held[0], held[-1], len(held), len(members), years[0], years[-1])
            found.append(((source == figure.source, len(held), -order), told))
    return max(found, key=lambda each: each[0])[1] if found else None


def others_of(filters: Filters, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the members of the country's peer group without the country itself and the country it is part of."""
    area = catalogue.areas.get(filters.country)
    own = {filters.country, area.extra.get("parent", "") if area else ""}
    return tuple(code for code in catalogue.groups.get(peer_group(filters, catalogue), ()) if code not in own)


def parts_of(country: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the parts by which an area is reported, in the catalogue's order."""
    return tuple(code for code, area in catalogue.areas.items() if area.extra.get("parent") == country)


def not_known(observations: pl.DataFrame, country: str, known: Collection[str], catalogue: Catalogue) -> list[Gap]:
    """Return the headline indicators that are not `known`, each with the nearest thing that exists.

    Near is a figure of the same indicator for other ages, else of the count a rate or share is
    made from, else the newest status that stands in a value's place.
    """
    return [
        Gap(each.id, _near(observations, country, each, catalogue), _status(observations, country, each.id))
        for each in catalogue.headline_indicators
        if each.id not in known
    ]


def figure_from(row: Mapping[str, Any]) -> Figure:
    """Return a row of `selection.matching` as a figure."""
    return Figure(*(row[name] for name in Figure._fields))


def _matching(observations: pl.DataFrame, areas: Collection[str], catalogue: Catalogue) -> pl.DataFrame:
    return matching(observations.filter(pl.col("ref_area").is_in(list(areas))), Filters(basis=ANY), catalogue)


def _usual_basis(rows: pl.DataFrame) -> pl.DataFrame:
    usual = (~pl.col("is_other_basis") & pl.col("obs_value").is_not_null()).any().over("indicator", "ref_area")
    return rows.filter(~pl.col("is_other_basis") | ~usual)


def _by_source(rows: pl.DataFrame, indicator: str) -> list[tuple[str, pl.DataFrame]]:
    groups = rows.filter(pl.col("indicator") == indicator).partition_by("source", as_dict=True)
    return sorted(((str(source), group) for (source,), group in groups.items()), key=lambda each: each[0])


def _figures_by_area(rows: pl.DataFrame, areas: Collection[str]) -> list[Figure]:
    newest = (
        rows.filter(pl.col("ref_area").is_in(list(areas)))
        .sort("ref_area", "time_period", descending=[False, True])
        .unique("ref_area", keep="first", maintain_order=True)
        .sort("obs_value", "ref_area")
    )
    return [figure_from(row) for row in newest.iter_rows(named=True)]


def _lead(latest: Mapping[str, Figure]) -> Figure | None:
    rates = [latest[name] for name in LEADS if name in latest]
    counts = [latest[name] for name in COUNTS if name in latest]
    newest = max(rates, key=lambda each: each.time_period, default=None)
    if newest is None or (counts and counts[0].time_period - newest.time_period > MUCH_OLDER):
        return counts[0] if counts else newest
    return newest


def _best_standing(
    observations: pl.DataFrame, filters: Filters, level: Figure | None, catalogue: Catalogue
) -> Standing | None:
    """Return the comparison with most countries; of several, the one of the level itself, then of the first measure."""
    comparable = comparable_rows(observations.filter(pl.col("indicator").is_in(COMPARED)), filters, catalogue)
    found = [standing(comparable, name, filters, catalogue) for name in COMPARED]
    held = [each for each in found if each is not None]
    return max(held, key=lambda each: (len(each.others), each.own == level), default=None)


def _current(rows: pl.DataFrame) -> pl.DataFrame:
    """Keep, of each indicator and area, the sources that still speak for it; rows of others are left out whole."""
    place = ["indicator", "ref_area"]
    newest = (
        rows.filter(pl.col("obs_value").is_not_null())
        .with_columns(year=pl.col("time_period"), differs=has_status("D"))
        .sort(*place, "source", "time_period", "is_wider")
        .group_by(*place, "source", maintain_order=True)
        .agg(pl.col("year", "differs").last())
        .filter(pl.col("year") >= pl.col("year").max().over(place) - CURRENT_YEARS)
        .filter(pl.col("differs") == pl.col("differs").min().over(place))
    )
    return rows.join(newest.select(*place, "source"), on=[*place, "source"], how="semi", maintain_order="left")


def _direction(first: float, last: float) -> Direction:
    if first == last:
        return "level"
    return "down" if last < first else "up"


def _near(observations: pl.DataFrame, country: str, indicator: Indicator, catalogue: Catalogue) -> Figure | None:
    own = observations.filter(
        pl.col("ref_area") == country,
        pl.col("obs_value").is_not_null(),
        pl.col("sex") == "_T",
        pl.col("disability") == "_T",
    )
    for name in filter(None, (indicator.id, indicator.numerator)):
        rows = own.filter(pl.col("indicator") == name).with_columns(
            is_wider=pl.lit(value=False), is_other_basis=pl.col("count_basis") != indicator.basis
        )
        if rows.height:
            declared = list(catalogue[name].ages)
            rows = rows.with_columns(is_wider=~pl.col("age").is_in(declared))
            order = [
                pl.col("sex") != "_T",
                pl.col("disability") != "_T",
                -pl.col("time_period"),
                "is_wider",
                "age",
                "source",
            ]
            return figure_from(rows.sort(order).row(0, named=True))
    return None


def _status(observations: pl.DataFrame, country: str, indicator: str) -> str | None:
    rows = observations.filter(
        pl.col("ref_area") == country, pl.col("indicator") == indicator, pl.col("obs_value").is_null()
    )
    return None if rows.is_empty() else str(rows.sort("time_period").row(-1, named=True)["obs_status"])
