"""The commands about networks: trainings, their restarts, and the plane through their weights.

A training is said by the fields of `TrainSpec`, `data.KNOB` for a knob of the data, and any other name for a
hyper-parameter; `optimizers=sgd,adam` makes several that differ in that alone.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from experiments.naming import names
from experiments.shell import Bar, Command, given, sorted_out
from experiments.spec import SpecError
from experiments.training import Training, TrainSpec, restarts, slice_of, train
from experiments.training.restarts import WIDTHS
from experiments.training.result import SERIES
from experiments.training.spec import FIELDS
from experiments.words import number
from experiments.writing import KINDS, write
from surfaces.neural import Plane, filter_normalized_plane, hessian_plane, pca_plane, random_plane

#: Trained weights, in a file that `experiments.training.load` reads.
WEIGHTS = ".safetensors"
#: Lines each way of a plane's grid.
SIDE = (2, 501)

_PLANES: Mapping[str, Callable[[Training, int], Plane]] = {
    "pca": lambda made, _: pca_plane(made.arrays["x"]),
    "filter_normalized": lambda made, seed: filter_normalized_plane(made.params(), seed),
    "random": lambda made, seed: random_plane(made.params(), seed),
    "hessian": lambda made, _: hessian_plane(made.train_surface(), made.params())[0],
}


def _specs(options: argparse.Namespace) -> list[TrainSpec]:
    """The trainings that were asked for."""
    plain = given(options)
    several = plain.pop("optimizers", [plain.get("optimizer", "adam")])
    if isinstance(plain.get("hidden"), int):
        plain["hidden"] = [plain["hidden"]]
    shared = sorted_out(plain, FIELDS, "data.", "data_knobs")
    optimizers = several if isinstance(several, list) else [several]
    if any(optimizers.count(each) > 1 for each in optimizers):
        raise SpecError("optimizers", "each optimizer takes part once")
    return [TrainSpec.from_dict(shared | {"optimizer": optimizer}) for optimizer in optimizers]


def _trained(options: argparse.Namespace) -> list[Training]:
    with Bar(sys.stderr, "steps") as bar:
        return train(_specs(options), progress=bar)


def _train(options: argparse.Namespace) -> str:
    made = _trained(options)
    called = names([each.spec for each in made])
    if options.out.suffix == WEIGHTS:
        for each in made:
            each.save(options.out if len(made) == 1 else _own(options.out, each.spec.optimizer))
    else:
        arrays = {f"{i}.{name}": array for i, each in enumerate(made) for name, array in each.arrays.items()}
        write(options.out, arrays, _series(made, called), _notes(made))
    return "\n".join(map(_told, called, made))


def _own(out: Path, optimizer: str) -> Path:
    """Where the weights of one of several trainings go."""
    return out.with_name(f"{out.stem}-{optimizer}{out.suffix}")


def _series(made: list[Training], called: list[str]) -> dict[str, np.ndarray]:
    """One line for each snapshot of each training."""
    counts = [len(each.arrays["step"]) for each in made]
    return {"training": np.repeat(called, counts)} | {
        name: np.concatenate([each.arrays[name] for each in made]) for name in ("step", *SERIES)
    }


def _notes(made: list[Training]) -> dict[str, str]:
    return {f"spec.{i}": each.spec.to_json() for i, each in enumerate(made)}


def _told(name: str, made: Training) -> str:
    ends = ", ".join(f"{title} {number(float(made.arrays[each][-1]))}" for each, title in SERIES.items())
    left = "" if made.stopped_at is None else f"; its weights left the finite numbers after step {made.stopped_at}"
    return f"{name}: {ends} at step {made.arrays['step'][-1]}{left}"


def _restarts(options: argparse.Namespace) -> str:
    specs = _specs(options)
    if len(specs) != 1:
        raise SpecError("optimizers", f"restarts are made with one optimizer, not {len(specs)}")
    with Bar(sys.stderr, "trainings") as bar:
        found = restarts(specs[0], _widths(options.widths), options.count, progress=bar)
    kept = (*SERIES, "finite")
    arrays = {name: np.stack([getattr(each, name) for each in found.ends]) for name in kept}
    width, seed = np.meshgrid(found.widths, found.seeds, indexing="ij")
    columns = {"width": width.ravel(), "seed": seed.ravel()} | {name: each.ravel() for name, each in arrays.items()}
    places = {"widths": found.widths, "seeds": found.seeds}
    write(options.out, places | arrays, columns, {"spec": found.shared.to_json()})
    return "\n".join(
        f"width {size}: {_spread(losses[there])}"
        for size, losses, there in zip(found.widths, arrays["train_loss"], arrays["finite"], strict=True)
    )


def _widths(text: str) -> list[int]:
    if not all(part.strip().isdecimal() for part in text.split(",")):
        raise SpecError("widths", f"widths are whole numbers parted by commas, as in 1,2,4; {text!r} is none")
    return [int(part) for part in text.split(",")]


def _spread(losses: np.ndarray) -> str:
    if not len(losses):
        return "all diverged"
    low, middle, high = (number(float(each)) for each in np.percentile(losses, (25, 50, 75)))
    return f"training loss {middle} at the median, {low} to {high} in the middle half, of {len(losses)}"


def _plane(options: argparse.Namespace) -> str:
    if not SIDE[0] <= options.side <= SIDE[1]:
        raise SpecError("side", f"a grid has {SIDE[0]} to {SIDE[1]} lines each way, not {options.side}")
    made = _trained(options)
    try:
        plane = _PLANES[options.kind](made[0], options.draw)
    except ValueError as error:
        raise SpecError("kind", f"there is no such plane: {error}") from None
    seen = slice_of(made, plane, options.side)
    arrays: dict[str, Any] = {"a": seen.grid.a, "b": seen.grid.b, "loss": seen.grid.loss}
    arrays |= {name: getattr(plane, name) for name in ("origin", "first", "second")}
    for i, trail in enumerate(seen.trails):
        arrays |= {f"{i}.{name}": getattr(trail, name) for name in ("step", "place", "distance", "loss", "below")}
    b, a = (each.ravel() for each in np.meshgrid(seen.grid.b, seen.grid.a, indexing="ij"))
    write(options.out, arrays, {"a": a, "b": b, "loss": seen.grid.loss.ravel()}, _notes(made))
    off = "\n".join(f"{trail.name}: up to {number(float(trail.distance.max()))} off the plane" for trail in seen.trails)
    lowest, highest = (number(float(each)) for each in (seen.grid.loss.min(), seen.grid.loss.max()))
    return f"loss from {lowest} to {highest} on the plane\n{off}"


COMMANDS: Mapping[str, Command] = {
    "train": Command(
        _train,
        "Networks trained side by side: their weights, or what was measured on the way.",
        "data=moons data.noise=0.2 hidden=16,16 optimizers=sgd,adam learning_rate=0.1 steps=500 --out series.csv",
        {},
        (WEIGHTS, *KINDS),
    ),
    "restarts": Command(
        _restarts,
        "Where restarts of networks of several widths end.",
        "data=moons hidden=4,4 optimizer=adam steps=300 --widths 1,2,4,8,16 --count 32 --out restarts.csv",
        {
            "--widths": {"default": ",".join(map(str, WIDTHS)), "help": "units of every hidden layer, as in 1,2,4"},
            "--count": {"type": int, "default": 64, "help": "restarts of each width"},
        },
    ),
    "plane": Command(
        _plane,
        "The training loss over a plane through the weights of the first of some trainings, and where all lie on it.",
        "data=moons hidden=16,16 optimizers=adam,sgd steps=300 --kind pca --out plane.npz",
        {
            "--kind": {"choices": tuple(_PLANES), "default": "pca", "help": "how its directions are chosen"},
            "--draw": {"type": int, "default": 0, "metavar": "SEED", "help": "which random directions"},
            "--side": {"type": int, "default": 51, "help": "lines of the grid each way"},
        },
    ),
}
