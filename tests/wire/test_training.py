"""Networks on the wire: a training as a stream, broken off and taken up again, and what can be seen of it."""

import asyncio
import gc
import time
from concurrent.futures import wait

import jax
import numpy as np
import pytest
from sklearn.decomposition import PCA

from experiments.training import train
from experiments.training.study import Study
from surfaces.neural import Table, pca_plane
from surfaces.neural.forward import eval_outputs
from tests.wire.client import frames, post, sentence, tensors
from wire import keep, planes
from wire.cuts import Cut
from wire.gate import WATCHING
from wire.jobs import Job, Jobs, going

STUDY = {"shared": {"hidden": [6], "steps": 48}, "lanes": [{"optimizer": "adam"}, {"optimizer": "sgd"}]}
SPECS = Study.from_dict(STUDY).specs
WIDE = {"shared": {"data": "digits", "hidden": [64, 64], "steps": 2}, "lanes": [{"optimizer": "sgd"}]}


def test_a_training_comes_as_what_is_learnt_and_then_its_series():
    (data, head), *turns = frames(post("train", STUDY).content)
    assert (head["steps"], head["axes"], head["layers"], head["weights"]) == (48, ["x", "y"], [2, 6, 1], 25)
    assert head["most"] == 257
    assert data["x"].shape == (350, 2)
    assert data["test_y"].shape == (150,)
    assert turns[-1][1] == {"done": 48, "stopped": [None, None]}
    for lane, made in enumerate(train(SPECS)):
        for name, of in {"step": "step", "loss": "train_loss", "test_score": "test_score"}.items():
            np.testing.assert_array_equal(turns[-1][0][f"{lane}.{name}"], made.arrays[of].astype(np.float32))
        gradient = made.network.ravel(jax.grad(made.train_surface())(made.params()))
        assert turns[-1][0][f"{lane}.slope"][-1] == pytest.approx(np.linalg.norm(gradient), rel=1e-4)


def test_the_plane_shows_the_true_losses_of_a_grid_and_where_the_runs_lie():
    (places, facts), *terrains = frames(post("plane", STUDY | {"done": 48, "side": 9}).content)
    adam, sgd = train(SPECS)
    plane = pca_plane(adam.arrays["x"])
    for lane, made in enumerate((adam, sgd)):
        np.testing.assert_array_equal(places[f"{lane}.step"], made.arrays["step"])
        np.testing.assert_allclose(places[f"{lane}.x"], plane.project(made.arrays["x"]), atol=1e-4)
        np.testing.assert_allclose(places[f"{lane}.away"], plane.distance(made.arrays["x"]), atol=1e-4)
    assert facts["explained"] == pytest.approx(plane.explained, rel=1e-4)
    shares = PCA(n_components=2).fit(adam.arrays["x"]).explained_variance_ratio_
    assert facts["labels"] == [
        f"{name} direction, {100 * share:.3g} %" for name, share in zip(("main", "second"), shares, strict=True)
    ]
    assert facts["note"] == ""
    z, window = terrains[-1][0]["z"], terrains[-1][1]["window"]
    assert z.shape == (9, 9)
    loss = adam.train_surface()
    for row, column in ((0, 0), (8, 3), (4, 4)):
        ab = [np.linspace(low, high, 9)[at] for (low, high), at in zip(window, (column, row), strict=True)]
        assert z[row, column] == pytest.approx(float(loss(adam.network.unravel(plane.embed(np.array(ab))))), rel=1e-4)


@pytest.mark.parametrize("kind", ["filter_normalized", "random", "hessian"])
def test_on_its_plane_the_slice_has_the_run_s_own_loss(kind):
    (places, facts), *_ = frames(post("plane", STUDY | {"done": 48, "side": 9, "kind": kind, "lane": 1}).content)
    made = train(SPECS)[1]
    assert places["1.away"][-1] == pytest.approx(0.0, abs=1e-4)
    assert places["1.slice"][-1] == pytest.approx(made.arrays["train_loss"][-1], rel=1e-4)
    assert (facts["explained"], facts["curvatures"] is None) == (None, kind != "hessian")
    if kind == "random":
        first, second = np.random.default_rng(0).standard_normal((2, 25))
        cosine = first @ second / np.linalg.norm(first) / np.linalg.norm(second)
        assert facts["angle"] == pytest.approx(np.degrees(np.arccos(cosine)), rel=1e-5)


