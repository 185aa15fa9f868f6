"""Ripples on a bowl or around a centre: a coarse shape that knows the way, under a fine one that hides it."""

from __future__ import annotations

import math

import jax
import jax.numpy as jnp
import numpy as np

from registry import Knob, Reference
from surfaces.core import SURVEY, Minimum, Scalar, surface
from surfaces.cusps import root
from surfaces.stationary import Curve, settled, stationary

_RADIAL_TAGS = ("even", "swap", "radial")


def _ackley_minima(a: float, b: float, c: float) -> tuple[Minimum, ...]:
    """The funnel's bottom, and the hollows next to the ripples' own, where the funnel leaves any."""

    def ripples(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return np.exp(0.5 * (np.cos(c * x) + np.cos(c * y)))

    def derivatives(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, ...]:
        q = np.sqrt(0.5 * (x * x + y * y))
        qx, qy = 0.5 * x / q, 0.5 * y / q
        funnel, wave = a * b * np.exp(-b * q), 0.5 * c * ripples(x, y)
        sx, sy = np.sin(c * x), np.sin(c * y)
        return (
            funnel * qx + wave * sx,
            funnel * qy + wave * sy,
            funnel * ((0.5 - qx * qx) / q - b * qx * qx) + wave * c * (np.cos(c * x) - 0.5 * sx * sx),
            -funnel * qx * qy * (1.0 / q + b) - 0.5 * wave * c * sx * sy,
            funnel * ((0.5 - qy * qy) / q - b * qy * qy) + wave * c * (np.cos(c * y) - 0.5 * sy * sy),
        )

    period = 2.0 * math.pi / c
    line = period * np.arange(-math.floor(5.5 / period), math.floor(5.5 / period) + 1)
    seeds = np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)
    found = settled(derivatives, seeds[np.any(seeds != 0.0, axis=1)], 0.45 * period)
    x, y = found[np.max(np.abs(found), axis=1) <= 5.0].T
    heights = a - a * np.exp(-b * np.sqrt(0.5 * (x * x + y * y))) + math.e - ripples(x, y)
    local = (Minimum((u, v), height) for u, v, height in np.stack([x, y, heights], axis=1).tolist())
    return (Minimum((0.0, 0.0), 0.0, "kink"), *local)


@surface(
    family="multimodal",
    knobs=(
        Knob("a", 20.0, 1.0, 40.0, "How deep the funnel in the middle is."),
        Knob("b", 0.2, 0.02, 1.0, "How fast the funnel levels off with the distance.", scale="log"),
        Knob("c", 2.0 * math.pi, 1.0, 4.0 * math.pi, "How close the ripples lie: their number in a length of 2π."),
    ),
    domain=((-5.0, 5.0), (-5.0, 5.0)),
    start=(1.6, 0.35),
    formula=(r"f(x, y) = -a\,e^{-b\sqrt{(x^2 + y^2)/2}} - e^{\frac12(\cos cx + \cos cy)} + a + e"),
    reference=Reference(
        "D. H. Ackley, 1987, A connectionist machine for genetic hillclimbing, Kluwer",
        "https://doi.org/10.1007/978-1-4613-1997-9",
    ),
    minima=_ackley_minima,
    length=3.0,
    curvature=40.0,
    tags=("even", "swap"),
    kinks=lambda x, **_: np.hypot(x[..., 0], x[..., 1]) < 3e-3,
)
def ackley(x: jax.Array, a: Scalar, b: Scalar, c: Scalar) -> jax.Array:
    """An almost flat, rippled plain around one sharp funnel: the ripples stop whoever follows every slope."""
    funnel = a * jnp.exp(-b * root(0.5 * (x[0] * x[0] + x[1] * x[1])))
    ripples = jnp.exp(0.5 * (jnp.cos(c * x[0]) + jnp.cos(c * x[1])))
    return (a - funnel) + (math.e - ripples)


def _griewank_minima() -> tuple[Minimum, ...]:
    """Next to the points (i pi, j sqrt(2) pi) with i + j even, which the bowl pulls in a little."""
    found = []
    for i, j in ((i, j) for i in range(-3, 4) for j in range(-2, 3) if (i + j) % 2 == 0):
        x, v = i * math.pi, j * math.pi  # v = y / sqrt(2)
        for _ in range(8):  # the gradient set to zero and solved for each coordinate; each round gains three digits
            x, v = (
                i * math.pi - math.asin((-1) ** i * x / (2000.0 * math.cos(v))),
                j * math.pi - math.asin((-1) ** j * v / (1000.0 * math.cos(x))),
            )
        value = 1.0 + (x * x + 2.0 * v * v) / 4000.0 - math.cos(x) * math.cos(v)
        found.append(Minimum((x, math.sqrt(2.0) * v), value))
    return tuple(found)


@surface(
    family="multimodal",
    domain=((-10.0, 10.0), (-10.0, 10.0)),
    start=(7.6, -5.4),
    formula=r"f(x, y) = 1 + \tfrac{1}{4000} (x^2 + y^2) - \cos x \cos\tfrac{y}{\sqrt2}",
    reference=Reference(
        "A. O. Griewank, 1981, Generalized descent for global optimization, "
        "Journal of Optimization Theory and Applications 34",
        "https://doi.org/10.1007/BF00933356",
    ),
    minima=_griewank_minima(),
    length=3.0,
    curvature=1.0,
    tags=("even",),
)
def griewank(x: jax.Array) -> jax.Array:
    """Waves on a bowl so wide that it cannot be seen from here: neighbouring hollows differ in depth by a hair."""
    waves = jnp.cos(x[0]) * jnp.cos(math.sqrt(0.5) * x[1])
    return 1.0 + (x[0] * x[0] + x[1] * x[1]) / 4000.0 - waves


