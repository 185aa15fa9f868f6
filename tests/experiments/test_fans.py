"""A fan as it is shown: one run chosen, the others differing in one number alone."""

import numpy as np
import pytest

from experiments import RunSpec, run
from experiments.fans import FEWEST, MOST, Fan, numbers
from experiments.grid import varied
from experiments.sharpness import rate_limits
from experiments.spec import SURFACE_PREFIX
from optim import OPTIMIZERS
from surfaces import SURFACES
from tests.sampling import sampled, spread

KNOBBED = [name for name, row in SURFACES.items() if row.knobs]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_can_be_fanned_out_along_each_of_its_numbers(optimizer):
    spec = RunSpec("bowl", optimizer)
    for name in numbers(spec):
        fan = Fan.usual(spec, name, count=5)
        assert fan == fan.within(spec)
        race = fan.race(spec)
        values = fan.values(spec)
        assert len(race.specs) == 6
        assert values == sorted(set(values))
        assert (values[0], values[-1]) == (fan.low, fan.high)
        assert Fan.of(race, name) == fan
        for each in race.specs:
            each.check()


def test_the_chosen_run_is_the_run_itself():
    spec = RunSpec("ravine", "momentum", steps=60)
    [chosen, *_] = run(Fan.usual(spec).race(spec).specs)
    [alone] = run([spec])
    assert (chosen.x == alone.x).all()


@pytest.mark.parametrize("surface", sampled(KNOBBED, spread(KNOBBED, 6)))
def test_a_knob_of_the_surface_is_fanned_out_over_the_picture_of_the_chosen_run(surface):
    spec = RunSpec(surface, "momentum", steps=40, changes=((20, {"momentum": 0.5}),))
    for name in (name for name in numbers(spec) if name.startswith(SURFACE_PREFIX)):
        fan = Fan.usual(spec, name, count=4)
        chosen, *others = run(fan.race(spec).specs)
        assert (chosen.x == run([spec])[0].x).all()
        for value, made in zip(fan.values(spec), others, strict=True):
            [alone] = run([varied(spec, name, value)])
            assert (made.x == alone.x).all()
            assert (made.loss == alone.loss).all()
            assert (made.verdict.kind, made.verdict.sentence) == (alone.verdict.kind, alone.verdict.sentence)
            assert np.array_equal(made.gap, alone.gap)


@pytest.mark.parametrize("name", ["sgd", "momentum", "nesterov", "sam"])
def test_the_limit_of_stability_lies_among_the_rates(name):
    spec = RunSpec("ravine", name, steps=20)
    number = numbers(spec)["learning_rate"]
    assert all(number.low < limit.rate < number.high for limit in rate_limits(spec))


def test_rates_are_spaced_by_one_factor_and_what_may_be_nought_by_one_step():
    spec = RunSpec("ravine", "momentum")
    rates = Fan("learning_rate", 1e-3, 0.1, 21).values(spec)
    assert np.divide(rates[1:], rates[:-1]) == pytest.approx(np.full(20, 100 ** (1 / 20)), rel=1e-3)
    momenta = Fan("momentum", 0.1, 0.9, 9).values(spec)
    assert np.diff(momenta) == pytest.approx(np.full(8, 0.1))


def test_what_a_run_cannot_have_becomes_what_it_can():
    spec = RunSpec("bowl", "sgd")
    assert Fan("momentum", 0.0, 0.9, 9).within(spec).name == "learning_rate"
    high = numbers(spec)["learning_rate"].high
    assert Fan("learning_rate", 1e-3, 1e9, 9).within(spec).high == high
    assert Fan("learning_rate", 5.0, 1e-3, 9).within(spec) == Fan.usual(spec, count=9)
    assert Fan("learning_rate", 1e-3, 1.0, 9999).within(spec).count == MOST
    assert Fan("learning_rate", 1e-3, 1.0, 0).within(spec).count == FEWEST
    assert Fan("learning_rate", float("nan"), float("inf"), 5).within(spec) == Fan.usual(spec, count=5)
