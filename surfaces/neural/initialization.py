"""How weights begin: rows that draw one layer's weight matrix, and whole networks made of them.

A row is declared by decorating `draw(rng, fan_in, fan_out, scale)`, which returns a matrix (fan_out, fan_in). What the
scale means is said by each row's knob. Draws are NumPy's and made outside every program, so a scheme is never compiled.
(What many texts call Xavier's, variance 1 / inputs, is LeCun's; Glorot and Bengio's is 2 / (inputs + outputs).)
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from registry import Knob, Reference, Registry
from surfaces.neural.network import Network, Params

Draw = Callable[[np.random.Generator, int, int, float], np.ndarray]

LECUN = Reference("LeCun, Bottou, Orr and Müller, 1998, Efficient BackProp", "https://doi.org/10.1007/3-540-49430-8_2")
GLOROT = Reference(
    "Glorot and Bengio, 2010, Understanding the difficulty of training deep feedforward neural networks",
    "https://proceedings.mlr.press/v9/glorot10a.html",
)
HE = Reference(
    "He, Zhang, Ren and Sun, 2015, Delving deep into rectifiers: surpassing human-level performance on ImageNet "
    "classification",
    "https://arxiv.org/abs/1502.01852",
)
SAXE = Reference(
    "Saxe, McClelland and Ganguli, 2014, Exact solutions to the nonlinear dynamics of learning in deep linear neural "
    "networks",
    "https://arxiv.org/abs/1312.6120",
)
SYMMETRY = Reference("Goodfellow, Bengio and Courville, 2016, Deep Learning, MIT Press, section 8.4")

BIAS = Knob("init_bias", 0.0, -10.0, 10.0, "What every bias begins with; 0.01 to 0.1 keeps ReLUs alive at first.")


@dataclass(frozen=True, slots=True, eq=False)
class Initialization:
    """One way to begin.

    Attributes:
        name: the function's name, its key everywhere.
        title: as it is written in texts.
        draw: `draw(rng, fan_in, fan_out, scale)` of a matrix (fan_out, fan_in).
        scale: what its scale is; a factor on the scheme's own size where nothing else is said.
        variance: `variance(fan_in, fan_out, scale)` of an entry, in theory.
        reference: where it was published.
    """

    name: str
    title: str
    draw: Draw
    scale: Knob
    variance: Callable[[int, int, float], float]
    reference: Reference

    @property
    def caption(self) -> str:
        """The first line of the function's docstring."""
        return (inspect.getdoc(self.draw) or "").split("\n", 1)[0]


INITIALIZATIONS: Registry[Initialization] = Registry("initialization")
FACTOR = Knob("init_scale", 1.0, 1e-4, 100.0, "A factor on the scheme's own size of the weights.", scale="log")


def initialization(
    title: str, variance: Callable[[int, int, float], float], reference: Reference, scale: Knob = FACTOR
) -> Callable[[Draw], Draw]:
    """Declares the decorated function as an initialization."""

    def declare(draw: Draw) -> Draw:
        INITIALIZATIONS.add(Initialization(draw.__name__, title, draw, scale, variance, reference))
        return draw

    return declare


def initialize(network: Network, scheme: str, seed: int, scale: float | None = None, bias: float = 0.0) -> Params:
    """The weights of a network at the start: a scheme's, with all biases alike (that of the output is 0).

    Args:
        network: which network.
        scheme: a row of `INITIALIZATIONS`.
        seed: what is drawn.
        scale: the row's scale; None is its default.
        bias: what every hidden unit's bias begins with.

    Raises:
        UnknownNameError: no such scheme.
    """
    row, rng = INITIALIZATIONS[scheme], np.random.default_rng(seed)
    size = row.scale.default if scale is None else scale
    layers = network.blank()
    for i, layer in enumerate(layers):
        fan_out, fan_in = layer["weight"].shape
        layer["weight"] = row.draw(rng, fan_in, fan_out, size).astype(np.float32)
        layer["bias"] = np.full(fan_out, bias if i < len(network.hidden) else 0.0, np.float32)
    return layers


def transferred(fresh: Params, trained: Params) -> Params:
    """Weights to begin a new task with: every leading layer that fits another network's is taken from it.

    Layers are taken from the first on, up to one whose shapes differ; from there on they stay `fresh`. The output
    layer is always fresh: it belongs to the task.
    """
    taken = []
    for new, old in zip(fresh[:-1], trained[:-1], strict=False):
        if {key: value.shape for key, value in new.items()} != {key: value.shape for key, value in old.items()}:
            break
        taken.append({key: np.asarray(value, np.float32) for key, value in old.items()})
    return (*taken, *fresh[len(taken) :])


def _normal(rng: np.random.Generator, fan_in: int, fan_out: int, deviation: float) -> np.ndarray:
    return deviation * rng.standard_normal((fan_out, fan_in))


def _uniform(rng: np.random.Generator, fan_in: int, fan_out: int, bound: float) -> np.ndarray:
    return rng.uniform(-bound, bound, (fan_out, fan_in))


