"""The sentences of the first screen: where the home country stands, what it rests on, what is not known and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from dashboard.components.figure_words import age_words, near_words, share_words
from dashboard.components.line_words import basis_words
from dashboard.text import joined, percent, quantity, words
from dashboard.views.groups import weight_of
from dashboard.views.overview import ALL_NAMED, named

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.views.groups import GroupFigure
    from dashboard.views.overview import Coverage, Standing
    from pipelines.catalogue import Catalogue

WITH_ARTICLE = frozenset({"NLD", "GBR"})
"""Countries whose English name takes an article inside a sentence."""

MOST_NAMED = 6

ON_BOTH_SIDES = "{country}: {share} of children in care are in residential care, less than {more}, more than {less}."
LESS = "{country}: {share} of children in care are in residential care, less than {more}."
MORE = "{country}: {share} of children in care are in residential care, more than {less}."
ALIKE = "{country}: {share} of children in care are in residential care, close to {close}."
ALONE = "{country}: {share} of children in care are in residential care."


class Names:
    """Names of areas in a language, as they stand alone and inside a sentence."""

    def __init__(self, names: Mapping[str, str], language: str) -> None:
        self._names, self.language = names, language

    def __getitem__(self, area: str) -> str:
        """Return the name alone."""
        return self._names.get(area, area)

    def inside(self, area: str) -> str:
        """Return the name inside a sentence: `the Netherlands`."""
        article = "the " if self.language == "en" and area in WITH_ARTICLE else ""
        return article + self[area]

    def listed(self, areas: Sequence[str]) -> str:
        """Return several names, in the order given: `Germany and the Netherlands`."""
        return joined([self.inside(area) for area in areas], self.language)

    def counted(self, areas: Sequence[str]) -> str:
        """Return names in the order of the alphabet, or how many there are where they are too many to name."""
        if len(areas) > MOST_NAMED:
            return words("{count} countries", self.language, count=len(areas))
        return self.listed(sorted(areas, key=lambda area: self[area]))


def headline(standing: Standing, names: Names) -> str:
    """Return the sentence the first screen begins with: home's residential share and whom it lies between."""
    language, country = names.language, names[standing.home]
    if standing.residential is None:
        return words("{country}: no comparable figure on where children in care live.", language, country=country)
    message = _message(standing)
    return words(
        message,
        language,
        country=country,
        share=share_words(standing.residential, language),
        more=_side(standing.more, standing, names),
        less=_side(standing.less, standing, names),
        close=names.listed(standing.close[:ALL_NAMED]),
    )


def _message(standing: Standing) -> str:
    if standing.more and standing.less:
        return ON_BOTH_SIDES
    if standing.more:
        return LESS
    if standing.less:
        return MORE
    return ALIKE if standing.close else ALONE


def _side(areas: Sequence[str], standing: Standing, names: Names) -> str:
    chosen = named(areas)
    if chosen.total <= ALL_NAMED:
        return names.listed(chosen.named)
    if chosen.total == len(standing.more) + len(standing.less) + len(standing.close):
        return words("the other {count} countries compared", names.language, count=chosen.total)
    return words(
        "{count} countries, among them {countries}",
        names.language,
        count=chosen.total,
        countries=names.listed(chosen.named),
    )


def footing(standing: Standing, mix: pl.DataFrame, group: str, names: Names, catalogue: Catalogue) -> list[str]:
    """Return the sentences below the headline: years, who is close, the group's ends, who has no comparable figure."""
    language = names.language
    parts = [_nearest(standing, mix, catalogue, language), _years(mix, catalogue, language)]
    if standing.residential is None:
        parts.append(_ends(standing, mix, group, names))
    if standing.close and (standing.more or standing.less):
        parts.append(
            _plural(
                "{countries} lies within 5 percentage points.",
                "{countries} lie within 5 percentage points.",
                standing.close,
                names,
            )
        )
    if standing.elsewhere:
        parts.append(
            _plural(
                "The figure of {countries} is from another source and not compared.",
                "The figures of {countries} are from other sources and not compared.",
                standing.elsewhere,
                names,
            )
        )
    if standing.without and standing.lowest:
        parts.append(
            _plural(
                "{countries} has no comparable figure.",
                "{countries} have no comparable figure.",
                standing.without,
                names,
            )
        )
    if not standing.lowest:
        parts.append(words("{group}: no country has a comparable figure.", language, group=group))
    return [part for part in parts if part]


def _plural(one: str, several: str, areas: Sequence[str], names: Names) -> str:
    text = words(one if len(areas) == 1 else several, names.language, countries=names.counted(areas))
    return text[:1].upper() + text[1:]