@surface(
    title="Drop-wave",
    family="multimodal",
    knobs=(Knob("frequency", 12.0, 2.0, 20.0, "How close the rings lie."),),
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    start=(0.62, 0.4),
    formula=r"f(x, y) = -\frac{1 + \cos(\omega \sqrt{x^2 + y^2})}{\frac12 (x^2 + y^2) + 2}",
    reference=Reference("M. Molga and C. Smutnicki, 2005, Test functions for optimization needs"),
    minima=(Minimum((0.0, 0.0), -1.0),),
    length=0.5,
    curvature=lambda frequency: 0.5 * frequency * frequency + 1.0,
    tags=_RADIAL_TAGS,
)
def drop_wave(x: jax.Array, frequency: Scalar) -> jax.Array:
    """Rings around a drop in water: every trough is a whole circle of minima, and only the middle is the lowest."""
    square = x[0] * x[0] + x[1] * x[1]
    # 1 + cos(wr) = 2 - 2 sin^2(wr/2), and with sinc its derivatives at r = 0 are right as well.
    ripple = jnp.sinc(0.5 / math.pi * frequency * root(square))
    wave = 2.0 - 0.5 * frequency * frequency * square * ripple * ripple
    return -wave / (0.5 * square + 2.0)


def _schaffer_minima(wave: Curve, slope: Curve) -> tuple[Minimum, ...]:
    """The minima of 1/2 + (wave(x^2 - y^2) - 1/2) / (1 + 0.001 r^2)^2: where the channels cross the axes.

    Along a channel the loss rises with the distance r, and a channel is nearest to the origin on an axis.
    """

    def spread(t: np.ndarray) -> np.ndarray:
        return 1.0 + 0.001 * t * t

    dips, _ = stationary(
        lambda t: 0.5 + (wave(t * t) - 0.5) / spread(t) ** 2,
        lambda t: 2.0 * t * slope(t * t) - 0.004 * t * (wave(t * t) - 0.5) / spread(t),
        -4.0,
        4.0,
    )
    return tuple(dict.fromkeys(Minimum(x, height) for t, height in dips for x in ((t, 0.0), (0.0, t))))


@surface(
    family="multimodal",
    domain=((-4.0, 4.0), (-4.0, 4.0)),
    start=(2.1, 1.5),
    formula=r"f(x, y) = \tfrac12 + \frac{\sin^2(x^2 - y^2) - \frac12}{\left[1 + 0.001\,(x^2 + y^2)\right]^2}",
    reference=SURVEY,
    minima=_schaffer_minima(lambda d: np.sin(d) ** 2, lambda d: np.sin(2.0 * d)),
    length=1.0,
    curvature=40.0,
    tags=("even", "swap"),
)
def schaffer_2(x: jax.Array) -> jax.Array:
    """A cross of nearly level channels: a run falls into the nearest and then creeps, for its floor hardly slopes."""
    a, b = x[0] * x[0], x[1] * x[1]
    wave, spread = jnp.sin(a - b), 1.0 + 0.001 * (a + b)
    return 0.5 + (wave * wave - 0.5) / (spread * spread)


@surface(
    family="multimodal",
    domain=((-4.0, 4.0), (-4.0, 4.0)),
    start=(1.9, 1.0),
    formula=r"f(x, y) = \tfrac12 + \frac{\cos^2(\sin|x^2 - y^2|) - \frac12}{\left[1 + 0.001\,(x^2 + y^2)\right]^2}",
    reference=SURVEY,
    minima=_schaffer_minima(lambda d: np.cos(np.sin(d)) ** 2, lambda d: -np.sin(2.0 * np.sin(d)) * np.cos(d)),
    length=1.0,
    curvature=30.0,
    tags=("even", "swap"),
)
def schaffer_4(x: jax.Array) -> jax.Array:
    """Curved channels in which four minima lie side by side with points almost as low: good values, wrong places."""
    a, b = x[0] * x[0], x[1] * x[1]
    # The cosine is even, so the absolute value of the formula changes nothing and is left out.
    wave, spread = jnp.cos(jnp.sin(a - b)), 1.0 + 0.001 * (a + b)
    return 0.5 + (wave * wave - 0.5) / (spread * spread)


@surface(
    family="multimodal",
    domain=((-3.0, 3.0), (-3.0, 3.0)),
    start=(1.15, 0.75),
    formula=r"f(x, y) = 1 - \cos(2\pi \sqrt{x^2 + y^2}) + 0.1 \sqrt{x^2 + y^2}",
    reference=Reference(
        "R. Salomon, 1996, Re-evaluating genetic algorithm performance under coordinate rotation of benchmark "
        "functions, BioSystems 39",
        "https://doi.org/10.1016/0303-2647(96)01621-8",
    ),
    minima=(Minimum((0.0, 0.0), 0.0, "kink"),),
    length=1.0,
    curvature=40.0,
    tags=_RADIAL_TAGS,
    kinks=lambda x, **_: np.hypot(x[..., 0], x[..., 1]) < 1e-3,
)
def salomon(x: jax.Array) -> jax.Array:
    """Moats around a castle: no direction is special, and whoever follows the slope ends in the nearest moat."""
    radius = root(x[0] * x[0] + x[1] * x[1])
    return 1.0 - jnp.cos(2.0 * math.pi * radius) + 0.1 * radius
