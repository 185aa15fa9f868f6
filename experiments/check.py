"""Reading a spec from plain values: the one place where names, types and ranges are checked.

Each rule reports a problem to a policy, which either raises it (`Strict`: the API, the library) or notes it and goes on
with the nearest valid value (`Lenient`: a link somebody typed). The rules do not know which.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Protocol

from experiments.spec import (
    FIELDS,
    MAX_CHANGES,
    MAX_STEPS,
    NUMBERS,
    PLANAR,
    RUN_PREFIX,
    SURFACE_PREFIX,
    TREATMENT,
    RunSpec,
    Settings,
    SpecError,
    knobs_on,
)
from optim import OPTIMIZERS, SCHEDULES
from registry import Knob, Registry, UnknownNameError, written
from surfaces import SURFACES
from surfaces.core import Surface

#: Starts farther out than this are no place on any surface here.
FARTHEST = 1e9
STEPS = Knob("steps", 200, 1, MAX_STEPS, "How many steps are made.", static=True)
CHANGED = Knob("step of a change", 0, 0, MAX_STEPS, "The step from which a change holds.", static=True)
SEED = Knob("seed", 0, 0, 2**32 - 1, "Which random numbers are drawn.", static=True)


class Policy(Protocol):
    """What is done about a problem."""

    def problem(self, field: str, sentence: str, taken: float | str | None = None, hint: str = "") -> None:
        """Is told of a problem in a field; where it returns, the reader goes on with the nearest valid value.

        Args:
            field: the place.
            sentence: what is wrong.
            taken: the number or name that the reader goes on with, where there is one.
            hint: what would have been right; of use where nothing is taken.
        """


class Strict:
    """Every problem is an error."""

    def problem(self, field: str, sentence: str, taken: float | str | None = None, hint: str = "") -> None:  # noqa: ARG002  (the signature)
        """Raises the problem as a `SpecError`."""
        raise SpecError(field, sentence + hint)


class Lenient:
    """Problems are collected as sentences in `notes`."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def problem(self, field: str, sentence: str, taken: float | str | None = None, hint: str = "") -> None:  # noqa: ARG002  (the signature)
        """Notes the sentence, and what is taken instead."""
        shown = taken if taken is None or isinstance(taken, str) else written(taken)
        self.notes.append(sentence + (hint if shown is None else f"; {shown} is taken"))


def read_spec(plain: object, policy: Policy) -> RunSpec:
    """The spec that plain JSON values say.

    Args:
        plain: a mapping of the fields of `RunSpec`.
        policy: what is done about problems.
    """
    given = read_mapping(plain, "a run", policy)
    refuse_unknown(given, FIELDS, "a run", policy)
    surface = SURFACES[read_name(given, "surface", SURFACES, "himmelblau", policy)]
    optimizer = OPTIMIZERS[read_name(given, "optimizer", OPTIMIZERS, "sgd", policy)]
    schedule = SCHEDULES[read_name({"schedule": "constant", **given}, "schedule", SCHEDULES, "constant", policy)]
    surface_knobs = read_settings(given.get("surface_knobs", {}), surface.knobs, f"knob of {surface.name}", policy)
    knobs = knobs_on(optimizer, surface, surface.values(surface_knobs))
    spec = RunSpec(
        surface=surface.name,
        optimizer=optimizer.name,
        surface_knobs=surface_knobs,
        hyperparameters=read_settings(given.get("hyperparameters", {}), knobs, f"knob of {optimizer.name}", policy),
        schedule=schedule.name,
        schedule_knobs=read_settings(
            given.get("schedule_knobs", {}), schedule.knobs, f"knob of the schedule {schedule.name}", policy
        ),
        changes=read_changes(given.get("changes", ()), changeable(knobs, surface.knobs), policy),
        start=_start(given.get("start"), surface, policy),
        steps=read_whole(given, STEPS, policy),
        seed=read_whole(given, SEED, policy),
        **{
            name: read_number(given[name], knob, policy)
            for name, knob in NUMBERS.items()
            if given.get(name) is not None and _suits(name, given[name], surface, policy)
        },
    )
    spec.mark_checked()
    return spec


def refuse_unknown(given: Mapping[str, Any], fields: Mapping[str, Any], what: str, policy: Policy) -> None:
    """Reports every field that there is not."""
    for name in given:
        if name not in fields:
            policy.problem(str(name), UnknownNameError(f"field of {what}", name, list(fields)).sentence)


def read_mapping(plain: object, what: str, policy: Policy) -> Mapping[str, Any]:
    """An object with named fields; in a lenient reading an empty one where this is none."""
    if isinstance(plain, Mapping):
        return plain
    policy.problem(what, f"{what} must be an object with named fields, not {_shown(plain)}")
    return {}


