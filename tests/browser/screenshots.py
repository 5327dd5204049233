"""Photographs every page at three widths, in both themes and both languages, for people to look at.

`python -m tests.browser.screenshots --url http://localhost:8501 --folder /tmp/shots --pages map --query home=DNK`
"""

from __future__ import annotations

from argparse import ArgumentParser
from itertools import product
from pathlib import Path
from urllib.parse import parse_qsl

from tests.browser.driver import PAGES, address, chromium, visit

HEIGHTS = {390: 844, 1280: 900, 1920: 1080}

WHOLE_PAGE = """() => {
  const main = document.querySelector("[data-testid='stMain']");
  return Math.max(main.scrollHeight, document.documentElement.scrollHeight);
}"""


def options():
    """Return what was asked for."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://localhost:8501")
    parser.add_argument("--folder", type=Path, default=Path("build/screenshots"))
    parser.add_argument("--pages", default=",".join(PAGES))
    parser.add_argument("--widths", default=",".join(map(str, HEIGHTS)))
    parser.add_argument("--themes", default="light,dark")
    parser.add_argument("--languages", default="en,da")
    parser.add_argument("--query", default="")
    parser.add_argument("--top", action="store_true", help="only what fits the window, not the whole page")
    return parser.parse_args()


def photograph(browser, chosen, case):
    """Write one picture and print what went wrong on the page."""
    page, width, theme, language = case
    size = (int(width), HEIGHTS.get(int(width), 900))
    where = address(chosen.url, page, {**dict(parse_qsl(chosen.query)), "lang": language})
    with visit(browser, where, theme=theme, size=size) as opened:
        if not chosen.top:
            height = min(opened.page.evaluate(WHOLE_PAGE) + 80, 12_000)
            opened.page.set_viewport_size({"width": size[0], "height": height})
            opened.wait_until_drawn()
        path = chosen.folder / f"{page}-{width}-{theme}-{language}.png"
        opened.page.screenshot(path=path)
        overflow = opened.page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        print(path, *(["wider than the window by", overflow] if overflow > 0 else []))
        for trouble in (*opened.foreign_requests, *opened.errors):
            print("   ", trouble)


if __name__ == "__main__":
    chosen = options()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    asked = [text.split(",") for text in (chosen.pages, chosen.widths, chosen.themes, chosen.languages)]
    with chromium() as browser:
        for case in product(*asked):
            photograph(browser, chosen, case)
