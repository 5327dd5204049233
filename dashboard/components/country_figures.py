"""A country's headline figures: as tiles, in a table with the other countries, and source beside source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard import sources, state
from dashboard.components.country_words import (
    PERCENT,
    age_mark,
    cited,
    is_share,
    marks,
    peers_words,
    plain,
    shown_value,
    signed,
    source_of,
    value_words,
)
from dashboard.components.table import table_view
from dashboard.figures.sparkline import sparkline
from dashboard.text import words
from dashboard.views import headline
from dashboard.views.sources_side_by_side import side_by_side

if TYPE_CHECKING:
    from dashboard.filters import Filters
    from dashboard.views.country import Profile
    from dashboard.views.headline import Figure
    from pipelines.catalogue import Catalogue, Indicator

TILES = 4
FEWEST_POINTS = 2

HEADLINE_SCHEMA = pl.Schema(
    {
        "indicator": pl.String(),
        "ref_area": pl.String(),
        "time_period": pl.Int32(),
        "age": pl.String(),
        "count_basis": pl.String(),
        "obs_value": pl.Float64(),
        "obs_status": pl.String(),
        "source": pl.String(),
        "derivation": pl.String(),
        "note": pl.String(),
        "peers_lowest": pl.Float64(),
        "peers_lowest_area": pl.String(),
        "peers_highest": pl.Float64(),
        "peers_highest_area": pl.String(),
        "peers_with_figure": pl.Int64(),
        "peers_members": pl.Int64(),
        "peers_source": pl.String(),
    }
)

REASONS = {
    "other_year": "not the same year, so no difference",
    "other_basis": "counted otherwise, so no difference",
    "year_unknown": "a year of publication, so no difference",
    "other_ages": "other ages",
    "derived": "one of them is computed from published figures",
}


def tiles(profile: Profile) -> None:
    """Draw the first headline figures: value, year, source, marks, the series small, the others' range."""
    shown = headline.leading(profile.figures, profile.headlines, TILES, sources.release().date.year)
    if not shown:
        return
    with st.grid(TILES, min_column_width=230, key="headline_tiles"):
        for figure in shown:
            with st.container(border=True, height="stretch", gap="xsmall", key=f"tile_{figure.indicator}"):
                _tile(figure, profile)


def _tile(figure: Figure, profile: Profile) -> None:
    catalogue, language = profile.catalogue, profile.filters.language
    label = catalogue[figure.indicator].label_in(language)
    st.markdown(f"**{plain(label)}**")
    st.metric(label, value_words(figure, catalogue, language), label_visibility="collapsed")
    st.caption(plain(_provenance(figure, catalogue, language)))
    if newer := newer_words(figure, profile):
        st.caption(plain(newer))
    _small_line(figure, profile)
    compared = words(
        "Other countries, {group}: {range}.",
        language,
        group=_group_name(profile.filters, catalogue),
        range=peers_words(profile.peers[figure.indicator], figure, catalogue, language),
    )
    st.caption(plain(compared))


def _provenance(figure: Figure, catalogue: Catalogue, language: str) -> str:
    said = [
        cited(figure, catalogue, language),
        marks(figure, catalogue, language),
        age_mark(figure, language, sources.release().date.year),
    ]
    return " · ".join(part for part in said if part)


def newer_words(figure: Figure, profile: Profile) -> str:
    """Return another source's newer figure: `Another source: 651 (2020, …)`; empty where there is none."""
    catalogue, language = profile.catalogue, profile.filters.language
    newer = headline.newer_elsewhere(profile.observations, figure, catalogue)
    if newer is None:
        return ""
    value, source = value_words(newer, catalogue, language), cited(newer, catalogue, language)
    return words("Another source: {value} ({source}).", language, value=value, source=source)


def _small_line(figure: Figure, profile: Profile) -> None:
    """Draw the figure's own series small; where it stands alone, the newest one of another source, saying so."""
    catalogue, language = profile.catalogue, profile.filters.language
    indicator = catalogue[figure.indicator]
    series, said = headline.series_of(profile.rows, figure), ""
    if series.drop_nulls("obs_value").height < FEWEST_POINTS:
        move = headline.longest_move(profile.observations, figure.ref_area, [figure.indicator], catalogue)
        if move is None:
            return
        series = headline.series_of(headline.source_rows(profile.observations, move.last, catalogue), move.last)
        source = words("another source: {source}", language, source=source_of(move.last, catalogue, language))
        said = f" · {source}"
    years = series.drop_nulls("obs_value")["time_period"].to_list()
    said = f"{years[0]}–{years[-1]}{said}"
    drawing = sparkline(series, indicator.role, state.theme())
    st.image(drawing, alt=f"{indicator.label_in(language)}, {said}", width="stretch")
    st.caption(plain(said))


def _group_name(filters: Filters, catalogue: Catalogue) -> str:
    code = headline.peer_group(filters, catalogue)
    return catalogue.codelists["area_groups"][code].label_in(filters.language)


