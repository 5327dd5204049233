"""Problems put in the order of what solves most, and fixes that solve a whole group at once.

A fix never touches the file: it is an edit of cells, a change of the mapping or a sentence among the decisions.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from pipelines.catalogue import in_language
from pipelines.rules.words import LEVELS, all_rules, problems_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pipelines.intake.answers import Mapping as TableMapping
    from pipelines.intake.intake import Decisions, Intake

PLACES_SHOWN = 5
SUPPRESSED = "c"
"""What a suppressed figure's cell gets; the mapping reads it as status Q."""

KINDS = {
    "decimal_comma": r"^-?\d+,\d+$",
    "decimal_point": r"^-?\d+\.\d+$",
    "thousands_mark": r"^-?\d{1,3}([.,' \x{a0}\x{202f}]\d{3})+([.,]\d+)?$",
    "words_beside": r"^\D*\d[\d.,' \x{a0}]*\D+$|^\D+\d[\d.,' \x{a0}]*$",
}
"""Ways in which a value may be written so that it is no number, the first that fits."""

_READABLE = ("not_a_number", "wrong_style", "value_unreadable")
_BY_TEXT = (
    *("unknown_indicator", "unknown_ref_area", "unknown_sex", "unknown_age", "unknown_disability"),
    *("unknown_count_basis", "unknown_status", "text_unmapped", "constant_missing", "unknown_flag", "future_year"),
    *("aggregate_area", "area_not_yours", "forms_overlap", "unit_differs"),
)

FIX_WORDS: Mapping[str, Mapping[str, str]] = {
    "convert_numbers": {"en": "Convert all of them to numbers", "da": "Omsæt dem alle til tal"},
    "use_code": {"en": "Use {value} for all of them", "da": "Brug {value} til dem alle"},
    "leave_rows_out": {"en": "Leave out all rows with this text", "da": "Udelad alle rækker med denne tekst"},
    "leave_out": {"en": "Leave these figures out", "da": "Udelad disse tal"},
    "mark_as": {"en": "Read all of them as status {value}", "da": "Læs dem alle som status {value}"},
    "suppress": {"en": "Suppress all of them", "da": "Skjul dem alle"},
    "multiply": {"en": "Multiply all of them by {value}", "da": "Gang dem alle med {value}"},
    "set_constant": {"en": "Use {value} for the whole file", "da": "Brug {value} for hele filen"},
    "clear": {"en": "Empty these cells", "da": "Tøm disse celler"},
    "explain": {"en": "Give one sentence for all of them", "da": "Skriv én sætning for dem alle"},
}
"""What a fix does, in words; `{value}` is what it is done with."""

_FIXES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(_READABLE, ("convert_numbers", "mark_as", "leave_out")),
    **{rule: ("use_code", "leave_rows_out") for rule in _BY_TEXT if rule.startswith(("unknown_", "text_"))},
    "unknown_flag": ("convert_numbers", "leave_out"),
    "constant_missing": ("set_constant",),
    "value_missing": ("mark_as", "leave_out"),
    "text_missing": ("leave_out",),
    "small_cell": ("suppress", "leave_out"),
    "small_cell_revealed": ("suppress", "leave_out"),
    "share_as_fraction": ("multiply", "explain"),
    "thousandfold": ("multiply", "explain"),
    "contact_in_text": ("clear", "leave_out"),
    "ref_date_future": ("clear", "leave_out"),
    "ref_date_unreadable": ("clear", "leave_out"),
}
_FACTORS = {"share_as_fraction": "100", "thousandfold": "1000"}


class Fix(NamedTuple):
    """A way to solve a whole group: its code (of `FIX_WORDS`) and the values offered; none where a person writes it."""

    code: str
    values: tuple[str, ...] = ()

    def words(self, language: str, value: str = "") -> str:
        """Return what the fix does."""
        return in_language(FIX_WORDS[self.code], language).format(value=value)


@dataclass(frozen=True)
class Group:
    """Problems that one decision solves. `kind` is how their values are written (of `KINDS`), empty otherwise.

    `found` is the text they have in common, null where they differ; `places` are the first few, `count` is all.
    """

    rule: str
    level: str
    column: str
    kind: str
    found: str | None
    count: int
    places: tuple[str, ...]
    fixes: tuple[Fix, ...]

    @property
    def id(self) -> str:
        """Return a text that names the group as long as it has problems."""
        return "|".join((self.rule, self.column, self.kind, self.found or ""))

    def message(self, language: str) -> str:
        """Return what is wrong with all of them."""
        rule = all_rules().get(self.rule)
        return in_language(rule.message, language) if rule else self.rule

    def action(self, language: str) -> str:
        """Return what to do."""
        rule = all_rules().get(self.rule)
        return in_language(rule.action, language) if rule else ""


