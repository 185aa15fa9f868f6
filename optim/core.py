"""The contract of an optimizer: Optax's, and what a visitor needs beyond it.

An optimizer is declared by decorating the function that builds its transformation:

    @optimizer(family="adaptive", knobs=(learning_rate(...), Knob("b1", ...), ...), formula=r"...",
               reference=Reference("..."), optax="optax.adam(learning_rate, b1, b2, eps)")
    def adam(learning_rate, b1, b2, eps):
        '''The caption that a visitor reads.'''
        return optax.adam(learning_rate, b1, b2, eps)

The function takes its knobs by name, as Optax's own arguments, traced (a knob may differ from step to step, so the
transformation is built anew inside every step; knobs with `static=True` arrive as plain integers). What Optax lacks, or
does otherwise than the textbook, is written here as such a transformation and says so.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

import jax
import numpy as np
from optax import GradientTransformationExtraArgs, with_extra_args_support

import numerics  # noqa: F401  (sets 64-bit floats before the first array)
from registry import Knob, Reference, Registry, knob_values

#: What an update may ask the engine for, by Optax's own names. `value_fn` and `obj_fn` are the surface without noise;
#: `grad_fn` is the gradient that this step would have been given at another point, with the same noise or batch, and
#: clipped alike. `noise` is this step's standard normal draw, one number per variable, and `uniform` its number between
#: 0 and 1. `f_min` arrives through a knob with `relative_to="minimum"`.
WANTS = frozenset({"value", "grad", "value_fn", "obj_fn", "grad_fn", "noise", "uniform"})

#: What an optimizer may claim, each word checked by a test: that its path shifts along with a shifted landscape, that
#: it turns along with one turned about any point, that no step raises the loss, that it draws random numbers.
TRAITS = frozenset({"translation_equivariant", "rotation_equivariant", "monotone", "stochastic"})

#: A knob's value as a row's function gets it: a traced 64-bit scalar, or a plain float outside a trace.
Scalar = Any
Knobs = Mapping[str, Any]
Symbols = dict[str, jax.Array]
Weights = Literal["vector", "layers", "dense"]


@dataclass(frozen=True, slots=True)
class Line:
    r"""One line of the anatomy of an update.

    Attributes:
        latex: the equation in symbols.
        numbers: the same equation as a `str.format` template (LaTeX's own braces are doubled) with `{symbol}` where a
            number of this step goes: knobs by their names, the rest as `explain` names it. A vector shows as a pair and
            a matrix as rows; `\cdot` multiplies component by component, `\,` is the matrix product.
        says: what the line does, in a few words.
    """

    latex: str
    numbers: str
    says: str


@dataclass(frozen=True, slots=True, eq=False)  # a row equals itself alone, which makes it a cheap key
class Optimizer:
    """One optimizer. See the module's text for the contract.

    Attributes:
        name: the function's name, its key everywhere.
        title: as it is written in texts ("AdaGrad").
        family: the group it is shown in.
        function: builds the transformation, `function(**knobs)`.
        knobs: Optax's argument names; the learning rate, where it has one, is called `learning_rate`.
        formula: LaTeX of the update.
        reference: where it was published.
        optax: the call it stands for, exactly; empty where the row is written here and shows its own source.
        wants: which of `WANTS` its update takes. The engine passes those and no others.
        readout: `readout(state, x)`: the point to show and to judge, where it is not the iterate; else None.
        explain: `explain(before, after, gradient, knobs, x_prev)`: the symbols of `anatomy` as arrays, from the states
            before and after the update, the gradient it was given, the knobs' values and the point before; else None.
            "step" is the update made. Three more have a meaning of their own: "inertia" is the update that would be
            made were this gradient zero (a displacement), "preconditioner" what the gradient is divided by, per
            coordinate, and "lookahead" the displacement from the textbook's point to the one where the gradient is
            taken. No symbol has the name of a knob.
        anatomy: the update line by line.
        stability_limit: `stability_limit(**knobs)`: the largest sharpness it tolerates on a quadratic, or None.
        contraction: `contraction(curvature, **knobs)`, of NumPy's arrays: the factor by which the distance to the
            minimum of a parabola of this curvature shrinks at each step in the long run; None for a rule not linear.
        tuned: `tuned(flattest, steepest)`: the knobs with the smallest contraction over the curvatures between the two.
        preconditioned: the limit is to be compared with the sharpness of the Hessian divided by the "preconditioner"
            that `explain` names.
        traits: which of `TRAITS` it has.
        gradients, values: what one step costs, in gradient and function evaluations.
        extra_evaluations: `extra_evaluations(state)`: function evaluations that the last step's line search added, each
            with its gradient; else None.
        accuracy, budget: on the bowl, from its default start with its default knobs, the loss falls to `accuracy` times
            the start's within `budget` steps.
        weights: what it is given of many variables: one "vector"; the "layers" they make up, where it looks at matrices
            or at the norms of layers; or one vector for a "dense" method, whose cost grows with the square of their
            number or faster, so that it has small networks only.
        on_networks: defaults of knobs that are others on a network's weights.
        divisors: knobs that points are divided by: XLA multiplies by the inverse of a number that each run has for
            itself, and divides by one that runs share, so these are never shared.
        note: what a reader should know before judging it by two numbers.
        same_path_as: rows whose path on every surface of two variables is the same, and `note` says why.
    """

    name: str
    title: str
    family: str
    function: Callable[..., Any]
    knobs: tuple[Knob, ...]
    formula: str
    reference: Reference
    optax: str
    wants: frozenset[str]
    readout: Callable[[Any, jax.Array], jax.Array] | None
    explain: Callable[..., dict[str, jax.Array]] | None
    anatomy: tuple[Line, ...]
    stability_limit: Callable[..., float | None] | None
    contraction: Callable[..., np.ndarray] | None
    tuned: Callable[[float, float], Mapping[str, float]] | None
    preconditioned: bool
    traits: frozenset[str]
    gradients: int
    values: int
    extra_evaluations: Callable[[Any], jax.Array] | None
    accuracy: float
    budget: int
    weights: Weights
    on_networks: Mapping[str, float]
    divisors: frozenset[str]
    note: str
    same_path_as: frozenset[str]

    @property
    def caption(self) -> str:
        """The first line of the function's docstring."""
        return (inspect.getdoc(self.function) or "").split("\n", 1)[0]

    @property
    def source(self) -> str:
        """The text of the very function that runs."""
        return inspect.getsource(self.function)

    @property
    def rate_unit(self) -> str:
        """What the learning rate is measured in: "length", "1/curvature", or "" for none."""
        return next((knob.relative_to for knob in self.knobs if knob.name == "learning_rate"), "")

    def knob_numbers(self, knobs: Mapping[str, float]) -> dict[str, float]:
        """All knobs as numbers, defaults (on a surface whose scales are 1) filled in."""
        return knob_values(self.knobs, knobs, self.name)

    def build(self, **knobs: Any) -> GradientTransformationExtraArgs:
        """The transformation; `build()` uses the defaults of a surface whose length and curvature are 1."""
        return with_extra_args_support(self.function(**self.knob_numbers(knobs)))


OPTIMIZERS: Registry[Optimizer] = Registry("optimizer")


def learning_rate(
    default: float, *, low: float = 1e-4, high: float = 10.0, relative_to: Any = "1/curvature", help: str = ""
) -> Knob:
    """The learning rate knob: a log scale around a default measured in the surface's own scale."""
    text = help or "How far one step goes. Too small is slow, too large overshoots and may diverge."
    return Knob("learning_rate", default, default * low, default * high, text, scale="log", relative_to=relative_to)


def decay(name: str, default: float, help: str) -> Knob:
    """The knob of a moving average: the share of the old value that is kept at each step."""
    return Knob(name, default, 0.0, 0.9999, help)


def epsilon(default: float, *, high: float = 1.0, name: str = "eps") -> Knob:
    """The knob of a small number that keeps a denominator from being zero."""
    text = "A small number that keeps the division from blowing up where the gradients are nearly zero."
    return Knob(name, default, min(default, 1e-16), high, text, scale="log")


def optimizer(
    *,
    title: str,
    family: str,
    formula: str,
    reference: Reference,
    knobs: tuple[Knob, ...] = (),
    optax: str = "",
    wants: tuple[str, ...] = (),
    readout: Callable[[Any, jax.Array], jax.Array] | None = None,
    explain: Callable[..., dict[str, jax.Array]] | None = None,
    anatomy: tuple[Line, ...] = (),
    stability_limit: Callable[..., float | None] | None = None,
    contraction: Callable[..., np.ndarray] | None = None,
    tuned: Callable[[float, float], Mapping[str, float]] | None = None,
    preconditioned: bool = False,
    traits: tuple[str, ...] = (),
    gradients: int = 1,
    values: int = 0,
    extra_evaluations: Callable[[Any], jax.Array] | None = None,
    accuracy: float = 1e-3,
    budget: int = 500,
    weights: Weights = "vector",
    on_networks: Mapping[str, float] = MappingProxyType({}),
    divisors: tuple[str, ...] = (),
    note: str = "",
    same_path_as: tuple[str, ...] = (),
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declares the decorated function as an optimizer."""
    if unknown := (set(wants) - WANTS) | (set(traits) - TRAITS):
        raise ValueError(f"unknown wants or traits: {sorted(unknown)}")

    if weights == "layers" and (wants or readout):
        raise ValueError("what is asked for and shown is about all variables at once")

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        OPTIMIZERS.add(
            Optimizer(
                name=function.__name__,
                title=title,
                family=family,
                function=function,
                knobs=knobs,
                formula=formula,
                reference=reference,
                optax=optax,
                wants=frozenset(wants),
                readout=readout,
                explain=explain,
                anatomy=anatomy,
                stability_limit=stability_limit,
                contraction=contraction,
                tuned=tuned,
                preconditioned=preconditioned,
                traits=frozenset(traits),
                gradients=gradients,
                values=values,
                extra_evaluations=extra_evaluations,
                accuracy=accuracy,
                budget=budget,
                weights=weights,
                on_networks=on_networks,
                divisors=frozenset(divisors),
                note=note,
                same_path_as=frozenset(same_path_as),
            )
        )
        return function

    return declare
