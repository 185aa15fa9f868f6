"""Saddles: places that are flat but no minimum, and ridges that part the runs."""

from __future__ import annotations

import math

import jax
import jax.numpy as jnp

from registry import Knob, Reference
from surfaces.core import Minimum, Scalar, surface


@surface(
    family="saddles and flats",
    knobs=(Knob("descent", 1.0, 0.1, 2.0, "How strongly the saddle bends down along y.", scale="log"),),
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    start=(1.7, 0.02),
    formula=r"f(x, y) = \tfrac12 x^2 - \tfrac{c}{2} y^2 + \tfrac14 y^4",
    reference=Reference(
        "Y. Nesterov, 2004, Introductory lectures on convex optimization, section 1.2.3",
        "https://doi.org/10.1007/978-1-4419-8853-9",
    ),
    minima=lambda descent: tuple(
        Minimum((0.0, sign * math.sqrt(descent)), -0.25 * descent * descent) for sign in (1.0, -1.0)
    ),
    saddles=((0.0, 0.0),),
    length=1.5,
    curvature=lambda descent: max(1.0, 2.0 * descent),
    tags=("separable", "even"),
)
def saddle(x: jax.Array, descent: Scalar) -> jax.Array:
    """Down one way and up the other: a run that comes in along the ridge waits until its small offset has grown."""
    a, b = x[0] * x[0], x[1] * x[1]
    return 0.5 * (a - descent * b) + 0.25 * (b * b)


@surface(
    family="saddles and flats",
    knobs=(
        Knob("walls", 0.75, 0.4, 1.5, "How soon the quartic walls, which keep runs from falling for ever, close in."),
    ),
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    start=(1.6, 0.05),
    formula=r"f(x, y) = x^3 - 3xy^2 + k\,(x^2 + y^2)^2",
    reference=Reference("D. Hilbert and S. Cohn-Vossen, 1932, Anschauliche Geometrie (Geometry and the imagination)"),
    # In polar coordinates r^3 cos 3t + k r^4: three hollows where cos 3t = -1 and r = 3 / (4k).
    minima=lambda walls: tuple(
        Minimum((0.75 / walls * x, 0.75 / walls * y), -27.0 / (256.0 * walls**3))
        for x, y in ((-1.0, 0.0), (0.5, math.sqrt(0.75)), (0.5, -math.sqrt(0.75)))
    ),
    saddles=((0.0, 0.0),),
    length=1.5,
    curvature=lambda walls: 10.0 + 30.0 * walls,
)
def monkey_saddle(x: jax.Array, walls: Scalar) -> jax.Array:
    """Three ways down and no curvature at all at the centre: even the Hessian cannot tell that this is a saddle."""
    a, b = x[0] * x[0], x[1] * x[1]
    radius = a + b
    return x[0] * (a - 3.0 * b) + walls * (radius * radius)


def _cubic_roots(q: float) -> tuple[list[float], list[float]]:
    """The real roots of x^3 - x + q: where it rises, and where it falls."""
    bend = 1.5 * math.sqrt(3.0) * q
    stretch = 2.0 / math.sqrt(3.0)
    if abs(bend) >= 1.0:
        return [-math.copysign(stretch * math.cosh(math.acosh(abs(bend)) / 3.0), q)], []
    angle = math.acos(-bend) / 3.0
    left, middle, right = (stretch * math.cos(angle + turn * 2.0 * math.pi / 3.0) for turn in (1, 2, 0))
    return [left, right], [middle]


def _double_well_height(t: float, barrier: float, tilt: float) -> float:
    return barrier * (t * t - 1.0) ** 2 + tilt * t


@surface(
    family="saddles and flats",
    knobs=(
        Knob("barrier", 1.0, 0.25, 4.0, "The height of the hill between the two hollows.", scale="log"),
        Knob("tilt", 0.3, -1.0, 1.0, "Raises one hollow and lowers the other; a strong tilt leaves only one."),
    ),
    domain=((-2.0, 2.0), (-1.5, 1.5)),
    start=(1.7, -1.2),
    formula=r"f(x, y) = b\,(x^2 - 1)^2 + \tau x + y^2",
    reference=Reference(
        "H. A. Kramers, 1940, Brownian motion in a field of force and the diffusion model of chemical reactions, "
        "Physica 7",
        "https://doi.org/10.1016/S0031-8914(40)90098-2",
    ),
    minima=lambda barrier, tilt: tuple(
        Minimum((t, 0.0), _double_well_height(t, barrier, tilt)) for t in _cubic_roots(tilt / (4.0 * barrier))[0]
    ),
    saddles=lambda barrier, tilt: tuple((t, 0.0) for t in _cubic_roots(tilt / (4.0 * barrier))[1]),
    length=1.5,
    curvature=lambda barrier, **_: max(2.0, 24.0 * barrier),
    tags=("separable",),
)
def double_well(x: jax.Array, barrier: Scalar, tilt: Scalar) -> jax.Array:
    """Two hollows with a hill between them: a run that rests in the shallow one has done all that its slope told it."""
    gap = x[0] * x[0] - 1.0
    return barrier * (gap * gap) + tilt * x[0] + x[1] * x[1]


@surface(
    family="saddles and flats",
    domain=((-6.0, 6.0), (-3.0, 3.0)),
    start=(1.6, 2.4),
    formula=r"f(x, y) = \sin x + y^2",
    reference=Reference(
        "J. D. Lee, M. Simchowitz, M. I. Jordan and B. Recht, 2016, Gradient descent only converges to minimizers, "
        "Conference on Learning Theory",
        "https://arxiv.org/abs/1602.04915",
    ),
    minima=(Minimum((-0.5 * math.pi, 0.0), -1.0), Minimum((1.5 * math.pi, 0.0), -1.0)),
    saddles=((0.5 * math.pi, 0.0), (-1.5 * math.pi, 0.0)),
    length=3.0,
    curvature=2.0,
    tags=("separable",),
)
def sine_ridge(x: jax.Array) -> jax.Array:
    """A run on the ridge slides to a saddle and rests there, until geometry, noise or round-off tips it to one side."""
    return jnp.sin(x[0]) + x[1] * x[1]