def read_name(given: Mapping[str, Any], field: str, registry: Registry[Any], fallback: str, policy: Policy) -> str:
    """A row's name; in a lenient reading the nearest one."""
    if field not in given:
        policy.problem(field, f"{field} is missing")
        return fallback
    name = given[field]
    if isinstance(name, str) and name in registry:
        return name
    error = UnknownNameError(registry.kind, name, list(registry))
    taken = error.near[0] if error.near else fallback
    policy.problem(field, error.plain, registry[taken].title, error.hint)
    return taken


def read_number(value: Any, knob: Knob, policy: Policy) -> float:
    """A number in the knob's range; in a lenient reading the nearest end, or the default for what is no number."""
    try:
        return knob.accept(value)
    except ValueError as error:
        nearest = _nearest(value, knob)
        policy.problem(knob.name, str(error), nearest)
        return nearest


def _nearest(value: Any, knob: Knob) -> float:
    """The number of the knob's range that is nearest to a value, or the default for what is no number."""
    low, high = knob.limits
    try:
        nearest = min(max(low, float(value)), high)
        return round(nearest) if knob.static else nearest
    except (TypeError, ValueError, OverflowError):
        return knob.default


def read_whole(given: Mapping[str, Any], knob: Knob, policy: Policy) -> int:
    """A whole number among the fields, or its default."""
    return int(read_number(given.get(knob.name, knob.default), knob, policy))


def read_settings(plain: object, knobs: tuple[Knob, ...], kind: str, policy: Policy) -> Settings:
    """Named numbers, each in its knob's range."""
    by_name = {knob.name: knob for knob in knobs}
    values = {}
    for name, value in read_mapping(plain, kind, policy).items():
        if name in by_name:
            values[name] = read_number(value, by_name[name], policy)
        else:
            policy.problem(str(name), UnknownNameError(kind, name, list(by_name)).sentence)
    return Settings(values)


def changeable(hyper: tuple[Knob, ...], surface: tuple[Knob, ...] = ()) -> dict[str, Knob]:
    """What may change in mid-run, by the name it has there."""
    named = [("", hyper), (RUN_PREFIX, TREATMENT), (SURFACE_PREFIX, surface)]
    return {prefix + knob.name: knob for prefix, knobs in named for knob in knobs if not knob.static}


def read_changes(plain: object, knobs: Mapping[str, Knob], policy: Policy) -> tuple[tuple[int, Settings], ...]:
    """Changes in mid-run, in the order of their steps."""
    if not isinstance(plain, (list, tuple)) or len(plain) > MAX_CHANGES:
        policy.problem("changes", f"changes must be a list of at most {MAX_CHANGES} pairs [step, {{name: value}}]")
        return ()
    changes = [change for item in plain if (change := _change(item, knobs, policy))]
    if any(earlier[0] >= later[0] for earlier, later in pairwise(changes)):
        policy.problem("changes", "changes must be in the order of their steps, one for each step")
        changes = sorted({step: (step, values) for step, values in changes}.values(), key=lambda change: change[0])
    return tuple(changes)


def _change(item: object, knobs: Mapping[str, Knob], policy: Policy) -> tuple[int, Settings] | None:
    if not isinstance(item, (list, tuple)) or len(item) != 2:
        policy.problem("changes", f"a change must be a pair [step, {{name: value}}], not {_shown(item)}")
        return None
    step = read_number(item[0], CHANGED, policy)
    values = {}
    for name, value in read_mapping(item[1], "a change", policy).items():
        if name in knobs:
            values[name] = read_number(value, knobs[name], policy)
        else:
            error = UnknownNameError("number that can change in mid-run called", name, list(knobs))
            policy.problem("changes", error.sentence)
    return int(step), Settings(values)


def _suits(name: str, value: object, surface: Surface, policy: Policy) -> bool:
    """Whether a number may be said of a run there: only a plane is turned, shifted, and has an edge."""
    if surface.is_flat or name not in PLANAR or value == NUMBERS[name].default:
        return True
    policy.problem(name, f"{name} is for surfaces of two variables; {surface.title} has {surface.dimension}")
    return False


def _start(plain: object, surface: Surface, policy: Policy) -> tuple[float, ...] | None:
    """A point, or a place on the surface's plane; where it is neither, a lenient reading takes the surface's own."""
    if plain is None:
        return None
    lengths = dict.fromkeys((len(surface.labels), surface.dimension))
    if isinstance(plain, (list, tuple)) and len(plain) in lengths:
        numbers = [value for value in plain if isinstance(value, (int, float)) and not isinstance(value, bool)]
        if len(numbers) == len(plain) and all(abs(value) <= FARTHEST for value in numbers):
            return tuple(float(value) for value in numbers)
    many = " or ".join(map(str, lengths))
    policy.problem("start", f"start must be {many} finite numbers up to {written(FARTHEST)}, not {_shown(plain)}")
    return None


def _shown(value: object) -> str:
    """A value as a sentence may show it: short."""
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


__all__ = [
    "Lenient",
    "Policy",
    "Strict",
    "changeable",
    "read_changes",
    "read_mapping",
    "read_name",
    "read_number",
    "read_settings",
    "read_spec",
    "read_whole",
    "refuse_unknown",
]
