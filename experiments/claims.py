"""Claims: what must be seen when runs are made, said as data, so that a text that says it can be checked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.trajectory import Trajectory
from surfaces.core import Point

#: A run has arrived when its loss is down to this share of the way from the start to the lowest.
ARRIVED = 1e-3
#: How near, in each coordinate, a run must end to the place that is claimed.
NEAR = 0.1


@dataclass(frozen=True, slots=True)
class Claim:
    """What must be seen when a race is run; each part may be left out.

    Attributes:
        kinds: the kind of verdict of each lane.
        ends: where each lane ends.
        order: lanes from the lowest final loss to the highest.
        arrivals: the lanes that get down to `ARRIVED` of the way, the first one first; the others never do.
        under: fields to change in all lanes before the run.
    """

    kinds: tuple[str, ...] = ()
    ends: tuple[Point, ...] = ()
    order: tuple[int, ...] = ()
    arrivals: tuple[int, ...] = ()
    under: tuple[tuple[str, Any], ...] = ()

    def failures(self, runs: Sequence[Trajectory]) -> list[str]:
        """What the runs show otherwise, in sentences; nothing where the claim holds."""
        checks = (
            ("verdicts", self.kinds, tuple(run.verdict.kind for run in runs)),
            ("order of final losses", self.order, _sorted([float(run.loss[-1]) for run in runs], self.order)),
            ("order of arrival", self.arrivals, _sorted([arrival(run) for run in runs])),
        )
        wrong = [
            f"{what}: claimed {claimed}, found {found}"
            for what, claimed, found in checks
            if claimed and claimed != found
        ]
        for lane, (run, end) in enumerate(zip(runs, self.ends, strict=False)):
            if not np.abs(run.x[-1] - end).max() < NEAR:
                wrong.append(f"lane {lane}: claimed to end at {end}, ended at {run.x[-1]}")
        return wrong


def arrival(run: Trajectory) -> float:
    """The step at which a run has arrived; infinity where it never does."""
    if run.gap is None:
        return math.inf
    there = np.flatnonzero(run.gap <= ARRIVED * run.gap[0])
    return float(there[0]) if len(there) else math.inf


def _sorted(values: Sequence[float], lanes: Sequence[int] = ()) -> tuple[int, ...]:
    """The lanes (all, or these) by their values, those without a finite one left out."""
    return tuple(
        sorted((lane for lane in lanes or range(len(values)) if math.isfinite(values[lane])), key=values.__getitem__)
    )
