"""The sidebar of the maps page: kind, surface, optimizers, axes, colour, and how much is computed."""

from __future__ import annotations

from functools import partial

import streamlit as st

from experiments.check import STEPS
from experiments.race import Race
from experiments.spec import RunSpec
from optim import OPTIMIZERS
from registry import Knob
from surfaces import SURFACES
from ui import fields
from ui.chart import COLORS, GRIDS, LANES, Chart, sides
from ui.easel import Easel
from ui.gallery import gallery
from ui.sides import Names, side_choices
from ui.words import OPTIMIZER_CHOICES, SURFACE_CHOICES, capital
from wire.limits import TOLERANCE

_KINDS = {"map": "Hyper-parameters", "basins": "Basins"}
_TOLERANCE = Knob(
    "tolerance", 1e-3, *TOLERANCE, "The share of the gap at the start that counts as closed.", scale="log"
)


def controls(easel: Easel) -> None:
    """Draws the whole column."""
    _kind(easel)
    _surface(easel)
    for lane in range(LANES[easel.chart.kind]):
        _optimizer(easel, lane)
    if easel.chart.kind == "map":
        _axes(easel)
    _size(easel)


def _kind(easel: Easel) -> None:
    fields.follow("chart.kind", easel.chart.kind)
    st.segmented_control(
        "Kind of map",
        list(_KINDS),
        format_func=_KINDS.__getitem__,
        key="chart.kind",
        help="Runs over two of their numbers from one start, or over starts with the same numbers.",
        on_change=fields.put_from("chart.kind", easel.turn, _KINDS),
        width="stretch",
    )


def _surface(easel: Easel) -> None:
    spec = easel.chart.race.first

    def moved(name: str | None) -> None:
        if name and name in SURFACES and name != easel.chart.race.first.surface:
            easel.change(_fresh(easel.chart, easel.chart.race.on_surface(name)))

    def turned(knob: Knob, value: float | None) -> None:
        knobs = fields.replaced(easel.chart.race.first.surface_knobs, knob.name, value)
        easel.change(easel.chart.with_(race=easel.chart.race.with_shared(surface_knobs=knobs)))

    st.markdown("##### Surface", help="The loss that is to be made small.")
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
        gallery(
            "surfaces",
            spec.surface,
            key="chart.surfaces",
            label="Browse surfaces",
            dialog=True,
            on_pick=moved,
            width=64,
        )
        fields.choice(
            "Surface",
            SURFACE_CHOICES,
            spec.surface,
            moved,
            key="chart.surface",
            help=spec.surface_row.caption,
            headed=True,
        )
    key = "chart.surface"
    fields.knobs(spec.surface_row.knobs, spec.surface_values(), turned, key=key, group=key)


def _optimizer(easel: Easel, lane: int) -> None:
    """One optimizer with its numbers; the second of two pictures may be left out."""
    specs = easel.chart.race.specs
    spec = specs[lane] if lane < len(specs) else None

    def chosen(name: str | None) -> None:
        easel.change(_fresh(easel.chart, _exchanged(easel.chart.race, lane, name)))

    def turned(knob: Knob, value: float | None) -> None:
        own = None if value == knob.default else value
        given = fields.replaced(easel.chart.race.specs[lane].hyperparameters, knob.name, own)
        easel.change(easel.chart.with_(race=easel.chart.race.with_lane(lane, hyperparameters=given)))

    st.markdown("##### Optimizer" if lane == 0 else "##### Against")
    fields.choice(
        "Optimizer" if lane == 0 else "Against",
        OPTIMIZER_CHOICES,
        spec.optimizer if spec else None,
        chosen,
        key=f"chart.optimizer.{lane}",
        help=spec.optimizer_row.caption if spec else "A second picture beside the first, and where the two differ.",
        empty="" if lane == 0 else "Nothing",
        headed=True,
    )
    if spec is None:
        return
    mapped = easel.chart.axes if easel.chart.kind == "map" else ()
    group = f"chart.lane.{lane}"
    fields.knobs(
        [knob for knob in spec.optimizer_knobs() if knob.name not in mapped],
        spec.hyperparameter_values(),
        turned,
        key=f"{group}.{spec.optimizer}",
        group=group,
    )


def _exchanged(race: Race, lane: int, name: str | None) -> Race:
    """The race with another optimizer in a lane, a new lane, or one less."""
    if name is None or name not in OPTIMIZERS:
        return race if lane == 0 else Race(race.specs[:lane])
    if lane < len(race.specs):
        return race.with_lane(lane, optimizer=name, hyperparameters={}, changes=())
    return race.add_lane(name)


def _fresh(chart: Chart, race: Race) -> Chart:
    """Another race on a chart: windows and points of the old one mean nothing there."""
    return chart.with_(race=race, window=None, point=None)


def _axes(easel: Easel) -> None:
    spec: RunSpec = easel.chart.race.first
    words = {name: capital(side.label) for name, side in sides(spec).items()}

    def put(axes: Names) -> None:
        easel.change(easel.chart.with_(axes=axes, window=None, point=None))

    st.markdown("##### Axes")
    side_choices(words, easel.chart.axes, put, key="chart.axis")
    colors = {name: text for name, text in COLORS.items() if name != "factor" or easel.chart.has_theory}
    fields.choice(
        "Colour",
        colors,
        easel.chart.color,
        lambda name: easel.change(easel.chart.with_(color=name)),
        key="chart.color",
        help="What the colours tell; the factor by which the distance to the minimum shrinks is known in theory for "
        "linear rules on quadratics.",
    )


def _size(easel: Easel) -> None:
    chart = easel.chart

    def stepped(value: float | None) -> None:
        easel.change(easel.chart.with_(race=easel.chart.race.with_shared(steps=int(value or STEPS.default))))

    st.markdown("##### Runs")
    fields.pairs(
        [
            partial(fields.number, STEPS, chart.race.first.steps, stepped, key="chart.steps"),
            partial(
                fields.number,
                _TOLERANCE,
                chart.tolerance,
                lambda value: easel.change(easel.chart.with_(tolerance=value or _TOLERANCE.default)),
                key="chart.tolerance",
            ),
            partial(
                fields.choice,
                "Grid",
                {each: f"{each} × {each}" for each in GRIDS},
                chart.grid,
                lambda value: easel.change(easel.chart.with_(grid=value)),
                key="chart.grid",
                help="How many runs the picture is made of.",
            ),
        ],
        key="chart.runs",
    )
