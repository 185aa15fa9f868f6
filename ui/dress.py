"""The pages' dress: what Streamlit's own chrome gives back to the content, and the lanes' colours in the sidebar."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

from plots.palette import LANES, Lane

_PAGE = Path(__file__).parent / "static" / "page.css"


def dress() -> None:
    """Dresses the page."""
    st.html(_style())


def without_sidebar() -> None:
    """Hides the sidebar of a page that has nothing to put there; on a narrow page it holds the way to the others.

    A style of its own: a rule that asks the whole app what it holds (`:has`) would be asked anew at every change in it,
    which takes milliseconds while a hand drags.
    """
    st.html('<style>@media (min-width: 768px) { [data-testid="stSidebar"] { display: none; } }</style>')


@cache
def _style() -> str:
    lines = "\n".join(
        f".st-key-lane [data-testid=stRadioGroup] > :nth-child({place}) {{ --line: {_line(look)}; }}"
        for place, look in enumerate(LANES, start=1)
    )
    return f"<style>{_PAGE.read_text('utf-8')}\n{lines}</style>"


def _line(look: Lane) -> str:
    """A lane's colour and dashes as a CSS background; Streamlit says to CSS which theme it shows."""
    color = f"light-dark({look.light}, {look.dark})"
    stops, at = [], 0
    for place, length in enumerate(look.dash or (1,)):
        stops.append(f"{color if place % 2 == 0 else 'transparent'} {at}px {at + length}px")
        at += length
    return f"repeating-linear-gradient(90deg, {', '.join(stops)})"
