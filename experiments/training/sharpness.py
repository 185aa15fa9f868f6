"""The largest curvature along a training, against what its optimizer tolerates: the edge of stability.

Each value takes a few dozen products with the Hessian, so it is asked for, and for some of the snapshots. See J. Cohen,
S. Kaur, Y. Li, Z. Kolter and A. Talwalkar, 2021, Gradient descent on neural networks typically occurs at the edge of
stability, https://arxiv.org/abs/2103.00065; for Adam, whose curvature is that in its own scale, Cohen et al., 2022,
https://arxiv.org/abs/2207.14484.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from experiments.training.engine import columns, has_scale
from experiments.training.inputs import setup_of, table_of
from experiments.training.programs import sharpness_program
from experiments.training.result import Training
from surfaces.neural.hessian import tridiagonal


@dataclass(frozen=True, eq=False)
class Sharpness:
    """Curvatures at some snapshots, (n,) each.

    Attributes:
        step: where.
        largest: the largest eigenvalue of the training loss's Hessian.
        residual: how far it may be from an eigenvalue.
        preconditioned: the same of P^-1 H in the optimizer's scale P; None where its limit is about H itself, or the
            scale of a row that looks at layers is not known. NaN at the start, where there is no scale yet.
        limit: the largest that the optimizer tolerates with the numbers of that step; None where theory gives none.
    """

    step: np.ndarray
    largest: np.ndarray
    residual: np.ndarray
    preconditioned: np.ndarray | None
    limit: np.ndarray | None


def sharpness(training: Training, count: int = 32) -> Sharpness:
    """The curvature at `count` snapshots of a training, evenly spread, the first and the last among them."""
    arrays, setup = training.arrays, setup_of(training.spec, training.parts)
    chosen = np.unique(np.linspace(0, len(arrays["step"]) - 1, count).round().astype(int))
    program, parts = sharpness_program(setup), training.parts
    begun = np.random.default_rng(0).standard_normal(training.network.size).astype(np.float32)

    def top(snapshot: int, scale: np.ndarray) -> tuple[float, float]:
        values, _, residuals = tridiagonal(*program(arrays["x"][snapshot], scale, begun, parts.x, parts.y))
        return float(values[0]), float(residuals[0])

    plain = np.array([top(i, np.ones_like(begun)) for i in chosen.tolist()])
    own = None
    if has_scale(setup.optimizer):
        own = np.array([np.nan if i == 0 else top(i, arrays["scale"][i])[0] for i in chosen.tolist()])
    step = arrays["step"][chosen]
    return Sharpness(step, plain[:, 0], plain[:, 1], own, _limits(training, step))


def _limits(training: Training, steps: np.ndarray) -> np.ndarray | None:
    """What the optimizer tolerates at the step that led to each snapshot; one rate for all layers is presumed."""
    row = training.spec.optimizer_row
    if row.stability_limit is None or training.spec.last_rate != 1:
        return None
    static = training.spec.hyperparameter_values()
    lines = table_of(training.spec)[np.maximum(steps - 1, 0)].tolist()
    traced = [dict(zip(columns(row), line, strict=True)) for line in lines]
    known = [{name: value for name, value in (static | each).items() if name in static} for each in traced]
    limits = [row.stability_limit(**knobs) for knobs in known]
    return np.array([np.nan if limit is None else limit for limit in limits])
