"""A fair race against the same thing written down with plain loops over `run`, and what may be relied on around it."""

import dataclasses
import json
import math
import statistics

import numpy as np
import pandas as pd
import pytest

from experiments import Protocol, RunSpec, SpecError, run, tune
from experiments.metrics import METRICS, Ground, Outcomes, better, near_best, quantile, results
from experiments.ranges import REACH, ranges, settings
from experiments.tuned import AXES
from experiments.words import place
from optim import OPTIMIZERS

SMALL = {"budget": 4, "starts": 3, "seeds": 2, "steps": 40, "seed": 7, "noise": 0.05}


@pytest.fixture(scope="module", params=METRICS)
def tuned(request):
    return tune(
        Protocol.of("ravine", ["sgd", "momentum"], metric=request.param, tolerance=0.05, frame_angle=20, **SMALL)
    )


def measured(spec: RunSpec, metric: str, tolerance: float) -> tuple[float, float]:
    """The metric of a run, and the step at which it is there."""
    [made] = run([spec])
    there = [step for step, gap in enumerate(made.gap) if gap <= tolerance * made.gap[0]]
    arrived = there[0] if there else len(made.gap)
    if made.stopped_at is not None:
        return math.inf, len(made.gap)
    if metric == "steps":
        return (arrived if there else math.inf), arrived
    return {"final": made.gap[-1], "best": made.gap.min()}[metric], arrived


