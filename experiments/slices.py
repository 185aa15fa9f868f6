"""Where a run of many variables lies as seen on its surface's plane, and what the slice through it says there.

The map and the relief show the slice. A run leaves it, and then its own loss is not the one that is drawn under it:
both are told, and how far apart they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from experiments.inputs import frame_numbers, surface_table
from experiments.measure import observed, padded
from experiments.programs import WIDTH, pair_of
from experiments.trajectory import Trajectory


@dataclass(frozen=True)
class Shadow:
    """A run of T steps as its plane shows it.

    Attributes:
        place: nearest to each point, in the plane's numbers, (T + 1, 2).
        away: how far each point lies off the plane, (T + 1,).
        loss: the slice's loss at each place, (T + 1,).
        slope: how the true loss rises along the plane's two directions, (T + 1, 2).
        rate: the effective learning rate along them, −step / slope, (T, 2); NaN where there is no slope or no step.
    """

    place: np.ndarray
    away: np.ndarray
    loss: np.ndarray
    slope: np.ndarray
    rate: np.ndarray


def shadow(run: Trajectory) -> Shadow:
    """A run on its surface's plane; of two variables it is the run itself."""
    plane = run.spec.surface_row.plane
    place, slope = plane.project(run.x), plane.slope(run.grad)
    if plane.is_whole:
        return Shadow(place, np.zeros(len(place)), run.loss, slope, run.rate)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        rate = np.where(slope[:-1] == 0.0, np.nan, -plane.along(run.step) / slope[:-1])
    rate[run.last :] = np.nan
    return Shadow(place, plane.distance(run.x), _losses(run, plane.embed(place)), slope, rate)


def _losses(run: Trajectory, points: np.ndarray) -> np.ndarray:
    """The true losses at points (T + 1, d), each on the surface of its step."""
    spec = run.spec
    tables, frames = surface_table(spec, len(points)), np.array(frame_numbers(spec))
    lanes = [padded([each], WIDTH) for each in (points, tables, frames)]
    found, _ = observed(spec.surface_row, pair_of(spec).surface_static, *lanes)
    return np.asarray(found[0])
