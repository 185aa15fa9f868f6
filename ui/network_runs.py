"""The runs of a study of networks in the sidebar: each with what tells it from the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from experiments.check import SEED
from experiments.training.session import MOST
from experiments.training.spec import TrainSpec
from experiments.training.study import Study
from optim import OPTIMIZERS
from surfaces.neural import INITIALIZATIONS
from ui import fields
from ui.words import OPTIMIZER_CHOICES
from ui.workbench import Workbench

#: What is added first.
_USUAL = ("rmsprop", "nesterov", "adamw", "lion", "muon")
#: In what runs may differ.
_WAYS = {"optimizer": "Optimizers", "initialization": "First weights", "seed": "Seeds"}


def runs(bench: Workbench) -> None:
    """Draws the runs, and what adds and removes one."""
    specs = bench.study.specs
    way = st.session_state.get("net.way") or _way(bench.study)
    st.markdown("##### Runs", help="Each trains the same network on the same data.")

    def chosen(name: str | None) -> None:
        st.session_state["net.way"] = name

    fields.choice("They differ in", _WAYS, way, chosen, key="net.differ", help="What each run has for itself.")
    for lane in range(len(specs)):
        with st.container(key=f"pairs.net.lane.{lane}"):
            _DRAWN[way](bench, lane, f"Run {lane + 1}")

    def added() -> None:
        bench.put(bench.study.add_lane(**_NEXT[way](bench.study)))

    def removed() -> None:
        bench.put(bench.study.remove_lane(len(bench.study.specs) - 1))

    with st.container(key="net.actions", horizontal=True, gap="small"):
        full, alone = len(specs) >= MOST, len(specs) == 1
        st.button("Add", key="net.add", on_click=added, disabled=full, help="One more run, which differs so.")
        st.button("Remove", key="net.remove", on_click=removed, disabled=alone, help="Takes the last run out.")


def _way(study: Study) -> str:
    """In what the runs of a study differ: the first thing in which any do."""
    return next((way for way in _WAYS if not study.agrees(way)), "optimizer")


def by_optimizer(bench: Workbench, lane: int, label: str) -> None:
    """Draws one run, called so, by its optimizer and its learning rate."""
    spec = bench.study.specs[lane]

    def exchanged(name: str | None) -> None:
        if name in OPTIMIZERS and name != bench.study.specs[lane].optimizer:
            bench.change({"optimizer": name, "hyperparameters": {}}, lane)

    def rated(value: float | None) -> None:
        given = fields.replaced(bench.study.specs[lane].hyperparameters, "learning_rate", value)
        bench.change({"hyperparameters": given}, lane)

    fields.choice(
        label,
        OPTIMIZER_CHOICES,
        spec.optimizer,
        exchanged,
        key=f"net.optimizer.{lane}",
        help=spec.optimizer_row.caption,
    )
    rate = next((knob for knob in spec.optimizer_knobs() if knob.name == "learning_rate"), None)
    if rate:
        fields.number(rate, spec.hyperparameter_values()["learning_rate"], rated, key=f"net.rate.{lane}", label="Rate")


def _by_first_weights(bench: Workbench, lane: int, label: str) -> None:
    spec = bench.study.specs[lane]
    row = INITIALIZATIONS[spec.initialization]

    def exchanged(name: str | None) -> None:
        if name in INITIALIZATIONS and name != bench.study.specs[lane].initialization:
            bench.change({"initialization": name, "init_scale": None}, lane)

    def scaled(value: float | None) -> None:
        bench.change({"init_scale": value}, lane)

    titles = {row.name: row.title for row in INITIALIZATIONS.values()}
    key = f"net.first.{lane}"
    fields.choice(label, titles, spec.initialization, exchanged, key=key, help=row.caption)
    fields.number(row.scale, spec.scale, scaled, key=f"net.first.scale.{lane}.{row.name}", label="Scale")


def _by_seed(bench: Workbench, lane: int, label: str) -> None:
    def drawn(value: float | None) -> None:
        bench.change({"seed": int(value or 0)}, lane)

    fields.number(SEED, bench.study.specs[lane].seed, drawn, key=f"net.seed.{lane}", label=f"{label}: seed")


def _next_optimizer(study: Study) -> dict[str, Any]:
    there = {spec.optimizer for spec in study.specs}
    fresh = next(name for name in (*_USUAL, *OPTIMIZERS) if name not in there)
    return {"optimizer": fresh, "hyperparameters": {}, "changes": ()}


def _next_first_weights(study: Study) -> dict[str, Any]:
    there = {spec.initialization for spec in study.specs}
    return {"initialization": next(name for name in INITIALIZATIONS if name not in there), "init_scale": None}


def _next_seed(study: Study) -> dict[str, Any]:
    return {"seed": (max(spec.seed for spec in study.specs) + 1) % 2**32}


_DRAWN: dict[str, Callable[[Workbench, int, str], None]] = {
    "optimizer": by_optimizer,
    "initialization": _by_first_weights,
    "seed": _by_seed,
}
_NEXT: dict[str, Callable[[Study], dict[str, Any]]] = {
    "optimizer": _next_optimizer,
    "initialization": _next_first_weights,
    "seed": _next_seed,
}


def carried(bench: Workbench) -> None:
    """Draws what begins with the weights of the first run, and what says that it does."""
    earlier = bench.study.first.transfer

    def carry() -> None:
        bench.change({"transfer": bench.study.first.to_dict()})

    def anew() -> None:
        bench.change({"transfer": None})

    if earlier is None:
        st.button(
            "Carry on from run 1",
            key="net.carry",
            on_click=carry,
            help="All runs then begin with the weights that run 1 leads to, where their layers fit: change the data, "
            "and see what of the learning carries over.",
        )
        return
    st.caption(
        f"They begin with what {earlier.optimizer_row.title} reached on {_data(earlier)} in {earlier.steps:,} steps."
    )
    st.button("Begin anew", key="net.anew", on_click=anew, help="Draws first weights again.")


def _data(spec: TrainSpec) -> str:
    return "your table" if spec.table else spec.data.replace("_", " ")