def test_a_plane_goes_through_three_solutions():
    question = STUDY | {"done": 48, "side": 9, "kind": "solutions"}
    (places, _), *_ = frames(post("plane", question).content)
    corners = [places["0.x"][-1], places["1.x"][-1], places["0.x"][0]]
    np.testing.assert_allclose(corners, [[0, 0], [1, 0], [0, 1]], atol=1e-5)
    assert places["1.slice"][-1] == pytest.approx(train(SPECS)[1].arrays["train_loss"][-1], rel=1e-4)


def test_a_plane_goes_through_three_chosen_places():
    question = STUDY | {"done": 48, "side": 9, "kind": "solutions", "through": [[1, 0], [0, 20], [1, -1]]}
    (places, _), *terrains = frames(post("plane", question).content)
    corners = [places["1.x"][0], places["0.x"][20], places["1.x"][-1]]
    np.testing.assert_allclose(corners, [[0, 0], [1, 0], [0, 1]], atol=1e-5)
    adam = train(SPECS)[0]
    assert places["0.away"][20] == pytest.approx(0, abs=1e-5)
    assert places["0.slice"][20] == pytest.approx(adam.arrays["train_loss"][20], rel=1e-4)
    assert np.isfinite(terrains[-1][0]["z"]).all()


def test_a_plane_of_two_weights_is_named_after_them():
    question = STUDY | {"done": 48, "side": 9, "kind": "weights", "pair": [0, 7]}
    (_, facts), *_ = frames(post("plane", question).content)
    assert facts["labels"] == ["layer 1: bias of unit 1", "layer 1: input 2 to unit 1"]
    (_, facts), *_ = frames(post("plane", question | {"pair": [0, 25]}).content)
    assert "counted from 0 to 24" in facts["note"]


def test_a_finished_plane_is_kept_and_comes_at_once(monkeypatch):
    question = STUDY | {"done": 48, "side": 33, "kind": "random", "seed": 5}
    head, *terrains = frames(post("plane", question).content)
    assert [made["z"].shape for made, _ in terrains] == [(9, 9), (33, 33)]
    monkeypatch.setattr("wire.planes.lanes_of", None)
    again, finest = frames(post("plane", question).content)
    assert again[1] == head[1]
    np.testing.assert_array_equal(finest[0]["z"], terrains[-1][0]["z"])


def test_a_plane_that_nobody_waits_for_any_more_ends_its_work(monkeypatch):
    asked = []

    def slow(ab):
        asked.append(len(ab))
        time.sleep(0.01)
        return np.zeros(len(ab), np.float32)

    monkeypatch.setattr("surfaces.neural.grids.evaluator", lambda *_: slow)
    rest = planes.plane(Study.from_dict(STUDY), 0, 48, Cut(), "train", -1, 201, None).rest

    async def left():
        await anext(rest)
        coarse = sum(asked)
        waiting = asyncio.ensure_future(anext(rest))
        async with asyncio.timeout(10):
            while sum(asked) == coarse:
                await asyncio.sleep(0.001)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)

    asyncio.run(left())
    wait([WATCHING.submit(bool)], timeout=10)  # what had begun is over
    assert 51 * 51 < sum(asked) < 201 * 201 / 2


