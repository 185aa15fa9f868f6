"""The headline of a page: what is shown and what to watch, in a line or two."""

from __future__ import annotations

from html import escape

import streamlit as st


def headline(title: str, text: str, notice: str, *, changing: bool = False) -> None:
    """Draws it; a notice to the visitor, where there is one, stands before it.

    What is changing keeps room for a second line, or all below it would jump under the hand.
    """
    kind = "headline changing" if changing else "headline"
    st.html(f'<div class="{kind}">{status(notice)}<h1>{escape(title)}</h1> <p>{escape(text)}</p></div>')


def status(notice: str) -> str:
    """The line of a notice as HTML, to stand in a headline; nothing for none."""
    return f'<p role="status">{escape(notice)}</p>' if notice else ""
