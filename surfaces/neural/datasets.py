"""Sets of data to learn from, as rows: small ones made to order, and real ones that scikit-learn brings along.

A row is declared by decorating `make(rng, samples, noise)`, which returns a `Table`. Those made to order have about the
size of 1, so that they look the same with and without scaling; real ones are drawn without repetition from the whole.
scikit-learn is imported when a real set is asked for: it takes a second.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from registry import Knob, Reference, Registry, knob_values
from surfaces.neural.network import Task
from surfaces.neural.tables import Table

Make = Callable[..., Table]
#: The largest set made to order.
MAX_SAMPLES = 5_000

MADE = Reference("Made to order; sets of this kind come with scikit-learn and TensorFlow's playground")


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """One set of data.

    Attributes:
        name: the function's name, its key everywhere.
        title: as it is written in texts.
        make: `make(rng, **knobs)` of a table.
        task: what is to be learned.
        classes: how many; 0 for a regression.
        inputs: how many features.
        knobs: `samples` (static: it is the shape of what is compiled), and `noise` where it is made to order.
        reference: where it is from.
    """

    name: str
    title: str
    make: Make
    task: Task
    classes: int
    inputs: int
    knobs: tuple[Knob, ...]
    reference: Reference

    @property
    def caption(self) -> str:
        """The first line of the function's docstring."""
        return (inspect.getdoc(self.make) or "").split("\n", 1)[0]

    @property
    def is_real(self) -> bool:
        """Whether it was measured, and not made to order."""
        return all(knob.name != "noise" for knob in self.knobs)

    def values(self, knobs: Mapping[str, float]) -> dict[str, float]:
        """All knobs as numbers, defaults filled in."""
        return knob_values(self.knobs, knobs, self.name)

    def build(self, seed: int = 0, **knobs: float) -> Table:
        """The table, drawn by a seed."""
        values = self.values(knobs)
        return self.make(np.random.default_rng(seed), **values | {"samples": int(values["samples"])})


DATASETS: Registry[Dataset] = Registry("data set")


def _samples(default: int, most: int) -> Knob:
    return Knob("samples", default, 20, most, "How many points there are, for training and test.", static=True)


def dataset(
    title: str, *, inputs: int, classes: int, knobs: tuple[Knob, ...], reference: Reference = MADE
) -> Callable[[Make], Make]:
    """Declares the decorated function as a set of data; no classes make a regression."""

    def declare(make: Make) -> Make:
        task: Task = "classification" if classes else "regression"
        DATASETS.add(Dataset(make.__name__, title, make, task, classes, inputs, knobs, reference))
        return make

    return declare


def made(title: str, noise: float, *, inputs: int = 2, classes: int = 2) -> Callable[[Make], Make]:
    """Declares a set made to order, with its usual noise: the deviation of what is added to each coordinate."""
    spread = Knob("noise", noise, 0.0, 2.0, "How far the points are strewn about where they belong.")
    return dataset(title, inputs=inputs, classes=classes, knobs=(_samples(500, MAX_SAMPLES), spread))


def _plane(rng: np.random.Generator, x: np.ndarray, y: np.ndarray, noise: float, classes: int = 2) -> Table:
    """Points of the plane, strewn."""
    names = tuple("ABCDEFGHIJ"[:classes])
    return Table(x + noise * rng.standard_normal(x.shape), y, names, ("x", "y"))


def _alternating(samples: int, classes: int = 2) -> np.ndarray:
    """Class numbers as even as they can be."""
    return np.arange(samples) % classes


@made("Moons", 0.15)
def moons(rng: np.random.Generator, samples: int, noise: float) -> Table:
    """Two half circles that reach into one another: no straight line parts them."""
    y, angle = _alternating(samples), np.pi * rng.random(samples)
    upper = np.stack([np.cos(angle) - 0.5, np.sin(angle) - 0.25], axis=1)
    return _plane(rng, np.where(y[:, None] == 0, upper, -upper), y, noise)


@made("Circles", 0.1)
def circles(rng: np.random.Generator, samples: int, noise: float) -> Table:
    """A ring around a smaller ring: the network has to close a curve."""
    y, angle = _alternating(samples), 2 * np.pi * rng.random(samples)
    radius = np.where(y == 0, 1.0, 0.5)
    return _plane(rng, radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1), y, noise)


@made("Spirals", 0.04)
def spirals(rng: np.random.Generator, samples: int, noise: float) -> Table:
    """Two arms wound around each other one and a half times: the hardest of the small sets."""
    y, along = _alternating(samples), np.sqrt(rng.uniform(0.01, 1.0, samples))  # evenly along the arm
    angle = 3 * np.pi * along + np.pi * y
    return _plane(rng, 1.3 * along[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1), y, noise)


