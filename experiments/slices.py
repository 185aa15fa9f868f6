"""Where a run of many variables lies as seen on its surface's plane, and what the slice through it says there.

The map and the relief show the slice. A run leaves it, and then its own loss is not the one that is drawn under it:
both are told, and how far apart they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from experiments.inputs import frame_numbers, surface_table
from experiments.measure import observed, padded
from experiments.programs import WIDTH, pair_of
from experiments.trajectory import Trajectory, rates
from surfaces.plane import Plane


@dataclass(frozen=True)
class Shadow:
    """A run of T steps as its surface's plane shows it; of two variables it is the run itself."""

    run: Trajectory

    @property
    def _plane(self) -> Plane:
        return self.run.spec.surface_row.plane

    @cached_property
    def place(self) -> np.ndarray:
        """Nearest to each point, in the plane's numbers, (T + 1, 2)."""
        return self._plane.project(self.run.x)

    @cached_property
    def away(self) -> np.ndarray:
        """How far each point lies off the plane, (T + 1,)."""
        return self._plane.distance(self.run.x)

    @cached_property
    def loss(self) -> np.ndarray:
        """The slice's loss at each place, (T + 1,)."""
        return self.run.loss if self._plane.is_whole else _losses(self.run, self._plane.embed(self.place))

    @cached_property
    def slope(self) -> np.ndarray:
        """How the true loss rises along the plane's two directions, (T + 1, 2)."""
        return self._plane.slope(self.run.grad)

    @cached_property
    def rate(self) -> np.ndarray:
        """The effective learning rate along them, −step / slope, (T, 2); NaN as for the run itself."""
        if self._plane.is_whole:
            return self.run.rate
        return rates(self.place, self._plane.along(self.run.step), self.slope, self.run.last)


def _losses(run: Trajectory, points: np.ndarray) -> np.ndarray:
    """The true losses at points (T + 1, d), each on the surface of its step."""
    spec = run.spec
    tables, frames = surface_table(spec, len(points)), np.array(frame_numbers(spec))
    lanes = [padded([each], WIDTH) for each in (points, tables, frames)]
    found, _ = observed(spec.surface_row, pair_of(spec).surface_static, *lanes)
    return np.asarray(found[0])
