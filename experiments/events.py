"""What happened on the way: a saddle that was left again, and by what."""

from __future__ import annotations

import numpy as np

from experiments.curvature import curvature, eigen
from experiments.facts import knobs_at, length
from experiments.places import slowest
from experiments.stationary import distances
from experiments.thresholds import BESIDE, CLOSE, ROUND_OFF, SLOW
from experiments.trajectory import Event, Trajectory
from experiments.words import number, place

#: Newton's method doubles the digits: from within `BESIDE` this many steps give all of them.
ROUNDS = 5


def events(run: Trajectory) -> tuple[Event, ...]:
    """The events of a run, in the order of their steps."""
    return tuple(event for event in (_saddle_left(run),) if event)


def _saddle_left(run: Trajectory) -> Event | None:
    """The slowest place on the way, where that was a saddle."""
    step, share = slowest(run)
    found = _saddle_near(run, step) if share <= SLOW else None
    if found is None:
        return None
    (saddle, down), size = found, length(run.spec, step)
    sideways = np.abs((run.x - saddle) @ down)
    if sideways[step:].max() <= BESIDE * size:
        return None
    return Event(step, f"Slowed down at a saddle near {place(saddle)} and got away: {_reason(run, sideways, size)}")


def _saddle_near(run: Trajectory, step: int) -> tuple[np.ndarray, np.ndarray] | None:
    """The saddle next to the slowest place, and the direction in which it curves down most, both of shape (d,).

    By Newton's method to the last digits: a run may have left a ridge on which it started exactly.
    """
    spec, x, size = run.spec, run.x[step], length(run.spec, step)
    hessian, slope = run.places.hessians[1], run.grad[step]
    for _ in range(ROUNDS):
        values, vectors = eigen(hessian[None])
        distance = float(distances(hessian[None], slope[None])[0])
        if distance > BESIDE * size or not values[0][0] < 0 < values[0][-1]:
            return None
        x = x - np.linalg.solve(hessian, slope)
        if distance <= ROUND_OFF * size:
            break
        seen = curvature(spec.surface, knobs_at(spec, step), spec.frame, x[None])
        hessian, slope = seen["hessian"][0], seen["gradient"][0]
    return x, vectors[0][:, 0]


def _reason(run: Trajectory, sideways: np.ndarray, size: float) -> str:
    """What carried a run off a ridge, from its distance to that ridge at each step, shape (T + 1,)."""
    row, offset = run.spec.optimizer_row, float(sideways[0])
    first = float(sideways[np.argmax(sideways > ROUND_OFF * size)])
    if offset > CLOSE * size:
        return f"it came in {number(offset)} to the side of the ridge, and the farther off, the harder the pull down."
    if run.spec.noise > 0 or "stochastic" in row.traits or run.spec.surface_row.draw is not None:
        return "noise pushed it off the ridge."
    if run.spec.difference and offset <= ROUND_OFF * size:
        return f"the error of its forward differences, of step {number(run.spec.difference)}, pushed it off the ridge."
    if offset <= ROUND_OFF * size and first > CLOSE * size:
        return f"it started exactly on the ridge, and one step took it {number(first)} along the way that curves down."
    if offset > ROUND_OFF * size:
        return f"it started {number(offset)} off the ridge, and that distance grew with every step."
    return "it started exactly on the ridge, and only round-off in the last digits grew until it fell to one side."
