"""Releases that tests read: a small made-up one with every case, and the one that ships."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.releases import Release, build_release, current_release
from pipelines.settings import settings
from pipelines.warehouse import Warehouse

ROOT = Path(__file__).resolve().parents[1]
TRUTH = ROOT / "tests" / "data" / "truth"


@pytest.fixture(scope="session")
def truth_store(tmp_path_factory) -> Path:
    """A store whose current release is built from `tests/data/truth`."""
    store_dir = tmp_path_factory.mktemp("truth")
    build_release(store_dir, TRUTH)
    return store_dir


@pytest.fixture(scope="session")
def truth_release(truth_store) -> Release:
    """A release with zero, missing, not collected, not applicable, suppressed, a break, estimated and provisional
    figures, two sources with overlapping years, a during-year count and ages 0–20."""
    return current_release(truth_store)


@pytest.fixture(scope="session")
def truth_observations(truth_release):
    """Every observation of the truth release (`RELEASE_SCHEMA`), as the dashboard reads them."""
    warehouse = Warehouse(truth_release)
    rows = warehouse.observations()
    warehouse.close()
    return rows


@pytest.fixture(scope="session")
def shipped_store(tmp_path_factory) -> Path:
    """A store whose current release is built from the project's `data/`; shared by all workers of one test run."""
    base = tmp_path_factory.getbasetemp()
    store_dir = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "shipped"
    built = build_release(store_dir, ROOT / "data")
    Warehouse(built.release).close()
    return store_dir


@pytest.fixture(scope="session")
def shipped_release(shipped_store) -> Release:
    """The release of the figures that ship."""
    return current_release(shipped_store)


@pytest.fixture(scope="session")
def shipped_observations(shipped_release):
    """Every observation that ships (`RELEASE_SCHEMA`), as the dashboard reads them."""
    warehouse = Warehouse(shipped_release)
    rows = warehouse.observations()
    warehouse.close()
    return rows


@pytest.fixture
def serve_truth(truth_store, monkeypatch) -> Path:
    """Let the settings of this test name the truth store."""
    return _serve(truth_store, monkeypatch)


@pytest.fixture
def serve_shipped(shipped_store, monkeypatch) -> Path:
    """Let the settings of this test name the store of the figures that ship."""
    return _serve(shipped_store, monkeypatch)


@pytest.fixture(autouse=True)
def fresh_settings():
    """Let every test read the settings anew."""
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture
def di_tracker():
    """Run the command line in a process of its own: `di_tracker("build", "--json", store_dir=…, data_dir=…)`."""

    def run(*arguments: str, **environment: object) -> subprocess.CompletedProcess[str]:
        given = {f"DI_{name.upper()}": str(value) for name, value in environment.items()}
        return subprocess.run(
            [sys.executable, "-m", "pipelines", *arguments],
            env={**os.environ, **given},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run


def _serve(store_dir: Path, monkeypatch) -> Path:
    monkeypatch.setenv("DI_STORE_DIR", str(store_dir))
    settings.cache_clear()
    return store_dir
