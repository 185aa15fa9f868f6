"""Signals against depth, in closed form and in real networks; and where many restarts end."""

import numpy as np
import pytest

from experiments.depth import linear_depth, network_depth
from experiments.spec import SpecError
from experiments.training import TrainSpec, ends, restarts, train


@pytest.mark.parametrize(("a", "b"), [(1.0, 2.0), (0.5, 0.9), (-1.1, 0.0)])
def test_the_textbook_s_network_has_its_closed_forms(a, b):
    n = 12
    made, i = linear_depth(a, b, n), np.arange(n + 1)[:, None]
    np.testing.assert_allclose(made.signal, np.array([a, b]) ** i, rtol=1e-12)
    np.testing.assert_allclose(made.variance, np.array([a, b]) ** (2 * i), rtol=1e-12)
    np.testing.assert_allclose(made.gradient, np.array([a, b]) ** (n - i), rtol=1e-12)
    np.testing.assert_array_equal(made.clipped, made.gradient)


def test_the_variance_is_that_of_many_signals():
    h = np.random.default_rng(0).normal(size=(200_000, 2))
    for _ in range(5):
        h = h * (0.5, 0.9)
    np.testing.assert_allclose(linear_depth(0.5, 0.9, 5).variance[-1], h.var(axis=0), rtol=0.02)


def test_clipping_shortens_and_turns_nothing():
    free, clipped = linear_depth(1, 2, 10), linear_depth(1, 2, 10, clip_norm=3.0).clipped
    lengths = np.linalg.norm(clipped, axis=1)
    np.testing.assert_allclose(lengths, np.minimum(np.linalg.norm(free.gradient, axis=1), 3.0))
    np.testing.assert_allclose(
        clipped / lengths[:, None], free.gradient / np.linalg.norm(free.gradient, axis=1)[:, None]
    )


def test_far_beyond_the_numbers_it_is_infinite_and_no_error():
    assert linear_depth(3, 1e200, 5).variance[-1].tolist() == [3.0**10, np.inf]


def test_he_keeps_relu_alive_where_xavier_s_fades_and_large_ones_explode():
    ends = {
        name: network_depth(name, "relu", 20, 128) for name in ("he_normal", "xavier_normal", "too_large", "too_small")
    }
    first, last = ends["he_normal"].spread[[0, -1]]
    assert 0.3 < last / first < 3
    assert ends["xavier_normal"].spread[-1] < 0.02
    assert ends["too_large"].spread[-1] > 1e10
    assert ends["too_small"].gradient[0] < 1e-25


def test_xavier_keeps_tanh_and_orthogonal_keeps_what_is_linear():
    assert network_depth("xavier_normal", "tanh", 20, 128).spread[-1] > 0.1
    np.testing.assert_allclose(network_depth("orthogonal", "identity", 50, 64).spread, 1, rtol=0.05)
    assert network_depth("zeros", "tanh", 5).gradient.tolist() == [0] * 5


def test_a_deep_network_s_gradient_is_clipped_as_a_whole():
    free = network_depth("too_large", "relu", 6)
    clipped = network_depth("too_large", "relu", 6, clip_norm=1.0)
    np.testing.assert_array_equal(clipped.gradient, free.gradient)
    assert np.linalg.norm(clipped.clipped) == pytest.approx(1, rel=1e-5)
    np.testing.assert_allclose(clipped.clipped / clipped.clipped[0], free.gradient / free.gradient[0], rtol=1e-4)


SHARED = TrainSpec(data_knobs={"samples": 80}, hidden=(1,), steps=150)


def test_restarts_end_where_their_trainings_do():
    told = []
    made = restarts(SHARED, (1, 4), 6, progress=lambda done, whole: told.append((done, whole)))
    assert [each.train_loss.shape for each in made.ends] == [(6,), (6,)]
    assert told[-1] == (12, 12)
    assert all(each.finite.all() for each in made.ends)
    [run] = train([made.spec(1, 5)])
    np.testing.assert_allclose(made.ends[1].train_loss[5], run.arrays["train_loss"][-1], rtol=1e-3)
    np.testing.assert_allclose(made.ends[1].test_score[5], run.arrays["test_score"][-1], atol=0.05)


@pytest.mark.full
def test_wider_networks_end_lower_and_closer_together():
    made = restarts(SHARED.with_(steps=400), (3, 32), 24)
    narrow, wide = (each.train_loss for each in made.ends)
    assert np.median(wide) < 0.5 * np.median(narrow)
    assert np.std(wide) < np.std(narrow)


def test_ends_are_those_of_any_trainings_and_say_which_left_the_finite_numbers():
    rates = {"learning_rate": 0.1}, {"learning_rate": 1e4}
    wild = SHARED.with_(optimizer="sgd", data="sine", activation="identity", steps=40)
    made = ends([SHARED, *(wild.with_(hyperparameters=rate) for rate in rates)])
    assert made.finite.tolist() == [True, True, False]
    assert np.isfinite(made.train_loss[:2]).all()


def test_the_two_rates_are_those_of_the_first_layer_and_of_the_others():
    rates = {"learning_rate": 0.3, "learning_rate_y": 0.01}
    spec = SHARED.with_(hidden=(4,), optimizer="two_rate_sgd", hyperparameters=rates, steps=1)
    both, one = train([spec, spec.with_(optimizer="sgd", hyperparameters={"learning_rate": 1.0})])
    step, gradient = (each.network.unravel(np.diff(each.arrays["x"], axis=0)[0]) for each in (both, one))
    np.testing.assert_allclose(step[0]["weight"], 0.3 * gradient[0]["weight"], rtol=1e-3, atol=1e-6)
    np.testing.assert_allclose(step[1]["weight"], 0.01 * gradient[1]["weight"], rtol=1e-3, atol=1e-6)


def test_too_many_restarts_get_a_sentence():
    with pytest.raises(SpecError, match="1 to 256 restarts are made of each width, not 1000"):
        restarts(SHARED, (1,), 1000)
