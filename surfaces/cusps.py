"""A square root and an absolute value whose derivative at zero is 0: the middle of the slopes on both sides.

The derivative of a square root is infinite there and would turn gradients into not-a-number; that of `jnp.abs` is 1 in
JAX, and a run would leave the very point of a kink to one side.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp

# Below it even the second derivative of the root, square^(-3/2), leaves the finite numbers.
_TINY = 1e-200


def magnitude(x: jax.Array) -> jax.Array:
    """The absolute value of a number, with derivative 0 where it is zero."""
    return jnp.where(x == 0.0, 0.0, jnp.abs(x))


def root(square: jax.Array) -> jax.Array:
    """The square root of a number that is not negative, with derivative 0 where it is zero."""
    away = square > _TINY
    return jnp.where(away, jnp.sqrt(jnp.where(away, square, 1.0)), 0.0)
