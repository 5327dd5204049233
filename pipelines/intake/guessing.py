"""A table → the mapping that fits it, and what only a person can say."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.intake import crosswalk
from pipelines.intake.answers import BY_INDICATOR, LEFT_OUT, WIDE, Item, Mapping, Proposal, Question, fingerprint
from pipelines.intake.names import CERTAIN, SCHEMA, match, normalised, unnumbered
from pipelines.intake.numbers import convention_of, guess_marks, guess_style, is_number_like, parse, tidied
from pipelines.intake.periods import match_periods
from pipelines.intake.roles import CODELISTS, ENOUGH, RoleGuess, guess_roles

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Mapping as Map

    from pipelines.catalogue import Catalogue
    from pipelines.intake.shapes import Tidy

DEFAULTS = {"sex": "_T", "disability": "_T", "age": BY_INDICATOR, "count_basis": BY_INDICATOR}
"""What a file that says nothing of a dimension means, unless told otherwise."""

LIKELY = 0.85
"""A single resembling name at or above this score is proposed; it is asked all the same."""

_BREAKDOWN_ROLES = ("age", "sex", "disability", "care_form", "indicator")
_THOUSANDS = re.compile(
    r"\b(?:in thousands?|i tusinde|i tusen|tūkst\.?|tūkstoš\w*|tys\.|tuhansia|in tausend|1[ .]000 (?:barn|børn))",
    re.IGNORECASE,
)
_MILLIONS = re.compile(r"\b(?:in millions?|i millioner|mln\.?|milj\.?)\b", re.IGNORECASE)
_LONG_WORD = 4
_TOTALS = frozenset(
    (
        *("total", "i alt", "all", "alle", "t", "is viso", "kopa", "kokku", "ogolem", "razem"),
        *("insgesamt", "yhteensa", "totalt"),
    )
)


def guess(
    tidy: Tidy, catalogue: Catalogue, remembered: Mapping | None = None, *, notes: Sequence[str] = ()
) -> Proposal:
    """Return the mapping that fits a table, with questions for what is not certain.

    Parameters
    ----------
    remembered
        The mapping the organisation used for this layout; what it says is not asked again.
    notes
        Texts above and below the table (`in thousands`, `Lietuva 2023`).
    """
    known = remembered if remembered and remembered.fingerprint == fingerprint(tidy) else None
    guesses = guess_roles(tidy, catalogue)
    roles = {column: each.role for column, each in guesses.items()}
    if known:
        roles |= {column: role for column, role in known.roles.items() if column in roles}
    start = Mapping(tidy.layout, fingerprint(tidy), roles, constants=dict(tidy.constants))
    session = _Guessing(tidy, catalogue, known, tuple(notes), start)
    return session.proposal(guesses)


@dataclass
class _Guessing:
    """One run of `guess`: the mapping grows step by step, questions are collected."""

    tidy: Tidy
    catalogue: Catalogue
    known: Mapping | None
    notes: tuple[str, ...]
    mapping: Mapping
    questions: list[Question] = field(default_factory=list)

    def proposal(self, guesses: dict[str, RoleGuess]) -> Proposal:
        self._roles(guesses)
        self._values("ref_area")
        self._constant_area()
        for role in ("time_period", "sex", "age", "disability", "count_basis", "obs_status", "indicator", "unit"):
            self._values(role)
        self._breakdown()
        self._care_forms()
        self._indicator()
        self._units()
        self._defaults()
        self._keep(guesses)
        self._numbers()
        return Proposal(self.mapping, tuple(self.questions), guesses)

    # --- roles and constants

    def _roles(self, guesses: dict[str, RoleGuess]) -> None:
        for column, each in guesses.items():
            if each.role and each.confidence < ENOUGH and not (self.known and column in self.known.roles):
                message = "Is “{column}” the {role}? {why}"
                words = {"column": column, "role": each.role, "why": each.why}
                self._ask(Question(f"role:{column}", "role", column, message, words, each.role, (each.role, "")))

    def _constant_area(self) -> None:
        if "ref_area" in self.mapping.roles.values() or "ref_area" in self.mapping.constants:
            return
        matched = match(self.notes, "areas", self.catalogue) if self.notes else pl.DataFrame(schema=SCHEMA)
        words = [word for note in self.notes for word in re.split(r"[\s,.;:()]+", note) if len(word) >= _LONG_WORD]
        matched = pl.concat([matched, match(words, "areas", self.catalogue)])
        codes = matched.filter(pl.col("score") >= CERTAIN)["code"].drop_nulls().unique().to_list()
        self._ask_constant("ref_area", codes[0] if len(codes) == 1 else None)

    def _indicator(self) -> None:
        given = {"indicator", "care_form"} & set(self.mapping.roles.values())
        if given or "indicator" in self.mapping.constants or "care_form" in self.mapping.values:
            return
        parts = [part for note in self.notes for part in re.split(r"[,:;()–]|\s-\s", note)]
        texts = [*self.tidy.cells["value_header"].unique(), *self.notes, *parts]
        matched = match([text for text in texts if text and text.strip()], "indicators", self.catalogue)
        sure = matched.filter(pl.col("score") >= CERTAIN)["code"].drop_nulls().unique().to_list()
        near = [code for codes in matched["suggestions"] for code in codes]
        self._ask_constant("indicator", sure[0] if len(sure) == 1 else None, tuple(dict.fromkeys([*sure, *near])))

    def _defaults(self) -> None:
        if "time_period" not in self.mapping.roles.values() and "time_period" not in self.mapping.constants:
            years = match_periods(self.notes).filter(pl.col("score") >= CERTAIN)["code"].unique().to_list()
            self._ask_constant("time_period", years[0] if len(years) == 1 else None)
        taken = {
            *self.mapping.roles.values(),
            *self.mapping.constants,
            *self.mapping.values.get("breakdown", {}).values(),
        }
        remembered = self.known.constants if self.known else {}
        for role, default in DEFAULTS.items():
            if role not in taken:
                self._set_constant(role, remembered.get(role, default))
                if default == BY_INDICATOR and role not in remembered:
                    message = "The file does not say the {role}. Is it what the indicator declares?"
                    self._ask(Question(f"constant:{role}", "constant", role, message, {"role": role}, BY_INDICATOR))

    def _ask_constant(self, role: str, proposed: str | None, options: tuple[str, ...] = ()) -> None:
        if self.known and role in self.known.constants:
            self._set_constant(role, self.known.constants[role])
            return
        message = "The file does not say the {role}. Which one is it for all rows?"
        self._ask(Question(f"constant:{role}", "constant", role, message, {"role": role}, proposed, options))

    def _set_constant(self, role: str, code: str) -> None:
        self.mapping = replace(self.mapping, constants={**self.mapping.constants, role: code})

    def _ask(self, question: Question) -> None:
        self.questions.append(question)

    # --- values

    def _values(self, role: str) -> None:
        column = self.mapping.column_of(role)
        if column:
            counts = _counts(self.tidy.cells.get_column(column))
            self._match(role, counts)

    def _match(self, role: str, counts: Map[str, int]) -> None:
        remembered = self.known.values.get(role, {}) if self.known else {}
        old = {text: remembered[text] for text in counts if text in remembered}
        new = [text for text in counts if text not in old]
        matched = _matched(new, role, self.catalogue)
        sure = {row["text"]: row["code"] for row in matched.to_dicts() if row["code"] and row["score"] >= CERTAIN}
        aside = {row["text"]: LEFT_OUT for row in matched.to_dicts() if row["method"] == "aggregate"}
        self._learn(role, {**sure, **aside, **old})
        items = [_item(row, counts) for row in matched.to_dicts() if row["text"] not in {*sure, *aside}]
        self._ask_values(role, items)

    def _learn(self, role: str, codes: Map[str, str]) -> None:
        values = {**self.mapping.values, role: {**self.mapping.values.get(role, {}), **codes}}
        self.mapping = replace(self.mapping, values=values)

    def _ask_values(self, role: str, items: Sequence[Item]) -> None:
        if items:
            message = "What do these texts mean as {role}?"
            question = Question(f"values:{role}", "values", role, message, {"role": role}, items=tuple(items))
            self._ask(question)

    def _breakdown(self) -> None:
        names, members = self.mapping.column_of("breakdown"), self.mapping.column_of("category")
        if not names or not members:
            return
        cells = self.tidy.cells
        texts = list(_counts(cells.get_column(names)))
        remembered = self.known.values.get("breakdown", {}) if self.known else {}
        proposed = {text: remembered.get(text, _breakdown_role(text)) for text in texts}
        self._learn("breakdown", proposed)
        items = [Item(text, 0, role, _BREAKDOWN_ROLES) for text, role in proposed.items() if text not in remembered]
        self._ask_values("breakdown", items)
        for text, role in proposed.items():
            if role and role != "care_form":
                self._match(role, _counts(cells.filter(pl.col(names) == text).get_column(members)))

    def _care_forms(self) -> None:
        counts = self._care_form_counts()
        if not counts:
            return
        remembered = self.known.values.get("care_form", {}) if self.known else {}
        areas = sorted({*self.mapping.values.get("ref_area", {}).values(), self._area_asked()} - {LEFT_OUT})
        sure, items = {}, []
        for text, count in counts.items():
            form = _care_form(text, areas, self.catalogue)
            if text in remembered:
                sure[text] = remembered[text]
            elif form.is_doubtful:
                proposed = form.indicator if form.role != "unknown" else _left_unknown(form)
                items.append(Item(text, count, proposed, form.suggestions, form.reason))
            else:
                sure[text] = form.indicator
        self._learn("care_form", sure)
        self._ask_values("care_form", items)

    def _care_form_counts(self) -> dict[str, int]:
        column = self.mapping.column_of("care_form")
        if column:
            return _counts(self.tidy.cells.get_column(column))
        names, members = self.mapping.column_of("breakdown"), self.mapping.column_of("category")
        forms = [text for text, role in self.mapping.values.get("breakdown", {}).items() if role == "care_form"]
        if not names or not members or not forms:
            return {}
        return _counts(self.tidy.cells.filter(pl.col(names).is_in(forms)).get_column(members))

    def _units(self) -> None:
        """Ask about units of another kind than the indicators': percentages beside numbers are usually left out."""
        kinds = {self._kind(code) for code in self._indicators()}
        units = self.mapping.values.get("unit", {})
        others = [text for text, unit in units.items() if kinds and self._unit_kind(unit) not in kinds]
        if others and len(others) < len(units) and not self.known:
            why = "These values have another unit than the indicators of the file."
            items = [Item(text, 0, LEFT_OUT, (units[text],), why) for text in others]
            self._learn("unit", dict.fromkeys(others, LEFT_OUT))
            self._ask_values("unit", items)

    def _indicators(self) -> set[str]:
        values = self.mapping.values
        codes = {*values.get("indicator", {}).values(), *values.get("care_form", {}).values()}
        codes.add(self.mapping.constants.get("indicator", ""))
        codes |= {each.proposed or "" for each in self.questions if each.id == "constant:indicator"}
        return {code for code in codes if code in self.catalogue.indicators}

    def _kind(self, indicator: str) -> str:
        return self._unit_kind(self.catalogue.indicators[indicator].unit)

    def _unit_kind(self, unit: str) -> str:
        return self.catalogue.units[unit].extra["kind"] if unit in self.catalogue.units else ""

    def _area_asked(self) -> str:
        asked = next((each.proposed for each in self.questions if each.id == "constant:ref_area"), None)
        return self.mapping.constants.get("ref_area") or asked or LEFT_OUT

    # --- columns beyond our dimensions, numbers

    def _keep(self, guesses: dict[str, RoleGuess]) -> None:
        used = [column for column, role in self.mapping.roles.items() if role and column in self.tidy.cells.columns]
        for column, guessed in guesses.items():
            if self.mapping.roles[column] or not _splits(self.tidy.cells, column, used, guessed):
                continue
            counts = _counts(self.tidy.cells.get_column(column))
            if self.known and column in self.known.keep:
                self.mapping = replace(self.mapping, keep={**self.mapping.keep, column: self.known.keep[column]})
                continue
            total = next((text for text in counts if normalised(unnumbered(text)) in _TOTALS), None)
            items = tuple(Item(text, count, text if text == total else None) for text, count in counts.items())
            message = "“{column}” says something our format has no place for. Which of its rows should be used?"
            self._ask(Question(f"keep:{column}", "keep", column, message, {"column": column}, total, items=items))

    def _numbers(self) -> None:
        values = self.tidy.cells["value"].fill_null("")
        if self.known:
            self.mapping = replace(self.mapping, style=self.known.style, multiplier=self.known.multiplier)
        else:
            self._style(values)
            self._multiplier(values)
        self._marks(values)

    def _style(self, values: pl.Series) -> None:
        found = guess_style(values)
        self.mapping = replace(self.mapping, style=found.style)
        if found.is_ambiguous:
            message = "Is {example} a whole number or a number with decimals?"
            if found.style.is_mixed:
                message = "Numbers such as {example} are written in two ways. Are all of these marks decimal marks?"
            words = {"example": ", ".join(found.examples[:3])}
            proposed = "decimal_both" if found.style.is_mixed else "thousands"
            options = ("decimal_both",) if found.style.is_mixed else ("thousands", "decimal")
            self._ask(Question("style", "style", found.style.thousands, message, words, proposed, options))

    def _multiplier(self, values: pl.Series) -> None:
        said = " ".join([*self.notes, *self.tidy.cells["value_header"].drop_nulls().unique()])
        proposed = "1000" if _THOUSANDS.search(said) else "1000000" if _MILLIONS.search(said) else ""
        if not proposed and self._are_fractions(values):
            proposed = "100"
        if proposed and not self.mapping.column_of("multiplier"):
            message = "Should the values be multiplied by {factor}?"
            self._ask(
                Question("multiplier", "multiplier", "", message, {"factor": proposed}, proposed, (proposed, "1"))
            )

    def _are_fractions(self, values: pl.Series) -> bool:
        kinds = {self._kind(code) for code in self._indicators()}
        if kinds != {"share"}:
            return False
        numbers = parse(values, self.mapping.style)["obs_value"].drop_nulls()
        return bool(numbers.len() and (numbers <= 1).all() and (numbers % 1 != 0).any())

    def _marks(self, values: pl.Series) -> None:
        convention = convention_of(values, self.tidy.layout)
        found = guess_marks(values, convention)
        if self.tidy.layout not in WIDE and (tidied(values) == "").any():
            found = {**found, "": "O"}
        remembered = self.known.marks if self.known else {}
        self.mapping = replace(
            self.mapping, marks={**found, **{k: v for k, v in remembered.items() if k in found or k}}
        )
        counts = _counts(tidied(values).filter(~is_number_like(values)), with_blank=True)
        items = [Item(text, counts.get(text, 0), status) for text, status in found.items() if text not in remembered]
        if items:
            message = "These stand where numbers should be. What do they mean?"
            self._ask(
                Question("marks", "marks", "obs_status", message, options=("O", "L", "M", "Q"), items=tuple(items))
            )


