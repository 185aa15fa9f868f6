"""The pure JAX programs behind every experiment: roll out, observe, look.

`rollout` steps one optimizer over one surface, `observe` turns points into losses and gradients, `look` gives the
Hessian at single points. Each is written for one run or one point and vmapped over a fixed number of them; every
number, varying or not, is an argument. What is static (which surface, which optimizer, whole-number knobs) is closed
over.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, NamedTuple, Protocol

import jax
import jax.numpy as jnp
import numpy as np

from experiments.slopes import Formula, clip, forward_difference, framed, value_and_gradient
from experiments.spec import RUN_PREFIX, SURFACE_PREFIX, TREATMENT
from optim.core import Optimizer
from surfaces.core import Surface

#: The numbers that each departure needs.
DEPARTURE_COLUMNS = {"difference": ("difference",), "boxed": ("left", "bottom", "right", "top")}


class Pair(NamedTuple):
    """What a compiled roll-out is made for: a surface, an optimizer, their static knobs, the departures that it has."""

    surface: Surface
    optimizer: Optimizer
    surface_static: tuple[tuple[str, int], ...]
    optimizer_static: tuple[tuple[str, int], ...]
    departures: tuple[str, ...] = ()


def rates(names: Sequence[str]) -> list[int]:
    """Which columns are learning rates: those that a schedule is about."""
    return [i for i, name in enumerate(names) if name.startswith("learning_rate")]


@lru_cache(maxsize=512)
def traced_names(row: Surface | Optimizer) -> tuple[str, ...]:
    """The knobs that enter a program as numbers, in the order of their columns."""
    return tuple(knob.name for knob in row.knobs if not knob.static)


@lru_cache(maxsize=4096)
def columns(pair: Pair) -> tuple[str, ...]:
    """The columns of a roll-out's table: hyper-parameters, treatment, knobs of the surface, numbers of departures."""
    return (
        *traced_names(pair.optimizer),
        *(RUN_PREFIX + knob.name for knob in TREATMENT),
        *(SURFACE_PREFIX + name for name in traced_names(pair.surface)),
        *(RUN_PREFIX + name for departure in pair.departures for name in DEPARTURE_COLUMNS[departure]),
    )


class Step(NamedTuple):
    """What one step knows.

    Attributes:
        numbers: of this step, by name.
        draws: of this step, by whom they are for.
        frame: the landscape's, (6,); None where it is known to lie as it was made, which is the same to the last bit.
    """

    numbers: Mapping[str, jax.Array]
    draws: Mapping[str, jax.Array]
    frame: jax.Array | None


def seen_gradient(pair: Pair, step: Step, x: jax.Array) -> tuple[jax.Array, jax.Array]:
    """The loss and gradient that the rule gets to see: of what is seen, with noise, clipped."""
    seen = _seen(pair, step)
    if "difference" in pair.departures:
        value, gradient = forward_difference(framed(*seen, step.frame), x, step.numbers["run.difference"])
    else:
        value, gradient = value_and_gradient(*seen, x, step.frame)
    return value, treated(gradient, step)


def _seen(pair: Pair, step: Step) -> tuple[Formula, dict[str, jax.Array]]:
    """The landscape that the rule gets to see at a step, and its numbers."""
    function, knobs = landscape(pair, step.numbers)
    if "surface" in step.draws and pair.surface.seen is not None:
        return _drawn(pair.surface.seen, pair.surface_static), knobs | {"draw": step.draws["surface"]}
    return function, knobs


def landscape(pair: Pair, numbers: Mapping[str, Any]) -> tuple[Formula, dict[str, Any]]:
    """A pair's surface: its formula, and what numbers of a step there are in it."""
    knobs = {name: numbers[SURFACE_PREFIX + name] for name in traced_names(pair.surface)}
    return _formula(pair.surface, pair.surface_static), knobs


@lru_cache(maxsize=512)
def _formula(surface: Surface, static: tuple[tuple[str, int], ...]) -> Formula:
    """A surface's function with its whole-number knobs; the same object each time."""
    return partial(surface.function, **dict(static))


@lru_cache(maxsize=512)
def _drawn(seen: Formula, static: tuple[tuple[str, int], ...]) -> Formula:
    """What is seen of a surface of which each step sees another part, with what was `draw`n."""
    return lambda point, draw, **knobs: seen(point, draw, **dict(static), **knobs)