def headline_table(profile: Profile) -> None:
    """Draw every headline figure of the country with the range of the other countries, as a table and a file."""
    filters, catalogue, language = profile.filters, profile.catalogue, profile.filters.language
    if not profile.figures:
        return
    title = words("Headline figures", language)
    st.header(title, anchor=False)
    compared = words("Other countries, {group}", language, group=_group_name(filters, catalogue))
    shown = [
        {
            words("Indicator", language): plain(catalogue[name].label_in(language)),
            words("Newest figure", language): f"**{plain(value_words(figure, catalogue, language))}** · "
            + plain(". ".join(filter(None, (_provenance(figure, catalogue, language), newer_words(figure, profile))))),
            compared: plain(peers_words(profile.peers[name], figure, catalogue, language)),
        }
        for name, figure in profile.figures.items()
    ]
    _rows_of_words(shown, title)
    rows = [_headline_row(figure, profile.peers[name]) for name, figure in profile.figures.items()]
    table = pl.DataFrame(rows, schema=HEADLINE_SCHEMA)
    used = [*table["source"], *table["peers_source"].drop_nulls()]
    table_view(table, key="headline", sources=used, csv_name=f"headline_{filters.country}", alt=title)


def _rows_of_words(rows: list[dict[str, str]], title: str) -> None:
    """Show rows of words as a table, or as a list where the window is narrow."""
    if not state.is_narrow():
        st.table(pl.DataFrame(rows), border="horizontal", hide_index=True, alt=title)
        return
    names = list(rows[0])
    lines = [
        f"- **{row[names[0]]}**  \n  " + "  \n  ".join(f"{name}: {row[name]}" for name in names[1:]) for row in rows
    ]
    st.markdown("\n".join(lines))


def _headline_row(figure: Figure, peers: headline.Peers | None) -> dict[str, Any]:
    row = figure._asdict()
    if peers:
        row |= {
            "peers_lowest": peers.lowest.obs_value,
            "peers_lowest_area": peers.lowest.ref_area,
            "peers_highest": peers.highest.obs_value,
            "peers_highest_area": peers.highest.ref_area,
            "peers_with_figure": peers.with_figure,
            "peers_members": peers.members,
            "peers_source": peers.source,
        }
    return {name: row.get(name) for name in HEADLINE_SCHEMA}


def other_sources(profile: Profile) -> None:
    """Draw the figures of several sources on the same thing beside each other, with their difference."""
    country, catalogue, language = profile.filters.country, profile.catalogue, profile.filters.language
    leading = {name: figure.source for name, figure in profile.figures.items()}
    pairs = side_by_side(profile.observations, country, leading, catalogue)
    if pairs.is_empty():
        return
    title = words("Sources side by side", language)
    st.header(title, anchor=False)
    st.caption(words("Several sources on the same measure. They are never joined into one series.", language))
    _rows_of_words([_pair_words(row, catalogue, language) for row in pairs.iter_rows(named=True)], title)
    used = [*pairs["source"], *pairs["other_source"]]
    table_view(pairs, key="side_by_side", sources=used, csv_name=f"sources_{country}", alt=title)


def _pair_words(row: dict[str, Any], catalogue: Catalogue, language: str) -> dict[str, str]:
    indicator = catalogue[row["indicator"]]
    said = []
    if row["difference"] is not None:
        said.append(f"**{plain(_difference(row, indicator, catalogue, language))}**")
    if row["reason"]:
        said.append(words(REASONS[row["reason"]], language))
    said += [plain(note) for note in dict.fromkeys((row["note"], row["other_note"])) if note]
    return {
        words("Indicator", language): plain(indicator.label_in(language)),
        words("One source", language): _side_words(row, "", catalogue, language),
        words("Another source, and the difference", language): " · ".join(
            [_side_words(row, "other_", catalogue, language), *said]
        ),
    }


def _difference(row: dict[str, Any], indicator: Indicator, catalogue: Catalogue, language: str) -> str:
    """Return a difference with its sign: of shares in percentage points, of anything else with its percentage."""
    said = signed(row["difference"], indicator.decimals, language)
    if is_share(indicator, catalogue):
        return words("{difference} percentage points", language, difference=said)
    percent = row["difference_percent"]
    return said if percent is None else f"{said} ({signed(percent, 0, language)}{PERCENT})"


def _side_words(row: dict[str, Any], side: str, catalogue: Catalogue, language: str) -> str:
    source = catalogue.sources[row[f"{side}source"]]
    year = str(row[f"{side}time_period"])
    year = words("published {year}", language, year=year) if source.publication_years else year
    ages = catalogue.codelists["ages"][row[f"{side}age"]].label_in(language)
    basis = catalogue.codelists["count_bases"][row[f"{side}count_basis"]].label_in(language).lower()
    value = shown_value(row[f"{side}obs_value"], catalogue[row["indicator"]], catalogue, language)
    return f"**{plain(value)}** ({year}) · {plain(source.title_in(language))} · {plain(ages)}, {basis}"
