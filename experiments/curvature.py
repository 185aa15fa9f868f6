"""Curvature at points: gradient and Hessian, its eigenvalues and directions."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from experiments.engine import traced_names
from experiments.measure import observed
from experiments.programs import WIDTH, look_program, static_knobs
from surfaces import SURFACES, Frame


def curvature(surface: str, knobs: Mapping[str, float], frame: Frame, points: np.ndarray) -> dict[str, np.ndarray]:
    """What the surface is like around points.

    Args:
        surface: a surface's name.
        knobs: those of its knobs that differ from their defaults.
        frame: where the landscape lies.
        points: shape (n, d).

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
    lanes = np.concatenate([points, np.repeat(points[-1:], -count % WIDTH, axis=0)]).reshape(WIDTH, -1, row.dimension)
    tables = np.broadcast_to(line, (*lanes.shape[:2], len(line)))
    look = look_program(row, static)
    seen = [look(lanes[:, i], tables[:, i], frames[0]) for i in range(lanes.shape[1])]
    hessian = np.stack(seen, axis=1).reshape(-1, row.dimension, row.dimension)[:count]
    loss, gradient = observed(row, static, lanes, tables, frames)
    eigenvalues, eigenvectors = eigen(hessian)
    return {
        "loss": loss.reshape(-1)[:count],
        "gradient": gradient.reshape(-1, row.dimension)[:count],
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