def test_both_losses_share_a_shade_and_mark_their_lowest_points():
    question = STUDY | {"done": 48, "side": 9}
    alone = {part: frames(post("plane", question | {"part": part}).content)[-1][0]["z"] for part in ("train", "test")}
    arrays, facts = frames(post("plane", question | {"part": "both"}).content)[-1]
    for name, part in (("z", "train"), ("other", "test")):
        np.testing.assert_allclose(arrays[name], alone[part], rtol=1e-5)
    assert [mark["value"] for mark in facts["minima"]] == pytest.approx([z.min() for z in alone.values()], rel=1e-5)
    assert facts["shade"]["base"] == pytest.approx(min(z.min() for z in alone.values()))
    (x0, y0), (x1, y1) = (mark["x"] for mark in facts["minima"])
    assert facts["apart"] == pytest.approx(np.hypot(x1 - x0, y1 - y0), rel=1e-3)  # its directions have length 1


@pytest.mark.full
def test_with_batch_normalization_the_surface_has_the_run_s_own_loss_too():
    normalized = STUDY | {"shared": STUDY["shared"] | {"normalization": "batch"}, "done": 48}
    (places, _), *_ = frames(post("plane", normalized | {"side": 9}).content)
    series = frames(post("train", {key: normalized[key] for key in ("shared", "lanes")}).content)[-1][0]
    assert places["0.away"][-1] == pytest.approx(0.0, abs=1e-4)
    assert places["0.slice"][-1] == pytest.approx(series["0.descended"][-1], rel=1e-4)
    assert series["0.descended"][-1] != pytest.approx(series["0.loss"][-1], rel=1e-4)


def test_a_run_that_blows_up_leaves_the_picture_to_the_others():
    wild = {"optimizer": "sgd", "hyperparameters": {"learning_rate": 1e4}}
    question = {"shared": {"data": "sine", "hidden": [6], "steps": 48}, "lanes": [wild, {"optimizer": "adam"}]}
    turns = frames(post("train", question).content)
    assert turns[-1][1]["stopped"][0] is not None
    for lane in (0, 1):
        (_, facts), *terrains = frames(post("plane", question | {"done": 48, "side": 9, "lane": lane}).content)
        assert np.abs(facts["window"]).max() < 1e6
        assert np.isfinite(terrains[-1][0]["z"]).any()


def test_a_line_goes_from_one_to_the_other_and_beyond():
    arrays, facts = tensors(post("line", STUDY | {"done": 48, "between": [[0, 0], [1, -1]]}).content)
    adam, sgd = train(SPECS)
    assert arrays["train"].shape == arrays["test"].shape == (401,)
    for name, part in (("train", "train_loss"), ("test", "test_loss")):
        ends = [adam.arrays[part][0], sgd.arrays[part][-1]]
        np.testing.assert_allclose(arrays[name][[100, 300]], ends, rtol=1e-4)
    assert facts["length"] == pytest.approx(np.linalg.norm(sgd.arrays["x"][-1] - adam.arrays["x"][0]), rel=1e-5)


def test_layers_are_measured_at_every_snapshot():
    arrays, facts = tensors(post("measures", STUDY | {"done": 48}).content)
    made = train(SPECS)[0]
    np.testing.assert_array_equal(arrays["gradient"], made.arrays["gradient"])
    np.testing.assert_array_equal(arrays["ratio"][1:], made.arrays["ratio"].astype(np.float32))
    assert facts == {"units": [6]}


@pytest.mark.parametrize("kind", ["weights", "activations", "gradients"])
def test_numbers_of_each_layer_are_distributed(kind):
    arrays, facts = tensors(post("histograms", STUDY | {"done": 48, "kind": kind}).content)
    made = train(SPECS)[0]
    for k in (0, 48):
        numbers = {
            "weights": [layer["weight"] for layer in made.params(k)],
            "activations": [np.tanh(made.params(k)[0]["weight"] @ made.parts.x.T + made.params(k)[0]["bias"][:, None])],
            "gradients": [layer["weight"] for layer in jax.grad(made.train_surface())(made.params(k))],
        }[kind]
        assert arrays["counts"].shape == (49, len(numbers), 40)
        for layer, values in enumerate(numbers):
            low, high = arrays["ranges"][k, layer]
            inside = np.histogram(np.asarray(values), bins=40, range=(low, high))[0]
            assert np.abs(arrays["counts"][k, layer] - inside).sum() <= 4  # what lies on an edge of bars, to round-off
            assert arrays["counts"][k, layer].sum() == np.size(values)
    assert not arrays["missing"].any()
    assert facts == {"kind": kind}
    assert (arrays["ranges"] == arrays["ranges"][0]).all() == (kind != "gradients")


