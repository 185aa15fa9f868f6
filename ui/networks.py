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
from ui.words import counted
from ui.workbench import Workbench
from version import VERSION

_TEXT = "Train a small network and see the surface that it moves on, cut along a plane through its weights."
#: How far the colours of classes are from those of runs.
_CLASSES = 6


def page() -> None:
    """Draws the page."""
    bench = the_bench()
    with st.sidebar:
        controls(bench)
    headline("Networks", _TEXT, bench.notice)
    training(_staging(bench), key="training", on_plane=bench.look, on_seed=bench.reseed, answer=wire.ask)


def as_page() -> st.Page:
    """The page as Streamlit's navigation has it."""
    return st.Page(page, title="Networks", url_path=addresses.NETWORKS)


def the_bench() -> Workbench:
    """The visitor's workbench; at the first call of a session, with what the address says on it."""
    if "workbench" not in st.session_state:
        query = st.query_params
        opened = network_link.decode([(key, value) for key in query for value in query.get_all(key)])
        st.session_state["workbench"] = Workbench(opened.study, opened.plane, opened.view, adjusted(opened.notes))
    kept: Workbench = st.session_state["workbench"]
    return kept


def _staging(bench: Workbench) -> dict[str, Any]:
    """The training's data, as docs/architecture.md describes it."""
    return {
        "question": bench.study.to_dict(),
        "labels": labels(bench.study),
        "link": network_link.encode(bench.study),
        "plane": bench.plane,
        "view": _FRESH | bench.view,
        "curves": ["train", "test"],
        "autostart": True,
        "style": _style(),
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


def _style() -> dict[str, Any]:
    """The stage's, with colours for classes that are no run's."""
    usual = theme.style()
    return usual | {"compared": [*usual["lanes"][_CLASSES:], *usual["lanes"][:_CLASSES]]}


def labels(study: Study) -> list[str]:
    """What the runs are called: by their optimizers, and by their rates where one has several runs."""
    names = []
    for spec in study.specs:
        title = spec.optimizer_row.title
        several = sum(other.optimizer == spec.optimizer for other in study.specs) > 1
        rate = spec.hyperparameter_values().get("learning_rate")
        names.append(f"{title} {rate:.3g}" if several and rate is not None else title)
    return list(counted(names))
