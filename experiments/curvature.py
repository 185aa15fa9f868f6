"""Curvature at points: gradient and Hessian, its eigenvalues and directions."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from experiments.engine import traced_names
from experiments.measure import observed
from experiments.programs import PLACES, WIDTH, look_program, static_knobs
from surfaces import SURFACES, Frame


def curvature(surface: str, knobs: Mapping[str, float], frame: Frame, points: np.ndarray) -> dict[str, np.ndarray]:
    """What the surface is like around points.

    Args:
        surface: a surface's name.
        knobs: those of its knobs that differ from their defaults.
        frame: where the landscape lies.
        points: shape (n, d), n up to `WIDTH` * `PLACES` = 24 in one call of the program, any n in all.

    Returns:
        `loss` (n,), `gradient` (n, d), `hessian` (n, d, d), `eigenvalues` (n, d) in ascending order, and
        `eigenvectors` (n, d, d), the j-th column belonging to the j-th eigenvalue. Where the Hessian is not finite its
        eigenvalues are NaN.
    """
    row, count = SURFACES[surface], len(points)
    values = row.values(knobs)
    static = static_knobs(row.knobs, values)
    line = np.array([values[name] for name in traced_names(row)], dtype=float)
    frames = np.tile(frame.coefficients(row), (WIDTH, 1))
    size = WIDTH * PLACES
    blocks = -(-count // size)
    padded = np.concatenate([points, np.repeat(points[-1:], blocks * size - count, axis=0)])
    hessians, loss, gradient = [], [], []
    for block in padded.reshape(blocks, WIDTH, PLACES, -1):
        tables = np.broadcast_to(line, (WIDTH, PLACES, len(line)))
        hessians.append(np.asarray(look_program(row, static)(block, tables, frames)))
        values_here, slopes = observed(row, static, block, tables, frames)
        loss.append(values_here)
        gradient.append(slopes)
    dimension = points.shape[1]
    hessian = np.concatenate(hessians).reshape(-1, dimension, dimension)[:count]
    eigenvalues, eigenvectors = eigen(hessian)
    return {
        "loss": np.concatenate(loss).reshape(-1)[:count],
        "gradient": np.concatenate(gradient).reshape(-1, dimension)[:count],
        "hessian": hessian,
        "eigenvalues": eigenvalues,
        "eigenvectors": eigenvectors,
    }


def eigen(hessian: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Eigenvalues (n, d), ascending, and eigenvectors (n, d, d) of symmetric matrices; NaN where one is not finite."""
    finite = np.isfinite(hessian).all(axis=(1, 2))
    values, vectors = np.linalg.eigh(np.where(finite[:, None, None], hessian, 0.0))
    values[~finite], vectors[~finite] = np.nan, np.nan
    return values, vectors
