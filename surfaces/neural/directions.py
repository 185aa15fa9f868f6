"""Planes by choice of directions: at random, filter-normalized, through solutions, along two weights.

Each maker takes weights as any tree of arrays, and returns a `Plane` through them.
"""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
from jax.flatten_util import ravel_pytree

from surfaces.plane import Plane


def flat(params: Any) -> np.ndarray:
    """A tree of arrays as one vector (d,) float32."""
    return np.asarray(ravel_pytree(params)[0], np.float32)


def random_plane(params: Any, seed: int = 0) -> Plane:
    """Two directions of independent normal numbers, as they are: each is about the root of d long."""
    origin, rng = flat(params), np.random.default_rng(seed)
    first, second = rng.standard_normal((2, len(origin)))
    return Plane(origin, first, second, "random")


def filter_normalized_plane(params: Any, seed: int = 0, unit_axis: int = 0) -> Plane:
    """Two random directions in which what comes into each unit is as long as that unit's weights are.

    H. Li, Z. Xu, G. Taylor, C. Studer and T. Goldstein, 2018, Visualizing the loss landscape of neural nets,
    https://arxiv.org/abs/1712.09913: the weights of a network can be scaled without changing what it computes, so
    distances mean something only in the measure of the weights themselves. As in the reference, biases and the
    parameters of normalization (all arrays of one axis) stand still.

    Args:
        params: a tree of arrays.
        seed: what is drawn.
        unit_axis: along which axis of a matrix its units are counted: 0 here, in PyTorch and in Equinox (units,
            inputs); -1 in Flax (inputs, units).
    """
    rng = np.random.default_rng(seed)
    first, second = (jax.tree.map(lambda leaf: _normalized(leaf, rng, unit_axis), params) for _ in range(2))
    return Plane(flat(params), flat(first), flat(second), "filter-normalized")


def _normalized(leaf: Any, rng: np.random.Generator, unit_axis: int) -> np.ndarray:
    weights = np.asarray(leaf, np.float64)
    if weights.ndim < 2:
        return np.zeros(weights.shape, np.float32)
    return filter_scaled(rng.standard_normal(weights.shape), weights, unit_axis).astype(np.float32)


def filter_scaled(direction: np.ndarray, weights: np.ndarray, unit_axis: int = 0) -> np.ndarray:
    """A direction in which each unit's part has the length of that unit's weights, both of one shape."""
    others = tuple(axis for axis in range(weights.ndim) if axis != unit_axis % weights.ndim)
    length, wanted = (np.sqrt(np.square(each).sum(axis=others, keepdims=True)) for each in (direction, weights))
    return direction * (wanted / np.where(length > 0, length, 1.0))


def plane_through(first: Any, second: Any, third: Any) -> Plane:
    """The plane through three solutions, which lie at (0, 0), (1, 0) and (0, 1).

    Raises:
        ValueError: they lie on one line.
    """
    origin, right, top = flat(first), flat(second), flat(third)
    return Plane(origin, right - origin, top - origin, "through three solutions")


def coordinate_plane(params: Any, i: int, j: int) -> Plane:
    """The plane of two single weights, by their places in the flat vector; everything else stands still.

    Raises:
        ValueError: there is no such weight, or they are one.
    """
    origin = flat(params)
    if not (0 <= i < len(origin) and 0 <= j < len(origin)):
        raise ValueError(f"weights are counted from 0 to {len(origin) - 1}; there are none at {i} and {j}")
    first, second = np.eye(1, len(origin), i)[0], np.eye(1, len(origin), j)[0]
    return Plane(origin, first, second, "two weights")


def pca_plane(path: np.ndarray) -> Plane:
    """The plane of the two directions along which a path (points, d) spreads most, through its last point.

    As in Li et al., 2018: the directions are the principal components of the path (about its mean, and of length 1)
    and the origin is where it ends. `explained` is the share of the path's variance along each, of all variance.

    Raises:
        ValueError: the path has fewer than three points, or does not spread in two directions.
    """
    path = np.asarray(path, np.float64)
    if len(path) < 3:
        raise ValueError("a plane of a path needs at least three points of it")
    centred = path - path.mean(axis=0)
    # Of the small matrix of products of points; that of weights would be (d, d).
    variances, mixes = np.linalg.eigh(centred @ centred.T)
    first, second = (_component(centred, mixes[:, -k], variances[-k]) for k in (1, 2))
    whole = max(float(variances.sum()), np.finfo(float).tiny)
    explained = float(variances[-1] / whole), float(variances[-2] / whole)
    return Plane(flat(path[-1]), first, second, "principal components", explained=explained)


def _component(centred: np.ndarray, mix: np.ndarray, variance: float) -> np.ndarray:
    """A principal direction of length 1, with its largest part positive: its sign is arbitrary, its picture is not."""
    direction = centred.T @ mix
    size = np.linalg.norm(direction)
    if variance <= 0 or size == 0:
        raise ValueError("the path does not spread in two directions, so it lies in no plane of its own")
    return direction / size * np.sign(direction[np.abs(direction).argmax()])
