"""Curved valleys: the way to the minimum bends, and the way down is not the way on."""

from __future__ import annotations

import math

import jax
import jax.numpy as jnp
import numpy as np

from registry import Knob, Reference
from surfaces.core import SURVEY, Minimum, Scalar, surface
from surfaces.cusps import magnitude, root


@surface(
    family="valleys",
    knobs=(
        Knob("a", 1.0, -1.5, 1.5, "Where along the valley the minimum lies: at (a, a²)."),
        Knob("b", 100.0, 1.0, 1000.0, "How steep the valley's walls are.", scale="log"),
    ),
    domain=((-2.0, 2.0), (-1.0, 3.0)),
    start=(-1.5, 0.6),
    formula=r"f(x, y) = (a - x)^2 + b\,(y - x^2)^2",
    reference=Reference(
        "H. H. Rosenbrock, 1960, An automatic method for finding the greatest or least value of a function, "
        "The Computer Journal 3",
        "https://doi.org/10.1093/comjnl/3.3.175",
    ),
    minima=lambda a, **_: (Minimum((a, a * a), 0.0),),
    length=2.0,
    curvature=lambda b, **_: 12.0 * b,
)
def rosenbrock(x: jax.Array, a: Scalar, b: Scalar) -> jax.Array:
    """The banana valley: its floor is found in a few steps, and following it round the bend takes thousands."""
    along, across = a - x[0], x[1] - x[0] * x[0]
    return along * along + b * (across * across)


@surface(
    family="valleys",
    domain=((-4.5, 4.5), (-4.5, 4.5)),
    start=(1.0, 1.6),
    formula=r"f(x, y) = (1.5 - x + xy)^2 + (2.25 - x + xy^2)^2 + (2.625 - x + xy^3)^2",
    reference=Reference(
        "E. M. L. Beale, 1958, On an iterative method for finding a local minimum of a function of more than one "
        "variable (Statistical Techniques Research Group, Princeton University, report 25)"
    ),
    minima=(Minimum((3.0, 0.5), 0.0),),
    saddles=((0.0, 1.0), (0.10053793732415835, -2.644513585023125)),
    length=3.0,
    curvature=150.0,
)
def beale(x: jax.Array) -> jax.Array:
    """Sheer corners around a long flat floor: the gradient is a thousand times larger at the rim than on the way."""
    a, b = x[0], x[1]
    square = b * b
    first = 1.5 - a + a * b
    second = 2.25 - a + a * square
    third = 2.625 - a + a * (square * b)
    return first * first + second * second + third * third


@surface(
    title="Dixon–Price",
    family="valleys",
    domain=((-2.0, 4.0), (-2.0, 2.0)),
    start=(3.4, 0.2),
    formula=r"f(x, y) = (x - 1)^2 + 2\,(2y^2 - x)^2",
    reference=Reference(
        "L. C. W. Dixon and R. C. Price, 1989, Truncated Newton method for sparse unconstrained optimization using "
        "automatic differentiation, Journal of Optimization Theory and Applications 60",
        "https://doi.org/10.1007/BF00940007",
    ),
    minima=(Minimum((1.0, math.sqrt(0.5)), 0.0), Minimum((1.0, -math.sqrt(0.5)), 0.0)),
    saddles=((1.0 / 3.0, 0.0),),
    length=2.0,
    curvature=60.0,
)
def dixon_price(x: jax.Array) -> jax.Array:
    """Two valleys that part at a saddle: which of two equal minima a run reaches hangs on the sign of y."""
    first, second = x[0] - 1.0, 2.0 * (x[1] * x[1]) - x[0]
    return first * first + 2.0 * (second * second)


@surface(
    title="McCormick",
    family="valleys",
    domain=((-1.5, 4.0), (-3.0, 4.0)),
    start=(-0.9, 2.95),
    formula=r"f(x, y) = \sin(x + y) + (x - y)^2 - 1.5x + 2.5y + 1",
    reference=SURVEY,
    # In s = x + y and d = x - y the gradient vanishes where cos s = -1/2 and d = 1.
    minima=(
        Minimum((0.5 - math.pi / 3, -0.5 - math.pi / 3), -math.sqrt(0.75) - math.pi / 3),
        Minimum((0.5 + 2 * math.pi / 3, -0.5 + 2 * math.pi / 3), -math.sqrt(0.75) + 2 * math.pi / 3),
    ),
    saddles=((0.5 + math.pi / 3, -0.5 + math.pi / 3),),
    length=2.0,
    curvature=4.0,
)
def mccormick(x: jax.Array) -> jax.Array:
    """A slanted trough with waves along its floor: the first hollow on the way down need not be the deepest.

    The trough goes on beyond the window: down to the left every hollow is deeper by pi than the one before.
    """
    total, difference = x[0] + x[1], x[0] - x[1]
    return jnp.sin(total) + difference * difference - 1.5 * x[0] + 2.5 * x[1] + 1.0


