"""The sections of the country page, each drawn only where the release holds something to draw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard import sources, state
from dashboard.components.chart_card import chart_card
from dashboard.components.country_words import (
    age_mark,
    cited,
    full_value,
    gap_lines,
    marks,
    others_words,
    peers_words,
    plain,
    quality_words,
    signed,
    source_of,
    value_words,
    year_of,
)
from dashboard.components.table import table_view
from dashboard.exports.csv import citation
from dashboard.figures import care_mix as care_mix_figures
from dashboard.figures.care_mix import MixLook
from dashboard.figures.milestones import timeline
from dashboard.figures.sparkline import sparkline
from dashboard.text import joined, number, release_words, words
from dashboard.views import headline
from dashboard.views.care_mix import FEW_YEARS, Mix, care_mixes
from dashboard.views.country import part_figures
from dashboard.views.data_quality import data_quality
from dashboard.views.milestones import KINDS, milestones, practices
from dashboard.views.sources_side_by_side import side_by_side
from dashboard.views.targets import targets, where_it_stands

if TYPE_CHECKING:
    from dashboard.filters import Filters
    from dashboard.views.headline import Figure
    from pipelines.catalogue import Catalogue

TILES = 4
SEPARATORS = {"da": ",."}
"""Plotly's decimal and thousands marks, where they are not the English ones."""

FEWEST_POINTS = 2
MOST_MIXES = 4

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

PART_WORDS = {
    "residential": "Residential care",
    "foster": "Foster care",
    "kinship": "Kinship care or guardianship",
    "other_family": "Other family-based care",
    "family": "Family-based care",
    "neither": "Neither or unknown",
}

KIND_WORDS = {
    "law": "Laws",
    "reform": "Reforms",
    "strategy": "Strategies",
    "service": "Services",
    "institution_closure": "Closures of institutions",
    "commitment": "Commitments",
    "ratification": "Conventions joined",
}

LANES = "Filled: the country's own. Hollow: agreed above it."

SHAPE_WORDS = {
    "closing_date": "Date for closing institutions",
    "age_limit": "Age limit",
    "family_share": "Share in families",
    "ceiling": "Ceiling",
    "relative_fall": "Fall from a base year",
    "relative_rise": "Rise from a base year",
    "unit_size": "Size of a unit",
}

STATUS_WORDS = {
    "running": "running",
    "met": "met",
    "missed": "missed",
    "postponed": "postponed",
    "standing_rule": "standing rule",
    "not_known": "not known whether it was met",
}

REASONS = {
    "other_year": "not the same year, so no difference",
    "other_basis": "counted otherwise, so no difference",
    "other_ages": "other ages",
    "derived": "one of them is computed from published figures",
}


def tiles(observations: pl.DataFrame, filters: Filters, catalogue: Catalogue) -> None:
    """Draw the first headline figures: value, year, source, marks, the series small, the others' range."""
    rows = headline.home_rows(observations, filters.country, catalogue)
    figures = headline.latest_figures(rows, [each.id for each in catalogue.headline_indicators])
    names = [each.id for each in catalogue.headline_indicators]
    shown = headline.leading(figures, names, TILES, sources.release().date.year)
    if not shown:
        return
    with st.grid(TILES, min_column_width=230, key="headline_tiles"):
        for figure in shown:
            with st.container(border=True, height="stretch", gap="xsmall", key=f"tile_{figure.indicator}"):
                _tile(observations, rows, figure, (filters, catalogue))


def _tile(observations: pl.DataFrame, rows: pl.DataFrame, figure: Figure, context: tuple[Filters, Catalogue]) -> None:
    filters, catalogue = context
    language, indicator = filters.language, catalogue[figure.indicator]
    st.markdown(f"**{plain(indicator.label_in(language))}**")
    label, value = indicator.label_in(language), value_words(figure, catalogue, language)
    st.metric(label, value, label_visibility="collapsed")
    said = [
        cited(figure, catalogue, language),
        marks(figure, catalogue, language),
        age_mark(figure, language, sources.release().date.year),
    ]
    st.caption(plain(" · ".join(each for each in said if each)))
    _small_line(observations, rows, figure, (filters, catalogue))
    peers = headline.peers(observations, figure, filters, catalogue)
    others = words("Other countries, {group}: {range}.", language, group=_group_name(filters, catalogue),
                   range=peers_words(peers, figure, catalogue, language))  # fmt: skip
    st.caption(plain(others))


