"""RunSpec: everything that one run is, in strings and numbers.

A spec is frozen and hashable, goes to JSON and back, and is checked as a whole where it comes from outside: a name that
nobody has, a number out of range or a wrong type is a `SpecError` with a sentence that can be shown to a visitor.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np

from optim import OPTIMIZERS, SCHEDULES
from optim.core import Optimizer
from registry import Knob, UnknownNameError
from surfaces import SURFACES, Frame
from surfaces.core import Surface

#: The longest run.
MAX_STEPS = 5_000
#: How many changes in mid-run one spec may hold.
MAX_CHANGES = 64

#: What happens to a gradient before the rule sees it, and to the point after: numbers of the spec itself.
TREATMENT = (
    Knob("clip_norm", math.inf, 1e-6, math.inf, "A gradient longer than this is shortened to it.", scale="log"),
    Knob("clip_value", math.inf, 1e-6, math.inf, "Each part of the gradient is cut off at this size.", scale="log"),
    Knob("noise", 0.0, 0.0, 1e6, "Standard deviation of the random numbers added to each part of the gradient."),
    Knob("weight_decay", 0.0, 0.0, 10.0, "Pulls the point towards zero by this share of the learning rate each step."),
)
_FRAME = (
    Knob("frame_angle", 0.0, -360.0, 360.0, "Turns the landscape about the centre of its window.", unit="°"),
    Knob("frame_dx", 0.0, -1e6, 1e6, "Shifts the landscape to the right."),
    Knob("frame_dy", 0.0, -1e6, 1e6, "Shifts the landscape upwards."),
)
#: What is done in some places and is never done here unless it is asked for, so that its effect can be seen. Each makes
#: a program of its own.
DEPARTURES = (
    Knob(
        "difference",
        0.0,
        0.0,
        1.0,
        "The step of a forward difference that takes the place of the exact gradient; 0 is the exact gradient.",
    ),
    Knob(
        "boxed",
        0,
        0,
        1,
        "Puts every iterate that leaves the window back on its edge, which hides that a run diverges.",
        static=True,
        choices=("off", "on"),
    ),
)
#: What can be said only of a surface of two variables.
PLANAR = frozenset({"frame_angle", "frame_dx", "frame_dy", "boxed"})
#: All single numbers of a spec, by name.
NUMBERS = {knob.name: knob for knob in (*TREATMENT, *_FRAME, *DEPARTURES)}
#: How a change in mid-run names what is no hyper-parameter: a knob of the surface, or one of `TREATMENT` (an optimizer
#: may have a `weight_decay` of its own).
SURFACE_PREFIX, RUN_PREFIX = "surface.", "run."


class SpecError(ValueError):
    """A spec that cannot be run; the message is a sentence for the visitor, `field` the place."""

    def __init__(self, field: str, sentence: str) -> None:
        self.field, self.sentence = field, sentence
        super().__init__(sentence)


class Settings(Mapping[str, float]):
    """Named numbers: a mapping that is frozen, hashable and sorted by name."""

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[str, float] | tuple[tuple[str, float], ...] = ()) -> None:
        self._items = tuple(sorted(dict(items).items()))

    def __getitem__(self, name: str) -> float:
        for key, value in self._items:
            if key == name:
                return value
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return (key for key, _ in self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(self._items)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Settings):
            return self._items == other._items
        return dict(self) == dict(other) if isinstance(other, Mapping) else NotImplemented

    def __repr__(self) -> str:
        return repr(dict(self._items))


Change = tuple[int, Settings]


@dataclass(frozen=True, slots=True)
class RunSpec:
    """One run. `surface` and `optimizer` are row names; see docs/architecture.md for every field.

    >>> spec = RunSpec("ravine", "adam", {"learning_rate": 0.1}, steps=50)
    >>> spec.to_json()
    '{"hyperparameters":{"learning_rate":0.1},"optimizer":"adam","steps":50,"surface":"ravine"}'
    >>> RunSpec.from_json(spec.to_json()) == spec
    True

    Mappings and sequences may be given as plain dicts and lists. Names and ranges are looked at by `check`, `from_json`
    and `run`, not here.
    """

    surface: str
    optimizer: str
    hyperparameters: Mapping[str, float] = Settings()
    surface_knobs: Mapping[str, float] = Settings()
    frame_angle: float = 0.0
    frame_dx: float = 0.0
    frame_dy: float = 0.0
    schedule: str = "constant"
    schedule_knobs: Mapping[str, float] = Settings()
    clip_norm: float = math.inf
    clip_value: float = math.inf
    noise: float = 0.0
    weight_decay: float = 0.0
    changes: tuple[Change, ...] = ()
    start: tuple[float, ...] | None = None
    steps: int = 200
    seed: int = 0
    difference: float = 0.0
    boxed: float = 0
    _hash: int = field(init=False, compare=False, repr=False, default=0)
    _checked: bool = field(init=False, compare=False, repr=False, default=False)

    def __post_init__(self) -> None:
        def freeze(name: str, value: Any) -> None:
            object.__setattr__(self, name, value)

        for name in ("hyperparameters", "surface_knobs", "schedule_knobs"):
            if not isinstance(getattr(self, name), Settings):
                freeze(name, Settings(getattr(self, name)))
        if self.changes:
            freeze("changes", tuple((step, Settings(values)) for step, values in self.changes if values))
        if self.start is not None:
            freeze("start", tuple(float(part) if type(part) is int else part for part in self.start))
        # A spec is the key of many caches, and hashing all fields takes longer than most of what they keep.
        freeze("_hash", hash(tuple(getattr(self, name) for name in FIELDS)))

    def __hash__(self) -> int:
        return self._hash

    @property
    def surface_row(self) -> Surface:
        """The surface's row."""
        return SURFACES[self.surface]

    @property
    def optimizer_row(self) -> Optimizer:
        """The optimizer's row."""
        return OPTIMIZERS[self.optimizer]

    @property
    def frame(self) -> Frame:
        """Where the landscape lies."""
        return Frame(self.frame_angle, self.frame_dx, self.frame_dy)

    @property
    def starting_point(self) -> tuple[float, ...]:
        """The start as a point, or the surface's own, placed by the frame."""
        row = self.surface_row
        return self.frame.place(row, row.start) if self.start is None else row.point(self.start)

    @property
    def place(self) -> tuple[float, ...]:
        """Where the start lies on the plane that is drawn."""
        return tuple(self.surface_row.plane.project(np.array(self.starting_point)).tolist())

    def surface_values(self) -> Mapping[str, float]:
        """All knobs of the surface at the start of the run."""
        return _surface_values(self.surface, self.surface_knobs)

    def optimizer_knobs(self) -> tuple[Knob, ...]:
        """The optimizer's knobs with their defaults and ranges on this surface."""
        return _optimizer_knobs(self.optimizer, self.surface, self.surface_knobs)

    def hyperparameter_values(self) -> Mapping[str, float]:
        """All hyper-parameters at the start of the run: given where given, the defaults on this surface elsewhere."""
        return _hyperparameter_values(self.optimizer, self.surface, self.surface_knobs, self.hyperparameters)

    def check(self) -> RunSpec:
        """The spec itself, when it can be run.

        Raises:
            SpecError: with a sentence for the visitor.
        """
        from experiments.check import Strict, read_spec

        if not self._checked:
            read_spec(self.to_dict(), Strict())
            self.mark_checked()
        return self

    def mark_checked(self) -> None:
        """Remembers that this spec can be run, for whoever has just checked it."""
        object.__setattr__(self, "_checked", True)

    def with_(self, **changes: Any) -> RunSpec:
        """A copy with some fields changed."""
        return replace(self, **changes)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values; what equals its default is left out."""
        return plain_fields(self, FIELDS, ("surface", "optimizer"))

    def to_json(self) -> str:
        """Canonical JSON: sorted keys, no white space."""
        return canonical(self.to_dict())

    @classmethod
    def from_dict(cls, plain: object) -> RunSpec:
        """The spec that plain JSON values say, checked.

        Raises:
            SpecError: with a sentence for the visitor.
        """
        from experiments.check import Strict, read_spec

        return read_spec(plain, Strict())

    @classmethod
    def from_json(cls, text: str) -> RunSpec:
        """The spec that a JSON text says, checked.

        Raises:
            SpecError: with a sentence for the visitor.
        """
        return cls.from_dict(parsed(text))


#: The fields of a spec, with their defaults.
FIELDS = {each.name: each.default for each in fields(RunSpec) if each.init}


def plain_fields(spec: Any, defaults: Mapping[str, Any], always: Collection[str]) -> dict[str, Any]:
    """A spec's fields as plain JSON values; what equals its default is left out, but for those always said."""
    values = {name: getattr(spec, name) for name in defaults}
    return {name: _plain(value) for name, value in values.items() if name in always or value != defaults[name]}


