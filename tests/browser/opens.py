"""Waits until a tracker serves, opens its first page and says what stands on it.

`python -m tests.browser.opens URL [SECONDS]`
"""

import sys
import time
from urllib.error import URLError
from urllib.request import urlopen

from tests.browser.driver import chromium, visit


def wait_until_served(url, seconds):
    """Return once the server says that it is ready."""
    until = time.monotonic() + seconds
    while True:
        try:
            with urlopen(f"{url}/readyz", timeout=5):
                return
        except (URLError, ConnectionError, TimeoutError) as error:
            if time.monotonic() > until:
                sys.exit(f"{url} did not become ready within {seconds} seconds: {error}")
        time.sleep(0.5)


def trouble(url):
    """Open the page, print its heading and return what went wrong on it."""
    with chromium() as browser, visit(browser, url) as opened:
        print(f"{url} opens: {opened.page.get_by_role('heading').first.inner_text()}")
        return [*opened.errors, *opened.foreign_requests, *opened.exceptions()]


if __name__ == "__main__":
    address = sys.argv[1].rstrip("/")
    wait_until_served(address, int(sys.argv[2]) if len(sys.argv) > 2 else 60)
    sys.exit("\n".join(trouble(address)) or 0)
