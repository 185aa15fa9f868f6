"""Mounts the stage, the overview, a field and others: thin components whose script only loads the modules of `static/`.

The modules come from `assets/{version}/` and ask the wire themselves. Where a host serves neither, the loader asks for
the modules' text with the trigger `ask`, the modules ask their questions so too, and the answers ride in the data.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import streamlit as st

from version import VERSION

#: The modules and styles that browsers load; served under `assets/{version}/`.
STATIC = Path(__file__).parent / "static"

_LOADER = (STATIC / "loader.js").read_text("utf-8")
_mounted = st.components.v2.component("descent_lab.stage", js=_LOADER, isolate_styles=False)

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
    heard = {"edit": on_edit, "select": lambda selection: on_select(selection.get("lane"))}
    _mount("main.js", data, key, heard, answer)


def multiples(
    data: Mapping[str, Any], key: str, on_open: Callable[[object, object], None], answer: Answer | None = None
) -> None:
    """Shows several small races side by side, which play in step.

    Args:
        data: the overview's data, as docs/architecture.md describes it.
        key: the component's name on the page.
        on_open: told of the row and the column of a map that was pressed; not yet checked.
        answer: `answer(path, question)` gives the bytes that the wire would; used only where it cannot be reached.
    """
    heard = {"open": lambda place: on_open(place.get("row"), place.get("column"))}
    _mount("multiples.js", data, key, heard, answer)


def field(data: Mapping[str, Any], key: str, on_edit: Callable[[Edit], None], answer: Answer | None = None) -> None:
    """Shows pictures of many runs.

    Args:
        data: the field's data, as docs/architecture.md describes it.
        key: the component's name on the page.
        on_edit: told of what the visitor did, `{"id", "race", "window", "point"}`, before the page is drawn again.
        answer: `answer(path, question)` gives the bytes that the wire would; used only where it cannot be reached.
    """
    _mount("field-main.js", data, key, {"edit": on_edit}, answer)


def course(data: Mapping[str, Any], key: str, answer: Answer | None = None) -> None:
    """Shows the course of one training, small.

    Args:
        data: the course's data, as docs/architecture.md describes it.
        key: the component's name on the page.
        answer: `answer(path, question)` gives the bytes that the wire would; used only where it cannot be reached.
    """
    _mount("course.js", data, key, {}, answer)


def training(
    data: Mapping[str, Any],
    key: str,
    on_plane: Callable[[object], None],
    on_seed: Callable[[object], None],
    answer: Answer | None = None,
) -> None:
    """Shows networks in training: one study, or two that differ in one thing.

    Args:
        data: the training's data, as docs/architecture.md describes it.
        key: the component's name on the page.
        on_plane: told of the plane that the visitor looks at, `{"kind", "seed", "part", ...}`; not yet checked.
        on_seed: told of the seed whose first weights are to give way to others; not yet checked.
        answer: `answer(path, question)` gives the bytes that the wire would; used only where it cannot be reached.
    """
    _mount("trainings.js", data, key, {"plane": on_plane, "seed": on_seed}, answer)


def widths(data: Mapping[str, Any], key: str, on_open: Callable[[object], None], answer: Answer | None = None) -> None:
    """Shows where restarts of networks of growing width end.

    Args:
        data: the component's data, as docs/architecture.md describes it.
        key: the component's name on the page.
        on_open: told of the training, as plain fields, of a restart that was pressed; not yet checked.
        answer: `answer(path, question)` gives the bytes that the wire would; used only where it cannot be reached.
    """
    _mount("widths.js", data, key, {"open": on_open}, answer)


def depth(data: Mapping[str, Any], key: str, on_edit: Callable[[object], None], answer: Answer | None = None) -> None:
    """Shows what becomes of signals and gradients in many layers.

    Args:
        data: the data of depth, as docs/architecture.md describes it.
        key: the component's name on the page.
        on_edit: told of all settings when the visitor has changed one; not yet checked.
        answer: `answer(path, question)` gives the bytes that the wire would; used only where it cannot be reached.
    """
    _mount("depth.js", data, key, {"edit": on_edit}, answer)


def _mount(
    module: str, data: Mapping[str, Any], key: str, heard: Mapping[str, Callable[[Any], None]], answer: Answer | None
) -> None:
    """Mounts a module, each of whose triggers is heard under its name."""
    kept = f"{key} answer"

    def told(name: str) -> None:
        value = st.session_state[key].get(name)
        if value is not None:
            heard[name](value)

    def asked() -> None:
        if ask := st.session_state[key].get("ask"):
            st.session_state[kept] = {"id": ask["id"], **_answered(ask, answer)}

    callbacks: dict[str, Any] = {f"on_{name}_change": partial(told, name) for name in heard}
    _mounted(
        key=key,
        data={
            **data,
            "module": module,
            "assets": f"assets/{VERSION}/",
            "vendor": f"vendor/plotly.min.js?v={VERSION}",
            "answer": st.session_state.pop(kept, None),
        },
        on_ask_change=asked,
        **callbacks,
    )


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
