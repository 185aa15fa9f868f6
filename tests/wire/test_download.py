"""A trained network on the wire: the very file that a notebook opens."""

import jax
import numpy as np

from experiments.training import load, train
from experiments.training.study import Study
from tests.wire.client import post, sentence

STUDY = {
    "shared": {"hidden": [6], "steps": 24, "normalization": "batch"},
    "lanes": [{"optimizer": "adam"}, {"optimizer": "sgd"}],
}


def test_what_is_downloaded_is_what_was_trained(tmp_path):
    file, made = tmp_path / "net.safetensors", train(Study.from_dict(STUDY).specs)[1]
    for at, step in ((-1, 24), (7, 7), (20_000, 24)):
        file.write_bytes(post("trained", STUDY | {"lane": 1, "done": 24, "at": at}).content)
        read = load(file)
        assert (read.spec, read.step) == (made.spec, step)
        jax.tree.map(np.testing.assert_array_equal, read.params, made.params(step))
        jax.tree.map(np.testing.assert_array_equal, read.averages, made.averages_at(step))


def test_a_download_of_what_is_not_there_or_too_much_is_refused():
    large = {"shared": {"steps": 20000, "hidden": [256] * 8}, "lanes": [{}]}
    for question, says in ((STUDY | {"lane": 5}, "no lane 5"), (large, "are at most"), (STUDY | {"at": -2}, "at")):
        response = post("trained", question)
        assert response.status_code == 400
        assert says in sentence(response)
