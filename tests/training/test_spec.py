"""A TrainSpec goes to JSON and back, and whatever else comes gets a sentence."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.check import Lenient
from experiments.spec import SpecError
from experiments.training import TrainSpec
from experiments.training.reading import read_train_spec
from experiments.training.spec import FIELDS

FULL = TrainSpec(
    data="spirals",
    data_knobs={"samples": 300, "noise": 0.1},
    scaling="min_max",
    label_noise=0.1,
    hidden=(8, 4),
    activation="relu",
    normalization="batch",
    dropout=0.2,
    initialization="he_normal",
    init_scale=2.0,
    init_bias=0.1,
    transfer=TrainSpec(data="circles", hidden=(8, 4)),
    optimizer="momentum",
    hyperparameters={"learning_rate": 0.2},
    schedule="cosine",
    clip_norm=1.0,
    changes=((20, {"learning_rate": 0.05, "run.noise": 0.1}),),
    batch_size=32,
    steps=50,
    seed=3,
)


def test_a_spec_goes_to_json_and_back():
    assert TrainSpec.from_json(FULL.to_json()) == FULL
    assert hash(TrainSpec.from_json(FULL.to_json())) == hash(FULL)
    assert TrainSpec().to_json() == "{}"
    assert TrainSpec.from_json("{}") == TrainSpec().check()


BAD = [
    ({"data": "moon"}, "no data set 'moon'; did you mean 'moons'"),
    ({"activation": "sigmoud"}, "did you mean 'sigmoid'"),
    ({"normalization": "group"}, "none, batch, layer"),
    ({"hidden": []}, "list of 1 to 8 widths"),
    ({"hidden": [500]}, "width must lie between 1 and 256"),
    ({"hidden": ["16"]}, "width must be a finite number"),
    ({"dropout": 0.95}, "dropout must lie between 0 and 0.9"),
    ({"steps": 1_000_000}, "steps must lie between 1 and 20000"),
    ({"batch_size": 1.5}, "whole number"),
    ({"learning_rate": 0.1}, "no field of a training 'learning_rate'"),
    ({"hyperparameters": {"b3": 0.1}}, "no knob of adam on networks 'b3'"),
    ({"data_knobs": {"noise": -1}}, "noise must lie between 0 and 2"),
    ({"init_scale": 0}, "init_scale must lie between"),
    ({"table": "../../etc/passwd"}, "16 hexadecimal digits"),
    ({"optimizer": "newton", "hidden": [64, 64]}, "up to 400 weights"),
    ({"optimizer": "schedule_free_sgd", "last_rate": 2}, "keeps a point of its own"),
    ({"transfer": {"transfer": {"transfer": {}}}}, "at most 2 trainings"),
    ({"changes": [[5, {"surface.scale": 1}]]}, "no number that can change"),
    ([], "a training must be an object"),
]


@pytest.mark.parametrize(("plain", "says"), BAD)
def test_what_cannot_be_trained_gets_a_sentence(plain, says):
    with pytest.raises(SpecError, match=says):
        TrainSpec.from_dict(plain)


@pytest.mark.parametrize("plain", [plain for plain, _ in BAD])
def test_a_lenient_reading_takes_what_is_nearest(plain):
    policy = Lenient()
    spec = read_train_spec(plain, policy)
    assert policy.notes
    assert spec.check() == spec


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(sorted(FIELDS)), JSON, max_size=5))
def test_any_json_is_a_spec_or_a_sentence(plain):
    try:
        spec = TrainSpec.from_dict(plain)
    except SpecError as error:
        assert error.sentence  # noqa: PT017  (either will do)
    else:
        assert TrainSpec.from_dict(json.loads(spec.to_json())) == spec