def _small_line(
    observations: pl.DataFrame, rows: pl.DataFrame, figure: Figure, context: tuple[Filters, Catalogue]
) -> None:
    """Draw the figure's own series small; where it stands alone, the longest of another source, saying so."""
    filters, catalogue = context
    language, indicator = filters.language, catalogue[figure.indicator]
    series, source = headline.series_of(rows, figure), ""
    if series.drop_nulls("obs_value").height < FEWEST_POINTS:
        move = headline.longest_move(observations, filters.country, [figure.indicator], catalogue)
        if move is None:
            return
        own = headline.source_rows(observations, move.last, catalogue)
        series, source = headline.series_of(own, move.last), source_of(move.last, catalogue, language)
    years = series.drop_nulls("obs_value")["time_period"].to_list()
    said = f"{years[0]}–{years[-1]}" + (
        f" · {words('another source: {source}', language, source=source)}" if source else ""
    )
    st.image(
        sparkline(series, indicator.role, state.theme()), alt=f"{indicator.label_in(language)}, {said}", width="stretch"
    )
    st.caption(plain(said))


def _group_name(filters: Filters, catalogue: Catalogue) -> str:
    code = headline.peer_group(filters, catalogue)
    return catalogue.codelists["area_groups"][code].label_in(filters.language)


def headline_table(observations: pl.DataFrame, filters: Filters, catalogue: Catalogue) -> None:
    """Draw every headline figure of the country with the range of the other countries, as a table and a file."""
    language = filters.language
    rows = headline.home_rows(observations, filters.country, catalogue)
    names = [each.id for each in catalogue.headline_indicators]
    figures = headline.latest_figures(rows, names)
    if not figures:
        return
    kept = [figures[name] for name in names if name in figures]
    peers = {name: headline.peers(observations, figure, filters, catalogue) for name, figure in figures.items()}
    title = words("Headline figures", language)
    st.header(title, anchor=False)
    others = words("Other countries, {group}", language, group=_group_name(filters, catalogue))
    shown = [
        {
            words("Indicator", language): catalogue[figure.indicator].label_in(language),
            words("Newest figure", language): _figure_words(figure, catalogue, language),
            others: plain(peers_words(peers[figure.indicator], figure, catalogue, language)),
        }
        for figure in kept
    ]
    st.table(pl.DataFrame(shown), border="horizontal", hide_index=True, alt=title)
    table = pl.DataFrame([_headline_row(figure, peers[figure.indicator]) for figure in kept], schema=HEADLINE_SCHEMA)
    used = [*table["source"], *table["peers_source"].drop_nulls()]
    table_view(table, key="headline", sources=used, csv_name=f"headline_{filters.country}", alt=title)


def _figure_words(figure: Figure, catalogue: Catalogue, language: str) -> str:
    said = [
        cited(figure, catalogue, language),
        marks(figure, catalogue, language),
        age_mark(figure, language, sources.release().date.year),
    ]
    value = plain(value_words(figure, catalogue, language))
    return f"**{value}** · {plain(' · '.join(part for part in said if part))}"


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


def care_mix(observations: pl.DataFrame, filters: Filters, catalogue: Catalogue) -> None:
    """Draw where children in care live, one tab for each source; say so where no source has a mix."""
    mixes = care_mixes(observations, filters.country, catalogue)
    if not mixes:
        return
    if len(mixes) == 1:
        _mix_card(mixes[0], filters, catalogue)
        return
    mixes = mixes[:MOST_MIXES]
    for tab, mix in zip(st.tabs(_tab_names(mixes, catalogue, filters.language)), mixes, strict=True):
        with tab:
            _mix_card(mix, filters, catalogue)


