"""Numbers as offices write them: decimal and thousands marks, flags, and marks that stand for no number at all."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from pipelines.settings import settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

VALUELESS = frozenset("LMOQ")

_BLANKS = "[\\s\u00a0\u2000-\u200b\u202f\u205f\u3000\ufeff]+"
_SUPERSCRIPTS = "[\u00b9\u00b2\u00b3\u2070-\u2079]+$"
_FEW = "under|fewer than|less than|færre end|mindre end|weniger als|mažiau nei|mniej niż"
_BOUND = rf"^(?:[<≤]\s*=?\s*[0-9]+|(?:{_FEW}) [0-9]+)$"
_FORMULA_ERRORS = (
    "#div/0!",
    "#n/a",
    "#name?",
    "#null!",
    "#num!",
    "#ref!",
    "#value!",
    "#getting_data",
    "#spill!",
    "#calc!",
)
_NUMERIC = r"^[-+]?[0-9]*(?:[.,' ][0-9]+)*(?:e[-+]?[0-9]{1,3})?$"
_HAS_DIGIT = r"[0-9]"
_FLAGS = r"(?:\s*\(\s*([a-zA-Z]{1,3})\s*\)|\s*([a-zA-Z]{1,3})|\s*(\*{1,3}))$"
_PERCENT = r"(?i)\s*(?:%|pct\.?|percent|procent|proc\.)$"
_EXPONENT = r"^[-+]?[0-9]+(?:[.,][0-9]+)?[eE][-+]?[0-9]+$"
_EXAMPLES = 5

FRAME = pl.Schema(
    {"obs_value": pl.Float64(), "obs_text": pl.String(), "obs_status": pl.String(), "problem": pl.String()}
)
"""What `parse` returns: the number, the same as plain text in full precision, the status, a problem's code or null."""


@dataclass(frozen=True)
class NumberStyle:
    """How numbers are written. Blanks and apostrophes between thousands are read in any style.

    `is_mixed` says that the file also holds numbers a spreadsheet stored as numbers (`12.5` beside `12,5`).
    """

    decimal: str = "."
    thousands: str = ""
    is_mixed: bool = False


class Guess(NamedTuple):
    """A style, whether the values leave it open, and values that show why."""

    style: NumberStyle
    is_ambiguous: bool
    examples: tuple[str, ...]


@cache
def marks_of(convention: str) -> Mapping[str, str]:
    """Return mark → status of a convention (`general`, `dfe`, `dfe_old`, `eurostat`, `statbank`)."""
    path = settings().data_dir / "names" / "marks.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["mark"]: row["status"] for row in rows if row["convention"] == convention}


@cache
def flags() -> Mapping[str, str]:
    """Return flag after a number → status; an empty status says that the flag is known and changes nothing."""
    path = settings().data_dir / "names" / "flags.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["flag"]: row["status"] for row in csv.DictReader(file)}


def tidied(values: pl.Series) -> pl.Series:
    """Return texts with every kind of blank as one space, minus signs as hyphens, footnote numerals removed."""
    text = pl.col("value").cast(pl.String).str.replace_all(_BLANKS, " ").str.strip_chars(" ")
    text = text.str.replace_all("[\u2212\u2012\u2010\u2011\ufe63\uff0d]", "-").str.replace_all(
        "[\u2019\u2018`\u00b4]", "'"
    )
    text = text.str.replace(_SUPERSCRIPTS, "")
    return values.alias("value").to_frame().select(text.fill_null("")).to_series()


def is_number_like(values: pl.Series) -> pl.Series:
    """Return whether each text holds a number in some style, flags and percent signs aside."""
    bare = _bare(tidied(values).to_frame("text")).get_column("number")
    return bare.str.contains(_NUMERIC) & bare.str.contains(_HAS_DIGIT)


def guess_style(values: Iterable[str] | pl.Series) -> Guess:
    """Return the style that reads all values, and whether they leave the choice open.

    A mark is decimal where it is followed by other than three digits or stands once after a longer or zero head; it
    marks thousands where it repeats or stands before the other mark. `1.409` alone says nothing: that is ambiguous,
    and thousands are guessed, since counts are most frequent.
    """
    series = values if isinstance(values, pl.Series) else pl.Series(list(values), dtype=pl.String)
    texts = _bare(tidied(series.unique()).to_frame("text")).get_column("number").unique().sort()
    shown = {text: _shown(text) for text in texts if re.fullmatch(_NUMERIC, text) and re.search(_HAS_DIGIT, text)}
    both = {mark: _saying(shown, "both", mark) for mark in ".,"}
    decimal = {mark: _saying(shown, "decimal", mark) + both[mark] for mark in ".,"}
    thousands = {mark: _saying(shown, "thousands", mark) + both[_other(mark)] for mark in ".,"}
    unclear = {mark: _saying(shown, "open", mark) for mark in ".,"}
    return _weighed(decimal, thousands, unclear)


def _saying(shown: Mapping[str, tuple[str, str]], what: str, mark: str) -> list[str]:
    return [text for text, says in shown.items() if says == (what, mark)]


