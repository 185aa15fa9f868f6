"""Losses and slopes of a landscape in the viewer's coordinates, and the clipping of slopes.

The gradient of a surface of few variables is taken in forward mode, one direction after the other: as exact as reverse
mode, and XLA makes fewer and cheaper loops of it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, cast

import jax
import jax.numpy as jnp

from surfaces.core import Loss
from surfaces.frame import to_landscape, turned

#: A loss of a point, and of numbers by name.
Formula = Callable[..., jax.Array]
#: Above this many variables reverse mode is the cheaper way to a gradient.
_FORWARD_MODE = 3


def framed(function: Formula, knobs: Mapping[str, Any], frame: jax.Array | None) -> Loss:
    """The loss of a point in the viewer's coordinates. A frame turns the plane, so only two variables have one."""

    def loss(x: jax.Array) -> jax.Array:
        if frame is not None and x.shape[0] == 2:
            x = jnp.stack(to_landscape(x[0], x[1], frame))
        return function(x, **knobs)

    return loss


@partial(jax.jit, static_argnums=0, inline=True)
def value_and_gradient(
    function: Formula, knobs: Mapping[str, jax.Array], x: jax.Array, frame: jax.Array | None
) -> tuple[jax.Array, jax.Array]:
    """A landscape's loss and exact gradient at a point in the viewer's coordinates.

    It is a part of every program on a landscape, and traced for the first of them only, which takes as long as the rest
    of a program; so the function must be the same object each time.
    """
    loss = framed(function, knobs, None)
    if frame is None or x.shape[0] != 2:
        return _in_parts(loss, x)
    local = _once(jnp.stack(to_landscape(x[0], x[1], frame)))
    value, gradient = _in_parts(loss, local)
    return _together(value, turned(gradient[0], gradient[1], frame))


def _together(value: jax.Array, slopes: Sequence[jax.Array]) -> tuple[jax.Array, jax.Array]:
    """A value and its gradient, of which XLA makes one array; else it computes the value anew for whoever needs it."""
    value, *parts = _once(jnp.stack([value, *slopes]))
    return value, jnp.stack(parts)


#: Or XLA would compute a value anew for each thing that needs it.
_once = jax.lax.optimization_barrier


def forward_difference(loss: Loss, x: jax.Array, h: jax.Array) -> tuple[jax.Array, jax.Array]:
    """A loss at a point in the viewer's coordinates, and (loss(x + h e_i) - loss(x)) / h in place of each slope."""
    value = loss(x)
    return value, jnp.stack([(loss(x.at[i].add(h)) - value) / h for i in range(x.shape[0])])


def _in_parts(function: Loss, x: jax.Array) -> tuple[jax.Array, jax.Array]:
    if x.shape[0] > _FORWARD_MODE:
        return _once(jax.value_and_grad(function)(x))
    parts = tuple(x)
    slopes = []
    for i, part in enumerate(parts):
        along = partial(_of_one, function, parts, i)
        value, slope = jax.jvp(along, (part,), (jnp.ones_like(part),))
        slopes.append(slope)
    return _together(value, slopes)


class _Apart:
    """A point whose coordinates are not parts of one array, as far as a formula takes them one by one.

    Of an array JAX derives all parts, and multiplies by the 0 of those that stand still: a tenth of a step.
    """

    def __init__(self, parts: Sequence[jax.Array]) -> None:
        self._parts = parts

    def __getitem__(self, i: int) -> jax.Array:
        return self._parts[operator.index(i)]


def _of_one(function: Loss, parts: Sequence[jax.Array], i: int, moved: jax.Array) -> jax.Array:
    """A loss as a function of one coordinate, the others at rest."""
    here = [*parts[:i], moved, *parts[i + 1 :]]
    try:
        return function(cast(jax.Array, _Apart(here)))
    except (TypeError, AttributeError):  # the formula wants the array
        return function(jnp.stack(here))


def clip(gradient: jax.Array, norm: jax.Array, value: jax.Array) -> jax.Array:
    """The gradient shortened to a norm, then each part cut off at a value; infinity does nothing."""
    length = jnp.sqrt(_sum_of_squares(gradient))
    gradient = jnp.where(length > norm, gradient * (norm / length), gradient)
    return jnp.where(jnp.abs(gradient) > value, jnp.sign(gradient) * value, gradient)


def _sum_of_squares(vector: jax.Array) -> jax.Array:
    """Of few parts one after the other, in an order that no compiler changes."""
    return sum(part * part for part in vector) if len(vector) <= _FORWARD_MODE else jnp.sum(vector * vector)
