import ast
import string
from datetime import date
from pathlib import Path

import pytest

from dashboard.components import notices
from dashboard.components.table import COLUMN_LABELS
from dashboard.filters import LANGUAGES
from dashboard.text import (
    LOCALES,
    _messages,
    area_name,
    day,
    joined,
    number,
    percent,
    quantity,
    release_words,
    sorted_by_name,
    status_words,
    words,
)
from pipelines.catalogue import Code

DASHBOARD = LOCALES.parent


def messages_of(path: Path):
    """Literal messages of `words(...)` calls and of module-level dictionaries of labels."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "words" and node.args:
            first = node.args[0]
            choices = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
            yield from (each.value for each in choices if isinstance(each, ast.Constant))


LABELS = (COLUMN_LABELS, notices.PARTS, notices.SHARED)
MESSAGES = sorted(
    {message for path in DASHBOARD.rglob("*.py") for message in messages_of(path)}
    | {message for labels in LABELS for message in labels.values()}
)


def places(message):
    return {name for _, name, _, _ in string.Formatter().parse(message) if name is not None}


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_every_language_has_every_word(language):
    assert [message for message in MESSAGES if message not in _messages(language)] == []


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_a_translation_has_the_places_of_its_message(language):
    assert [message for message, text in _messages(language).items() if places(message) != places(text)] == []


def test_every_language_offered_has_a_catalogue():
    assert {path.stem for path in LOCALES.glob("*.po")} | {"en"} == set(LANGUAGES)


def test_a_message_without_translation_is_shown_in_english():
    assert words("Not translated: {what}", "da", what="this") == "Not translated: this"


def test_numbers_have_the_marks_of_the_language():
    assert number(1204, 0, "en") == "1,204"
    assert number(1204.5, 1, "da") == "1.204,5"
    assert number(0.0, 0, "en") == "0"
    assert number(None, 0, "en") == "no figure"


def test_a_share_is_stored_in_percent():
    assert percent(33.0, "en") == "33 %"
    assert percent(33.25, "da", decimals=1) == "33,3 %"


@pytest.mark.parametrize(
    ("value", "decimals", "said"),
    [
        (292.5, 0, "293"),
        (206.5, 0, "207"),
        (54.5, 0, "55"),
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.675, 2, "2.68"),
        (0.49999, 0, "0"),
        (-292.5, 0, "-293"),
        (-0.4, 0, "0"),
        (1204, 0, "1,204"),
        (123456789012.5, 0, "123,456,789,013"),
    ],
)
def test_a_half_is_shown_rounded_away_from_zero(value, decimals, said):
    assert number(value, decimals, "en") == said


def test_a_quantity_says_its_unit(tiny):
    assert quantity(206.4, tiny["rate"], tiny, "en") == "206 per_100k_children"


def test_a_release_is_named_by_number_and_day():
    assert release_words(12, date(2026, 11, 21), "en") == "Release 12 · 21 Nov 2026"
    assert release_words(12, date(2026, 11, 21), "da") == "Udgave 12 · 21. nov. 2026"


def test_a_day_in_english_and_danish():
    assert (day(date(2021, 1, 5), "en"), day(date(2021, 1, 5), "da")) == ("5 Jan 2021", "5. jan. 2021")


def test_countries_are_named_in_the_readers_language():
    germany = Code("DEU", {"en": "Germany"}, {"iso2": "DE"})
    assert (area_name(germany, "en"), area_name(germany, "da")) == ("Germany", "Tyskland")


def test_an_area_with_a_name_of_its_own_keeps_it():
    england = Code("GB-ENG", {"en": "England", "da": "England"}, {"iso2": ""})
    world = Code("WLD", {"en": "World"}, {"iso2": ""})
    assert (area_name(england, "da"), area_name(world, "da")) == ("England", "World")


def test_statuses_are_said_in_words(tiny):
    assert status_words("B;E", "en", tiny) == "b, e"
    assert status_words(None, "en", tiny) == ""


def test_names_are_joined_as_a_sentence():
    assert joined(["Germany", "Finland", "Latvia"], "en") == "Germany, Finland and Latvia"
    assert joined(["Tyskland", "Finland"], "da") == "Tyskland og Finland"
    assert (joined(["Latvia"], "en"), joined([], "en")) == ("Latvia", "")


def test_danish_names_end_with_aa_and_oe():
    names = {"AUT": "Østrig", "ALA": "Åland", "POL": "Polen", "ALB": "Albanien"}
    assert sorted_by_name(names, "da") == ["ALB", "POL", "AUT", "ALA"]
