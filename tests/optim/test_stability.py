"""Stability limits: on a parabola just flatter than the limit a walk dies out, on one just steeper it blows up."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from optim import OPTIMIZERS

LIMITED = [name for name, row in OPTIMIZERS.items() if row.stability_limit]
STEPS = 200
#: Where the parabola of a preconditioned method is walked: so near its minimum that epsilon outweighs all gradients.
NEAR = 1e-120


def settings(name: str) -> dict[str, float]:
    """Knobs under which a limit shows: epsilon is the preconditioner, the averages settle soon, nothing is added."""
    row = OPTIMIZERS[name]
    chosen = {knob.name: knob.default for knob in row.knobs} | {"learning_rate": 0.3}
    special = {"eps": 1e6, "b1": 0.5, "b2": 0.9, "weight_decay": 0.2} if row.preconditioned else {"rho": 0.0}
    return chosen | {knob: value for knob, value in special.items() if knob in chosen}


def walked(name: str, sharpness: float) -> tuple[np.ndarray, float]:
    """How far from the minimum a walk on a parabola is at each step, and the preconditioner at its end."""
    row, knobs = OPTIMIZERS[name], settings(name)
    rule = row.function(**knobs)

    def step(carry, _):
        x, state, gradient = carry[1], carry[3], sharpness * carry[1]
        offers = {"noise": jnp.zeros(2), "grad_fn": lambda point: sharpness * point}
        updates, after = rule.update(gradient, state, x, **{want: offers[want] for want in row.wants})
        return (x, x + updates, state, after, gradient), jnp.abs(x).max()

    x = jnp.array([NEAR, 0.5 * NEAR])
    state = rule.init(x)
    (x_prev, _, before, after, gradient), sizes = jax.lax.scan(step, (x, x, state, state, x), None, length=STEPS)
    named = (
        row.explain(before, after, gradient, knobs, x_prev) if row.preconditioned else {"preconditioner": jnp.ones(2)}
    )
    return np.asarray(sizes), float(named["preconditioner"].max())


def growth(name: str, share: float) -> float:
    """By what a walk grows per step, late, on a parabola whose sharpness is a share of the limit."""
    limit = OPTIMIZERS[name].stability_limit(**settings(name))
    _, preconditioner = walked(name, limit)
    sizes, _ = walked(name, share * limit * preconditioner)
    return float((sizes[-10:].max() / sizes[-110:-100].max()) ** 0.01)


@pytest.mark.parametrize("name", LIMITED)
def test_the_limit_divides_dying_out_from_blowing_up(name: str):
    assert growth(name, 0.998) < 0.9995
    assert growth(name, 1.002) > 1.0005


def test_the_rows_with_a_limit():
    plain = {"sgd", "momentum", "nesterov", "optimistic_gradient_descent", "noisy_sgd", "langevin", "sam"}
    assert {name for name in LIMITED if not OPTIMIZERS[name].preconditioned} == plain
    assert {"adam", "rmsprop", "adagrad", "nadam"} <= set(LIMITED)


@pytest.mark.parametrize(
    ("name", "knobs", "limit"),
    [
        ("sgd", {"learning_rate": 0.1}, 20.0),
        ("momentum", {"learning_rate": 0.1, "momentum": 0.9}, 38.0),
        ("nesterov", {"learning_rate": 0.1, "momentum": 0.9}, 3.8 / 0.28),
        ("adam", {"learning_rate": 0.1, "b1": 0.9, "b2": 0.999, "eps": 1e-8}, 380.0),
        ("rmsprop", {"learning_rate": 0.1, "decay": 0.9, "eps": 1e-8, "momentum": 0.0}, 20.0),
    ],
)
def test_the_textbook_s_limits(name: str, knobs: dict, limit: float):
    assert OPTIMIZERS[name].stability_limit(**knobs) == pytest.approx(limit)
