"""The app without a browser, on the release that ships."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pipelines.settings import settings

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "dashboard" / "app.py"

PAGES = {path.stem: f"app_pages/{path.name}" for path in sorted((APP.parent / "app_pages").glob("[!_]*.py"))}
"""Every page of the app: its name and its script."""

FIRST_PAGE = "overview"

Open = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def fresh_caches():
    """Let no test see what another has read."""
    st.cache_data.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def open_page(serve_shipped) -> Open:  # noqa: ARG001
    """Return a way to open a page of the shipped release with a link's query."""
    return opened


def opened(page: str = FIRST_PAGE, /, **query: str) -> AppTest:
    """Open a page with a link's query; `context` settings are those of a desktop browser in English."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params.update(query)
    app.run()
    return app if page == FIRST_PAGE else app.switch_page(PAGES[page]).run()


@pytest.fixture
def truth_data(tmp_path) -> Path:
    """A copy of the small data folder with every case, to be changed by a test."""
    return Path(shutil.copytree(ROOT / "tests" / "data" / "truth", tmp_path / "data"))


@pytest.fixture
def serve(monkeypatch) -> Callable[[Path], None]:
    """Return a way to let the settings of this test name another store."""

    def name(store_dir: Path) -> None:
        monkeypatch.setenv("DI_STORE_DIR", str(store_dir))
        settings.cache_clear()
        st.cache_data.clear()

    return name
