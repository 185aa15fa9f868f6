"""TrainSpec: everything that one training of a network is, in strings and numbers.

As `RunSpec`: frozen, hashable, JSON both ways, checked as a whole where it comes from outside. A visitor's own table is
not in it, only its `digest` (field `table`); the table itself is handed over beside it and is written nowhere.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from experiments.spec import TREATMENT, Settings, canonical, knobs_at_scale, parsed, plain_fields
from optim import OPTIMIZERS
from optim.core import Optimizer
from registry import Knob
from surfaces.neural import DATASETS, INITIALIZATIONS
from surfaces.neural.initialization import BIAS
from surfaces.neural.network import MAX_LAYERS, MAX_WIDTH
from surfaces.neural.splits import FLAWS, STRETCH, TEST_SHARE

#: The longest training, and the most weights for a method whose cost grows with their square or faster.
MAX_STEPS, MAX_DENSE = 20_000, 400
#: How many trainings may have led to the weights that one begins with.
MAX_TRANSFERS = 2

#: What learning rates are measured in. A network has no scales of its own that could be known beforehand, and one
#: measured at the start would give each initialization another rate; so all networks have the same: at these, every
#: optimizer's default trains the default network.
LENGTH, CURVATURE = 0.2, 1.0
_SCALES = {"length": LENGTH, "1/curvature": 1 / CURVATURE, "height": CURVATURE * LENGTH**2, "minimum": 0.0}

DROPOUT = Knob("dropout", 0.0, 0.0, 0.9, "The share of hidden units left out at each step, others each time.")
LAST_RATE = Knob("last_rate", 1.0, 1e-3, 1e3, "What the last layer's learning rate is multiplied by.", scale="log")
BATCH = Knob("batch_size", 0, 0, 5_000, "Points that a step sees; 0 is all of them.", static=True)
WIDTH = Knob("width", 16, 1, MAX_WIDTH, "Units of a hidden layer.", static=True)
STEPS = Knob("steps", 1_000, 1, MAX_STEPS, "How many steps are made.", static=True)
#: All single numbers of a spec but the seeds, by name.
NUMBERS = {
    knob.name: knob for knob in (*TREATMENT, *FLAWS, STRETCH, TEST_SHARE, DROPOUT, LAST_RATE, BIAS, BATCH, STEPS)
}
LAYERS = (1, MAX_LAYERS)


@dataclass(frozen=True, slots=True)
class TrainSpec:
    """One training.

    >>> spec = TrainSpec(optimizer="momentum", hidden=(8,), steps=200)
    >>> spec.to_json()
    '{"hidden":[8],"optimizer":"momentum","steps":200}'
    >>> TrainSpec.from_json(spec.to_json()) == spec
    True

    Attributes:
        data: a row of `DATASETS`; `data_knobs` and `data_seed` are its knobs and what is drawn.
        table: where it is a visitor's own table, its digest; then `data` is idle.
        scaling: a row of `SCALINGS`.
        test_share, label_noise, sample_bias, shift, stretch: see `surfaces.neural.splits`.
        hidden, activation, normalization: see `Network`.
        dropout: the share of hidden units left out.
        initialization, init_scale, init_bias: see `surfaces.neural.initialization`; None is the scheme's own scale.
        transfer: the training whose weights this one begins with, where its layers fit.
        optimizer, hyperparameters: a row of `OPTIMIZERS` and its knobs.
        schedule, schedule_knobs: a row of `SCHEDULES` and its knobs.
        clip_norm, clip_value, noise, weight_decay: what happens to gradients and weights at each step.
        last_rate: what the last layer's learning rate is multiplied by: the rule's update of its weights and biases,
            and their decoupled decay. Not for rules that show another point than they step from.
        changes: hyper-parameters and `run.` numbers that are others from a step on.
        batch_size: points of a step; 0 is all.
        steps: how many.
        seed: of the weights, the batches, dropout and noise.
    """

    data: str = "moons"
    data_knobs: Mapping[str, float] = Settings()
    data_seed: int = 0
    table: str = ""
    scaling: str = "z_score"
    test_share: float = TEST_SHARE.default
    label_noise: float = 0.0
    sample_bias: float = 0.0
    shift: float = 0.0
    stretch: float = STRETCH.default
    hidden: tuple[int, ...] = (16, 16)
    activation: str = "tanh"
    normalization: str = "none"
    dropout: float = 0.0
    initialization: str = "xavier_normal"
    init_scale: float | None = None
    init_bias: float = 0.0
    transfer: TrainSpec | None = None
    optimizer: str = "adam"
    hyperparameters: Mapping[str, float] = Settings()
    schedule: str = "constant"
    schedule_knobs: Mapping[str, float] = Settings()
    clip_norm: float = math.inf
    clip_value: float = math.inf
    noise: float = 0.0
    weight_decay: float = 0.0
    last_rate: float = 1.0
    changes: tuple[tuple[int, Settings], ...] = ()
    batch_size: int = 0
    steps: int = 1_000
    seed: int = 0
    _hash: int = field(init=False, compare=False, repr=False, default=0)

    def __post_init__(self) -> None:
        def freeze(name: str, value: Any) -> None:
            object.__setattr__(self, name, value)

        for name in ("data_knobs", "hyperparameters", "schedule_knobs"):
            if not isinstance(getattr(self, name), Settings):
                freeze(name, Settings(getattr(self, name)))
        freeze("hidden", tuple(self.hidden))
        freeze("changes", tuple((step, Settings(values)) for step, values in self.changes if values))
        freeze("_hash", hash(tuple(getattr(self, name) for name in FIELDS)))

    def __hash__(self) -> int:
        return self._hash

    @property
    def optimizer_row(self) -> Optimizer:
        """The optimizer's row."""
        return OPTIMIZERS[self.optimizer]

    def optimizer_knobs(self) -> tuple[Knob, ...]:
        """The optimizer's knobs with their defaults and ranges on networks."""
        return network_knobs(self.optimizer_row)

    def hyperparameter_values(self) -> dict[str, float]:
        """All hyper-parameters at the start: given where given, the defaults on networks elsewhere."""
        return {knob.name: self.hyperparameters.get(knob.name, knob.default) for knob in self.optimizer_knobs()}

    def data_values(self) -> dict[str, float]:
        """All knobs of the data."""
        return DATASETS[self.data].values(self.data_knobs)

    @property
    def scale(self) -> float:
        """The initialization's scale, its row's own where none was given."""
        return INITIALIZATIONS[self.initialization].scale.default if self.init_scale is None else self.init_scale

    def check(self) -> TrainSpec:
        """The spec itself, when it can be run.

        Raises:
            SpecError: with a sentence for the visitor.
        """
        self.from_dict(self.to_dict())
        return self

    def with_(self, **changes: Any) -> TrainSpec:
        """A copy with some fields changed."""
        return replace(self, **changes)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values; what equals its default is left out."""
        plain = plain_fields(self, FIELDS, ())
        return plain | ({"transfer": self.transfer.to_dict()} if self.transfer else {})

    def to_json(self) -> str:
        """Canonical JSON: sorted keys, no white space."""
        return canonical(self.to_dict())

    @classmethod
    def from_dict(cls, plain: object) -> TrainSpec:
        """The spec that plain JSON values say, checked.

        Raises:
            SpecError: with a sentence for the visitor.
        """
        from experiments.check import Strict
        from experiments.training.reading import read_train_spec

        return read_train_spec(plain, Strict())

    @classmethod
    def from_json(cls, text: str) -> TrainSpec:
        """The spec that a JSON text says, checked.

        Raises:
            SpecError: with a sentence for the visitor.
        """
        return cls.from_dict(parsed(text))


#: The fields of a spec, with their defaults.
FIELDS: dict[str, Any] = {each.name: each.default for each in fields(TrainSpec) if each.init}


def network_knobs(optimizer: Optimizer) -> tuple[Knob, ...]:
    """An optimizer's knobs as they are on networks."""
    knobs = knobs_at_scale(optimizer, _SCALES.__getitem__)
    return tuple(replace(knob, default=optimizer.on_networks.get(knob.name, knob.default)) for knob in knobs)


def has_layer_rates(optimizer: Optimizer) -> bool:
    """Whether a layer's update can be stretched: what a rule with a readout shows would not follow."""
    return optimizer.readout is None
