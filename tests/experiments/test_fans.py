"""A fan as it is shown: one run chosen, the others differing in one number alone."""

import pytest

from experiments import RunSpec, run
from experiments.fans import FEWEST, MOST, Fan, numbers
from optim import OPTIMIZERS


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


def test_what_a_run_cannot_have_becomes_what_it_can():
    spec = RunSpec("bowl", "sgd")
    assert Fan("momentum", 0.0, 0.9, 9).within(spec).name == "learning_rate"
    high = numbers(spec)["learning_rate"].high
    assert Fan("learning_rate", 1e-3, 1e9, 9).within(spec).high == high
    assert Fan("learning_rate", 5.0, 1e-3, 9).within(spec) == Fan.usual(spec, count=9)
    assert Fan("learning_rate", 1e-3, 1.0, 9999).within(spec).count == MOST
    assert Fan("learning_rate", 1e-3, 1.0, 0).within(spec).count == FEWEST
    assert Fan("learning_rate", float("nan"), float("inf"), 5).within(spec) == Fan.usual(spec, count=5)
