"""Losses on a grid of a plane: coarse at once, then finer, and no point is computed twice.

Points go through one compiled program in tiles, each weight vector made of the plane inside it. What
the loss is about (its data) enters as arrays, and so does the plane: another plane, step or data set of the same shape
compiles nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.flatten_util import ravel_pytree

from numerics import WORKERS, side_by_side
from surfaces.neural.planes import Line
from surfaces.plane import Plane

#: Points of one call at most, and of one turn of the loop in it: what a turn touches stays in the nearest cache, and a
#: small network's turn is one piece of machine code, so that two calls keep two cores busy.
TILE, TURN = 256, 2
#: Every how many-th line of the grid is there first.
COARSEST = 8

Window = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, eq=False)
class Refinement:
    """A grid as far as it has been computed.

    Attributes:
        a, b: the grid's lines, (columns,) and (rows,).
        loss: (rows, columns) float32, NaN where not yet computed; row 0 at the lowest b.
        stride: every how many-th line has become complete with this; 1 when all are, 0 in between.
    """

    a: np.ndarray
    b: np.ndarray
    loss: np.ndarray
    stride: int


@partial(jax.jit, static_argnames="unravel")
def _losses(loss: Any, ab: jax.Array, turns: jax.Array, origin: Any, first: Any, second: Any, *, unravel: Any) -> Any:
    """The losses (TILE,) at points (TILE, 2), of which only those of the first turns are computed."""
    at = jax.vmap(lambda point: loss(unravel(origin + point[0] * first + point[1] * second)))

    def turn(i: jax.Array, found: jax.Array) -> jax.Array:
        made = at(jax.lax.dynamic_slice_in_dim(ab, i * TURN, TURN)).astype(jnp.float32)
        return jax.lax.dynamic_update_slice_in_dim(found, made, i * TURN, 0)

    return jax.lax.fori_loop(0, turns, turn, jnp.zeros(TILE, jnp.float32))


def losses_at(loss: Callable[[Any], jax.Array], params: Any, plane: Plane, ab: np.ndarray) -> np.ndarray:
    """The losses (n,) float32 at points (n, 2) of a plane.

    Args:
        loss: `loss(params)`, of any tree; a `jax.tree_util.Partial` has its data as arguments of the program.
        params: any weights of that tree, for their shapes.
        plane: where.
        ab: points on it.
    """
    return evaluator(loss, params, plane)(ab)


def evaluator(loss: Callable[[Any], jax.Array], params: Any, plane: Plane) -> Callable[[np.ndarray], np.ndarray]:
    """What gives the losses (n,) at points (n, 2) of a plane, again and again."""
    unravel = ravel_pytree(params)[1]
    handed = loss if isinstance(loss, jax.tree_util.Partial) else jax.tree_util.Partial(loss)
    axes = [np.asarray(each, np.float32) for each in (plane.origin, plane.first, plane.second)]
    handed, axes = jax.device_put((handed, axes))

    def piece(points: np.ndarray) -> np.ndarray:
        filled, turns = np.zeros((TILE, 2), np.float32), np.int32(-(-len(points) // TURN))
        filled[: len(points)] = points
        made = _losses(handed, filled, turns, *axes, unravel=unravel)
        return np.asarray(made)[: len(points)]

    def losses(ab: np.ndarray) -> np.ndarray:
        rounds = -(-len(ab) // (TILE * WORKERS))
        return np.concatenate(side_by_side(piece, np.array_split(ab, rounds * WORKERS)))

    return losses


def refine(
    loss: Callable[[Any], jax.Array], params: Any, plane: Plane, window: Window, side: int = 51
) -> Iterator[Refinement]:
    """The losses on a grid of a window of a plane, every eighth line first and each point once.

    Args:
        loss: as for `losses_at`.
        params: likewise.
        plane: likewise.
        window: ((a0, a1), (b0, b1)), ends included.
        side: lines each way, 2 or more.

    Yields:
        The same grid again and again, with more of it known, after `TILE` points for each worker. Closing the generator
        stops the work.
    """
    a, b = (np.linspace(low, high, side, dtype=np.float32) for low, high in window)
    losses = evaluator(loss, params, plane)
    found, known = np.full((side, side), np.nan, np.float32), np.zeros((side, side), bool)
    stride = COARSEST
    while stride:
        lines = np.unique(np.append(np.arange(0, side, stride), side - 1))  # the edges are there from the first
        asked = np.zeros_like(known)
        asked[np.ix_(lines, lines)] = True
        places = np.argwhere(asked & ~known)
        for first in range(0, len(places), TILE * WORKERS):
            if first:
                yield Refinement(a, b, found.copy(), 0)
            rows, columns = places[first : first + TILE * WORKERS].T
            found[rows, columns] = losses(np.stack([a[columns], b[rows]], axis=1))
        known |= asked
        yield Refinement(a, b, found.copy(), stride)
        stride //= 2


def losses_along(loss: Callable[[Any], jax.Array], params: Any, line: Line, t: np.ndarray) -> np.ndarray:
    """The losses (n,) float32 at places (n,) of a line."""
    t = np.asarray(t, np.float32)
    along = np.asarray(line.end, np.float32) - np.asarray(line.start, np.float32)
    aside = np.zeros_like(along)
    aside[int(np.abs(along).argmin())] = 1.0  # any other direction, along which nothing goes
    return losses_at(loss, params, Plane(line.start, along, aside, "line"), np.stack([t, np.zeros_like(t)], axis=1))


def path_losses(loss: Callable[[Any], jax.Array], params: Any, plane: Plane, path: np.ndarray) -> np.ndarray:
    """What the slice shows below each vector of a path (n, d): the loss at its shadow, (n,) float32."""
    return losses_at(loss, params, plane, plane.project(path))
