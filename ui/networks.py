"""The page of networks: small ones in training, and the surfaces that they move on."""

from __future__ import annotations

from typing import Any

import streamlit as st

import wire
from experiments.training.study import Study
from plots import theme
from stage import training
from ui import addresses, network_link
from ui.desk import adjusted
from ui.headline import headline
from ui.network_controls import controls
from ui.network_labels import labels
from ui.network_link import nearest_plane
from ui.own_table import let_go
from ui.twins import TWINS
from ui.workbench import Workbench
from version import VERSION

_TEXT = "Train a small network and see the surface that it moves on, cut along a plane through its weights."
#: Where the visitor's workbench is kept in the session.
_KEPT = "workbench"
#: How far the colours of classes are from those of runs.
_CLASSES = 6


def page() -> None:
    """Draws the page."""
    bench = _the_bench()
    let_go(bench)
    with st.sidebar:
        controls(bench)
    headline("Networks", _TEXT, bench.notice)
    training(_staging(bench), key="training", on_plane=bench.look, on_seed=bench.reseed, answer=wire.ask)


def as_page() -> st.Page:
    """The page as Streamlit's navigation has it."""
    return st.Page(page, title="Networks", url_path=addresses.NETWORKS)


def show(study: Study) -> None:
    """Makes this study the one that the page shows."""
    st.session_state[_KEPT] = Workbench(study, nearest_plane({}))


def _the_bench() -> Workbench:
    """The visitor's workbench; at the first call of a session, with what the address says on it."""
    if _KEPT not in st.session_state:
        query = st.query_params
        opened = network_link.decode([(key, value) for key in query for value in query.get_all(key)])
        st.session_state[_KEPT] = Workbench(
            opened.study, opened.plane, opened.view, opened.shown, opened.twin, adjusted(opened.notes)
        )
    kept: Workbench = st.session_state[_KEPT]
    return kept


def _staging(bench: Workbench) -> dict[str, Any]:
    """The training's data, as docs/architecture.md describes it."""
    studies = TWINS[bench.twin].studies(bench.study) if bench.twin else [("", bench.study)]
    return {
        "twins": [{"title": title, "question": study.to_dict(), "labels": labels(study)} for title, study in studies],
        "link": network_link.encode(bench.study, bench.twin),
        "normalizations": sorted({study.first.normalization for _, study in studies}),
        "plane": bench.plane,
        "view": _FRESH | bench.view,
        "shown": bench.shown,
        "style": _style(1 + max(len(study.first.hidden) for _, study in studies)),
        "version": VERSION,
    }


_FRESH: dict[str, Any] = {
    "hide": False,
    "speed": 1,
    "loop": False,
    "selected": None,
    "arrows": [],
    "window": None,
    "camera": None,
}


def _style(layers: int) -> dict[str, Any]:
    """The stage's, with colours for classes that are no run's, and for so many layers."""
    usual = theme.style()
    classes = [*usual["lanes"][_CLASSES:], *usual["lanes"][:_CLASSES]]
    return usual | {"compared": classes, "layers": theme.layer_looks(layers)}
