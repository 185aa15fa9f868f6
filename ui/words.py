"""Words: what rows and runs are called on the pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain, count
from typing import Any

from experiments.race import Race
from experiments.spec import FIELDS, RunSpec
from experiments.words import number
from optim import OPTIMIZERS, SCHEDULES
from registry import Knob
from surfaces import SURFACES


def _by_family(rows: Mapping[str, Any]) -> dict[str, str]:
    """The titles of rows, families in the order in which each is first met."""
    families = list(dict.fromkeys(row.family for row in rows.values()))
    ordered = sorted(rows.values(), key=lambda row: families.index(row.family))
    return {row.name: row.title for row in ordered}


#: What the select boxes say, by name, one family after the other.
SURFACE_CHOICES = _by_family(SURFACES)
OPTIMIZER_CHOICES = _by_family(OPTIMIZERS)


#: Letters of the longest symbol (b1, eps): a name of no more is written as in formulas.
SYMBOL = 3


def capital(words: str) -> str:
    """Words with a capital; a symbol stays as it is."""
    return words if len(words) <= SYMBOL else words[:1].upper() + words[1:]


#: How a lane says what a run has besides its optimizer; what equals its default is not said.
_SAID: dict[str, str] = {
    "schedule": "{}",
    "noise": "noise {}",
    "seed": "seed {}",
    "clip_norm": "clipped at {}",
    "clip_value": "parts clipped at {}",
    "weight_decay": "decay {}",
    "difference": "differences of {}",
    "boxed": "kept in the window",
    "start": "from {}",
    "steps": "{} steps",
}


#: How many knobs of a schedule are said; a curve has more heights than a name can hold.
_KNOBS = 4


@lru_cache(maxsize=256)
def lane_labels(race: Race) -> tuple[str, ...]:
    """What the lanes are called, everywhere: each by its optimizer and by what sets it apart, no two alike.

    Lanes with the same optimizer say the hyper-parameters in which they differ; what only some lanes have (a schedule,
    noise, clipping, ...) is said by those. Numbers get the digits it takes to tell runs apart; equal runs are counted.
    """
    for digits in (3, 6, 12):
        labels = [_label(spec, race, digits) for spec in race.specs]
        if len(set(labels)) == len(set(race.specs)):
            break
    return tuple(counted(labels))


def counted(labels: list[str]) -> Iterator[str]:
    """The labels, made different by a number where they are not."""
    met: set[str] = set()
    for label in labels:
        names = chain([label], (f"{label} ({place})" for place in count(2)))
        met.add(name := next(name for name in names if name not in met))
        yield name


def _label(spec: RunSpec, race: Race, digits: int) -> str:
    title = spec.optimizer_row.title
    values = spec.hyperparameter_values()
    rivals = [other.hyperparameter_values() for other in race.specs if other.optimizer == spec.optimizer]
    differing = [knob for knob in spec.optimizer_knobs() if len({rival[knob.name] for rival in rivals}) > 1]
    main = _main(spec)
    if main in [knob.name for knob in differing]:
        title = f"{title} {number(values[main], digits)}"
    parts = [_setting(knob, values[knob.name], digits) for knob in differing if knob.name != main]
    if not race.agrees("changes"):
        parts += [_change(step, changed, digits) for step, changed in spec.changes]
    for name, words in _SAID.items():
        value = getattr(spec, name)
        if value != FIELDS[name] and not race.agrees(name):
            parts.append(words.format(_value(value, digits)))
    if not race.agrees("schedule_knobs") and len(spec.schedule_knobs) <= _KNOBS:
        knobs = {knob.name: knob for knob in SCHEDULES[spec.schedule].knobs}
        parts += [_setting(knobs[name], value, digits) for name, value in spec.schedule_knobs.items()]
    return ", ".join([title, *parts])


def _main(spec: RunSpec) -> str:
    """The hyper-parameter that needs no name: the one that the optimizer is called after, or the learning rate."""
    knobs = spec.optimizer_row.knobs
    return next((knob.name for knob in knobs if knob.label == spec.optimizer_row.title.lower()), "learning_rate")


def _setting(knob: Knob, value: float, digits: int) -> str:
    said = knob.choices[int(value - knob.low)] if knob.choices else number(value, digits)
    return f"{knob.label.removeprefix('learning ')} {said}"


def _change(step: int, values: Mapping[str, float], digits: int) -> str:
    """A change in mid-run; a number without a name is the learning rate."""
    said = (f"{name.rpartition('.')[2].replace('_', ' ')} {number(value, digits)}" for name, value in values.items())
    return f"then {' and '.join(each.removeprefix('learning rate ') for each in said)} at {step}"


def _value(value: Any, digits: int) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(number(part, digits) for part in value)})"
    if isinstance(value, int):
        return f"{value:,}"
    return value.replace("_", " ") if isinstance(value, str) else number(value, digits)
