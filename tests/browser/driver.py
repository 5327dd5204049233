"""Opens pages of a running tracker in Chromium and waits, by events, until they are drawn."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

from playwright.sync_api import Error, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from playwright.sync_api import Browser, ConsoleMessage, Page, Request

ROOT = Path(__file__).parents[2]

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]

PAGES = tuple(sorted(path.stem for path in (ROOT / "dashboard" / "app_pages").glob("[!_]*.py")))
"""Every page of the app, by the name of its script."""

START_S = 60
"""A server that takes longer to start is taken for dead."""

IS_DRAWN = """() => {
  const app = document.querySelector("[data-testid='stApp']");
  if (!app || app.dataset.testScriptState !== "notRunning") return false;
  if (document.querySelector("[data-stale='true'], [data-testid='stSkeleton']")) return false;
  const shown = [...document.querySelectorAll(".stPlotlyChart")].filter((chart) => chart.offsetParent !== null);
  return shown.every((chart) => {
    if (!chart.querySelector(".main-svg")) return false;
    const maps = [...chart.querySelectorAll(".geo")];
    return maps.every((map) => map.querySelector("path.choroplethlayer, .choroplethlayer path, .point"));
  });
}"""


@dataclass
class Visit:
    """A page in a browser, with what it asked of other hosts and what went wrong in it."""

    page: Page
    foreign_requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def wait_until_drawn(self, timeout_s: float = 60) -> None:
        """Wait until the script has run and every chart in sight is drawn, twice in a row: a run may call another."""
        self.page.wait_for_selector("[data-testid='stMain'] [data-testid='stElementContainer']", state="attached")
        for _ in range(2):
            self.page.wait_for_function(IS_DRAWN, timeout=timeout_s * 1000)
            self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 150)))")

    def exceptions(self) -> list[str]:
        """Return what the page says of a script that failed."""
        return self.page.locator("[data-testid='stException'], [data-testid='stAlertContentError']").all_inner_texts()


def executable() -> str | None:
    """Return the system's Chromium, or None where Playwright's own is to be used."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a browser.

    Raises
    ------
    RuntimeError
        There is none; the message says how to get one.
    """
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        except Error as error:
            msg = "no browser: run `make browser`, or install chromium with the system's package manager"
            raise RuntimeError(msg) from error
        yield browser
        browser.close()


def address(url: str, page: str, query: Mapping[str, str] | None = None) -> str:
    """Return the address of a page (the name of its script) with a selection."""
    path = "" if page == "overview" else page
    return f"{url}/{path}" + (f"?{urlencode(query)}" if query else "")


@contextmanager
def visit(
    browser: Browser,
    where: str,
    *,
    theme: str = "light",
    size: tuple[int, int] = (1280, 900),
    before: Callable[[Page], None] = lambda _page: None,
) -> Iterator[Visit]:
    """Open an address in a fresh browser profile and yield it drawn; `before` is done to the page before it loads."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=theme,
        reduced_motion="reduce",
    )
    page = context.new_page()
    opened = Visit(page)
    home = urlsplit(where).netloc

    def note(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != home:
            opened.foreign_requests.append(request.url)

    page.on("request", note)
    page.on("console", lambda message: opened.errors.append(message.text) if is_error(message) else None)
    page.on("pageerror", lambda error: opened.errors.append(str(error)))
    before(page)
    page.goto(where)
    opened.wait_until_drawn()
    yield opened
    context.close()


def is_error(message: ConsoleMessage) -> bool:
    """Whether a console message tells of an error, other than Streamlit feeling for its base path on a deep link."""
    return message.type == "error" and "/_stcore/" not in message.location.get("url", "")


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def served(store: Path, log: Path, *, port: int = 0, **environment: str) -> Iterator[str]:
    """Serve the release of a store and yield the address once it answers that it is ready."""
    port = port or free_port()
    command = [sys.executable, "-m", "dashboard.server", "--port", str(port)]
    given = {**os.environ, "DI_STORE_DIR": str(store), **environment}
    with log.open("wb") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=given, stdout=output, stderr=output)
    try:
        wait_until_ready(server, f"http://127.0.0.1:{port}", log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def wait_until_ready(server: subprocess.Popen[bytes], url: str, log: Path, path: str = "/readyz") -> None:
    """Return once the server says that it is ready; raise with its own words if it stops or takes too long."""
    until = time.monotonic() + START_S
    answer = "nothing"
    while server.poll() is None and time.monotonic() < until:
        try:
            with urlopen(f"{url}{path}", timeout=5):
                return
        except HTTPError as error:
            answer = error.read().decode()
        except (URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.1)
    msg = f"the server at {url} did not become ready; it answered {answer}; its output:\n{log.read_text()}"
    raise RuntimeError(msg)
