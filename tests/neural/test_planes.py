"""Planes: what they contain, what they are made of, and that a slice is the loss itself."""

from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.decomposition import PCA

from surfaces.neural import (
    DATASETS,
    Line,
    Network,
    Plane,
    Table,
    batch_loss,
    coordinate_plane,
    eval_loss,
    filter_normalized_plane,
    flat,
    hessian_plane,
    initialize,
    leading,
    losses_along,
    losses_at,
    path_losses,
    pca_plane,
    plane_through,
    prepare,
    random_plane,
    refine,
    window,
)
from surfaces.neural.directions import filter_scaled
from tests.experiments.compiles import compiled

RECORDED = np.load(Path(__file__).with_name("recordings") / "filters.npz")
PARTS = prepare(DATASETS["moons"].build(samples=80))
NETWORK = Network(2, (5, 4))
PARAMS = initialize(NETWORK, "xavier_normal", 0)
LOSS = eval_loss(NETWORK, (), PARTS.x, PARTS.y)
OTHERS = [initialize(NETWORK, "xavier_normal", seed) for seed in (1, 2)]
PATH = np.cumsum(np.random.default_rng(5).normal(size=(30, NETWORK.size)) * np.linspace(2, 0.1, NETWORK.size), axis=0)


@given(st.tuples(st.floats(-50, 50), st.floats(-50, 50)))
def test_a_point_embedded_is_projected_back(ab):
    skewed = Plane(flat(PARAMS), flat(OTHERS[0]), flat(OTHERS[0]) + 0.5 * flat(OTHERS[1]))
    x = skewed.embed(np.array(ab))
    np.testing.assert_allclose(skewed.project(x), ab, rtol=1e-4, atol=1e-4)
    assert skewed.distance(x) < 1e-4


def test_a_projection_is_the_nearest_point():
    plane, x = random_plane(PARAMS, 3), flat(OTHERS[1])
    best = plane.project(x)
    here = np.linalg.norm(plane.embed(best) - x)
    assert here == pytest.approx(plane.distance(x), rel=1e-5)
    around = best + 0.05 * np.random.default_rng(0).normal(size=(100, 2))
    assert (np.linalg.norm(plane.embed(around) - x, axis=1) >= here - 1e-5).all()


def test_the_angle_is_the_one_between_the_directions():
    right, up = np.eye(4, dtype=np.float32)[:2]
    for degrees in (1e-1, 45.0, 90.0, 135.0):
        turned = np.cos(np.radians(degrees)) * right + np.sin(np.radians(degrees)) * up
        assert Plane(np.zeros(4), right, 3 * turned).angle == pytest.approx(degrees, rel=1e-4)
    assert random_plane(np.zeros(100_000)).angle == pytest.approx(90, abs=1)


def test_two_directions_that_are_one_are_no_plane():
    with pytest.raises(ValueError, match="they span no plane"):
        Plane(np.zeros(3), np.ones(3), -2 * np.ones(3))
    with pytest.raises(ValueError, match="they span no plane"):
        plane_through(PARAMS, OTHERS[0], OTHERS[0])


def test_the_plane_through_three_solutions_contains_them():
    plane = plane_through(PARAMS, *OTHERS)
    for params, ab in zip((PARAMS, *OTHERS), ((0, 0), (1, 0), (0, 1)), strict=True):
        np.testing.assert_allclose(plane.project(flat(params)), ab, atol=1e-6)
        assert plane.distance(flat(params)) < 1e-5
        np.testing.assert_allclose(losses_at(LOSS, PARAMS, plane, np.array([ab])), LOSS(params), rtol=1e-5)


@pytest.mark.parametrize(
    "plane",
    [random_plane(PARAMS), filter_normalized_plane(PARAMS), coordinate_plane(PARAMS, 3, 20)],
    ids=lambda p: p.kind,
)
def test_a_slice_is_the_true_loss_of_what_lies_in_it(plane):
    ab = np.random.default_rng(0).normal(size=(20, 2))
    vectors = plane.embed(ab)
    true = np.array([LOSS(NETWORK.unravel(each)) for each in vectors])
    np.testing.assert_allclose(losses_at(LOSS, PARAMS, plane, ab), true, rtol=1e-5)
    np.testing.assert_allclose(path_losses(LOSS, PARAMS, plane, vectors), true, rtol=1e-4)
    here = losses_at(LOSS, PARAMS, plane.at(vectors[3]), np.zeros((1, 2)))
    np.testing.assert_allclose(here, true[3], rtol=1e-5)