def _nearest(standing: Standing, mix: pl.DataFrame, catalogue: Catalogue, language: str) -> str:
    row = mix.filter(pl.col("ref_area") == standing.home).row(0, named=True)
    if standing.residential is not None or row["near_value"] is None:
        return ""
    return words("The nearest there is: {figure}.", language, figure=near_words(row, catalogue, language))


def _years(mix: pl.DataFrame, catalogue: Catalogue, language: str) -> str:
    known = mix.filter(pl.col("state") == "value")
    if known.is_empty():
        return ""
    years = sorted(known["time_period"].unique().to_list())
    span = str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
    published = [catalogue.sources[source].publication_years for source in known["source"].unique()]
    if all(published):
        return words("Published {years}, reference years differ.", language, years=span)
    if any(published):
        return words("Years {years}, for some figures the year of publication; sources differ.", language, years=span)
    return words("Figures of {years}.", language, years=span)


def _ends(standing: Standing, mix: pl.DataFrame, group: str, names: Names) -> str:
    if not standing.lowest or not standing.highest:
        return ""
    shares = dict(mix.select("ref_area", "residential").iter_rows())
    low, high = (share_words(shares[area], names.language) for area in (standing.lowest, standing.highest))
    if standing.lowest == standing.highest:
        return words(
            "{group}: only one country has a comparable figure, {country} with {share} in residential care.",
            names.language, group=group, share=low, country=names.inside(standing.lowest),
        )  # fmt: skip
    return words(
        "{group}: from {low} in residential care ({lowest}) to {high} ({highest}).",
        names.language, group=group, low=low, high=high, lowest=names[standing.lowest], highest=names[standing.highest],
    )  # fmt: skip


def group_words(figure: GroupFigure, indicator: str, group: str, names: Names, catalogue: Catalogue) -> str:
    """Return a group's figure, or why there is none."""
    language = names.language
    if not figure.reason:
        value = quantity(figure.value, catalogue[indicator], catalogue, language)
        kind = catalogue.units[catalogue[indicator].unit].extra.get("kind")
        message = (
            "{group}, {count} of {total} countries together: {value}."
            if kind == "count"
            else "{group}, weighted average of {count} of {total} countries: {value}."
        )
        return words(
            message, language, group=group, value=value, count=len(figure.with_figure), total=len(figure.members)
        )
    reasons = {
        "few_countries": "only {count} of {total} countries have a comparable figure; two thirds are needed",
        "no_weights": "what it would be weighed by ({weight}) is not known in a comparable way for {without}",
        "little_weight": "the countries with a figure hold {share} of the children; 60 % are needed",
        "not_aggregated": "there is nothing to weigh such figures by",
    }
    reason = words(
        reasons[figure.reason], language, count=len(figure.with_figure), total=len(figure.members),
        without=names.counted(figure.without_weight), weight=_weight(indicator, catalogue, language),
        share=percent(None if figure.weight_share is None else figure.weight_share * 100, language),
    )  # fmt: skip
    return words("No average is shown for {group}: {reason}.", language, group=group, reason=reason)


def _weight(indicator: str, catalogue: Catalogue, language: str) -> str:
    weight = weight_of(catalogue[indicator], catalogue)
    label = catalogue[weight].label_in(language) if weight else ""
    return label[:1].lower() + label[1:]


def unknown_words(found: Coverage, names: Names, since: int, catalogue: Catalogue) -> str:
    """Return one line of *What is not known*: how many countries have a figure, and what would fill the rest."""
    language, indicator = names.language, catalogue[found.indicator]
    lacking = [area for area in found.members if area not in found.with_figure]
    needs = [
        basis_words(indicator.basis, catalogue, language),
        joined([age_words(age, catalogue, language) for age in indicator.ages], language),
        words("since {year}", language, year=since),
    ]
    return words(
        "**{indicator}**: {count} of {total} countries. Needed: {needs}, from {countries}.",
        language, indicator=indicator.label_in(language), count=len(found.with_figure), total=len(found.members),
        needs=", ".join(need for need in needs if need), countries=names.counted(lacking),
    )  # fmt: skip


def disclaimer(language: str) -> str:
    """Return what stands below every map about its boundaries."""
    return words(
        "The boundaries and names shown on the maps do not imply any opinion on the legal status of any country, "
        "territory, city or area, or on the delimitation of its frontiers. Outlines are simplified. References to "
        "Kosovo are to be read in the context of United Nations Security Council resolution 1244 (1999).",
        language,
    )
