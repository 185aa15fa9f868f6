"""Twins: the same study with one thing changed, trained side by side."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from experiments.training.study import Study


@dataclass(frozen=True, slots=True)
class Twin:
    """One thing that can be changed.

    Attributes:
        title: what it is.
        first, second: what each of the two is called, and the fields that it has.
        note: what has to be said with it.
    """

    title: str
    first: tuple[str, Mapping[str, Any]]
    second: tuple[str, Mapping[str, Any]]
    note: str = ""

    def studies(self, study: Study) -> list[tuple[str, Study]]:
        """The two, by what they are called."""
        return [(title, study.with_shared(**fields)) for title, fields in (self.first, self.second)]


#: What is claimed of batch normalization, and what is not.
DISPUTED = (
    "Why batch normalization helps is disputed: “internal covariate shift”, the first explanation, did not stand up to "
    "experiments (Santurkar et al., 2018). What can be seen here are conditioning and the rates that are tolerated."
)

TWINS = {
    "batch_norm": Twin(
        "Batch normalization",
        ("Without normalization", {"normalization": "none"}),
        ("With batch normalization", {"normalization": "batch"}),
        DISPUTED,
    ),
    "layer_norm": Twin(
        "Layer normalization",
        ("Without normalization", {"normalization": "none"}),
        ("With layer normalization", {"normalization": "layer"}),
    ),
    "initialization": Twin(
        "First weights",
        ("Xavier", {"initialization": "xavier_normal", "init_scale": None}),
        ("Too large", {"initialization": "too_large", "init_scale": None}),
    ),
    "symmetry": Twin(
        "Broken symmetry",
        ("All weights alike", {"initialization": "constant", "init_scale": None}),
        ("Drawn at random", {"initialization": "xavier_normal", "init_scale": None}),
    ),
    "clipping": Twin(
        "Clipping",
        ("Gradients as they are", {"clip_norm": math.inf}),
        ("Clipped to a length of 0.1", {"clip_norm": 0.1}),
    ),
    "scaling": Twin(
        "Scaling of features",
        ("One feature × 10", {"scaling": "none", "stretch": 10.0}),
        ("The same, scaled", {"scaling": "z_score", "stretch": 10.0}),
    ),
    "batches": Twin(
        "Batches",
        ("All points at each step", {"batch_size": 0}),
        ("16 points at each step", {"batch_size": 16}),
    ),
    "dropout": Twin(
        "Dropout",
        ("Without dropout", {"dropout": 0.0}),
        ("Dropout of 0.3", {"dropout": 0.3}),
    ),
    "activation": Twin(
        "Activation",
        ("Sigmoid", {"activation": "sigmoid"}),
        ("ReLU", {"activation": "relu"}),
    ),
    "label_noise": Twin(
        "Wrong labels",
        ("Labels as they are", {"label_noise": 0.0}),
        ("Every fifth label wrong", {"label_noise": 0.2}),
    ),
}