def _weighed(decimal: dict[str, list[str]], thousands: dict[str, list[str]], unclear: dict[str, list[str]]) -> Guess:
    mark = max(".,", key=lambda each: (len(decimal[each]), len(thousands[_other(each)])))
    other = _other(mark)
    if decimal[other] and decimal[mark]:
        comma = [*decimal["."][:2], *decimal[","][:2]]
        return Guess(NumberStyle(",", "", is_mixed=True), is_ambiguous=True, examples=tuple(comma))
    if decimal[mark] or thousands[other]:
        group = other if thousands[other] or unclear[other] else ""
        contradicts = bool(thousands[mark]) and bool(decimal[mark])
        return Guess(NumberStyle(mark, group), contradicts, tuple((decimal[mark] + thousands[other])[:_EXAMPLES]))
    if thousands[mark]:
        return Guess(NumberStyle(other, mark), is_ambiguous=False, examples=tuple(thousands[mark][:_EXAMPLES]))
    for each in ".,":
        if unclear[each]:
            return Guess(NumberStyle(_other(each), each), is_ambiguous=True, examples=tuple(unclear[each][:_EXAMPLES]))
    return Guess(NumberStyle(), is_ambiguous=False, examples=())


def _other(mark: str) -> str:
    return "," if mark == "." else "."


def _shown(number: str) -> tuple[str, str]:
    """Return what one number says of a mark: `decimal`, `both` (decimal, after thousands), `thousands`, `open`."""
    body = number.lstrip("+-").replace(" ", "'").split("e")[0]
    marks = re.findall(r"[.,]", body)
    if not marks:
        return ("", "")
    last = marks[-1]
    if len(set(marks)) > 1:
        return ("both", last)
    if len(marks) > 1:
        return ("thousands", last)
    head, _, tail = body.partition(last)
    is_group = len(tail) == 3 and re.fullmatch(r"[1-9][0-9]{0,2}", head)  # noqa: PLR2004
    return ("open" if is_group and "e" not in number else "decimal", last)


def parse(values: pl.Series, style: NumberStyle, marks: Mapping[str, str] | None = None) -> pl.DataFrame:
    """Return numbers, statuses and problems of texts, one row each, in order.

    Parameters
    ----------
    values
        Cells as text; null and blank are empty cells.
    style
        How numbers are written.
    marks
        Text → status of what stands in place of a number; `""` is the empty cell. A bound (`<5`) is suppressed.

    Returns
    -------
    pl.DataFrame
        `FRAME`. `problem` is null, `not_a_number`, `formula_error`, `wrong_style` (a number, but not in this style) or
        `unknown_flag`; the value is then null. An empty cell without a mark has neither value, status nor problem. A
        mark never becomes a number.
    """
    known = {mark.casefold(): status for mark, status in {**marks_of("general"), **(marks or {})}.items()}
    if marks is None or "" not in marks:
        known.pop("", None)
    each = values.cast(pl.String).alias("value").fill_null("").to_frame()
    distinct = each.unique()
    read = _read(distinct.get_column("value"), style, known)
    return each.join(distinct.hstack(read), on="value", how="left", maintain_order="left").select(FRAME.names())


def _read(values: pl.Series, style: NumberStyle, marks: Mapping[str, str]) -> pl.DataFrame:
    frame = _bare(tidied(values).to_frame("text"))
    number, low = pl.col("number"), pl.col("text").str.to_lowercase()
    mark = low.replace_strict(marks, default=None, return_dtype=pl.String)
    mark = mark.fill_null(pl.when(low.str.contains(_BOUND)).then(pl.lit("Q")))
    flag = pl.col("flag").replace_strict(flags(), default=None, return_dtype=pl.String)
    fits = number.str.contains(_pattern(style))
    if style.is_mixed:
        fits = fits | number.str.contains(_STORED)
    frame = frame.with_columns(mark=mark, status=flag, fits=fits & number.str.contains(_HAS_DIGIT))
    frame = frame.with_columns(mark=pl.when(pl.col("fits")).then(None).otherwise(_marked(marks)))
    return _judged(frame, style)


def _marked(marks: Mapping[str, str]) -> pl.Expr:
    """Return the status of a text that is a mark, also with a flag after it (`: c`): a flag that says why wins."""
    bare = pl.col("number").str.strip_chars(" ").replace_strict(marks, default=None, return_dtype=pl.String)
    flagged = pl.when(bare.is_not_null() & pl.col("status").is_in(list(VALUELESS))).then(pl.col("status"))
    not_applicable = pl.when(bare.is_not_null() & (pl.col("flag") == "z")).then(pl.lit("M"))
    return pl.coalesce(pl.col("mark"), flagged, not_applicable, pl.when(pl.col("flag") != "").then(bare))


