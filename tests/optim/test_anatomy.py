"""The anatomy of an update: every line holds in numbers, and together they make the very update that was made."""

import re
from functools import cache
from string import Formatter

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from optim import OPTIMIZERS
from optim.core import Line
from tests.optim.walk import extras, knobs_on

DOZEN = {
    "sgd", "momentum", "nesterov", "adagrad", "adadelta", "rmsprop",
    "adam", "adamw", "nadam", "amsgrad", "lion", "newton",
}  # fmt: skip
EXPLAINED = [name for name, row in OPTIMIZERS.items() if row.explain]
INERT = [
    "momentum", "nesterov", "lion", "rmsprop", "adam", "adam_uncorrected", "amsgrad", "adamax", "nadam", "adamw",
    "nadamw", "adabelief", "yogi", "novograd",
]  # fmt: skip
SHOWN = [name for name, row in OPTIMIZERS.items() if row.anatomy]
STEPS = 7


def loss(x: jax.Array) -> jax.Array:
    """Himmelblau's function."""
    return (x[0] ** 2 + x[1] - 11) ** 2 + (x[0] + x[1] ** 2 - 7) ** 2


@cache
def taken_apart(name: str) -> list[tuple[dict[str, np.ndarray], np.ndarray]]:
    """For every step of a short walk the symbols, knobs among them, and the update made."""
    row = OPTIMIZERS[name]
    knobs = {knob.name: knob.default for knob in knobs_on(row, "himmelblau")}
    rule, x = row.function(**knobs), jnp.array([-0.6, -1.4])
    state, found = rule.init(x), []
    for _ in range(STEPS):
        value, gradient = jax.value_and_grad(loss)(x)
        updates, after = rule.update(gradient, state, x, **extras(row, loss, value, gradient, jnp.zeros(2)))
        symbols = row.explain(state, after, gradient, knobs, x)
        assert not set(symbols) & set(knobs)
        symbols |= knobs
        found.append(({key: np.asarray(number) for key, number in symbols.items()}, np.asarray(updates)))
        x, state = x + updates, after
    return found


def sides(line: Line, symbols: dict[str, np.ndarray]) -> list[np.ndarray]:
    """Both sides of a line's equation, worked out from its template: LaTeX read as arithmetic."""
    names = {name for _, name, _, _ in Formatter().parse(line.numbers) if name}
    text = line.numbers.format(**{name: name for name in names})
    for latex, python in (
        (r"\\sqrt\{([^{}]*)\}", r"sqrt(\1)"),
        (r"\^\{([^{}]*)\}", r"**(\1)"),
        (r"\^(\d)", r"**\1"),
        (r"\\vert (\w+) \\vert", r"abs(\1)"),
        (r"\\max", "maximum"),
        (r"\\mathrm\{sign\}", "sign"),
        (r"\\cdot", "*"),
        (r"\\,", "@"),
    ):
        text = re.sub(latex, python, text)
    arithmetic = {"sqrt": np.sqrt, "maximum": np.maximum, "sign": np.sign, "abs": np.abs}
    return [eval(side, arithmetic, {name: symbols[name] for name in names}) for side in text.split("=")]  # noqa: S307


def test_every_row_that_explains_itself_is_shown_and_the_textbook_dozen_does():
    assert set(SHOWN) == set(EXPLAINED) >= DOZEN


@pytest.mark.parametrize("name", SHOWN)
def test_every_line_holds(name: str):
    for symbols, _ in taken_apart(name):
        for line in OPTIMIZERS[name].anatomy:
            left, right = sides(line, symbols)
            np.testing.assert_allclose(left, right, rtol=1e-12, atol=1e-12, err_msg=line.numbers)
            assert np.ptp(symbols["g"]) > 0


@pytest.mark.parametrize("name", SHOWN)
def test_the_last_step_shown_is_the_update(name: str):
    lines = OPTIMIZERS[name].anatomy
    assert any(line.numbers.startswith("{step} =") for line in lines)
    assert all(line.says and line.latex for line in lines)


@pytest.mark.parametrize("name", EXPLAINED)
def test_the_step_is_the_update(name: str):
    for symbols, update in taken_apart(name):
        np.testing.assert_allclose(symbols["step"], update, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("name", INERT)
def test_inertia_is_what_the_past_contributes(name: str):
    """The rest of the step is downhill along this gradient, in units of the preconditioner where there is one."""
    for symbols, _ in taken_apart(name)[1:]:
        rest = symbols["step"] - symbols["inertia"]
        if name == "lion":  # whose signs are the only thing that the gradient can change
            assert (np.sign(rest) * symbols["g"] <= 0).all()
            continue
        shares = -rest * symbols.get("preconditioner", 1.0) / symbols["g"]
        assert shares.min() > 0
        np.testing.assert_allclose(shares, shares[0], rtol=1e-9)


def test_the_first_step_has_no_inertia():
    for name in ("momentum", "nesterov", "adam", "nadam", "amsgrad", "adamax"):
        assert not taken_apart(name)[0][0]["inertia"].any()


def test_nesterov_s_own_points():
    """The textbook's iteration, run by itself, visits the points that the anatomy finds behind the shown ones."""
    found = taken_apart("nesterov")
    rate, share = (float(found[0][0][knob]) for knob in ("learning_rate", "momentum"))
    theta, velocity = np.array([-0.6, -1.4]), np.zeros(2)
    for symbols, _ in found:
        np.testing.assert_allclose(symbols["lookahead"], share * velocity, rtol=1e-9, atol=1e-15)
        velocity = share * velocity - rate * np.asarray(jax.grad(loss)(jnp.asarray(theta + share * velocity)))
        theta = theta + velocity
        np.testing.assert_allclose(symbols["theta"], theta, rtol=1e-9)
        np.testing.assert_allclose(symbols["v"], velocity, rtol=1e-9)
