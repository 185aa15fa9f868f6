"""The sidebar of the race page: preset, surface, start, optimizers, run. Exact numbers and discrete choices.

Every control is drawn from the desk and puts a new race on it; dragging things about is the stage's part.
"""

from __future__ import annotations

from functools import partial

import streamlit as st

from experiments.check import SEED, STEPS
from experiments.presets import PRESETS
from experiments.spec import NUMBERS, TREATMENT
from optim import SCHEDULES
from registry import Knob
from surfaces import SURFACES
from ui import fields
from ui.desk import Desk
from ui.gallery import gallery
from ui.lanes import lanes
from ui.words import SURFACE_CHOICES

#: A coordinate of a point: anywhere a double reaches without trouble.
_COORDINATE = Knob("coordinate", 0.0, -1e9, 1e9, "Where every run starts; it can also be dragged on the map.")
_FRAME = tuple(NUMBERS[name] for name in ("frame_angle", "frame_dx", "frame_dy"))
_LABELS = {"frame_angle": "Turn (°)", "frame_dx": "Shift right", "frame_dy": "Shift up"}


def controls(desk: Desk) -> None:
    """Draws the whole column."""
    _presets(desk)
    ground(desk)
    start(desk)
    lanes(desk)
    course(desk)


def history(desk: Desk) -> None:
    """Draws the ways back."""
    with st.container(horizontal=True, gap="small", key="history"):
        st.button(
            "Undo",
            icon=":material/undo:",
            key="undo",
            on_click=desk.undo,
            disabled=not desk.past,
            help="One change back.",
        )
        st.button(
            "Redo",
            icon=":material/redo:",
            key="redo",
            on_click=desk.redo,
            disabled=not desk.future,
            help="One change forward.",
        )
        st.button(
            "Reset", key="reset", on_click=desk.reset, help="Back to the race as it was opened, played from the start."
        )


def _presets(desk: Desk) -> None:
    chosen = next((preset.name for preset in PRESETS.values() if preset.race == desk.race), None)

    def opened(key: str | None) -> None:
        if key:
            desk.open(PRESETS[key].race)

    fields.choice(
        "Preset",
        {preset.name: preset.title for preset in PRESETS.values()},
        chosen,
        opened,
        key="preset",
        help="Races worth seeing, each with a line on what to watch.",
        empty="Your own race",
    )


def ground(desk: Desk) -> None:
    """Draws the surface with its knobs and its frame."""
    spec = desk.race.first

    def moved(name: str | None) -> None:
        if name and name in SURFACES and name != desk.race.first.surface:
            desk.move(name)

    st.markdown("##### Surface", help="The loss that is to be made small.")
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
        gallery("surfaces", spec.surface, key="surfaces", label="Browse surfaces", dialog=True, on_pick=moved, width=64)
        fields.choice(
            "Surface", SURFACE_CHOICES, spec.surface, moved, key="surface", help=spec.surface_row.caption, headed=True
        )

    def turned(knob: Knob, value: float | None) -> None:
        knobs = fields.replaced(desk.race.first.surface_knobs, knob.name, value)
        desk.change(desk.race.with_shared(surface_knobs=knobs))

    fields.knobs(spec.surface_row.knobs, spec.surface_values(), turned, key=spec.surface, group="surface")
    if not spec.surface_row.is_flat:
        return
    frame = st.expander("Turn and shift", key="frame", on_change="rerun")
    if frame.open:
        with frame:
            fields.pairs([partial(_shared, desk, knob) for knob in _FRAME], key="frame")


def start(desk: Desk) -> None:
    """Draws the start."""
    st.markdown("##### Start")
    race = desk.race
    point = race.first.place
    together = race.agrees("start")

    def placed(axis: int, value: float | None) -> None:
        moved = list(desk.race.first.place)
        if value is not None:
            moved[axis] = value
        desk.change(desk.race.with_shared(start=None if value is None else tuple(moved)))

    fields.pairs(
        [
            partial(
                fields.number,
                _COORDINATE,
                point[axis] if together else None,
                partial(placed, axis),
                key=f"start.{axis}",
                label=label,
                empty="" if together else "Differs",
            )
            for axis, label in enumerate(race.first.surface_row.labels)
        ],
        key="start",
    )


def course(desk: Desk) -> None:
    """Draws what belongs to the run as a whole: steps, seed, treatment of the gradient, schedule."""
    st.markdown("##### Run")
    fields.pairs([partial(_shared, desk, knob) for knob in (STEPS, SEED, *TREATMENT)], key="run")
    race = desk.race
    together = race.agrees("schedule")
    name = race.first.schedule if together else None

    def scheduled(chosen: str | None) -> None:
        desk.change(desk.race.with_shared(schedule=chosen or "constant", schedule_knobs={}))

    fields.choice(
        "Schedule of the learning rate",
        {row.name: row.title for row in SCHEDULES.values()},
        name,
        scheduled,
        key="schedule",
        help="What the learning rate is multiplied by, from step to step.",
        empty="" if together else "Differs",
    )
    if name and race.agrees("schedule_knobs"):
        fields.schedule(
            race.first, lambda knobs: desk.change(desk.race.with_shared(schedule_knobs=knobs)), key="schedule"
        )


def _shared(desk: Desk, knob: Knob) -> None:
    """One number of the spec, in all lanes at once."""
    race, name = desk.race, knob.name
    together = race.agrees(name)

    def put(value: float | None) -> None:
        desk.change(desk.race.with_shared(**{name: knob.default if value is None else value}))

    fields.number(
        knob,
        getattr(race.first, name) if together else None,
        put,
        key=f"run.{name}",
        label=_LABELS.get(name, ""),
        empty=fields.off(knob) if together else "Differs",
    )
