"""`api/terrain`, `api/spectrum` and `api/curvature`: a surface and its curvature over a window, and around points."""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments import RunSpec, curvature, terrain
from experiments.curvature import eigen
from experiments.programs import pair_of
from plots.shade import Shade
from plots.theme import LEVELS
from surfaces.core import Point, Surface, Window
from wire.encoding import tensors, text
from wire.endpoint import Answer
from wire.refusal import RefusedError

#: What lies nearer to the plane than this lies on it, but for round-off.
ON_PLANE = 1e-9


def landscape(place: RunSpec, window: Window | None, columns: int, rows: int) -> Answer:
    """The terrain over a window (the surface's own where none is given)."""
    row, frame, knobs = place.surface_row, place.frame, dict(place.surface_values())
    window = window or frame.window(row)
    z = terrain(row.name, knobs, frame, window, columns, rows)
    if not np.isfinite(z).any():
        raise RefusedError(400, f"{row.name} is not a finite number anywhere in this window")
    lowest = row.lowest(knobs)
    shade = Shade.of(z, lowest)
    facts = {
        "window": window,
        **shading(shade),
        "lowest": lowest,
        "length": row.length(**knobs),
        "minima": [
            {"x": at, "value": found.value, "kind": found.kind}
            for found in frame.minima(row, knobs)
            if (at := _place(row, found.x))
        ],
        "saddles": [at for found in frame.saddles(row, knobs) if (at := _place(row, found))],
    }
    return Answer(tensors({"z": z, "levels": np.asarray(shade.levels(LEVELS))}, facts))


def shading(shade: Shade) -> dict[str, Any]:
    """How losses become heights, as the stage takes it."""
    scale = {"base": shade.base, "scale": shade.scale, "top": shade.top, "logarithmic": shade.logarithmic}
    return {"shade": scale, "ticks": shade.ticks()}


def _place(row: Surface, point: Point) -> Point | None:
    """Where a point is marked on the plane that is drawn; nowhere if it lies off it."""
    if row.is_flat:
        return point
    x = np.array(point)
    return None if row.plane.distance(x) > ON_PLANE else tuple(row.plane.project(x).tolist())


def spectrum(place: RunSpec, window: Window | None, columns: int, rows: int) -> Answer:
    """The Hessian's eigenvalues over a window."""
    (x0, x1), (y0, y1) = window = window or place.frame.window(place.surface_row)
    grid = np.stack(np.meshgrid(np.linspace(x0, x1, columns), np.linspace(y0, y1, rows)), axis=-1).reshape(-1, 2)
    points = place.surface_row.plane.embed(grid)
    values = curvature(place.surface, place.surface_values(), place.frame, points)["eigenvalues"]
    smallest, largest = values[:, [0, -1]].T.reshape(2, rows, columns)
    return Answer(tensors({"smallest": smallest, "largest": largest}, {"window": window}))


def curves(place: RunSpec, points: np.ndarray) -> Answer:
    """Loss, gradient and curvature around places on the surface's plane, in its directions."""
    plane = place.surface_row.plane
    found = curvature(place.surface, place.surface_values(), place.frame, plane.embed(points))
    eigenvalues, eigenvectors = eigen(plane.bend(found["hessian"]))
    said = {
        "loss": found["loss"],
        "gradient": plane.slope(found["gradient"]),
        "eigenvalues": eigenvalues,
        "eigenvectors": eigenvectors,
    }
    return Answer(text(said).encode())


def program(place: RunSpec, **_: Any) -> Any:
    """What is compiled for a surface: the surface and its whole-number knobs."""
    return place.surface, pair_of(place).surface_static
