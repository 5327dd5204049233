"""Which columns of a table hold figures; and saying kindly that none does."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from pipelines.intake.looks import is_mark, is_number, is_period
from pipelines.intake.opened import Refusal

if TYPE_CHECKING:
    from pipelines.intake.shapes.tidy import Tidy
    from pipelines.intake.tables import Table

_SAMPLE = 2_000
_MOSTLY, _SOME = 0.9, 0.05
_MOST_MARKS = 6
_CODE_LENGTH = 5

_VALUE_WORDS = re.compile(
    r"(obs_)?values?|antal|number|count|amount|indhold|contents|rate|share|percent(age)?|procent|pct|%|n|skaičius|skaits"
    r"|arv|määrä|antall|anzahl|liczba|lukumäärä|fjöldi|число|количество|total|i alt|andel"
    r"|reikšmė|vērtība|väärtus|wartość",
    re.IGNORECASE,
)
# A part of the header between blanks, underscores and capitals.
_NOT_VALUES = re.compile(
    r"(code|codes|kode|koder|kod|kood|kods|kodas|koodi|id|ids|uuid|nr|no|key|index|level|niveau|nivå|order|sort|rank|version"
    r"|parent|zip|postal|postcode|phone|lat|latitude|lon|lng|longitude|nuts|lau|isic|nace|m49|iso\d?|fips|page"
    r"|year|years|år|aasta|metai|gads|rok|vuosi|jahr|ár|год|tid|time|date|dato|month|quarter|kvartal|valid|unsd|tlf"
    r"|age|ages|alder|ålder|vanus|amžius|vecums|wiek|ikä|aldur|возраст)",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[A-Z]?[^\W\d_A-Z]+\d?|[A-Z]+(?![a-z])\d?|[^\W\d_]+|m49")


def value_places(table: Table) -> list[int]:
    """Return the places of the columns that hold figures: mostly numbers, and not codes, ages, years or ranks."""
    step = max(1, len(table.rows) // _SAMPLE)
    sample = table.rows[::step]
    found = [place for place in range(len(table.columns)) if _holds_figures(table, sample, place)]
    named = [place for place in found if _VALUE_WORDS.fullmatch(table.columns[place].strip())]
    varied = [place for place in found if place in named or len({row[place] for row in sample}) > 1 or len(sample) == 1]
    return varied or found


def _holds_figures(table: Table, sample: list[list[str]], place: int) -> bool:
    texts = [row[place] for row in sample if row[place]]
    numbers = [text for text in texts if is_number(text)]
    marks = [text for text in texts if not is_number(text) and is_mark(text)]
    if not numbers or len(numbers) + len(marks) < _MOSTLY * len(texts) or len(numbers) < _SOME * len(texts):
        return False
    # A handful of marks is usual; a whole alphabet is a list of codes.
    if len(set(marks)) > _MOST_MARKS:
        return False
    if _VALUE_WORDS.fullmatch(table.columns[place].strip()):
        return True
    return not (_is_named_otherwise(table.columns[place]) or _are_codes(numbers, len(sample)))


def _is_named_otherwise(header: str) -> bool:
    words = _WORDS.findall(header)
    return any(_NOT_VALUES.fullmatch(word) for word in words[-1:] + words[:1])


def _are_codes(numbers: list[str], rows: int) -> bool:
    if all(is_period(text) and len(text) == 4 for text in numbers):  # noqa: PLR2004
        return True
    if any(len(text) > 1 and text.startswith("0") and text.isdigit() for text in numbers):
        return True
    if not all(text.isdigit() for text in numbers) or len(numbers) < 5 or len(numbers) < rows:  # noqa: PLR2004
        return False
    whole = [int(text[:30]) for text in numbers]
    in_steps = all(after - before == 1 for before, after in pairwise(whole))
    of_one_length = len({len(text) for text in numbers}) == 1 and len(numbers[0]) >= _CODE_LENGTH
    return in_steps or (of_one_length and all(before < after for before, after in pairwise(whole)))


def not_indicators(tidy: Tidy) -> Refusal | None:
    """Return a kind refusal of a table without figures: a list of codes, names or texts; None for any other table."""
    values = tidy.cells.get_column("value").drop_nulls()
    if any(is_number(text) for text in values.unique().to_list()):
        return None
    names = ", ".join(name[:40] for name in tidy.columns[:6])
    found = f"columns of codes, names or texts ({names}), none of figures"
    return Refusal(
        "no_figures",
        "the table",
        found,
        "a column with numbers of children, rates or shares, for at least one country and year",
        "If this is a list of codes or names, it is not needed here. Upload the table that holds the figures.",
    )
