"""What is recorded at snapshots, thinned and saved."""

import re
from dataclasses import replace
from pathlib import Path as File

import jax
import numpy as np
import pytest

from experiments.spec import SpecError
from experiments.training import TrainSpec, histograms, load, sharpness, train
from experiments.training.path import MOST, Path
from experiments.training.slices import slice_of
from surfaces.neural import losses_at, path_losses, pca_plane, window
from surfaces.neural.forward import eval_outputs, signal
from surfaces.neural.losses import mean_loss, score
from tests.sampling import sampled


def test_a_path_is_thinned_by_doubling_its_stride():
    path, everything = Path(1), np.arange(3001.0)
    for at in range(0, 3001, 7):
        path.add(at, {"x": everything[at : at + 7, None]})
        taken = path.taken()
        assert len(taken["step"]) <= MOST + 1
        np.testing.assert_array_equal(taken["x"][:, 0], taken["step"])
        assert taken["step"][-1] == min(at + 6, 3000)
    assert path.stride == 16
    np.testing.assert_array_equal(np.diff(path.taken()["step"])[:-1], 16)


def test_a_large_network_has_fewer_snapshots():
    assert Path(100_000).most == 41
    assert Path(10**9).most == 9


@pytest.mark.parametrize(
    "normalization",
    sampled(("none", "batch", "layer"), ("batch",)),
)
def test_measures_are_what_they_say(small, normalization):
    [made] = train([small.with_(normalization=normalization, activation="relu", steps=12, optimizer="sgd")])
    arrays, parts = made.arrays, made.parts
    slope = jax.jit(jax.grad(made.train_surface()))
    pass_through = jax.jit(lambda params, averages: signal(made.network, params, averages, parts.x))
    assert arrays["step"].tolist() == list(range(13))
    for k in (0, 5, 12):
        params, averages = made.params(k), made.averages_at(k)
        passing = pass_through(params, averages)
        np.testing.assert_allclose(
            arrays["train_loss"][k], mean_loss(made.network, passing.outputs, parts.y), rtol=1e-5
        )
        tested = eval_outputs(made.network, params, averages, parts.test_x)
        np.testing.assert_allclose(arrays["test_score"][k], score(made.network, tested, parts.test_y), rtol=1e-6)
        np.testing.assert_allclose(made.test_surface(k)(params), arrays["test_loss"][k], rtol=1e-5)
        np.testing.assert_allclose(arrays["spread"][k], [np.std(h) for h in passing.after], rtol=1e-4)
        never = [int((np.asarray(z) <= 0).all(axis=1).sum()) for z in passing.before]
        assert arrays["dead"][k].tolist() == never
        gradient = slope(params)
        lengths = [np.sqrt(sum(float((leaf**2).sum()) for leaf in layer.values())) for layer in gradient]
        np.testing.assert_allclose(arrays["gradient"][k], lengths, rtol=1e-3, atol=1e-6)
        whole = np.linalg.norm(made.network.ravel(gradient))
        np.testing.assert_allclose(np.linalg.norm(arrays["gradient"][k]), whole, rtol=1e-3)
    np.testing.assert_allclose(made.train_surface()(made.params(3)), arrays["seen"][3], rtol=1e-4)
    moved = np.linalg.norm(made.params(4)[0]["weight"] - made.params(3)[0]["weight"])
    expected = moved / np.linalg.norm(made.params(3)[0]["weight"])
    np.testing.assert_allclose(arrays["ratio"][3, 0], expected, rtol=1e-3)


def test_means_and_scores_are_those_of_a_network_written_in_numpy(small):
    [made] = train([small.with_(activation="relu", steps=30)])
    x, y = np.asarray(made.parts.x, float), np.asarray(made.parts.y)
    for k in (0, 11, 30):
        h, means, spreads = x, [], []
        *hidden, last = jax.tree.map(lambda leaf: np.asarray(leaf, float), made.params(k))
        for layer in hidden:
            h = np.maximum(h @ layer["weight"].T + layer["bias"], 0)
            means.append(h.mean())
            spreads.append(h.std())
        [odds] = last["weight"] @ h.T + last["bias"][:, None]
        np.testing.assert_allclose(made.arrays["mean"][k], means, rtol=1e-4)
        np.testing.assert_allclose(made.arrays["spread"][k], spreads, rtol=1e-4)
        assert made.arrays["train_score"][k] == pytest.approx(np.mean((odds > 0) == (y > 0.5)), abs=1e-6)
        cost = np.logaddexp(0, odds) - y * odds
        assert made.arrays["train_loss"][k] == pytest.approx(cost.mean(), rel=1e-4)
    assert made.arrays["train_score"][30] > made.arrays["train_score"][0]


def test_relus_pushed_far_down_are_dead(small):
    [made] = train([small.with_(activation="relu", init_bias=-10.0, steps=1)])
    assert made.arrays["dead"][0, 0] == 6
    found = histograms(made, "activations")
    assert found.counts[0, 0].max() == found.counts[0, 0].sum() == 6 * len(made.parts.y)


def test_what_is_not_finite_is_in_no_bar_and_counted(small):
    [made] = train([small.with_(steps=2)])
    arrays = {**made.arrays, "x": made.arrays["x"].copy()}
    arrays["x"][1, -2:] = np.inf  # of the last layer, whose weights end the vector
    found = histograms(replace(made, arrays=arrays), "weights")
    assert found.missing.tolist() == [[0, 0, 0], [0, 0, 2], [0, 0, 0]]
    assert found.counts.sum(axis=(1, 2)).tolist() == [47, 45, 47]
    assert np.isfinite(found.ranges).all()


