"""The page of depth: what becomes of signals and gradients in many layers, in numbers and in real networks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, Protocol

import streamlit as st

import wire
from plots import theme
from stage import depth
from surfaces.neural import ACTIVATIONS, INITIALIZATIONS
from ui import depth_link
from ui.desk import adjusted
from ui.dress import without_sidebar
from ui.headline import headline
from ui.words import capital
from version import VERSION
from wire.limits import DEEP_WIDTHS

_TEXT = (
    "What is multiplied in every layer vanishes or explodes. Turn the factors and watch signal and gradient; below, "
    "real networks do the like from their first weights."
)
#: What sliders are called where their names do not say it.
_LABELS = {"a": "Factor a", "b": "Factor b", "clip_norm": "Clip at length", "scale": "Scale of weights"}
#: Where the visitor's settings are kept in the session.
_KEPT = "depth.settings"


def page() -> None:
    """Draws the page."""
    without_sidebar()
    settings, notes = _opened()
    headline("Depth", _TEXT, adjusted(notes))
    depth(_staging(settings), key="depth", on_edit=_edited, answer=wire.ask)


def _opened() -> tuple[dict[str, Any], list[str]]:
    """The visitor's settings; at the first call of a session, what the address says, and notes about it."""
    if _KEPT not in st.session_state:
        query = st.query_params
        st.session_state[_KEPT] = depth_link.decode([(key, value) for key in query for value in query.get_all(key)])
    kept: tuple[dict[str, Any], list[str]] = st.session_state[_KEPT]
    return kept


def _edited(settings: object) -> None:
    st.session_state[_KEPT] = depth_link.nearest(settings)


def _staging(settings: dict[str, Any]) -> dict[str, Any]:
    """The data of depth, as docs/architecture.md describes it."""
    return _choices() | {"settings": settings, "style": theme.style(), "version": VERSION}


@cache
def _choices() -> dict[str, Any]:
    """All that can be chosen."""
    return {
        "defaults": depth_link.DEFAULT,
        "knobs": [
            {
                "name": name,
                "label": _LABELS.get(name, capital(knob.label)),
                "low": knob.low,
                "high": knob.high,
                "scale": knob.scale,
                "whole": knob.static,
                "help": knob.help,
            }
            for name, knob in depth_link.KNOBS.items()
        ],
        "activations": _rows(ACTIVATIONS.values()),
        "widths": DEEP_WIDTHS,
        "initializations": _rows(INITIALIZATIONS.values()),
    }


class _Row(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def caption(self) -> str: ...


def _rows(rows: Iterable[_Row]) -> list[dict[str, str]]:
    return [{"name": row.name, "title": row.title, "help": row.caption} for row in rows]
