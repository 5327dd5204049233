from pathlib import Path

import pytest
from pydantic import ValidationError

from pipelines.settings import Settings, settings


def test_without_anything_set_the_figures_that_ship_are_served_on_this_machine_only(monkeypatch):
    for name in ("DI_DATA_DIR", "DI_STORE_DIR", "DI_HOST", "DI_PORT", "DI_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    chosen = settings()
    assert (chosen.data_dir.name, chosen.store_dir) == ("data", chosen.data_dir / "store")
    assert (chosen.host, chosen.database_url) == ("127.0.0.1", None)


def test_the_environment_sets_them(monkeypatch):
    monkeypatch.setenv("DI_STORE_DIR", "/srv/di")
    monkeypatch.setenv("DI_PORT", "9000")
    assert (settings().store_dir, settings().port) == (Path("/srv/di"), 9000)


def test_the_store_follows_the_data(monkeypatch):
    monkeypatch.setenv("DI_DATA_DIR", "/srv/data")
    monkeypatch.delenv("DI_STORE_DIR", raising=False)
    assert settings().store_dir == Path("/srv/data/store")


def test_a_port_that_is_none_is_refused():
    with pytest.raises(ValidationError):
        Settings(port=70000)
