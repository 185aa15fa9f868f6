"""The contract of a surface: a scalar loss of a point, with knobs, a place to look at it, and facts about it.

A surface is declared by decorating its formula:

    @surface(family="convex", knobs=(Knob("condition_number", ...),), domain=((-2, 2), (-2, 2)), start=(1.5, 1.0),
             formula=r"...", reference=Reference("..."), minima=..., length=1.0, curvature=...)
    def ravine(x, condition_number):
        '''The caption that a visitor reads.'''

The function takes the point `x` (shape `(dimension,)`) and its knobs by name, is pure `jax.numpy`, and is defined for
every finite `x`. A surface of more than two variables says through which plane it is looked at; its domain is a window
on that plane, and facts are about points of the whole space. Knobs may be traced and may differ from step to step.
Facts are plain functions of the knobs' values (Python floats in, tuples out), never called under a trace, and all of
them are checked by tests.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import jax
import numpy as np

import numerics  # noqa: F401  (sets 64-bit floats before the first array)
from registry import Knob, Reference, Registry, knob_values
from surfaces.plane import Plane

Point = tuple[float, ...]
Window = tuple[tuple[float, float], tuple[float, float]]
Scalar = jax.Array | float  # a knob inside a formula: traced, or a plain number
Loss = Callable[[jax.Array], jax.Array]

#: Where the classic test functions are collected; cited where the first source is lost or hard to come by.
SURVEY = Reference(
    "M. Jamil and X.-S. Yang, 2013, A literature survey of benchmark functions for global optimisation problems, "
    "International Journal of Mathematical Modelling and Numerical Optimisation 4",
    "https://arxiv.org/abs/1308.4008",
)


@dataclass(frozen=True, slots=True)
class Minimum:
    """A minimum in closed form or to 1e-9, local or global (the lowest of a surface's minima are its global ones).

    Attributes:
        x: where.
        value: the loss there.
        kind: "interior" (smooth, zero gradient), "boundary" (of the domain: the loss would fall on outside) or
            "kink" (the gradient jumps).
    """

    x: Point
    value: float
    kind: Literal["interior", "boundary", "kink"] = "interior"


@dataclass(frozen=True, slots=True, eq=False)  # a row equals itself alone, which makes it a cheap key
class Surface:
    """One loss surface. See the module's text for the contract.

    Attributes:
        name: the function's name, its key everywhere.
        title: as it is written in texts ("Styblinski–Tang").
        family: the group it is shown in.
        function: the formula, `function(x, **knobs)`.
        knobs: what may be turned.
        domain: the window in which it is drawn and its facts hold, `((x0, x1), (y0, y1))`, on its plane.
        start: the default start, inside the domain.
        formula: LaTeX of f with the knobs' symbols.
        reference: where it was published.
        minima: `minima(**knobs)`: every global minimum in the domain, and the local ones that are known. At some knob
            values there may be a continuum or none: then the tuple holds one representative, or is empty.
        saddles: `saddles(**knobs)`: known saddle points.
        length: a typical distance on it (the scale of a rate measured in length), `length(**knobs)`.
        curvature: the largest eigenvalue of the Hessian that a good run meets (the scale of a rate measured in
            1/curvature), `curvature(**knobs)`.
        convex: `convex(**knobs)`, convex on the domain.
        tags: what else is claimed, each word checked by a test: "quadratic" (the Hessian is everywhere the same),
            "separable", "even" (f(-x) = f(x)), "swap" (f(x, y) = f(y, x)), "radial".
        kinks: `kinks(x, **knobs)` of points of shape (..., dimension): True where, within 1e-3 lengths, the gradient
            may jump; None for a surface without kinks.
        draw: `draw(rng, steps, **static_knobs)`: what a stochastic surface draws beforehand, arrays with a leading axis
            of steps (batch indices); None where what the optimizer sees is the loss that is drawn.
        seen: `seen(x, drawn_k, **knobs)`: the loss that the optimizer sees at one step.
        labels: the two axes' names.
        plane: what the two axes stand for; the variables themselves where there are two.
        shapes: what the variables are, one shape for each of the arrays that lie in `x` one after the other (a matrix
            of weights, a vector), for rules that look at matrices as a whole; empty where it is one vector.
    """

    name: str
    title: str
    family: str
    function: Callable[..., jax.Array]
    knobs: tuple[Knob, ...]
    domain: Window
    start: Point
    formula: str
    reference: Reference
    minima: Callable[..., tuple[Minimum, ...]]
    saddles: Callable[..., tuple[Point, ...]]
    length: Callable[..., float]
    curvature: Callable[..., float]
    convex: Callable[..., bool]
    tags: frozenset[str]
    kinks: Callable[..., np.ndarray] | None
    draw: Callable[..., np.ndarray] | None
    seen: Callable[..., jax.Array] | None
    labels: tuple[str, str]
    plane: Plane
    shapes: tuple[tuple[int, ...], ...]

    @property
    def caption(self) -> str:
        """The first line of the formula's docstring."""
        return (inspect.getdoc(self.function) or "").split("\n", 1)[0]

    @property
    def source(self) -> str:
        """The text of the very function that runs, without its declaration above it."""
        return "def " + inspect.getsource(self.function).partition("\ndef ")[2]

    @property
    def dimension(self) -> int:
        """How many variables the loss has."""
        return len(self.start)

    @property
    def is_flat(self) -> bool:
        """Whether a map shows all of its variables."""
        return self.plane.is_whole

    def point(self, place: Point) -> Point:
        """The point that is meant by as many numbers as there are variables, or by two: a place on the plane."""
        return place if len(place) == self.dimension else tuple(self.plane.embed(np.array(place)).tolist())

    def values(self, knobs: Mapping[str, float]) -> dict[str, float]:
        """All knobs as numbers, defaults filled in."""
        return knob_values(self.knobs, knobs, self.name)

    def build(self, **knobs: Any) -> Loss:
        """The loss as a function of the point alone; `build()` uses the defaults."""
        return partial(self.function, **self.values(knobs))

    def lowest(self, knobs: Mapping[str, float]) -> float | None:
        """The value of the global minimum; None where there is none or it is not known."""
        return min((minimum.value for minimum in self.minima(**self.values(knobs))), default=None)


SURFACES: Registry[Surface] = Registry("surface")


def _always(fact: Any) -> Callable[..., Any]:
    """A fact that holds whatever the knobs say."""
    return fact if callable(fact) else lambda **_: fact


def surface(
    *,
    family: str,
    domain: Window,
    start: Point,
    formula: str,
    reference: Reference,
    minima: Any,
    length: Any,
    curvature: Any,
    title: str = "",
    knobs: tuple[Knob, ...] = (),
    saddles: Any = (),
    convex: Any = False,
    tags: tuple[str, ...] = (),
    kinks: Callable[..., np.ndarray] | None = None,
    draw: Callable[..., np.ndarray] | None = None,
    seen: Callable[..., jax.Array] | None = None,
    labels: tuple[str, str] = ("x", "y"),
    plane: Plane | None = None,
    shapes: tuple[tuple[int, ...], ...] = (),
) -> Callable[[Callable[..., jax.Array]], Callable[..., jax.Array]]:
    """Declares the decorated formula as a surface.

    Facts may be given as values or as functions of the knobs; a title left out is the function's name in words.
    """

    def declare(function: Callable[..., jax.Array]) -> Callable[..., jax.Array]:
        SURFACES.add(
            Surface(
                name=function.__name__,
                title=title or function.__name__.replace("_", " ").capitalize(),
                family=family,
                function=function,
                knobs=knobs,
                domain=domain,
                start=start,
                formula=formula,
                reference=reference,
                minima=_always(minima),
                saddles=_always(saddles),
                length=_always(length),
                curvature=_always(curvature),
                convex=_always(convex),
                tags=frozenset(tags),
                kinks=kinks,
                draw=draw,
                seen=seen,
                labels=labels,
                plane=plane or Plane.whole(),
                shapes=shapes,
            )
        )
        return function

    return declare