def test_off_the_plane_the_slice_says_something_else():
    plane, far = random_plane(PARAMS), flat(OTHERS[0])
    assert plane.distance(far) > 1
    assert abs(float(path_losses(LOSS, PARAMS, plane, far[None])[0]) - float(LOSS(OTHERS[0]))) > 1e-3


def test_filter_normalization_is_its_definition():
    network = Network(2, (5, 4), normalization="batch")
    params = initialize(network, "he_normal", 1, bias=0.3)
    plane = filter_normalized_plane(params, seed=4)
    for direction in (network.unravel(plane.first), network.unravel(plane.second)):
        for layer, moved in zip(params, direction, strict=True):
            for unit in range(len(layer["weight"])):
                lengths = np.linalg.norm(moved["weight"][unit]), np.linalg.norm(layer["weight"][unit])
                assert lengths[0] == pytest.approx(lengths[1], rel=1e-5)
            assert all((np.asarray(moved[name]) == 0).all() for name in moved if name != "weight")


@pytest.mark.parametrize("i", [0, 1])
def test_filter_normalization_is_that_of_loss_landscapes(i):
    weight, direction = RECORDED[f"weight.{i}"], RECORDED[f"direction.{i}"]
    np.testing.assert_allclose(filter_scaled(direction, weight), RECORDED[f"normalized.{i}"], rtol=1e-5)
    np.testing.assert_allclose(filter_scaled(direction.T, weight.T, -1).T, RECORDED[f"normalized.{i}"], rtol=1e-5)


def test_principal_components_are_scikit_learn_s():
    plane, theirs = pca_plane(PATH), PCA(n_components=2).fit(PATH)
    np.testing.assert_array_equal(plane.origin, PATH[-1].astype(np.float32))
    np.testing.assert_allclose(plane.explained, theirs.explained_variance_ratio_, rtol=1e-6)
    for ours, component in zip((plane.first, plane.second), theirs.components_, strict=True):
        np.testing.assert_allclose(ours * np.sign(ours @ component), component, atol=1e-5)
    assert plane.angle == pytest.approx(90, abs=1e-3)


def test_a_path_that_is_no_surface_is_refused():
    with pytest.raises(ValueError, match="at least three points"):
        pca_plane(PATH[:2])
    with pytest.raises(ValueError, match="does not spread"):
        pca_plane(np.zeros((5, 7)))


def test_a_window_holds_the_whole_path():
    plane = pca_plane(PATH)
    (a0, a1), (b0, b1) = window(plane, PATH)
    shadow = plane.project(PATH)
    assert (shadow > (a0, b0)).all()
    assert (shadow < (a1, b1)).all()
    np.testing.assert_allclose(window(plane, PATH[-1:]), ((-1.0, 1.0), (-1.0, 1.0)), atol=1e-5)


def test_leading_eigenvalues_are_those_of_the_dense_hessian():
    dense = np.asarray(jax.jit(jax.hessian(lambda x: LOSS(NETWORK.unravel(x))))(flat(PARAMS)), np.float64)
    values, vectors = np.linalg.eigh(dense)
    plane, found = hessian_plane(LOSS, PARAMS)
    assert found.converged
    np.testing.assert_allclose(found.values, values[[-1, -2]], rtol=1e-3)
    assert plane.curvatures == pytest.approx(tuple(values[[-1, -2]]), rel=1e-3)
    for k in (1, 2):
        assert abs(found.vectors[k - 1] @ vectors[:, -k]) == pytest.approx(1, abs=1e-3)
    applied = dense @ found.vectors[0] - found.values[0] * found.vectors[0]
    assert np.linalg.norm(applied) <= found.residuals[0] + 1e-4 * found.values[0]


def test_leading_eigenvalues_of_a_small_space_and_of_a_flat_loss():
    found = leading(lambda p: 1.5 * p["a"] ** 2 + p["b"] @ p["b"], {"a": jnp.float32(1), "b": jnp.ones(2, jnp.float32)})
    assert found.converged
    assert found.values[0] == pytest.approx(3, rel=1e-5)
    flat_loss = leading(lambda p: p @ jnp.ones_like(p), np.ones(5, np.float32))
    np.testing.assert_allclose(flat_loss.values, 0, atol=1e-6)


def test_any_loss_of_any_tree_has_planes():
    def loss(tree):
        return jnp.sum(tree["kernel"] ** 2) + jnp.sum(jnp.cos(tree["more"][0]))

    tree = {"kernel": np.ones((3, 2), np.float32), "more": [np.zeros(4, np.float32)]}
    plane = filter_normalized_plane(tree, unit_axis=-1)
    np.testing.assert_allclose(losses_at(loss, tree, plane, np.zeros((3, 2))), loss(tree), rtol=1e-6)
    sharp, found = hessian_plane(loss, tree)
    assert found.values[0] == pytest.approx(2, rel=1e-4)
    assert sharp.kind == "Hessian eigenvectors"


