"""The same pages as plain Streamlit serves them: no setting, outlines inside the figures.

`python -m benchmarks.stock --port 8600` from a folder without a `.streamlit`.
"""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path

from streamlit.web.cli import main

from dashboard import assets

CDN = "https://cdn.plot.ly/"
"""Where Plotly looks for its base outlines unless told otherwise; the benchmark's browser answers for it."""


def outlines(name):
    """Return an outline's content where our pages give its address."""
    return json.loads((assets.FOLDER / name).read_text(encoding="utf-8"))


if __name__ == "__main__":
    parser = ArgumentParser()
    parser.add_argument("--port", required=True)
    port = parser.parse_args().port
    assets.asset_url = outlines
    assets.topojson_url = lambda: CDN
    script = Path(assets.__file__).with_name("app.py")
    options = ["--server.port", port, "--server.headless", "true", "--browser.gatherUsageStats", "false"]
    sys.argv = ["streamlit", "run", str(script), *options]
    main()
