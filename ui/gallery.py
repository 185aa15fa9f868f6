"""The gallery: the catalogue of surfaces or optimizers as cards, in a dialog or in the page.

A small component in the browser. It asks the wire for the rows and their pictures when it is opened; where the wire
cannot be reached it says so, and the select box that always stands beside it does the same work.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from version import VERSION

# Streamlit sends a component's script with every run of the page, so this is only where to get the real one.
_LOADER = """
export default function mount(component) {
  const { parentElement, data } = component;
  const module = import(new URL(`${data.assets}gallery.js`, document.baseURI).href);
  module.then((gallery) => gallery.show(component), () => {});
  return () => module.then((gallery) => gallery.close(parentElement), () => {});
}
"""
_GALLERY = st.components.v2.component("descent_lab.gallery", js=_LOADER, isolate_styles=False)


def gallery(
    rows: Literal["surfaces", "optimizers"],
    value: str,
    *,
    key: str,
    label: str,
    dialog: bool,
    on_pick: Callable[[str], None],
    width: int | Literal["stretch"] = "stretch",
) -> None:
    """Draws the gallery.

    Args:
        rows: which catalogue.
        value: the row that is marked as chosen.
        key: the component's key in the session.
        label: what the button that opens it is called.
        dialog: opened by a button, over the page; else a part of the page.
        on_pick: called with the name of the card that was chosen, not yet checked.
        width: in pixels, or all that there is.
    """

    def picked() -> None:
        on_pick(str(st.session_state[key].get("pick")))

    data = {"rows": rows, "value": value, "label": label, "dialog": dialog, "assets": f"pages/{VERSION}/"}
    _GALLERY(key=key, data=data, on_pick_change=picked, width=width, height="content")
