"""Outputs, losses, gradients and running averages against PyTorch's, with its weights carried over."""

from pathlib import Path

import jax
import numpy as np
import pytest
from safetensors.numpy import load_file

from surfaces.neural import ACTIVATIONS, NORMALIZATIONS, Network
from surfaces.neural.forward import eval_outputs, train_outputs
from surfaces.neural.losses import mean_loss

RECORDED = load_file(Path(__file__).with_name("recordings") / "torch_networks.safetensors")
NAMES = sorted({key.split("/")[0] for key in RECORDED})
#: PyTorch's names for the weights of a layer of normalization.
PARTS = {"weight": "gamma", "bias": "beta"}


def kept(name):
    return {key.split("/")[1]: RECORDED[key] for key in RECORDED if key.split("/")[0] == name}


def activation_of(name):
    own = name.removesuffix("_batch")
    return own if own in ACTIVATIONS else "gelu" if name.startswith("value") else "tanh"


def network_of(name, arrays):
    return Network(
        inputs=arrays["x"].shape[1],
        hidden=(7, 5),
        outputs=arrays["train"].shape[1],
        activation=activation_of(name),
        normalization=next((each for each in NORMALIZATIONS if name.endswith(each)), "none"),
        task="regression" if name.startswith("value") else "classification",
    )


def carried(network, arrays, prefix=""):
    """A tree of layers from arrays by PyTorch's numbered names."""
    stride = 2 if network.normalization == "none" else 3
    layers = []
    for i in range(len(network.hidden) + 1):
        layer = {part: arrays[f"{prefix}{i * stride}.{part}"] for part in ("weight", "bias")}
        if network.normalization != "none" and i < len(network.hidden):
            layer |= {ours: arrays[f"{prefix}{i * stride + 1}.{part}"] for part, ours in PARTS.items()}
        layers.append(layer)
    return tuple(layers)


def test_every_activation_and_normalization_was_recorded():
    with_batches = {f"{each}_batch" for each in ACTIVATIONS}
    assert set(NAMES) == {
        *ACTIVATIONS, *with_batches, *NORMALIZATIONS, *(f"value_{each}" for each in NORMALIZATIONS)
    }  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_training_is_pytorch_s(name):
    arrays = kept(name)
    network = network_of(name, arrays)
    params, x, y = carried(network, arrays), arrays["x"], arrays["y"]

    def loss(params):
        outputs, averages = train_outputs(network, params, network.averages(), x)
        return mean_loss(network, outputs, y), (outputs, averages)

    (value, (outputs, averages)), gradient = jax.value_and_grad(loss, has_aux=True)(params)
    np.testing.assert_allclose(outputs.T, arrays["train"], rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(value, arrays["train_loss"], rtol=1e-5)
    expected = carried(network, arrays, "grad.")
    jax.tree.map(
        lambda ours, theirs: np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-5), gradient, expected
    )
    for i, average in enumerate(averages if network.normalization == "batch" else ()):
        np.testing.assert_allclose(average["mean"], arrays[f"{3 * i + 1}.running_mean"], rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(average["variance"], arrays[f"{3 * i + 1}.running_var"], rtol=1e-5)


@pytest.mark.parametrize("name", NAMES)
def test_test_mode_is_pytorch_s(name):
    arrays = kept(name)
    network = network_of(name, arrays)
    averages = network.averages() and tuple(
        {"mean": arrays[f"{3 * i + 1}.running_mean"], "variance": arrays[f"{3 * i + 1}.running_var"]} for i in (0, 1)
    )
    outputs = eval_outputs(network, carried(network, arrays), averages, arrays["x"])
    np.testing.assert_allclose(outputs.T, arrays["eval"], rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(mean_loss(network, outputs, arrays["y"]), arrays["eval_loss"], rtol=1e-5)
    assert outputs.dtype == np.float32
