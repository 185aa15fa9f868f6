"""Two small regressions on real measurements: losses of two weights that are means over rows, so batches can be drawn.

The data are published tables, whole: 31 black cherry trees (girth and height against volume of timber) and the 23 space
shuttle launches before the Challenger's last (air temperature against damage to the O-rings that seal the boosters).
Inputs are standardized, as one does before training.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from registry import Knob, Reference
from surfaces.core import Minimum, Scalar, surface
from surfaces.stationary import settled


def _column(text: str) -> np.ndarray:
    return np.array(text.split(), dtype=float)


def _standardized(column: np.ndarray) -> np.ndarray:
    return (column - column.mean()) / column.std()


# Girth in inches, height in feet, volume in cubic feet.
GIRTH = _column(
    "8.3 8.6 8.8 10.5 10.7 10.8 11.0 11.0 11.1 11.2 11.3 11.4 11.4 11.7 12.0 12.9 12.9 13.3 13.7 13.8 14.0 14.2 14.5 "
    "16.0 16.3 17.3 17.5 17.9 18.0 18.0 20.6"
)
HEIGHT = _column("70 65 63 72 81 83 66 75 80 75 79 76 76 69 75 74 85 86 71 64 78 80 74 72 77 81 82 80 80 80 87")
VOLUME = _column(
    "10.3 10.3 10.2 16.4 18.8 19.7 15.6 18.2 22.6 19.9 24.2 21.0 21.4 21.3 19.1 22.2 33.8 27.4 25.7 24.9 34.5 31.7 "
    "36.3 38.3 42.6 55.4 55.7 58.3 51.5 51.0 77.0"
)
# Degrees Fahrenheit at launch, and whether an O-ring was damaged.
TEMPERATURE = _column("66 70 69 68 67 72 73 70 57 63 70 78 67 53 67 75 70 81 76 79 75 76 58")
DAMAGE = _column("0 1 0 0 0 0 0 0 1 1 1 0 0 1 0 0 0 0 0 0 1 0 1")

TREES = np.stack([_standardized(GIRTH), _standardized(HEIGHT), _standardized(VOLUME)], axis=1)
LAUNCHES = np.stack([_standardized(TEMPERATURE), DAMAGE], axis=1)


def _batch_size(rows: int) -> Knob:
    return Knob("batch_size", rows, 1, rows, f"How many of the {rows} rows the optimizer sees per step.", static=True)


def _drawer(rows: int) -> Any:
    def draw(rng: np.random.Generator, steps: int, *, batch_size: int, **_: float) -> np.ndarray:
        """Row numbers for each step, without repetition and ascending, shape (steps, batch_size)."""
        return np.sort(np.argsort(rng.random((steps, rows)), axis=1)[:, :batch_size], axis=1)

    return draw


def _mean(values: jax.Array) -> jax.Array:
    """Their mean, added in one order: XLA's own sums depend on how a program lays its runs out."""
    count = len(values)
    while len(values) > 1:
        half = len(values) // 2
        pairs = values[:half] + values[half : 2 * half]
        # Or XLA would compute each value anew for whatever it is added to.
        values = jax.lax.optimization_barrier(jnp.concatenate([pairs, values[2 * half :]]))
    return values[0] / count


def _squared_error(w: jax.Array, rows: jax.Array | np.ndarray, scale: Scalar) -> jax.Array:
    residual = w[0] * rows[:, 0] + w[1] * (scale * rows[:, 1]) - rows[:, 2]
    return 0.5 * _mean(residual * residual)


def _normal_equations(scale: float) -> tuple[np.ndarray, np.ndarray]:
    features = TREES[:, :2] * (1.0, scale)
    return features.T @ features / len(TREES), features.T @ TREES[:, 2] / len(TREES)


def _least_squares_minima(scale: float, **_: float) -> tuple[Minimum, ...]:
    hessian, target = _normal_equations(scale)
    w = np.linalg.solve(hessian, target)
    # The mean square of a standardized target is 1.
    return (Minimum((float(w[0]), float(w[1])), float(0.5 - 0.5 * target @ w)),)