def treated(gradient: jax.Array, step: Step) -> jax.Array:
    """The gradient with noise, then clipped; a treatment whose number is left out is not given."""
    numbers = step.numbers
    if "run.noise" in numbers:
        gradient = gradient + numbers["run.noise"] * step.draws["gradient"]
    if "run.clip_norm" in numbers:
        gradient = clip(gradient, numbers["run.clip_norm"], numbers["run.clip_value"])
    return gradient


class Ruled(Protocol):
    """What says which rule makes the steps: an optimizer and its static knobs."""

    @property
    def optimizer(self) -> Optimizer:
        """The rule."""

    @property
    def optimizer_static(self) -> tuple[tuple[str, int], ...]:
        """Its whole-number knobs."""


def transformation(ruled: Ruled, numbers: Mapping[str, Any]) -> Any:
    """The optimizer's transformation with the hyper-parameters of a step."""
    traced = {name: numbers[name] for name in traced_names(ruled.optimizer)}
    return ruled.optimizer.function(**traced, **dict(ruled.optimizer_static))


def decayed(following: jax.Array, x: jax.Array, numbers: Mapping[str, Any]) -> jax.Array:
    """The point after decoupled weight decay of the one before."""
    return following - numbers.get("learning_rate", 1.0) * numbers["run.weight_decay"] * x


def advance(pair: Pair, step: Step, x: jax.Array, state: Any) -> tuple[jax.Array, Any, jax.Array]:
    """One step: gradient of what is seen, noise, clipping, the rule, decoupled decay (and the box, where asked for).

    Returns:
        The next point, the next state, and the gradient that the rule was given.
    """
    value, gradient = seen_gradient(pair, step, x)
    asked = _extras(pair, step, x, value) if pair.optimizer.wants else {}
    rule, before = transformation(pair, step.numbers), arranged(pair, x)
    updates, state = rule.update(arranged(pair, gradient), state, before, **asked)
    following = x + _in_a_row(updates)
    if "run.weight_decay" in step.numbers:
        following = decayed(following, x, step.numbers)
    if "boxed" in pair.departures:
        left, bottom, right, top = (step.numbers[RUN_PREFIX + side] for side in DEPARTURE_COLUMNS["boxed"])
        following = jnp.clip(following, jnp.stack([left, bottom]), jnp.stack([right, top]))
    return following, state, gradient


def _extras(pair: Pair, step: Step, x: jax.Array, value: jax.Array) -> dict[str, Any]:
    """What an update asks for beyond the gradient; line searches get the noiseless function."""
    lies = landscape(pair, step.numbers)
    loss = framed(*lies, step.frame)
    offers: dict[str, Callable[[], Any]] = {
        "value": lambda: value,
        "grad": lambda: value_and_gradient(*lies, x, step.frame)[1],
        "value_fn": lambda: loss,
        "obj_fn": lambda: loss,
        "grad_fn": lambda: lambda point: seen_gradient(pair, step, point)[1],
        "noise": lambda: step.draws["optimizer"],
        "uniform": lambda: step.draws["uniform"],
    }
    return {name: offers[name]() for name in sorted(pair.optimizer.wants)}


def initial_state(pair: Pair, x: jax.Array, numbers: Mapping[str, Any]) -> Any:
    """The optimizer's state before the first step."""
    return transformation(pair, numbers).init(arranged(pair, x))


def arranged(pair: Pair, x: jax.Array) -> Any:
    """Numbers for each variable (d,) as the optimizer takes them: by array, where it looks at arrays as wholes."""
    if not (pair.optimizer.weights == "layers" and pair.surface.shapes):
        return x
    ends = np.cumsum([math.prod(shape) for shape in pair.surface.shapes])
    parts = zip(jnp.split(x, ends[:-1]), pair.surface.shapes, strict=True)
    return tuple(part.reshape(shape) for part, shape in parts)


def _in_a_row(arrays: Any) -> jax.Array:
    """What `arranged` has arranged, as one vector again."""
    return jnp.concatenate([each.ravel() for each in arrays]) if isinstance(arrays, tuple) else arrays


class Made(NamedTuple):
    """A step that was made, from both sides."""

    x_prev: jax.Array
    before: Any
    gradient: jax.Array
    x: jax.Array
    after: Any


Emit = Callable[[Made, Mapping[str, Any]], Any]


def shown(row: Optimizer) -> Emit:
    """Emits the point that is shown after a step, and the evaluations that a line search added."""

    def emit(made: Made, _numbers: Mapping[str, Any]) -> Any:
        point = row.readout(made.after, made.x) if row.readout else made.x
        return point, row.extra_evaluations(made.after) if row.extra_evaluations else None

    return emit