def test_the_limit_of_gradient_descent_is_two_over_its_rate():
    arrays, facts = tensors(post("stability", STUDY | {"done": 48, "lane": 1}).content)
    made = train(SPECS)[1]
    rate = made.spec.hyperparameter_values()["learning_rate"]
    assert facts["measured"] == 49
    np.testing.assert_allclose(arrays["limit"], 2 / rate, rtol=1e-5)
    assert (arrays["largest"] > 0).all()


def test_a_table_is_there_as_long_as_somebody_holds_it():
    rng = np.random.default_rng(0)
    kept = keep(Table(rng.normal(size=(40, 2)), np.arange(40) % 2, ("a", "b"), ("u", "v")))
    study = {"shared": {"table": kept.name, "hidden": [4], "steps": 4}, "lanes": [{}]}
    (_, head), *turns = frames(post("train", study).content)
    assert (head["axes"], head["classes"], turns[-1][1]["done"]) == (["u", "v"], ["a", "b"], 4)
    del kept
    gc.collect()
    assert "no longer here" in sentence(post("train", study))
    assert "no longer here" in sentence(post("outputs", study))


def test_a_plane_is_centred_on_a_snapshot_and_shows_the_test_loss():
    question = STUDY | {"done": 48, "side": 9, "at": 10, "part": "test"}
    (places, facts), *_ = frames(post("plane", question).content)
    made = train(SPECS)[0]
    assert facts["centred"] == 10
    assert places["0.away"][10] == pytest.approx(0.0, abs=1e-5)
    assert places["0.slice"][10] == pytest.approx(made.arrays["test_loss"][10], rel=1e-4)


def test_weights_that_go_nowhere_have_no_directions_of_their_own():
    still = {"shared": {"hidden": [4], "steps": 16, "initialization": "zeros"}, "lanes": [{"optimizer": "sgd"}]}
    (_, facts), *terrains = frames(post("plane", still | {"done": 16, "side": 9}).content)
    assert facts["note"].endswith("Random directions are shown instead.")
    assert np.isfinite(terrains[-1][0]["z"]).all()


def test_outputs_are_the_network_s_at_every_snapshot():
    arrays, facts = tensors(post("outputs", STUDY | {"done": 48, "side": 8}).content)
    made = train(SPECS)[0]
    (x0, x1), (y0, y1) = facts["window"]
    for snapshot, j, i in ((0, 0, 0), (48, 7, 2), (20, 3, 5)):
        at = np.array([[np.linspace(x0, x1, 8)[i], np.linspace(y0, y1, 8)[j]]], np.float32)
        (odds,) = np.asarray(eval_outputs(made.network, made.params(snapshot), (), at))[0]
        share = 1 / (1 + np.exp(-odds))
        assert arrays["winner"][snapshot, j, i] == (share > 0.5)
        assert arrays["sure"][snapshot, j, i] == pytest.approx(255 * abs(2 * share - 1), abs=1.5)


def test_of_one_feature_the_outputs_are_a_curve():
    sine = {"shared": {"data": "sine", "hidden": [4], "steps": 4}, "lanes": [{"optimizer": "adam"}]}
    arrays, facts = tensors(post("outputs", sine | {"done": 4, "side": 20}).content)
    [made] = train(Study.from_dict(sine).specs)
    x = np.linspace(*facts["window"][0], 20)
    assert arrays["curve"].shape == (5, 20)
    for step, fitted in enumerate(arrays["curve"]):
        hidden, last = jax.tree.map(np.asarray, made.params(step))
        inside = np.tanh(np.outer(x, hidden["weight"][:, 0]) + hidden["bias"])
        np.testing.assert_allclose(fitted, inside @ last["weight"][0] + last["bias"], rtol=1e-4, atol=1e-5)


