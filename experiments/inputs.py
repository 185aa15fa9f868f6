"""From specs to the arrays that a compiled program takes: tables of numbers over steps, draws, frames.

Whatever may differ from run to run or from step to step is a number in one of these arrays. Noise is drawn from the
run's seed alone, with a stream of its own for each use, and its first steps do not depend on how many follow.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Protocol

import numpy as np

from experiments.engine import Pair, rates, traced_names
from experiments.programs import draw_dtype, draw_shapes
from experiments.spec import RUN_PREFIX, SURFACE_PREFIX, TREATMENT, RunSpec
from optim import SCHEDULES
from surfaces import SURFACES, Frame


class Course(Protocol):
    """What has a length, changes on the way and a schedule: a run on a surface, or a network's training; hashable."""

    @property
    def steps(self) -> int:
        """How many steps are made."""

    @property
    def schedule(self) -> str:
        """A row of `SCHEDULES`."""

    @property
    def schedule_knobs(self) -> Mapping[str, float]:
        """Its knobs."""

    @property
    def changes(self) -> tuple[tuple[int, Mapping[str, float]], ...]:
        """Numbers that are others from a step on."""

    def __hash__(self) -> int:
        """Of all that it says."""


_STREAMS = {"gradient": 0, "optimizer": 1, "surface": 2, "uniform": 3}


@lru_cache(maxsize=4096)
def first_line(spec: RunSpec) -> dict[str, float]:
    """Every traced number of a run at its first step, before its schedule, by column."""
    return (
        dict(spec.hyperparameter_values())
        | {RUN_PREFIX + knob.name: getattr(spec, knob.name) for knob in TREATMENT}
        | {SURFACE_PREFIX + name: value for name, value in spec.surface_values().items()}
        | {RUN_PREFIX + name: value for name, value in _departures(spec).items()}
    )


def _departures(spec: RunSpec) -> dict[str, float]:
    """The numbers of what a run does otherwise."""
    numbers = {"difference": spec.difference} if spec.difference else {}
    if spec.boxed:
        (left, right), (bottom, top) = spec.frame.window(spec.surface_row)
        numbers |= {"left": left, "right": right, "bottom": bottom, "top": top}
    return numbers


def table(spec: RunSpec, names: tuple[str, ...], steps: int) -> np.ndarray:
    """Numbers over steps, shape (steps, names): changes from their step on, the schedule on the learning rate."""
    return filled(spec, first_line(spec), names, steps)


def filled(spec: Course, values: Mapping[str, float], names: tuple[str, ...], steps: int) -> np.ndarray:
    """The same for anything that has changes and a schedule, from its numbers at the first step."""
    lines = np.empty((steps, len(names)))
    lines[:] = [values[name] for name in names]
    change(lines, spec, names)
    if spec.schedule != "constant" and (columns := rates(names)):
        multipliers = scheduled(spec)[:steps]
        lines[: len(multipliers), columns] *= multipliers[:, None]
    return lines


def change(lines: np.ndarray, spec: Course, names: tuple[str, ...]) -> None:
    """Writes a run's changes into numbers over steps (steps, names), in place, each from its step on."""
    for step, changed in spec.changes:
        for name, value in changed.items():
            if name in names:
                lines[step:, names.index(name)] = value


@lru_cache(maxsize=256)
def scheduled(spec: Course) -> np.ndarray:
    """What the schedule multiplies the learning rate by, shape (steps,)."""
    row = SCHEDULES[spec.schedule]
    given = {knob.name: spec.schedule_knobs.get(knob.name, knob.default) for knob in row.knobs}
    return np.asarray(row.multipliers(spec.steps, **given))


def learning_rates(spec: RunSpec) -> np.ndarray | None:
    """The learning rate at each step, shape (steps,); None for an optimizer without one."""
    if not any(knob.name == "learning_rate" for knob in spec.optimizer_row.knobs):
        return None
    return table(spec, ("learning_rate",), spec.steps)[:, 0]


def surface_table(spec: RunSpec, points: int) -> np.ndarray:
    """The surface's traced knobs at each point of a path, shape (points, knobs): point k lies on step k's surface."""
    names = tuple(SURFACE_PREFIX + name for name in traced_names(spec.surface_row))
    return table(spec, names, points)


def draws(spec: RunSpec, pair: Pair, steps: int, varying: Collection[str] = ()) -> dict[str, np.ndarray]:
    """The random draws of a run, or of runs that differ in some numbers, each of shape (steps, ...)."""
    noisy = (
        spec.noise > 0
        or RUN_PREFIX + "noise" in varying
        or any(RUN_PREFIX + "noise" in changed for _, changed in spec.changes)
    )
    drawn: dict[str, np.ndarray] = {}
    for name, shape in draw_shapes(pair).items():
        if name == "gradient" and not noisy:
            drawn[name] = _silence(steps, *shape)
            continue
        rng = np.random.default_rng([spec.seed, _STREAMS[name]])
        if name == "surface" and pair.surface.draw is not None:
            drawn[name] = pair.surface.draw(rng, steps, **dict(pair.surface_static)).astype(draw_dtype(name))
        elif name == "uniform":
            drawn[name] = rng.random((steps, *shape))
        else:
            drawn[name] = rng.standard_normal((steps, *shape))
    return drawn


@lru_cache(maxsize=64)
def _silence(*shape: int) -> np.ndarray:
    """Zeros, shared: most runs have no noise."""
    zeros = np.zeros(shape)
    zeros.flags.writeable = False
    return zeros


def frame_numbers(spec: RunSpec) -> tuple[float, ...]:
    """The run's frame as a program takes it."""
    return _coefficients(spec.surface, spec.frame_angle, spec.frame_dx, spec.frame_dy)


@lru_cache(maxsize=1024)
def _coefficients(surface: str, angle: float, dx: float, dy: float) -> tuple[float, ...]:
    return Frame(angle, dx, dy).coefficients(SURFACES[surface])
