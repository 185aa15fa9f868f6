"""What is recorded at snapshots, thinned and saved."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from experiments.spec import SpecError
from experiments.training import TrainSpec, histograms, load, sharpness, train
from experiments.training.path import MOST, Path
from surfaces.neural import losses_at, path_losses, pca_plane, window
from surfaces.neural.forward import eval_outputs, signal
from surfaces.neural.losses import mean_loss, score


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


@pytest.mark.parametrize("normalization", ["none", "batch", pytest.param("layer", marks=pytest.mark.full)])
def test_measures_are_what_they_say(small, normalization):
    [made] = train([small.with_(normalization=normalization, activation="relu", steps=12, optimizer="sgd")])
    arrays, parts = made.arrays, made.parts
    assert arrays["step"].tolist() == list(range(13))
    for k in (0, 5, 12):
        params, averages = made.params(k), made.averages_at(k)
        passing = signal(made.network, params, averages, parts.x)
        np.testing.assert_allclose(
            arrays["train_loss"][k], mean_loss(made.network, passing.outputs, parts.y), rtol=1e-5
        )
        tested = eval_outputs(made.network, params, averages, parts.test_x)
        np.testing.assert_allclose(arrays["test_score"][k], score(made.network, tested, parts.test_y), rtol=1e-6)
        np.testing.assert_allclose(made.test_surface(k)(params), arrays["test_loss"][k], rtol=1e-5)
        np.testing.assert_allclose(arrays["spread"][k], [np.std(h) for h in passing.after], rtol=1e-4)
        never = [int((np.asarray(z) <= 0).all(axis=1).sum()) for z in passing.before]
        assert arrays["dead"][k].tolist() == never
        gradient = jax.grad(made.train_surface())(params)
        lengths = [np.sqrt(sum(float((leaf**2).sum()) for leaf in layer.values())) for layer in gradient]
        np.testing.assert_allclose(arrays["gradient"][k], lengths, rtol=1e-3, atol=1e-6)
        whole = np.linalg.norm(made.network.ravel(gradient))
        np.testing.assert_allclose(np.linalg.norm(arrays["gradient"][k]), whole, rtol=1e-3)
    np.testing.assert_allclose(made.train_surface()(made.params(3)), arrays["seen"][3], rtol=1e-4)
    moved = np.linalg.norm(made.params(4)[0]["weight"] - made.params(3)[0]["weight"])
    expected = moved / np.linalg.norm(made.params(3)[0]["weight"])
    np.testing.assert_allclose(arrays["ratio"][3, 0], expected, rtol=1e-3)


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


def test_sharpness_is_that_of_the_dense_hessian_and_meets_the_limit():
    spec = TrainSpec(optimizer="sgd", hidden=(8,), steps=800, hyperparameters={"learning_rate": 1.0})
    [made] = train([spec])
    found = sharpness(made, 9)
    loss = made.train_surface()
    for i in (0, 4):
        snapshot = made.arrays["step"].tolist().index(found.step[i])
        vector = jnp.asarray(made.arrays["x"][snapshot])
        dense = jax.jit(jax.hessian(lambda v: loss(made.network.unravel(v))))(vector)
        np.testing.assert_allclose(found.largest[i], np.linalg.eigvalsh(dense)[-1], rtol=1e-3)
    np.testing.assert_array_equal(found.limit, 2.0)
    assert found.largest.max() < 1.5 * 2.0
    assert found.preconditioned is None


def test_an_adaptive_method_is_judged_in_its_own_scale(small):
    [made] = train([small])
    found = sharpness(made, 4)
    k = made.arrays["step"].tolist().index(found.step[2])
    loss = made.train_surface()
    dense = np.asarray(jax.jit(jax.hessian(lambda v: loss(made.network.unravel(v))))(made.arrays["x"][k]), float)
    own = np.linalg.eigvals(dense / made.arrays["scale"][k][:, None]).real.max()
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


@pytest.mark.parametrize("normalization", ["none", "batch"])
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
