"""The page of trainability: a map whose every point is a network in training, and beside it the one that is chosen."""

from __future__ import annotations

from typing import Any

import streamlit as st

import wire
from experiments.training.study import Study
from plots import theme
from stage import course, field
from ui import networks, trials_link
from ui.charting import side_data
from ui.desk import adjusted
from ui.headline import headline
from ui.own_table import let_go
from ui.trial_bench import TrialBench
from ui.trial_controls import controls
from version import VERSION

_TEXT = "Each point is a network, trained. Click one to follow it; draw a rectangle to look closer."


def page() -> None:
    """Draws the page."""
    bench = _the_bench()
    let_go(bench)
    with st.sidebar:
        controls(bench)
    headline("Trainability", _TEXT, bench.notice)
    with st.container(key="maps", horizontal=True, gap="medium"):
        with st.container(key="field-place"):
            field(_map(bench), key="trials", on_edit=bench.accept, answer=wire.ask)
        with st.container(key="player", width=360):
            course(_course(bench), key="course", answer=wire.ask)
            wanted = st.button(
                "Open in Networks",
                key="trials.open",
                help="Train this network on the page of networks, and see the surface that it moves on. There it is "
                "the same to round-off, and near the edge that alone may lead elsewhere.",
            )
    if wanted:
        networks.show(Study((bench.trials.chosen(),)))
        st.switch_page(networks.as_page())


def _the_bench() -> TrialBench:
    """The visitor's bench; at the first call of a session, with what the address says on it."""
    if "trials.bench" not in st.session_state:
        query = st.query_params
        opened = trials_link.decode([(key, value) for key in query for value in query.get_all(key)])
        st.session_state["trials.bench"] = TrialBench(opened.trials, adjusted(opened.notes))
    kept: TrialBench = st.session_state["trials.bench"]
    return kept


def _map(bench: TrialBench) -> dict[str, Any]:
    """The field's data, as docs/architecture.md describes it."""
    trials = bench.trials
    x, y = trials.sides
    return {
        "race": bench.study.to_dict(),
        "labels": [f"{trials.spec.optimizer_row.title}, {_structure(bench)}"],
        "kind": "trainability",
        "axes": {"x": side_data(x), "y": side_data(y)},
        "color": "trainability",
        "window": trials.window,
        "point": trials.place,
        "grid": trials.grid,
        "sliders": [],
        "link": trials_link.encode(trials),
        "acknowledged": bench.acknowledged,
        "style": theme.style(),
        "version": VERSION,
    }


def _structure(bench: TrialBench) -> str:
    return f"hidden layers of {'–'.join(map(str, bench.trials.spec.hidden))}"


def _course(bench: TrialBench) -> dict[str, Any]:
    """The course's data, as docs/architecture.md describes it."""
    trials = bench.trials
    places = zip(trials.sides, trials.place, strict=True)
    return {
        "training": trials.chosen().to_dict(),
        "numbers": [{"label": side.label, "value": value} for side, value in places],
        "style": theme.style(),
        "version": VERSION,
    }
