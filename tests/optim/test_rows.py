"""What every optimizer's row promises: its fields, its program under jit, vmap and scan, its ranges, its accuracy."""

import inspect

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from optim import OPTIMIZERS
from tests.optim.walk import extras, knobs_on, walk

FAMILIES = {"gradient descent", "momentum", "adaptive", "rate-free", "second order", "stochastic"}
EXPECTED = {
    "sgd", "momentum", "nesterov", "sign_sgd", "adagrad", "adadelta", "rmsprop", "adam", "amsgrad", "adamax", "nadam",
    "adamw", "nadamw", "radam", "adabelief", "yogi", "lion", "adan", "ademamix", "adopt", "novograd", "lamb", "lars",
    "adafactor", "fromage", "sm3", "noisy_sgd", "optimistic_gradient_descent", "polyak_sgd", "cocob", "prodigy",
    "dadapt_adamw", "dog", "dowg", "momo", "momo_adam", "madgrad", "muon", "lbfgs", "rprop", "adam_uncorrected",
    "newton", "saddle_free_newton", "bfgs", "nonlinear_cg", "schedule_free_sgd", "schedule_free_adamw", "sam", "sophia",
    "shampoo", "trust_region", "langevin", "simulated_annealing", "random_search", "two_rate_sgd",
}  # fmt: skip
STARTS = np.array([(1.6, -1.1), (-1.2, 1.5), (0.4, -1.9), (-1.8, -1.7), (1.0, 1.0), (0.9, -0.7)])


def test_there_are_fifty_five():
    assert set(OPTIMIZERS) == EXPECTED
    assert len({row.title for row in OPTIMIZERS.values()}) == 55


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_row_is_whole(name: str):
    row = OPTIMIZERS[name]
    assert tuple(inspect.signature(row.function).parameters) == tuple(knob.name for knob in row.knobs)
    assert row.family in FAMILIES
    assert row.caption.endswith(".")
    assert 30 < len(row.caption) < 130
    assert row.formula
    assert any(character.isdigit() for character in row.reference.text)
    assert all(knob.help.endswith(".") for knob in row.knobs)
    assert row.note == "" or row.note.endswith(".")
    assert ("stochastic" in row.traits) == ("noise" in row.wants)
    assert bool(row.anatomy) <= (row.explain is not None)
    assert row.preconditioned <= (row.stability_limit is not None)
    assert f"def {name}(" in row.source


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_it_scans_in_64_bits_with_traced_knobs(name: str):
    """Traced only: a scan refuses a state whose structure, shapes or types change from step to step."""
    row = OPTIMIZERS[name]
    static = {knob.name: int(knob.default) for knob in row.knobs if knob.static}
    names = [knob.name for knob in row.knobs if not knob.static]

    def loss(x):
        return jnp.sum(jnp.cosh(x))

    def lane(x, table, noise):
        def step(carry, inputs):
            x, state = carry
            rule = row.function(**dict(zip(names, inputs[0], strict=True)), **static)
            value, gradient = jax.value_and_grad(loss)(x)
            updates, state = rule.update(gradient, state, x, **extras(row, loss, value, gradient, inputs[1]))
            return (x + updates, state), updates

        state = row.function(**dict(zip(names, table[0], strict=True)), **static).init(x)
        return jax.lax.scan(step, (x, state), (table, noise))

    floats = [jax.ShapeDtypeStruct(shape, jnp.float64) for shape in ((3, 2), (3, 5, len(names)), (3, 5, 2))]
    (x, state), updates = jax.eval_shape(jax.jit(jax.vmap(lane)), *floats)
    assert (x.dtype, updates.shape) == (jnp.float64, (3, 5, 2))
    assert {str(leaf.dtype) for leaf in jax.tree.leaves(state)} <= {"float64", "int32", "int64", "bool"}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_it_keeps_its_word_on_the_bowl(name: str):
    row = OPTIMIZERS[name]
    _, losses = walk(name, "bowl", STARTS, row.budget)
    shares = losses / losses[0]
    assert shares.min(axis=0).max() <= row.accuracy
    assert shares[-1].max() <= 10 * row.accuracy, "it does not stay there"


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_ends_of_every_knob_are_steps_that_are_numbers(name: str):
    """From a place with a slope, the first step is finite; later ones may overflow, but only from far away."""
    knobs = [knob for knob in knobs_on(OPTIMIZERS[name], "himmelblau") if not knob.static]
    ends = [(knob.name, end) for knob in knobs for end in (knob.low, knob.high)]
    columns = {
        knob.name: np.array([end if turned == knob.name else knob.default for turned, end in ends]) for knob in knobs
    }
    points, _ = walk(name, "himmelblau", np.tile((-0.6, -1.4), (len(ends), 1)), 25, columns)
    finite = np.isfinite(points).all(axis=2)
    assert finite[1].all()
    lost = np.argmin(finite, axis=0)
    assert all(np.abs(points[at - 1, lane]).max() > 1e30 for lane, at in enumerate(lost) if at > 0)


@pytest.mark.full
@pytest.mark.parametrize("end", ["low", "high"])
@pytest.mark.parametrize("name", [name for name, row in OPTIMIZERS.items() if any(knob.static for knob in row.knobs)])
def test_the_ends_of_the_whole_numbers_descend(name: str, end: str):
    ends = {knob.name: getattr(knob, end) for knob in OPTIMIZERS[name].knobs if knob.static}
    _, losses = walk(name, "bowl", STARTS, 25, ends)
    assert (losses[-1] < losses[0]).all()


def test_build_uses_the_defaults_and_names_unknown_knobs():
    rule = OPTIMIZERS["momentum"].build(learning_rate=0.5)
    x = jnp.array([1.0, -2.0])
    updates, _ = rule.update(x, rule.init(x), x)
    np.testing.assert_array_equal(updates, -0.5 * x)
    with pytest.raises(KeyError, match="did you mean 'momentum'"):
        OPTIMIZERS["momentum"].build(momentun=0.5)


def test_what_they_share_and_what_they_do_not():
    """Rows walk different paths somewhere, unless a row says that another walks its own, and why."""
    paths = {name: walk(name, "himmelblau", STARTS, 40)[0] for name in OPTIMIZERS}
    for name, row in OPTIMIZERS.items():
        same = {other for other, path in paths.items() if other != name and np.allclose(path, paths[name], rtol=1e-9)}
        assert same == row.same_path_as, name
        assert all(OPTIMIZERS[other].title in row.note for other in same)
