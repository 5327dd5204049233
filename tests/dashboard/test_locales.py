"""Every sentence the interface can say has its words in every language.

The first argument of each call of `words` is followed to the sentences it can be: a literal, an entry of a table at the
top of a module, what a function returns, or what the callers of a function pass to it.
"""

from __future__ import annotations

import ast
import io
from functools import cache
from pathlib import Path
from string import Formatter
from typing import NamedTuple

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "dashboard"
LANGUAGES = sorted(path.stem for path in (PACKAGE / "locales").glob("*.po"))


class UnfollowedError(Exception):
    """A sentence cannot be followed to its text."""


class Module:
    """One module of the dashboard: its tree, and what is around each node."""

    def __init__(self, path):
        self.path = path
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        self.parents = {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    def of_kind(self, *kinds):
        return [node for node in ast.walk(self.tree) if isinstance(node, kinds)]

    def calls(self, name):
        return [node for node in self.of_kind(ast.Call) if called(node) == name]

    def around(self, node):
        """Everything a node stands in, innermost first."""
        while node in self.parents:
            node = self.parents[node]
            yield node


class Found(NamedTuple):
    """An expression and the module it stands in."""

    module: Module
    node: ast.AST

    def at(self, node):
        return Found(self.module, node)

    def __str__(self):
        return f"{self.module.path.relative_to(ROOT)}:{self.node.lineno}: {ast.unparse(self.node)}"


def called(node):
    return getattr(node.func, "id", None) or getattr(node.func, "attr", None)


def bound(node):
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}


@cache
def modules():
    return [Module(path) for path in sorted(PACKAGE.rglob("*.py"))]


def sentences(found):
    """Return the sentences an expression can be; raises `UnfollowedError` where they cannot be told."""
    texts = set()
    for each in origins(found):
        if not (isinstance(each.node, ast.Constant) and isinstance(each.node.value, str)):
            raise UnfollowedError(str(each))
        texts.add(each.node.value)
    return texts


def origins(found):
    """Return the literals, tables or other expressions that an expression can come from."""
    module, node = found
    if isinstance(node, ast.IfExp):
        return [*origins(found.at(node.body)), *origins(found.at(node.orelse))]
    if isinstance(node, ast.Subscript):
        return values(found.at(node.value))
    if isinstance(node, ast.Name):
        return [each for source in of_name(module, node) for each in origins(source)]
    if isinstance(node, ast.Call):
        return of_call(found)
    if isinstance(node, ast.GeneratorExp | ast.ListComp):
        return origins(found.at(node.elt))
    return [found]


def values(found):
    """Return what the entries of a table come from: a mapping's values, a sequence's members."""
    entries = []
    for each in origins(found):
        if not isinstance(each.node, ast.Dict | ast.Tuple | ast.List):
            raise UnfollowedError(str(each))
        members = each.node.values if isinstance(each.node, ast.Dict) else each.node.elts
        entries += [origin for member in members for origin in origins(each.at(member))]
    return entries


def of_call(found):
    """Follow `TABLE.get(key, default)`, `next(…)`, `words(…)`, and what a function of the same module returns."""
    module, node = found
    if called(node) == "get":
        defaults = [origin for each in node.args[1:] for origin in origins(found.at(each))]
        return [*values(found.at(node.func.value)), *defaults]
    if called(node) in {"next", "words"}:
        return origins(found.at(node.args[0]))
    functions = [each for each in module.of_kind(ast.FunctionDef) if each.name == called(node)]
    returned = [each for function in functions for each in ast.walk(function) if isinstance(each, ast.Return)]
    if not returned:
        return [found]
    return [origin for each in returned for origin in origins(found.at(each.value))]


def of_name(module, node):
    """Return what a name stands for: looped over, bound in its function, handed to it, or at the top of a module."""
    for outer in module.around(node):
        loops = getattr(outer, "generators", [outer] if isinstance(outer, ast.For) else [])
        for loop in loops:
            if node.id in {each.id for each in ast.walk(loop.target) if isinstance(each, ast.Name)}:
                return of_loop(Found(module, loop.iter), loop.target, node.id)
        if isinstance(outer, ast.FunctionDef) and (known := of_function(module, outer, node.id)):
            return known
    return at_top(module, node.id)