@surface(
    family="valleys",
    knobs=(
        Knob("rounding", 0.05, 0.0, 0.2, "How rounded the bottom of the crack is. At 0 it is as sharp as published."),
    ),
    domain=((-15.0, -5.0), (-3.0, 3.0)),
    start=(-6.0, 1.6),
    formula=(
        r"f(x, y) = 100 \left(\sqrt{\sqrt{u^2 + \varepsilon^2}} - \sqrt{\varepsilon}\right) + 0.01\,|x + 10|,"
        r"\quad u = y - 0.01x^2"
    ),
    reference=Reference(
        "A. D. Bukin, 1997, New minimization strategy for non-smooth functions "
        "(Budker Institute of Nuclear Physics, preprint 97-79)"
    ),
    minima=(Minimum((-10.0, 1.0), 0.0, "kink"),),
    length=1.0,
    curvature=lambda rounding: 50.0 * max(rounding, 0.02) ** -1.5,
    kinks=lambda x, **_: (np.abs(x[..., 1] - 0.01 * x[..., 0] ** 2) < 1e-3) | (np.abs(x[..., 0] + 10.0) < 1e-3),
)
def bukin_6(x: jax.Array, rounding: Scalar) -> jax.Array:
    """A crack along a curve: its walls get steeper the deeper a run falls, and hide the faint slope along it."""
    bend = 0.1 * x[0]  # squared after rounding: exact at the minimum, where the sharp root forgives nothing
    across = x[1] - bend * bend
    crack = root(root(across * across + rounding * rounding)) - jnp.sqrt(rounding)
    return 100.0 * crack + 0.01 * magnitude(x[0] + 10.0)


@surface(
    title="Goldstein–Price",
    family="valleys",
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    start=(-1.3, 0.3),
    formula=(
        r"f(x, y) = \left[1 + (x + y + 1)^2 (19 - 14x + 3x^2 - 14y + 6xy + 3y^2)\right]"
        r"\left[30 + (2x - 3y)^2 (18 - 32x + 12x^2 + 48y - 36xy + 27y^2)\right]"
    ),
    reference=Reference(
        "A. A. Goldstein and J. F. Price, 1971, On descent from local minima, Mathematics of Computation 25",
        "https://doi.org/10.1090/S0025-5718-1971-0312365-X",
    ),
    minima=(
        Minimum((0.0, -1.0), 3.0),
        Minimum((-0.6, -0.4), 30.0),
        Minimum((1.8, 0.2), 84.0),
        Minimum((1.2, 0.8), 840.0),
    ),
    saddles=((-0.4, -0.6), (1.2, -0.2), (1.4, 0.6), (0.6, 0.4)),
    length=1.0,
    curvature=5000.0,
)
def goldstein_price(x: jax.Array) -> jax.Array:
    """Heights from 3 to a million in one small window: a step that suits the floor is hopeless on the walls."""
    a, b = x[0], x[1]
    total, slant = a + b + 1.0, 2.0 * a - 3.0 * b
    first = 19.0 - 14.0 * a + 3.0 * a * a - 14.0 * b + 6.0 * a * b + 3.0 * b * b
    second = 18.0 - 32.0 * a + 12.0 * a * a + 48.0 * b - 36.0 * a * b + 27.0 * b * b
    return (1.0 + total * total * first) * (30.0 + slant * slant * second)


_FOLD, _TILT = 5.1 / (4.0 * math.pi**2), 5.0 / math.pi


