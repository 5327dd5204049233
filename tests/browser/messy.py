"""A workbook as people have it: title rows, a cover sheet, decimal commas, names in another language, marks, errors."""

from __future__ import annotations

import io

from openpyxl import Workbook

COUNTRIES = {"Litauen": 1.0, "Letland": 0.55, "Estland": 0.4}
FORMS = {
    "vaikų globos namai": 3100,
    "globėjo šeima": 5200,
    "budintis globotojas": 900,
    "bendruomeniniai vaikų globos namai": 640,
}
YEARS = range(2010, 2024)
SEXES = {"i alt": 1.0, "piger": 0.47, "drenge": 0.53}
ROWS = 500

ERROR_TEXT, ERROR_GIRLS, JUMP = 61, 122, 223
"""Places in the table, from 0: a letter among digits, more girls than children, a figure twice last year's."""

FIRST_ROW = 6
"""Row of the sheet that holds the first figure."""


def rows() -> list[list[str]]:
    """Return the rows of the table, as the person has written them."""
    made = []
    for country, size in COUNTRIES.items():
        for form, base in FORMS.items():
            for sex, part in SEXES.items():
                for year in YEARS:
                    decline = 1 - 0.02 * (year - YEARS.start)
                    made.append([country, str(year), form, sex, written(round(base * size * decline * part))])
    return made[:ROWS]


def written(value: float) -> str:
    """Return a number as the office writes it: a blank between thousands, a comma, one decimal."""
    return f"{value:,.1f}".replace(",", " ").replace(".", ",")


def messy_rows() -> list[list[str]]:
    """Return the rows with suppressed marks, two errors and one jump."""
    table = rows()
    for place in (17, 90, 305, 411):
        table[place][4] = "x"
    table[ERROR_TEXT][4] = table[ERROR_TEXT][4][:-3] + "O,0"
    girls = table[ERROR_GIRLS]
    girls[4] = written(9_000)
    table[JUMP][4] = written(2.4 * number(table[JUMP][4]))
    return table


def number(text: str) -> float:
    """Return a number that `written` wrote."""
    return float(text.replace(" ", "").replace(",", "."))


def workbook(table: list[list[str]] | None = None) -> bytes:
    """Return the workbook: a cover sheet, then the table below its title rows."""
    book = Workbook()
    cover = book.active
    cover.title = "Forside"
    for text in ("Anbragte børn i Baltikum", "Udarbejdet af Børnenetværket", "Opgjort 31. december"):
        cover.append([text])
    sheet = book.create_sheet("Tabel 1")
    sheet.append(["Tabel 1. Anbragte børn 0-17 år efter anbringelsesform"])
    sheet.append(["Opgjort 31. december hvert år"])
    sheet.append([])
    sheet.append(["x = diskretioneret"])
    sheet.append(["Land", "År", "Anbringelsesform", "Køn", "Antal børn"])
    for row in messy_rows() if table is None else table:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