@surface(
    family="convex",
    knobs=(
        Knob(
            "scale",
            0.4,
            0.1,
            10.0,
            "The unit of the trees' height, against one that suits it. At 1 both features are equally large.",
            scale="log",
        ),
        _batch_size(len(TREES)),
    ),
    domain=((-3.0, 3.0), (-3.0, 3.0)),
    start=(-2.0, 2.2),
    formula=r"f(w_1, w_2) = \frac{1}{2n} \sum_{i=1}^{n} (w_1 g_i + w_2\, s\, h_i - v_i)^2",
    reference=Reference(
        "T. A. Ryan, B. L. Joiner and B. F. Ryan, 1976, The Minitab student handbook, Duxbury Press (the trees)"
    ),
    minima=_least_squares_minima,
    length=2.0,
    curvature=lambda scale, **_: float(np.linalg.eigvalsh(_normal_equations(scale)[0])[1]),
    convex=True,
    draw=_drawer(len(TREES)),
    seen=lambda w, rows, scale, **_: _squared_error(w, jnp.asarray(TREES)[rows], scale),
    labels=("weight of girth", "weight of height"),
)
def least_squares(x: jax.Array, scale: Scalar, **_: Scalar) -> jax.Array:
    """The timber of 31 cherry trees from girth and height: a feature in the wrong unit turns the bowl into a ravine."""
    return _squared_error(x, TREES, scale)


def _cross_entropy(w: jax.Array, rows: jax.Array | np.ndarray, ridge: Scalar) -> jax.Array:
    score = w[0] + w[1] * rows[:, 0]
    return _mean(jax.nn.softplus(score) - rows[:, 1] * score) + 0.5 * ridge * (w[0] * w[0] + w[1] * w[1])


def _logistic_minima(ridge: float, **_: float) -> tuple[Minimum, ...]:
    """The loss is strictly convex, and mild enough for Newton's method to lead from zero to its minimum undamped."""
    t, damage = LAUNCHES.T[..., None]

    def derivatives(w0: np.ndarray, w1: np.ndarray) -> tuple[np.ndarray, ...]:
        chance = 1.0 / (1.0 + np.exp(-w0 - w1 * t))
        miss, doubt = chance - damage, chance * (1.0 - chance)
        return (
            np.mean(miss, axis=0) + ridge * w0,
            np.mean(miss * t, axis=0) + ridge * w1,
            np.mean(doubt, axis=0) + ridge,
            np.mean(doubt * t, axis=0),
            np.mean(doubt * t * t, axis=0) + ridge,
        )

    ((w0, w1),) = settled(derivatives, np.zeros((1, 2)), 10.0).tolist()
    score = w0 + w1 * t
    value = np.mean(np.logaddexp(0.0, score) - damage * score) + 0.5 * ridge * (w0 * w0 + w1 * w1)
    return (Minimum((w0, w1), float(value)),)


@surface(
    family="convex",
    knobs=(
        Knob("ridge", 0.0, 0.0, 1.0, "A penalty on large weights: half of it times their squared length is added."),
        _batch_size(len(LAUNCHES)),
    ),
    domain=((-5.0, 3.0), (-5.0, 3.0)),
    start=(2.2, 1.6),
    formula=(
        r"f(w_0, w_1) = \frac1n \sum_{i=1}^{n} \left[\log(1 + e^{z_i}) - d_i z_i\right]"
        r" + \tfrac{\lambda}{2}(w_0^2 + w_1^2),\quad z_i = w_0 + w_1 t_i"
    ),
    reference=Reference(
        "S. R. Dalal, E. B. Fowlkes and B. Hoadley, 1989, Risk analysis of the space shuttle: pre-Challenger "
        "prediction of failure, Journal of the American Statistical Association 84",
        "https://doi.org/10.1080/01621459.1989.10478858",
    ),
    minima=_logistic_minima,
    length=3.0,
    curvature=lambda ridge, **_: 0.25 + ridge,
    convex=True,
    draw=_drawer(len(LAUNCHES)),
    seen=lambda w, rows, ridge, **_: _cross_entropy(w, jnp.asarray(LAUNCHES)[rows], ridge),
    labels=("intercept", "weight of temperature"),
)
def logistic_regression(x: jax.Array, ridge: Scalar, **_: Scalar) -> jax.Array:
    """The risk of damage at a shuttle's launch from the temperature: straight walls, and a floor rounded by doubt.

    Warm and cold launches with damage overlap, so the minimum is finite even without a ridge.
    """
    return _cross_entropy(x, LAUNCHES, ridge)