@initialization("Xavier (Glorot) normal", lambda m, n, s: s * s * 2 / (m + n), GLOROT)
def xavier_normal(rng: np.random.Generator, fan_in: int, fan_out: int, scale: float) -> np.ndarray:
    """Keeps signal and gradient alike in size through tanh layers: variance 2 / (inputs + outputs)."""
    return _normal(rng, fan_in, fan_out, scale * (2 / (fan_in + fan_out)) ** 0.5)


@initialization("Xavier (Glorot) uniform", lambda m, n, s: s * s * 2 / (m + n), GLOROT)
def xavier_uniform(rng: np.random.Generator, fan_in: int, fan_out: int, scale: float) -> np.ndarray:
    """As Xavier's normal, from a box: evenly between plus and minus the root of 6 / (inputs + outputs)."""
    return _uniform(rng, fan_in, fan_out, scale * (6 / (fan_in + fan_out)) ** 0.5)


@initialization("He normal", lambda m, _, s: s * s * 2 / m, HE)
def he_normal(rng: np.random.Generator, fan_in: int, fan_out: int, scale: float) -> np.ndarray:
    """Keeps the signal's size through ReLU layers, which halve it: variance 2 / inputs."""
    return _normal(rng, fan_in, fan_out, scale * (2 / fan_in) ** 0.5)


@initialization("He uniform", lambda m, _, s: s * s * 2 / m, HE)
def he_uniform(rng: np.random.Generator, fan_in: int, fan_out: int, scale: float) -> np.ndarray:
    """As He's normal, from a box: evenly between plus and minus the root of 6 / inputs."""
    return _uniform(rng, fan_in, fan_out, scale * (6 / fan_in) ** 0.5)


@initialization("LeCun normal", lambda m, _, s: s * s / m, LECUN)
def lecun_normal(rng: np.random.Generator, fan_in: int, fan_out: int, scale: float) -> np.ndarray:
    """Keeps the signal's size through layers that are nearly linear: variance 1 / inputs, in some texts Xavier's."""
    return _normal(rng, fan_in, fan_out, scale * fan_in**-0.5)


@initialization("Orthogonal", lambda m, n, s: s * s / max(m, n), SAXE)
def orthogonal(rng: np.random.Generator, fan_in: int, fan_out: int, scale: float) -> np.ndarray:
    """Turns the signal without stretching it: rows (or columns, if fewer) at right angles and of length 1."""
    q, r = np.linalg.qr(rng.standard_normal((max(fan_in, fan_out), min(fan_in, fan_out))))
    q = q * np.where(np.diagonal(r) < 0, -1.0, 1.0)  # or some rotations would come more often than others
    return scale * (q if fan_out >= fan_in else q.T)


@initialization(
    "Normal",
    lambda _m, _n, s: s * s,
    LECUN,
    Knob("init_scale", 0.5, 1e-6, 100.0, "The standard deviation of every weight.", scale="log"),
)
def normal(rng: np.random.Generator, fan_in: int, fan_out: int, scale: float) -> np.ndarray:
    """The same bell curve for every layer, however wide it is."""
    return _normal(rng, fan_in, fan_out, scale)


@initialization(
    "Uniform",
    lambda _m, _n, s: s * s / 3,
    LECUN,
    Knob("init_scale", 0.5, 1e-6, 100.0, "Weights lie between plus and minus this.", scale="log"),
)
def uniform(rng: np.random.Generator, fan_in: int, fan_out: int, scale: float) -> np.ndarray:
    """The same box for every layer, however wide it is."""
    return _uniform(rng, fan_in, fan_out, scale)


@initialization("Zeros", lambda *_: 0.0, SYMMETRY)
def zeros(_rng: np.random.Generator, fan_in: int, fan_out: int, _scale: float) -> np.ndarray:
    """Nothing to tell units apart: gradients of all weights but the last bias are zero, or the same for every unit."""
    return np.zeros((fan_out, fan_in))


@initialization(
    "Constant",
    lambda *_: 0.0,
    SYMMETRY,
    Knob("init_scale", 0.1, -100.0, 100.0, "The value of every weight."),
)
def constant(_rng: np.random.Generator, fan_in: int, fan_out: int, scale: float) -> np.ndarray:
    """All weights the same, so the units of a layer learn the same and never part: a layer is worth one unit."""
    return np.full((fan_out, fan_in), scale)


@initialization("Too small", lambda m, _, s: s * s * 1e-4 / m, GLOROT)
def too_small(rng: np.random.Generator, fan_in: int, fan_out: int, scale: float) -> np.ndarray:
    """A hundredth of LeCun's size: signal and gradient fade from layer to layer."""
    return _normal(rng, fan_in, fan_out, scale * 0.01 * fan_in**-0.5)


@initialization("Too large", lambda m, _, s: s * s * 100 / m, GLOROT)
def too_large(rng: np.random.Generator, fan_in: int, fan_out: int, scale: float) -> np.ndarray:
    """Ten times LeCun's size: tanh saturates and its gradient vanishes, ReLU's signal explodes."""
    return _normal(rng, fan_in, fan_out, scale * 10.0 * fan_in**-0.5)
