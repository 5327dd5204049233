"""Every setting with its default; each is read from the environment with the prefix `DI_`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from pipelines.intake.opened import Limits

DATA = Path(__file__).resolve().parents[1] / "data"


def _store_below(values: dict[str, Any]) -> Path:
    return Path(values["data_dir"]) / "store"


class IdentityProvider(BaseModel):
    """An OpenID Connect provider that says who a person is; what they may do is in the registry."""

    model_config = ConfigDict(frozen=True)

    metadata_url: str = Field(description="Address of the provider's /.well-known/openid-configuration.")
    client_id: str = Field(description="What the provider calls this installation.")
    client_secret: SecretStr = Field(description="The secret the provider gave with it.")
    cookie_secret: SecretStr = Field(description="A long random text of our own that signs the sign-in cookie.")
    public_url: str = Field(description="Address people open this installation at, without a path.")

    @property
    def redirect_uri(self) -> str:
        """Address the provider sends people back to; it must be registered there."""
        return f"{self.public_url.rstrip('/')}/oauth2callback"


class Settings(BaseSettings):
    """Settings of one installation; `DI_STORE_DIR=/srv/di` sets `store_dir`, and so on."""

    model_config = SettingsConfigDict(env_prefix="DI_", env_nested_delimiter="__", frozen=True)

    data_dir: Path = Field(default=DATA, description="What ships: figures, indicators, codelists, sources, context.")
    store_dir: Path = Field(default_factory=_store_below, description="Run-time state: releases, registry, cache.")
    database_url: str | None = Field(default=None, description="The registry's database; SQLite in the store if unset.")
    upload: Limits = Field(default=Limits(), description="Limits of uploads: DI_UPLOAD__ROWS=200000, and so on.")
    oidc: IdentityProvider | None = Field(
        default=None, description="Sign-in: DI_OIDC__METADATA_URL, DI_OIDC__CLIENT_ID, and so on; nobody can if unset."
    )
    host: str = Field(default="127.0.0.1", description="Address `di-tracker run` listens on.")
    port: int = Field(default=8501, ge=0, le=65535, description="Port `di-tracker run` listens on.")


@cache
def settings() -> Settings:
    """Return the settings of this process, read from the environment once."""
    return Settings()