def test_weights_come_with_the_places_of_their_matrices():
    arrays, facts = tensors(post("weights", STUDY | {"done": 48}).content)
    made = train(SPECS)[0]
    layers, last = facts["layers"], arrays["weights"][-1]
    for layer, offset in enumerate(facts["offsets"]):
        inputs, units = layers[layer], layers[layer + 1]
        matrix = last[offset : offset + inputs * units].reshape(units, inputs)
        np.testing.assert_array_equal(matrix, made.params()[layer]["weight"])


@pytest.mark.parametrize(
    ("path", "question", "says"),
    [
        ("train", {"lanes": [{"optimizer": "adm"}]}, "did you mean"),
        ("train", {"shared": {"hidden": [300]}, "lanes": [{}]}, "width"),
        ("train", {"lanes": [{"hidden": [4]}]}, "belongs to all lanes"),
        ("train", {"lanes": [{}] * 9}, "1 to 8 lanes"),
        ("train", {"shared": {"steps": 20000, "hidden": [256] * 8}, "lanes": [{}]}, "are at most"),
        ("train", {"shared": {"hidden": [200]}, "lanes": [{"optimizer": "newton"}]}, "offered up to 400 weights"),
        ("train", {"shared": {"table": "0123456789abcdef"}, "lanes": [{}]}, "no longer here"),
        ("plane", STUDY | {"lane": 5}, "no lane 5"),
        ("line", STUDY | {"between": [[0, 0], [4, -1]]}, "no lane 4"),
        ("line", STUDY | {"between": [[0, 0]]}, "list of 2 places"),
        ("plane", STUDY | {"through": [[0, 0], [1, "end"], [0, -1]]}, "two whole numbers"),
        ("plane", STUDY | {"pair": [1, -1]}, "two weights"),
        ("outputs", WIDE, "no picture of the outputs"),
        ("weights", WIDE, "weights are drawn"),
    ],
)
def test_what_cannot_be_answered_gets_a_sentence(path, question, says):
    response = post(path, question)
    assert response.status_code == 400
    assert says in sentence(response)


def test_a_training_that_was_left_goes_on_where_it_was():
    study = Study.from_dict({"shared": {"hidden": [5], "steps": 4000}, "lanes": [{"optimizer": "sgd"}]})
    jobs = Jobs(Job, 10**9)
    jobs.of(study).turn()
    first = jobs.of(study).done
    assert 0 < first < 4000
    [made] = jobs.of(study).reach(first + 1)
    assert made.steps > first
    assert jobs.of(study).reach(10**6)[0].steps == 4000


def test_a_training_that_was_stopped_can_be_looked_at_and_goes_on_no_more():
    study = Study.from_dict({"shared": {"hidden": [5], "steps": 4001}, "lanes": [{"optimizer": "sgd"}]})
    job = going(study)
    with job.watched():
        seen, _ = job.turn()
        assert tensors(post("stop", study.to_dict()).content)[1] == {"done": seen, "stopped": [None]}
        assert not job.is_done  # somebody watches it
        job.turn()
    assert job.is_stopped
    last = job.done
    arrays, facts = tensors(post("reached", study.to_dict()).content)
    assert (facts["done"], arrays["0.step"][-1]) == (last, last)
    assert seen < last < 4001
    for done in (seen, last, 4001):
        [made] = job.reach(done)
        assert made.steps == min(done, last)
    again = going(study)
    assert again is not job
    assert again.turn().done < 4001
    assert job.done == last


def test_jobs_that_hold_too_much_are_let_go():
    studies = [Study.from_dict({"shared": {"hidden": [5], "steps": 8, "seed": i}, "lanes": [{}]}) for i in range(3)]
    jobs = Jobs(Job, 1)
    kept = [jobs.of(study) for study in studies[:2]]
    for job in kept:
        [made] = job.reach(8)
        assert job.size >= made.arrays["x"].nbytes + made.arrays["scale"].nbytes > made.arrays["x"].nbytes
    assert isinstance(jobs.of(studies[2]), Job)
    assert jobs.of(studies[0]) is not kept[0]
