"""Serves the app: its own routes and headers around Streamlit, and nothing that asks another host.

`python -m dashboard.server --host 127.0.0.1 --port 8501` from any folder; `di-tracker run` does that.
"""

from __future__ import annotations

import gc
import logging
import sys
from argparse import ArgumentParser
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st
from anyio import to_thread
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from dashboard import state
from dashboard.assets import MEDIA_TYPES, asset
from dashboard.compression import ALWAYS_ASK, FOREVER, Prepared, prepared, response
from dashboard.exports.atom import atom
from dashboard.filters import LANGUAGES
from dashboard.headers import SecurityHeaders
from dashboard.text import words
from pipelines import releases
from pipelines.registry.database import exists, migrate, registry_url
from pipelines.settings import settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send

LOG = logging.getLogger(__name__)

ROOT = Path(__file__).parents[1]

SCRIPT = Path(__file__).with_name("app.py")

OWN = ROOT / "dashboard" / "static"

TITLE = "De-institutionalisation Tracker"

BUNDLES = Path(st.__file__).parent / "static"

BUNDLE_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json"}

SERVER_OPTIONS = {
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",
    "global.minCachedMessageSize": 500,
    "logger.hideWelcomeMessage": True,
    "runner.postScriptGC": False,
    "server.enableWebsocketCompression": True,
    "server.fileWatcherType": "none",
    "server.headless": True,
}
"""What serving people needs, whatever `.streamlit/config.toml` of the working folder says."""


def front_page() -> str:
    """Return Streamlit's page under our own title, which is what link previews show, with our own script and style."""
    page = (BUNDLES / "index.html").read_text(encoding="utf-8")
    script = f"<script>{(OWN / 'frame.js').read_text(encoding='utf-8')}</script>"
    style = f"<style>{(OWN / 'frame.css').read_text(encoding='utf-8')}</style>"
    titled = page.replace("<title>Streamlit</title>", f"<title>{TITLE}</title>")
    return titled.replace("<head>", f"<head>{script}{style}", 1)


class CompressedBundles:
    """Answers for Streamlit's own scripts and styles from memory, compressed once; Streamlit sends them plain."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.bundles = bundles()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for a bundle, else pass the request on."""
        found = self.bundles.get(scope.get("path", "")) if scope.get("method") in {"GET", "HEAD"} else None
        answer = response(found, Request(scope), FOREVER) if found else self.app
        await answer(scope, receive, send)


@cache
def bundles() -> Mapping[str, Prepared]:
    """Return Streamlit's scripts and styles by path; their names change with their content.

    The serif of its headings comes in our own cut: Latin and Cyrillic letters, a sixth of the size.
    """
    serif = (OWN / "serif.woff2").read_bytes()
    files = {path: path.read_bytes() for path in (BUNDLES / "static").rglob("*") if path.suffix in BUNDLE_TYPES}
    files |= dict.fromkeys((BUNDLES / "static").rglob("SourceSerifVariable-Roman*.woff2"), serif)
    return {
        f"/{path.relative_to(BUNDLES).as_posix()}": prepared(
            content, BUNDLE_TYPES.get(path.suffix, "font/woff2"), kept_in()
        )
        for path, content in files.items()
    }


def kept_in() -> Path:
    """Return the folder of compressed files: deletable, and filled anew after an update of Streamlit."""
    return settings().store_dir / "cache" / f"bundles-streamlit-{st.__version__}"


async def healthz(_request: Request) -> Response:
    """Answer that the process lives."""
    return PlainTextResponse("ok", headers={"Cache-Control": "no-store"})


async def readyz(_request: Request) -> Response:
    """Answer with the release that is served, or 503 and why there is none."""
    try:
        release = await to_thread.run_sync(lambda: releases.current_release(settings().store_dir))
    except Exception as error:  # whatever is wrong with the store, the answer is "not ready"
        return JSONResponse({"ready": False, "reason": f"{type(error).__name__}: {error}"}, 503)
    return JSONResponse({"ready": True, "release": release.id}, headers={"Cache-Control": "no-store"})


async def serve_asset(request: Request) -> Response:
    """Answer with an asset: kept for ever under its present address, asked again under one from before an update."""
    name = request.path_params["name"]
    if name not in MEDIA_TYPES:
        return PlainTextResponse("There is no such file.", 404)
    found = asset(name, kept_in())
    is_present = request.path_params["digest"] == found.short_digest
    return response(found, request, FOREVER if is_present else ALWAYS_ASK)


