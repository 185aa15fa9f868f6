"""One lane of a race in bytes: the arrays that a stage draws, and the facts that it writes beside them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, Final

import numpy as np

from experiments.inputs import learning_rates
from experiments.trajectory import Trajectory
from experiments.verdicts import KINDS

#: What can be asked for of each lane, and where it comes from.
FIELDS: Final[dict[str, Callable[[Trajectory], np.ndarray | None]]] = {
    "x": lambda run: run.x,
    "loss": lambda run: run.loss,
    "gap": lambda run: run.gap,
    "gradient": lambda run: run.grad,
    "rate": lambda run: run.rate,
    "learning_rate": lambda run: learning_rates(run.spec),
}


#: Stands among the fields for what is said about a lane in words, which takes longer than its numbers.
WORDS: Final = "words"


def arrays(lane: int, run: Trajectory, fields: Collection[str]) -> dict[str, np.ndarray]:
    """The named arrays of a lane, those that exist."""
    found = {f"{lane}.{name}": FIELDS[name](run) for name in fields if name in FIELDS}
    return {name: array for name, array in found.items() if array is not None}


def facts(run: Trajectory, fields: Collection[str]) -> dict[str, Any]:
    """What is said about a lane, in single numbers and, where asked for, in words."""
    return _numbers(run) | (_words(run) if WORDS in fields else {})


def _numbers(run: Trajectory) -> dict[str, Any]:
    spec = run.spec
    knobs = spec.optimizer_knobs()
    return {
        "hyperparameters": spec.hyperparameter_values(),
        "ranges": {knob.name: [knob.low, knob.high] for knob in knobs},
        "steps": spec.steps,
        "stopped_at": run.stopped_at,
        "final": _final(run),
        "evaluations": {"gradients": run.evaluations.gradients, "values": run.evaluations.values},
        "limit": run.limit,
    }


def _words(run: Trajectory) -> dict[str, Any]:
    verdict = run.verdict
    return {
        "verdict": {
            "kind": verdict.kind,
            "word": KINDS[verdict.kind],
            "step": verdict.step,
            "sentence": verdict.sentence,
            "numbers": verdict.numbers,
        },
        "events": [{"step": event.step, "sentence": event.sentence} for event in run.events],
    }


def _final(run: Trajectory) -> dict[str, Any]:
    return {
        "x": run.x[-1],
        "loss": run.loss[-1],
        "gap": None if run.gap is None else run.gap[-1],
        "best_loss": run.loss[run.best_step],
        "best_step": run.best_step,
    }
