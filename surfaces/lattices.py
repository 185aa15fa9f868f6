"""Surfaces with a lattice of minima: sums over the coordinates, so each hollow along x pairs with each along y."""

from __future__ import annotations

import math

import jax
import jax.numpy as jnp
import numpy as np

from registry import Knob, Reference
from surfaces.core import SURVEY, Minimum, Scalar, surface
from surfaces.cusps import magnitude, root
from surfaces.stationary import Place, lattice, passes, stationary

_SQUARE_TAGS = ("separable", "even", "swap")


def _rastrigin_dips(amplitude: float) -> list[Place]:
    turn = 2.0 * math.pi
    return stationary(
        lambda t: t * t + amplitude * (1.0 - np.cos(turn * t)),
        lambda t: 2.0 * t + turn * amplitude * np.sin(turn * t),
        -5.12,
        5.12,
    )[0]


@surface(
    family="multimodal",
    knobs=(Knob("amplitude", 10.0, 0.0, 20.0, "How deep the hollows are; at 0 only the bowl is left."),),
    domain=((-5.12, 5.12), (-5.12, 5.12)),
    start=(3.4, -2.6),
    formula=r"f(x, y) = 2A + x^2 + y^2 - A\,(\cos 2\pi x + \cos 2\pi y)",
    reference=Reference("L. A. Rastrigin, 1974, Systems of extremal control (in Russian), Nauka, Moscow"),
    minima=lambda amplitude: lattice(_rastrigin_dips(amplitude), _rastrigin_dips(amplitude)),
    length=1.0,
    curvature=lambda amplitude: 2.0 + 4.0 * math.pi**2 * amplitude,
    convex=lambda amplitude: 4.0 * math.pi**2 * amplitude <= 2.0,
    tags=_SQUARE_TAGS,
)
def rastrigin(x: jax.Array, amplitude: Scalar) -> jax.Array:
    """A bowl paved with equal hollows: from close by every one of them looks like the goal."""
    return jnp.sum(x * x + amplitude * (1.0 - jnp.cos(2.0 * math.pi * x)))


def _levy_dips() -> tuple[list[Place], list[Place]]:
    """Along x and along y, where u and v run from -2.75 to 2.25."""

    def first(t: np.ndarray) -> np.ndarray:
        return np.sin(math.pi * t) ** 2 + t * t * (1.0 + 10.0 * np.sin(math.pi * (t + 1.0) + 1.0) ** 2)

    def first_slope(t: np.ndarray) -> np.ndarray:
        inner = math.pi * (t + 1.0) + 1.0
        growth = 2.0 * t * (1.0 + 10.0 * np.sin(inner) ** 2) + 10.0 * math.pi * t * t * np.sin(2.0 * inner)
        return math.pi * np.sin(2.0 * math.pi * t) + growth

    def second(t: np.ndarray) -> np.ndarray:
        return t * t * (1.0 + np.sin(2.0 * math.pi * t) ** 2)

    def second_slope(t: np.ndarray) -> np.ndarray:
        wave = np.sin(2.0 * math.pi * t) ** 2
        return 2.0 * t * (1.0 + wave) + 2.0 * math.pi * t * t * np.sin(4.0 * math.pi * t)

    lines = stationary(first, first_slope, -2.75, 2.25)[0], stationary(second, second_slope, -2.75, 2.25)[0]
    xs, ys = ([(1.0 + 4.0 * t, height) for t, height in line] for line in lines)
    return xs, ys


@surface(
    title="Lévy",
    family="multimodal",
    domain=((-10.0, 10.0), (-10.0, 10.0)),
    start=(-5.6, 6.5),
    formula=(
        r"f(x, y) = \sin^2 \pi u + (u - 1)^2 \left[1 + 10 \sin^2(\pi u + 1)\right]"
        r" + (v - 1)^2 \left[1 + \sin^2 2\pi v\right],\quad u = \tfrac{x + 3}{4},\; v = \tfrac{y + 3}{4}"
    ),
    reference=Reference(
        "A. V. Levy and A. Montalvo, 1985, The tunneling algorithm for the global minimization of functions, "
        "SIAM Journal on Scientific and Statistical Computing 6",
        "https://doi.org/10.1137/0906002",
    ),
    minima=lattice(*_levy_dips()),
    length=4.0,
    curvature=20.0,
    tags=("separable",),
)
def levy(x: jax.Array) -> jax.Array:
    """Waves that grow with the distance: long parallel troughs, and only one of them is the right one."""
    u, v = 0.25 * (x[0] - 1.0), 0.25 * (x[1] - 1.0)
    first = jnp.sin(math.pi * u)
    second = jnp.sin(math.pi * (u + 1.0) + 1.0)
    third = jnp.sin(2.0 * math.pi * v)
    return first * first + u * u * (1.0 + 10.0 * second * second) + v * v * (1.0 + third * third)


