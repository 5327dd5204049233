"""A table and its mapping → rows in the upload format, each with its place; what cannot be read is a problem."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from pipelines.intake.answers import BY_INDICATOR, LEFT_OUT, Mapping
from pipelines.intake.crosswalk import care_form
from pipelines.intake.numbers import VALUELESS, multiplied, parse
from pipelines.intake.periods import period
from pipelines.intake.roles import TEXT_ROLES
from pipelines.observations import FILE_COLUMNS
from pipelines.rules.rows import PROBLEM_SCHEMA, TEXT_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Mapping as Map

    from pipelines.catalogue import Catalogue
    from pipelines.intake.shapes import Tidy

ROWS = pl.Schema({**TEXT_SCHEMA, "sheet": pl.String(), "row": pl.Int64(), "column": pl.String()})
"""Mapped rows: `line` counts them from 1; `sheet`, `row` and `column` are the place of the value in the file."""

PROBLEMS = pl.Schema({**PROBLEM_SCHEMA, "sheet": pl.String(), "cell": pl.String()})
"""Problems of mapping: `line` is the row's number among all values, `cell` its place, `message` what to do."""

SET_ASIDE = pl.Schema({"reason": pl.String(), "found": pl.String(), "values": pl.UInt32()})
"""What was left out on purpose: why, which text, and how many values."""

CODED = ("indicator", "ref_area", "time_period", "sex", "age", "disability", "count_basis")

MESSAGES = {
    "not_a_number": ("a number, or a mark the mapping knows", "Correct the cell, or say what this mark means."),
    "formula_error": ("a number", "The formula failed. Correct it in the workbook, or type the value."),
    "wrong_style": ("a number written like the others", "Write it with the decimal and thousands marks of the file."),
    "unknown_flag": (
        "a number, perhaps with a known flag",
        "Write the letter's meaning in a status column.",
    ),
    "value_despite_flag": ("no value beside a flag that says there is none", "Remove the value or the flag."),
    "value_missing": ("a number, or a status that says why there is none", "Fill the cell, or give its status."),
    "text_unmapped": ("a text with a known meaning", "Say what this text means, or leave its rows out."),
    "text_missing": ("a text in this column", "Fill the cell."),
    "constant_missing": ("one code for all rows", "Say which one it is for the whole file."),
    "unit_differs": ("the unit of the indicator", "Choose an indicator with this unit, or leave these rows out."),
    "forms_overlap": (
        "one form of care for each indicator",
        "Several lines are counted in the same indicator and may hold the same children. Leave out all but one.",
    ),
}
"""Problem → what was expected, what to do."""


class Mapped(NamedTuple):
    """Rows to be checked (`ROWS`), problems of reading (`PROBLEMS`), and what was set aside (`SET_ASIDE`)."""

    rows: pl.DataFrame
    problems: pl.DataFrame
    set_aside: pl.DataFrame


def apply(tidy: Tidy, mapping: Mapping, catalogue: Catalogue, *, sheet: str = "") -> Mapped:
    """Return the rows a mapping makes of a table.

    A value whose number or any of whose codes cannot be read gives no row but one problem for each. Forms of care that
    are parts of one indicator are added up, if every part has a value; the note says so. Statuses of a mark, a flag
    and a status column are joined; a row with a value and no status is `A`.
    """
    return _Applying(tidy, mapping, catalogue, sheet).mapped()


