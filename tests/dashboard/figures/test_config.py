import tomllib
from pathlib import Path

import pytest

from dashboard.figures.theme import GROUNDS, PALETTE

CONFIG = tomllib.loads((Path(__file__).parents[3] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_has_the_colours_of_its_figures(theme):
    settings, ground = CONFIG["theme"][theme], GROUNDS[theme]
    assert settings["backgroundColor"] == ground.page
    assert settings["secondaryBackgroundColor"] == ground.panel
    assert settings["textColor"] == ground.ink
    assert settings["primaryColor"] == settings["linkColor"] == ground.action
    assert settings["chartCategoricalColors"] == list(PALETTE[theme])


def test_no_font_comes_from_another_host():
    assert CONFIG["theme"]["font"] == "sans-serif"
    assert CONFIG["theme"]["headingFont"] == "serif"
    assert "fontFaces" not in CONFIG["theme"]