def _tab_names(mixes: list[Mix], catalogue: Catalogue, language: str) -> list[str]:
    names = []
    for mix in mixes:
        title = catalogue.sources[mix.source].title_in(language)
        span = _span(mix.years)
        names.append(title if span in title else f"{title}, {span}")
    return [f"{name} ({place})" if names.count(name) > 1 else name for place, name in enumerate(names, start=1)]


def _span(years: list[int]) -> str:
    return str(years[0]) if years[0] == years[-1] else f"{years[0]}–{years[-1]}"


def _mix_card(mix: Mix, filters: Filters, catalogue: Catalogue) -> None:
    language, theme = filters.language, state.theme()
    country = sources.area_names(language)[filters.country]
    labels = {part: words(message, language) for part, message in PART_WORDS.items()}
    rows = _mix_words(mix, catalogue, language)
    kept = rows.filter(~pl.col("exceeds"))
    share = mix.measure == "share"
    look = MixLook(theme, labels, share=share, separators=SEPARATORS.get(language, ".,"))
    if mix.as_lines:
        drawn = care_mix_figures.part_lines(rows, look)
    elif len(mix.years) <= FEW_YEARS:
        drawn = care_mix_figures.row_bars(kept, look)
    else:
        drawn = care_mix_figures.stacked_bars(kept, look)
    title = words("Where children in care live, {country}", language, country=country)
    chart_card(
        drawn,
        mix.rows.with_columns(source=pl.lit(mix.source), ref_area=pl.lit(mix.ref_area)),
        key=f"care_mix_{mix.source}_{mix.measure}_{mix.count_basis}",
        title=title,
        subtitle=_mix_subtitle(mix, catalogue, language),
        alt=_mix_alt(mix, title, catalogue, language),
        sources=[mix.source],
        csv_name=f"care_mix_{filters.country}_{mix.source}",
        years=_years_words(mix, mix.years, catalogue, language),
        left_out=_mix_left_out(mix, catalogue, language),
    )


def _mix_words(mix: Mix, catalogue: Catalogue, language: str) -> pl.DataFrame:
    published = catalogue.sources[mix.source].publication_years
    hover, years, values = [], [], []
    for row in mix.rows.iter_rows(named=True):
        year = str(row["time_period"])
        year = words("published {year}", language, year=year) if published else year
        share = None if row["share_percent"] is None else f"{number(row['share_percent'], 0, language)} %"
        value = share if mix.measure == "share" and share else number(row["obs_value"], 0, language)
        said = [f"<b>{words(PART_WORDS[row['part']], language)}, {year}</b>", value]
        said += [words("{share} of all in care", language, share=share)] if share and mix.measure == "number" else []
        said += [words("computed from published figures", language)] if row["is_computed"] else []
        hover.append("<br>".join(said))
        years.append(year)
        values.append(value)
    return mix.rows.with_columns(
        pl.Series("hover", hover, pl.String),
        pl.Series("year_words", years, pl.String),
        pl.Series("value_words", values, pl.String),
    )


def _mix_subtitle(mix: Mix, catalogue: Catalogue, language: str) -> str:
    ages = dict.fromkeys(age for held in mix.rows["age"] for age in held.split(";"))
    unit = "children" if mix.measure == "number" else "percent_of_children_in_care"
    said = [
        catalogue.units[unit].label_in(language),
        catalogue.codelists["count_bases"][mix.count_basis].label_in(language).lower(),
        ", ".join(catalogue.codelists["ages"][age].label_in(language) for age in ages),
    ]
    return " · ".join(said)