async def feed(request: Request) -> Response:
    """Answer with the releases as an Atom feed, in the language asked for by `lang`."""
    asked = request.query_params.get("lang", "")
    language = asked if asked in LANGUAGES else "en"
    address = str(request.base_url).rstrip("/")
    content = await to_thread.run_sync(lambda: atom(releases.all_releases(settings().store_dir), address, language))
    return Response(content, media_type="application/atom+xml", headers={"Cache-Control": "max-age=60"})


def page_routes() -> list[Route]:
    """Return a route for each page, by the name of its script, all answered by the same front page."""
    page = prepared(front_page().encode(), "text/html; charset=utf-8")

    async def serve_page(request: Request) -> Response:
        return response(page, request, ALWAYS_ASK)

    names = sorted(path.stem for path in (ROOT / "dashboard" / "app_pages").glob("[!_]*.py"))
    return [Route(path, serve_page) for path in ("/", *(f"/{name}" for name in names))]


async def favicon(request: Request) -> Response:
    """Answer with our own mark, which Streamlit's page asks for before the app has run."""
    path = Path(__file__).parent / "static" / "favicon.png"
    return response(prepared(path.read_bytes(), "image/png"), request, "public, max-age=86400")


def load_modules() -> None:
    """Import what the pages use, so that the first reader does not wait for it."""
    here = Path(__file__).parent
    for folder in ("components", "exports", "figures", "views"):
        for path in sorted((here / folder).rglob("[!_]*.py")):
            import_module(".".join(["dashboard", *path.relative_to(here).with_suffix("").parts]))


def update_registry() -> None:
    """Bring a registry made by an earlier version to this one."""
    url = registry_url(settings().store_dir)
    if exists(url):
        migrate(url)


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any] | None]:
    """Prepare what every visitor needs, then set what is loaded aside from garbage collection."""
    await to_thread.run_sync(load_modules)
    await to_thread.run_sync(update_registry)
    await to_thread.run_sync(bundles)
    for name in MEDIA_TYPES:
        await to_thread.run_sync(asset, name, kept_in())
    gc.collect()
    gc.freeze()
    yield None


def tell_of_error(error: Exception) -> bool:
    """Tell the reader in words, and the log in full, that a page could not be made."""
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    LOG.error("A page failed at %s", moment, exc_info=error)
    message = "This page could not be made. The figures are not affected. Reload it, or tell us this time: {moment}."
    st.error(words(message, state.language(), moment=moment))
    return True


def routes() -> list[Route]:
    """Return our own routes; Streamlit's come after them."""
    return [
        Route("/healthz", healthz),
        Route("/readyz", readyz),
        Route("/assets/{digest}/{name}", serve_asset),
        Route("/releases.atom", feed),
        Route("/favicon.png", favicon),
        Route("/favicon.ico", favicon),
        *page_routes(),
    ]


def secrets() -> dict[str, Any]:
    """Return what Streamlit's sign-in needs, from the settings; nothing where there is no identity provider."""
    provider = settings().oidc
    if provider is None:
        return {}
    return {
        "auth": {
            "redirect_uri": provider.redirect_uri,
            "cookie_secret": provider.cookie_secret.get_secret_value(),
            "client_id": provider.client_id,
            "client_secret": provider.client_secret.get_secret_value(),
            "server_metadata_url": provider.metadata_url,
        }
    }


def create_app() -> st.App:
    """Return the ASGI application."""
    return st.App(
        SCRIPT,
        secrets=secrets(),
        lifespan=lifespan,
        on_script_error=tell_of_error,
        routes=routes(),
        middleware=[Middleware(SecurityHeaders, page=front_page()), Middleware(CompressedBundles)],
    )


def serve(host: str, port: int) -> None:
    """Serve until stopped. Settings and theme come from the project's `.streamlit/config.toml`."""
    sys.argv = [str(ROOT / "server.py")]
    sys.stdout.write(f"{TITLE}: http://{host}:{port}\n")
    sys.stdout.flush()
    create_app().run(config={**SERVER_OPTIONS, "server.address": host, "server.port": port})


if __name__ == "__main__":
    parser = ArgumentParser(prog="python -m dashboard.server", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8501)
    arguments = parser.parse_args()
    serve(arguments.host, arguments.port)