@surface(
    family="valleys",
    domain=((-5.0, 10.0), (0.0, 15.0)),
    start=(5.5, 13.0),
    formula=(
        r"f(x, y) = \left(y - \tfrac{5.1}{4\pi^2} x^2 + \tfrac{5}{\pi} x - 6\right)^2"
        r" + 10\left(1 - \tfrac{1}{8\pi}\right)\cos x + 10"
    ),
    reference=Reference(
        "F. H. Branin, 1972, Widely convergent method for finding multiple solutions of simultaneous nonlinear "
        "equations, IBM Journal of Research and Development 16",
        "https://doi.org/10.1147/rd.165.0504",
    ),
    # On the parabola where the square vanishes: minima where cos x = -1, saddles where it is 1.
    minima=(
        Minimum((-math.pi, 12.275), 1.25 / math.pi),
        Minimum((math.pi, 2.275), 1.25 / math.pi),
        Minimum((3.0 * math.pi, 2.475), 1.25 / math.pi),
    ),
    saddles=((0.0, 6.0), (2.0 * math.pi, 1.1)),
    length=5.0,
    curvature=20.0,
)
def branin(x: jax.Array) -> jax.Array:
    """One curved valley with three equally deep hollows: where a run starts decides which of them it finds."""
    bend = x[1] - _FOLD * (x[0] * x[0]) + _TILT * x[0] - 6.0
    return bend * bend + 10.0 * (1.0 - 0.125 / math.pi) * jnp.cos(x[0]) + 10.0


# With y = -x/2 the gradient vanishes where x (x^4 - 4.2 x^2 + 3.5) = 0.
_OUTER, _INNER = (math.sqrt(2.1 + sign * math.sqrt(0.91)) for sign in (1.0, -1.0))
_OUTER_HEIGHT = 1.75 * _OUTER**2 - 1.05 * _OUTER**4 + _OUTER**6 / 6.0


@surface(
    title="Three-hump camel",
    family="valleys",
    domain=((-3.0, 3.0), (-3.0, 3.0)),
    start=(-2.5, 2.4),
    formula=r"f(x, y) = 2x^2 - 1.05x^4 + \tfrac16 x^6 + xy + y^2",
    reference=SURVEY,
    minima=(
        Minimum((0.0, 0.0), 0.0),
        Minimum((_OUTER, -_OUTER / 2), _OUTER_HEIGHT),
        Minimum((-_OUTER, _OUTER / 2), _OUTER_HEIGHT),
    ),
    saddles=((_INNER, -_INNER / 2), (-_INNER, _INNER / 2)),
    length=2.0,
    curvature=60.0,
    tags=("even",),
)
def three_hump_camel(x: jax.Array) -> jax.Array:
    """Three hollows in a row: momentum decides whether a run stays in the outer one or rolls on to the best."""
    square = x[0] * x[0]
    return square * (2.0 - 1.05 * square + square * square / 6.0) + x[1] * (x[0] + x[1])


_SIX_HUMP_MINIMA = (
    (0.08984201310031806, -0.7126564030207396, -1.0316284534898774),
    (1.7036067149699807, -0.7960835686726251, -0.21546382438371905),
    (1.6071047529201974, 0.5686514548841314, 2.1042503103112575),
)
_SIX_HUMP_SADDLES = (
    (1.1092053368047865, -0.7682680925095399),
    (1.638067984189779, 0.22867406904439413),
    (1.2960702671671092, 0.6050843880386585),
)


@surface(
    title="Six-hump camel",
    family="valleys",
    domain=((-2.4, 2.4), (-1.3, 1.3)),
    start=(2.3, 1.2),
    formula=r"f(x, y) = \left(4 - 2.1x^2 + \tfrac13 x^4\right)x^2 + xy + (4y^2 - 4)\,y^2",
    reference=Reference(
        "L. C. W. Dixon and G. P. Szegő, 1978, The global optimization problem: an introduction, "
        "in Towards global optimization 2, North-Holland"
    ),
    minima=tuple(Minimum((sign * x, sign * y), value) for x, y, value in _SIX_HUMP_MINIMA for sign in (1.0, -1.0)),
    saddles=((0.0, 0.0), *((sign * x, sign * y) for x, y in _SIX_HUMP_SADDLES for sign in (1.0, -1.0))),
    length=1.0,
    curvature=60.0,
    tags=("even",),
)
def six_hump_camel(x: jax.Array) -> jax.Array:
    """Six hollows in three pairs: runs that start side by side part at the saddles and end at different depths."""
    a, b = x[0] * x[0], x[1] * x[1]
    return (4.0 - 2.1 * a + a * a / 3.0) * a + x[0] * x[1] + (4.0 * b - 4.0) * b
