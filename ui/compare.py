"""Comparing: the lanes filled with the chosen run at several learning rates, or under several schedules."""

from __future__ import annotations

import math

import streamlit as st

from experiments.spec import RunSpec
from optim.schedules import COMPARED
from ui.desk import Desk

#: How many rates can be compared in one click.
RATES = range(3, 9)
#: The outermost of compared rates are this many times smaller and larger than the rate they are spread around.
SPREAD = 10.0
SCHEDULES = "schedules"


def compare(desk: Desk) -> None:
    """Draws the menu."""

    def compared() -> None:
        chosen = desk.race.specs[desk.selected]
        if (what := st.session_state["compare"]) == SCHEDULES:
            desk.put(scheduled(chosen))
        elif what in RATES:
            desk.put(spread(chosen, what))

    st.menu_button(
        "Compare",
        [*RATES, SCHEDULES],
        key="compare",
        type="tertiary",
        format_func=lambda what: "Learning-rate schedules" if what == SCHEDULES else f"{what} learning rates",
        on_click=compared,
        disabled=_rate(desk.race.specs[desk.selected]) is None,
        help="Fills the lanes with the chosen run at learning rates evenly spread around its own, or with its rate "
        "under several schedules.",
    )


def spread(spec: RunSpec, count: int) -> list[RunSpec]:
    """The run at `count` learning rates, spread evenly on a log scale around its own and within the knob's limits.

    Each rate is rounded to two digits; a run without a learning rate is returned alone.
    """
    rate = _rate(spec)
    if rate is None:
        return [spec]
    low, high = next(knob.limits for knob in spec.optimizer_knobs() if knob.name == "learning_rate")
    reach = [SPREAD ** (2 * i / (count - 1) - 1) for i in range(count)]
    rates = sorted({min(max(float(f"{rate * factor:.2g}"), low), high) for factor in reach})
    return [spec.with_(hyperparameters={**spec.hyperparameters, "learning_rate": each}) for each in rates]


def scheduled(spec: RunSpec) -> list[RunSpec]:
    """The run under schedules that differ in kind; first under its own, where that is none of them as it comes."""
    usual = [spec.with_(schedule=name, schedule_knobs={}) for name in COMPARED]
    return usual if spec in usual else [spec, *usual]


def _rate(spec: RunSpec) -> float | None:
    """The run's learning rate; None where its optimizer has none, or a rate of zero."""
    rate = spec.hyperparameter_values().get("learning_rate", math.nan)
    return rate if rate > 0 else None
