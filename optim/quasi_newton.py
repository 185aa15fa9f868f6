"""Methods that learn the curvature from the gradients of a few steps, and search along the direction they choose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import optax

from optim.core import Scalar, learning_rate, optimizer
from optim.line_search import wolfe_step
from registry import Knob, Reference

SEARCH = "Its line search sees the surface without noise. "

MAX_LINESEARCH_STEPS = Knob(
    "max_linesearch_steps", 20, 1, 50, "How many points the line search may try before it gives up.", static=True
)
INITIAL_STEP = Knob(
    "initial_step",
    1.0,
    1e-4,
    1e2,
    "The first step that is tried, as a multiple of the gradient; later ones follow from the curvature.",
    scale="log",
    relative_to="1/curvature",
)


class BfgsState(NamedTuple):
    """The inverse Hessian as learnt so far, and the last point and gradient to learn from."""

    x: jax.Array
    gradient: jax.Array
    inverse_hessian: jax.Array  # (d, d)
    learnt: jax.Array  # how many pairs it has learnt from
    started: jax.Array
    evaluations: jax.Array


def _learn(state: BfgsState, s: jax.Array, y: jax.Array) -> tuple[jax.Array, jax.Array]:
    """The BFGS update of the inverse Hessian by the step s and the change y of the gradient, if s.y > 0."""
    curvature = s @ y
    usable = state.started & (curvature > 0)
    rho = 1 / jnp.where(usable, curvature, 1.0)
    identity = jnp.eye(s.shape[0])
    scaled = jnp.where(usable, curvature / jnp.where(usable, y @ y, 1.0), 1.0) * identity
    inverse = jnp.where(state.learnt == 0, scaled, state.inverse_hessian)
    left = identity - rho * jnp.outer(s, y)
    updated = left @ inverse @ left.T + rho * jnp.outer(s, s)
    return jnp.where(usable, updated, state.inverse_hessian), state.learnt + usable


@optimizer(
    title="BFGS",
    family="second order",
    knobs=(INITIAL_STEP, MAX_LINESEARCH_STEPS),
    formula=r"\begin{aligned} s &= x_t - x_{t-1}, \qquad y = g_t - g_{t-1}, \qquad \rho = 1 / s^{\top} y \\"
    r" B_t &= (I - \rho\, s\, y^{\top})\, B_{t-1}\, (I - \rho\, y\, s^{\top}) + \rho\, s\, s^{\top} \\"
    r" x_{t+1} &= x_t - \alpha_t B_t\, g_t, \qquad \alpha_t \text{ by line search} \end{aligned}",
    reference=Reference(
        "Fletcher, 1970, A new approach to variable metric algorithms, The Computer Journal 13, 317-322, and in the "
        "same year Broyden, Goldfarb and Shanno; here after chapter 6 of Nocedal and Wright, 2006",
        "https://doi.org/10.1093/comjnl/13.3.317",
    ),
    wants=("value_fn",),
    traits=("rotation_equivariant", "translation_equivariant", "monotone"),
    values=1,
    extra_evaluations=lambda state: state.evaluations,
    accuracy=1e-12,
    budget=3,
    weights="dense",
    note=SEARCH
    + "It skips what it would learn from a step whose s.y is not positive, and stays where it is if the search "
    "finds no lower point.",
)
def bfgs(initial_step: Scalar, max_linesearch_steps: int) -> optax.GradientTransformationExtraArgs:
    """Builds up an inverse Hessian from successive gradients: Newton's speed near a minimum without second derivatives.

    The line search asks for the Wolfe conditions with c2 = 0.9 and tries the full step first.
    """

    def init(params: jax.Array) -> BfgsState:
        d = params.shape[0]
        return BfgsState(
            x=params,
            gradient=jnp.zeros_like(params),
            inverse_hessian=initial_step * jnp.eye(d, dtype=params.dtype),
            learnt=jnp.zeros([], jnp.int32),
            started=jnp.array(False),
            evaluations=jnp.zeros([], jnp.int32),
        )

    def update(
        updates: jax.Array,
        state: BfgsState,
        params: jax.Array,
        *,
        value_fn: Callable[[jax.Array], jax.Array],
        **_: Any,
    ) -> tuple[jax.Array, BfgsState]:
        inverse_hessian, learnt = _learn(state, params - state.x, updates - state.gradient)
        direction = -inverse_hessian @ updates
        found = wolfe_step(
            value_fn, params, direction, jnp.ones([]), flat=(-0.9, jnp.inf), max_evaluations=max_linesearch_steps
        )
        after = BfgsState(params, updates, inverse_hessian, learnt, jnp.array(True), found.evaluations)
        return found.step * direction, after

    return optax.GradientTransformationExtraArgs(init, update)


@optimizer(
    title="L-BFGS",
    family="second order",
    knobs=(
        learning_rate(1.0, low=1e-3, relative_to="", help="A factor on the step that the line search tries first."),
        Knob("memory_size", 10, 1, 30, "How many past steps the curvature is learnt from.", static=True),
        MAX_LINESEARCH_STEPS,
    ),
    formula=r"\begin{aligned} x_{t+1} &= x_t - \alpha_t B_t\, g_t, \qquad \alpha_t \text{ by line search} \\"
    r" B_t &\text{ as in BFGS, from the last } m \text{ pairs } (s, y)"
    r" \text{ and } B_{t-m} = \frac{s^{\top} y}{y^{\top} y}\, I \end{aligned}",
    reference=Reference(
        "Liu and Nocedal, 1989, On the limited memory BFGS method for large scale optimization, Mathematical "
        "Programming 45, 503-528",
        "https://doi.org/10.1007/BF01589116",
    ),
    optax="optax.lbfgs(learning_rate, memory_size=memory_size, linesearch=optax.scale_by_zoom_linesearch("
    'max_linesearch_steps, initial_guess_strategy="one"))',
    wants=("value", "grad", "value_fn"),
    traits=("rotation_equivariant", "translation_equivariant"),
    values=1,
    extra_evaluations=lambda state: state[-1].info.num_linesearch_steps,
    accuracy=1e-12,
    budget=4,
    note=SEARCH
    + "If that search finds nothing better within its steps it may still take one, so the loss can rise. Its first "
    "step is at most 1 long.",
)
def lbfgs(learning_rate: Scalar, memory_size: int, max_linesearch_steps: int) -> optax.GradientTransformationExtraArgs:
    """Is BFGS that remembers only the last few steps instead of a matrix, so that it suits many variables."""
    search = optax.scale_by_zoom_linesearch(max_linesearch_steps, initial_guess_strategy="one")
    return optax.lbfgs(learning_rate, memory_size=memory_size, linesearch=search)


class ConjugateState(NamedTuple):
    """The last gradient and direction, and what the next first step is guessed from."""

    gradient: jax.Array
    direction: jax.Array
    step: jax.Array
    slope: jax.Array
    evaluations: jax.Array


def _fletcher_reeves(g: jax.Array, past: ConjugateState) -> jax.Array:
    return (g @ g) / (past.gradient @ past.gradient)


def _polak_ribiere(g: jax.Array, past: ConjugateState) -> jax.Array:
    return jnp.maximum(g @ (g - past.gradient) / (past.gradient @ past.gradient), 0.0)


def _hestenes_stiefel(g: jax.Array, past: ConjugateState) -> jax.Array:
    change = g - past.gradient
    return (g @ change) / (past.direction @ change)


def _dai_yuan(g: jax.Array, past: ConjugateState) -> jax.Array:
    return (g @ g) / (past.direction @ (g - past.gradient))


VARIANTS = (_fletcher_reeves, _polak_ribiere, _hestenes_stiefel, _dai_yuan)


@optimizer(
    title="Nonlinear conjugate gradients",
    family="second order",
    knobs=(
        INITIAL_STEP,
        Knob(
            "variant",
            1,
            0,
            3,
            "The formula for how much of the last direction is kept.",
            static=True,
            choices=("Fletcher-Reeves", "Polak-Ribière+", "Hestenes-Stiefel", "Dai-Yuan"),
        ),
        MAX_LINESEARCH_STEPS,
    ),
    formula=r"\begin{aligned} p_t &= -g_t + \beta_t\, p_{t-1}, \qquad"
    r" \beta^{\mathrm{FR}}_t = \frac{g_t^{\top} g_t}{g_{t-1}^{\top} g_{t-1}}, \qquad"
    r" \beta^{\mathrm{PR+}}_t = \max\Bigl(\frac{g_t^{\top} (g_t - g_{t-1})}{g_{t-1}^{\top} g_{t-1}}, 0\Bigr) \\"
    r" \beta^{\mathrm{HS}}_t &= \frac{g_t^{\top} (g_t - g_{t-1})}{p_{t-1}^{\top} (g_t - g_{t-1})}, \qquad"
    r" \beta^{\mathrm{DY}}_t = \frac{g_t^{\top} g_t}{p_{t-1}^{\top} (g_t - g_{t-1})} \\"
    r" x_{t+1} &= x_t + \alpha_t\, p_t, \qquad \alpha_t \text{ by line search} \end{aligned}",
    reference=Reference(
        "Fletcher and Reeves, 1964, Function minimization by conjugate gradients, The Computer Journal 7, 149-154; "
        "Polak and Ribière, 1969; here after chapter 5 of Nocedal and Wright, 2006",
        "https://doi.org/10.1093/comjnl/7.2.149",
    ),
    wants=("value_fn",),
    traits=("rotation_equivariant", "translation_equivariant", "monotone"),
    values=1,
    extra_evaluations=lambda state: state.evaluations,
    accuracy=1e-12,
    budget=3,
    note=SEARCH
    + "It starts afresh with the gradient alone whenever its direction would not point downhill, and stays where it "
    "is if the search finds no lower point.",
)
def nonlinear_cg(
    initial_step: Scalar, variant: int, max_linesearch_steps: int
) -> optax.GradientTransformationExtraArgs:
    """Bends each direction so that it does not undo the last one, which crosses a narrow valley in a few steps.

    The line search asks for the strong Wolfe conditions with c2 = 0.1 and first tries the step that would change the
    loss as much as the last one did.
    """

    def init(params: jax.Array) -> ConjugateState:
        zero = jnp.zeros([], params.dtype)
        return ConjugateState(jnp.zeros_like(params), jnp.zeros_like(params), zero, zero, jnp.zeros([], jnp.int32))

    def update(
        updates: jax.Array,
        state: ConjugateState,
        params: jax.Array,
        *,
        value_fn: Callable[[jax.Array], jax.Array],
        **_: Any,
    ) -> tuple[jax.Array, ConjugateState]:
        bent = -updates + VARIANTS[variant](updates, state) * state.direction
        moved = state.step > 0
        direction = jnp.where(moved & (bent @ updates < 0), bent, -updates)
        guess = state.step * state.slope / (direction @ updates)
        first = jnp.where(moved & jnp.isfinite(guess) & (guess > 0), guess, initial_step)
        found = wolfe_step(value_fn, params, direction, first, flat=(-0.1, 0.1), max_evaluations=max_linesearch_steps)
        return found.step * direction, ConjugateState(updates, direction, *found)

    return optax.GradientTransformationExtraArgs(init, update)
