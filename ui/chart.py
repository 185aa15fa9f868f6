"""A chart: which picture of many runs is looked at, over what, in which window, and which of its runs is played."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from experiments.asymptotics import has_theory
from experiments.axes import Axis
from experiments.check import FARTHEST
from experiments.fans import TREATMENTS, Number
from experiments.grid import SCALE, START, pinned, varied
from experiments.race import Race
from experiments.spec import NUMBERS, RUN_PREFIX, SURFACE_PREFIX, RunSpec, SpecError
from registry import Knob
from ui.sides import nearest_sides
from wire.limits import FIELD_WORK

Kind = Literal["map", "basins"]
Ends = tuple[float, float]
#: x0, x1, y0, y1.
Window = tuple[float, float, float, float]

#: Cells along each side that are offered.
GRIDS = (64, 128, 256, 512)
#: How a map may be coloured, and in which words.
COLORS = {
    "steps": "Steps to get there",
    "loss": "Final loss",
    "outcome": "Trained, or not, or diverged",
    "factor": "Factor per step, with theory",
}
#: A rate is shown between these shares of its default: from where nothing moves to where nothing holds.
REACH = (1 / 32, 64.0)
#: What a start is multiplied by: at first, and at most.
_SCALES = (1 / 32, 8.0), (1e-6, 1e6)
#: Ends whose ratio is below this are near.
NARROW = 1.5
#: Runs of one chart: a map has one, basins are compared.
LANES = {"map": 1, "basins": 2}
_PER_RUN = {"map": 1, "basins": 2}


@dataclass(frozen=True, slots=True)
class Side:
    """What may be an axis.

    Attributes:
        name: as in `grid.varied`.
        label: for a reader.
        scale: how it is spread.
        home: the ends at first.
        limits: the ends at most.
        bits: of the numbers that the runs are made of.
    """

    name: str
    label: str
    scale: Literal["linear", "log"]
    home: Ends
    limits: Ends
    bits: Literal[32, 64] = 64

    def axis(self, low: float, high: float) -> Axis:
        """The axis between two ends; between near ones it is linear, as a logarithm would only cost digits."""
        scale: Literal["linear", "log"] = "log" if self.scale == "log" and 0 < low < high / NARROW else "linear"
        return Axis(self.name, low, high, scale, self.bits)


@dataclass(frozen=True)
class Chart:
    """What is looked at.

    Attributes:
        race: what the runs have in common; a lane for each picture.
        kind: over two numbers of a run, or over starts.
        axes: the two numbers of a map; of basins the start's.
        color: what the colours of a map tell.
        window: (x0, x1, y0, y1); the whole where None.
        point: the numbers of the run that is played; the race's own where None.
        grid: cells along each side.
        tolerance: the share of the gap at the start that counts as closed.
    """

    race: Race
    kind: Kind = "map"
    axes: tuple[str, str] = ("learning_rate", "momentum")
    color: str = "steps"
    window: Window | None = None
    point: Ends | None = None
    grid: int = 256
    tolerance: float = 1e-3

    @property
    def sides(self) -> tuple[Side, Side]:
        """The two axes."""
        offered = sides(self.race.first)
        x, y = self.axes
        return offered[x], offered[y]

    @property
    def has_theory(self) -> bool:
        """Whether its factor per step is known: of linear rules on quadratics, whose gradient is left as it is."""
        return has_theory(self.race.first) and not any(name.startswith(RUN_PREFIX) for name in self.axes)

    def with_(self, **changes: Any) -> Chart:
        """A copy with some fields changed."""
        return replace(self, **changes)

    def played(self) -> Race:
        """The run at the point, or the runs from there: bit for bit those of the picture."""
        if self.point is None:
            return self.race
        if self.kind == "basins":
            return self.race.with_shared(start=self.point)
        spec = pinned(self.race.first)
        for name, value in zip(reversed(self.axes), reversed(self.point), strict=True):
            spec = varied(spec, name, value)
        return Race((spec,))


def sides(spec: RunSpec) -> dict[str, Side]:
    """What can be an axis of a map of this run, by name."""
    knobs = {knob.name: knob for knob in spec.optimizer_knobs()}
    knobs |= {SURFACE_PREFIX + knob.name: knob for knob in spec.surface_row.knobs}
    found = {name: _side(name, knob) for name, knob in knobs.items() if not knob.static and knob.low < knob.high}
    window = spec.frame.window(spec.surface_row)
    for name, label, ends in zip(START, spec.surface_row.labels, window, strict=True):
        found[name] = Side(name, f"start {label}", "linear", ends, (-FARTHEST, FARTHEST))
    if any(spec.starting_point):
        found[SCALE] = Side(SCALE, "initial scale (× start)", "log", *_SCALES)
    return found | {each.name: _treatment(each) for each in TREATMENTS}


def _treatment(number: Number) -> Side:
    low, high = NUMBERS[number.name.removeprefix(RUN_PREFIX)].limits
    return Side(number.name, number.title, "log", (number.low, number.high), (low, min(high, FARTHEST)))


def _side(name: str, knob: Knob) -> Side:
    low, high = knob.low, knob.high
    if knob.relative_to in ("length", "1/curvature") and knob.scale == "log":
        low, high = (float(f"{knob.default * share:.2g}") for share in REACH)
    label = f"{knob.label} ({knob.unit})" if knob.unit else knob.label
    return Side(name, label, knob.scale, (low, high), knob.limits)


def mended(chart: Chart) -> tuple[Chart, list[str]]:
    """The nearest chart that can be drawn, and a sentence for each thing that had to be changed."""
    notes: list[str] = []
    for step in (_lanes, _axes, _color, _grid, _window, _point):
        chart = step(chart, notes)
    return chart, notes


def _lanes(chart: Chart, _: list[str]) -> Chart:
    return chart.with_(race=Race(chart.race.specs[: LANES[chart.kind]]))


def _axes(chart: Chart, _: list[str]) -> Chart:
    """The nearest axes, without a word: another optimizer has other numbers. A link says what it asked for in vain."""
    if chart.kind == "basins":
        return chart.with_(axes=START)
    axes = nearest_sides(chart.axes, sides(chart.race.first))
    return chart if axes == chart.axes else chart.with_(axes=axes, window=None, point=None)


def _color(chart: Chart, notes: list[str]) -> Chart:
    if chart.color != "factor" or (chart.kind == "map" and chart.has_theory):
        return chart
    if chart.kind == "map":
        notes.append("there is a theory only of linear rules on quadratics; steps are shown")
    return chart.with_(color="steps")


def _window(chart: Chart, notes: list[str]) -> Chart:
    return chart.with_(window=window_within(chart.sides, chart.window, chart.grid, notes))


def window_within(sides: tuple[Side, Side], window: Window | None, grid: int, notes: list[str]) -> Window | None:
    """The window, where its sides can be shown in so many cells; None and a note where they cannot."""
    if window is None:
        return None
    x0, x1, y0, y1 = window
    spans = list(zip(sides, (x0, y0), (x1, y1), strict=True))
    if not all(side.limits[0] <= low < high <= side.limits[1] for side, low, high in spans):
        notes.append("the window lies outside of what the numbers may be; the whole is shown")
        return None
    try:
        for side, low, high in spans:
            side.axis(low, high).values(grid)
    except SpecError as error:
        notes.append(f"{error.sentence}; the whole is shown")
        return None
    return window


def _point(chart: Chart, notes: list[str]) -> Chart:
    try:
        for spec in chart.played().specs:
            spec.check()
    except SpecError as error:
        notes.append(f"{error.sentence}; the point is left out")
        return chart.with_(point=None)
    return chart


def _grid(chart: Chart, notes: list[str]) -> Chart:
    work = _PER_RUN[chart.kind] * chart.race.first.steps
    grid = next((each for each in reversed(GRIDS) if each <= chart.grid and work * each**2 <= FIELD_WORK), GRIDS[0])
    if grid != chart.grid:
        notes.append(f"a picture makes at most {FIELD_WORK:,} steps together; it has {grid} × {grid} cells")
    return chart.with_(grid=grid)


def live(chart: Chart) -> Iterator[tuple[int | None, Knob, float]]:
    """The numbers worth turning under a chart: each with its lane (None: the surface's), its range and its value."""
    spec = chart.race.first
    if chart.kind == "basins":
        for lane, each in enumerate(chart.race.specs):
            if knob := next((knob for knob in each.optimizer_knobs() if not knob.static), None):
                yield lane, knob, each.hyperparameter_values()[knob.name]
        return
    values = spec.surface_values()
    for knob in spec.surface_row.knobs:
        if not knob.static and SURFACE_PREFIX + knob.name not in chart.axes:
            yield None, knob, values[knob.name]
    given = spec.hyperparameter_values()
    for knob in spec.optimizer_knobs():
        if not knob.static and knob.name not in chart.axes:
            yield 0, knob, given[knob.name]
