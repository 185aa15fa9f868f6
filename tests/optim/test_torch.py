"""Rows against paths recorded from PyTorch: another code base, written by other people, in 64-bit floats.

Where the two follow other conventions, `CASES` says how one is expressed by the other:

- Momentum: PyTorch without dampening keeps g + beta m, as Optax does; its Nesterov is Optax's.
- AdaGrad adds epsilon to the root and Optax inside it, so both are made negligible beside the accumulator's start 0.1.
- RMSProp likewise; and PyTorch multiplies by the rate after the momentum and Optax before, the same at a constant rate.
- RAdam in PyTorch adds epsilon before the correction of the scale, so it is made negligible.
- AdaDelta, Adam, AdamW, AdaMax and Rprop agree as they are. Optax's own rprop does not: it is one step late.

AMSGrad and NAdam are not here: PyTorch corrects AMSGrad's maximum after taking it, and lets NAdam's momentum grow.
"""

from pathlib import Path

import numpy as np
import pytest

from tests.optim.walk import walk

RECORDED = np.load(Path(__file__).with_name("torch_paths.npz"))
ADAM = {"learning_rate": 0.05, "b1": 0.9, "b2": 0.999, "eps": 1e-8}
CASES = {
    "sgd": ("sgd", {"learning_rate": 1e-3}),
    "momentum": ("momentum", {"learning_rate": 3e-4, "momentum": 0.9}),
    "nesterov": ("nesterov", {"learning_rate": 3e-4, "momentum": 0.9}),
    "adam": ("adam", ADAM),
    "adamw": ("adamw", ADAM | {"weight_decay": 0.1}),
    "adamax": ("adamax", ADAM),
    "radam": ("radam", {"learning_rate": 1e-3, "b1": 0.9, "b2": 0.99, "eps": 1e-12}),
    "adagrad": ("adagrad", {"learning_rate": 0.3, "initial_accumulator_value": 0.1, "eps": 1e-16}),
    "adadelta": ("adadelta", {"learning_rate": 1.0, "rho": 0.9, "eps": 1e-5}),
    "rmsprop": ("rmsprop", {"learning_rate": 0.02, "decay": 0.9, "eps": 1e-16}),
    "rmsprop_momentum": ("rmsprop", {"learning_rate": 0.01, "decay": 0.9, "eps": 1e-16, "momentum": 0.5}),
    "rprop": ("rprop", {"learning_rate": 0.02, "min_step_size": 1e-6, "max_step_size": 50.0}),
}
LOSSES = ["himmelblau", "rosenbrock", "ravine"]


def test_every_recorded_path_is_compared():
    assert set(RECORDED) == {f"{case}/{loss}" for case in CASES for loss in LOSSES}


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("case", CASES)
def test_the_path_is_pytorch_s(case: str, loss: str):
    name, knobs = CASES[case]
    recorded = RECORDED[f"{case}/{loss}"]
    points, _ = walk(name, loss, recorded[:1], len(recorded) - 1, knobs)
    np.testing.assert_allclose(points[:, 0], recorded, rtol=1e-6, atol=1e-6)