def test_a_grid_grows_finer_and_computes_nothing_twice(monkeypatch):
    from surfaces.neural import grids

    asked, plain = [], grids.evaluator

    def counting(*args):
        losses = plain(*args)
        return lambda ab: asked.append(len(ab)) or losses(ab)

    monkeypatch.setattr(grids, "evaluator", counting)
    plane = filter_normalized_plane(PARAMS)
    made = list(refine(LOSS, PARAMS, plane, ((-1, 1), (-0.5, 2)), 51))
    assert [each.stride for each in made if each.stride] == [8, 4, 2, 1]
    assert sum(asked) == 51 * 51
    assert max(asked) <= grids.TILE * grids.WORKERS
    assert np.isfinite(made[0].loss[::8, ::8]).all()
    assert np.isfinite(made[-1].loss).all()
    known = np.isfinite(made[0].loss)
    np.testing.assert_array_equal(made[-1].loss[known], made[0].loss[known])
    corner = plane.embed(np.array([made[-1].a[0], made[-1].b[-1]]))
    assert made[-1].loss[-1, 0] == pytest.approx(float(LOSS(NETWORK.unravel(corner))), rel=1e-5)


def test_another_plane_another_step_or_other_data_compile_nothing():
    losses_at(LOSS, PARAMS, random_plane(PARAMS), np.zeros((3, 2)))
    leading(LOSS, PARAMS)
    other = prepare(DATASETS["moons"].build(samples=80, noise=0.3, seed=3))
    again = Network(2, (5, 4))
    with compiled() as count:
        loss = eval_loss(again, (), other.x, other.y)
        losses_at(loss, OTHERS[0], filter_normalized_plane(OTHERS[0]), np.ones((5, 2)))
        leading(loss, OTHERS[0])
    assert count == [0]


def test_a_line_begins_and_ends_at_its_solutions():
    line = Line(flat(PARAMS), flat(OTHERS[0]))
    along = losses_along(LOSS, PARAMS, line, np.linspace(0, 1, 11))
    np.testing.assert_allclose(along[[0, -1]], [LOSS(PARAMS), LOSS(OTHERS[0])], rtol=1e-5)
    np.testing.assert_allclose(along[5], LOSS(NETWORK.unravel(line.embed(0.5))), rtol=1e-5)


def test_batch_statistics_make_another_surface_than_running_averages():
    network = Network(2, (5,), normalization="batch")
    params = initialize(network, "he_normal", 0)
    plane = filter_normalized_plane(params)
    batch = losses_at(batch_loss(network, PARTS.x, PARTS.y), params, plane, np.zeros((1, 2)))
    running = losses_at(eval_loss(network, network.averages(), PARTS.x, PARTS.y), params, plane, np.zeros((1, 2)))
    assert abs(float(batch[0] - running[0])) > 1e-3


def test_scaling_makes_contours_round_that_units_have_drawn_out():
    """Along the two weights into a linear unit the loss is a parabola that bends as the features' second moments do."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, 2)) * (1.0, 20.0)
    table = Table(x.astype(np.float32), (x @ [1.0, 0.05]).astype(np.float32), (), ("metres", "inches"))
    network = Network(2, (3,), activation="identity", task="regression")
    params = initialize(network, "xavier_normal", 0)
    places = network.unravel(np.arange(network.size, dtype=np.float32))[0]["weight"][0]
    plane, ratios = coordinate_plane(params, *map(int, places)), {}
    for scaling in ("none", "z_score"):
        parts = prepare(table, scaling=scaling)
        ab = np.array([(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1), (1, -1), (-1, 1)])
        still, right, left, up, down, *corners = losses_at(
            eval_loss(network, (), parts.x, parts.y), params, plane, ab
        ).astype(float)
        across = (corners[0] + corners[1] - corners[2] - corners[3]) / 4
        low, high = np.linalg.eigvalsh([[right + left - 2 * still, across], [across, up + down - 2 * still]])
        flattest, steepest = np.linalg.eigvalsh(parts.x.T.astype(float) @ parts.x)
        ratios[scaling] = high / low
        assert high / low == pytest.approx(steepest / flattest, rel=0.02)
    assert ratios["none"] > 300
    assert ratios["z_score"] < 1.5
