"""What a reader's browser sees: bytes and seconds of a first visit, seconds of a change on the map."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, Popen

from benchmarks.process import ROOT
from benchmarks.stock import CDN
from dashboard.assets import asset
from tests.browser.driver import IS_DRAWN, address, free_port, visit, wait_until_ready

TEN_MBIT_S = {"offline": False, "latency": 20, "downloadThroughput": 1.25e6, "uploadThroughput": 1.25e6}

WATCH = """() => {
  window.redrawn = null;
  window.pressed = null;
  addEventListener("keydown", () => { window.pressed = performance.now(); window.redrawn = null; }, true);
  new MutationObserver((changes) => {
    if (changes.some((change) => change.target.closest && change.target.closest(".choroplethlayer, .geo")))
      window.redrawn = performance.now();
  }).observe(document.body, {subtree: true, childList: true, attributes: true});
}"""

HAS_SETTLED = "() => window.redrawn && window.redrawn > window.pressed && performance.now() - window.redrawn > 400"


@dataclass(frozen=True)
class FirstVisit:
    """`bytes_sent` over the wire, `seconds` until everything is drawn at 10 Mbit/s."""

    bytes_sent: int
    seconds: float


def first_visit(browser, where):
    """Return what a first visit with an empty cache takes."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", TEN_MBIT_S)
    sent = []
    network.on("Network.loadingFinished", lambda event: sent.append(event["encodedDataLength"]))
    started = time.monotonic()
    page.goto(where)
    page.wait_for_selector(".js-plotly-plot .main-svg", state="attached", timeout=60_000)
    page.wait_for_function(IS_DRAWN, timeout=60_000)
    seconds = time.monotonic() - started
    page.wait_for_timeout(1000)
    context.close()
    return FirstVisit(int(sum(sent)), seconds)


def map_change(browser, server, changes):
    """Return the seconds from pressing a key of the year's slider to the last change in the map, the median of some."""
    query = {"indicator": "residential_care_rate", "group": "ECA", "year": "2016", "start": "1995", "end": "2018"}
    with visit(browser, address(server.url, "map", query), before=answer_for_plotly) as opened:
        slider = opened.page.get_by_test_id("stMain").get_by_role("slider").last
        slider.focus()
        opened.page.evaluate(WATCH)
        samples = []
        for _ in range(changes + 2):
            opened.page.keyboard.press("ArrowLeft")
            opened.page.wait_for_function(HAS_SETTLED, timeout=30_000)
            samples.append(opened.page.evaluate("() => window.redrawn - window.pressed") / 1000)
    return statistics.median(samples[2:])


def answer_for_plotly(page):
    """Answer in place of Plotly's host, which a stock map asks and a closed network lacks."""
    body = asset("world_110m.json").bodies["identity"]
    page.route(f"{CDN}**", lambda route: route.fulfill(body=body, content_type="application/json"))


@contextmanager
def plain_chart():
    """Serve a stock page with one chart and yield its address."""
    port = free_port()
    script = ROOT / "benchmarks" / "plain_chart.py"
    options = ["--server.port", str(port), "--server.headless", "true", "--browser.gatherUsageStats", "false"]
    with tempfile.TemporaryDirectory() as folder:
        process = Popen(
            [sys.executable, "-m", "streamlit", "run", str(script), *options],
            cwd=folder,
            stdout=DEVNULL,
            stderr=DEVNULL,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until_ready(process, url, Path("/dev/null"), path="/_stcore/health")
            yield url
        finally:
            process.kill()
            process.wait()