class _Applying:
    """One run of `apply`: a frame of values that gains our columns, and what was found on the way."""

    def __init__(self, tidy: Tidy, mapping: Mapping, catalogue: Catalogue, sheet: str) -> None:
        self.mapping = mapping
        self.catalogue = catalogue
        self.sheet = sheet
        self.frame = tidy.cells.with_row_index("line", offset=1).rename({"value": "raw"})
        self.source_columns = {role: column for column, role in mapping.roles.items() if role}
        self.problems: list[pl.DataFrame] = []
        self.aside: list[pl.DataFrame] = []

    def mapped(self) -> Mapped:
        self._keep()
        self._blank_cells()
        self._breakdown()
        for role in CODED:
            self._codes(role)
        self._care_form()
        self._texts()
        self._defaults()
        self._numbers()
        self._units()
        self._statuses()
        self._repeated()
        self._sums()
        problems = pl.concat([pl.DataFrame(schema=PROBLEMS), *self.problems]).sort("line", maintain_order=True)
        aside = pl.concat([pl.DataFrame(schema=SET_ASIDE), *self.aside])
        return Mapped(self._rows(problems), problems, aside)

    # --- leaving out

    def _set_aside(self, where: pl.Expr, reason: str, found: pl.Expr) -> None:
        out = self.frame.filter(where.fill_null(value=False))
        if out.height:
            counted = out.select(found.alias("found")).group_by("found", maintain_order=True).len("values")
            self.aside.append(counted.select(pl.lit(reason).alias("reason"), "found", "values").cast(SET_ASIDE))
            self.frame = self.frame.filter(~where.fill_null(value=False))

    def _keep(self) -> None:
        for column, texts in self.mapping.keep.items():
            if column in self.frame.columns:
                where = ~pl.col(column).fill_null("").is_in(list(texts))
                self._set_aside(where, f"not_kept:{column}", pl.col(column).fill_null(""))

    def _blank_cells(self) -> None:
        if "" not in self.mapping.marks and self.mapping.layout in {
            "year_columns",
            "coded_wide",
            "eurostat_tsv",
            "template",
        }:
            self._set_aside(pl.col("raw").fill_null("").str.strip_chars() == "", "empty", pl.lit(""))

    # --- problems

    def _problem(self, where: pl.Expr, rule: str, column: str, found: pl.Expr) -> None:
        expected, message = MESSAGES[rule]
        bad = self.frame.filter(where.fill_null(value=False))
        if bad.height:
            place = pl.concat_str(pl.col("column"), pl.col("row").cast(pl.String))
            row = bad.select(
                file=pl.lit(""),
                line=pl.col("line"),
                column=pl.lit(column),
                rule=pl.lit(rule),
                level=pl.lit("error"),
                found=found,
                expected=pl.lit(expected),
                message=pl.lit(message),
                detail=pl.lit(None, pl.String),
                sheet=pl.lit(self.sheet),
                cell=place,
            )
            further = [pl.lit(None).alias(name) for name in PROBLEMS.names() if name not in row.columns]
            self.problems.append(row.with_columns(further).select(PROBLEMS.names()).cast(PROBLEMS))

    # --- codes

    def _breakdown(self) -> None:
        """Give each dimension a breakdown names a column of its own: total where the row is about another one."""
        names, members = self.source_columns.get("breakdown"), self.source_columns.get("category")
        targets = self.mapping.values.get("breakdown", {})
        if not names or not members:
            return
        self._set_aside(pl.col(names).replace_strict(targets, default=LEFT_OUT) == LEFT_OUT, "left_out", pl.col(names))
        for role in dict.fromkeys(role for role in targets.values() if role):
            texts = [text for text, target in targets.items() if target == role]
            column = f"__{role}"
            self.frame = self.frame.with_columns(
                pl.when(pl.col(names).is_in(texts)).then(pl.col(members)).alias(column)
            )
            self.source_columns[role] = column

    def _codes(self, role: str) -> None:
        column = self.source_columns.get(role)
        ours, constant = pl.col(f"our_{role}"), pl.lit(self.mapping.constants.get(role), pl.String)
        if column is None or column not in self.frame.columns:
            self.frame = self.frame.with_columns(constant.alias(f"our_{role}"))
            return
        code = _looked_up(pl.col(column), self.mapping.values.get(role, {}))
        self.frame = self.frame.with_columns(code.alias(f"our_{role}"))
        self._set_aside(ours == LEFT_OUT, f"left_out:{role}", pl.col(column))
        is_breakdown = column.startswith("__")
        blank = pl.col(column).fill_null("").str.strip_chars() == ""
        otherwise = pl.lit(_TOTALS.get(role), pl.String) if is_breakdown else constant
        self.frame = self.frame.with_columns(pl.when(blank).then(otherwise).otherwise(ours).alias(f"our_{role}"))
        shown = pl.col(column).fill_null("")
        self._problem(ours.is_null() & ~blank, "text_unmapped", role, shown)
        if not is_breakdown:
            self._problem(ours.is_null() & blank, "text_missing", role, pl.lit(column))

    def _care_form(self) -> None:
        column = self.source_columns.get("care_form")
        if column is None or column not in self.frame.columns:
            return
        forms = dict(self.mapping.values.get("care_form", {}))
        by_area = pl.concat_str("our_ref_area", pl.lit(": "), column).replace_strict(
            forms, default=None, return_dtype=pl.String
        )
        code = pl.coalesce(by_area, pl.col(column).replace_strict(forms, default=None, return_dtype=pl.String))
        blank = pl.col(column).fill_null("").str.strip_chars() == ""
        if column.startswith("__"):
            code = pl.when(blank).then(pl.lit("alternative_care_number")).otherwise(code)
        stated = pl.coalesce("our_indicator", code) if "indicator" in self.source_columns else code
        self.frame = self.frame.with_columns(our_indicator=stated)
        self._set_aside(pl.col("our_indicator") == LEFT_OUT, "left_out:care_form", pl.col(column))
        self._problem(pl.col("our_indicator").is_null(), "text_unmapped", "indicator", pl.col(column).fill_null(""))

    def _texts(self) -> None:
        for role in TEXT_ROLES:
            column = self.source_columns.get(role)
            text = (
                pl.col(column) if column in self.frame.columns else pl.lit(self.mapping.constants.get(role), pl.String)
            )
            self.frame = self.frame.with_columns(text.alias(f"our_{role}"))
        column = self.source_columns.get("time_period")
        if column in self.frame.columns and "ref_date" not in self.source_columns:
            dates = {text: period(text).ref_date for text in self.frame[column].unique().drop_nulls()}
            date = pl.col(column).replace_strict(dates, default=None, return_dtype=pl.String)
            self.frame = self.frame.with_columns(our_ref_date=date)

    def _defaults(self) -> None:
        """Fill what the indicator declares, and say which constants are missing altogether."""
        indicators = self.catalogue.indicators
        declared = {
            "age": {code: each.ages[0] for code, each in indicators.items() if each.ages},
            "count_basis": {code: each.basis for code, each in indicators.items()},
        }
        for role, by_code in declared.items():
            ours = pl.col(f"our_{role}")
            default = pl.col("our_indicator").replace_strict(by_code, default=None, return_dtype=pl.String)
            chosen = pl.when(ours == BY_INDICATOR).then(default).otherwise(ours)
            self.frame = self.frame.with_columns(chosen.alias(f"our_{role}"))
        for role in CODED:
            if role not in self.source_columns and not (role == "indicator" and "care_form" in self.source_columns):
                # Without an indicator its own defaults cannot be known; that problem is already named.
                where = pl.col(f"our_{role}").is_null() & (
                    pl.col("our_indicator").is_not_null() | (role not in declared)
                )
                self._problem(where, "constant_missing", role, pl.lit(role))

    # --- values

    def _numbers(self) -> None:
        read = parse(self.frame["raw"], self.mapping.style, self.mapping.marks)
        number = multiplied(read["obs_text"], self.mapping.multiplier)
        column = self.source_columns.get("multiplier")
        self.frame = self.frame.with_columns(
            number.alias("our_obs_value"), read["obs_status"].alias("marked"), read["problem"]
        )
        if column in self.frame.columns:
            self._by_row(column)
        for rule in ("not_a_number", "formula_error", "wrong_style", "unknown_flag", "value_despite_flag"):
            self._problem(pl.col("problem") == rule, rule, "obs_value", pl.col("raw"))

    def _by_row(self, column: str) -> None:
        """Multiply each value by the power of ten of its row (`3`, `3: Thousands`, `Thousands`)."""
        parts = []
        for (text,), part in self.frame.group_by(column, maintain_order=True):
            parts.append(part.with_columns(multiplied(part["our_obs_value"], _factor(str(text or "")))))
        self.frame = pl.concat(parts).sort("line") if parts else self.frame

    def _units(self) -> None:
        column = self.source_columns.get("unit")
        if column not in self.frame.columns:
            return
        unit = _looked_up(pl.col(column), self.mapping.values.get("unit", {}))
        self.frame = self.frame.with_columns(our_unit=unit)
        self._set_aside(pl.col("our_unit") == LEFT_OUT, "left_out:unit", pl.col(column))
        unread = pl.col("our_unit").is_null() & pl.col(column).is_not_null()
        self._problem(unread, "text_unmapped", "unit", pl.col(column))
        kinds = {code: each.extra["kind"] for code, each in self.catalogue.units.items()}
        own = {code: kinds[each.unit] for code, each in self.catalogue.indicators.items()}
        differs = _looked_up(pl.col("our_unit"), kinds) != _looked_up(pl.col("our_indicator"), own)
        self._problem(differs, "unit_differs", "indicator", pl.col(column))

    def _statuses(self) -> None:
        column = self.source_columns.get("obs_status")
        if column in self.frame.columns:
            values = dict(self.mapping.values.get("obs_status", {}))
            stated = pl.col(column).replace_strict(values, default=None, return_dtype=pl.String)
            stated = pl.coalesce(stated, _codes_joined(pl.col(column), self.catalogue))
            self._problem(
                pl.col(column).is_not_null() & stated.is_null(), "text_unmapped", "obs_status", pl.col(column)
            )
        else:
            stated = pl.lit(None, pl.String)
        pairs = self.frame.select("marked", stated=stated, has_value=pl.col("our_obs_value").is_not_null())
        joined = {key: _joined(*key) for key in pairs.unique().iter_rows()}
        status = pl.Series("our_obs_status", [joined[key] for key in pairs.iter_rows()], dtype=pl.String)
        self.frame = self.frame.with_columns(status)
        hollow = pl.col("our_obs_value").is_null() & pl.col("our_obs_status").is_null() & pl.col("problem").is_null()
        self._problem(hollow, "value_missing", "obs_value", pl.col("raw"))

    def _repeated(self) -> None:
        """Leave out totals that every breakdown repeats, where they are the same."""
        names = self.source_columns.get("breakdown")
        if names not in self.frame.columns:
            return
        key = [*(f"our_{role}" for role in CODED), "our_obs_value", "our_obs_status"]
        total = pl.col(names).fill_null("") + pl.lit(": ") + pl.col(self.source_columns["category"]).fill_null("")
        self._set_aside(~pl.struct(key).is_first_distinct(), "repeated", total)

    def _sums(self) -> None:
        """Add up forms of care that are parts of one indicator; forms that may overlap are a problem."""
        column = self.source_columns.get("care_form")
        if column is None or column not in self.frame.columns:
            return
        key = [f"our_{role}" for role in CODED]
        usable = (
            pl.col(column).is_not_null()
            & pl.col("problem").is_null()
            & pl.all_horizontal(pl.col(each).is_not_null() for each in key)
        )
        groups = self.frame.filter(usable).group_by(key).agg(pl.col(column).n_unique().alias("forms"))
        several = groups.filter(pl.col("forms") > 1).select(key)
        if several.is_empty():
            return
        together = self.frame.filter(usable).join(several, on=key, how="semi", nulls_equal=True)
        parts = self._parts(together.select(column, "our_ref_area").unique())
        lone = together.join(parts, on=[column, "our_ref_area"], how="anti", nulls_equal=True).select(key).unique()
        overlapping = together.join(lone, on=key, how="semi", nulls_equal=True)["line"].implode()
        self._problem(pl.col("line").is_in(overlapping), "forms_overlap", "indicator", pl.col(column))
        summed = together.join(lone, on=key, how="anti", nulls_equal=True)
        if summed.height:
            rest = self.frame.filter(~pl.col("line").is_in(summed["line"].implode()))
            self.frame = pl.concat([rest, _summed(summed, key, column)], how="diagonal").sort("line")

    def _parts(self, texts: pl.DataFrame) -> pl.DataFrame:
        rows = [(text, area) for text, area in texts.iter_rows() if care_form(text, area or "", self.catalogue).is_part]
        return pl.DataFrame(rows, schema=texts.schema, orient="row")

    def _rows(self, problems: pl.DataFrame) -> pl.DataFrame:
        bad = problems["line"].unique().implode()
        good = self.frame.filter(~pl.col("line").is_in(bad))
        ours = {name: pl.col(f"our_{name}") for name in (*FILE_COLUMNS, "source")}
        place = {"sheet": pl.lit(self.sheet), "row": pl.col("row"), "column": pl.col("column")}
        return good.select(file=pl.lit(""), line=pl.int_range(1, pl.len() + 1), **ours, **place).cast(ROWS)


