"""The optimizers' part of the sidebar: the lanes, and the settings of the one that is chosen."""

from __future__ import annotations

from functools import partial

import streamlit as st

from experiments.spec import DEPARTURES, TREATMENT, RunSpec
from optim import OPTIMIZERS, SCHEDULES
from registry import Knob
from ui import fields
from ui.compare import compare
from ui.desk import Desk
from ui.gallery import gallery
from ui.words import OPTIMIZER_CHOICES, lane_labels


def lanes(desk: Desk) -> None:
    """Draws the group."""
    _heading(desk)
    _list(desk)
    _actions(desk)
    _settings(desk)


def _heading(desk: Desk) -> None:
    with st.container(key="lanes", horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.markdown("##### Optimizers", width="content")
        compare(desk)


def _list(desk: Desk) -> None:
    """The lanes, one of them chosen.

    The browser sends the text of the option back, so that is the lane's number, which no edit changes; what the lane
    is called stands over it as its caption.
    """
    fields.follow("lane", desk.selected)
    labels = lane_labels(desk.race)
    numbers = range(len(labels))
    st.radio(
        "Lanes",
        numbers,
        format_func=lambda lane: f"Lane {lane + 1}",
        captions=labels,
        key="lane",
        label_visibility="collapsed",
        on_change=fields.put_from("lane", desk.select, numbers),
        width="stretch",
    )


def _actions(desk: Desk) -> None:
    full, alone = len(desk.race.specs) >= desk.most, len(desk.race.specs) == 1

    def added() -> None:
        desk.add(_fresh(desk))

    def doubled() -> None:
        specs, lane = list(desk.race.specs), desk.selected
        desk.put([*specs[: lane + 1], *specs[lane:]])
        desk.selected = lane + 1

    def removed() -> None:
        desk.change(desk.race.remove_lane(desk.selected))

    with st.container(key="actions", horizontal=True, gap="small"):
        st.button(
            "Add", key="add", on_click=added, disabled=full, help="One more lane, with an optimizer not yet here."
        )
        st.button("Duplicate", key="duplicate", on_click=doubled, disabled=full, help="The chosen lane once more.")
        st.button("Remove", key="remove", on_click=removed, disabled=alone, help="Takes the chosen lane out.")


def _settings(desk: Desk) -> None:
    """What the chosen lane says: optimizer, hyper-parameters, and what it has for itself."""
    lane, spec = desk.selected, desk.race.specs[desk.selected]

    def exchanged(name: str | None) -> None:
        if name in OPTIMIZERS and name != desk.race.specs[lane].optimizer:
            desk.change(desk.race.with_lane(lane, optimizer=name, hyperparameters={}, changes=()))

    def turned(knob: Knob, value: float | None) -> None:
        own = None if value == knob.default else value
        given = fields.replaced(desk.race.specs[lane].hyperparameters, knob.name, own)
        desk.change(desk.race.with_lane(lane, hyperparameters=given))

    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
        fields.choice(
            "Optimizer",
            OPTIMIZER_CHOICES,
            spec.optimizer,
            exchanged,
            key="optimizer",
            help=spec.optimizer_row.caption,
            headed=True,
        )
        gallery(
            "optimizers",
            spec.optimizer,
            key="optimizers",
            label="Browse optimizers",
            dialog=True,
            on_pick=exchanged,
            width=64,
        )
    fields.knobs(
        spec.optimizer_knobs(), spec.hyperparameter_values(), turned, key=f"lane.{spec.optimizer}", group="lane"
    )
    own = st.expander("This run alone", key="own", on_change="rerun")
    if own.open:
        with own:
            _own(desk, lane, spec)


def _own(desk: Desk, lane: int, spec: RunSpec) -> None:
    """Noise, clipping, decay and schedule of one lane, which otherwise all lanes share."""

    def put(knob: Knob, value: float | None) -> None:
        desk.change(desk.race.with_lane(lane, **{knob.name: knob.default if value is None else value}))

    def scheduled(name: str | None) -> None:
        desk.change(desk.race.with_lane(lane, schedule=name or "constant", schedule_knobs={}))

    fields.pairs(
        [
            partial(
                fields.number,
                knob,
                getattr(spec, knob.name),
                partial(put, knob),
                key=f"own.{knob.name}",
                empty=fields.off(knob),
            )
            for knob in (*TREATMENT, *DEPARTURES)
        ],
        key="own",
    )
    fields.choice(
        "Schedule",
        {row.name: row.title for row in SCHEDULES.values()},
        spec.schedule,
        scheduled,
        key="own.schedule",
        help="The course of this run's learning rate.",
    )
    fields.schedule(
        spec, lambda knobs: desk.change(desk.race.with_lane(lane, schedule_knobs=knobs)), key="own.schedule"
    )


def _fresh(desk: Desk) -> str:
    """The first optimizer of the catalogue that runs in no lane."""
    taken = {spec.optimizer for spec in desk.race.specs}
    return next((name for name in OPTIMIZERS if name not in taken), "adam")
