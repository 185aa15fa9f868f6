"""What runs are called side by side: the optimizer, and what tells one from others of the same optimizer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from experiments.spec import RunSpec
from experiments.training.spec import TrainSpec


def names(specs: Sequence[RunSpec | TrainSpec]) -> list[str]:
    """A text for each; those that differ in nothing are numbered.

    >>> names([TrainSpec(seed=1), TrainSpec(seed=2), TrainSpec(optimizer="sgd", seed=1)])
    ['Adam, seed 1', 'Adam, seed 2', 'Gradient descent']
    """
    facts = [_facts(spec) for spec in specs]
    told = [
        _name(spec, own, [other for each, other in zip(specs, facts, strict=True) if each.optimizer == spec.optimizer])
        for spec, own in zip(specs, facts, strict=True)
    ]
    return [name if told.count(name) == 1 else f"{name} ({i})" for i, name in enumerate(told, start=1)]


def _facts(spec: RunSpec | TrainSpec) -> dict[str, Any]:
    """What a spec says, hyper-parameters in full; what is made of parts is left out, but for lists of numbers."""
    plain = {name: value for name, value in spec.to_dict().items() if name not in ("optimizer", "changes")}
    single = {name: _said(value) for name, value in plain.items() if not isinstance(value, dict)}
    return {name: _said(value) for name, value in spec.hyperparameter_values().items()} | single


def _said(value: Any) -> str:
    if isinstance(value, list):
        return " × ".join(map(_said, value))
    return f"{value:.4g}" if isinstance(value, float) else str(value).replace("_", " ")


def _name(spec: RunSpec | TrainSpec, own: dict[str, Any], same: Sequence[dict[str, Any]]) -> str:
    differing = [name for name in own if len({other.get(name) for other in same}) > 1]
    told = [f"{name.replace('_', ' ')} {own[name]}" for name in differing]
    return ", ".join([spec.optimizer_row.title, *told])
