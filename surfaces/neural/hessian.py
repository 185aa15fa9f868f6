"""The largest curvatures of a loss of many variables, from products of its Hessian with vectors alone.

C. Lanczos, 1950, An iteration method for the solution of the eigenvalue problem of linear differential and integral
operators, Journal of Research of the National Bureau of Standards 45, https://doi.org/10.6028/jres.045.026; every new
vector is made orthogonal to all before it, twice, since in float32 the short recurrence alone forgets.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.flatten_util import ravel_pytree

from surfaces.neural.directions import flat
from surfaces.plane import Plane

Product = Callable[[jax.Array], jax.Array]
#: How many products are made in the first try and at the most, and how good a pair has to be.
FEWEST, MOST, TOLERANCE = 32, 256, 1e-3


class Leading(NamedTuple):
    """The algebraically largest eigenvalues of a Hessian, largest first.

    Attributes:
        values: (count,).
        vectors: (count, d), of length 1 each.
        residuals: (count,): the length of H v - value v, which bounds how far the value is from an eigenvalue.
        products: how many products with the Hessian it took.
        converged: whether every residual is within `TOLERANCE` of the largest eigenvalue's size.
    """

    values: np.ndarray
    vectors: np.ndarray
    residuals: np.ndarray
    products: int
    converged: bool


def hessian_product(loss: Callable[[Any], jax.Array], unravel: Callable[[jax.Array], Any], x: jax.Array) -> Product:
    """The Hessian of `loss(params)` at the vector x (d,), as a function of a vector: forward over reverse."""
    gradient = jax.grad(lambda vector: loss(unravel(vector)))
    return lambda v: jax.jvp(gradient, (x,), (v,))[1]


def lanczos(product: Product, start: jax.Array, steps: int) -> tuple[jax.Array, jax.Array, jax.Array]:
    """The tridiagonal matrix of a symmetric operator in the space of its first powers.

    Args:
        product: the operator, of vectors (d,).
        start: a vector (d,), not zero.
        steps: how many products are made; static, at most d.

    Returns:
        The diagonal (steps,), what stands beside it (steps,), its last entry beyond the matrix, and the basis
        (steps, d).
    """

    def apart(vector: jax.Array, basis: jax.Array) -> jax.Array:
        for _ in range(2):
            vector = vector - (basis @ vector) @ basis
        return vector

    def step(basis: jax.Array, k: jax.Array) -> Any:
        applied = product(basis[k])
        diagonal = basis[k] @ applied
        left = apart(applied, basis)
        beside = jnp.linalg.norm(left)
        # Where the space is exhausted, what is left is round-off: a new one is begun, for eigenvalues that come twice.
        exhausted = beside <= 1e-5 * jnp.linalg.norm(applied)
        other = apart(jax.random.normal(jax.random.fold_in(jax.random.key(0), k), start.shape, start.dtype), basis)
        following = jnp.where(exhausted, other, left)
        following = following / jnp.maximum(jnp.linalg.norm(following), jnp.finfo(start.dtype).tiny)
        return basis.at[k + 1].set(following), (diagonal, jnp.where(exhausted, jnp.zeros_like(beside), beside))

    empty = jnp.zeros((steps + 1, *start.shape), start.dtype)
    basis, (diagonal, beside) = jax.lax.scan(step, empty.at[0].set(start / jnp.linalg.norm(start)), jnp.arange(steps))
    return diagonal, beside, basis[:steps]


@partial(jax.jit, static_argnames=("unravel", "steps"))
def _spanned(loss: Any, x: jax.Array, start: jax.Array, *, unravel: Any, steps: int) -> Any:
    return lanczos(hessian_product(loss, unravel, x), start, steps)


def leading(loss: Callable[[Any], jax.Array], params: Any, count: int = 2, seed: int = 0) -> Leading:
    """The largest eigenvalues of the Hessian of `loss(params)`, at weights of any tree.

    The number of products is doubled until the residuals say that it was enough, up to `MOST`; `converged` tells.
    """
    vector, unravel = ravel_pytree(params)
    x, start = flat(params), np.random.default_rng(seed).standard_normal(len(vector)).astype(np.float32)
    steps = min(FEWEST, len(x))
    handed = loss if isinstance(loss, jax.tree_util.Partial) else jax.tree_util.Partial(loss)
    while True:
        diagonal, beside, basis = (
            np.asarray(each, np.float64) for each in _spanned(handed, x, start, unravel=unravel, steps=steps)
        )
        found = _ritz(diagonal, beside, basis, min(count, steps))
        if found.converged or steps >= min(MOST, len(x)):
            return found
        steps = min(2 * steps, MOST, len(x))


def _ritz(diagonal: np.ndarray, beside: np.ndarray, basis: np.ndarray, count: int) -> Leading:
    """The eigenpairs of the tridiagonal matrix, as those of the operator."""
    values, mixes, residuals = tridiagonal(diagonal, beside)
    converged = bool((residuals[:count] <= TOLERANCE * max(np.abs(values).max(), 1e-12)).all())
    return Leading(values[:count], (basis.T @ mixes[:, :count]).T, residuals[:count], len(diagonal), converged)


def tridiagonal(diagonal: np.ndarray, beside: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The eigenvalues (n,) of what `lanczos` returns, largest first, their vectors as columns (n, n), and residuals.

    A residual is the length of H v - value v for the operator itself, and so bounds the eigenvalue's error.
    """
    d, b = np.asarray(diagonal, np.float64), np.asarray(beside, np.float64)
    values, mixes = np.linalg.eigh(np.diag(d) + np.diag(b[:-1], 1) + np.diag(b[:-1], -1))
    return values[::-1], mixes[:, ::-1], np.abs(b[-1] * mixes[-1, ::-1])


def hessian_plane(loss: Callable[[Any], jax.Array], params: Any, seed: int = 0) -> tuple[Plane, Leading]:
    """The plane of the two directions in which a loss curves up most, and how sure they are."""
    found = leading(loss, params, 2, seed)
    first, second = found.vectors
    curvatures = float(found.values[0]), float(found.values[1])
    return Plane(flat(params), first, second, "Hessian eigenvectors", curvatures=curvatures), found
