"""Surfaces with several minima: basins of unlike size and depth, where the start and the method decide together."""

from __future__ import annotations

import math

import jax
import jax.numpy as jnp
import numpy as np

from registry import Knob, Reference
from surfaces.core import Minimum, Scalar, surface
from surfaces.cusps import magnitude, root
from surfaces.stationary import Place, lattice, passes, stationary

_MISHRA = Reference(
    "S. K. Mishra, 2006, Some new test functions for global optimization and performance of repulsive particle swarm "
    "method (Munich Personal RePEc Archive, paper 2718)",
    "https://mpra.ub.uni-muenchen.de/2718/",
)


def _mirrored(x: float, y: float, value: float) -> tuple[Minimum, ...]:
    """A minimum and its images in both axes."""
    return tuple(Minimum((a * x, b * y), value) for a in (1.0, -1.0) for b in (1.0, -1.0))


@surface(
    family="multimodal",
    domain=((-5.0, 5.0), (-5.0, 5.0)),
    start=(0.3, -1.2),
    formula=r"f(x, y) = (x^2 + y - 11)^2 + (x + y^2 - 7)^2",
    reference=Reference("D. M. Himmelblau, 1972, Applied nonlinear programming, McGraw-Hill"),
    minima=(
        Minimum((3.0, 2.0), 0.0),
        Minimum((-2.805118086952745, 3.131312518250573), 0.0),
        Minimum((-3.779310253377747, -3.283185991286170), 0.0),
        Minimum((3.584428340330492, -1.848126526964404), 0.0),
    ),
    saddles=(
        (3.385154183607021, 0.0738518798377493),
        (0.08667750455539636, 2.8842547011747763),
        (-3.0730257507643897, -0.08135304428796751),
        (-0.12796134673068005, -1.9537149802445766),
    ),
    length=3.0,
    curvature=140.0,
)
def himmelblau(x: jax.Array) -> jax.Array:
    """Four equally good minima around one hill: a small change of the start or the rate leads to another of them."""
    first, second = x[0] * x[0] + x[1] - 11.0, x[0] + x[1] * x[1] - 7.0
    return first * first + second * second