def dissected(pair: Pair) -> Emit:
    """Emits the symbols of the anatomy of a step."""
    explain, names = pair.optimizer.explain, traced_names(pair.optimizer)

    def emit(made: Made, numbers: Mapping[str, Any]) -> Any:
        knobs = dict(pair.optimizer_static) | {name: numbers[name] for name in names}
        symbols = explain(made.before, made.after, made.gradient, knobs, made.x_prev) if explain else {}
        return symbols | {"g": made.gradient, "x_prev": made.x_prev, "x": made.x}

    return emit


def rollout(pair: Pair, emit: Emit) -> Callable[..., Any]:
    """The program that makes a chunk of steps.

    The program takes, with a leading axis of lanes: the points (d,), the states, the tables (steps, columns), the draws
    (each with an axis of steps) and the frames (6,); and whether the states are still to be made. It returns the points
    and states reached, and what `emit` makes of each step, with an axis of steps.
    """
    names = columns(pair)

    def numbers(line: jax.Array) -> dict[str, jax.Array]:
        return {name: line[i] for i, name in enumerate(names)}

    def one(x_prev: jax.Array, before: Any, line: jax.Array, drawn: Any, frame: jax.Array) -> Any:
        step = Step(numbers(line), drawn, frame)
        x, after, gradient = advance(pair, step, x_prev, before)
        return (x, after), emit(Made(x_prev, before, gradient, x, after), step.numbers)

    def program(x: jax.Array, state: Any, fresh: jax.Array, table: jax.Array, draws: Any, frame: jax.Array) -> Any:
        made = jax.vmap(lambda x, line: initial_state(pair, x, numbers(line)))(x, table[:, 0])
        state = jax.tree.map(lambda new, old: jnp.where(fresh, new, old), made, state)

        def step(carry: tuple[jax.Array, Any], line: jax.Array, drawn: Any) -> Any:
            return jax.vmap(one)(carry[0], carry[1], line, drawn, frame)

        (x, state), emitted = _along(step, (x, state))(table, draws)
        return x, state, emitted

    return program


def observe(surface: Surface, static: tuple[tuple[str, int], ...]) -> Callable[..., Any]:
    """The program that turns points into the true losses and gradients.

    It takes, with a leading axis of lanes: points (n, d), the surface's traced knobs at each of them (n, knobs) and the
    frame (6,); it returns losses (n,) and gradients (n, d).
    """

    def one(x: jax.Array, line: jax.Array, frame: jax.Array) -> Any:
        return value_and_gradient(_formula(surface, static), _table_knobs(surface, line), x, frame)

    def program(points: jax.Array, table: jax.Array, frame: jax.Array) -> Any:
        # A loop runs on the caller's own core; XLA would spread so short a task over all, and wait for the busiest.
        return _along(lambda carry, x, line: (carry, jax.vmap(one)(x, line, frame)), ())(points, table)[1]

    return program


def look(surface: Surface, static: tuple[tuple[str, int], ...]) -> Callable[..., Any]:
    """The program that gives the Hessian at single points.

    It takes points (n, d), the surface's traced knobs at each of them (n, knobs) and the frame (6,); it returns the
    Hessians (n, d, d).
    """

    def one(x: jax.Array, line: jax.Array, frame: jax.Array) -> Any:
        function, knobs = _formula(surface, static), _table_knobs(surface, line)
        return jax.jacfwd(lambda point: value_and_gradient(function, knobs, point, frame)[1])(x)

    return jax.vmap(one, in_axes=(0, 0, None))


def _along(body: Callable[..., Any], carry: Any) -> Callable[..., Any]:
    """A scan along the second axis of arrays whose first is that of lanes; its outputs have their axes so too.

    The lanes are vmapped inside the loop: vmapping the loop itself would have JAX trace its body twice.
    """

    def swapped(tree: Any) -> Any:
        return jax.tree.map(lambda array: jnp.swapaxes(array, 0, 1), tree)

    def scan(*arrays: Any) -> Any:
        end, outputs = jax.lax.scan(lambda carry, inputs: body(carry, *inputs), carry, swapped(arrays))
        return end, swapped(outputs)

    return scan


def _table_knobs(surface: Surface, line: jax.Array) -> dict[str, jax.Array]:
    return {name: line[i] for i, name in enumerate(traced_names(surface))}
