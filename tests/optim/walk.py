"""Walks of single rows, made as plainly as is still fast: a Python loop over one jitted update for all lanes.

A lane is a run of its own: it has its start, its knobs, its noise and its frame. Every row is compiled once for `LANES`
lanes (and once for each surface where it asks for the function itself), whatever the tests ask of it.
"""

from collections.abc import Mapping
from functools import cache

import jax
import jax.numpy as jnp
import numpy as np

from optim import OPTIMIZERS
from optim.core import Optimizer
from registry import Knob
from surfaces import SURFACES, Frame
from surfaces.frame import to_landscape

LANES = 16


def knobs_on(row: Optimizer, surface: str) -> tuple[Knob, ...]:
    """A row's knobs with their defaults and ranges on a surface."""
    there = SURFACES[surface]
    facts = there.values({})
    scales = {
        "": 1.0,
        "length": there.length(**facts),
        "1/curvature": 1 / there.curvature(**facts),
        "height": there.curvature(**facts) * there.length(**facts) ** 2,
        "minimum": there.lowest({}),
    }
    return tuple(knob.scaled(scales[knob.relative_to]) for knob in row.knobs)


def framed(surface: str, frame: jax.Array):
    """A surface's loss at its default knobs, in the coordinates of a frame."""
    loss = SURFACES[surface].build()
    return lambda x: loss(jnp.stack(to_landscape(x[0], x[1], frame)))


def extras(row: Optimizer, loss, value: jax.Array, gradient: jax.Array, noise: jax.Array, uniform=0.5) -> dict:
    """What the row's update asks for."""
    offers = {
        "value": value,
        "grad": gradient,
        "value_fn": loss,
        "obj_fn": loss,
        "grad_fn": jax.grad(loss),
        "noise": noise,
        "uniform": uniform,
    }
    return {name: offers[name] for name in row.wants}


@cache
def _gradient(surface: str):
    return jax.jit(jax.vmap(lambda x, frame: jax.value_and_grad(framed(surface, frame))(x)))


@cache
def _programs(name: str, surface: str, static: tuple):
    row = OPTIMIZERS[name]

    def init(x, knobs):
        return row.function(**knobs, **dict(static)).init(x)

    def update(gradient, state, x, knobs, frame, value, noise, uniform):
        asked = extras(row, framed(surface, frame), value, gradient, noise, uniform)
        updates, state = row.function(**knobs, **dict(static)).update(gradient, state, x, **asked)
        return x + updates, state

    readout = row.readout or (lambda _, x: x)
    return jax.jit(jax.vmap(init)), jax.jit(jax.vmap(update)), jax.jit(jax.vmap(readout))


def walk(
    name: str,
    surface: str,
    starts: np.ndarray,
    steps: int,
    knobs: Mapping[str, object] | None = None,
    frames: list[Frame] | None = None,
    seen: np.ndarray | float = 0.0,
) -> tuple[np.ndarray, np.ndarray]:
    """Walks from several starts at once.

    Args:
        name: the row.
        surface: the surface, at its default knobs.
        starts: shape (n, 2), n up to `LANES`.
        steps: how many steps.
        knobs: what differs from the row's defaults there: numbers, or arrays of shape (n,) with one for each lane.
        frames: one for each lane; none means that the landscape lies as it is.
        seen: the standard deviation of the noise added to the gradient.

    Returns:
        The points shown, shape (steps + 1, n, 2), and the true losses there, shape (steps + 1, n).
    """
    row, n = OPTIMIZERS[name], len(starts)
    values = {knob.name: knob.default for knob in knobs_on(row, surface)} | dict(knobs or {})
    static = tuple((knob.name, int(values.pop(knob.name))) for knob in row.knobs if knob.static)
    lanes = np.arange(LANES) % n
    numbers = {
        key: jnp.asarray(np.broadcast_to(np.asarray(value, float), (n,))[lanes]) for key, value in values.items()
    }
    frames = frames or [Frame()] * n
    coefficients = jnp.asarray([frames[lane].coefficients(SURFACES[surface]) for lane in lanes], dtype=float)
    rng, chances = np.random.default_rng(1), np.random.default_rng(2)
    gradient_of = _gradient(surface)
    asks = {"value_fn", "obj_fn", "grad_fn"} & row.wants
    init, update, readout = _programs(name, surface if asks else "bowl", static)
    x = jnp.asarray(np.asarray(starts, float)[lanes])
    state = init(x, numbers)
    points, losses = [], []
    for _ in range(steps):
        value, gradient = gradient_of(x, coefficients)
        points.append(readout(state, x))
        losses.append(gradient_of(points[-1], coefficients)[0] if row.readout else value)
        own, shared = rng.standard_normal((2, 1, 2)) * np.ones((2, LANES, 1))
        chance = jnp.asarray(np.full(LANES, chances.random()))
        x, state = update(gradient + seen * shared, state, x, numbers, coefficients, value, jnp.asarray(own), chance)
    points.append(readout(state, x))
    losses.append(gradient_of(points[-1], coefficients)[0])
    return np.stack(points)[:, :n], np.stack(losses)[:, :n]
