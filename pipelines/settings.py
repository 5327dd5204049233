"""Every setting with its default; each is read from the environment with the prefix `DI_`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from pipelines.intake.opened import Limits

DATA = Path(__file__).resolve().parents[1] / "data"


def _store_below(values: dict[str, Any]) -> Path:
    return Path(values["data_dir"]) / "store"


class Settings(BaseSettings):
    """Settings of one installation; `DI_STORE_DIR=/srv/di` sets `store_dir`, and so on."""

    model_config = SettingsConfigDict(env_prefix="DI_", env_nested_delimiter="__", frozen=True)

    data_dir: Path = Field(default=DATA, description="What ships: figures, indicators, codelists, sources, context.")
    store_dir: Path = Field(default_factory=_store_below, description="Run-time state: releases, registry, cache.")
    database_url: str | None = Field(default=None, description="The registry's database; SQLite in the store if unset.")
    upload: Limits = Field(default=Limits(), description="Limits of uploads: DI_UPLOAD__ROWS=200000, and so on.")
    host: str = Field(default="127.0.0.1", description="Address `di-tracker run` listens on.")
    port: int = Field(default=8501, ge=0, le=65535, description="Port `di-tracker run` listens on.")


@cache
def settings() -> Settings:
    """Return the settings of this process, read from the environment once."""
    return Settings()