_TOTALS = {"sex": "_T", "disability": "_T", "age": BY_INDICATOR}
"""What a dimension is in rows whose breakdown is by another one."""


def _looked_up(text: pl.Expr, codes: Map[str, str]) -> pl.Expr:
    return text.replace_strict(dict(codes), default=None, return_dtype=pl.String)


def _factor(text: str) -> float:
    words = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "hundred": 1e2, "unit": 1}
    power = text.partition(":")[0].strip()
    if power.lstrip("-").isdigit():
        return float(10 ** int(power))
    return next((factor for word, factor in words.items() if word in text.casefold()), 1)


def _codes_joined(column: pl.Expr, catalogue: Catalogue) -> pl.Expr:
    """Return statuses already written as ours (`D;E`), null for anything else."""
    known = list(catalogue.codelists["obs_statuses"])
    parts = column.str.replace_all(r"[,\s]+", ";").str.split(";")
    return pl.when(parts.list.eval(pl.element().is_in(known)).list.all()).then(parts.list.sort().list.join(";"))


def _joined(marked: str | None, stated: str | None, has_value: bool) -> str | None:  # noqa: FBT001
    codes = {code for text in (marked, stated) if text for code in text.split(";") if code}
    if marked and marked in VALUELESS:
        codes -= VALUELESS - {marked}
    if len(codes) > 1 or not has_value:
        codes -= {"A"}
    return ";".join(sorted(codes)) or ("A" if has_value else None)


def _summed(parts: pl.DataFrame, key: list[str], column: str) -> pl.DataFrame:
    """Return one row per key: the sum where every part has a value, else no value and the first part's reason."""
    rows = []
    for _, group in parts.group_by(key, maintain_order=True):
        values = group["our_obs_value"].to_list()
        first = group.sort("line").head(1)
        names = ", ".join(group.sort("line")[column].to_list())
        whole = None if None in values else str(sum(Decimal(value) for value in values))
        hidden = group.filter(pl.col("our_obs_value").is_null())["our_obs_status"].to_list()
        kept = sorted({code for text in group["our_obs_status"] for code in (text or "").split(";")} - {"A", ""})
        status = ";".join(kept) or "A" if whole is not None else hidden[0]
        note = pl.concat_str(pl.col("our_note").fill_null(""), pl.lit(f" Sum of: {names}.")).str.strip_chars()
        rows.append(
            first.with_columns(
                pl.lit(whole, pl.String).alias("our_obs_value"), our_obs_status=pl.lit(status), our_note=note
            )
        )
    return pl.concat(rows)
