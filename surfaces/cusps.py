"""A square root that can be differentiated at zero.

The derivative of a square root is infinite at zero and would turn gradients there into not-a-number. Here it is 0: the
middle of the slopes on both sides, and the value that `jnp.abs` takes at its own kink.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp

# Below it even the second derivative of the root, square^(-3/2), leaves the finite numbers.
_TINY = 1e-200


def root(square: jax.Array) -> jax.Array:
    """The square root of a number that is not negative, with derivative 0 where it is zero."""
    away = square > _TINY
    return jnp.where(away, jnp.sqrt(jnp.where(away, square, 1.0)), 0.0)