def _mix_left_out(mix: Mix, catalogue: Catalogue, language: str) -> str:
    said = []
    if mix.years_in_excess:
        years = ", ".join(str(year) for year in mix.years_in_excess)
        said.append(words("The published parts are more than the published total in {years}.", language, years=years))
    if mix.as_lines:
        said.append(words("They are drawn as lines, not stacked.", language))
    if mix.summed:
        forms = ", ".join(catalogue[form].label_in(language) for form in mix.summed)
        said.append(words("Residential care is the sum of: {forms}.", language, forms=forms))
    if mix.rows["total"].null_count():
        said.append(words("Without a published total, nothing can be said about the rest.", language))
    if mix.rows.filter(pl.col("age").str.contains(";")).height:
        said.append(words("The parts cover different ages.", language))
    cut = set(mix.rows.filter("is_cut")["time_period"])
    if len(mix.years) > FEW_YEARS and not mix.as_lines and any(year - 1 in mix.years for year in cut):
        said.append(words("A dotted line is a break or a change of ages.", language))
    return " ".join(said)


def _mix_alt(mix: Mix, title: str, catalogue: Catalogue, language: str) -> str:
    last = mix.rows.filter(pl.col("time_period") == mix.years[-1])
    share = last["share_percent"].null_count() == 0
    said = [
        f"{words(PART_WORDS[row['part']], language)} "
        + (f"{number(row['share_percent'], 0, language)} %" if share else number(row["obs_value"], 0, language))
        for row in last.iter_rows(named=True)
    ]
    source = catalogue.sources[mix.source].title_in(language)
    first, last = (_years_words(mix, years, catalogue, language) for years in (mix.years, mix.years[-1:]))
    return f"{title}, {first}, {source}. {last}: {'; '.join(said)}."


def _years_words(mix: Mix, years: list[int], catalogue: Catalogue, language: str) -> str:
    published = catalogue.sources[mix.source].publication_years
    return words("published {year}", language, year=_span(years)) if published else _span(years)


def other_sources(observations: pl.DataFrame, filters: Filters, catalogue: Catalogue) -> None:
    """Draw the figures of several sources on the same thing beside each other, with their difference."""
    language = filters.language
    names = [each.id for each in catalogue.headline_indicators]
    pairs = side_by_side(observations, filters.country, names, catalogue)
    if pairs.is_empty():
        return
    st.header(words("Sources side by side", language), anchor=False)
    st.caption(words("Several sources on the same measure. They are never joined into one series.", language))
    title = words("Sources side by side", language)
    shown = [_pair_words(row, catalogue, language) for row in pairs.iter_rows(named=True)]
    st.table(pl.DataFrame(shown), border="horizontal", hide_index=True, alt=title)
    used = [*pairs["source"], *pairs["other_source"]]
    table_view(pairs, key="side_by_side", sources=used, csv_name=f"sources_{filters.country}", alt=title)


def _pair_words(row: dict[str, Any], catalogue: Catalogue, language: str) -> dict[str, str]:
    indicator = catalogue[row["indicator"]]
    said = []
    if row["difference"] is not None:
        percent = "" if row["difference_percent"] is None else f" ({signed(row['difference_percent'], 0, language)} %)"
        said.append(f"**{plain(signed(row['difference'], indicator.decimals, language) + percent)}**")
    if row["reason"]:
        said.append(words(REASONS[row["reason"]], language))
    said += [plain(note) for note in dict.fromkeys((row["note"], row["other_note"])) if note]
    return {
        words("Indicator", language): indicator.label_in(language),
        words("One source", language): _side_words(row, "", catalogue, language),
        words("Another source, and the difference", language): " · ".join(
            [_side_words(row, "other_", catalogue, language), *said]
        ),
    }


def _side_words(row: dict[str, Any], side: str, catalogue: Catalogue, language: str) -> str:
    source = catalogue.sources[row[f"{side}source"]]
    year = str(row[f"{side}time_period"])
    year = words("published {year}", language, year=year) if source.publication_years else year
    ages = catalogue.codelists["ages"][row[f"{side}age"]].label_in(language)
    basis = catalogue.codelists["count_bases"][row[f"{side}count_basis"]].label_in(language).lower()
    value = number(row[f"{side}obs_value"], catalogue[row["indicator"]], language)
    return f"**{plain(value)}** ({year}) · {plain(source.title_in(language))} · {plain(ages)}, {basis}"


