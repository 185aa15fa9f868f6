"""Three points of a run seen closely: its start, its slowest place on the way, its end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from experiments.inputs import frame_numbers, surface_table
from experiments.programs import WIDTH, look_program, pair_of
from experiments.thresholds import RISE
from experiments.trajectory import Trajectory


@dataclass(frozen=True)
class Places:
    """The start, the slowest place that was left again, and the end.

    Attributes:
        steps: at which steps, shape (3,).
        hessians: shape (3, d, d).
    """

    steps: np.ndarray
    hessians: np.ndarray


def places(run: Trajectory) -> Places:
    """Looks at the three places of a run."""
    spec = run.spec
    steps = np.array([0, slowest(run)[0], run.last])
    asked = np.resize(steps, WIDTH)
    program = look_program(spec.surface_row, pair_of(spec).surface_static)
    hessians = program(run.x[asked], surface_table(spec, len(run.x))[asked], np.array(frame_numbers(spec)))
    return Places(steps, np.asarray(hessians)[:3])


def slowest(run: Trajectory) -> tuple[int, float]:
    """The step with the smallest gradient norm as a share of the largest that still follows, and that share."""
    norms = run.gradient_norm[: run.last + 1]
    ahead = np.maximum.accumulate(norms[::-1])[::-1]
    left = ahead > RISE * ahead[0]
    shares = np.where(left, norms / np.where(left, ahead, 1.0), np.inf)
    step = int(np.argmin(shares))
    return step, float(shares[step])
