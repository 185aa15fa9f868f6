"""The protocol card: how a comparison was made, as data and in words, to stand beside it wherever it is shown.

    protocol = Protocol.of("rosenbrock", ["sgd", "adam"], budget=64, starts=32, steps=300)
    print(protocol.line)

The words for a plain race are those that the stage shows below one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from experiments.check import Lenient, Policy, Strict, read_name, read_number, read_spec
from experiments.metrics import METRICS
from experiments.race import MAX_LANES
from experiments.ranges import fixed, ranges
from experiments.spec import FIELDS, RunSpec, SpecError
from experiments.words import number, place, steps
from optim import OPTIMIZERS, SCHEDULES
from registry import Knob, UnknownNameError
from version import VERSION

BUDGET = Knob("budget", 32, 1, 1024, "How many settings of each optimizer are tried.", static=True)
STARTS = Knob("starts", 16, 1, 256, "From how many places the tuned optimizers race.", static=True)
SEEDS = Knob("seeds", 1, 1, 32, "From how many seeds, where anything is drawn at random.", static=True)
TOLERANCE = Knob("tolerance", 1e-3, 1e-12, 1.0, "A gap of this share of that at the start counts as closed.", "log")
#: Significant digits of what a run was made with.
DIGITS = 5
#: How many answers in which runs differ are named; of more it is only said that they differ.
NAMED = 3

_OWN = {"optimizers": (), "metric": "final"} | {knob.name: knob.default for knob in (BUDGET, STARTS, SEEDS, TOLERANCE)}
_SHARED = tuple(name for name in FIELDS if name not in ("optimizer", "hyperparameters", "changes", "start"))


@dataclass(frozen=True, slots=True)
class Protocol:
    """How tuned optimizers are compared.

    Attributes:
        shared: what all runs have in common: surface, frame, treatment of the gradient, schedule, steps, seed. Its
            optimizer, hyper-parameters and start do not matter.
        optimizers: who takes part.
        budget: how many settings of each are tried.
        starts: how many starts there are in the race, and as many others for tuning.
        seeds: how many seeds there are in the race, and as many others for tuning.
        metric: by what settings are chosen and races are won, one of `METRICS`.
        tolerance: a gap of this share of that at the start counts as closed.
    """

    shared: RunSpec
    optimizers: tuple[str, ...]
    budget: int = int(BUDGET.default)
    starts: int = int(STARTS.default)
    seeds: int = int(SEEDS.default)
    metric: str = "final"
    tolerance: float = TOLERANCE.default

    @classmethod
    def of(cls, surface: str, optimizers: Iterable[str], **values: Any) -> Protocol:
        """The protocol with these fields of a run and of a protocol; the rest is as usual.

        Raises:
            SpecError: with a sentence.
        """
        return cls.from_dict({"surface": surface, "optimizers": list(optimizers), **values})

    @classmethod
    def from_dict(cls, plain: object, policy: Policy | None = None) -> Protocol:
        """The protocol that plain values say: fields of a run and the protocol's own, side by side.

        Raises:
            SpecError: with a sentence for the visitor (a strict policy).
        """
        policy = policy or Strict()
        if not isinstance(plain, Mapping):
            policy.problem("protocol", "a protocol must be an object with named fields")
            plain = {}
        for name in plain:
            if name not in (*_SHARED, *_OWN):
                sentence = UnknownNameError("field of a protocol", name, [*_SHARED, *_OWN]).sentence
                policy.problem(str(name), sentence)
        optimizers = _optimizers(plain.get("optimizers"), policy)
        shared = {name: plain[name] for name in _SHARED if name in plain}
        counts = {knob.name: int(read_number(plain.get(knob.name, knob.default), knob, policy)) for knob in _COUNTS}
        return cls(
            read_spec({**shared, "optimizer": optimizers[0]}, policy),
            optimizers,
            **counts,
            metric=_metric(plain.get("metric", "final"), policy),
            tolerance=read_number(plain.get("tolerance", TOLERANCE.default), TOLERANCE, policy),
        )

    @classmethod
    def lenient(cls, plain: object) -> tuple[Protocol, list[str]]:
        """The nearest valid protocol, and a sentence for each thing that had to be changed."""
        policy = Lenient()
        return cls.from_dict(plain, policy), list(dict.fromkeys(policy.notes))

    def to_dict(self) -> dict[str, Any]:
        """Plain values; what equals its default is left out."""
        shared = self.shared.to_dict()
        own = {name: getattr(self, name) for name, default in _OWN.items() if getattr(self, name) != default}
        return {name: shared[name] for name in _SHARED if name in shared} | own | {"optimizers": list(self.optimizers)}

    def to_json(self) -> str:
        """Canonical JSON: sorted keys, no white space."""
        return json.dumps(self.to_dict(), sort_keys=True, separators=(",", ":"), allow_nan=False)

    def spec(self, optimizer: str, **values: Any) -> RunSpec:
        """The run of an optimizer with its defaults, and with these fields."""
        bare = self.shared.with_(optimizer=optimizer, hyperparameters={}, changes=(), start=None)
        return bare.with_(**values)

    @property
    def facts(self) -> dict[str, str]:
        """The card: by heading what was done, the ranges of each optimizer last."""
        shared = facts([self.shared])
        seeds = f"seeds {self.shared.seed} to {self.shared.seed + self.seeds - 1}"
        told = shared | {
            "Start": f"{self.starts} starts drawn evenly from the window, and {self.starts} others for tuning",
            "Seed": f"{seeds}, and {self.seeds} others for tuning" if self.seeds > 1 else shared["Seed"],
            "Tuning": f"{self.budget} settings of each, drawn at random; the defaults are not among them",
            "Metric": f"judged by the {METRICS[self.metric]}, median over starts and seeds",
            "Tolerance": f"tolerance {number(self.tolerance)} of the gap at the start",
        }
        told["Version"] = told.pop("Version")
        return told | {OPTIMIZERS[name].title: self._ranges(name) for name in self.optimizers}

    @property
    def line(self) -> str:
        """The card in one line, without the ranges."""
        told = self.facts
        titles = [OPTIMIZERS[name].title for name in self.optimizers]
        return " · ".join(text for name, text in told.items() if text and name not in titles)

    def _ranges(self, optimizer: str) -> str:
        spec = self.spec(optimizer)
        drawn = ", ".join(each.text for each in ranges(spec)) or "nothing to tune"
        kept = ", ".join(f"{name.replace('_', ' ')} {number(value)}" for name, value in fixed(spec).items())
        return f"{drawn}; fixed: {kept}" if kept else drawn


_COUNTS = (BUDGET, STARTS, SEEDS)


def _optimizers(given: object, policy: Policy) -> tuple[str, ...]:
    """Names of optimizers, each once; in a lenient reading those that make sense."""
    listed = list(given) if isinstance(given, (list, tuple)) else []
    names = list(
        dict.fromkeys(read_name({"optimizer": name}, "optimizer", OPTIMIZERS, "sgd", policy) for name in listed)
    )
    if len(names) != len(listed):
        policy.problem("optimizers", "each optimizer takes part once")
    if not 1 <= len(names) <= MAX_LANES:
        policy.problem("optimizers", f"1 to {MAX_LANES} optimizers are compared, not {len(names)}")
    return tuple(names[:MAX_LANES]) or ("sgd",)


def _metric(given: object, policy: Policy) -> str:
    if isinstance(given, str) and given in METRICS:
        return given
    policy.problem("metric", UnknownNameError("metric", given, list(METRICS)).sentence, METRICS["final"])
    return "final"


def facts(specs: Sequence[RunSpec], **told: str) -> dict[str, str]:
    """How runs that are compared were made: by heading what was done, empty where that is not worth a word.

    Args:
        specs: the runs; of very many the outermost.
        told: what is said under a heading instead, or under one of its own.

    Raises:
        SpecError: there is no run.
    """
    if not specs:
        raise SpecError("lanes", "a race needs at least one lane")
    said = {name: _said(name, say, specs) for name, say in _ASPECTS.items()}
    return said | _PLAIN | told | {"Version": f"version {VERSION}"}


def line(specs: Sequence[RunSpec], **told: str) -> str:
    """How runs that are compared were made, in one line; the arguments are those of `facts`."""
    return " · ".join(filter(None, facts(specs, **told).values()))


def _said(name: str, say: Callable[[RunSpec], str], specs: Sequence[RunSpec]) -> str:
    """One aspect over all runs: said once where they agree, else that they differ."""
    answers = list(dict.fromkeys(say(spec) for spec in specs))
    if len(answers) == 1:
        return answers[0]
    what = f"different {name.lower()}"
    return f"{what}: {' or '.join(answer or 'none' for answer in answers)}" if len(answers) <= NAMED else what


def _told(value: float) -> str:
    return number(value, DIGITS)


def _settings(values: Mapping[str, float]) -> str:
    named = ((name.rpartition(".")[2].replace("_", " "), value) for name, value in values.items())
    return ", ".join(f"{name} {_told(value)}" for name, value in named)


def _surface(spec: RunSpec) -> str:
    return ", ".join(filter(None, [spec.surface_row.title, _settings(spec.surface_values())]))


def _turn(spec: RunSpec) -> str:
    return f"turned by {_told(spec.frame_angle)}°" if spec.frame_angle else ""


def _shift(spec: RunSpec) -> str:
    return f"shifted by {place((spec.frame_dx, spec.frame_dy), DIGITS)}" if spec.frame_dx or spec.frame_dy else ""


def _clipping(spec: RunSpec) -> str:
    kinds = {"norm": spec.clip_norm, "values": spec.clip_value}
    clipped = [f"{what} clipped at {_told(at)}" for what, at in kinds.items() if at != FIELDS["clip_norm"]]
    return " and ".join(clipped) or "no clipping"


def _schedule(spec: RunSpec) -> str:
    words = f"{SCHEDULES[spec.schedule].name.replace('_', ' ')} rate"
    return ", ".join(filter(None, [words, _settings(spec.schedule_knobs)]))


def _changes(spec: RunSpec) -> str:
    return "; ".join(f"from step {step} on {_settings(values)}" for step, values in spec.changes)


#: What holds of runs that nobody has tuned and no number has judged.
_PLAIN = {"Tuning": "not tuned here", "Metric": "compared by the true loss"}
#: What is said of a run, by its heading.
_ASPECTS: dict[str, Callable[[RunSpec], str]] = {
    "Surface": _surface,
    "Turn": _turn,
    "Shift": _shift,
    "Start": lambda spec: f"start {place(spec.starting_point, DIGITS)}",
    "Steps": lambda spec: steps(spec.steps),
    "Seed": lambda spec: f"seed {spec.seed}",
    "Clipping": _clipping,
    "Noise": lambda spec: f"noise {_told(spec.noise)}" if spec.noise else "no noise",
    "Gradient": lambda spec: f"forward differences of step {_told(spec.difference)}" if spec.difference else "",
    "Box": lambda spec: "iterates put back on the window's edge" if spec.boxed else "",
    "Weight decay": lambda spec: f"weight decay {_told(spec.weight_decay)}" if spec.weight_decay else "",
    "Schedule": _schedule,
    "Changes in mid-run": _changes,
}
