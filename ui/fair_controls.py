"""The sidebar of the fair race: who takes part, on what, with which budget, and how it is judged."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from experiments.check import SEED, STEPS
from experiments.metrics import METRICS
from experiments.protocol import BUDGET, SEEDS, STARTS, TOLERANCE
from experiments.race import MAX_LANES
from experiments.spec import NUMBERS, TREATMENT
from optim import OPTIMIZERS, SCHEDULES
from registry import Knob
from surfaces import SURFACES
from ui import fields
from ui.contest import Contest
from ui.words import OPTIMIZER_CHOICES, SURFACE_CHOICES, capital

_FRAME = tuple(NUMBERS[name] for name in ("frame_angle", "frame_dx", "frame_dy"))
_LABELS = {"frame_angle": "Turn (°)", "frame_dx": "Shift right", "frame_dy": "Shift up", "budget": "Settings of each"}
#: In the narrow column a gap is one to the minimum, as the help says.
_METRICS = {name: capital(words.replace(" to the minimum", "")) for name, words in METRICS.items()}


def controls(contest: Contest) -> None:
    """Draws the whole column."""
    _surface(contest)
    _optimizers(contest)
    st.markdown("##### Budget", help="What every optimizer gets, the same for all.")
    fields.pairs([partial(_own, contest, knob) for knob in (BUDGET, STARTS, SEEDS)], key="fair.budget")
    st.markdown("##### Judged by")
    fields.choice(
        "Metric",
        _METRICS,
        contest.protocol.metric,
        lambda name: contest.change({"metric": name}),
        key="fair.metric",
        help="By what the best setting of each is chosen, and a run is won. The gap is the loss above the minimum.",
    )
    _own(contest, TOLERANCE)
    _run(contest)


def _surface(contest: Contest) -> None:
    spec = contest.protocol.shared

    def moved(name: str | None) -> None:
        if name in SURFACES and name != contest.protocol.shared.surface:
            contest.change({"surface": name, "surface_knobs": {}})

    def turned(knob: Knob, value: float | None) -> None:
        contest.change({"surface_knobs": fields.replaced(contest.protocol.shared.surface_knobs, knob.name, value)})

    st.markdown("##### Surface", help="The loss that is to be made small.")
    fields.choice(
        "Surface", SURFACE_CHOICES, spec.surface, moved, key="fair.surface", help=spec.surface_row.caption, headed=True
    )
    fields.knobs(
        spec.surface_row.knobs, spec.surface_values(), turned, key=f"fair.{spec.surface}", group="fair.surface"
    )
    if not spec.surface_row.is_flat:
        return
    frame = st.expander("Turn and shift", key="fair.frame", on_change="rerun")
    if frame.open:
        with frame:
            fields.pairs([partial(_shared, contest, knob) for knob in _FRAME], key="fair.frame")


def _optimizers(contest: Contest) -> None:
    def chosen(names: list[Any]) -> None:
        contest.change({"optimizers": [name for name in names if name in OPTIMIZERS]})

    st.markdown("##### Optimizers")
    fields.follow("fair.optimizers", list(contest.protocol.optimizers))
    st.multiselect(
        "Optimizers",
        list(OPTIMIZER_CHOICES),
        format_func=OPTIMIZER_CHOICES.__getitem__,
        key="fair.optimizers",
        max_selections=MAX_LANES,
        help=f"Who takes part, up to {MAX_LANES}. Type to search.",
        label_visibility="collapsed",
        on_change=fields.put_from("fair.optimizers", chosen),
    )


def _run(contest: Contest) -> None:
    st.markdown("##### Run")
    fields.pairs([partial(_shared, contest, knob) for knob in (STEPS, SEED, *TREATMENT)], key="fair.run")
    fields.choice(
        "Schedule of the learning rate",
        {row.name: row.title for row in SCHEDULES.values()},
        contest.protocol.shared.schedule,
        lambda name: contest.change({"schedule": name or "constant", "schedule_knobs": {}}),
        key="fair.schedule",
        help="What the learning rate is multiplied by, from step to step.",
    )
    fields.schedule(
        contest.protocol.shared, lambda knobs: contest.change({"schedule_knobs": knobs}), key="fair.schedule"
    )


def _own(contest: Contest, knob: Knob) -> None:
    """A number of the protocol."""
    _number(contest, knob, getattr(contest.protocol, knob.name))


def _shared(contest: Contest, knob: Knob) -> None:
    """A number that all runs share."""
    _number(contest, knob, getattr(contest.protocol.shared, knob.name))


def _number(contest: Contest, knob: Knob, value: float) -> None:
    fields.number(
        knob,
        value,
        lambda given: contest.change({knob.name: knob.default if given is None else given}),
        key=f"fair.{knob.name}",
        label=_LABELS.get(knob.name, ""),
        empty=fields.off(knob),
    )
