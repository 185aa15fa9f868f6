"""The sidebar of the page of trainability: the network and its optimizer, the axes, and how much is trained."""

from __future__ import annotations

from functools import partial

import streamlit as st

from experiments.training.varied import hyper_name
from optim import OPTIMIZERS
from registry import Knob
from ui import fields
from ui.network_controls import beginning, course, data, network
from ui.sides import Names, side_choices
from ui.trial_bench import TrialBench
from ui.trials import FIRST, GRIDS, sides
from ui.words import OPTIMIZER_CHOICES, capital


def controls(bench: TrialBench) -> None:
    """Draws the sidebar."""
    st.button(
        "Reset",
        key="trials.reset",
        on_click=partial(bench.show, FIRST),
        help="Back to the map that the page begins with.",
    )
    for group in (_axes, _optimizer, data, network, beginning, course):
        group(bench)


def _axes(bench: TrialBench) -> None:
    words = {name: capital(side.label) for name, side in sides(bench.trials.spec).items()}

    def put(axes: Names) -> None:
        bench.show(bench.trials.with_(axes=axes, window=None, point=None))

    st.markdown("##### Map", help="Two numbers in which the trainings differ.")
    side_choices(words, bench.trials.axes, put, key="trials.axis")
    fields.choice(
        "Grid",
        {each: f"{each} × {each}" for each in GRIDS},
        bench.trials.grid,
        lambda value: bench.show(bench.trials.with_(grid=value)),
        key="trials.grid",
        help="How many networks are trained for the map.",
    )


def _optimizer(bench: TrialBench) -> None:
    """The optimizer with those of its numbers that are no axis."""
    spec = bench.trials.spec

    def exchanged(name: str | None) -> None:
        if name in OPTIMIZERS and name != bench.trials.spec.optimizer:
            bench.change({"optimizer": name, "hyperparameters": {}})

    def turned(knob: Knob, value: float | None) -> None:
        own = None if value == knob.default else value
        bench.change({"hyperparameters": fields.replaced(bench.trials.spec.hyperparameters, knob.name, own)})

    st.markdown("##### Optimizer")
    fields.choice(
        "Optimizer",
        OPTIMIZER_CHOICES,
        spec.optimizer,
        exchanged,
        key="trials.optimizer",
        help=spec.optimizer_row.caption,
        headed=True,
    )
    fields.knobs(
        [knob for knob in spec.optimizer_knobs() if hyper_name(knob.name) not in bench.trials.axes],
        spec.hyperparameter_values(),
        turned,
        key=f"trials.{spec.optimizer}",
        group="trials.optimizer.knobs",
    )
