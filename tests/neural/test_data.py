"""Sets of data, their scaling, and how they are cut and spoiled."""

import numpy as np
import pytest

from surfaces.neural import DATASETS, SCALINGS, Table, prepare

MADE = [name for name, row in DATASETS.items() if not row.is_real]


@pytest.mark.parametrize("name", DATASETS)
def test_a_set_is_what_its_row_says(name):
    row = DATASETS[name]
    table = row.build(seed=1)
    assert table.x.shape == (int(row.values({})["samples"]), row.inputs)
    assert (table.task, len(table.classes), len(table.features)) == (row.task, row.classes, row.inputs)
    assert np.isfinite(table.x).all()
    assert np.isfinite(table.y).all()
    if row.classes:
        assert set(table.y) == set(range(row.classes))
    assert table.outputs == (row.classes if row.classes > 2 else 1)
    assert row.caption.endswith(".")
    assert table.digest == row.build(seed=1).digest != row.build(seed=2).digest


@pytest.mark.parametrize("name", MADE)
def test_noise_and_size_are_numbers_one_can_turn(name):
    row = DATASETS[name]
    clean, again = row.build(samples=300, noise=0.0), row.build(samples=300, noise=0.0, seed=0)
    np.testing.assert_array_equal(clean.x, again.x)
    noisy = row.build(samples=300, noise=0.5)
    shown = clean.y if row.task == "regression" else clean.x
    changed = noisy.y if row.task == "regression" else noisy.x
    assert 0.4 < np.std(changed - shown) < 0.6


def test_moons_circles_and_the_quarters_lie_where_they_should():
    rings = DATASETS["circles"].build(noise=0.0)
    np.testing.assert_allclose(np.linalg.norm(rings.x, axis=1), np.where(rings.y == 0, 1.0, 0.5), rtol=1e-6)
    quarters = DATASETS["xor"].build(noise=0.0)
    np.testing.assert_array_equal(quarters.x.prod(axis=1) < 0, quarters.y == 1)
    assert np.abs(DATASETS["moons"].build(noise=0.0).x.mean(axis=0)).max() < 0.1


@pytest.mark.parametrize("name", SCALINGS)
def test_a_scaling_does_what_it_says_on_the_training_part(name):
    x = np.random.default_rng(0).gamma(2.0, (1.0, 100.0, 1e-3), (200, 3))
    x = np.column_stack([x, np.full(200, 7.0)])
    made = SCALINGS[name].fitted(x)(x)
    assert made.dtype == np.float32
    assert np.isfinite(made).all()
    told = {
        "none": np.allclose(made, x),
        "min_max": np.allclose(made.min(axis=0), 0) and np.allclose(made.max(axis=0), [1, 1, 1, 0]),
        "mean": np.allclose(made.mean(axis=0), 0, atol=1e-6) and np.allclose(np.ptp(made, axis=0), [1, 1, 1, 0]),
        "z_score": np.allclose(made.mean(axis=0), 0, atol=1e-6) and np.allclose(made.std(axis=0), [1, 1, 1, 0]),
    }
    assert told[name]


def test_scaling_knows_nothing_of_the_test():
    table = DATASETS["iris"].build()
    parts = prepare(table, scaling="z_score", test_share=0.5)
    np.testing.assert_allclose(parts.x.mean(axis=0), 0, atol=1e-5)
    assert np.abs(parts.test_x.mean(axis=0)).max() > 0.01


def test_a_cut_keeps_every_point_once():
    table = DATASETS["moons"].build(samples=200)
    parts = prepare(table, scaling="none", test_share=0.3)
    assert (len(parts.y), len(parts.test_y)) == (140, 60)
    whole = np.concatenate([parts.x, parts.test_x])
    np.testing.assert_array_equal(np.sort(whole, axis=0), np.sort(table.x, axis=0))


def test_what_is_wrong_with_the_training_part_leaves_its_shape_and_the_test_alone():
    table = DATASETS["circles"].build(samples=400)
    fair = prepare(table, scaling="none")
    for flaw in ({"label_noise": 0.4}, {"sample_bias": 0.9}, {"shift": 1.0}):
        spoiled = prepare(table, scaling="none", **flaw)
        assert spoiled.x.shape == fair.x.shape
        np.testing.assert_array_equal(spoiled.test_x, fair.test_x)
        np.testing.assert_array_equal(spoiled.test_y, fair.test_y)


def test_label_noise_is_the_share_of_wrong_labels():
    table = DATASETS["blobs"].build(samples=3000)
    fair, spoiled = prepare(table), prepare(table, label_noise=0.3)
    assert np.mean(fair.y != spoiled.y) == pytest.approx(0.3, abs=0.03)
    assert np.mean(fair.y != prepare(table, label_noise=1.0).y) == 1


def test_a_biased_sample_hardly_sees_one_half():
    table = DATASETS["circles"].build(samples=2000)
    middle = np.median(prepare(table, scaling="none").x[:, 0])
    shares = [np.mean(prepare(table, scaling="none", sample_bias=bias).x[:, 0] > middle) for bias in (0.0, 0.5, 1.0)]
    assert shares == pytest.approx([0.5, 0.25, 0.0], abs=0.03)


def test_shifted_inputs_have_moved_by_deviations():
    table = DATASETS["wine"].build()
    fair, moved = prepare(table, scaling="none"), prepare(table, scaling="none", shift=2.0)
    np.testing.assert_allclose((moved.x - fair.x).mean(axis=0), 2 * fair.x.std(axis=0), rtol=1e-3)


@pytest.mark.parametrize("scaling", [name for name in SCALINGS if name != "none"])
def test_scaling_undoes_a_stretched_feature(scaling):
    table = DATASETS["iris"].build()
    plain, stretched = prepare(table, scaling="none"), prepare(table, scaling="none", stretch=50.0)
    for part in ("x", "test_x"):
        np.testing.assert_allclose(getattr(stretched, part), getattr(plain, part) * [50, 1, 1, 1], rtol=1e-6)
        undone = [getattr(prepare(table, scaling=scaling, stretch=stretch), part) for stretch in (1.0, 50.0)]
        np.testing.assert_allclose(*undone, atol=1e-5)


def test_targets_of_a_regression_are_brought_to_size():
    parts = prepare(DATASETS["diabetes"].build())
    assert (parts.y.mean(), parts.y.std()) == (pytest.approx(0, abs=1e-5), pytest.approx(1, abs=1e-5))


def test_a_table_cannot_be_changed():
    table = Table(np.zeros((3, 1)), np.arange(3), (), ("x",))
    with pytest.raises(ValueError, match="read-only"):
        table.x[0] = 1
