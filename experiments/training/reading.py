"""Reading a TrainSpec from plain values: names, types and ranges, and what does not go together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.check import (
    SEED,
    Policy,
    changeable,
    read_changes,
    read_mapping,
    read_name,
    read_number,
    read_settings,
    read_whole,
    refuse_unknown,
)
from experiments.training.spec import (
    FIELDS,
    LAYERS,
    MAX_DENSE,
    MAX_TRANSFERS,
    NUMBERS,
    WIDTH,
    TrainSpec,
    has_layer_rates,
    network_knobs,
)
from optim import OPTIMIZERS, SCHEDULES
from registry import Registry
from surfaces.neural import ACTIVATIONS, DATASETS, INITIALIZATIONS, NORMALIZATIONS, SCALINGS, Network

_NAMES: dict[str, Registry[Any]] = {
    "data": DATASETS,
    "scaling": SCALINGS,
    "activation": ACTIVATIONS,
    "initialization": INITIALIZATIONS,
    "optimizer": OPTIMIZERS,
    "schedule": SCHEDULES,
}
_DIGEST = 16


def read_train_spec(plain: object, policy: Policy, depth: int = 0) -> TrainSpec:
    """The spec that plain JSON values say.

    Args:
        plain: a mapping of the fields of `TrainSpec`.
        policy: what is done about problems.
        depth: how many trainings begin with this one's weights, one after the other.
    """
    given = read_mapping(plain, "a training", policy)
    refuse_unknown(given, FIELDS, "a training", policy)
    names = {name: _name(given, name, policy) for name in _NAMES}
    data, optimizer, schedule = DATASETS[names["data"]], OPTIMIZERS[names["optimizer"]], SCHEDULES[names["schedule"]]
    knobs, scale = network_knobs(optimizer), INITIALIZATIONS[names["initialization"]].scale
    numbers = {name: read_number(given[name], knob, policy) for name, knob in NUMBERS.items() if name in given}
    said: dict[str, Any] = {**names, **numbers}
    spec = TrainSpec(
        **said,
        data_knobs=read_settings(given.get("data_knobs", {}), data.knobs, f"knob of {data.name}", policy),
        data_seed=read_whole({"seed": given.get("data_seed", 0)}, SEED, policy),
        table=_digest(given.get("table", ""), policy),
        hidden=_hidden(given.get("hidden", FIELDS["hidden"]), policy),
        normalization=_choice(given, "normalization", NORMALIZATIONS, policy),
        init_scale=None if given.get("init_scale") is None else read_number(given["init_scale"], scale, policy),
        transfer=_transfer(given.get("transfer"), policy, depth),
        hyperparameters=read_settings(
            given.get("hyperparameters", {}), knobs, f"knob of {optimizer.name} on networks", policy
        ),
        schedule_knobs=read_settings(
            given.get("schedule_knobs", {}), schedule.knobs, f"knob of the schedule {schedule.name}", policy
        ),
        changes=read_changes(given.get("changes", ()), changeable(knobs), policy),
        seed=read_whole(given, SEED, policy),
    )
    spec = _evenly_paced(spec, policy)
    return spec if spec.table else _small_enough(spec, data.inputs, _outputs(data.classes), policy)


def _name(given: Mapping[str, Any], field: str, policy: Policy) -> str:
    return read_name({field: FIELDS[field], **given}, field, _NAMES[field], FIELDS[field], policy)


def _choice(given: Mapping[str, Any], field: str, known: tuple[str, ...], policy: Policy) -> str:
    value = given.get(field, FIELDS[field])
    if isinstance(value, str) and value in known:
        return value
    policy.problem(field, f"{field} must be one of {', '.join(known)}, not {str(value)[:40]!r}", FIELDS[field])
    return FIELDS[field]


def _digest(value: object, policy: Policy) -> str:
    if isinstance(value, str) and (not value or (len(value) == _DIGEST and set(value) <= set("0123456789abcdef"))):
        return value
    policy.problem("table", f"table must be the {_DIGEST} hexadecimal digits of an uploaded table's digest")
    return ""


def _hidden(plain: object, policy: Policy) -> tuple[int, ...]:
    low, high = LAYERS
    if isinstance(plain, (list, tuple)) and low <= len(plain) <= high:
        return tuple(int(read_number(width, WIDTH, policy)) for width in plain)
    policy.problem("hidden", f"hidden must be a list of {low} to {high} widths, as in [16, 16]")
    return FIELDS["hidden"]


def _transfer(plain: object, policy: Policy, depth: int) -> TrainSpec | None:
    if plain is None:
        return None
    if depth >= MAX_TRANSFERS:
        policy.problem("transfer", f"weights can come through at most {MAX_TRANSFERS} trainings before this one")
        return None
    return read_train_spec(plain, policy, depth + 1)


def _outputs(classes: int) -> int:
    return classes if classes > 2 else 1


def _evenly_paced(spec: TrainSpec, policy: Policy) -> TrainSpec:
    """The spec, whose optimizer can give its last layer another rate; in a lenient reading it gets the others'."""
    if spec.last_rate == 1 or has_layer_rates(spec.optimizer_row):
        return spec
    title = spec.optimizer_row.title
    policy.problem("last_rate", f"{title} keeps a point of its own, so no layer can have another rate: it must be 1", 1)
    return spec.with_(last_rate=1.0)


def _small_enough(spec: TrainSpec, inputs: int, outputs: int, policy: Policy) -> TrainSpec:
    """The spec, whose optimizer can afford its network; in a lenient reading gradient descent steps in."""
    size = Network(inputs, spec.hidden, outputs, normalization=spec.normalization).size
    if spec.optimizer_row.weights != "dense" or size <= MAX_DENSE:
        return spec
    policy.problem("optimizer", too_many(spec, size), "sgd")
    return spec.with_(optimizer="sgd", hyperparameters={}, changes=())


def too_many(spec: TrainSpec, size: int) -> str:
    """Why a method with a matrix of all pairs of weights cannot have so many of them."""
    return (
        f"{spec.optimizer_row.title} works with a matrix of {size:,} x {size:,} numbers for this network's weights; it "
        f"is offered up to {MAX_DENSE} weights, so make the layers narrower or choose another optimizer"
    )
