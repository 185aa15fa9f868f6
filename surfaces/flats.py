"""Flats and cliffs: places where the gradient says too little, or far too much."""

from __future__ import annotations

import math

import jax
import jax.numpy as jnp
import numpy as np

from registry import Knob, Reference
from surfaces.core import Minimum, Point, Scalar, surface
from surfaces.stationary import lattice, passes, stationary


@surface(
    family="saddles and flats",
    knobs=(
        Knob(
            "flatness",
            1.0,
            0.5,
            4.0,
            "How fast the slope dies away from the hollow; the higher, the flatter the plain around it.",
            scale="log",
        ),
    ),
    domain=((-4.0, 4.0), (-4.0, 4.0)),
    start=(-2.4, 1.5),
    formula=r"f(x, y) = 1 - \left(1 + \tfrac{x^2 + 2y^2}{2p}\right)^{-p}",
    reference=Reference(
        "J. T. Barron, 2019, A general and adaptive robust loss function, CVPR", "https://arxiv.org/abs/1701.03077"
    ),
    minima=(Minimum((0.0, 0.0), 0.0),),
    length=3.0,
    curvature=2.0,
    tags=("even",),
)
def plateau(x: jax.Array, flatness: Scalar) -> jax.Array:
    """A hollow in a plain: far away the gradient is nearly zero, and small gradients make small steps."""
    distance = 0.5 * (x[0] * x[0]) + x[1] * x[1]
    return 1.0 - (1.0 + distance / flatness) ** -flatness


_WALL = 1.0  # where the cliff stands; the gentle bowl around it has its centre beyond, at twice that


def _cliff_heights(height: float, width: float) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    def climb(t: np.ndarray) -> np.ndarray:
        return 1.0 / (1.0 + np.exp((_WALL - t) / width))

    return stationary(
        lambda t: 0.2 * (t - 2.0 * _WALL) ** 2 + height * climb(t),
        lambda t: 0.4 * (t - 2.0 * _WALL) + height / width * climb(t) * (1.0 - climb(t)),
        -3.0,
        3.0,
    )


@surface(
    family="saddles and flats",
    knobs=(
        Knob("height", 3.0, 0.5, 10.0, "How high the cliff is.", scale="log"),
        Knob("width", 0.05, 0.03, 0.2, "How wide its wall is: the narrower, the steeper.", scale="log"),
    ),
    domain=((-3.0, 3.0), (-2.0, 2.0)),
    start=(-2.6, 1.4),
    formula=r"f(x, y) = \tfrac15 (x - 2)^2 + \tfrac12 y^2 + \frac{h}{1 + e^{(1 - x)/w}}",
    reference=Reference(
        "R. Pascanu, T. Mikolov and Y. Bengio, 2013, On the difficulty of training recurrent neural networks, ICML",
        "https://arxiv.org/abs/1211.5063",
    ),
    minima=lambda **knobs: lattice(_cliff_heights(**knobs)[0], [(0.0, 0.0)]),
    saddles=lambda **knobs: passes(*_cliff_heights(**knobs), [(0.0, 0.0)], []),
    length=2.0,
    curvature=lambda width, **_: 1.0 + 0.4 / width,
    tags=("separable",),
)
def cliff(x: jax.Array, height: Scalar, width: Scalar) -> jax.Array:
    """A gentle slope to the foot of a wall: one step too far, and its steep gradient throws the run far back.

    The bowl's centre lies on top of the cliff, where there is a second, higher minimum.
    """
    away = x[0] - 2.0
    return 0.2 * away * away + 0.5 * x[1] * x[1] + height * jax.nn.sigmoid((x[0] - 1.0) / width)


# Along each axis -cos(t) exp(-(t - pi)^2) has its dip at pi and its two tops where tan(t - pi) = -2 (t - pi).
_EASOM_TOP = 1.836597203152259
_EASOM_TOP_HEIGHT = math.cos(_EASOM_TOP) * math.exp(-(_EASOM_TOP**2))