def low_median(values):
    return sorted(values)[(len(values) - 1) // 2]


def test_it_is_what_plain_loops_find(tuned):
    protocol, table = tuned.protocol, tuned.table()
    for i, name in enumerate(protocol.optimizers):
        outcomes = []
        for setting in range(protocol.budget):
            given = {knob: values[setting] for knob, values in tuned.settings[name].items()}
            outcomes.append(
                [
                    measured(
                        protocol.spec(name, hyperparameters=given, start=tuple(start), seed=seed), protocol.metric, 0.05
                    )
                    for start in tuned.tuning_start
                    for seed in (9, 10)
                ]
            )
        scores = [low_median([value for value, _ in each]) for each in outcomes]
        assert tuned.score[i] == pytest.approx(scores, rel=1e-12)
        beaten = [
            statistics.mean(sum(other[k] < each[k] for other in outcomes) for k in range(len(each)))
            for each in outcomes
        ]
        assert tuned.chosen[i] == min(range(protocol.budget), key=lambda k: (scores[k], beaten[k]))
        raced = [
            run([protocol.spec(name, hyperparameters=tuned.best(name), start=tuple(start), seed=seed)])[0]
            for start in tuned.start
            for seed in (7, 8)
        ]
        gaps = np.stack([each.gap for each in raced])
        for k, share in enumerate((0.25, 0.5, 0.75)):
            expected = [
                sorted(gaps[:, step])[math.ceil(share * len(raced)) - 1] for step in range(protocol.shared.steps + 1)
            ]
            assert np.array_equal(tuned.quartiles[i, k], expected)
        steps = [measured(each.spec, "steps", 0.05)[0] for each in raced]
        assert table["steps to tolerance"][i] == low_median(steps)
        assert table["arrived"][i] == statistics.mean(map(math.isfinite, steps))
        assert tuned.went.final[i].ravel().tolist() == [each.loss[-1] for each in raced]
        assert tuned.gradients[i].ravel().tolist() == [each.evaluations.gradients for each in raced]


def test_the_race_is_on_other_starts_and_every_array_has_the_axes_that_are_named(tuned):
    assert not set(map(tuple, tuned.start)) & set(map(tuple, tuned.tuning_start))
    sizes = {"optimizer": 2, "setting": 4, "start": 3, "seed": 2, "coordinate": 2, "quartile": 3, "step": 41}
    for name, array in tuned.arrays.items():
        assert array.shape == tuple(sizes[axis] for axis in AXES[name]), name


def test_the_table_counts_what_the_arrays_say(tuned):
    table = tuned.table()
    assert table["optimizer"] == ["Gradient descent", "Momentum"]
    assert sum(table["wins"]) >= 6
    assert [max(wins) for wins in zip(table["wins"], strict=True)] == tuned.wins().tolist()
    lower = (tuned.result[0] < tuned.result[1]).sum()
    assert table["wins"][0] >= lower
    assert table["wins"][1] >= (tuned.result[1] < tuned.result[0]).sum()
    assert table["gradients"] == [40, 40]
    assert table["diverged"] == [(~each).mean() for each in tuned.went.finite]
    floor = tuned.protocol.shared.surface_row.lowest({})
    assert table["final"] == [low_median((each - floor).ravel()) for each in tuned.went.final]
    assert all(0 < share <= 1 for share in table["near best"])
    assert f"learning rate {tuned.best('sgd')['learning_rate']:.6g}" in table["setting"][0]


def test_the_winners_run_as_they_raced(tuned):
    race = tuned.race()
    for i, each in enumerate(run(race.specs)):
        assert each.loss[-1] == tuned.went.final[i, 0, 0]
        assert each.spec.to_json() == RunSpec.from_json(each.spec.to_json()).to_json()


@pytest.mark.full
def test_a_large_race_runs_to_its_end_and_tuning_pays_on_starts_that_it_has_not_seen():
    names = ["sgd", "momentum", "nesterov", "adam", "rmsprop", "adagrad", "lion", "adamw", "nadam", "adabelief"]
    told = []
    made = tune(Protocol.of("ravine", names, budget=64, starts=32), lambda *counts: told.append(counts))
    assert told[-1] == (10 * (64 + 1) * 32,) * 2
    assert made.score.shape == (10, 64)
    assert made.wins().sum() >= 32
    paid = []
    for name, tuned_gap in zip(names, made.table()["final"], strict=True):
        plain = run([made.protocol.spec(name, start=tuple(start)) for start in made.start])
        paid.append(tuned_gap < low_median([each.gap[-1] for each in plain]))
    assert sum(paid) >= 9


def test_the_same_protocol_has_the_same_result_and_company_changes_nothing():
    alone = tune(Protocol.of("himmelblau", ["adam"], **SMALL))
    beside = tune(Protocol.of("himmelblau", ["sgd", "adam"], **SMALL))
    for name, axes in AXES.items():
        pick = (slice(1, 2),) if axes[0] == "optimizer" else ()
        assert np.array_equal(alone.arrays[name], beside.arrays[name][pick], equal_nan=True), name


def test_a_larger_budget_only_adds_settings():
    spec = RunSpec("rosenbrock", "adam")
    few, many = settings(spec, 5, 3), settings(spec, 50, 3)
    for name, values in few.items():
        assert np.array_equal(values, many[name][:5])


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("surface", ["rosenbrock", "eggholder"])
def test_settings_stay_in_the_ranges_that_the_card_states(optimizer, surface):
    spec = RunSpec(surface, optimizer)
    drawn, knobs = settings(spec, 200, 0), {knob.name: knob for knob in spec.optimizer_knobs()}
    assert set(drawn) == {each.knob.name for each in ranges(spec)}
    for each in ranges(spec):
        values, knob = drawn[each.knob.name], knobs[each.knob.name]
        assert knob.low <= each.low < each.high <= knob.high
        assert ((values >= each.low) & (values <= each.high)).all()
        assert len(set(values)) > 50
        if each.scale == "log":
            assert each.low >= knob.default / REACH * 0.99
            assert each.high <= knob.default * REACH * 1.01
            middle = math.sqrt(each.low * each.high)
            assert 0.3 < (values < middle).mean() < 0.7
        spec.with_(hyperparameters={each.knob.name: float(values[0])}).check()


def test_where_the_minimum_is_not_known_the_loss_stands_for_the_gap():
    went = Outcomes(
        *(np.array([[[2.0, -1.0]], [[1.0, 5.0]]]),) * 2,
        np.full((2, 1, 2), 9),
        np.array([[[True, True]], [[True, False]]]),
    )
    ground = Ground(np.array([[3.0]]), None, 9)
    assert results("final", went, ground).tolist() == [[[2.0, -1.0]], [[1.0, math.inf]]]
    assert np.isinf(results("steps", went, ground)).all()


def test_better_counts_those_ahead_and_ties_decide_between_equals():
    values = np.array([[1.0, 3.0], [1.0, 2.0], [math.inf, 3.0]])
    assert better(values, np.array([[5, 1], [4, 1], [0, 1]])).tolist() == [[1, 1], [0, 0], [2, 1]]


def test_near_best_is_a_share_of_the_way_down_or_of_the_steps():
    assert near_best("final", np.array([0.0, 0.5, 0.9, 1.1, math.inf]), 10.0) == pytest.approx(3 / 5)
    assert near_best("steps", np.array([100.0, 110.0, 111.0, math.inf]), 10.0) == pytest.approx(1 / 2)
    assert near_best("steps", np.full(3, math.inf), 10.0) == 0.0


def test_a_quantile_is_one_of_the_values_and_infinities_do_no_harm():
    assert quantile(np.array([math.inf, 1.0, 2.0, math.inf]), 0.5, 0) == 2.0
    assert quantile(np.array([4.0, 1.0, 2.0, math.inf]), 0.25, 0) == 1.0


def test_work_is_told_about_and_can_be_stopped():
    told = []
    protocol = Protocol.of("bowl", ["sgd", "adam"], **SMALL)
    tune(protocol, lambda done, whole: told.append((done, whole)))
    assert told[-1] == (60, 60)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert len({done for done, _ in told}) > 5

    def stop(done, _):
        if done > 30:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        tune(protocol, stop)


@pytest.mark.parametrize("suffix", [".npz", ".csv", ".parquet"])
def test_it_is_written_down_with_its_card(tmp_path, tuned, suffix):
    path = tmp_path / f"tuned{suffix}"
    tuned.save(path)
    if suffix == ".npz":
        read = np.load(path)
        assert Protocol.from_dict(json.loads(str(read["protocol"]))) == tuned.protocol
        assert str(read["card"]) == tuned.protocol.line
        assert np.array_equal(read["final"], tuned.went.final)
        assert np.array_equal(read["setting.sgd.learning_rate"], tuned.settings["sgd"]["learning_rate"])
        return
    table = pd.read_csv(path, comment="#") if suffix == ".csv" else pd.read_parquet(path)
    assert len(table) == 12
    assert table["final"].tolist() == tuned.went.final.ravel().tolist()
    assert table["start.1"].tolist() == np.tile(np.repeat(tuned.start[:, 1], 2), 2).tolist()
    if suffix == ".csv":
        assert path.read_text().startswith(f"# {tuned.protocol.line}\n# {tuned.protocol.to_json()}\n")
    else:
        assert table.attrs == {"card": tuned.protocol.line, "protocol": tuned.protocol.to_json()}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"optimizers": []}, "1 to 12 optimizers"),
        ({"optimizers": ["sgd", "sgd"]}, "once"),
        ({"optimizers": ["adm"]}, "no optimizer 'adm'"),
        ({"budget": 0}, "budget"),
        ({"budget": 1.5}, "whole"),
        ({"starts": 10_000}, "starts"),
        ({"tolerance": 0}, "tolerance"),
        ({"metric": "speed"}, "metric"),
        ({"start": [1, 1]}, "start"),
        ({"surface": "nowhere"}, "surface"),
        ({"noise": -1}, "noise"),
    ],
)
def test_what_is_no_protocol_is_refused_with_a_sentence_and_read_leniently(values, said):
    plain = {"surface": "bowl", "optimizers": ["sgd"]} | values
    with pytest.raises(SpecError, match=said):
        Protocol.from_dict(plain)
    protocol, notes = Protocol.lenient(plain)
    assert Protocol.from_dict(protocol.to_dict()) == protocol
    assert said in " ".join(notes)


def test_of_runs_that_were_lost_the_first_is_told_with_its_numbers(tuned):
    assert tuned.lost == {}
    finite = tuned.went.finite.copy()
    finite[1, 2, :] = False
    lost = dataclasses.replace(tuned, went=tuned.went._replace(finite=finite)).lost
    start = tuple(tuned.start[2].tolist())
    [first] = run([tuned.protocol.spec("momentum", hyperparameters=tuned.best("momentum"), start=start, seed=7)])
    assert lost == {
        "momentum": f"2 of 6 runs; from {place(start)}: {first.verdict.sentence.removeprefix('Diverged: ')}"
    }