def groups(problems: pl.DataFrame) -> tuple[Group, ...]:
    """Return problems (`PLACED`) grouped by what must be done: errors, warnings, notices, most cells first in each.

    Warnings that have their sentence are left out.
    """
    keyed = _keyed(problems.filter(pl.col("explanation").is_null()))
    gathered = keyed.group_by("rule", "level", "column", "kind", "text", maintain_order=True).agg(
        pl.len().alias("count"),
        places=pl.coalesce("cell", "place").drop_nulls().unique(maintain_order=True).head(PLACES_SHOWN),
        near=pl.col("detail").drop_nulls().unique(maintain_order=True).head(1),
    )
    found = [_group(row) for row in gathered.iter_rows(named=True)]
    return tuple(sorted(found, key=lambda group: (LEVELS.index(group.level), -group.count, group.id)))


def group_problems(problems: pl.DataFrame, group: Group) -> pl.DataFrame:
    """Return the problems of a group."""
    keyed = _keyed(problems.filter(pl.col("explanation").is_null()))
    same = {"rule": group.rule, "column": group.column, "kind": group.kind, "text": group.found}
    return keyed.filter([pl.col(column).eq_missing(pl.lit(value, pl.String)) for column, value in same.items()])


def fixed(found: Intake, decisions: Decisions, group: Group, fix: str, value: str = "") -> Decisions:
    """Return the decisions with a fix for a whole group.

    Parameters
    ----------
    fix
        The code of one of the group's fixes.
    value
        What it is done with: a code, a status, a factor, a sentence.
    """
    with_mapping = dataclasses.replace(decisions, mapping=decisions.mapping or found.mapping)
    return _DONE[fix](_Work(found, with_mapping, group_problems(found.problems, group), group, value))


@dataclass(frozen=True)
class _Work:
    found: Intake
    decisions: Decisions
    problems: pl.DataFrame
    group: Group
    value: str

    @property
    def mapping(self) -> TableMapping:
        return self.decisions.mapping or self.found.mapping

    def edited(self, edits: Mapping[str, str | None]) -> Decisions:
        return dataclasses.replace(self.decisions, edits={**self.decisions.edits, **edits})

    def mapped(self, mapping: TableMapping) -> Decisions:
        return dataclasses.replace(self.decisions, mapping=mapping)

    @property
    def cells(self) -> list[tuple[str, str]]:
        """Return each cell in question with what stands in it."""
        at = self.problems.drop_nulls("cell").select(pl.concat_str("sheet", pl.lit("!"), "cell"), "found")
        return [(place, text or "") for place, text in at.unique(maintain_order=True).iter_rows()]

    @property
    def places(self) -> list[str]:
        return self.problems["place"].drop_nulls().unique(maintain_order=True).to_list()

    @property
    def text(self) -> str:
        """Return the text in common as the file writes it; mapping puts its column before it."""
        column = self.mapping.column_of(self.group.column)
        return (self.group.found or "").removeprefix(f"{column}: ")


def _keyed(problems: pl.DataFrame) -> pl.DataFrame:
    by_text = pl.col("rule").is_in(_BY_TEXT)
    kind = pl.lit("")
    for name, pattern in reversed(KINDS.items()):
        kind = pl.when(pl.col("found").str.contains(pattern)).then(pl.lit(name)).otherwise(kind)
    readable = pl.col("rule").is_in(_READABLE)
    kind = pl.when(readable).then(kind).otherwise(pl.lit("")).fill_null("")
    marks = readable & (kind == "")
    return problems.with_columns(pl.col("column").fill_null(""), kind=kind, text=pl.when(by_text | marks).then("found"))


def _group(row: dict[str, object]) -> Group:
    rule, level, kind = str(row["rule"]), str(row["level"]), str(row["kind"])
    near, places = row["near"], row["places"]
    return Group(
        rule=rule,
        level=level,
        column=str(row["column"]),
        kind=kind,
        found=None if row["text"] is None else str(row["text"]),
        count=int(str(row["count"])),
        places=tuple(places) if isinstance(places, list) else (),
        fixes=tuple(_offered(rule, level, kind, tuple(near) if isinstance(near, list) else ())),
    )


