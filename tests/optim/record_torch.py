"""Records the paths that PyTorch's optimizers take, as an oracle that shares no code with Optax or JAX.

Run by hand where PyTorch (2.13) is installed; the project itself does not need it:

    python tests/optim/record_torch.py

It writes `torch_paths.npz` beside itself: for every case of `CASES` and every loss of `LOSSES` the points of 61 steps
in 64-bit floats, shape (61, 2), under the key "case/loss".
"""

import math
from pathlib import Path

import numpy as np
import torch

STEPS = 60


def himmelblau(p):
    x, y = p
    return (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2


def rosenbrock(p):
    x, y = p
    return (1 - x) ** 2 + 100 * (y - x * x) ** 2


def ravine(p):
    x, y = p
    along, across = x * math.cos(math.pi / 6) + y / 2, y * math.cos(math.pi / 6) - x / 2
    return (along * along + 25 * across * across) / 2


LOSSES = {
    "himmelblau": (himmelblau, (-0.6, -1.4)),
    "rosenbrock": (rosenbrock, (-1.2, 1.0)),
    "ravine": (ravine, (-1.7, 0.3)),
}

#: By case: the optimizer and its settings. The rates suit the steepest loss, so that no path is chaotic.
CASES = {
    "sgd": (torch.optim.SGD, {"lr": 1e-3}),
    "momentum": (torch.optim.SGD, {"lr": 3e-4, "momentum": 0.9}),
    "nesterov": (torch.optim.SGD, {"lr": 3e-4, "momentum": 0.9, "nesterov": True}),
    "adam": (torch.optim.Adam, {"lr": 0.05, "betas": (0.9, 0.999), "eps": 1e-8}),
    "adamw": (torch.optim.AdamW, {"lr": 0.05, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.1}),
    "adamax": (torch.optim.Adamax, {"lr": 0.05, "betas": (0.9, 0.999), "eps": 1e-8}),
    "radam": (torch.optim.RAdam, {"lr": 1e-3, "betas": (0.9, 0.99), "eps": 1e-12}),
    "adagrad": (torch.optim.Adagrad, {"lr": 0.3, "initial_accumulator_value": 0.1, "eps": 1e-12}),
    "adadelta": (torch.optim.Adadelta, {"lr": 1.0, "rho": 0.9, "eps": 1e-5}),
    "rmsprop": (torch.optim.RMSprop, {"lr": 0.02, "alpha": 0.9, "eps": 1e-12}),
    "rmsprop_momentum": (torch.optim.RMSprop, {"lr": 0.01, "alpha": 0.9, "eps": 1e-12, "momentum": 0.5}),
    "rprop": (torch.optim.Rprop, {"lr": 0.02, "etas": (0.5, 1.2), "step_sizes": (1e-6, 50)}),
}


def path(loss, start, optimizer, settings) -> np.ndarray:
    point = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    rule = optimizer([point], **settings)
    points = [point.detach().numpy().copy()]
    for _ in range(STEPS):
        rule.zero_grad()
        loss(point).backward()
        rule.step()
        points.append(point.detach().numpy().copy())
    return np.stack(points)


if __name__ == "__main__":
    paths = {
        f"{case}/{name}": path(loss, start, optimizer, settings)
        for case, (optimizer, settings) in CASES.items()
        for name, (loss, start) in LOSSES.items()
    }
    np.savez_compressed(Path(__file__).with_name("torch_paths.npz"), **paths)
