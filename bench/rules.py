"""Eight update rules in plain NumPy, and the same eight in PyTorch: what the engine is measured against.

Each NumPy rule is a generator: it is sent a gradient and yields the step. What AdaGrad and RMSProp add to denominators
is so small (1e-16) that it makes no difference on which side of a root it stands. RMSProp's rate is too low for it to
arrive: around a minimum it hops about as chance in the last bit has it, and no two programs would agree.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

import numpy as np

Rule = Generator[np.ndarray, np.ndarray, None]
EPS = 1e-16


def sgd(rate: float) -> Rule:
    """Gradient descent."""
    g = yield np.zeros(2)
    while True:
        g = yield -rate * g


def momentum(rate: float, decay: float = 0.9, ahead: bool = False) -> Rule:
    """The heavy ball; looking ahead, Nesterov's."""
    g = yield np.zeros(2)
    v = np.zeros(2)
    while True:
        v = decay * v + g
        g = yield -rate * (g + decay * v if ahead else v)


def adagrad(rate: float) -> Rule:
    """AdaGrad, its sum starting at nought."""
    g = yield np.zeros(2)
    s = np.zeros(2)
    while True:
        s = s + g * g
        g = yield -rate * g / (np.sqrt(s) + EPS)


def rmsprop(rate: float, decay: float = 0.9) -> Rule:
    """RMSProp without momentum."""
    g = yield np.zeros(2)
    s = np.zeros(2)
    while True:
        s = decay * s + (1 - decay) * g * g
        g = yield -rate * g / (np.sqrt(s) + EPS)


def adam(rate: float, b1: float = 0.9, b2: float = 0.999, eps: float = 1e-8) -> Rule:
    """Adam with bias correction."""
    g = yield np.zeros(2)
    m, v, t = np.zeros(2), np.zeros(2), 0
    while True:
        t += 1
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g
        g = yield -rate * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + eps)


def adamax(rate: float, b1: float = 0.9, b2: float = 0.999, eps: float = 1e-8) -> Rule:
    """Adam with the largest gradient in place of the root mean square."""
    g = yield np.zeros(2)
    m, u, t = np.zeros(2), np.zeros(2), 0
    while True:
        t += 1
        m, u = b1 * m + (1 - b1) * g, np.maximum(b2 * u, np.abs(g) + eps)
        g = yield -rate * (m / (1 - b1**t)) / u


@dataclass(frozen=True)
class Contestant:
    """One optimizer in three hands.

    Attributes:
        name: its row.
        knobs: the row's knobs that differ from their defaults.
        plain: the NumPy rule.
        decay: decoupled weight decay of the NumPy loop.
        torch: its class in `torch.optim`.
        arguments: that class's.
    """

    name: str
    knobs: dict[str, float]
    plain: Callable[[], Rule]
    torch: str
    arguments: dict[str, Any]
    decay: float = 0.0


def _adam_like(name: str, rule: Callable[..., Rule], torch: str, rate: float) -> Contestant:
    return Contestant(name, {"learning_rate": rate}, lambda: rule(rate), torch, {"lr": rate})


CONTESTANTS = (
    Contestant("sgd", {"learning_rate": 0.01}, lambda: sgd(0.01), "SGD", {"lr": 0.01}),
    Contestant(
        "momentum",
        {"learning_rate": 0.002, "momentum": 0.9},
        lambda: momentum(0.002),
        "SGD",
        {"lr": 0.002, "momentum": 0.9},
    ),
    Contestant(
        "nesterov",
        {"learning_rate": 0.002, "momentum": 0.9},
        lambda: momentum(0.002, ahead=True),
        "SGD",
        {"lr": 0.002, "momentum": 0.9, "nesterov": True},
    ),
    Contestant("adagrad", {"learning_rate": 0.5, "eps": EPS}, lambda: adagrad(0.5), "Adagrad", {"lr": 0.5, "eps": EPS}),
    Contestant(
        "rmsprop",
        {"learning_rate": 0.005, "eps": EPS},
        lambda: rmsprop(0.005),
        "RMSprop",
        {"lr": 0.005, "alpha": 0.9, "eps": EPS},
    ),
    _adam_like("adam", adam, "Adam", 0.1),
    Contestant(
        "adamw",
        {"learning_rate": 0.1, "weight_decay": 0.01},
        lambda: adam(0.1),
        "AdamW",
        {"lr": 0.1, "weight_decay": 0.01},
        decay=0.1 * 0.01,
    ),
    _adam_like("adamax", adamax, "Adamax", 0.1),
)
