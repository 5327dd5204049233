"""Workbooks and CSV files to fill in: one country, one year, one set of indicators, in the member's language.

What a member sends back is recognised by the marker above the table and read without a question.
"""

from __future__ import annotations

import csv
import io
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl
import xlsxwriter
from babel.core import Locale

from pipelines.intake.shapes.template import MARKER, POPULATION
from pipelines.settings import settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from pipelines.catalogue import Catalogue, Indicator

LANGUAGES = ("en", "da", "lt")
EDITION = "1"

COLUMNS = (
    *("indicator", "ref_area", "time_period", "sex", "age", "disability", "count_basis"),
    *("last_value", "last_year", "obs_value", "obs_status", "ref_date", POPULATION, "note"),
)
"""Columns of the table, in order; the header row carries these names, the row above it the words for them."""

TO_FILL = ("obs_value", "obs_status", "ref_date", POPULATION, "note")
HEADER_ROW = 5
"""Row of the sheet, counted from 1, that holds the column names."""

SPARE_ROWS = 20
"""Empty rows below, with the same drop-downs, for what the set does not foresee."""

_WIDTHS = {"indicator": 52, "ref_area": 18, "sex": 16, "age": 16, "disability": 14, "count_basis": 20, "note": 40}
_CHOICES = {"sex": "sexes", "age": "ages", "disability": "disabilities", "count_basis": "count_bases"}
_LONGEST_CELL = 30_000


@dataclass(frozen=True)
class Request:
    """What a template is for: an area, the year asked for, a set of `data/templates/sets.toml`, a language."""

    ref_area: str
    year: int
    indicator_set: str = "core"
    language: str = "en"


class Row(NamedTuple):
    """One line to fill in; `last_value` and `last_year` are null where nothing was published."""

    indicator: str
    sex: str
    age: str
    disability: str
    count_basis: str
    last_value: float | None
    last_year: int | None
    asks_population: bool


def sets(ref_area: str | None = None) -> dict[str, dict[str, Any]]:
    """Return the sets of indicators by name, those of other countries left out."""
    content = tomllib.loads((settings().data_dir / "templates" / "sets.toml").read_text(encoding="utf-8"))
    return {name: each for name, each in content.items() if not each.get("areas") or ref_area in each["areas"]}


def template_rows(request: Request, observations: pl.DataFrame, catalogue: Catalogue) -> list[Row]:
    """Return the lines of a template: each indicator of the set by the sexes, ages and disabilities it is asked for.

    The last value is the newest before the year asked for, of the source that leads for the country at home. The
    child population is asked for once for each sex and age.
    """
    chosen = sets(request.ref_area)[request.indicator_set]
    last = last_values(request, observations, catalogue)
    rows, asked = [], set()
    for code in (code for code in chosen["indicators"] if code in catalogue.indicators):
        indicator = catalogue.indicators[code]
        for sex, age, disability in _breakdowns(indicator, chosen):
            value, year = last.get((code, sex, age, disability, indicator.basis), (None, None))
            is_first = (sex, age) not in asked and disability == "_T" and bool(chosen["ages"])
            asked |= {(sex, age)} if is_first else set()
            rows.append(Row(code, sex, age, disability, indicator.basis, value, year, is_first))
    return rows


