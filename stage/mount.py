"""Mounts the stage and the field on a page: thin components whose script only loads the modules of `static/`.

The modules come from `assets/{version}/` and ask the wire themselves. Where a host serves neither, the loader asks for
the modules' text with the trigger `ask`, the stage asks its questions so too, and the answers ride in the data.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import streamlit as st

from version import VERSION

#: The modules and styles that browsers load; served under `assets/{version}/`.
STATIC = Path(__file__).parent / "static"

_LOADER = (STATIC / "loader.js").read_text("utf-8")
_stage = st.components.v2.component("descent_lab.stage", js=_LOADER, isolate_styles=False)
_field = st.components.v2.component("descent_lab.field", js=_LOADER, isolate_styles=False)

Edit = Mapping[str, Any]
Answer = Callable[[str, Mapping[str, Any]], bytes]


def stage(
    data: Mapping[str, Any],
    key: str,
    on_edit: Callable[[Edit], None],
    on_select: Callable[[object], None],
    answer: Answer | None = None,
) -> None:
    """Shows a race.

    Args:
        data: the stage's data, as docs/architecture.md describes it.
        key: the component's name on the page.
        on_edit: told of each edit, `{"id", "race"}`, before the page is drawn again.
        on_select: told of the lane that the visitor set apart, None where all are shown alike; not yet checked.
        answer: `answer(path, question)` gives the bytes that the wire would; used only where it cannot be reached.
    """

    def selected() -> None:
        if selection := st.session_state[key].get("select"):
            on_select(selection.get("lane"))

    _stage(
        key=key,
        data=_loaded(data, key, "main.js"),
        on_edit_change=_told(key, on_edit),
        on_select_change=selected,
        on_ask_change=_asked(key, answer),
    )


def field(data: Mapping[str, Any], key: str, on_edit: Callable[[Edit], None], answer: Answer | None = None) -> None:
    """Shows a field of runs.

    Args:
        data: the field's data, as docs/architecture.md describes it.
        key: the component's name on the page.
        on_edit: told of what the visitor did, `{"id", "race", "window", "point"}`, before the page is drawn again.
        answer: as for `stage`.
    """
    _field(
        key=key,
        data=_loaded(data, key, "field-main.js"),
        on_edit_change=_told(key, on_edit),
        on_ask_change=_asked(key, answer),
    )


def _loaded(data: Mapping[str, Any], key: str, entry: str) -> dict[str, Any]:
    """The data with what the loader needs: where the modules are, the first of them, an answer that was asked for."""
    return {
        **data,
        "assets": f"assets/{VERSION}/",
        "entry": entry,
        "vendor": f"vendor/plotly.min.js?v={VERSION}",
        "answer": st.session_state.pop(f"{key} answer", None),
    }


def _told(key: str, on_edit: Callable[[Edit], None]) -> Callable[[], None]:
    def edited() -> None:
        if edit := st.session_state[key].get("edit"):
            on_edit(edit)

    return edited


def _asked(key: str, answer: Answer | None) -> Callable[[], None]:
    def asked() -> None:
        if ask := st.session_state[key].get("ask"):
            st.session_state[f"{key} answer"] = {"id": ask["id"], **_answered(ask, answer)}

    return asked


def _answered(ask: Mapping[str, Any], answer: Answer | None) -> dict[str, str]:
    """The answer's bytes in base 64, which is what a component's JSON can carry, or a sentence."""
    if ask["path"] == "sources":
        content = json.dumps(_sources()).encode()
    elif answer is None:
        return {"error": "The server cannot be reached. Check the connection and reload the page."}
    else:
        try:
            content = answer(ask["path"], ask["question"])
        except ValueError as error:
            return {"error": str(error)}
    return {"bytes": base64.b64encode(content).decode()}


def _sources() -> dict[str, str]:
    """Every module and style by its name, and Plotly's script, for a browser that cannot fetch them."""
    own = {file.name: file.read_text("utf-8") for file in sorted(STATIC.iterdir()) if file.suffix in {".js", ".css"}}
    script = Path(str(files("plotly"))) / "package_data" / "plotly.min.js"
    return own | {"plotly.min.js": script.read_text("utf-8")}