def milestone_lane(filters: Filters) -> None:
    """Draw the country's milestones on a line of time, and list them by kind, each opening its source."""
    language = filters.language
    rows = milestones(sources.context("milestones"), filters.country, sources.catalogue())
    own = rows.filter("is_own")
    country = sources.area_names(language)[filters.country]
    if own.is_empty():
        return
    kinds = {kind: words(KIND_WORDS[kind], language) for kind in KINDS}
    title = words("Laws, reforms and commitments, {country}", language, country=country)
    chart_card(
        timeline(rows.with_columns(hover=pl.format("<b>{}</b><br>{}", "date", "title")), kinds, state.theme()),
        rows.drop("position"),
        key="milestones",
        title=title,
        subtitle=words(LANES, language),
        alt=words("{title}: {n} milestones, {first} to {last}.", language, title=title, n=own.height,
                  first=own["date"][0], last=own["date"][-1]),
        sources=[],
        csv_name=f"milestones_{filters.country}",
        left_out=words("Each milestone names its own source.", language),
    )  # fmt: skip
    listed = {label: own.filter(pl.col("kind") == kind) for kind, label in kinds.items()}
    said = [
        f"**{label}**\n\n" + "\n".join(f"- {_linked(row)}" for row in group.iter_rows(named=True))
        for label, group in listed.items()
        if group.height
    ]
    st.markdown("\n\n".join(said))
    _in_english(language)


def _in_english(language: str) -> None:
    if language != "en":
        st.caption(words("Names of laws, targets and practices are given in English.", language))


def _linked(row: dict[str, Any]) -> str:
    return f"{row['date']} · [{plain(row['title'])}]({row['source_url']})"


def target_list(observations: pl.DataFrame, filters: Filters, catalogue: Catalogue) -> None:
    """List what the country promised: shape, year, status and its source, and the newest figure where there is one."""
    language = filters.language
    rows = targets(sources.context("targets"), filters.country)
    if rows.is_empty():
        return
    st.header(words("Promises", language), anchor=False)
    st.caption(
        words("A target is what was announced. Its status is a judgement and has a source of its own.", language)
    )
    for row in rows.iter_rows(named=True):
        st.markdown(_target_words(row, observations, catalogue, language))


def _target_words(row: dict[str, Any], observations: pl.DataFrame, catalogue: Catalogue, language: str) -> str:
    shape = words(SHAPE_WORDS[row["shape"]], language) if row["shape"] in SHAPE_WORDS else row["shape"]
    status = words(STATUS_WORDS[row["status"]], language) if row["status"] in STATUS_WORDS else row["status"]
    year = words("by {year}", language, year=row["year"]) if row["year"] else words("no year set", language)
    place = words("one city only", language) if row["scope"] == "city" else ""
    judged = f" ([{plain(row['status_source'])}]({row['status_source_url']}))" if row["status_source_url"] else ""
    figure = where_it_stands(observations, row, catalogue)
    newest = words("no figure to measure it by", language)
    if figure:
        newest = words(
            "newest figure {value} ({year})",
            language,
            value=full_value(figure, catalogue, language),
            year=year_of(figure, catalogue, language),
        )
    said = [part for part in (shape, year, place, f"**{status}**{judged}", plain(newest)) if part]
    return f"- [{plain(row['target'])}]({row['source_url']})  \n  {' · '.join(said)}. {plain(row['status_note'] or '')}"


def practice_list(filters: Filters) -> None:
    """List the country's practices, each opening its source."""
    language = filters.language
    rows = practices(sources.context("practices"), filters.country)
    if rows.is_empty():
        return
    st.header(words("Practices", language), anchor=False)
    said = [
        f"- [{plain(row['title'])}]({row['source_url']}) · "
        f"{plain(', '.join(filter(None, [row['organisation'], row['year']])))}"
        for row in rows.iter_rows(named=True)
    ]
    st.markdown("\n".join(said))