@made("XOR", 0.1)
def xor(rng: np.random.Generator, samples: int, noise: float) -> Table:
    """Four squares, those across a corner alike: each input alone says nothing."""
    y = _alternating(samples)
    x = rng.uniform(-1.0, 1.0, (samples, 2))
    x[:, 1] = np.abs(x[:, 1]) * np.sign(x[:, 0]) * np.where(y == 0, 1.0, -1.0)
    return _plane(rng, x, y, noise)


@made("Blobs", 0.35, classes=3)
def blobs(rng: np.random.Generator, samples: int, noise: float) -> Table:
    """Three round clouds: straight borders are enough."""
    y = _alternating(samples, 3)
    angle = 2 * np.pi * (y / 3 + 0.25)
    return _plane(rng, np.stack([np.cos(angle), np.sin(angle)], axis=1), y, noise, classes=3)


@made("Sine", 0.1, inputs=1, classes=0)
def sine(rng: np.random.Generator, samples: int, noise: float) -> Table:
    """One wave and a half to be fitted by a curve: a regression that can be looked at."""
    x = rng.uniform(-1.5, 1.5, (samples, 1))
    return Table(x, np.sin(np.pi * x[:, 0]) + noise * rng.standard_normal(samples), (), ("x",), "y")


@lru_cache(maxsize=8)
def _loaded(name: str) -> Table:
    """A whole set of scikit-learn's, as it was measured."""
    bunch: Any = getattr(importlib.import_module("sklearn.datasets"), f"load_{name}")(
        **({"scaled": False} if name == "diabetes" else {})
    )
    classes = tuple(str(each) for each in getattr(bunch, "target_names", ()))
    features = tuple(str(each) for each in bunch.feature_names)
    return Table(bunch.data, bunch.target, classes, features, "class" if classes else "target")


def _drawn(rng: np.random.Generator, name: str, samples: int) -> Table:
    """Rows of a real set, drawn without repetition."""
    whole = _loaded(name)
    return whole.take(rng.permutation(len(whole.y))[:samples])


@dataset(
    "Digits",
    inputs=64,
    classes=10,
    knobs=(_samples(1797, 1797),),
    reference=Reference(
        "Alpaydin and Kaynak, 1998, Optical recognition of handwritten digits, UCI Machine Learning Repository",
        "https://doi.org/10.24432/C50P49",
    ),
)
def digits(rng: np.random.Generator, samples: int) -> Table:
    """Handwritten digits of 8 by 8 grey dots."""
    return _drawn(rng, "digits", samples)


@dataset(
    "Breast cancer",
    inputs=30,
    classes=2,
    knobs=(_samples(569, 569),),
    reference=Reference(
        "Wolberg, Mangasarian, Street and Street, 1995, Breast cancer Wisconsin (diagnostic), UCI Machine Learning "
        "Repository",
        "https://doi.org/10.24432/C5DW2B",
    ),
)
def breast_cancer(rng: np.random.Generator, samples: int) -> Table:
    """Tumours, malignant or benign, by thirty measures of their cells, in units that differ a thousandfold."""
    return _drawn(rng, "breast_cancer", samples)


@dataset(
    "Wine",
    inputs=13,
    classes=3,
    knobs=(_samples(178, 178),),
    reference=Reference(
        "Aeberhard and Forina, 1992, Wine, UCI Machine Learning Repository", "https://doi.org/10.24432/C5PC7J"
    ),
)
def wine(rng: np.random.Generator, samples: int) -> Table:
    """Wines of three growers by thirteen chemical measures."""
    return _drawn(rng, "wine", samples)


@dataset(
    "Iris",
    inputs=4,
    classes=3,
    knobs=(_samples(150, 150),),
    reference=Reference(
        "Fisher, 1936, The use of multiple measurements in taxonomic problems, Annals of Eugenics 7",
        "https://doi.org/10.1111/j.1469-1809.1936.tb02137.x",
    ),
)
def iris(rng: np.random.Generator, samples: int) -> Table:
    """Three kinds of iris by the size of their leaves: one easy to tell, two that overlap."""
    return _drawn(rng, "iris", samples)


@dataset(
    "Diabetes",
    inputs=10,
    classes=0,
    knobs=(_samples(442, 442),),
    reference=Reference(
        "Efron, Hastie, Johnstone and Tibshirani, 2004, Least angle regression, Annals of Statistics 32",
        "https://doi.org/10.1214/009053604000000067",
    ),
)
def diabetes(rng: np.random.Generator, samples: int) -> Table:
    """How a disease went on in a year, from ten measures of a patient: little can be told, and much overfitted."""
    return _drawn(rng, "diabetes", samples)