def _judged(frame: pl.DataFrame, style: NumberStyle) -> pl.DataFrame:
    fits, mark, low = pl.col("fits"), pl.col("mark"), pl.col("text").str.to_lowercase()
    is_number = fits & mark.is_null()
    hides = is_number & pl.col("status").is_in(list(VALUELESS))
    looks = pl.col("number").str.contains(_NUMERIC) & pl.col("number").str.contains(_HAS_DIGIT)
    unknown = is_number & (pl.col("flag") != "") & pl.col("status").is_null()
    problem = (
        pl.when(unknown).then(pl.lit("unknown_flag"))
        .when(hides).then(pl.lit("value_despite_flag"))
        .when(is_number | mark.is_not_null() | (pl.col("text") == "")).then(None)
        .when(low.is_in(_FORMULA_ERRORS)).then(pl.lit("formula_error"))
        .when(looks).then(pl.lit("wrong_style"))
        .otherwise(pl.lit("not_a_number"))
    )  # fmt: skip
    frame = frame.with_columns(problem=problem)
    plain = pl.when(is_number & pl.col("problem").is_null()).then(_plain(style))
    frame = frame.with_columns(obs_text=plain)
    valued = pl.when(pl.col("obs_text").is_not_null() & (pl.col("status") != "")).then(pl.col("status"))
    return frame.select(
        obs_value=pl.col("obs_text").cast(pl.Float64, strict=False),
        obs_text=pl.col("obs_text"),
        obs_status=pl.coalesce(mark, valued),
        problem=pl.col("problem"),
    )


def _bare(frame: pl.DataFrame) -> pl.DataFrame:
    """Add `number` (`text` without flag and percent sign, lower case) and `flag` (empty where none)."""
    text = pl.col("text").str.replace(_PERCENT, "")
    stripped = text.str.replace(_FLAGS, "").str.strip_chars(" ")
    begins = text.str.contains(r"^[-+]?[0-9.,:]") & ~text.str.contains(_EXPONENT)
    cut = begins & text.str.contains(_FLAGS) & (stripped != "")
    found = pl.coalesce(text.str.extract(_FLAGS, 1), text.str.extract(_FLAGS, 2), pl.lit("*"))
    number = pl.when(cut).then(stripped).otherwise(text).str.to_lowercase().str.replace(r"^([-+]) ", "$1")
    return frame.with_columns(flag=pl.when(cut).then(found).otherwise(pl.lit("")), number=number)


_STORED = r"^[-+]?(?:[0-9]{4,}|[0-9]+\.(?:[0-9]{1,2}|[0-9]{4,})|0\.[0-9]+)$"


def _pattern(style: NumberStyle) -> str:
    decimal = re.escape(style.decimal)
    marks = "".join(sorted({" ", "'", style.thousands} - {"", style.decimal}))
    kinds = "|".join(f"[0-9]{{1,3}}(?:{re.escape(mark)}[0-9]{{3}})+" for mark in marks)
    return rf"^[-+]?(?:(?:[0-9]+|{kinds})(?:{decimal}[0-9]+)?|{decimal}[0-9]+)(?:e[-+]?[0-9]{{1,3}})?$"


def _plain(style: NumberStyle) -> pl.Expr:
    """Return the number as plain text: no thousands marks, a full stop as the decimal mark, no plus sign."""
    number = pl.col("number").str.replace_all("[ ']", "").str.replace(r"^\+", "")
    usual = number.str.replace_all(style.thousands, "", literal=True) if style.thousands else number
    usual = usual.str.replace(style.decimal, ".", literal=True)
    if style.is_mixed:
        usual = pl.when(number.str.contains(_STORED)).then(number).otherwise(usual)
    return usual.str.replace(r"^(-?)\.", "${1}0.")


def multiplied(texts: pl.Series, multiplier: float) -> pl.Series:
    """Return plain number texts times a multiplier, exactly: `1.2` in thousands is `1200`."""
    if multiplier == 1:
        return texts
    factor = Decimal(repr(multiplier))
    exact = {text: _written(Decimal(text) * factor) for text in texts.unique().drop_nulls()}
    return texts.replace_strict(exact, default=None, return_dtype=pl.String)


def _written(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def guess_marks(values: pl.Series, convention: str = "general") -> dict[str, str]:
    """Return the texts that stand in place of numbers → their usual status; unknown texts are not among them."""
    texts = tidied(values.unique()).unique()
    texts = texts.filter(~is_number_like(texts) & (texts != "")).sort()
    usual = {**marks_of("general"), **marks_of(convention)}
    found = {text: usual.get(text.casefold(), usual.get(text, "")) for text in texts}
    bounds = {text: "Q" for text in texts if re.fullmatch(_BOUND, text.casefold())}
    return {text: status for text, status in {**found, **bounds}.items() if status}


def convention_of(values: pl.Series, layout: str) -> str:
    """Return whose marks a file uses: what the layout says, else what the marks found together say."""
    if layout.startswith("eurostat"):
        return "eurostat"
    texts = set(tidied(values.unique()).str.to_lowercase())
    if texts & {"k", "z"} or {"c", "x"} <= texts:
        return "dfe"
    if "x" in texts and layout == "coded_wide":
        return "dfe_old"
    if ".." in texts:
        return "statbank"
    return "general"
