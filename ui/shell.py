"""Streamlit's own page, as the addresses of our pages other than the first answer it: told where its server is.

Left to itself the page looks for the server under its own address first, and an address such as `/atlas` then begins
with two failed requests in the browser's console.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_PAGE = Path(st.__file__).parent / "static" / "index.html"
#: What Streamlit's page reads before it begins. One level above a page's address is the server's, under any prefix.
_TOLD = "<script>window.__streamlit = { BACKEND_BASE_URL: new URL('.', location.href).href };</script>"


def shell() -> str:
    """The page."""
    return _PAGE.read_text("utf-8").replace("<head>", f"<head>{_TOLD}", 1)