def test_running_averages_come_to_those_of_the_data():
    spec = TrainSpec(normalization="batch", optimizer="sgd", hyperparameters={"learning_rate": 1e-12}, steps=120)
    [made] = train([spec])
    first = made.params()[0]
    sums = first["weight"] @ made.parts.x.T + first["bias"][:, None]
    np.testing.assert_allclose(made.averages_at()[0]["mean"], sums.mean(axis=1), atol=1e-4)
    np.testing.assert_allclose(made.averages_at()[0]["variance"], sums.var(axis=1, ddof=1), rtol=1e-3)


def dense_hessian(made, snapshot):
    """Of the loss that is descended, at the weights of a snapshot, (d, d)."""
    loss = made.train_surface()
    whole = jax.jit(jax.hessian(lambda vector: loss(made.network.unravel(vector))))
    return np.asarray(whole(made.arrays["x"][snapshot]), float)


def test_sharpness_is_that_of_the_dense_hessian_and_rises_to_the_edge_of_stability():
    """Full-batch gradient descent sharpens until 2 over its rate, and there it stays while the loss goes on falling."""
    spec = TrainSpec(data="sine", optimizer="sgd", hidden=(8,), steps=2000)
    rates = (0.1, 0.2)
    trained = train([spec.with_(hyperparameters={"learning_rate": rate}) for rate in rates])
    for rate, made in zip(rates, trained, strict=True):
        found = sharpness(made, 9)
        for i in (0, 4):
            dense = dense_hessian(made, made.arrays["step"].tolist().index(found.step[i]))
            np.testing.assert_allclose(found.largest[i], np.linalg.eigvalsh(dense)[-1], rtol=1e-3)
        np.testing.assert_allclose(found.limit, 2 / rate)
        assert found.largest[0] < 0.6 * 2 / rate
        np.testing.assert_allclose(found.largest[4:], 2 / rate, rtol=0.15)
        earlier, later = (np.median(made.arrays["train_loss"][part : part + 64]) for part in (64, 192))
        assert later < 0.9 * earlier
        assert found.preconditioned is None


def test_an_adaptive_method_is_judged_in_its_own_scale(small):
    [made] = train([small])
    found = sharpness(made, 4)
    k = made.arrays["step"].tolist().index(found.step[2])
    own = np.linalg.eigvals(dense_hessian(made, k) / made.arrays["scale"][k][:, None]).real.max()
    np.testing.assert_allclose(found.preconditioned[2], own, rtol=0.02)
    assert np.isnan(found.preconditioned[0])


def test_the_slice_below_a_path_is_the_true_loss_where_the_path_lies_in_it(small):
    [made] = train([small.with_(steps=100)])
    path = made.arrays["x"]
    plane = pca_plane(path)
    loss = made.train_surface()
    shown = path_losses(loss, made.params(), plane, path)
    assert shown[-1] == pytest.approx(float(loss(made.params())), rel=1e-4)
    assert plane.distance(path)[-1] < 1e-4 < plane.distance(path).max()
    assert 0.5 < sum(plane.explained) <= 1
    (a0, a1), (b0, b1) = window(plane, path)
    assert np.isfinite(losses_at(loss, made.params(), plane, np.array([[a0, b0], [a1, b1]]))).all()


@pytest.mark.full
def test_a_finer_picture_of_a_large_network_takes_no_more_memory():
    """Of 2,601 points and 1,257 digits, all hidden units at once would be 2.5 GB, the weights alone 137 MB."""
    [made] = train([TrainSpec(data="digits", hidden=(64,) * 3, activation="relu", steps=5)])
    assert made.network.size == 64 * 64 + 2 * 64 * 64 + 3 * 64 + 64 * 10 + 10
    assert made.arrays["train_loss"][5] < 0.5 * made.arrays["train_loss"][0]
    plane = pca_plane(made.arrays["x"])
    (trail,) = slice_of([made], plane, side=9).trails
    assert trail.below[-1] == pytest.approx(made.arrays["train_loss"][5], rel=1e-4)
    assert grown(lambda: slice_of([made], plane, side=51)) < 64


def grown(call):
    """By how many MB the memory of this process grows at most while something is called; Linux alone tells."""
    process = File("/proc/self")
    try:
        (process / "clear_refs").write_text("5")  # the peak counts from here
    except OSError:
        pytest.skip("the peak of memory cannot be counted anew here")

    def told(name):
        return int(re.search(rf"{name}:\s+(\d+) kB", (process / "status").read_text())[1]) / 1e3

    before = told("VmRSS")
    call()
    return told("VmHWM") - before


@pytest.mark.parametrize("normalization", sampled(("none", "batch"), ("batch",)))
def test_weights_are_saved_and_read(small, normalization, tmp_path):
    [made] = train([small.with_(normalization=normalization, steps=5)])
    file = tmp_path / "net.safetensors"
    for snapshot, step in ((-1, 5), (2, 2)):
        made.save(file, snapshot)
        read = load(file)
        assert (read.spec, read.network, read.step) == (made.spec, made.network, step)
        jax.tree.map(np.testing.assert_array_equal, read.params, made.params(snapshot))
        jax.tree.map(np.testing.assert_array_equal, read.averages, made.averages_at(snapshot))


@pytest.mark.parametrize("content", [b"", b"not weights at all", b"\x08\0\0\0\0\0\0\0{}      "])
def test_a_file_that_is_none_of_ours_gets_a_sentence(content, tmp_path):
    file = tmp_path / "net.safetensors"
    file.write_bytes(content)
    with pytest.raises(SpecError, match="no weights of a network trained here"):
        load(file)