def _offered(rule: str, level: str, kind: str, near: tuple[str, ...]) -> list[Fix]:
    if level == "notice":
        return []
    codes = _FIXES.get(rule, ("explain",) if level == "warning" else ("leave_out",))
    values = {"mark_as": ("O", "L", "M", "Q"), "multiply": (_FACTORS.get(rule, "1000"),), "use_code": near}
    useless = {"convert_numbers"} if rule in _READABLE and not kind else {"mark_as"} if kind else set()
    return [Fix(code, values.get(code, ())) for code in codes if code not in useless]


# --- fixes ------------------------------------------------------------------------------------------------------------


def _convert(work: _Work) -> Decisions:
    """Write each number in the file's own style."""
    decimal = work.mapping.style.decimal
    edits = {place: number_text(text, decimal) for place, text in work.cells}
    return work.edited({place: text for place, text in edits.items() if text is not None})


def number_text(text: str, decimal: str) -> str | None:
    """Return the one number that a text holds, with a decimal mark; null where it holds none or several.

    The last mark followed by other than three digits, or the second kind of mark, is the decimal mark.
    """
    found = re.findall(r"-?\d[\d.,'\s\u00a0\u202f]*", text.strip())
    if len(found) != 1:
        return None
    digits = re.sub(r"['\s\u00a0\u202f]", "", found[0]).rstrip(".,")
    marks = [mark for mark in digits if mark in ".,"]
    last = max(digits.rfind("."), digits.rfind(","))
    is_decimal = last >= 0 and (len(set(marks)) > 1 or (len(marks) == 1 and len(digits) - last - 1 != 3))  # noqa: PLR2004
    whole = re.sub(r"[.,]", "", digits[:last] if is_decimal else digits)
    return f"{whole}{decimal}{digits[last + 1 :]}" if is_decimal else whole


def _use_code(work: _Work, code: str | None = None) -> Decisions:
    role = work.group.column
    meaning = {work.text: work.value if code is None else code}
    values = {**work.mapping.values, role: {**work.mapping.values.get(role, {}), **meaning}}
    if "care_form" in work.mapping.values and role == "indicator":
        values["care_form"] = {**work.mapping.values["care_form"], **meaning}
    return work.mapped(dataclasses.replace(work.mapping, values=values))


def _leave_rows_out(work: _Work) -> Decisions:
    return _use_code(work, "")


def _leave_out(work: _Work) -> Decisions:
    return work.edited(dict.fromkeys(work.places))


def _mark_as(work: _Work) -> Decisions:
    texts = {(text or "").strip().casefold() for text in work.problems["found"]}
    marks = {**work.mapping.marks, **dict.fromkeys(sorted(texts), work.value)}
    return work.mapped(dataclasses.replace(work.mapping, marks=marks))


def _suppress(work: _Work) -> Decisions:
    marks = {**work.mapping.marks, SUPPRESSED: "Q"}
    hidden = work.edited(dict.fromkeys(work.places, SUPPRESSED))
    return dataclasses.replace(hidden, mapping=dataclasses.replace(work.mapping, marks=marks))


def _multiply(work: _Work) -> Decisions:
    decimal = work.mapping.style.decimal
    edits = {}
    for place, text in work.cells:
        try:
            number = Decimal(text) / Decimal(repr(work.mapping.multiplier)) * Decimal(work.value)
        except InvalidOperation:
            continue
        edits[place] = format(number.normalize(), "f").replace(".", decimal)
    return work.edited(edits)


def _set_constant(work: _Work) -> Decisions:
    constants = {**work.mapping.constants, work.group.column: work.value}
    return work.mapped(dataclasses.replace(work.mapping, constants=constants))


def _clear(work: _Work) -> Decisions:
    return work.edited({place: "" for place, _ in work.cells})


def _explain(work: _Work) -> Decisions:
    said = {**work.decisions.explanations, work.group.rule: work.value.strip()}
    return dataclasses.replace(work.decisions, explanations=said)


_DONE: Mapping[str, Callable[[_Work], Decisions]] = {
    "convert_numbers": _convert,
    "use_code": _use_code,
    "leave_rows_out": _leave_rows_out,
    "leave_out": _leave_out,
    "mark_as": _mark_as,
    "suppress": _suppress,
    "multiply": _multiply,
    "set_constant": _set_constant,
    "clear": _clear,
    "explain": _explain,
}


def told(problems: pl.DataFrame, language: str) -> pl.DataFrame:
    """Return problems as a person reads them: place, level, what was found, what was expected, what to do."""
    columns = ("sheet", "cell", "level", "rule", "column", "found", "expected", "message", "explanation")
    return problems_in(problems, language).select(columns)
