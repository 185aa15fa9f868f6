"""More than two variables: what a map shows is a slice, and the runs need not keep to it."""

from __future__ import annotations

import math

import jax
import jax.numpy as jnp

from registry import Knob, Reference
from surfaces.core import Minimum, Point, Scalar, surface
from surfaces.plane import Plane


@surface(
    family="many variables",
    title="Rosenbrock in 3-D",
    knobs=(Knob("b", 100.0, 1.0, 1000.0, "How steep the valley's walls are.", scale="log"),),
    domain=((-2.0, 2.0), (-1.0, 3.0)),
    start=(-1.5, 0.6, 1.0),
    formula=r"f(x, y, z) = (1 - x)^2 + b\,(y - x^2)^2 + (1 - y)^2 + b\,(z - y^2)^2",
    reference=Reference(
        "Y.-W. Shang and Y.-H. Qiu, 2006, A note on the extended Rosenbrock function, Evolutionary Computation 14",
        "https://doi.org/10.1162/evco.2006.14.1.119",
    ),
    minima=(Minimum((1.0, 1.0, 1.0), 0.0),),
    length=2.0,
    curvature=lambda b, **_: 14.0 * b,
    plane=Plane.through((0.0, 0.0, 1.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), equation="z = 1"),
)
def rosenbrock_3d(x: jax.Array, b: Scalar) -> jax.Array:
    """At z = 1 there is a hollow on the left that is none: the valley leads out of it through the third variable."""
    first, second = x[1] - x[0] * x[0], x[2] - x[1] * x[1]
    return (1.0 - x[0]) ** 2 + b * (first * first) + (1.0 - x[1]) ** 2 + b * (second * second)


def _factors(u: tuple[float, float], v: tuple[float, float]) -> Point:
    """Two diagonal matrices as one point."""
    return (u[0], 0.0, 0.0, u[1], v[0], 0.0, 0.0, v[1])


def _balanced(condition_number: float) -> tuple[Minimum, ...]:
    """Both factors alike and diagonal: four of the minima, which make up surfaces of their own."""
    a, b = 1.0, math.sqrt(1.0 / condition_number)
    return tuple(Minimum(_factors(each, each), 0.0) for each in ((a, b), (a, -b), (-a, b), (-a, -b)))


def _partial(condition_number: float) -> tuple[Point, ...]:
    """Nothing found yet, and only the larger or only the smaller of the two singular values found."""
    b = math.sqrt(1.0 / condition_number)
    places = ((0.0, 0.0), (1.0, 0.0), (-1.0, 0.0), (0.0, b), (0.0, -b))
    return tuple(_factors(place, place) for place in places)


@surface(
    family="many variables",
    knobs=(
        Knob(
            "condition_number",
            4.0,
            1.0,
            100.0,
            "The matrix's larger singular value, 1, over its smaller one: the higher, the later the second is found.",
            scale="log",
        ),
    ),
    domain=((-1.6, 1.6), (-1.2, 1.2)),
    start=(0.3, 0.1, -0.1, 0.05, 0.2, -0.1, 0.1, 0.1),
    formula=r"f(U, V) = \tfrac{1}{2} \lVert U V - A \rVert_F^2, \quad A = \operatorname{diag}(1,\, 1/\kappa)",
    reference=Reference(
        "A. M. Saxe, J. L. McClelland and S. Ganguli, 2014, Exact solutions to the nonlinear dynamics of learning in "
        "deep linear neural networks",
        "https://arxiv.org/abs/1312.6120",
    ),
    minima=lambda condition_number: _balanced(condition_number),
    saddles=lambda condition_number: _partial(condition_number),
    length=1.0,
    curvature=4.0,
    labels=("a", "b"),
    plane=Plane.through(
        (0.0,) * 8,
        _factors((1.0, 0.0), (1.0, 0.0)),
        _factors((0.0, 1.0), (0.0, 1.0)),
        equation="U = V = diag(a, b)",
    ),
    shapes=((2, 2), (2, 2)),
)
def matrix_factorization(x: jax.Array, condition_number: Scalar) -> jax.Array:
    """Two matrices learn the product of a third: from small weights its parts are found one after the other."""
    u, v = x[:4].reshape(2, 2), x[4:].reshape(2, 2)
    missing = u @ v - jnp.diag(jnp.stack([jnp.ones_like(x[0]), jnp.ones_like(x[0]) / condition_number]))
    return 0.5 * jnp.sum(missing * missing)
