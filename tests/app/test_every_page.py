import csv
import random
from pathlib import Path

import pytest

from dashboard.filters import ANY, DECLARED, LANGUAGES, Filters, to_query
from pipelines.catalogue import load_catalogue

DATA = Path(__file__).resolve().parents[2] / "data"
PAGES = sorted(path.stem for path in (DATA.parent / "dashboard" / "app_pages").glob("[!_]*.py"))
with (DATA / "codelists" / "area_groups.csv").open(encoding="utf-8", newline="") as file:
    GROUPS = [row["code"] for row in csv.DictReader(file)]


def failures(app):
    return [each.message for each in app.exception]


def samples(count):
    """Selections with values drawn at random, the same on every run."""
    catalogue = load_catalogue(DATA)
    draw = random.Random(20261121)  # noqa: S311
    areas = [code for code, area in catalogue.areas.items() if area.extra["kind"] != "aggregate"]
    lists = catalogue.codelists
    for _ in range(count):
        start, end = sorted(draw.choices(range(1985, 2031), k=2))
        yield Filters(
            indicator=draw.choice(list(catalogue.indicators)),
            group=draw.choice(list(catalogue.groups)),
            areas=tuple(draw.sample(sorted(catalogue.areas), draw.choice((0, 0, 1, 3, 9)))),
            home=draw.choice(areas),
            country=draw.choice(areas),
            start=start,
            end=end,
            year=draw.randint(1985, 2030),
            tolerance=draw.randint(0, 20),
            sex=draw.choice(["_T", "_T", *lists["sexes"]]),
            age=draw.choice([DECLARED, DECLARED, *lists["ages"]]),
            disability=draw.choice(["_T", "_T", *lists["disabilities"]]),
            basis=draw.choice([DECLARED, ANY, *lists["count_bases"]]),
            source=draw.choice(["", "", *catalogue.sources]),
            comparable=draw.random() < 0.3,
            index_base=draw.choice((0, 0, 2010, 1900)),
            multiples=draw.random() < 0.3,
            others=draw.random() < 0.3,
            table=draw.random() < 0.3,
            language=draw.choice(list(LANGUAGES)),
        )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_with_one_title_of_its_own(open_page, page, language):
    app = open_page(page, lang=language)
    assert failures(app) == []
    assert len(app.title) == 1


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_for_every_area_group(open_page, page):
    app = open_page(page)
    for group in GROUPS:
        app.query_params["group"] = group
        app.run()
        assert failures(app) == [], group


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_for_a_random_sample_of_selections(open_page, page):
    app = open_page(page)
    for filters in samples(20):
        app.query_params.update(to_query(filters))
        app.run()
        assert failures(app) == [], to_query(filters)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_for_an_indicator_without_figures(open_page, page):
    wanted = next(each.id for each in load_catalogue(DATA).indicators.values() if each.wanted)
    assert failures(open_page(page, indicator=wanted)) == []


def test_a_random_selection_is_valid(open_page):
    app = open_page()
    for filters in samples(5):
        app.query_params.update(to_query(filters))
        app.run()
        assert app.query_params == to_query(filters)
