"""A member's file from its bytes to checked rows, the same for page, command line and build."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.canonical import canonical_json
from pipelines.intake.gate import pass_gate
from pipelines.intake.mapping import Mapping, answered, apply, fingerprint, guess, proposed_answers
from pipelines.intake.opened import Opened, Refusal, Sheet, column_letter
from pipelines.intake.shapes import not_indicators, read_shape
from pipelines.intake.tables import Table, find_table
from pipelines.observations import SCHEMA
from pipelines.rules import check
from pipelines.rules.rows import PROBLEM_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from collections.abc import Mapping as Map

    from pipelines.catalogue import Catalogue
    from pipelines.intake.mapping import Mapped, Proposal, Question
    from pipelines.intake.shapes import Tidy
    from pipelines.rules import Context

PLACED = pl.Schema(
    {**PROBLEM_SCHEMA, "sheet": pl.String(), "cell": pl.String(), "place": pl.String(), "explanation": pl.String()}
)
"""Problems with their place: `cell` holds what is wrong (null for what the whole file says), `place` names the
figure by its value's cell (`Sheet1!C14`), `explanation` is the sentence given for a warning."""

PLACES = pl.Schema({"sheet": pl.String(), "row": pl.Int64(), "column": pl.String()})
"""Where the value of a figure stands in the file."""

VALUE_COLUMNS = {"obs_value", "obs_status"}
_CELL = re.compile(r"^([A-Z]+)(\d+)$")


@dataclass(frozen=True)
class Decisions:
    """What a person decided about a file; with its bytes this gives the same rows for ever.

    `edits`: cell (`Sheet1!C14`) → its new text, null to leave the figure of that cell out. `explanations`: a rule's
    code, or a rule and a figure (`jump_from_last_year@Sheet1!C14`) → a sentence. `notes`: figure → public footnote,
    settled when the file is submitted. `values`: columns that hold values, where the guess was corrected. `recall`
    finds the mapping remembered for a layout; it is no decision and is not kept.
    """

    sheet: str | None = None
    mapping: Mapping | None = None
    edits: Map[str, str | None] = field(default_factory=dict)
    explanations: Map[str, str] = field(default_factory=dict)
    notes: Map[str, str] = field(default_factory=dict)
    values: tuple[str, ...] | None = None
    recall: Callable[[str], Mapping | None] | None = field(default=None, compare=False, repr=False)

    def content(self) -> dict[str, Any]:
        """Return the decisions as plain values for JSON."""
        content = asdict(replace(self, recall=None))
        del content["recall"]
        return content

    def to_json(self) -> str:
        """Return the decisions as one canonical text."""
        return canonical_json(self.content())

    @staticmethod
    def from_content(content: Map[str, Any]) -> Decisions:
        """Return the decisions that plain values hold."""
        mapping, values = content.get("mapping"), content.get("values")
        read = Mapping.from_json(canonical_json(mapping)) if mapping else None
        return Decisions(**{**content, "mapping": read, "values": tuple(values) if values is not None else None})


@dataclass(frozen=True)
class Intake:
    """Everything that is known about a file.

    `rows` (`SCHEMA`) are the figures that may be published, `places` (`PLACES`) where each stands, in the same
    order; `problems` (`PLACED`) is what is wrong with the others, or asks for a sentence.
    """

    opened: Opened
    table: Table
    tidy: Tidy
    proposal: Proposal | None
    mapping: Mapping
    mapped: Mapped
    rows: pl.DataFrame
    places: pl.DataFrame
    problems: pl.DataFrame

    @property
    def questions(self) -> tuple[Question, ...]:
        """What only a person can say; none where the mapping was given."""
        return self.proposal.questions if self.proposal else ()

    @property
    def errors(self) -> pl.DataFrame:
        """Problems that keep figures out."""
        return self.problems.filter(pl.col("level") == "error")

    @property
    def unexplained(self) -> pl.DataFrame:
        """Warnings that still ask for a sentence."""
        return self.problems.filter(pl.col("level") == "warning", pl.col("explanation").is_null())

    @property
    def notes(self) -> dict[str, str]:
        """Footnotes that the explanations give, figure by figure."""
        explained = self.problems.filter(pl.col("level") == "warning").drop_nulls(["explanation", "place"])
        grouped = explained.group_by("place", maintain_order=True).agg(
            pl.col("explanation").unique(maintain_order=True)
        )
        return {place: " ".join(sentences) for place, sentences in grouped.sort("place").iter_rows()}


