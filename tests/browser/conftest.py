"""A real server on a real release, and a real browser.

Fixtures for every browser test: `server_url`, `browser`, and `open_page(page, query, theme=..., size=...)`, which
returns a drawn `Visit`. `DI_TEST_URL` names a server that already runs, which saves the build while a page is written.
"""

import os
import subprocess
import sys
from contextlib import ExitStack

import pytest

from tests.browser.driver import ROOT, address, chromium, served, visit


@pytest.fixture(scope="session")
def release_store(tmp_path_factory):
    """Return a store with a release of the shipped data."""
    store = tmp_path_factory.mktemp("store")
    subprocess.run(
        [sys.executable, "-m", "pipelines", "build"],
        check=True,
        cwd=ROOT,
        env={**os.environ, "DI_STORE_DIR": str(store)},
        stdout=subprocess.DEVNULL,
    )
    return store


@pytest.fixture(scope="session")
def server_url(request, tmp_path_factory):
    """Return the address of a running server."""
    if running := os.environ.get("DI_TEST_URL"):
        yield running.rstrip("/")
        return
    store = request.getfixturevalue("release_store")
    with served(store, tmp_path_factory.mktemp("server") / "output.txt") as url:
        yield url


@pytest.fixture(scope="session")
def browser():
    """Return a running Chromium."""
    with chromium() as started:
        yield started


@pytest.fixture
def open_page(browser, server_url):
    """Return a function that opens a page, by the name of its script, with a selection."""
    with ExitStack() as stack:

        def opened(page, query=None, **how):
            return stack.enter_context(visit(browser, address(server_url, page, query), **how))

        yield opened
