"""A slice of a loss with paths on it: all that is known of them where a plane cuts through the space of weights.

Any `loss(params)` over any tree of arrays has slices, whoever trains it: a path is the weights as vectors, one a row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.flatten_util import ravel_pytree

from surfaces.neural.grids import Refinement, Window, path_losses, refine
from surfaces.neural.planes import window as around
from surfaces.plane import Plane


@dataclass(frozen=True, eq=False)
class Trail:
    """A path of n points as a plane shows it, with what it cannot show.

    Attributes:
        name: what it is called.
        step: of each point, (n,).
        place: its shadow on the plane, (n, 2).
        distance: how far it is off the plane, (n,).
        loss: its own, (n,) float32.
        below: the slice's loss at its shadow, (n,) float32.
    """

    name: str
    step: np.ndarray
    place: np.ndarray
    distance: np.ndarray
    loss: np.ndarray
    below: np.ndarray


@dataclass(frozen=True, eq=False)
class Slice:
    """A loss over a window of a plane, and paths.

    Attributes:
        plane: where it cuts.
        window: ((a0, a1), (b0, b1)).
        grid: the losses on it, all of them.
        trails: the paths.
        length: how far the first path has come in all; what a distance off the plane is measured by.
    """

    plane: Plane
    window: Window
    grid: Refinement
    trails: tuple[Trail, ...]
    length: float


def slice_through(
    loss: Callable[[Any], jax.Array],
    params: Any,
    plane: Plane,
    paths: Mapping[str, np.ndarray],
    steps: Mapping[str, np.ndarray] | None = None,
    window: Window | None = None,
    side: int = 51,
) -> Slice:
    """What a plane shows of a loss and of paths.

    Args:
        loss: `loss(params)`, of any tree; see `losses_at`.
        params: any weights of that tree, for their shapes.
        plane: where.
        paths: by name the weights on the way, (n, d) each; at least one.
        steps: the step of each point, (n,) each, by the same names; they are counted from 0 where none is given.
        window: the part of the plane; what holds all paths where none is given.
        side: lines of the grid each way.
    """
    vectors = {name: np.asarray(path, np.float32) for name, path in paths.items()}
    window = window or around(plane, np.concatenate(list(vectors.values())))
    *_, grid = refine(loss, params, plane, window, side)
    handed = loss if isinstance(loss, jax.tree_util.Partial) else jax.tree_util.Partial(loss)
    unravel = ravel_pytree(params)[1]
    trails = tuple(
        Trail(
            name,
            np.arange(len(path)) if steps is None else steps[name],
            plane.project(path),
            plane.distance(path),
            np.asarray(_own(handed, path, unravel=unravel)),
            path_losses(loss, params, plane, path),
        )
        for name, path in vectors.items()
    )
    first = next(iter(vectors.values()))
    return Slice(plane, window, grid, trails, float(np.linalg.norm(first[-1] - first[0])))


@partial(jax.jit, static_argnames="unravel")
def _own(loss: Any, path: jax.Array, *, unravel: Any) -> jax.Array:
    """The losses (n,) of vectors (n, d) themselves."""
    return jax.lax.map(lambda vector: loss(unravel(vector)).astype(jnp.float32), path)