def _counts(texts: pl.Series, *, with_blank: bool = False) -> dict[str, int]:
    counted = texts.drop_nulls().alias("text").value_counts(sort=True).sort("count", "text", descending=[True, False])
    return {text: count for text, count in counted.iter_rows() if with_blank or text.strip()}


def _matched(texts: Sequence[str], role: str, catalogue: Catalogue) -> pl.DataFrame:
    return match_periods(texts) if role == "time_period" else match(texts, CODELISTS[role], catalogue)


def _item(row: Map[str, Any], counts: Map[str, int]) -> Item:
    """Return what is asked of one text; one clear favourite is proposed, a text that is nothing we know is left out."""
    suggestions = tuple(row["suggestions"])
    if not suggestions:
        return Item(row["text"], counts[row["text"]], LEFT_OUT)
    alike, only = row["method"] == "suggestion", len(suggestions) == 1
    is_clear = (only and row["score"] >= LIKELY) if alike else (only or row["score"] >= ENOUGH)
    return Item(row["text"], counts[row["text"]], suggestions[0] if is_clear else None, suggestions)


def _left_unknown(form: crosswalk.CareForm) -> str | None:
    """Return that an unknown form is left out, so that it stays *neither or unknown*; null if like a known one."""
    return None if form.suggestions else LEFT_OUT


