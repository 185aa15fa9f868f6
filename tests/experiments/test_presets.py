"""Presets: every claim is run, and a claim that does not hold would be found out."""

import dataclasses

import numpy as np
import pytest

from experiments import Race, basins, run
from experiments.claims import Claim
from experiments.presets import DEFAULT, PRESETS

CASES = [(preset, claim) for preset in PRESETS.values() for claim in preset.claims]


@pytest.mark.parametrize(("preset", "claim"), CASES, ids=[preset.name for preset, _ in CASES])
def test_what_a_preset_says_is_seen(preset, claim):
    assert claim.failures(run(preset.race.with_shared(**dict(claim.under)).specs)) == []


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)
def test_a_preset_is_whole(preset):
    assert preset.claims
    assert all(dataclasses.replace(claim, under=()) != Claim() for claim in preset.claims)
    assert Race.from_dict(preset.race.to_dict()) == preset.race
    assert preset.title
    assert 40 < len(preset.watch) < 320
    assert preset.watch.endswith(".")


def test_there_are_enough_to_choose_from():
    assert len(PRESETS) >= 12
    assert len({preset.title for preset in PRESETS.values()}) == len(PRESETS)


def test_the_default_ends_in_different_minima():
    ends = {tuple(np.round(trajectory.x[-1], 0)) for trajectory in run(DEFAULT.specs)}
    assert len(ends) >= 3


def test_without_bias_correction_the_first_step_is_too_long_by_a_known_factor():
    corrected, bare = run(PRESETS["bias_correction"].race.specs)
    b1, b2 = (corrected.spec.hyperparameter_values()[name] for name in ("b1", "b2"))
    assert np.abs(bare.step[0]) == pytest.approx(np.abs(corrected.step[0]) * (1 - b1) / np.sqrt(1 - b2), rel=1e-5)


@pytest.mark.full
def test_so_many_starts_lead_to_the_deep_pit_as_it_is_said():
    watch, specs = PRESETS["published_adam"].watch, PRESETS["published_adam"].race.specs
    deep = min(specs[0].surface_row.minima(**specs[0].surface_values()), key=lambda each: each.value).x
    shares = [(np.hypot(*(basins(spec, 121, 121).arrays["x"] - deep).T) < 0.1).mean() for spec in specs]
    assert [round(100 * share) for share in shares] == [67, 30, 65, 65]
    assert shares[2] < shares[3] < shares[0]
    assert "67%" in watch
    assert "65%" in watch
    uncorrected, corrected = run([spec.with_(steps=1) for spec in specs[:2]])
    assert np.abs(uncorrected.step / corrected.step) == pytest.approx(9.49, abs=0.01)


def test_what_hidden_clipping_hides_is_said_in_numbers():
    clipped, bare, clipped_adam, adam = run(PRESETS["published_clipping"].race.specs)
    assert round(clipped.gradient_norm[0]) == 1655
    assert "after 2 steps" in bare.verdict.sentence
    assert round(adam.loss[-1]) == 4
    assert clipped_adam.loss[-1] == pytest.approx(0.08, abs=0.005)


def test_a_turned_ravine_costs_adam_what_is_said_and_the_others_nothing():
    def steps(angle):
        runs = run([spec.with_(frame_angle=angle, steps=300) for spec in PRESETS["turned_ravine"].race.specs])
        return [int(np.argmax(each.loss <= 1e-4)) for each in runs]

    turned, upright = steps(45.0), steps(0.0)
    assert (turned[0], upright[0]) == (152, 74)
    assert "74 steps instead of 152" in PRESETS["turned_ravine"].watch
    assert turned[1:] == upright[1:]


def test_a_false_claim_is_found():
    runs = run(PRESETS["three_rates"].race.specs)
    assert Claim(kinds=("converged", "moving", "diverged")).failures(runs)
    assert Claim(order=(0, 1, 2)).failures(runs)
    assert Claim(arrivals=(0,)).failures(runs)
    assert Claim(ends=((9.0, 9.0),)).failures(runs)