def of_function(module, function, name):
    """Return what a name is bound to in a function, or what its callers hand to it under this name."""
    assigned = [each for each in ast.walk(function) if isinstance(each, ast.Assign | ast.AnnAssign | ast.NamedExpr)]
    here = [Found(module, each.value) for each in assigned if each.value and name in bound(each)]
    positions = [each.arg for each in function.args.args]
    if here or name not in [*positions, *(each.arg for each in function.args.kwonlyargs)]:
        return here
    handed = []
    for caller in modules():
        for call in caller.calls(function.name):
            given = dict(zip(positions, call.args, strict=False))
            given |= {keyword.arg: keyword.value for keyword in call.keywords}
            handed += [Found(caller, given[name])] if name in given else []
    return handed


def of_loop(over, target, name):
    """Return what a loop's name goes through: keys, values or members, at its place in each of them."""
    place = None
    if isinstance(target, ast.Tuple):
        place = [getattr(each, "id", None) for each in target.elts].index(name)
    call = called(over.node) if isinstance(over.node, ast.Call) else ""
    if call == "zip":
        return members(over.at(over.node.args[place]))
    if call == "values" or (call == "items" and place == 1):
        return values(over.at(over.node.func.value))
    if call == "items":
        return members(over.at(over.node.func.value))
    entries = members(over)
    return entries if place is None else [each.at(parts(each)[place]) for each in entries]


def members(found):
    """Return what going through a table gives: a mapping's keys, a sequence's members."""
    entries = []
    for each in origins(found):
        if not isinstance(each.node, ast.Dict | ast.Tuple | ast.List):
            raise UnfollowedError(str(each))
        held = each.node.keys if isinstance(each.node, ast.Dict) else each.node.elts
        entries += [each.at(member) for member in held]
    return entries


def parts(found):
    node = found.node
    if isinstance(node, ast.Call):
        return node.args
    if isinstance(node, ast.Tuple | ast.List):
        return node.elts
    raise UnfollowedError(str(found))


def at_top(module, name):
    """Return what a name at the top of a module is, followed through imports within the dashboard."""
    for node in module.tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and name in bound(node):
            return [Found(module, node.value)]
        if isinstance(node, ast.ImportFrom):
            original = {alias.asname or alias.name: alias.name for alias in node.names}.get(name)
            path = ROOT.joinpath(*(node.module or "").split(".")).with_suffix(".py")
            for other in modules():
                if original and other.path == path:
                    return at_top(other, original)
    msg = f"{module.path.relative_to(ROOT)}: {name}"
    raise UnfollowedError(msg)


@cache
def said():
    """Every sentence with the places that say it, and the places whose sentence cannot be followed."""
    found, unfollowed = {}, []
    for module in modules():
        for call in module.calls("words"):
            place = f"{module.path.relative_to(ROOT)}:{call.lineno}"
            try:
                for sentence in sentences(Found(module, call.args[0])):
                    found.setdefault(sentence, []).append(place)
            except UnfollowedError as reason:
                unfollowed.append(f"{place}: {reason}")
    return found, unfollowed


@cache
def messages(language):
    catalogue = read_po(io.BytesIO((PACKAGE / "locales" / f"{language}.po").read_bytes()), locale=language)
    return {each.id: each.string for each in catalogue if each.id}


def places(text):
    return sorted({name for _, name, _, _ in Formatter().parse(text) if name is not None})


def test_the_interface_says_something():
    assert len(said()[0]) > 100


def test_every_sentence_can_be_followed_to_its_text():
    assert said()[1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_has_its_words(language):
    known = messages(language)
    missing = {sentence: where for sentence, where in said()[0].items() if not known.get(sentence)}
    assert missing == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_fills_the_same_places(language):
    wrong = {each: text for each, text in messages(language).items() if places(each) != places(text)}
    assert wrong == {}


def test_danish_is_written_in_full():
    assert "da" in LANGUAGES
    assert not [each for each, text in messages("da").items() if not text.strip()]