def canonical(plain: Mapping[str, Any]) -> str:
    """JSON with sorted keys and no white space."""
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), allow_nan=False)


def parsed(text: str) -> object:
    """What a JSON text says.

    Raises:
        SpecError: it is no JSON.
    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SpecError("", f"this is not JSON: {error}") from None


def knobs_on(optimizer: Optimizer, surface: Surface, values: Mapping[str, float]) -> tuple[Knob, ...]:
    """An optimizer's knobs as they are on a surface: relative ones multiplied by the surface's scale."""
    scale = {
        "length": lambda: surface.length(**values),
        "1/curvature": lambda: 1.0 / surface.curvature(**values),
        "height": lambda: surface.curvature(**values) * surface.length(**values) ** 2,
        "minimum": lambda: surface.lowest(values) or 0.0,
    }
    return knobs_at_scale(optimizer, lambda kind: scale[kind]())


def knobs_at_scale(optimizer: Optimizer, scale: Callable[[str], float]) -> tuple[Knob, ...]:
    """An optimizer's knobs where the scales that they are relative to are these."""
    return tuple(knob.scaled(scale(knob.relative_to)) if knob.relative_to else knob for knob in optimizer.knobs)


# While a start is dragged, runs differ in nothing but where they begin: what does not depend on that is kept.


@lru_cache(maxsize=4096)
def _surface_values(surface: str, given: Settings) -> Mapping[str, float]:
    return MappingProxyType(SURFACES[surface].values(given))


@lru_cache(maxsize=4096)
def _optimizer_knobs(optimizer: str, surface: str, given: Settings) -> tuple[Knob, ...]:
    return knobs_on(OPTIMIZERS[optimizer], SURFACES[surface], _surface_values(surface, given))


@lru_cache(maxsize=4096)
def _hyperparameter_values(optimizer: str, surface: str, knobs: Settings, given: Settings) -> Mapping[str, float]:
    return MappingProxyType(
        {knob.name: given.get(knob.name, knob.default) for knob in _optimizer_knobs(optimizer, surface, knobs)}
    )


def _plain(value: Any) -> Any:
    """A field's value as JSON has it."""
    if isinstance(value, Settings):
        return dict(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


__all__ = ["NUMBERS", "SCHEDULES", "SURFACE_PREFIX", "RunSpec", "Settings", "SpecError", "UnknownNameError", "knobs_on"]