@surface(
    title="Lévy 13",
    family="multimodal",
    domain=((-2.0, 4.0), (-2.0, 4.0)),
    start=(0.86, 1.62),
    formula=(
        r"f(x, y) = \sin^2 3\pi x + (x - 1)^2 \left[1 + \sin^2 3\pi y\right]"
        r" + (y - 1)^2 \left[1 + \sin^2 2\pi y\right]"
    ),
    reference=SURVEY,
    minima=(Minimum((1.0, 1.0), 0.0),),
    length=2.0,
    curvature=500.0,
)
def levy_13(x: jax.Array) -> jax.Array:
    """Fine ripples on a wide bowl: the ripples set the gradient, and the bowl, which knows the way, hardly does."""
    a, b = x[0] - 1.0, x[1] - 1.0
    first, second, third = jnp.sin(3.0 * math.pi * x[0]), jnp.sin(3.0 * math.pi * x[1]), jnp.sin(2.0 * math.pi * x[1])
    return first * first + a * a * (1.0 + second * second) + b * b * (1.0 + third * third)


_STYBLINSKI = stationary(
    lambda t: 0.5 * (t**4 - 16.0 * t**2 + 5.0 * t), lambda t: 2.0 * t**3 - 16.0 * t + 2.5, -5.0, 5.0
)


@surface(
    title="Styblinski–Tang",
    family="multimodal",
    domain=((-5.0, 5.0), (-5.0, 5.0)),
    start=(0.1, -4.6),
    formula=r"f(x, y) = \tfrac12 (x^4 - 16x^2 + 5x + y^4 - 16y^2 + 5y)",
    reference=Reference(
        "M. A. Styblinski and T.-S. Tang, 1990, Experiments in nonconvex optimization: stochastic approximation with "
        "function smoothing and simulated annealing, Neural Networks 3",
        "https://doi.org/10.1016/0893-6080(90)90029-K",
    ),
    minima=lattice(_STYBLINSKI[0], _STYBLINSKI[0]),
    saddles=passes(*_STYBLINSKI, *_STYBLINSKI),
    length=3.0,
    curvature=110.0,
    tags=("separable", "swap"),
)
def styblinski_tang(x: jax.Array) -> jax.Array:
    """Four hollows of three depths: each coordinate chooses its side alone, and both must choose well."""
    square = x * x
    return 0.5 * jnp.sum(square * square - 16.0 * square + 5.0 * x)


def _schwefel_height(t: np.ndarray) -> np.ndarray:
    return _SCHWEFEL_OFFSET - t * np.sin(np.sqrt(np.abs(t)))


def _schwefel_slope(t: np.ndarray) -> np.ndarray:
    radius = np.sqrt(np.abs(t))
    return -np.sin(radius) - 0.5 * radius * np.cos(radius)


_SCHWEFEL_OFFSET = 418.9828872724338  # makes the lowest value 0
_SCHWEFEL_DIPS = stationary(_schwefel_height, _schwefel_slope, -500.0, 500.0)[0]


@surface(
    family="multimodal",
    domain=((-500.0, 500.0), (-500.0, 500.0)),
    start=(330.0, -230.0),
    formula=r"f(x, y) = 2 \cdot 418.98288727 - x \sin\sqrt{|x|} - y \sin\sqrt{|y|}",
    reference=Reference("H.-P. Schwefel, 1981, Numerical optimization of computer models, Wiley"),
    minima=lattice(_SCHWEFEL_DIPS, _SCHWEFEL_DIPS),
    length=100.0,
    curvature=1.0,
    tags=("separable", "swap"),
)
def schwefel(x: jax.Array) -> jax.Array:
    """The best hollow lies in a corner and the second best far across: following the trend leads away from it."""
    return 2.0 * _SCHWEFEL_OFFSET - jnp.sum(x * jnp.sin(root(jnp.abs(x))))


def _michalewicz_dips(steepness: float) -> tuple[list[Place], list[Place]]:
    def along(i: float) -> list[Place]:
        def height(t: np.ndarray) -> np.ndarray:
            return -np.sin(t) * (np.sin(i * t * t / math.pi) ** 2) ** steepness

        def slope(t: np.ndarray) -> np.ndarray:
            inner = i * t * t / math.pi
            wave = np.sin(inner)
            power = (wave * wave) ** (steepness - 1.0)
            turn = 4.0 * steepness * i * t / math.pi * wave * np.cos(inner)
            return -power * (np.cos(t) * wave * wave + np.sin(t) * turn)

        return stationary(height, slope, 0.0, math.pi)[0]

    return along(1.0), along(2.0)


@surface(
    family="multimodal",
    knobs=(Knob("steepness", 10.0, 2.0, 20.0, "How narrow the trenches are, and how flat the plain between them."),),
    domain=((0.0, math.pi), (0.0, math.pi)),
    start=(1.95, 1.35),
    formula=r"f(x, y) = -\sin x \,\sin^{2m}\tfrac{x^2}{\pi} - \sin y \,\sin^{2m}\tfrac{2y^2}{\pi}",
    reference=Reference(
        "Z. Michalewicz, 1996, Genetic algorithms + data structures = evolution programs, Springer",
        "https://doi.org/10.1007/978-3-662-03315-9",
    ),
    minima=lambda steepness: lattice(*_michalewicz_dips(steepness)),
    length=0.5,
    curvature=lambda steepness: 8.0 * steepness,
    tags=("separable",),
)
def michalewicz(x: jax.Array, steepness: Scalar) -> jax.Array:
    """Narrow trenches that cross on a plain: beside them there is no slope, and along them hardly any."""
    first, second = jnp.sin(x[0] * x[0] / math.pi), jnp.sin(2.0 * x[1] * x[1] / math.pi)
    return -jnp.sin(x[0]) * (first * first) ** steepness - jnp.sin(x[1]) * (second * second) ** steepness


