"""A study: several trainings of one network on the same data, side by side.

In plain values it is `{"shared": {...}, "lanes": [{...}, ...]}`, as a race is: a lane's training is what is shared,
overlaid with the lane's own fields.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from experiments.check import Lenient, Policy, Strict
from experiments.race import parts_of
from experiments.spec import SpecError
from experiments.training.inputs import OF_DATA
from experiments.training.reading import read_train_spec
from experiments.training.session import MOST
from experiments.training.spec import FIELDS, TrainSpec

#: What all lanes have in common, because they are seen on one surface.
SURFACE = (*OF_DATA, "hidden", "activation", "normalization")
_OWN = ("optimizer", "hyperparameters", "changes")
_COMMON = tuple(name for name in FIELDS if name not in _OWN)


@dataclass(frozen=True, slots=True)
class Study:
    """Trainings of one network; there is at least one.

    Raises:
        SpecError: there is none, or they are not about one surface.
    """

    specs: tuple[TrainSpec, ...]

    def __post_init__(self) -> None:
        if not self.specs:
            raise SpecError("lanes", "a study needs at least one lane")
        for name in SURFACE:
            if len({getattr(spec, name) for spec in self.specs}) > 1:
                raise SpecError(name, f"all lanes of a study share one {name.replace('_', ' ')}")

    @classmethod
    def from_dict(cls, plain: object, policy: Policy | None = None) -> Study:
        """The study that plain values say.

        Raises:
            SpecError: with a sentence for the visitor (a strict policy, which is the default).
        """
        policy = policy or Strict()
        shared, lanes = parts_of(plain, policy)
        if not 1 <= len(lanes) <= MOST:
            policy.problem("lanes", f"a study has 1 to {MOST} lanes, not {len(lanes)}")
            lanes = lanes[:MOST] or [{"optimizer": "adam"}]
        for lane in lanes:
            for name in SURFACE:
                if name in lane:
                    policy.problem(name, f"{name} belongs to all lanes, not to one")
        surface = {name: shared[name] for name in SURFACE if name in shared}
        specs = [read_train_spec({**shared, **lane, **surface}, policy) for lane in lanes]
        return cls(tuple(specs))

    @classmethod
    def lenient(cls, plain: object) -> tuple[Study, list[str]]:
        """The nearest valid study, and a sentence for each thing that had to be changed."""
        policy = Lenient()
        study = cls.from_dict(plain, policy)
        return study, list(dict.fromkeys(policy.notes))

    @property
    def first(self) -> TrainSpec:
        """The first lane: where to read what all lanes share."""
        return self.specs[0]

    def agrees(self, name: str) -> bool:
        """Whether all lanes have the same value of a field."""
        return all(getattr(spec, name) == getattr(self.first, name) for spec in self.specs)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, shortest form; `from_dict` is its inverse."""
        plains = [spec.to_dict() for spec in self.specs]
        common = [name for name in _COMMON if self.agrees(name) and name in plains[0]]
        lanes = [{name: value for name, value in plain.items() if name not in common} for plain in plains]
        return {
            "shared": {name: plains[0][name] for name in common},
            "lanes": [{"optimizer": spec.optimizer} | lane for spec, lane in zip(self.specs, lanes, strict=True)],
        }

    def with_shared(self, **values: Any) -> Study:
        """The study with fields changed in every lane."""
        return Study(tuple(spec.with_(**values) for spec in self.specs))

    def with_lane(self, lane: int, **values: Any) -> Study:
        """The study with fields of one lane changed (not those of the surface)."""
        specs = list(self.specs)
        specs[lane] = specs[lane].with_(**values)
        return Study(tuple(specs))

    def add_lane(self, **values: Any) -> Study:
        """The study with one more lane, which has what the last one has but for these fields."""
        return Study((*self.specs, self.specs[-1].with_(**values)))

    def remove_lane(self, lane: int) -> Study:
        """The study without one lane."""
        return Study(self.specs[:lane] + self.specs[lane + 1 :])


#: What a visitor meets first.
DEFAULT = Study.from_dict({"lanes": [{"optimizer": "sgd"}, {"optimizer": "momentum"}, {"optimizer": "adam"}]})
