"""How far to go along a direction: a bracketing search for a step that meets the Wolfe conditions.

A step a along p from x, with phi(a) = f(x + a p), is accepted when it lowers the loss enough, phi(a) <= phi(0) + c1 a
phi'(0), and the slope there is flat enough: phi'(a) >= c2 phi'(0), or in the strong form |phi'(a)| <= c2 |phi'(0)|.
Reference: Nocedal and Wright, 2006, Numerical optimization, second edition, section 3.1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp

SUFFICIENT_DECREASE = 1e-4  # c1 of the textbook


class Found(NamedTuple):
    """What a search found: the step, the slope at its start, and how often it evaluated the loss and its slope."""

    step: jax.Array
    slope: jax.Array
    evaluations: jax.Array


class Search(NamedTuple):
    """A search under way: an accepted step lies between `low` and `high`."""

    trial: jax.Array
    low: jax.Array
    low_slope: jax.Array
    high: jax.Array  # infinite while no step has been too long
    high_slope: jax.Array
    best: jax.Array  # the step of lowest loss among those that lowered it enough; 0 while there is none
    best_value: jax.Array
    evaluations: jax.Array
    done: jax.Array


def wolfe_step(
    value_fn: Callable[[jax.Array], jax.Array],
    x: jax.Array,
    direction: jax.Array,
    first: jax.Array,
    *,
    flat: tuple[float, float],
    max_evaluations: int,
) -> Found:
    """Searches along a direction.

    Args:
        value_fn: the loss of a point.
        x: where the search starts, shape (d,).
        direction: p, shape (d,).
        first: the step tried first, positive.
        flat: the slopes accepted, as multiples of the size of the first one: (-c2, infinity) for the Wolfe conditions,
            which a kink can meet too, (-c2, c2) for the strong ones, with c2 between 1e-4 (an exact search) and 1.
        max_evaluations: how often the loss may be evaluated on the way.

    Returns:
        A step that meets both conditions. If none of the tried ones does, it is the best of those that lower the loss
        enough, and 0 if there is none (as when p does not point downhill): so a search never raises the loss.
    """

    def along(step: jax.Array) -> tuple[jax.Array, jax.Array]:
        return jax.jvp(value_fn, (x + step * direction,), (direction,))

    start, slope = along(jnp.zeros_like(first))

    def advance(search: Search) -> Search:
        trial = search.trial
        value, slope_there = along(trial)
        lower = value <= start + SUFFICIENT_DECREASE * trial * slope  # false for a loss that is no number
        short = lower & (slope_there < -flat[0] * slope)
        accepted = lower & ~short & (slope_there <= -flat[1] * slope)
        best = accepted | lower & (value < search.best_value)
        low, low_slope = jnp.where(short, trial, search.low), jnp.where(short, slope_there, search.low_slope)
        high, high_slope = jnp.where(short, search.high, trial), jnp.where(short, search.high_slope, slope_there)
        return Search(
            trial=_next_trial(low, low_slope, high, high_slope, search),
            low=low,
            low_slope=low_slope,
            high=high,
            high_slope=high_slope,
            best=jnp.where(best, trial, search.best),
            best_value=jnp.where(best, value, search.best_value),
            evaluations=search.evaluations + 1,
            done=accepted,
        )

    zero = jnp.zeros_like(first)
    search = Search(first, zero, slope, zero + jnp.inf, zero, zero, start, jnp.zeros([], jnp.int32), ~(slope < 0))
    last = jax.lax.while_loop(lambda s: ~s.done & (s.evaluations < max_evaluations), advance, search)
    return Found(last.best, slope, last.evaluations)


def _next_trial(
    low: jax.Array, low_slope: jax.Array, high: jax.Array, high_slope: jax.Array, before: Search
) -> jax.Array:
    """Where the line through the two known slopes crosses zero (exact on a parabola), kept well inside the bracket.

    Without an upper end the line goes through the last two lower ends, and the step grows twofold to tenfold.
    """
    width = high - low
    crossing = low - low_slope * width / (high_slope - low_slope)
    inside = jnp.where(high_slope > 0, jnp.clip(crossing, low + 0.1 * width, high - 0.1 * width), low + 0.5 * width)
    rise = low_slope - before.low_slope
    beyond = low - low_slope * (low - before.low) / jnp.where(rise > 0, rise, jnp.inf)
    outside = jnp.where(rise > 0, jnp.clip(beyond, 2 * low, 10 * low), 10 * low)
    return jnp.where(jnp.isinf(high), outside, inside)