def _two_gaussians_axis(left: float, right: float, width: float) -> tuple[list[Place], list[Place]]:
    def pits(t: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return left * np.exp(-((t + 1.0) ** 2) / width), right * np.exp(-((t - 1.0) ** 2) / width)

    def height(t: np.ndarray) -> np.ndarray:
        first, second = pits(t)
        return t * t - first - second

    def slope(t: np.ndarray) -> np.ndarray:
        first, second = pits(t)
        return 2.0 * t + 2.0 / width * ((t + 1.0) * first + (t - 1.0) * second)

    return stationary(height, slope, -1.5, 1.5)


@surface(
    title="Two Gaussians",
    family="multimodal",
    knobs=(
        Knob("left", 3.0, 1.0, 5.0, "How deep the pit at (-1, 0) is."),
        Knob("right", 2.0, 0.0, 5.0, "How deep the pit at (1, 0) is."),
        Knob("width", 0.2, 0.1, 0.4, "How wide both pits are: the square of their radius.", scale="log"),
    ),
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    start=(0.35, 1.7),
    formula=r"f(x, y) = x^2 + y^2 - b\,e^{-\frac{(x + 1)^2 + y^2}{w}} - a\,e^{-\frac{(x - 1)^2 + y^2}{w}}",
    reference=Reference(
        "E. Dupont, 2018, Interactive visualization of optimization algorithms in deep learning",
        "https://emiliendupont.github.io/2018/01/24/optimization-visualization/",
    ),
    # The gradient weighs the vectors from (-1, 0), (0, 0) and (1, 0) positively: it vanishes only on their line.
    minima=lambda **knobs: lattice(_two_gaussians_axis(**knobs)[0], [(0.0, 0.0)]),
    saddles=lambda **knobs: passes(*_two_gaussians_axis(**knobs), [(0.0, 0.0)], []),
    length=1.0,
    curvature=lambda left, right, width: 2.0 + 2.0 * max(left, right) / width,
)
def two_gaussians(x: jax.Array, left: Scalar, right: Scalar, width: Scalar) -> jax.Array:
    """A bowl with a deep pit and a shallow one: optimizers that start together part, and the rate decides where to."""
    square, a, b = x[1] * x[1], x[0] + 1.0, x[0] - 1.0
    pits = left * jnp.exp(-(a * a + square) / width) + right * jnp.exp(-(b * b + square) / width)
    return x[0] * x[0] + square - pits


def _bumpy_axis(bumps: float) -> list[Place]:
    """Along a diagonal, in t = x + y or x - y, in which the surface is a sum."""
    return stationary(
        lambda t: 0.05 * t * t + 0.5 * bumps * (1.0 - np.cos(3.0 * t)),
        lambda t: 0.1 * t + 1.5 * bumps * np.sin(3.0 * t),
        -6.0,
        6.0,
    )[0]


def _bumpy_minima(bumps: float) -> tuple[Minimum, ...]:
    dips = _bumpy_axis(bumps)
    turned = (Minimum((0.5 * (s.x[0] + s.x[1]), 0.5 * (s.x[0] - s.x[1])), s.value) for s in lattice(dips, dips))
    return tuple(minimum for minimum in turned if max(map(abs, minimum.x)) <= 3.0)


@surface(
    family="multimodal",
    knobs=(Knob("bumps", 0.3, 0.0, 1.0, "How rough the bowl is: smooth and convex at 0, full of false minima at 1."),),
    domain=((-3.0, 3.0), (-3.0, 3.0)),
    start=(-2.5, 2.2),
    formula=r"f(x, y) = \tfrac{1}{10} (x^2 + y^2) + b\,(1 - \cos 3x \cos 3y)",
    reference=Reference("A. Blake and A. Zisserman, 1987, Visual reconstruction (graduated non-convexity), MIT Press"),
    minima=_bumpy_minima,
    length=1.0,
    curvature=lambda bumps: 0.2 + 9.0 * bumps,
    convex=lambda bumps: 9.0 * bumps <= 0.2,
    tags=("even", "swap"),
)
def bumpy_bowl(x: jax.Array, bumps: Scalar) -> jax.Array:
    """From convex to hopeless with one knob: watch false minima appear, and see which optimizer still gets through."""
    return 0.1 * (x[0] * x[0] + x[1] * x[1]) + bumps * (1.0 - jnp.cos(3.0 * x[0]) * jnp.cos(3.0 * x[1]))


def _shubert_wave(t: np.ndarray) -> np.ndarray:
    return sum((i * np.cos((i + 1) * t + i) for i in range(1, 6)), np.zeros_like(t))


def _shubert_slope(t: np.ndarray) -> np.ndarray:
    return -sum((i * (i + 1) * np.sin((i + 1) * t + i) for i in range(1, 6)), np.zeros_like(t))


def _shubert_minima() -> tuple[Minimum, ...]:
    """The products of the wave's deepest dips and its highest tops."""
    dips, tops = stationary(_shubert_wave, _shubert_slope, -5.12, 5.12)
    lowest, highest = min(h for _, h in dips), max(h for _, h in tops)
    dips = [place for place in dips if place[1] < lowest + 1e-9]
    tops = [place for place in tops if place[1] > highest - 1e-9]
    return tuple(Minimum(x, a * b) for t, a in dips for u, b in tops for x in ((t, u), (u, t)))


@surface(
    family="multimodal",
    domain=((-5.12, 5.12), (-5.12, 5.12)),
    start=(-1.15, -0.55),
    formula=r"f(x, y) = g(x)\,g(y),\quad g(t) = \sum_{i=1}^{5} i \cos((i + 1)\,t + i)",
    reference=Reference(
        "B. O. Shubert, 1972, A sequential method seeking the global maximum of a function, "
        "SIAM Journal on Numerical Analysis 9",
        "https://doi.org/10.1137/0709036",
    ),
    minima=_shubert_minima(),
    length=0.5,
    curvature=5000.0,
    tags=("swap",),
)
def shubert(x: jax.Array) -> jax.Array:
    """Peaks and pits side by side in clusters: the deepest pits stand right next to the highest peaks."""
    order = jnp.arange(1.0, 6.0)
    first = jnp.sum(order * jnp.cos((order + 1.0) * x[0] + order))
    second = jnp.sum(order * jnp.cos((order + 1.0) * x[1] + order))
    return first * second


@surface(
    family="multimodal",
    domain=((-512.0, 512.0), (-512.0, 512.0)),
    start=(400.0, 470.0),
    formula=r"f(x, y) = -(y + 47) \sin\sqrt{\left|\tfrac{x}{2} + y + 47\right|} - x \sin\sqrt{|x - y - 47|}",
    reference=Reference(
        "D. Whitley, S. Rana, J. Dzubera and K. E. Mathias, 1996, Evaluating evolutionary algorithms, "
        "Artificial Intelligence 85",
        "https://doi.org/10.1016/0004-3702(95)00124-7",
    ),
    minima=(
        Minimum((512.0, 404.2318051137578), -959.6406627208507, "boundary"),
        Minimum((482.3533104647884, 432.87899894548343), -956.9182316246657),
        Minimum((439.4809972694535, 453.9774347540026), -935.3379515605803),
        Minimum((-465.6941515451357, 385.7166997834804), -894.5789003905999),
        Minimum((347.3269729738488, 499.4153984500429), -888.9491252698915),
    ),
    length=100.0,
    curvature=4.0,
    kinks=lambda x, **_: (
        (np.abs(x[..., 0] - x[..., 1] - 47.0) < 0.1) | (np.abs(0.5 * x[..., 0] + x[..., 1] + 47.0) < 0.1)
    ),
)
def eggholder(x: jax.Array) -> jax.Array:
    """Folds that deepen towards the corners: the best point lies on the edge of the window, and outside it is lower."""
    high = x[1] + 47.0
    return -high * jnp.sin(root(jnp.abs(0.5 * x[0] + high))) - x[0] * jnp.sin(root(jnp.abs(x[0] - high)))


@surface(
    family="multimodal",
    domain=((-10.0, 10.0), (-10.0, 10.0)),
    start=(7.0, 8.6),
    formula=r"f(x, y) = -\left|\sin x \cos y \; e^{\left|1 - \sqrt{x^2 + y^2}/\pi\right|}\right|",
    reference=_MISHRA,
    minima=_mirrored(8.055023475736563, 9.664590019241272, -19.208502567886732),
    length=2.0,
    curvature=30.0,
    tags=("even",),
    kinks=lambda x, **_: (
        np.minimum(
            np.minimum(np.abs(np.sin(x[..., 0])), np.abs(np.cos(x[..., 1]))),
            np.abs(np.hypot(x[..., 0], x[..., 1]) - np.pi),
        )
        < 2e-3
    ),
)
def holder_table(x: jax.Array) -> jax.Array:
    """A quilt whose four corners hang lowest: ridges as sharp as creases keep each run in its own patch."""
    growth = jnp.exp(magnitude(1.0 - root(x[0] * x[0] + x[1] * x[1]) / math.pi))
    return -magnitude(jnp.sin(x[0]) * jnp.cos(x[1])) * growth


@surface(
    title="Cross-in-tray",
    family="multimodal",
    domain=((-10.0, 10.0), (-10.0, 10.0)),
    start=(2.7, 0.5),
    formula=(
        r"f(x, y) = -10^{-4} \left(\left|\sin x \sin y\right| e^{\left|100 - \sqrt{x^2 + y^2}/\pi\right|}"
        r" + 1\right)^{0.1}"
    ),
    reference=_MISHRA,
    minima=_mirrored(1.3494066171539107, 1.3494066171539107, -2.062611870822738),
    length=2.0,
    curvature=0.8,
    tags=("even", "swap"),
    kinks=lambda x, **_: np.min(np.abs(np.sin(x)), axis=-1) < 2e-3,
)
def cross_in_tray(x: jax.Array) -> jax.Array:
    """A tray of shallow cups, cut by a cross: next to the cut the slope is so steep that one step throws a run out."""
    decay = jnp.exp(magnitude(100.0 - root(x[0] * x[0] + x[1] * x[1]) / math.pi))
    return -1e-4 * (magnitude(jnp.sin(x[0]) * jnp.sin(x[1])) * decay + 1.0) ** 0.1