@surface(
    family="saddles and flats",
    domain=((0.0, 2.0 * math.pi), (0.0, 2.0 * math.pi)),
    start=(1.75, 2.2),
    formula=r"f(x, y) = -\cos x \cos y\; e^{-(x - \pi)^2 - (y - \pi)^2}",
    reference=Reference(
        "E. E. Easom, 1990, A survey of global optimization techniques (thesis, University of Louisville)"
    ),
    minima=(
        Minimum((math.pi, math.pi), -1.0),
        *(
            Minimum((math.pi + a * _EASOM_TOP, math.pi + b * _EASOM_TOP), -(_EASOM_TOP_HEIGHT**2))
            for a in (-1.0, 1.0)
            for b in (-1.0, 1.0)
        ),
    ),
    saddles=tuple((a * math.pi, b * math.pi) for a in (0.5, 1.5) for b in (0.5, 1.5)),
    length=1.5,
    curvature=3.0,
    tags=("swap",),
)
def easom(x: jax.Array) -> jax.Array:
    """A single deep hole in a plain: two lengths away from it there is no slope left that would lead there."""
    a, b = x[0] - math.pi, x[1] - math.pi
    return -jnp.cos(x[0]) * jnp.cos(x[1]) * jnp.exp(-(a * a + b * b))


def _halves(depth: float) -> tuple[int, int]:
    return (int(depth) + 1) // 2, int(depth) // 2


def _deep_linear_saddles(depth: float) -> tuple[Point, ...]:
    """The origin, where the product takes both signs around it; for two even halves it is a flat top instead."""
    return ((0.0, 0.0),) if any(half % 2 for half in _halves(depth)) else ()


@surface(
    family="saddles and flats",
    knobs=(
        Knob(
            "depth", 3, 2, 8, "How many layers the chain has; x is the weight of one half, y of the other.", static=True
        ),
    ),
    domain=((-1.8, 1.8), (-1.8, 1.8)),
    start=(0.35, 1.1),
    formula=r"f(x, y) = \tfrac12 \left(1 - x^{\lceil L/2 \rceil}\, y^{\lfloor L/2 \rfloor}\right)^2",
    reference=Reference(
        "A. M. Saxe, J. L. McClelland and S. Ganguli, 2014, Exact solutions to the nonlinear dynamics of learning in "
        "deep linear neural networks, ICLR",
        "https://arxiv.org/abs/1312.6120",
    ),
    minima=(Minimum((1.0, 1.0), 0.0),),
    saddles=_deep_linear_saddles,
    length=1.0,
    curvature=lambda depth: float(sum(half * half for half in _halves(depth))),
)
def deep_linear(x: jax.Array, depth: int) -> jax.Array:
    """A chain of linear layers: depth alone makes a plateau around zero, and a whole curve of equally good minima.

    The minima are all points where the product of the weights is 1; the marked one has equal weights.
    """
    product = x[0] ** ((depth + 1) // 2) * x[1] ** (depth // 2)
    return 0.5 * (1.0 - product) ** 2


def _neuron_places(contrast: float) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    def slope(t: np.ndarray) -> np.ndarray:
        small, large = np.tanh(t), np.tanh(contrast * t)
        return (small - 0.9) * (1.0 - small**2) + contrast * (large + 0.6) * (1.0 - large**2)

    return stationary(lambda t: 0.25 * ((np.tanh(t) - 0.9) ** 2 + (np.tanh(contrast * t) + 0.6) ** 2), slope, -4.0, 4.0)


@surface(
    family="saddles and flats",
    knobs=(
        Knob(
            "contrast",
            5.0,
            1.0,
            20.0,
            "How much larger the second example of each input is. Small ones agree on one minimum, large ones do not.",
            scale="log",
        ),
    ),
    domain=((-1.5, 3.0), (-1.5, 3.0)),
    start=(-1.2, 0.42),
    formula=(
        r"f(w_1, w_2) = \tfrac14 \sum_{i=1}^{2}"
        r" \left[(\tanh w_i - 0.9)^2 + (\tanh s w_i + 0.6)^2\right]"
    ),
    reference=Reference(
        "P. Auer, M. Herbster and M. K. Warmuth, 1996, Exponentially many local minima for single neurons, NIPS 8"
    ),
    minima=lambda contrast: lattice(_neuron_places(contrast)[0], _neuron_places(contrast)[0]),
    saddles=lambda contrast: passes(*_neuron_places(contrast), *_neuron_places(contrast)),
    length=1.0,
    curvature=lambda contrast: 0.5 + 0.5 * contrast,
    tags=("separable", "swap"),
    labels=("weight 1", "weight 2"),
)
def one_neuron(x: jax.Array, contrast: Scalar) -> jax.Array:
    """One tanh neuron, two weights, four examples that disagree: a single neuron has flats and local minima already.

    Each weight is seen by two examples: input 1 with target 0.9, and input `contrast` with target -0.6.
    """
    small, large = jnp.tanh(x) - 0.9, jnp.tanh(contrast * x) + 0.6
    return 0.25 * jnp.sum(small * small + large * large)
