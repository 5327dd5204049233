"""Where children in care live, on the first screen: the sentence, the bars, the small map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard import state
from dashboard.components.chart_card import chart_card
from dashboard.components.figure_words import near_words, share_words, state_words
from dashboard.components.line_words import year_words
from dashboard.components.map_card import open_clicked, outlines_of
from dashboard.components.overview_screen import average_words
from dashboard.components.overview_words import disclaimer, footing, headline
from dashboard.figures.care_mix_bars import BarWords, care_mix_figure
from dashboard.figures.map import map_figure
from dashboard.figures.map_legend import MapWords
from dashboard.text import words
from dashboard.views.care_mix_bars import RESIDENTIAL
from dashboard.views.map import Classes, MapView, in_classes
from dashboard.views.overview import standing
from dashboard.views.trend import MARKS

if TYPE_CHECKING:
    from dashboard.components.overview_screen import Screen

TABLE = ("ref_area", "state", "residential", "family_based", "foster", "neither", "time_period", "age", "count_basis")
NEAR = (
    "near_indicator",
    "near_value",
    "near_time_period",
    "near_age",
    "near_count_basis",
    "near_obs_status",
    "near_source",
)
SHARE_CLASSES = Classes((0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0), has_zero=False)
SMALL_MAP_HEIGHT, NARROW_MAP_HEIGHT = 400, 330


def show_headline(screen: Screen) -> None:
    """Say in one sentence where the home country stands, and below it what the sentence rests on."""
    found = standing(screen.mix, screen.filters.home, screen.members)
    st.title(headline(found, screen.names), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        said = footing(found, screen.mix, screen.group, screen.names, screen.catalogue)
        st.markdown(" ".join(said), width="content")
        with st.popover(words("Why?", screen.language), type="tertiary"):
            st.markdown(
                words(
                    "A share is compared only with shares of the same source, counted in the same way for the same "
                    "ages. Countries count at different dates and define care differently: shares less than 5 "
                    "percentage points apart are not ranked. A country without such a figure has no place; the "
                    "nearest figure that exists stands in its bar.",
                    screen.language,
                )
            )


def show_bars(screen: Screen) -> None:
    """Draw where children in care live, a bar per country."""
    language, mix = screen.language, screen.mix
    chart_card(
        care_mix_figure(mix, _bar_words(screen), home=screen.filters.home, theme=state.theme()),
        mix.select(*TABLE, "obs_status", "source", "note", *NEAR),
        key="care_mix",
        title=words("Where children in care live, {place}", language, place=screen.group),
        subtitle=words("% of children in care, ages 0–17, counted on one date", language),
        alt=_alt(screen),
        sources=mix["source"].drop_nulls().unique(maintain_order=True),
        csv_name=f"care-mix-{screen.filters.group.lower()}",
        left_out=average_words(screen, RESIDENTIAL, mix.rename({"residential": "obs_value"})),
    )
    if notes := _notes(screen):
        st.caption(" ".join(notes))


def show_small_map(screen: Screen) -> None:
    """Draw the same shares in residential care on a small map; a click on a country opens it."""
    language = screen.language
    figures = in_classes(screen.mix.rename({"residential": "obs_value"}), SHARE_CLASSES)
    said = _bar_words(screen)
    view = MapView(figures.filter(pl.col("ref_area").is_in(list(screen.members))), figures.clear(), SHARE_CLASSES)
    map_words = MapWords(
        hover=said.hover,
        names=dict.fromkeys(said.names, ""),
        limits=[share_words(limit, language) for limit in SHARE_CLASSES.limits],
        unlike=words("not comparable", language),
        nothing=words("no figure", language),
    )
    points = chart_card(
        map_figure(view, outlines_of(screen.members), map_words, theme=state.theme(), height=_height()),
        figures.select("ref_area", "state", "obs_value", "time_period", "source"),
        key="small_map",
        title=words("Share in residential care", language),
        subtitle=words("% of children in care, ages 0–17, counted on one date", language),
        alt=_alt(screen),
        sources=screen.mix["source"].drop_nulls().unique(maintain_order=True),
        csv_name=f"residential-share-{screen.filters.group.lower()}",
        on_select="rerun",
    )
    st.caption(disclaimer(language))
    open_clicked(points, screen.members)


def _height() -> int:
    return NARROW_MAP_HEIGHT if state.is_narrow() else SMALL_MAP_HEIGHT


def _bar_words(screen: Screen) -> BarWords:
    language, names = screen.language, screen.names
    beside, hover, near, marks = {}, {}, {}, dict(_marks(screen))
    usual = _usual(screen.mix)
    parts = {
        "residential": words("residential care", language),
        "neither": words("neither or unknown", language),
        "family_based": words("family-based care", language),
    }
    for row in screen.mix.iter_rows(named=True):
        area = row["ref_area"]
        if row["state"] == "value":
            alike = (row["source"], row["time_period"]) == usual
            beside[area] = "" if alike else f"{row['time_period']}{marks.get(row['source'], '')}"
            hover[area] = _hover(row, parts, screen)
        else:
            near[area] = _instead(row, screen)
            hover[area] = f"<b>{names[area]}</b><br>{words('no comparable figure', language)}<br>{near[area]}"
    return BarWords(
        parts=parts,
        nothing=words("no comparable figure", language),
        names={area: names[area] for area in screen.mix["ref_area"]},
        beside=beside,
        hover=hover,
        near=near,
    )


def _marks(screen: Screen) -> list[tuple[str, str]]:
    """Return source and raised mark for every source but the usual one, in the order of the bars."""
    usual = _usual(screen.mix)
    used = screen.mix.filter(pl.col("state") == "value")["source"].unique(maintain_order=True)
    return list(zip([each for each in used if usual is None or each != usual[0]], MARKS, strict=False))


def _notes(screen: Screen) -> list[str]:
    """Return one note per marked source: its title, and whether its years are those of publication."""
    found = []
    for source, mark in _marks(screen):
        entry = screen.catalogue.sources[source]
        title = entry.title_in(screen.language)
        found.append(
            words("{mark} {source}; the year is the publication’s.", screen.language, mark=mark, source=title)
            if entry.publication_years
            else f"{mark} {title}."
        )
    return found


def _usual(mix: pl.DataFrame) -> tuple[str, int] | None:
    """Return the source and year most bars have."""
    known = mix.filter(pl.col("state") == "value")
    rows = known.group_by("source", "time_period").len().sort("len", "time_period", "source", descending=True).rows()
    return (rows[0][0], rows[0][1]) if rows else None


def _hover(row: dict[str, Any], parts: dict[str, str], screen: Screen) -> str:
    language, unknown = screen.language, words("not known", screen.language)
    shares = [
        f"{label}: {unknown if row[column] is None else share_words(row[column], language)}"
        for column, label in parts.items()
    ]
    if row["foster"] is not None:
        shares.append(f"{words('foster care alone', language)}: {share_words(row['foster'], language)}")
    source = screen.catalogue.sources[row["source"]].title_in(language)
    name = f"<b>{screen.names[row['ref_area']]}</b>"
    return "<br>".join((name, *shares, year_words(row, screen.catalogue, language), source))


def _instead(row: dict[str, Any], screen: Screen) -> str:
    if row["near_value"] is None:
        return state_words(row["state"], screen.language)
    near = near_words(row, screen.catalogue, screen.language)
    return f"{near}: {state_words(row['state'], screen.language)}" if row["state"] == "contradicts" else near


def _alt(screen: Screen) -> str:
    language, names, parts = screen.language, screen.names, []
    known = screen.mix.filter(pl.col("state") == "value").select("ref_area", "residential").rows()
    without = screen.mix.filter(pl.col("state") != "value")["ref_area"].to_list()
    if known:
        shares = ", ".join(f"{names[area]} {share_words(share, language)}" for area, share in known)
        parts.append(words("Share in residential care, highest first: {shares}.", language, shares=shares))
    if without:
        parts.append(words("No comparable figure: {countries}.", language, countries=names.listed(without)))
    return " ".join(parts)