def quality(observations: pl.DataFrame, filters: Filters, catalogue: Catalogue) -> None:
    """Say in words how far the figures carry, one line for each source of each headline indicator."""
    language = filters.language
    rows = data_quality(observations, filters.country, [each.id for each in catalogue.headline_indicators], catalogue)
    if rows.is_empty():
        return
    st.header(words("How far the figures carry", language), anchor=False)
    this_year = sources.release().date.year
    leading = dict(
        headline.home_rows(observations, filters.country, catalogue).select("indicator", "source").iter_rows()
    )
    lines = []
    for (indicator,), group in rows.group_by("indicator", maintain_order=True):
        held = sorted(group.to_dicts(), key=lambda row: row["source"] != leading.get(row["indicator"]))
        said = f"{quality_words(held[0], catalogue, language, this_year)} {others_words(held[1:], catalogue, language)}"
        lines.append(f"- **{plain(catalogue[str(indicator)].label_in(language))}**: {plain(said)}")
    st.markdown("\n".join(lines))


def unknowns(observations: pl.DataFrame, filters: Filters, catalogue: Catalogue) -> None:
    """List what is not known: each headline indicator without a figure, what is near and what would fill it."""
    language = filters.language
    gaps = headline.not_known(observations, filters.country, catalogue)
    lines = gap_lines(gaps, catalogue, language)
    if not care_mixes(observations, filters.country, catalogue):
        lines.append(
            words("No source gives residential and family-based care of the same year and ages: no care mix.", language)
        )
    if not lines:
        return
    st.header(words("What is not known", language), anchor=False)
    st.markdown("\n".join(f"- {line}" for line in lines))


def nothing_promised(filters: Filters) -> None:
    """Say which of milestones, targets and practices were not found for the country, in one line."""
    language = filters.language
    held = {
        "milestones": milestones(sources.context("milestones"), filters.country, sources.catalogue()).filter("is_own"),
        "targets with a number or a year": targets(sources.context("targets"), filters.country),
        "practices": practices(sources.context("practices"), filters.country),
    }
    lacking = [words(name, language) for name, rows in held.items() if rows.is_empty()]
    if lacking:
        st.caption(words("Not found for this country: {things}.", language, things=joined(lacking, language)))


def parts(observations: pl.DataFrame, filters: Filters, catalogue: Catalogue) -> None:
    """Draw the newest figures of the parts a country is reported by, each opening the part's own page."""
    language, names = filters.language, sources.area_names(filters.language)
    held = part_figures(observations, filters.country, catalogue)
    if not held:
        return
    st.header(words("By part of the country", language), anchor=False)
    with st.grid(TILES, min_column_width=230, key="country_parts"):
        for part, figures in held.items():
            with st.container(border=True, height="stretch", gap="xsmall", key=f"part_{part}"):
                st.markdown(f"**{plain(names[part])}**")
                for figure in figures[:TILES]:
                    st.markdown(
                        f"{plain(catalogue[figure.indicator].label_in(language))}: "
                        f"**{plain(full_value(figure, catalogue, language))}** ({year_of(figure, catalogue, language)})"
                    )
                if not figures:
                    st.caption(words("no figure", language))
                st.button(
                    words("Open {area}", language, area=names[part]),
                    key=f"open_{part}",
                    type="tertiary",
                    on_click=state.set_filter,
                    kwargs={"country": part},
                )


def cite(observations: pl.DataFrame, filters: Filters, catalogue: Catalogue) -> None:
    """Show a citation to copy: the page, the release, the sources of its headline figures and care mixes."""
    rows = headline.home_rows(observations, filters.country, catalogue)
    figures = headline.latest_figures(rows, [each.id for each in catalogue.headline_indicators]).values()
    used = dict.fromkeys([figure.source for figure in figures])
    used |= dict.fromkeys(mix.source for mix in care_mixes(observations, filters.country, catalogue))
    release, language = sources.release(), filters.language
    st.header(words("Cite this page", language), anchor=False)
    st.caption(release_words(release.number, release.date, language))
    named = f"{sources.area_names('en')[filters.country]}. {citation(release, used, catalogue)}"
    st.code(named, language=None, wrap_lines=True)
