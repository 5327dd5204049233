"""Measures the tracker against its budgets and prints one table; `--record` also writes it into benchmarks/README.md.

`make bench`, `make bench BENCH=--quick`, `make bench BENCH="--only load --only pages"`.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from argparse import ArgumentParser
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import load, pages, sessions
from benchmarks.process import ROOT, cost, server
from pipelines.catalogue import load_catalogue
from pipelines.settings import settings
from tests.browser.driver import address, chromium

README = ROOT / "benchmarks" / "README.md"

MARK = "<!-- latest -->"


@dataclass(frozen=True)
class Result:
    """One line of the table; `budget` is the most it may be, or None where it is only told."""

    what: str
    ours: str
    compared: str
    ratio: float | None = None
    budget: float | None = None

    @property
    def verdict(self):
        """Return `met`, `missed` or nothing."""
        if self.ratio is None or self.budget is None:
            return ""
        return "met" if self.ratio <= self.budget else "missed"

    def cells(self):
        """Return the line's cells as text."""
        shown = ["" if number is None else f"{number:.2f}" for number in (self.ratio, self.budget)]
        return [self.what, self.ours, self.compared, *shown, self.verdict]


def measure_build(store, _chosen):
    """Build a release from nothing."""
    taken = cost([sys.executable, "-m", "pipelines", "build", "--json"], DI_STORE_DIR=str(store))
    yield Result("build a release", f"{taken.wall_s:.1f} s, {taken.memory_mb:.0f} MB", "")


def measure_load(_store, chosen):
    """Load generated files, checked and bare."""
    for rows in (1_000_000,) if chosen.quick else (1_000_000, 10_000_000):
        with tempfile.TemporaryDirectory() as folder:
            ours, bare = load.compared(folder, rows)
        name = f"checked load of {rows // 1_000_000}M rows / bare import"
        yield Result(f"{name}, CPU", f"{ours.cpu_s:.1f} s", f"{bare.cpu_s:.1f} s", ours.cpu_s / bare.cpu_s, 1.0)
        memory = f"{ours.memory_mb:.0f} MB", f"{bare.memory_mb:.0f} MB"
        yield Result(f"{name}, memory", *memory, ours.memory_mb / bare.memory_mb, 1.0)


def measure_change(store, chosen):
    """Change a filter, one session without pauses."""
    changes = 15 if chosen.quick else 40
    for page in ("map", "trends", "overview"):
        ours, stock = (run_sessions(name, store, 1, sessions.Reading(changes, 0, page)) for name in ("ours", "stock"))
        shown = f"{ours.cpu_s * 1000:.0f} ms", f"{stock.cpu_s * 1000:.0f} ms"
        budget = 0.25 if page == "map" else None
        yield Result(f"server CPU of one filter change, {page} / stock", *shown, ours.cpu_s / stock.cpu_s, budget)
    for group in ("CBSS", "ECA"):
        reading = sessions.Reading(changes, 0, group=group)
        ours, stock = (run_sessions(name, store, 1, reading).bytes_sent / 1000 for name in ("ours", "stock"))
        what = f"kB per change of the map, {len(load_catalogue(settings().data_dir).groups[group])} countries / 10 kB"
        yield Result(what, f"{ours:.1f} kB", f"(stock: {stock:.0f} kB)", ours / 10, 1.0)


def measure_pages(store, chosen):
    """First visits and changes of the map, in a browser."""
    with chromium() as browser, pages.plain_chart() as plain, server("ours", store) as ours:
        stock = pages.first_visit(browser, f"{plain}/")
        for page in ("trends", "overview"):
            seen = pages.first_visit(browser, address(ours.url, page))
            sizes = f"{seen.bytes_sent / 1e6:.2f} MB", f"{stock.bytes_sent / 1e6:.2f} MB"
            ratio, budget = seen.bytes_sent / stock.bytes_sent, 0.35 if page == "trends" else None
            yield Result(f"first-load bytes, {page} / stock page with one chart", *sizes, ratio, budget)
            times = f"{seen.seconds:.1f} s", f"{stock.seconds:.1f} s"
            yield Result(f"first visit drawn at 10 Mbit/s, {page} / same", *times, seen.seconds / stock.seconds)
    changed = {}
    for name in ("ours", "stock"):
        with chromium() as browser, server(name, store) as running:
            changed[name] = pages.map_change(browser, running, 4 if chosen.quick else 10)
    ours, stock = changed["ours"], changed["stock"]
    yield Result("map change to redraw / stock", f"{ours * 1000:.0f} ms", f"{stock * 1000:.0f} ms", ours / stock, 0.8)


def measure_sessions(store, chosen):
    """Many sessions at once, 5 s between their changes."""
    for number in (1, 10) if chosen.quick else (1, 10, 50, 100):
        reading = sessions.Reading(1000, 5, seconds=15 if chosen.quick else 30)
        ours, stock = (run_sessions(name, store, number, reading) for name in ("ours", "stock"))
        shown = (
            f"{ours.median_s * 1000:.0f} / {ours.p95_s * 1000:.0f} ms, {ours.memory_mb:.0f} MB",
            f"{stock.median_s * 1000:.0f} / {stock.p95_s * 1000:.0f} ms, {stock.memory_mb:.0f} MB",
        )
        budget = 0.10 if number == 100 else None
        yield Result(f"{number} sessions on the map, median / p95", *shown, ours.p95_s / stock.p95_s, budget)


def run_sessions(name, store, number, reading):
    """Return what sessions see of a freshly started server."""
    with server(name, store) as running:
        return sessions.measured(running, number, reading)


PARTS = {
    "build": measure_build,
    "load": measure_load,
    "change": measure_change,
    "pages": measure_pages,
    "sessions": measure_sessions,
}


def table(results):
    """Return the results as a Markdown table."""
    head = ["what", "ours", "compared with", "ratio", "at most", ""]
    lines = [head, ["---"] * len(head), *(result.cells() for result in results)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def machine():
    """Return what the figures were measured on."""
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.machine(),
    )
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    today = datetime.now(UTC).date()
    return f"{today}, {os.cpu_count()} × {model}, {memory_gb:.0f} GB, Python {platform.python_version()}"


def record(text):
    """Put the latest table into the README, in place of the one before."""
    before = README.read_text(encoding="utf-8").partition(MARK)[0]
    README.write_text(f"{before}{MARK}\n\n{text}\n", encoding="utf-8")


def main():
    """Measure what was asked for."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer samples, 1M rows, at most 10 sessions")
    parser.add_argument("--only", action="append", choices=PARTS, help="measure this part; may be repeated")
    parser.add_argument("--record", action="store_true", help="write the table into benchmarks/README.md")
    chosen = parser.parse_args()
    results = []
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        for name, measure in PARTS.items():
            if name == "build" or not chosen.only or name in chosen.only:
                print(f"measuring {name} ...", file=sys.stderr)
                results += measure(store, chosen)
    text = f"{machine()}\n\n{table(results)}"
    print(text)
    if chosen.record:
        record(text)


if __name__ == "__main__":
    main()