def intake(
    content: bytes,
    catalogue: Catalogue,
    decisions: Decisions | None = None,
    *,
    source: str = "",
    context: Context | None = None,
) -> Intake | Refusal:
    """Read, map and check a file.

    Parameters
    ----------
    source
        Id of the source that the figures stand under; it must be in the catalogue.
    context
        What an upload is compared with; none when a release is built again, which asks no new questions.

    Returns
    -------
    Intake or Refusal
        Without a mapping among the decisions the guessed one is used, with the answers it proposes itself.
    """
    chosen = decisions or Decisions()
    opened = pass_gate(content)
    if isinstance(opened, Refusal):
        return opened
    table = find_table(opened, chosen.sheet)
    if isinstance(table, Refusal):
        return table
    table = _edited_table(table, chosen.edits)
    opened = _edited(opened, chosen.edits)
    tidy = read_shape(table, chosen.values)
    refusal = None if chosen.edits else not_indicators(tidy)
    if refusal:
        return refusal
    remembered = chosen.recall(fingerprint(tidy)) if chosen.recall else None
    proposal = None if chosen.mapping else guess(tidy, catalogue, remembered, notes=table.notes)
    mapping = chosen.mapping or _as_proposed(proposal)
    return _checked(_Read(opened, table, tidy, proposal, mapping), catalogue, chosen, source, context)


@dataclass(frozen=True)
class _Read:
    opened: Opened
    table: Table
    tidy: Tidy
    proposal: Proposal | None
    mapping: Mapping


def _checked(read: _Read, catalogue: Catalogue, decisions: Decisions, source: str, context: Context | None) -> Intake:
    kept = replace(read.tidy, cells=_without(read.tidy.cells, read.table.sheet, decisions.edits))
    mapped = apply(kept, read.mapping, catalogue, sheet=read.table.sheet)
    text = mapped.rows.with_columns(file=pl.lit(read.table.sheet), line=_counted(), source=pl.lit(source))
    checked = check(text, catalogue, upload=context)
    places = text.select("line", *PLACES.names())
    problems = _placed(checked.problems, places, read)
    mapping_problems = _placed_already(mapped.problems, read)
    every = _explained(pl.concat([mapping_problems, problems]), decisions.explanations)
    wrong = checked.problems.filter(pl.col("level") == "error")["line"].unique().implode()
    accepted_places = places.filter(~pl.col("line").is_in(wrong)).select(PLACES.names())
    rows = noted(checked.accepted, accepted_places, decisions.notes)
    return Intake(**vars(read), mapped=mapped, rows=rows, places=accepted_places, problems=every)


def _as_proposed(proposal: Proposal | None) -> Mapping:
    return answered(proposal.mapping, proposed_answers(proposal)) if proposal else Mapping()


def _counted() -> pl.Expr:
    return pl.int_range(1, pl.len() + 1, dtype=pl.UInt32)


# --- edits ------------------------------------------------------------------------------------------------------------


def cell_of(place: str) -> tuple[str, int, int]:
    """Return sheet, row (from 1) and column (from 0) that a place names.

    Raises
    ------
    ValueError
        It is no place such as `Sheet1!C14`.
    """
    sheet, _, cell = place.rpartition("!")
    found = _CELL.match(cell)
    if not found:
        msg = f"{place!r} is no cell, expected a place such as Sheet1!C14"
        raise ValueError(msg)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return sheet, int(found[2]), column - 1


def _edited(opened: Opened, edits: Map[str, str | None]) -> Opened:
    """Return the sheets with the edited cells' new texts."""
    by_sheet: dict[str, list[tuple[int, int, str]]] = {}
    for place, text in edits.items():
        if text is not None:
            sheet, row, column = cell_of(place)
            by_sheet.setdefault(sheet, []).append((row, column, text))
    sheets = [_edited_sheet(each, by_sheet[each.name]) if each.name in by_sheet else each for each in opened.sheets]
    return replace(opened, sheets=tuple(sheets))


def _edited_table(table: Table, edits: Map[str, str | None]) -> Table:
    """Return the table with the edited cells' new texts; it was found before, so that no edit hides it."""
    if not edits:
        return table
    at_row = {number: index for index, number in enumerate(table.row_numbers)}
    at_column = {letter: index for index, letter in enumerate(_letters_of(table))}
    rows = list(table.rows)
    for place, text in edits.items():
        sheet, row, column = cell_of(place)
        index, cell = at_row.get(row), at_column.get(column_letter(column))
        if text is not None and sheet == table.sheet and index is not None and cell is not None:
            rows[index] = [*rows[index][:cell], text, *rows[index][cell + 1 :]]
    return replace(table, rows=rows)


