"""A race: several runs over one picture, and the edits that a page makes to them.

In plain values a race is `{"shared": {...}, "lanes": [{...}, ...]}`: a lane's run is what is shared, overlaid with
the lane's own fields. Here it is simply its runs; what they have in common is found when it is written down.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from experiments.check import Lenient, Policy, Strict, read_spec
from experiments.spec import FIELDS, NUMBERS, PLANAR, RunSpec, Settings, SpecError
from surfaces import SURFACES

#: What all lanes have in common, because they are drawn over one picture.
PICTURE = ("surface", "surface_knobs", "frame_angle", "frame_dx", "frame_dy")
#: The most lanes that one page shows.
MAX_LANES = 12

_OWN = ("optimizer", "hyperparameters", "changes")
_COMMON = tuple(name for name in FIELDS if name not in _OWN)


@dataclass(frozen=True, slots=True)
class Race:
    """Runs on one surface in one frame; there is at least one.

    Raises:
        SpecError: there is no run, or they are not over one picture.
    """

    specs: tuple[RunSpec, ...]

    def __post_init__(self) -> None:
        if not self.specs:
            raise SpecError("lanes", "a race needs at least one lane")
        for name in PICTURE:
            if len({getattr(spec, name) for spec in self.specs}) > 1:
                raise SpecError(name, f"all lanes of a race share one {name.replace('_', ' ')}")

    @classmethod
    def from_dict(cls, plain: object, policy: Policy | None = None, most: int = MAX_LANES) -> Race:
        """The race that plain values say.

        Args:
            plain: `{"shared": {...}, "lanes": [...]}`.
            policy: what is done about problems; strict where none is given.
            most: how many lanes are accepted.

        Raises:
            SpecError: with a sentence for the visitor (a strict policy).
        """
        policy = policy or Strict()
        shared, lanes = parts_of(plain, policy)
        if not 1 <= len(lanes) <= most:
            policy.problem("lanes", f"a race has 1 to {most} lanes, not {len(lanes)}")
            lanes = lanes[:most] or [{"optimizer": "sgd"}]
        for lane in lanes:
            for name in PICTURE:
                if name in lane:
                    policy.problem(name, f"{name} belongs to all lanes, not to one")
        picture = {name: shared[name] for name in PICTURE if name in shared}
        return cls(tuple(read_spec({**shared, **lane, **picture}, policy) for lane in lanes))

    @classmethod
    def lenient(cls, plain: object, most: int = MAX_LANES) -> tuple[Race, list[str]]:
        """The nearest valid race, and a sentence for each thing that had to be changed."""
        policy = Lenient()
        race = cls.from_dict(plain, policy, most)
        return race, list(dict.fromkeys(policy.notes))

    @property
    def first(self) -> RunSpec:
        """The first lane's run: where to read what all lanes share."""
        return self.specs[0]

    def shared(self) -> dict[str, Any]:
        """The fields that every lane has alike, but for the optimizer's own."""
        return {name: getattr(self.first, name) for name in _COMMON if self.agrees(name)}

    def agrees(self, name: str) -> bool:
        """Whether all lanes have the same value of a field."""
        return all(getattr(spec, name) == getattr(self.first, name) for spec in self.specs)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, shortest form; `from_dict` is its inverse."""
        plains = [spec.to_dict() for spec in self.specs]
        common = [name for name in _COMMON if self.agrees(name) and name in plains[0]]
        return {
            "shared": {name: plains[0][name] for name in common},
            "lanes": [{name: value for name, value in plain.items() if name not in common} for plain in plains],
        }

    def with_shared(self, **values: Any) -> Race:
        """The race with fields changed in every lane."""
        return Race(tuple(spec.with_(**values) for spec in self.specs))

    def with_lane(self, lane: int, **values: Any) -> Race:
        """The race with fields of one lane changed (not those of the picture)."""
        specs = list(self.specs)
        specs[lane] = specs[lane].with_(**values)
        return Race(tuple(specs))

    def add_lane(self, optimizer: str, hyperparameters: Mapping[str, float] = Settings(), **values: Any) -> Race:
        """The race with one more lane, which has what the others agree on."""
        return Race(
            (*self.specs, RunSpec(optimizer=optimizer, hyperparameters=hyperparameters, **(self.shared() | values)))
        )

    def remove_lane(self, lane: int) -> Race:
        """The race without one lane."""
        return Race(self.specs[:lane] + self.specs[lane + 1 :])

    def on_surface(self, surface: str) -> Race:
        """The same optimizers on another surface: start, rates and changes are the new surface's own."""

        def moved(spec: RunSpec) -> RunSpec:
            relative = {knob.name for knob in spec.optimizer_row.knobs if knob.relative_to}
            kept = {name: value for name, value in spec.hyperparameters.items() if name not in relative}
            dropped = {} if SURFACES[surface].is_flat else {name: NUMBERS[name].default for name in PLANAR}
            return spec.with_(
                surface=surface, surface_knobs=Settings(), start=None, hyperparameters=kept, changes=(), **dropped
            )

        return Race(tuple(moved(spec) for spec in self.specs))


def parts_of(plain: object, policy: Policy) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    """The two halves of a race in plain values."""
    if not isinstance(plain, Mapping):
        policy.problem("race", 'a race must be an object {"shared": {...}, "lanes": [...]}')
        plain = {}
    shared, lanes = plain.get("shared", {}), plain.get("lanes", [])
    if not isinstance(shared, Mapping) or not isinstance(lanes, list):
        policy.problem("race", "shared must be an object and lanes a list of objects")
        return {}, []
    if bad := [lane for lane in lanes if not isinstance(lane, Mapping)]:
        policy.problem("lanes", f"each lane must be an object, not {str(bad[0])[:40]!r}")
    return shared, [lane for lane in lanes if isinstance(lane, Mapping)]