def _egg_crate_dips(amplitude: float) -> list[Place]:
    return stationary(
        lambda t: t * t + amplitude * np.sin(t) ** 2, lambda t: 2.0 * t + amplitude * np.sin(2.0 * t), -5.0, 5.0
    )[0]


@surface(
    family="multimodal",
    knobs=(Knob("amplitude", 25.0, 0.0, 50.0, "How deep the crate's cups are; at 0 only the bowl is left."),),
    domain=((-5.0, 5.0), (-5.0, 5.0)),
    start=(4.4, 1.2),
    formula=r"f(x, y) = x^2 + y^2 + A\,(\sin^2 x + \sin^2 y)",
    reference=SURVEY,
    minima=lambda amplitude: lattice(_egg_crate_dips(amplitude), _egg_crate_dips(amplitude)),
    length=2.0,
    curvature=lambda amplitude: 2.0 + 2.0 * amplitude,
    convex=lambda amplitude: amplitude <= 1.0,
    tags=_SQUARE_TAGS,
)
def egg_crate(x: jax.Array, amplitude: Scalar) -> jax.Array:
    """A few wide cups, each with its own basin: a good place to see how far momentum carries a run over a rim."""
    wave = jnp.sin(x)
    return jnp.sum(x * x + amplitude * (wave * wave))


def _alpine_zeros() -> list[Place]:
    """Where t = 0 or sin t = -0.1, between -10 and 10."""
    arc, turn = math.asin(0.1), 2.0 * math.pi
    zeros = [0.0, *(k * turn - arc for k in (-1, 0, 1)), *((k + 0.5) * turn + arc for k in (-2, -1, 0, 1))]
    return [(t, 0.0) for t in sorted(zeros)]


@surface(
    family="multimodal",
    domain=((-10.0, 10.0), (-10.0, 10.0)),
    start=(7.6, -5.2),
    formula=r"f(x, y) = |x \sin x + 0.1x| + |y \sin y + 0.1y|",
    reference=Reference(
        "M. Clerc, 1999, The swarm and the queen: towards a deterministic and adaptive particle swarm optimization, "
        "Congress on Evolutionary Computation",
        "https://doi.org/10.1109/CEC.1999.785513",
    ),
    minima=tuple(Minimum(place.x, 0.0, "kink") for place in lattice(_alpine_zeros(), _alpine_zeros())),
    length=2.0,
    curvature=60.0,
    tags=("separable", "swap"),
    kinks=lambda x, **_: np.min(np.minimum(np.abs(x), np.abs(np.sin(x) + 0.1)), axis=-1) < 2e-3,
)
def alpine_1(x: jax.Array) -> jax.Array:
    """Folded waves: 64 sharp minima, all equally deep, though the origin alone is usually named.

    The loss is zero wherever each coordinate is 0 or has a sine of -0.1.
    """
    return jnp.sum(magnitude(x * jnp.sin(x) + 0.1 * x))


def _bohachevsky_dips(weight: float, amplitude: float, frequency: float) -> list[Place]:
    turn = frequency * math.pi
    return stationary(
        lambda t: weight * t * t + amplitude * (1.0 - np.cos(turn * t)),
        lambda t: 2.0 * weight * t + turn * amplitude * np.sin(turn * t),
        -2.0,
        2.0,
    )[0]


@surface(
    family="multimodal",
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    start=(-1.4, 1.3),
    formula=r"f(x, y) = x^2 + 2y^2 - 0.3\cos 3\pi x - 0.4\cos 4\pi y + 0.7",
    reference=Reference(
        "I. O. Bohachevsky, M. E. Johnson and M. L. Stein, 1986, Generalized simulated annealing for function "
        "optimization, Technometrics 28",
        "https://doi.org/10.1080/00401706.1986.10488128",
    ),
    minima=lattice(_bohachevsky_dips(1.0, 0.3, 3.0), _bohachevsky_dips(2.0, 0.4, 4.0)),
    length=1.0,
    curvature=70.0,
    tags=("separable", "even"),
)
def bohachevsky(x: jax.Array) -> jax.Array:
    """A bowl with shallow ripples: plain descent stops in the first one, and momentum gets as far as it carries."""
    waves = 0.3 * jnp.cos(3.0 * math.pi * x[0]) + 0.4 * jnp.cos(4.0 * math.pi * x[1])
    return x[0] * x[0] + 2.0 * (x[1] * x[1]) - waves + 0.7
