"""Every refusal of the gate has its words in Danish: each call of `Refusal` is followed to what it can say."""

import ast
from pathlib import Path

import pytest

from pipelines.intake import refusal_words
from pipelines.intake.archive import _OTHER_KINDS, damaged
from pipelines.intake.gate import _FOREIGN, pass_gate
from pipelines.intake.opened import Limits, Refusal
from pipelines.intake.refusal_words import lacking_words, refusal_in
from pipelines.intake.too_much import too_many_rows

INTAKE = Path(refusal_words.__file__).parent
PARTS = ("found", "expected", "action")
HELPERS = {
    "damaged": ("found",),
    "_no_table": (None, "found"),
    "too_many_columns": (None, "found"),
    "_bomb": ("found", "expected"),
}
PLAIN = "an Excel workbook (.xlsx)"


def texts(node, names):
    """Return what an expression can say, each value in an f-string written as the figure 1."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.JoinedStr):
        written = ""
        for each in node.values:
            known = texts(each.value, names) if isinstance(each, ast.FormattedValue) else [each.value]
            written += str(known[0]) if known else "1"
        return [written]
    if isinstance(node, ast.IfExp):
        return texts(node.body, names) + texts(node.orelse, names)
    if isinstance(node, ast.Name):
        return [text for value in names.get(node.id, []) for text in texts(value, names)]
    return []


def assigned(tree):
    names = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign):
            continue
        target, value = node.targets[0], node.value
        pairs = [(target, value)]
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            pairs = zip(target.elts, value.elts, strict=True)
        for each, said in pairs:
            if isinstance(each, ast.Name):
                names.setdefault(each.id, []).append(said)
    return names


def said():
    """Return code, part and text of all that the intake's modules say in a refusal."""
    found = set()
    for path in INTAKE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        top = assigned(ast.Module([each for each in tree.body if isinstance(each, ast.Assign)], []))
        for function in (each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)):
            names = top | assigned(function)
            for call in (each for each in ast.walk(function) if isinstance(each, ast.Call)):
                name = getattr(call.func, "id", "")
                parts = (None, None, *PARTS) if name == "Refusal" else HELPERS.get(name, ())
                for part, argument in zip(parts, call.args, strict=False):
                    found |= {(part, text) for text in texts(argument, names) if part}
    for _, _, what, action in (*_FOREIGN, *_OTHER_KINDS):
        found |= {("found", what), ("action", action)}
    return sorted(found)


def test_much_is_said():
    assert len(said()) > 70


@pytest.mark.parametrize(("part", "text"), said())
def test_all_that_a_refusal_says_has_danish_words(part, text):
    refusal = Refusal("any", "the file", PLAIN, PLAIN, PLAIN)
    lacking = lacking_words(Refusal(**{**vars(refusal), part: text}), "da")
    assert part not in lacking, text


CONTENTS = {
    "empty_file": b"",
    "old_workbook": b"\xd0\xcf\x11\xe0 old",
    "encrypted": b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
    "compressed": b"\x1f\x8b...",
    "document": b"%PDF-1.7",
    "picture": b"\x89PNG",
    "binary_table": b"PAR1",
    "program": b"\x7fELF",
    "workbook_unreadable": b"PK\x03\x04",
    "not_text": b"a\x00\x00\x00\x01\x02b",
    "not_a_table": b"<html><body></body></html>",
    "unreadable_text": "år;æ;ø\n".encode() * 9 + b"\xff;1\n",
    "quotes_unclosed": b'a,b\n"1,2\n3,4\n',
    "quotes_unclear": b'a,b\n"1"x,2\n3\n',
    "too_many_columns": b"a," * 300 + b"b\n",
    "field_too_long": b"a,b\n1," + b"x" * 3000 + b"\n",
}


@pytest.mark.parametrize("code", CONTENTS)
def test_a_refused_file_is_refused_in_danish(code):
    refusal = pass_gate(CONTENTS[code])
    assert refusal.code == code
    assert lacking_words(refusal, "da") == {}
    danish = refusal_in(refusal, "da")
    assert all(getattr(danish, part) != getattr(refusal, part) for part in PARTS)
    assert danish.code == code


def test_english_stays_as_the_gate_says_it():
    refusal = pass_gate(b"")
    assert refusal_in(refusal, "en") is refusal


def test_figures_are_written_as_the_language_writes_them():
    danish = refusal_in(too_many_rows(1_000_001, Limits()), "da")
    assert danish.place == "række 1.000.001"
    assert danish.expected == "højst 1.000.000 rækker og 6.000.000 celler"
    assert refusal_in(pass_gate(b"a" * 100, Limits(file_bytes=50)), "da").found == "0,0 MiB"


def test_names_from_the_file_and_unknown_texts_stay():
    assert refusal_in(damaged("something new", "Sheet1!1,204"), "da").place == "Sheet1!1,204"
    assert refusal_in(damaged("something new"), "da").found == "something new"
    names = Refusal(
        "no_figures", "Ark 1", "columns of codes, names or texts (1,204, {x}), none of figures", PLAIN, PLAIN
    )
    assert refusal_in(names, "da").found == "kolonner med koder, navne eller tekster (1,204, {x}), ingen med tal"
