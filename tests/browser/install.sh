#!/bin/sh
# Makes sure that there is a Chromium for the tests: the system's, else Debian's package, else Playwright's own.
set -eu

for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then
        exit 0
    fi
done

own='from pathlib import Path
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    raise SystemExit(not Path(playwright.chromium.executable_path).exists())'

if "$PYTHON" -c "$own" 2>/dev/null; then
    exit 0
fi

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing chromium for the browser tests ..."
    if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; then
        exit 0
    fi
fi

echo "Fetching Playwright's Chromium for the browser tests ..."
if "$PYTHON" -m playwright install chromium; then
    exit 0
fi

echo "The browser tests need Chromium, and it could not be installed. Install the package 'chromium' (or Google" >&2
echo "Chrome) with your system's package manager, then run make test again." >&2
exit 1
