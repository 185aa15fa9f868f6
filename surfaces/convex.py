"""Convex surfaces: one hollow and no false bottoms; shape, scale and kinks decide how fast a run gets there."""

from __future__ import annotations

import math

import jax
import jax.numpy as jnp
import numpy as np

from registry import Knob, Reference
from surfaces.core import SURVEY, Minimum, Scalar, surface
from surfaces.cusps import magnitude


@surface(
    family="convex",
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    start=(1.6, -1.1),
    formula=r"f(x, y) = \tfrac12 (x^2 + y^2)",
    reference=Reference(
        "K. A. De Jong, 1975, An analysis of the behavior of a class of genetic adaptive systems "
        "(PhD thesis, University of Michigan), function F1"
    ),
    minima=(Minimum((0.0, 0.0), 0.0),),
    length=2.0,
    curvature=1.0,
    convex=True,
    tags=("quadratic", "separable", "even", "swap", "radial"),
)
def bowl(x: jax.Array) -> jax.Array:
    """The same curvature in every direction: gradients point straight at the minimum, and any method looks good."""
    return 0.5 * (x[0] * x[0] + x[1] * x[1])


@surface(
    family="convex",
    knobs=(
        Knob(
            "condition_number",
            25.0,
            1.0,
            1000.0,
            "How many times steeper the walls are than the floor. At 1 the ravine is a round bowl.",
            scale="log",
        ),
        Knob("rotation", 30.0, -90.0, 90.0, "The angle between the ravine's floor and the x axis.", unit="°"),
    ),
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    start=(-1.7, 0.3),
    formula=(
        r"f(x, y) = \tfrac12 (u^2 + \kappa v^2),"
        r"\quad u = x\cos\theta + y\sin\theta,\; v = y\cos\theta - x\sin\theta"
    ),
    reference=Reference("G. Goh, 2017, Why momentum really works, Distill", "https://doi.org/10.23915/distill.00006"),
    minima=(Minimum((0.0, 0.0), 0.0),),
    length=2.0,
    curvature=lambda condition_number, **_: condition_number,
    convex=True,
    tags=("quadratic", "even"),
)
def ravine(x: jax.Array, condition_number: Scalar, rotation: Scalar) -> jax.Array:
    """Steep across and shallow along: the steep side limits the step, and the shallow side waits for it."""
    angle = rotation * (math.pi / 180.0)
    cos, sin = jnp.cos(angle), jnp.sin(angle)
    along, across = cos * x[0] + sin * x[1], cos * x[1] - sin * x[0]
    return 0.5 * (along * along + condition_number * across * across)


@surface(
    family="convex",
    domain=((-10.0, 10.0), (-10.0, 10.0)),
    start=(-7.0, -3.0),
    formula=r"f(x, y) = (x + 2y - 7)^2 + (2x + y - 5)^2",
    reference=SURVEY,
    minima=(Minimum((1.0, 3.0), 0.0),),
    length=10.0,
    curvature=18.0,
    convex=True,
    tags=("quadratic",),
)
def booth(x: jax.Array) -> jax.Array:
    """Two linear equations as squared errors: a tilted bowl in which each variable hides behind the other."""
    first = x[0] + 2.0 * x[1] - 7.0
    second = 2.0 * x[0] + x[1] - 5.0
    return first * first + second * second


@surface(
    family="convex",
    domain=((-10.0, 10.0), (-10.0, 10.0)),
    start=(8.5, -3.0),
    formula=r"f(x, y) = 0.26\,(x^2 + y^2) - 0.48\,xy",
    reference=SURVEY,
    minima=(Minimum((0.0, 0.0), 0.0),),
    length=10.0,
    curvature=1.0,
    convex=True,
    tags=("quadratic", "even", "swap"),
)
def matyas(x: jax.Array) -> jax.Array:
    """A trough along the diagonal, 25 times flatter than its walls: neither axis shows the way down."""
    return 0.26 * (x[0] * x[0] + x[1] * x[1]) - 0.48 * x[0] * x[1]


@surface(
    family="convex",
    domain=((-4.0, 4.0), (-4.0, 4.0)),
    start=(-3.2, -0.5),
    formula=r"f(x, y) = (x - 1)^2 + (y - 1)^2 - xy",
    reference=Reference(
        "E. P. Adorio and U. P. Diliman, 2005, MVF: Multivariate test functions library in C for unconstrained "
        "global optimization (University of the Philippines)"
    ),
    minima=(Minimum((2.0, 2.0), -2.0),),
    length=4.0,
    curvature=3.0,
    convex=True,
    tags=("quadratic", "swap"),
)
def trid(x: jax.Array) -> jax.Array:
    """A bowl whose variables pull on each other: the minimum lies where neither of them alone would look for it."""
    a, b = x[0] - 1.0, x[1] - 1.0
    return a * a + b * b - x[0] * x[1]


