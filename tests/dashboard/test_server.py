"""Our routes and headers, asked through the ASGI application without starting Streamlit."""

import asyncio
import json
from urllib.parse import unquote

import brotli
import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware

from dashboard import server
from dashboard.assets import asset_url
from dashboard.headers import SecurityHeaders, content_security_policy
from pipelines import releases
from pipelines.settings import settings


class Answer:
    """What an application sent."""

    def __init__(self):
        self.status_code, self.headers, self.content = 0, Headers(), b""

    async def take(self, message):
        if message["type"] == "http.response.start":
            self.status_code, self.headers = message["status"], Headers(raw=message["headers"])
        else:
            self.content += message.get("body", b"")

    def json(self):
        return json.loads(self.content)


def get(app, path, accepts="identity"):
    """Return the answer of an ASGI application."""
    answer = Answer()
    scope = {
        "type": "http",
        "method": "GET",
        "path": unquote(path),
        "query_string": b"",
        "headers": [(b"accept-encoding", accepts.encode())],
        "app": app,
    }

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    asyncio.run(app(scope, receive, answer.take))
    return answer


@pytest.fixture
def app(tmp_path, monkeypatch):
    """Return our routes and middleware, with an empty store."""
    monkeypatch.setenv("DI_STORE_DIR", str(tmp_path / "store"))
    settings.cache_clear()
    yield Starlette(routes=server.routes(), middleware=[Middleware(SecurityHeaders, page=server.front_page())])
    settings.cache_clear()


def test_the_process_says_it_lives(app):
    assert get(app, "/healthz").content == b"ok"


def test_without_a_release_the_server_is_not_ready_and_says_why(app):
    answer = get(app, "/readyz")
    assert answer.status_code == 503
    assert answer.json()["reason"]


def test_a_store_that_cannot_be_read_makes_the_server_not_ready(app, monkeypatch):
    def broken(_store):
        msg = "the registry is locked"
        raise OSError(msg)

    monkeypatch.setattr(releases, "current_release", broken)
    assert get(app, "/readyz").json() == {"ready": False, "reason": "OSError: the registry is locked"}


def test_outlines_are_kept_for_ever_under_their_own_address(app):
    answer = get(app, asset_url("europe.geojson"), accepts="br")
    assert answer.headers["content-encoding"] == "br"
    assert "immutable" in answer.headers["cache-control"]
    assert len(json.loads(brotli.decompress(answer.content))["features"]) > 50


def test_an_address_from_before_an_update_still_answers_but_is_not_kept(app):
    answer = get(app, "/assets/0123456789abcdef/europe.geojson")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")


@pytest.mark.parametrize("path", ["/assets/0123456789abcdef/secrets.toml", "/assets/x/..%2f..%2fpyproject.toml"])
def test_nothing_else_is_served_from_the_folder(app, path):
    assert get(app, path).status_code == 404


@pytest.mark.parametrize("path", ["/", "/map", "/trends", "/healthz", "/readyz", "/nothing-there", "/assets/x/y"])
def test_every_answer_carries_the_security_headers(app, path):
    headers = get(app, path).headers
    assert "connect-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_the_policy_names_no_other_host_and_allows_no_inline_script():
    policy = content_security_policy(server.front_page())
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "http" not in policy
    assert "unsafe-inline" not in scripts
    assert "'sha256-" in scripts


def test_a_page_has_our_title_before_any_script_has_run(app):
    page = get(app, "/map").content.decode()
    assert "<title>De-institutionalisation Tracker</title>" in page


def test_streamlits_bundles_are_sent_compressed(app):
    path = next(path for path in server.bundles() if "PlotlyChart" in path)
    answer = get(server.CompressedBundles(app), path, accepts="gzip, br")
    assert answer.headers["content-encoding"] == "br"
    assert int(answer.headers["content-length"]) < len(server.bundles()[path].bodies["identity"]) / 3


def test_the_serif_of_headings_comes_in_our_smaller_cut():
    (serif,) = (body for path, body in server.bundles().items() if "SourceSerifVariable-Roman" in path)
    assert serif.media_type == "font/woff2"
    assert len(serif.bodies["identity"]) < 100_000
