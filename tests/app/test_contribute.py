"""Sending figures in, without a browser: who may, and what a file becomes."""

import shutil

import pytest
from streamlit import config

from dashboard import sources
from pipelines import members, submissions
from pipelines.members import owner
from pipelines.settings import settings

ROWS = """area,year,indicator,value
Denmark,2021,residential_care_number,4000
Denmark,2022,residential_care_number,39O0
Denmark,2023,residential_care_number,
"""


@pytest.fixture
def own_store(shipped_store, tmp_path, serve):
    """A store that a test may change."""
    store = tmp_path / "store"
    shutil.copytree(shipped_store, store)
    serve(store)
    return store


@pytest.fixture
def loopback():
    """Let the server be bound to this computer only."""
    before = config.get_option("server.address")
    config.set_option("server.address", "127.0.0.1")
    yield
    config.set_option("server.address", before)


@pytest.fixture
def open_own(own_store, loopback):  # noqa: ARG001
    from tests.app.conftest import opened

    return opened


@pytest.fixture
def draft(own_store, loopback):  # noqa: ARG001
    """A submission made of a small file."""
    person = owner(own_store)
    organisation = members.add_organisation(own_store, person, "Børns Vilkår")
    return submissions.create_draft(own_store, ROWS.encode(), "tal.csv", organisation.slug, person)


def texts(app):
    return " ".join(each.value for each in (*app.markdown, *app.header, *app.caption))


def test_a_server_that_others_reach_is_read_only(open_page):
    app = open_page("contribute")
    assert "public and read only" in texts(app)
    assert [button.label for button in app.button if button.label == "Check the figures"] == []


def test_the_owner_of_this_computer_is_told_so(open_own):
    assert "You own this installation" in texts(open_own("contribute"))


@pytest.mark.parametrize("page", ["contribute", "submissions", "review", "releases", "members"])
@pytest.mark.parametrize("language", ["en", "da"])
def test_every_page_of_members_opens_for_the_owner(open_own, page, language):
    app = open_own(page, lang=language)
    assert [each.message for each in app.exception] == []
    assert len(app.title) == 1


@pytest.mark.parametrize("step", ["file", "columns", "problems", "difference", "submit", "nonsense"])
def test_every_step_of_a_submission_opens(open_own, draft, step):
    app = open_own("contribute")
    app.query_params.update({"submission": draft.id, "step": step})
    app.run()
    assert [each.message for each in app.exception] == []
    assert "tal.csv" in texts(app)


def test_a_submission_that_is_not_there_is_said_to_be(open_own):
    app = open_own("contribute")
    app.query_params["submission"] = "nothing"
    app.run()
    assert "not there" in texts(app)


def test_checking_a_file_runs_in_a_child(draft, own_store, monkeypatch):
    asked = []
    monkeypatch.setattr(sources, "in_child", lambda function, *given: asked.append(function) or function(*given))
    monkeypatch.setattr(sources, "current_release", lambda: type("Release", (), {"id": "x"}))
    sources.examined(draft)
    assert asked == [submissions.examine]
    assert settings().store_dir == own_store
