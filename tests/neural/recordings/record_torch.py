"""Records what PyTorch makes of given weights: outputs, losses, gradients and running averages, in both modes.

Run by hand where PyTorch (2.13) is installed; the project itself does not need it:

    python tests/neural/recordings/record_torch.py

It writes `torch_networks.safetensors` beside itself. For each of `CASES` there are, under "case/", the inputs `x`, the
targets `y`, every weight under PyTorch's own name, the outputs and the loss in training mode (`train`, `train_loss`),
the gradient of each weight of that loss (`grad.` and its name), batch normalization's averages after that one pass, and
outputs and loss in test mode with those averages.
"""

from pathlib import Path

import torch
from safetensors.numpy import save_file
from torch import nn

ACTIVATIONS = {
    "tanh": nn.Tanh,
    "relu": nn.ReLU,
    "leaky_relu": nn.LeakyReLU,
    "sigmoid": nn.Sigmoid,
    "gelu": nn.GELU,
    "silu": nn.SiLU,
    "identity": nn.Identity,
}
NORMALIZATIONS = {"none": None, "batch": nn.BatchNorm1d, "layer": nn.LayerNorm}
#: Inputs, hidden widths, outputs, activation, normalization, loss.
CASES = {name: (3, (7, 5), 1, name, "none", "binary") for name in ACTIVATIONS}
CASES |= {f"{name}_batch": (3, (7, 5), 1, name, "batch", "binary") for name in ACTIVATIONS}
CASES |= {name: (3, (7, 5), 4, "tanh", name, "classes") for name in NORMALIZATIONS}
CASES |= {f"value_{name}": (3, (7, 5), 1, "gelu", name, "value") for name in NORMALIZATIONS}
POINTS = 11


def network(inputs, hidden, outputs, activation, normalization):
    layers, width = [], inputs
    for units in hidden:
        layers.append(nn.Linear(width, units))
        if NORMALIZATIONS[normalization]:
            layers.append(NORMALIZATIONS[normalization](units))
        layers.append(ACTIVATIONS[activation]())
        width = units
    return nn.Sequential(*layers, nn.Linear(width, outputs))


def cost(kind, outputs, y):
    if kind == "binary":
        return nn.functional.binary_cross_entropy_with_logits(outputs[:, 0], y)
    if kind == "classes":
        return nn.functional.cross_entropy(outputs, y.long())
    return nn.functional.mse_loss(outputs[:, 0], y)


def record(case):
    inputs, hidden, outputs, activation, normalization, kind = case
    net = network(inputs, hidden, outputs, activation, normalization)
    for values in net.parameters():  # normalization begins at ones and zeros, which would show nothing
        nn.init.normal_(values, std=0.8)
    x = torch.randn(POINTS, inputs)
    classes = {"binary": 2, "classes": outputs}.get(kind)
    y = torch.randn(POINTS) if classes is None else torch.randint(classes, (POINTS,)).float()
    kept = {"x": x, "y": y} | {name: value.detach().clone() for name, value in net.named_parameters()}
    train = net(x)
    loss = cost(kind, train, y)
    loss.backward()
    kept |= {"train": train, "train_loss": loss}
    kept |= {f"grad.{name}": value.grad for name, value in net.named_parameters()}
    kept |= {name: value.clone() for name, value in net.named_buffers() if "running" in name}
    net.eval()
    test = net(x)
    kept |= {"eval": test, "eval_loss": cost(kind, test, y)}
    return {name: value.detach().numpy().copy() for name, value in kept.items()}


if __name__ == "__main__":
    torch.manual_seed(0)
    recorded = {f"{name}/{key}": value for name, case in CASES.items() for key, value in record(case).items()}
    save_file(recorded, Path(__file__).with_name("torch_networks.safetensors"))