def _breakdown_role(text: str) -> str:
    words = normalised(text)
    for role, signs in (
        ("sex", ("gender", "sex", "kon")),
        ("age", ("age", "alder")),
        ("disability", ("disability", "handicap")),
        ("care_form", ("placement", "care form", "anbringelse")),
        ("indicator", ("indicator",)),
    ):
        if any(words.startswith(sign) or words == sign for sign in signs) and "type" not in words:
            return role
    return LEFT_OUT


def _care_form(text: str, areas: Iterable[str], catalogue: Catalogue) -> crosswalk.CareForm:
    """Return the form in the areas of the file; doubtful where they do not agree."""
    found = [crosswalk.care_form(text, area, catalogue) for area in areas] or [crosswalk.care_form(text, "", catalogue)]
    known = [form for form in found if form.role != "unknown"]
    if not known:
        return found[0]
    if len({form.indicator for form in known}) > 1:
        near = tuple(dict.fromkeys(form.indicator for form in known if form.indicator))
        return replace(known[0], is_doubtful=True, role="unknown", suggestions=near)
    return known[0]


def _splits(cells: pl.DataFrame, column: str, used: Sequence[str], guessed: RoleGuess) -> bool:
    """Return whether an unused column tells rows apart that are otherwise the same fact."""
    if column not in cells.columns or column == "value_header" or guessed.confidence >= 0.9:  # noqa: PLR2004
        return column == "value_header" and cells["value_header"].n_unique() > 1
    if cells[column].n_unique() <= 1 or not used:
        return False
    grouped = cells.group_by(used).agg(pl.col(column).n_unique().alias("texts"))
    return bool((grouped["texts"] > 1).any())
