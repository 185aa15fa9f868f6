"""Stationary places: which points have a gradient as good as zero, and what kind of place each of them is.

The Hessian decides; where its smallest eigenvalue is zero, a ring of losses around the point does, since some saddles
have no curvature at all. Verdicts ask this of one end, maps of basins of many.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from experiments.curvature import curvature, eigen
from experiments.facts import knobs_at, length
from experiments.fields import losses
from experiments.spec import RunSpec
from experiments.thresholds import CLOSE, RING, RING_RADIUS, ZERO

#: The kinds of place; flat, or falling all around without curvature, is no kind.
OTHER, SADDLE, MINIMUM = 0, 1, 2


def distances(hessians: np.ndarray, gradients: np.ndarray) -> np.ndarray:
    """How far away the quadratic model puts its stationary point, the length of the Newton step.

    Args:
        hessians: shape (n, d, d).
        gradients: shape (n, d).

    Returns:
        Shape (n,): 0 for a zero gradient, infinite where the Hessian is singular or not finite.
    """
    values, vectors = eigen(hessians)
    sizes = np.abs(values)
    along = np.einsum("nij,ni->nj", vectors, gradients)
    regular = (sizes > ZERO * sizes.max(axis=1, keepdims=True)).all(axis=1)
    steps = np.divide(along, values, out=np.full_like(along, np.inf), where=regular[:, None])
    with np.errstate(over="ignore"):
        return np.where(np.any(gradients, axis=1), np.sqrt(np.sum(steps**2, axis=1)), 0.0)


def kinds(eigenvalues: np.ndarray, ring: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """What kind of place stationary points are; a hilltop is a saddle, too.

    Args:
        eigenvalues: of their Hessians, ascending, finite, shape (n, d).
        ring: gives for some of them, by number, the losses around each as `rings` has them.

    Returns:
        `SADDLE`, `MINIMUM` or `OTHER` for each, shape (n,).
    """
    low, high = eigenvalues[:, 0], eigenvalues[:, -1]
    zero = ZERO * np.maximum(np.abs(low), np.abs(high))
    found = np.where(low < -zero, SADDLE, MINIMUM)
    unsure = np.flatnonzero(np.abs(low) <= zero)
    if len(unsure):
        around = ring(unsure)
        falls, rises = (around < 0).any(axis=1), (around > 0).any(axis=1)
        found[unsure] = np.where(rises, np.where(falls, SADDLE, MINIMUM), OTHER)
    return found


def rings(
    spec: RunSpec, step: int, points: np.ndarray, values: np.ndarray, slopes: np.ndarray, hessians: np.ndarray
) -> np.ndarray:
    """Losses around points above what the slope accounts for; round-off is set to 0.

    Of more than two variables, a ring lies in the two directions in which the Hessian says least.

    Args:
        spec: on whose surface.
        step: at whose knobs.
        points: shape (n, d).
        values: the losses there, shape (n,).
        slopes: the gradients, shape (n, d).
        hessians: shape (n, d, d).

    Returns:
        Shape (n, RING).
    """
    angles = np.arange(RING) * (2 * np.pi / RING)
    circle = RING_RADIUS * length(spec, step) * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    offsets = np.broadcast_to(circle, (len(points), RING, 2))
    if not spec.surface_row.is_flat:
        curvatures, vectors = eigen(hessians)
        least = np.argsort(np.abs(curvatures), axis=1)[:, None, :2]
        offsets = offsets @ np.take_along_axis(vectors, least, axis=2).swapaxes(1, 2)
    there = (points[:, None] + offsets).reshape(-1, points.shape[1])
    around = losses(spec.surface, knobs_at(spec, step), spec.frame, there).reshape(-1, RING)
    rest = around - values[:, None] - np.einsum("nrd,nd->nr", offsets, slopes)
    noise = 64 * np.finfo(float).eps * (np.abs(values)[:, None] + np.abs(around))
    return np.where(np.abs(rest) <= noise, 0.0, rest)


def saddles(spec: RunSpec, step: int, points: np.ndarray) -> np.ndarray:
    """Which points (n, d) are next to a saddle or a hilltop of a spec's surface at a step, shape (n,)."""
    found = np.zeros(len(points), dtype=bool)
    if not len(points):
        return found
    seen = curvature(spec.surface, knobs_at(spec, step), spec.frame, points)
    near = distances(seen["hessian"], seen["gradient"]) <= CLOSE * length(spec, step)
    there = np.flatnonzero(near & np.isfinite(seen["eigenvalues"]).all(axis=1))

    def ring(some: np.ndarray) -> np.ndarray:
        which = there[some]
        return rings(spec, step, points[which], *(seen[name][which] for name in ("loss", "gradient", "hessian")))

    found[there] = kinds(seen["eigenvalues"][there], ring) == SADDLE
    return found