@surface(
    family="convex",
    knobs=(Knob("power", 3.0, 2.5, 8.0, "How flat the floor is along y: the higher, the flatter."),),
    domain=((-1.0, 1.0), (-1.0, 1.0)),
    start=(-0.7, 0.9),
    formula=r"f(x, y) = x^2 + |y|^p",
    reference=Reference(
        "M. Molga and C. Smutnicki, 2005, Test functions for optimization needs (sum of different powers)"
    ),
    minima=(Minimum((0.0, 0.0), 0.0),),
    length=1.0,
    curvature=lambda power: max(2.0, 0.5 * power * (power - 1.0)),
    convex=True,
    tags=("separable", "even"),
)
def sum_of_powers(x: jax.Array, power: Scalar) -> jax.Array:
    """A minimum without curvature along y: the gradient fades before the goal, and every step gets shorter."""
    return x[0] * x[0] + jnp.abs(x[1]) ** power


@surface(
    family="convex",
    domain=((-5.0, 5.0), (-5.0, 5.0)),
    start=(4.2, -0.6),
    formula=r"f(x, y) = x^2 + y^2 + t^2 + t^4,\quad t = \tfrac12 x + y",
    reference=SURVEY,
    minima=(Minimum((0.0, 0.0), 0.0),),
    length=5.0,
    curvature=40.0,
    convex=True,
    tags=("even",),
)
def zakharov(x: jax.Array) -> jax.Array:
    """Quartic walls around a quadratic floor: the rate that is safe at the start is far too small at the end."""
    tilt = 0.5 * x[0] + x[1]
    square = tilt * tilt
    return x[0] * x[0] + x[1] * x[1] + square + square * square


@surface(
    title="Absolute value",
    family="convex",
    knobs=(Knob("weight", 2.0, 0.1, 10.0, "How steep the loss is along y, where along x it is 1.", scale="log"),),
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    start=(-1.7, 1.3),
    formula=r"f(x, y) = |x| + w\,|y|",
    reference=Reference(
        "N. Z. Shor, 1985, Minimization methods for non-differentiable functions",
        "https://doi.org/10.1007/978-3-642-82118-9",
    ),
    minima=(Minimum((0.0, 0.0), 0.0, "kink"),),
    length=2.0,
    curvature=lambda weight: 20.0 * max(1.0, weight),
    convex=True,
    tags=("separable", "even"),
    kinks=lambda x, **_: np.min(np.abs(x), axis=-1) < 2e-3,
)
def absolute(x: jax.Array, weight: Scalar) -> jax.Array:
    """The slope is as steep next to the minimum as far away: with a fixed step a run never settles, it rattles."""
    return magnitude(x[0]) + weight * magnitude(x[1])


@surface(
    family="convex",
    knobs=(
        Knob("delta", 0.5, 0.1, 2.0, "Where the parabola in the middle goes over into straight slopes.", scale="log"),
    ),
    domain=((-3.0, 3.0), (-3.0, 3.0)),
    start=(-2.6, 1.4),
    formula=(
        r"f(x, y) = h(x) + h(y),\quad h(t) = \begin{cases} \tfrac12 t^2 & |t| \le \delta \\"
        r" \delta\,(|t| - \tfrac12\delta) & \text{else} \end{cases}"
    ),
    reference=Reference(
        "P. J. Huber, 1964, Robust estimation of a location parameter, Annals of Mathematical Statistics 35",
        "https://doi.org/10.1214/aoms/1177703732",
    ),
    minima=(Minimum((0.0, 0.0), 0.0),),
    length=3.0,
    curvature=1.0,
    convex=True,
    tags=("separable", "even", "swap"),
)
def huber(x: jax.Array, delta: Scalar) -> jax.Array:
    """Straight slopes with a rounded floor: the gradient is bounded far away and fades only near the minimum."""
    size = jnp.abs(x)
    return jnp.sum(jnp.where(size <= delta, 0.5 * x * x, delta * (size - 0.5 * delta)))


@surface(
    title="Log-sum-exp",
    family="convex",
    knobs=(
        Knob(
            "sharpness",
            1.0,
            0.5,
            20.0,
            "How nearly the loss is the largest of its three planes: the higher, the sharper the edges between them.",
            scale="log",
        ),
    ),
    domain=((-2.0, 2.0), (-1.5, 1.5)),
    start=(1.6, 1.1),
    formula=r"f(x, y) = \tfrac1t \log\left(e^{t(x + 3y - 0.1)} + e^{t(x - 3y - 0.1)} + e^{t(-x - 0.1)}\right)",
    reference=Reference(
        "S. Boyd and L. Vandenberghe, 2004, Convex optimization, Cambridge University Press, section 9.3",
        "https://web.stanford.edu/~boyd/cvxbook/",
    ),
    minima=lambda sharpness: (Minimum((-0.5 * math.log(2.0) / sharpness, 0.0), 1.5 * math.log(2.0) / sharpness - 0.1),),
    length=1.5,
    curvature=lambda sharpness: 9.0 * sharpness,
    convex=True,
)
def log_sum_exp(x: jax.Array, sharpness: Scalar) -> jax.Array:
    """The highest of three planes, with its edges rounded: far out the gradient hardly changes from step to step."""
    planes = jnp.stack([x[0] + 3.0 * x[1] - 0.1, x[0] - 3.0 * x[1] - 0.1, -x[0] - 0.1])
    return jax.nn.logsumexp(sharpness * planes) / sharpness
