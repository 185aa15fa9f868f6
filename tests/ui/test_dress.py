"""The style sheet names what Streamlit draws: another Streamlit that calls it otherwise would undo it in silence."""

import re
from pathlib import Path

import streamlit

SHEET = Path(__file__).parents[2] / "ui" / "static" / "page.css"
SCRIPTS = Path(streamlit.__file__).parent / "static" / "static" / "js"


def test_everything_that_is_dressed_is_still_called_so():
    named = set(re.findall(r'data-testid="(\w+)"', SHEET.read_text("utf-8")))
    drawn = "".join(script.read_text("utf-8") for script in SCRIPTS.glob("*.js"))
    assert {"stStatusWidgetRunningIcon", "stSidebar"} <= named
    assert {name for name in named if name not in drawn} == set()
