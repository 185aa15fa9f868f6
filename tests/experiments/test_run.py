"""run(): the same path as a plain loop, in any company, without compiling anything a visitor moves."""

import math

import jax
import numpy as np
import pytest

from experiments import RunSpec, run
from experiments.programs import prepare
from experiments.sweeps import sweep
from optim import OPTIMIZERS, SCHEDULES
from tests.experiments.compiles import counted
from tests.experiments.plain import plain_run
from tests.sampling import sampled

#: In the normal run: optimizers whose way of working differs, in state, line search, wanted values, static knobs,
#: random draws, point shown.
SAMPLE = [
    "sgd", "adam", "lion", "momo", "lbfgs", "newton", "prodigy", "muon", "noisy_sgd", "schedule_free_sgd",
    "simulated_annealing",
]  # fmt: skip


def every_optimizer(sample: list[str]) -> pytest.MarkDecorator:
    """All rows, those outside the sample in the full run only."""
    return pytest.mark.parametrize("optimizer", sampled(OPTIMIZERS, sample))


def test_the_arrays_are_what_they_say() -> None:
    spec = RunSpec("himmelblau", "adam", hyperparameters={"learning_rate": 0.1}, start=(-1.0, 2.0), steps=200)
    [t] = run([spec])
    x, y = t.x.T
    assert (t.x.shape, t.loss.shape, t.grad.shape, t.step.shape) == ((201, 2), (201,), (201, 2), (200, 2))
    assert {a.dtype for a in (t.x, t.loss, t.grad, t.step)} == {np.dtype("float64")}
    np.testing.assert_allclose(t.loss, (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2, rtol=1e-13, atol=1e-15)
    slope = np.stack(
        [4 * x * (x**2 + y - 11) + 2 * (x + y**2 - 7), 2 * (x**2 + y - 11) + 4 * y * (x + y**2 - 7)], axis=1
    )
    np.testing.assert_allclose(t.grad, slope, rtol=1e-10, atol=1e-11)
    np.testing.assert_array_equal(t.step, np.diff(t.x, axis=0))
    np.testing.assert_allclose(t.rate * t.grad[:-1], -t.step, rtol=1e-12)
    assert (t.evaluations.gradients, t.evaluations.values, t.stopped_at) == (200, 0, None)
    assert t.gap is not None
    assert t.gap.min() >= -1e-12


def test_gradient_descent_keeps_its_rate_until_its_steps_are_lost_in_rounding():
    [t] = run([RunSpec("rastrigin", "sgd", {"learning_rate": 0.002}, steps=300)])
    told = np.isfinite(t.rate)
    assert told[:20].all()
    assert not told[-1].any()
    np.testing.assert_allclose(t.rate[told], 0.002, rtol=0.15)


@every_optimizer(SAMPLE)
def test_equals_a_plain_loop_over_optax(optimizer: str) -> None:
    # A contracting run: rounding differences between programs shrink instead of growing.
    spec = RunSpec("bowl", optimizer, start=(0.9, -0.7), steps=30)
    [t] = run([spec])
    np.testing.assert_allclose(t.x, plain_run(spec), rtol=0, atol=1e-12)


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_schedule_clipping_and_decay_equal_a_plain_loop(schedule: str) -> None:
    spec = RunSpec("ravine", "momentum", steps=40, schedule=schedule, clip_norm=1.0, clip_value=0.8, weight_decay=0.1)
    [t] = run([spec])
    np.testing.assert_allclose(t.x, plain_run(spec), rtol=0, atol=1e-12)


def test_a_schedule_is_about_every_learning_rate() -> None:
    knobs = {"learning_rate": 0.02, "learning_rate_y": 0.005}
    two = RunSpec("rosenbrock", "two_rate_sgd", {name: rate / 20 for name, rate in knobs.items()}, schedule="cosine")
    alike = dict.fromkeys(knobs, 2e-4)
    made, both, one = run(
        [two, two.with_(hyperparameters=alike), two.with_(optimizer="sgd", hyperparameters={"learning_rate": 2e-4})]
    )
    np.testing.assert_allclose(both.x, one.x, rtol=0, atol=1e-13)
    shares = made.step / made.grad[:-1]
    np.testing.assert_allclose(shares[:, 0], 4 * shares[:, 1], rtol=1e-6)
    assert abs(shares[-1, 1]) < 0.01 * abs(shares[0, 1])
    swept = sweep(two, {"learning_rate": [1e-3], "learning_rate_y": [2.5e-4]})
    np.testing.assert_array_equal(swept.arrays["x"][0, 0], run([swept.run_at(0, 0)])[0].x[-1])


@every_optimizer(SAMPLE)
def test_a_run_is_bitwise_the_same_in_any_company(optimizer: str) -> None:
    own = RunSpec("himmelblau", optimizer, start=(-1.0, 2.0), steps=60)
    others = [own.with_(start=(0.1 * i, -0.3), noise=0.1 * i, steps=40 + 40 * i, seed=i) for i in range(11)]
    [alone] = run([own])
    company = run([*others[:5], own, *others[5:], RunSpec("himmelblau", "rmsprop")])[5]
    for name in ("x", "loss", "grad"):
        np.testing.assert_array_equal(getattr(alone, name), getattr(company, name))
    assert alone.verdict == company.verdict


def test_more_steps_only_add_to_a_run() -> None:
    short, long = run([RunSpec("himmelblau", "adam", noise=0.5, steps=steps) for steps in (100, 700)])
    np.testing.assert_array_equal(short.x, long.x[:101])


@every_optimizer(["adam", "lbfgs"])
def test_nothing_that_a_visitor_moves_compiles(optimizer: str) -> None:
    rng = np.random.default_rng(1)
    base = RunSpec("ravine", optimizer)
    prepare(base)
    knobs = [knob for knob in base.optimizer_knobs() if not knob.static]

    def moved() -> RunSpec:
        return base.with_(
            surface_knobs={"condition_number": rng.uniform(1, 1000), "rotation": rng.uniform(0, 90)},
            hyperparameters={knob.name: rng.uniform(knob.low, knob.high) for knob in knobs},
            start=tuple(rng.uniform(-2, 2, 2)),
            noise=rng.choice([0.0, rng.uniform(0, 1)]),
            clip_norm=rng.choice([math.inf, rng.uniform(0.1, 2)]),
            clip_value=rng.choice([math.inf, rng.uniform(0.1, 2)]),
            weight_decay=rng.uniform(0, 0.1),
            schedule=str(rng.choice(list(SCHEDULES))),
            steps=int(rng.integers(1, 1200)),
            seed=int(rng.integers(1000)),
            frame_angle=rng.uniform(0, 360),
            changes=((int(rng.integers(1, 300)), {"run.noise": 0.1, "surface.rotation": 10.0}),),
        )

    with counted() as compiled:
        for _ in range(200):
            assert run([moved()])[0].verdict.sentence
    assert compiled == [0]


def test_a_schedule_drawn_by_hand_is_numbers_and_no_program() -> None:
    base = RunSpec("ravine", "sgd", hyperparameters={"learning_rate": 0.05}, steps=50)
    prepare(base)
    heights = {"height_2": 0.01, "height_5": 0.3, "height_8": 0.002}
    multipliers = SCHEDULES["drawn"].multipliers(50, **heights)
    changes = tuple((k + 1, {"learning_rate": 0.05 * c}) for k, c in enumerate(multipliers[1:]))
    with counted() as compiled:
        drawn, written = run([base.with_(schedule="drawn", schedule_knobs=heights), base.with_(changes=changes)])
    assert compiled == [0]
    np.testing.assert_array_equal(drawn.x, written.x)
    assert not np.array_equal(drawn.x, run([base])[0].x)


def test_the_count_of_compiles_would_notice_one() -> None:
    alone = RunSpec("deep_linear", "sgd", surface_knobs={"depth": 7}, steps=3)  # no other test has this depth
    with counted() as compiled:
        run([alone])
    assert compiled[0] > 0


def test_a_change_in_mid_run_holds_from_its_step_on() -> None:
    base = RunSpec("bowl", "sgd", hyperparameters={"learning_rate": 0.1}, steps=20)
    changed = base.with_(changes=((12, {"learning_rate": 0.02}),))
    first, second = run([base, changed])
    np.testing.assert_array_equal(first.x[:13], second.x[:13])
    np.testing.assert_allclose(second.rate[:12], 0.1, rtol=1e-9)
    np.testing.assert_allclose(second.rate[12:], 0.02, rtol=1e-9)


def test_a_surface_that_changes_is_judged_where_it_is() -> None:
    knobs = {"condition_number": 4.0}
    spec = RunSpec("ravine", "sgd", surface_knobs=knobs, changes=((5, {"surface.condition_number": 40.0}),), steps=10)
    before, after = run([spec.with_(changes=()), spec])
    np.testing.assert_array_equal(before.loss[:5], after.loss[:5])
    loss = spec.surface_row.build(condition_number=40.0)
    np.testing.assert_allclose(after.loss[5:], [float(loss(x)) for x in after.x[5:]], rtol=1e-12)


def test_nothing_is_clipped_and_a_diverged_run_stays_at_its_last_finite_point() -> None:
    [t] = run([RunSpec("rosenbrock", "sgd", hyperparameters={"learning_rate": 1.0}, steps=50)])
    stop = t.stopped_at
    assert stop is not None
    assert np.isfinite(t.x).all()
    assert np.isfinite(t.loss).all()
    assert t.loss[stop] > 1e100
    assert (t.x[stop:] == t.x[stop]).all()
    np.testing.assert_allclose(t.x[1], t.x[0] - 1.0 * t.grad[0], rtol=1e-12)
    assert t.evaluations.gradients == stop


def test_noise_has_the_stated_size_and_depends_on_the_seed_alone() -> None:
    spec = RunSpec("bowl", "sgd", hyperparameters={"learning_rate": 1e-6}, noise=2.0, steps=4000)
    first, again, other = run([spec, spec, spec.with_(seed=1)])
    drawn = -first.step / 1e-6 - first.grad[:-1]
    assert abs(drawn.std() - 2.0) < 0.05
    np.testing.assert_array_equal(first.x, again.x)
    assert not np.array_equal(first.x, other.x)


def test_what_an_optimizer_draws_depends_on_the_seed_alone() -> None:
    spec = RunSpec("himmelblau", "simulated_annealing", steps=100)
    first, longer, louder, other = run([spec, spec.with_(steps=600), spec.with_(noise=5.0), spec.with_(seed=1)])
    np.testing.assert_array_equal(first.x, longer.x[:101])
    np.testing.assert_array_equal(first.x, louder.x)
    assert not np.array_equal(first.x, other.x)
    assert (first.evaluations.gradients, first.evaluations.values) == (0, 200)


def test_both_gradients_of_a_step_see_the_same_noise_and_are_clipped_alike() -> None:
    """With no way to climb, SAM's second gradient is its first, and its path that of gradient descent."""
    spec = RunSpec("himmelblau", "sgd", hyperparameters={"learning_rate": 0.01}, noise=20.0, clip_norm=25.0, steps=60)
    climber = spec.with_(optimizer="sam", hyperparameters={"learning_rate": 0.01, "rho": 1e-12})
    plain, sharp, far = run([spec, climber, climber.with_(hyperparameters={"learning_rate": 0.01, "rho": 0.5})])
    np.testing.assert_allclose(sharp.x, plain.x, atol=1e-7)
    assert np.abs(far.x - plain.x).max() > 0.1
    assert (sharp.evaluations.gradients, plain.evaluations.gradients) == (120, 60)


def test_the_average_is_shown_where_that_is_what_counts() -> None:
    """Schedule-free: the first step goes to z = x - rate g, and later ones to the mean of all z."""
    [t] = run([RunSpec("himmelblau", "schedule_free_sgd", hyperparameters={"learning_rate": 0.01, "b1": 0.5}, steps=2)])
    loss = t.spec.surface_row.build()
    first = t.x[0] - 0.01 * t.grad[0]
    np.testing.assert_allclose(t.x[1], first, rtol=1e-12)
    second = first - 0.01 * np.asarray(jax.grad(loss)(first))
    np.testing.assert_allclose(t.x[2], (first + second) / 2, rtol=1e-12)


def test_a_turned_and_shifted_landscape_is_the_same_problem_to_gradient_descent() -> None:
    spec = RunSpec("himmelblau", "momentum", steps=100)
    turned = spec.with_(frame_angle=37.0, frame_dx=1.5, frame_dy=-0.5)
    plain, moved = run([spec, turned])
    np.testing.assert_allclose(moved.loss, plain.loss, rtol=1e-6, atol=1e-9)
    placed = np.array([turned.frame.place(spec.surface_row, tuple(x)) for x in plain.x])
    np.testing.assert_allclose(moved.x, placed, atol=1e-7)


def test_a_frame_that_does_nothing_changes_no_bit() -> None:
    spec = RunSpec("eggholder", "adam", steps=50)
    plain, full_turn = run([spec, spec.with_(frame_angle=360.0)])
    np.testing.assert_array_equal(plain.x, full_turn.x)


def test_whole_numbers_make_a_start_like_any():
    [whole, real] = run([RunSpec("bowl", "sgd", start=start, steps=3) for start in ((-2, 2), (-2.0, 2.0))])
    assert (whole.x == real.x).all()
    assert RunSpec("bowl", "sgd", start=(-2, 2)).to_json() == RunSpec("bowl", "sgd", start=(-2.0, 2.0)).to_json()
