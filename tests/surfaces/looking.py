"""Every surface compiled once per static choice, over batches of a fixed size: what all tests here look through."""

from functools import cache, partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from hypothesis import strategies as st

from surfaces import SURFACES, Surface
from surfaces.core import Loss, Window

#: Rows of two variables, all of which a map shows; the others have tests of their own.
FLAT = [row for row in SURFACES.values() if row.is_flat]
BATCH = 256  # points whose derivatives are taken in one call
SIDE = 257  # grid lines along each side of the domain


class Look(NamedTuple):
    """Value (n,), gradients (n, 2) in reverse and in the engine's forward mode, Hessians (n, 2, 2) in both orders."""

    value: np.ndarray
    gradient: np.ndarray
    forward: np.ndarray
    hessian: np.ndarray
    hessian_forward: np.ndarray


def _split(surface: Surface, knobs: dict) -> tuple[tuple, dict]:
    static = tuple((knob.name, knobs[knob.name]) for knob in surface.knobs if knob.static)
    traced = {knob.name: jnp.float64(knobs[knob.name]) for knob in surface.knobs if not knob.static}
    return static, traced


@cache
def _compiled(name: str, static: tuple):
    function = partial(SURFACES[name].function, **dict(static))

    @jax.jit
    def look(points, knobs):
        def loss(x):
            return function(x, **knobs)

        def forward(x):
            """The gradient as the engine takes it: two forward passes through scalars."""
            return jax.vmap(lambda t: jax.jvp(lambda a, b: loss(jnp.stack([a, b])), tuple(x), tuple(t))[1])(jnp.eye(2))

        def all_of(x, t):
            (value, gradient), (_, row) = jax.jvp(jax.value_and_grad(loss), (x,), (t,))
            ahead, row_ahead = jax.jvp(forward, (x,), (t,))
            return Look(value, gradient, ahead, row, row_ahead)

        pairs = jax.vmap(jax.vmap(all_of, in_axes=(None, 0)), in_axes=(0, None))(points, jnp.eye(2))
        first = jax.tree.map(lambda part: part[:, 0], pairs)
        return first._replace(hessian=pairs.hessian, hessian_forward=pairs.hessian_forward)

    @jax.jit
    def values(points, knobs):
        return jax.vmap(lambda x: function(x, **knobs))(points)

    return look, values


def look(surface: Surface, knobs: dict, points) -> Look:
    """Values and derivatives at up to `BATCH` points, shape (n, 2)."""
    points = np.asarray(points, dtype=float).reshape(-1, 2)
    static, traced = _split(surface, knobs)
    padded = np.resize(points, (BATCH, 2))
    result = jax.device_get(_compiled(surface.name, static)[0](padded, traced))
    return Look(*(part[: len(points)] for part in result))


@cache
def grid(window: Window) -> np.ndarray:
    """Points of a grid over a window, edges included, shape (SIDE, SIDE, 2); the first axis is y."""
    (x0, x1), (y0, y1) = window
    return np.stack(np.meshgrid(np.linspace(x0, x1, SIDE), np.linspace(y0, y1, SIDE)), axis=-1)


def heights(surface: Surface, knobs: dict, points: np.ndarray) -> np.ndarray:
    """The loss at as many points as a grid has, shape (SIDE, SIDE)."""
    static, traced = _split(surface, knobs)
    return np.asarray(_compiled(surface.name, static)[1](points.reshape(-1, 2), traced)).reshape(SIDE, SIDE)


def terrain(surface: Surface, knobs: dict) -> np.ndarray:
    """The loss on the grid over the domain, shape (SIDE, SIDE)."""
    return heights(surface, knobs, grid(surface.domain))


def assert_same_in_every_form(loss: Loss, points: np.ndarray, batched: np.ndarray) -> None:
    """One point after the other, as it is and compiled, a loss is what it was for all of them at once, shape (n,)."""
    for alone in (loss, jax.jit(loss)):
        values = np.array([float(alone(x)) for x in jnp.asarray(points)])
        np.testing.assert_allclose(values, batched, rtol=1e-12, atol=1e-13 * np.abs(batched).max())


def coarse(surface: Surface) -> np.ndarray:
    """`BATCH` points inside the domain, off its symmetry axes."""
    (x0, x1), (y0, y1) = surface.domain
    fractions = (np.arange(16) + 0.47) / 16
    return np.stack(np.meshgrid(x0 + (x1 - x0) * fractions, y0 + (y1 - y0) * fractions), axis=-1).reshape(-1, 2)


def outward(surface: Surface, point) -> np.ndarray:
    """The way out of the domain from a point on its edge, shape (2,); zero from inside."""
    return np.array([(at == high) * 1.0 - (at == low) for at, (low, high) in zip(point, surface.domain, strict=True)])


def ring(centre, radius: float) -> np.ndarray:
    """`BATCH` points on a circle."""
    angles = np.linspace(0.0, 2.0 * np.pi, BATCH, endpoint=False)
    return np.asarray(centre) + radius * np.stack([np.cos(angles), np.sin(angles)], axis=-1)


def scale(surface: Surface, knobs: dict) -> float:
    """A gradient that is large on this surface: its curvature times its length."""
    return surface.curvature(**knobs) * surface.length(**knobs)


def knob_ends(surface: Surface) -> list[dict]:
    """The defaults, each knob at each end with the others at their defaults, and all at the same end."""
    default = surface.values({})
    single = [default | {knob.name: end} for knob in surface.knobs for end in (knob.low, knob.high)]
    corners = [{knob.name: getattr(knob, side) for knob in surface.knobs} for side in ("low", "high")]
    return [default, *single, *corners] if surface.knobs else [default]


def knobs_of(surface: Surface) -> st.SearchStrategy[dict]:
    """Any knobs; of static ones, which compile, only the ends and the default."""
    return st.fixed_dictionaries(
        {
            knob.name: st.sampled_from(sorted({knob.low, knob.default, knob.high}))
            if knob.static
            else st.floats(knob.low, knob.high)
            for knob in surface.knobs
        }
    )


def points_of(surface: Surface) -> st.SearchStrategy[np.ndarray]:
    """Sixteen points anywhere in the domain, shape (16, 2)."""
    point = st.tuples(*(st.floats(low, high) for low, high in surface.domain))
    return st.lists(point, min_size=16, max_size=16).map(np.array)