def _letters_of(table: Table) -> tuple[str, ...]:
    return table.letters or tuple(column_letter(index) for index in range(len(table.columns)))


def _edited_sheet(sheet: Sheet, edits: list[tuple[int, int, str]]) -> Sheet:
    rows = list(sheet.rows)
    for row, column, text in edits:
        if 0 < row <= len(rows):
            cells = [*rows[row - 1], *[""] * (column + 1 - len(rows[row - 1]))]
            cells[column] = text
            rows[row - 1] = cells
    return replace(sheet, rows=rows)


def _without(cells: pl.DataFrame, sheet: str, edits: Map[str, str | None]) -> pl.DataFrame:
    """Return the values without those whose figure is left out."""
    left_out = [place for place, text in edits.items() if text is None]
    return cells.filter(~_place(pl.lit(sheet)).is_in(left_out)) if left_out else cells


def _place(sheet: pl.Expr) -> pl.Expr:
    return pl.concat_str(sheet, pl.lit("!"), "column", pl.col("row").cast(pl.String))


# --- problems ---------------------------------------------------------------------------------------------------------


def _letters(read: _Read) -> dict[str, str]:
    """Return the sheet's column of each of our columns that the file holds in one column."""
    at = dict(zip(read.table.columns, _letters_of(read.table), strict=False))
    return {role: at[column] for column, role in read.mapping.roles.items() if role and column in at}


def _placed(problems: pl.DataFrame, places: pl.DataFrame, read: _Read) -> pl.DataFrame:
    at = places.rename({"column": "letter"})
    joined = problems.join(at, on="line", how="left", maintain_order="left")
    place = pl.concat_str("sheet", pl.lit("!"), "letter", pl.col("row").cast(pl.String))
    return _with_cells(joined.with_columns(place=place), read)


def _placed_already(problems: pl.DataFrame, read: _Read) -> pl.DataFrame:
    """Return problems of mapping, whose `cell` is that of the value, in the shape of the others."""
    at = problems.with_columns(
        place=pl.concat_str("sheet", pl.lit("!"), "cell"),
        letter=pl.col("cell").str.extract(r"^([A-Z]+)"),
        row=pl.col("cell").str.extract(r"(\d+)$").cast(pl.Int64),
    )
    return _with_cells(at.drop("cell"), read)


def _with_cells(problems: pl.DataFrame, read: _Read) -> pl.DataFrame:
    """Return problems with the cell of the column concerned; null where no cell of the file says it."""
    letters = _letters(read)
    own = pl.col("column").replace_strict(letters, default=None, return_dtype=pl.String)
    letter = pl.when(pl.col("column").is_in(sorted(VALUE_COLUMNS))).then(pl.coalesce(own, "letter")).otherwise(own)
    row = pl.col("row").cast(pl.String)
    return problems.with_columns(
        file=pl.lit(read.table.sheet), cell=pl.concat_str(letter, row), explanation=pl.lit(None, pl.String)
    ).select(PLACED.names())


def _explained(problems: pl.DataFrame, explanations: Map[str, str]) -> pl.DataFrame:
    """Return problems with the sentence given for each warning: that of the figure before that of the whole rule."""
    said = {key: sentence.strip() for key, sentence in explanations.items() if sentence.strip()}
    if not said or problems.is_empty():
        return problems
    one = pl.concat_str("rule", pl.lit("@"), "place").replace_strict(said, default=None, return_dtype=pl.String)
    every = pl.col("rule").replace_strict(said, default=None, return_dtype=pl.String)
    asks = pl.col("level") == "warning"
    return problems.with_columns(explanation=pl.when(asks).then(pl.coalesce(one, every)))


def noted(rows: pl.DataFrame, places: pl.DataFrame, notes: Map[str, str]) -> pl.DataFrame:
    """Return rows with their footnotes after what the file says itself."""
    if not notes:
        return rows.select(SCHEMA.names())
    place = places.select(place=_place(pl.col("sheet")))["place"]
    said = place.replace_strict(dict(notes), default=None, return_dtype=pl.String)
    note = pl.concat_str("note", pl.lit(said), separator=" ", ignore_nulls=True)
    return rows.with_columns(note=pl.when(note != "").then(note)).select(SCHEMA.names())


def value_places(places: pl.DataFrame) -> Iterator[str]:
    """Return the name of each place, such as `Sheet1!C14`."""
    yield from places.select(place=_place(pl.col("sheet")))["place"]
