from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest

from dashboard.filters import Filters, to_query
from dashboard.text import words
from pipelines.releases import build_release, current_release

CHOSEN = Filters(group="BALTIC", home="LVA", country="EST", areas=("LVA", "EST"), start=1995, end=2015, year=2010)


def query_of(app):
    return {name: value if isinstance(value, str) else value[0] for name, value in app.query_params.items()}


def said(app):
    return " ".join(each.value for each in (*app.markdown, *app.caption))


def shared_link(app):
    return next(each.value for each in app.code if "release=" in each.value)


def test_a_first_visit_writes_the_whole_selection_into_the_url(open_page):
    assert query_of(open_page()) == to_query(Filters())


def test_a_link_restores_the_selection_and_its_widgets(open_page):
    app = open_page("trends", **to_query(CHOSEN))
    assert query_of(app) == to_query(CHOSEN)
    assert app.selectbox(key="filter_group").value == "BALTIC"
    assert app.multiselect(key="filter_areas").value == ["LVA", "EST"]
    assert app.slider(key="filter_span").value == (1995, 2015)


def test_a_change_of_a_filter_is_in_the_url(open_page):
    app = open_page()
    app.selectbox(key="filter_home").set_value("LVA").run()
    assert query_of(app) == to_query(Filters(home="LVA", country="LVA"))


def test_a_page_switch_keeps_the_selection(open_page):
    app = open_page(home="LVA", group="BALTIC")
    app.query_params.clear()
    app.switch_page("app_pages/trends.py").run()
    assert query_of(app) == to_query(Filters(home="LVA", country="LVA", group="BALTIC"))


def test_a_step_back_in_the_history_wins_over_the_session(open_page):
    app = open_page()
    before = query_of(app)
    app.selectbox(key="filter_home").set_value("POL").run()
    app.query_params.clear()
    app.query_params.update(before)
    app.run()
    assert app.selectbox(key="filter_home").value == "DNK"


def test_another_region_starts_with_its_own_countries(open_page):
    app = open_page("trends", areas="LVA,EST")
    app.selectbox(key="filter_group").set_value("NORDIC").run()
    assert query_of(app)["areas"] == "group"


def test_another_indicator_starts_with_its_own_ages_and_basis(open_page):
    app = open_page("trends", age="Y0T2", basis="any", source="transmonee_2018")
    app.selectbox(key="filter_indicator").set_value("residential_care_share").run()
    query = query_of(app)
    assert (query["age"], query["basis"], query["source"]) == ("declared", "declared", "all")


def test_the_country_page_follows_home_until_another_country_is_opened(open_page):
    app = open_page(home="LVA", country="POL")
    app.selectbox(key="filter_home").set_value("EST").run()
    assert query_of(app)["country"] == "POL"


def test_a_bad_part_is_said_in_the_readers_language_until_closed(open_page):
    app = open_page(home="XXX", indicator="happiness", lang="da")
    message = "{part}: found {found}, using {used} instead."
    assert words(message, "da", part="Dit land", found="`XXX`", used="Danmark") in said(app)
    assert "`happiness`" in said(app)
    app.button(key="close_notices").click().run()
    assert "XXX" not in said(app)


def test_what_a_link_contains_is_shown_as_text_only(open_page):
    found = said(open_page(home="`<b>`"))
    assert "found `<b>`, using Denmark" in found


def test_a_part_that_is_not_ours_is_left_alone(open_page):
    assert query_of(open_page(utm_source="mail"))["utm_source"] == "mail"


def test_the_language_of_the_link_is_spoken(open_page):
    assert [each.label for each in open_page(lang="da").selectbox][:2] == ["Region", "Dit land"]


def test_share_gives_the_selection_with_the_release_shown(open_page, shipped_release):
    link = urlsplit(shared_link(open_page("trends", **to_query(CHOSEN))))
    assert dict(parse_qsl(link.query)) == to_query(replace(CHOSEN, release=shipped_release.id))


def test_a_shared_link_opens_the_same_view_without_notice(open_page):
    link = urlsplit(shared_link(open_page("trends", **to_query(CHOSEN))))
    app = open_page("trends", **dict(parse_qsl(link.query)))
    assert query_of(app) == dict(parse_qsl(link.query))
    assert "Part of this link" not in said(app)


@pytest.mark.parametrize("release", ["0" * 64, "12", "newest", "../../x"])
def test_a_release_this_server_does_not_have_falls_back_to_the_current_one(open_page, release):
    app = open_page(release=release)
    assert f"`{release}`" in said(app)
    assert query_of(app)["release"] == "current"


def test_a_link_to_an_older_release_shows_it_and_names_the_newer(open_page, truth_data, tmp_path, serve):
    older = build_release(tmp_path, truth_data).release
    add_indicator(truth_data)
    build_release(tmp_path, truth_data)
    serve(tmp_path)
    app = open_page("data", release=older.id, indicator="residential_care_rate")
    assert query_of(app)["release"] == older.id
    assert "Release 1 · " in said(app)
    assert "A newer one exists: Release 2 · " in said(app)
    app.button(key="newest_release").click().run()
    assert query_of(app)["release"] == "current"
    assert "A newer one exists" not in said(app)


def test_a_new_indicator_appears_without_any_code(open_page, truth_data, tmp_path, serve):
    add_indicator(truth_data)
    build_release(tmp_path, truth_data)
    serve(tmp_path)
    app = open_page("trends", indicator="temporary_number", areas="LTU")
    assert not app.exception
    options = app.selectbox(key="filter_indicator").options
    assert any("Children counted for a test" in each for each in options)
    assert app.selectbox(key="filter_indicator").value == "temporary_number"
    assert "Children counted for a test" in " ".join(
        each.value for each in (*app.title, *app.header, *app.markdown, *app.caption)
    )
    assert current_release(tmp_path).number == 1


def add_indicator(data):
    """Add an indicator the way CONTRIBUTING says: one file of its own, rows with its id."""
    like = (data / "indicators" / "residential_care_number.toml").read_text(encoding="utf-8")
    lines = [line for line in like.splitlines() if not line.startswith(("part_of", "headline"))]
    text = "\n".join(lines).replace("residential_care_number", "temporary_number")
    start, end = text.index("label"), text.index("\n", text.index("label"))
    text = text[:start] + 'label = { en = "Children counted for a test", da = "Børn talt til en prøve" }' + text[end:]
    (data / "indicators" / "temporary_number.toml").write_text(text, encoding="utf-8")
    path = sorted((data / "figures").glob("*.csv"))[0]
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    row = dict.fromkeys(header.split(","), "")
    row |= {"indicator": "temporary_number", "ref_area": "LTU", "time_period": "2015", "sex": "_T", "age": "Y0T17"}
    row |= {"disability": "_T", "count_basis": "stock", "obs_value": "12", "obs_status": "A", "origin": "table 1"}
    path.write_text("\n".join([header, *rows, ",".join(row.values())]) + "\n", encoding="utf-8")
