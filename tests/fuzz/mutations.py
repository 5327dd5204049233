"""Files nobody would send: real and made ones, with bytes, cells, lines and workbook parts changed at random."""

from __future__ import annotations

import io
import random
import zipfile
from functools import cache
from pathlib import Path

import xlsxwriter

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
HEAD = 4_000

TOKENS = (
    *(b'"', b'""', b"'", b",", b";", b"\t", b"|", b"\r", b"\n", b"\r\n", b"\x00", b"\x00\x00", b"\x1a", b"\x0b"),
    *(
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xfe\xff",
        b"\xff",
        b"\xc3",
        b"\xe6\xf8\xe5",
        "æøå".encode(),
        "šų".encode("cp1257"),
    ),
    *("\u202e".encode(), "\u200b".encode(), "\u2028".encode(), "\ud800".encode("utf-8", "surrogatepass")),
    *(
        b"=1+1",
        b"=cmd|' /C calc'!A0",
        b"#REF!",
        b":",
        b"..",
        b"-",
        b"<5",
        b"1.409",
        b"1e999",
        b"-0",
        b"NaN",
        b"9" * 400,
    ),
    *(
        b"2020",
        b"2019-01-01",
        b"1900",
        b"DNK: Denmark",
        b"OBS_VALUE",
        b"geo\\time",
        b"x" * 2_001,
        b"sep=;\n",
        b"," * 250,
    ),
    *(b"<!DOCTYPE x>", b"{", b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"\xd0\xcf\x11\xe0"),
)
XML_TOKENS = (
    *(
        b"<row>",
        b"</row>",
        b"<c>",
        b"</c>",
        b"<v>1</v>",
        b"<f>A1</f>",
        b'r="A1"',
        b'r="XFD1048576"',
        b't="s"',
        b't="e"',
    ),
    *(b't="inlineStr"', b't="d"', b's="1"', b's="999"', b"<v>99999</v>", b"<v>1e400</v>", b"<v></v>", b"<v>-1</v>"),
    *(b'<!DOCTYPE a [<!ENTITY b "c">]>', b"&b;", b"&#0;", b"&#65;", b"<![CDATA[", b"]]>", b"<!--", b"\xff", b"_x0000_"),
    *(b'<mergeCell ref="A1:B2"/>', b'hidden="1"', b'<row r="0">', b'<row r="-5">', b'<row r="1.5">', b'r="9999999999"'),
)
ENCODINGS = (
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "cp1252",
    "cp1257",
    "cp850",
    "mac_roman",
    "cp037",
)


@cache
def texts() -> tuple[bytes, ...]:
    """The beginnings of the sample files, and small tables of other layouts."""
    heads = [path.read_bytes()[:HEAD] for path in sorted(SAMPLES.iterdir()) if path.suffix in {".csv", ".tsv"}]
    made = (
        "Kommune;År;Antal\nKøbenhavn;2020;1.204,5\nÅrhus;2021;..\n",
        "REF_AREA: Area,UNIT_MULT: Mult,TIME_PERIOD: Time,OBS_VALUE: Value\nDNK: Denmark,3: Thousands,2020,12.5\n",
        "freq,unit,geo\\TIME_PERIOD\t2019 \t2020 \nA,NR,AT\t12.3 e\t: c\nA,NR,EL\t: \t5 b\n",
        "indicator,ref_area,time_period,obs_value\nfoster_care_number,DNK,2020,5\n",
        "Title;;\n;;\nSex;Age;Year;n\nBoys;0-2;2019;1\n;;2020;2\nGirls;0-2;2019;5\n;;2020;6\n;;\nSource: us;;\n",
        'a,b\n"one\ntwo, ""three""",5\n"four",6\n',
        ";2020;;2021;\nCountry;Boys;Girls;Boys;Girls\nDenmark;1;2;3;4\nLatvia;5;6;7;8\n",
    )
    return (*heads, *(text.encode() for text in made))


@cache
def workbooks() -> tuple[bytes, ...]:
    """Small workbooks with every kind of cell."""
    return tuple(_workbook(kind) for kind in range(3))


def _workbook(kind: int) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet("Tal")
    share, day = book.add_format({"num_format": "0.0%"}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.merge_range("A1:C1", "Børn i pleje")
    sheet.write_row(2, 0, ["Land", "Andel", "Dato", "2019", "2020"])
    for row in range(3, 12):
        sheet.write_row(row, 0, ["Danmark" if row % 3 == 0 or not kind else ""])
        sheet.write_number(row, 1, row / 7, share)
        sheet.write_number(row, 2, 44_000 + row, day)
        sheet.write_row(row, 3, [row * 1.5, ".." if row % 2 else "1,5"])
    sheet.write_formula(12, 3, "=SUM(D4:D12)", None, "" if kind else 5)
    sheet.write_string(13, 0, "Kilde: ministeriet")
    if kind == 2:
        book.add_worksheet("Læs mig").write_column(0, 0, ["Vejledning", "Udfyld"])
        book.add_worksheet("lists").hide()
        sheet.set_row(4, None, None, {"hidden": True})
    book.close()
    return file.getvalue()


def mutated(seed: int) -> bytes:
    """The mutated file of a number; the same on every machine."""
    chance = random.Random(seed)
    if chance.random() < 0.3:
        return _mutated_workbook(chance)
    content = bytearray(chance.choice(texts()))
    if chance.random() < 0.2:
        text = bytes(content).decode("utf-8", "replace").replace("\n", chance.choice(["\n", "\r", "\r\n", "\n\n"]))
        content = bytearray(text.encode(chance.choice(ENCODINGS), "replace"))
    for _ in range(chance.randint(1, 8)):
        _change(content, chance, TOKENS)
    return bytes(content)


def _change(content: bytearray, chance: random.Random, tokens: tuple[bytes, ...]) -> None:
    at = chance.randrange(len(content) + 1)
    to = min(len(content), at + chance.choice([1, 2, 5, 20, 200]))
    kind = chance.randrange(7)
    if kind == 0:
        content[at:to] = chance.randbytes(to - at)
    elif kind == 1:
        del content[at:to]
    elif kind == 2:
        content[at:at] = content[at:to] * chance.choice([1, 2, 50])
    elif kind == 3 and chance.random() < 0.3:
        del content[at:]
    elif kind == 4:
        lines = bytes(content).splitlines(keepends=True)
        chance.shuffle(lines)
        content[:] = b"".join(lines)
    else:
        content[at:at] = chance.choice(tokens) * chance.choice([1, 1, 1, 3])


def _mutated_workbook(chance: random.Random) -> bytes:
    whole = chance.choice(workbooks())
    if chance.random() < 0.25:
        content = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            _change(content, chance, TOKENS)
        return bytes(content)
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as before, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as after:
        names = [name for name in before.namelist() if chance.random() > 0.02]
        target = chance.choice([name for name in names if "sheet" in name or chance.random() < 0.3] or names)
        for name in names:
            part = bytearray(before.read(name))
            for _ in range(chance.randint(1, 4) if name == target else 0):
                _change(part, chance, XML_TOKENS)
            after.writestr(name, bytes(part))
    return file.getvalue()