def _breakdowns(indicator: Indicator, chosen: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return the sexes, ages and disabilities of an indicator: the total, then one breakdown at a time."""
    whole = indicator.ages[0] if indicator.ages else "_T"
    found = [("_T", whole, "_T")]
    if "sex" in indicator.dimensions:
        found += [(sex, whole, "_T") for sex in chosen["sexes"]]
    if "age" in indicator.dimensions:
        found += [("_T", age, "_T") for age in chosen["ages"]]
    if "disability" in indicator.dimensions:
        found += [("_T", whole, each) for each in chosen["disabilities"]]
    return list(dict.fromkeys(found))


def last_values(
    request: Request, observations: pl.DataFrame, catalogue: Catalogue
) -> dict[tuple[str, ...], tuple[float, int]]:
    """Return key (indicator, sex, age, disability, basis) → newest value before the year asked for, and its year."""
    key = ["indicator", "sex", "age", "disability", "count_basis"]
    order = {code: source.home_order for code, source in catalogue.sources.items()}
    earlier = observations.filter(
        (pl.col("ref_area") == request.ref_area)
        & (pl.col("time_period") < request.year)
        & pl.col("obs_value").is_not_null()
    )
    place = pl.col("source").cast(pl.String).replace_strict(order, default=10**6, return_dtype=pl.Int64)
    # One source for the whole series: the leading one, even where another is newer.
    ranked = earlier.with_columns(place=place).sort("place", "source", "time_period", descending=[False, False, True])
    first = ranked.group_by(key, maintain_order=True).first()
    return {tuple(row[:5]): (row[5], row[6]) for row in first.select(*key, "obs_value", "time_period").iter_rows()}


# --- words ----------------------------------------------------------------------------------------------------------


@cache
def _all_words() -> dict[str, Any]:
    return tomllib.loads((settings().data_dir / "templates" / "words.toml").read_text(encoding="utf-8"))


def words(language: str) -> dict[str, Any]:
    """Return the workbook's own words in a language, English where it has none."""
    known: dict[str, Any] = _all_words()
    return {**known["en"], **known.get(language, {})}


def code_words(code: str, codelist: str, request: Request, catalogue: Catalogue) -> str:
    """Return `code: label`, so that the cell says both; the code is what is read back."""
    return f"{code}: {_label(code, codelist, request.language, catalogue)}"


def _label(code: str, codelist: str, language: str, catalogue: Catalogue) -> str:
    own = words(language).get(codelist, {}).get(code)
    if own:
        return str(own)
    if codelist == "indicators":
        return catalogue.indicators[code].label_in(language)
    if codelist == "areas":
        iso2 = catalogue.codelists["areas"][code].extra.get("iso2")
        name = Locale.parse(language).territories.get(iso2) if iso2 and language not in {"en", "da"} else None
        return name or catalogue.codelists["areas"][code].label_in(language)
    return catalogue.codelists[codelist][code].label_in(language)


def _texts(row: Row, request: Request, catalogue: Catalogue) -> dict[str, Any]:
    """Return the cells of one line; those to fill in are missing."""
    return {
        "indicator": code_words(row.indicator, "indicators", request, catalogue),
        "ref_area": code_words(request.ref_area, "areas", request, catalogue),
        "time_period": request.year,
        "sex": code_words(row.sex, "sexes", request, catalogue),
        "age": code_words(row.age, "ages", request, catalogue),
        "disability": code_words(row.disability, "disabilities", request, catalogue),
        "count_basis": code_words(row.count_basis, "count_bases", request, catalogue),
        "last_value": row.last_value,
        "last_year": row.last_year,
    }


def _above(request: Request, catalogue: Catalogue) -> list[str]:
    """Return the texts above the table: title, marker, how to fill it in, why the population is asked for."""
    said = words(request.language)
    area = _label(request.ref_area, "areas", request.language, catalogue)
    return [
        said["title"].format(area=area, year=request.year),
        f"{MARKER} {EDITION}; {request.ref_area}; {request.year}; {request.indicator_set}; {request.language}",
        f"{said['how']} {said['population']}",
    ]


# --- files ----------------------------------------------------------------------------------------------------------


def csv_template(request: Request, observations: pl.DataFrame, catalogue: Catalogue) -> bytes:
    """Return the template as CSV (UTF-8 with a mark, so that spreadsheet programs read the letters)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([text] for text in _above(request, catalogue))
    writer.writerow([words(request.language)["columns"][column] for column in COLUMNS])
    writer.writerow(COLUMNS)
    for row in template_rows(request, observations, catalogue):
        texts = _texts(row, request, catalogue)
        writer.writerow([_plain(texts.get(column)) for column in COLUMNS])
    return out.getvalue().encode("utf-8-sig")


def _plain(value: object) -> object:
    return "" if value is None else int(value) if isinstance(value, float) and value.is_integer() else value


def workbook_template(request: Request, observations: pl.DataFrame, catalogue: Catalogue) -> bytes:
    """Return the template as a workbook: figures with drop-downs, definitions, and a hidden sheet of choices."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_custom_property("di-tracker", f"{MARKER} {EDITION}")
    said = words(request.language)
    sheet = book.add_worksheet(said["figures"])
    definitions = book.add_worksheet(said["definitions"])
    choices = _write_choices(book, request, catalogue)
    rows = template_rows(request, observations, catalogue)
    _write_head(book, sheet, request, catalogue)
    _write_rows(book, sheet, [_texts(row, request, catalogue) for row in rows], [row.asks_population for row in rows])
    _add_drop_downs(sheet, choices, HEADER_ROW + len(rows) + SPARE_ROWS, said["positive"])
    _write_definitions(book, definitions, request, catalogue)
    book.close()
    return out.getvalue()


def _write_head(book: Workbook, sheet: Worksheet, request: Request, catalogue: Catalogue) -> None:
    styles = [{"bold": True, "font_size": 14}, {"font_color": "#8a8a8a", "font_size": 8}, {"italic": True}]
    for place, text in enumerate(_above(request, catalogue)):
        sheet.write_string(place, 0, text, book.add_format(styles[place]))
    human = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"})
    coded = book.add_format({"font_color": "#8a8a8a", "font_size": 8})
    for place, column in enumerate(COLUMNS):
        sheet.write_string(HEADER_ROW - 2, place, words(request.language)["columns"][column], human)
        sheet.write_string(HEADER_ROW - 1, place, column, coded)
        sheet.set_column(place, place, _WIDTHS.get(column, 13))
    sheet.freeze_panes(HEADER_ROW, 1)


def _write_rows(book: Workbook, sheet: Worksheet, rows: list[dict[str, Any]], population: list[bool]) -> None:
    yellow = book.add_format({"bg_color": "#fff7cc", "border": 1, "border_color": "#d9d2a0"})
    grey = book.add_format({"font_color": "#5f6368"})
    for place, (texts, asks) in enumerate(zip(rows, population, strict=True), start=HEADER_ROW):
        for number, column in enumerate(COLUMNS):
            if column in TO_FILL:
                sheet.write_blank(place, number, None, yellow if column != POPULATION or asks else grey)
            elif texts.get(column) is not None:
                _write(sheet, (place, number), texts[column], grey if column.startswith("last_") else None)


def _write(sheet: Worksheet, place: tuple[int, int], value: object, style: Format | None) -> None:
    if isinstance(value, str):
        sheet.write_string(*place, value, style)
    else:
        sheet.write_number(*place, value, style)


def _write_choices(book: Workbook, request: Request, catalogue: Catalogue) -> dict[str, str]:
    """Write every drop-down's texts on a hidden sheet; return column → the cells that hold its texts."""
    sheet = book.add_worksheet("choices")
    sheet.hide()
    lists = {column: list(catalogue.codelists[codelist]) for column, codelist in _CHOICES.items()}
    names = {**_CHOICES, "obs_status": "obs_statuses", "indicator": "indicators", "ref_area": "areas"}
    lists |= {
        "obs_status": list(catalogue.codelists["obs_statuses"]),
        "indicator": [code for code, each in catalogue.indicators.items() if not each.wanted],
        "ref_area": [request.ref_area],
    }
    cells = {}
    for number, (column, codes) in enumerate(lists.items()):
        texts = [code_words(code, names[column], request, catalogue) for code in codes]
        sheet.write_column(0, number, texts)
        letter = xlsxwriter.utility.xl_col_to_name(number)
        cells[column] = f"=choices!${letter}$1:${letter}${len(texts)}"
    return cells


def _add_drop_downs(sheet: Worksheet, choices: Mapping[str, str], last_row: int, message: str) -> None:
    above_zero = {"validate": "decimal", "criteria": ">=", "value": 0, "error_message": message[:255]}
    for number, column in enumerate(COLUMNS):
        rule: dict[str, Any] = {"validate": "list", "source": choices[column]} if column in choices else above_zero
        if column in choices or column in {"obs_value", POPULATION}:
            sheet.data_validation(HEADER_ROW, number, last_row, number, {**rule, "error_type": "warning"})


def _write_definitions(book: Workbook, sheet: Worksheet, request: Request, catalogue: Catalogue) -> None:
    said, wrap = words(request.language), book.add_format({"text_wrap": True, "valign": "top"})
    heads = [said["columns"]["indicator"], said["unit"], said["definition"], said["caveats"]]
    sheet.write_row(0, 0, heads, book.add_format({"bold": True, "bottom": 1}))
    for place, width in enumerate((44, 16, 70, 70)):
        sheet.set_column(place, place, width, wrap)
    codes = [*sets(request.ref_area)[request.indicator_set]["indicators"], "child_population_number"]
    for place, code in enumerate((code for code in codes if code in catalogue.indicators), start=1):
        indicator = catalogue.indicators[code]
        own = said.get("definition_texts", {})
        caveats = " ".join(text.get(request.language) or text["en"] for text in indicator.caveats)
        texts = [
            _label(code, "indicators", request.language, catalogue),
            _label(indicator.unit, "units", request.language, catalogue),
            own.get(code) or indicator.definition_in(request.language),
            caveats[:_LONGEST_CELL],
        ]
        sheet.write_row(place, 0, texts, wrap)
