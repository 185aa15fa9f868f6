"""The end of a run, measured: what the rules of `verdicts` decide from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from experiments.curvature import eigen
from experiments.facts import length, lowest_at, minima, off_plane, window
from experiments.stationary import distances, rings
from experiments.thresholds import CLOSE, FLAT, GONE, RECENT, RECENT_STEPS, TO_AND_FRO
from experiments.trajectory import Trajectory
from surfaces.core import Minimum


@dataclass(frozen=True)
class Ending:
    """The place where a run ended, and how it moved lately."""

    run: Trajectory
    step: int
    x: np.ndarray
    loss: float
    slope: float

    @classmethod
    def of(cls, run: Trajectory) -> Ending:
        """The last step of a run: its point, its loss, the length of its gradient."""
        last = run.last
        return cls(run, last, run.x[last], float(run.loss[last]), math.hypot(*run.grad[last].tolist()))

    @cached_property
    def length(self) -> float:
        """The surface's typical distance."""
        return length(self.run.spec, self.step)

    @cached_property
    def lowest(self) -> float | None:
        """The global minimum's value."""
        return lowest_at(self.run.spec, self.step)

    @cached_property
    def drop(self) -> float:
        """How far down it was to go from the start: the gap there, or the spread of the losses where it is unknown."""
        floor = float(np.min(self.run.loss)) if self.lowest is None else self.lowest
        return max(float(self.run.loss[0]) - floor, 1e-300)

    @cached_property
    def nearest(self) -> tuple[Minimum, float] | None:
        """The nearest known minimum and its distance."""
        known = minima(self.run.spec, self.step)
        if not known:
            return None
        x = self.x.tolist()
        distances = [math.dist(x, minimum.x) for minimum in known]
        distance = min(distances)
        return known[distances.index(distance)], distance

    @cached_property
    def outside(self) -> float:
        """How far outside the window, in window sizes; 0 inside."""
        spec = self.run.spec
        place = spec.surface_row.plane.project(self.x)
        sides = zip(place.tolist(), *window(spec.surface, spec.frame), strict=True)
        return max(max(low - x, x - high, 0.0) / (high - low) for x, low, high in sides)

    @cached_property
    def is_gone(self) -> bool:
        """It is so far outside the window, or off its plane, that it will not come back."""
        spec = self.run.spec
        return self.outside > GONE or (not spec.surface_row.is_flat and bool(off_plane(spec, self.x) > GONE))

    @cached_property
    def eigenvalues(self) -> np.ndarray:
        """Of the Hessian at the end, ascending."""
        return eigen(self.run.places.hessians[2:3])[0][0]

    @cached_property
    def newton_distance(self) -> float:
        """How far away the quadratic model puts its stationary point; infinite for a singular Hessian."""
        return float(distances(self.run.places.hessians[2:3], self.run.grad[self.step, None])[0])

    @cached_property
    def ring(self) -> np.ndarray:
        """Losses around the end above what the slope accounts for, as `stationary.rings` has them, shape (1, RING)."""
        run, at = self.run, slice(self.step, self.step + 1)
        return rings(run.spec, self.step, run.x[at], run.loss[at], run.grad[at], run.places.hessians[2:3])

    @cached_property
    def _lately(self) -> slice:
        steps = max(RECENT_STEPS, int(RECENT * self.step))
        return slice(max(self.step - steps, 0), self.step + 1)

    @cached_property
    def settled(self) -> bool:
        """It has stayed within a small circle lately."""
        recent = self.run.x[self._lately]
        return bool(np.max(np.abs(recent - self.x)) <= CLOSE * self.length)

    @cached_property
    def goes_to_and_fro(self) -> bool:
        """Lately it has travelled much farther than it got."""
        recent = self.run.x[self._lately]
        travelled = float(np.sqrt(np.sum(np.diff(recent, axis=0) ** 2, axis=1)).sum())
        net = float(np.sqrt(np.sum((recent[-1] - recent[0]) ** 2)))
        return travelled > CLOSE * self.length and net <= TO_AND_FRO * travelled

    @cached_property
    def centre(self) -> np.ndarray:
        """The middle of where it has been lately."""
        return self.run.x[self._lately].mean(axis=0)

    @cached_property
    def is_flat(self) -> bool:
        """Neither slope nor curvature would change the loss over one length."""
        bend = float(np.max(np.abs(self.eigenvalues))) if np.isfinite(self.eigenvalues).all() else np.inf
        return self.slope * self.length <= FLAT * self.drop and bend * self.length**2 <= FLAT * self.drop
