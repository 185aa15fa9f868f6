"""What happened on the way: a saddle that was left again, and by what."""

from __future__ import annotations

import numpy as np

from experiments.curvature import eigen
from experiments.facts import length
from experiments.places import slowest
from experiments.stationary import CLOSE, distances
from experiments.trajectory import Event, Trajectory
from experiments.words import number, place

#: Where the gradient falls below this share of what it will be again, a run slows down.
SLOW = 0.2
#: An offset from the ridge below this many lengths is round-off, not geometry.
ROUND_OFF = 1e-12


def events(run: Trajectory) -> tuple[Event, ...]:
    """The events of a run, in the order of their steps."""
    return tuple(event for event in (_saddle_left(run),) if event)


def _saddle_left(run: Trajectory) -> Event | None:
    """The slowest place on the way, where that was a saddle."""
    step, share = slowest(run)
    if share > SLOW:
        return None
    hessian = run.places.hessians[1]
    size = length(run.spec, step)
    slope = run.grad[step]
    if distances(hessian[None], slope[None])[0] > 5 * CLOSE * size:
        return None
    values, vectors = eigen(hessian[None])
    if not values[0][0] < 0 < values[0][-1]:
        return None
    saddle = run.x[step] - np.linalg.solve(hessian, slope)
    sideways = np.abs((run.x - saddle) @ vectors[0][:, 0])
    if sideways[step:].max() <= 5 * CLOSE * size:
        return None
    return Event(step, f"Slowed down at a saddle near {place(saddle)} and got away: {_reason(run, sideways, size)}")


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
