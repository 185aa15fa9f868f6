"""The commands of `python -m experiments`: fields of runs, and networks, from the shell, written to a file.

    python -m experiments sweep surface=ravine optimizer=momentum steps=300 \
        --axis learning_rate=1e-4:1:200:log --axis momentum=0:0.99:100 --out sweep.npz
    python -m experiments tune surface=rosenbrock optimizers=sgd,adam budget=64 --out tuned.csv
    python -m experiments train data=moons hidden=16,16 optimizer=adam --out adam.safetensors

A run is said by `NAME=VALUE`: the fields of a run as they stand in its JSON; `surface.KNOB` for a knob of the surface;
any other name is a hyper-parameter. `--spec` reads JSON, which these then change. Progress goes to the standard error.
`experiments/network_commands.py` has those about networks.

The exit code is 0; 1 for a file that cannot be written, 2 for what cannot be done as asked, 130 for an interrupt.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from experiments.fanned import fan
from experiments.grid import Grid
from experiments.network_commands import COMMANDS
from experiments.protocol import Protocol
from experiments.shell import Bar, Command, Options, axis, given, sorted_out, table
from experiments.spec import FIELDS, SURFACE_PREFIX, RunSpec, SpecError
from experiments.sweeps import basins, shares, sweep
from experiments.tune import tune
from registry import UnknownNameError

_PROGRAM = "python -m experiments"
#: What `sweeps.shares` are of, in words.
_WHERE = {
    "local": "to another minimum",
    "saddle": "to a saddle",
    "moving": "still moving",
    "elsewhere": "settled elsewhere",
    "escaped": "gone for good",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Does what the arguments say; returns the exit code."""
    parser = _parser()
    options, fields = parser.parse_known_args(arguments)
    if strange := [each for each in fields if each.startswith("-")]:
        parser.error(f"there is no option {strange[0]}")
    options.fields += fields  # those that stand behind an option, which argparse does not look for any more
    try:
        if options.out.suffix not in options.kinds:
            raise SpecError("out", f"{options.out.name}: results are written as {', '.join(options.kinds)}")
        if not options.out.parent.is_dir():
            raise SpecError("out", f"there is no folder {options.out.parent}")
        print(options.work(options))
    except (SpecError, UnknownNameError, json.JSONDecodeError) as wrong:
        return _failed(str(wrong), 2)
    except OSError as wrong:
        return _failed(f"{wrong.filename}: {wrong.strerror}", 1)
    except KeyboardInterrupt:
        return _failed("interrupted", 130)
    return 0


def _failed(sentence: str, code: int) -> int:
    print(f"error: {sentence}", file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(_PROGRAM, description="Fields of runs, and networks, written to a file.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, each in _COMMANDS.items():
        example = f"example: {_PROGRAM} {name} {each.example}"
        command = commands.add_parser(name, help=each.says, description=each.says, epilog=example)
        command.add_argument("fields", nargs="*", metavar="NAME=VALUE", help="what is run, as in steps=300")
        command.add_argument("--spec", metavar="JSON", help="the same as JSON: the text, a file, or - for the input")
        command.add_argument("--out", type=Path, required=True, help=f"where to, ending in {', '.join(each.kinds)}")
        for option, how in each.options.items():
            command.add_argument(option, **how)
        command.set_defaults(work=each.work, kinds=each.kinds)
    return parser


def _run(options: argparse.Namespace) -> RunSpec:
    """The run that was asked for."""
    return RunSpec.from_dict(sorted_out(given(options), FIELDS, SURFACE_PREFIX, "surface_knobs"))


def _axes(options: argparse.Namespace) -> dict[str, list[float]]:
    return dict(axis(text) for text in options.axis)


def _fan(options: argparse.Namespace) -> str:
    spec, axes = _run(options), _axes(options)
    if len(axes) != 1:
        raise SpecError("axis", f"a fan has one axis, not {len(axes)}")
    [(name, values)] = axes.items()
    with Bar(sys.stderr) as bar:
        fanned = fan(spec, name, values, bar)
    fanned.save(options.out)
    return "\n".join(
        f"{name} {value:g}: {run.verdict.sentence}" for value, run in zip(values, fanned.runs, strict=True)
    )


def _sweep(options: argparse.Namespace) -> str:
    with Bar(sys.stderr) as bar:
        grid = sweep(_run(options), _axes(options), options.tolerance, bar)
    grid.save(options.out)
    return f"{grid.card}\n{_least(grid)}"


def _least(grid: Grid) -> str:
    """Where the lowest loss of a grid is."""
    losses = np.where(grid.arrays["finite"], grid.arrays["loss"], np.inf)
    if not np.isfinite(losses).any():
        return "no run stayed within the finite numbers"
    index = np.unravel_index(int(np.argmin(losses)), losses.shape)
    places = ", ".join(f"{name} {values[i]:.6g}" for (name, values), i in zip(grid.axes.items(), index, strict=True))
    return f"lowest loss {losses[index]:.6g} at {places}"


def _basins(options: argparse.Namespace) -> str:
    view = None
    if options.window:
        x0, x1, y0, y1 = options.window
        view = ((x0, x1), (y0, y1))
    with Bar(sys.stderr) as bar:
        grid = basins(_run(options), options.columns, options.rows, view, options.tolerance, bar)
    grid.save(options.out)
    found = shares(grid.spec, grid.arrays["minimum"])
    best = f"share of starts that reach the global minimum: {found.pop('share'):.4f}"
    others = ", ".join(f"{_WHERE[name]} {part:.4f}" for name, part in found.items() if part)
    return "\n".join(filter(None, [grid.card, best, others]))


def _tune(options: argparse.Namespace) -> str:
    plain = given(options)
    if isinstance(plain.get("optimizers"), str):
        plain["optimizers"] = [plain["optimizers"]]
    with Bar(sys.stderr) as bar:
        tuned = tune(Protocol.from_dict(plain), bar)
    tuned.save(options.out)
    return f"{tuned.protocol.line}\n{table(tuned.table())}"


_AXIS: Options = {
    "--axis": {
        "action": "append",
        "default": [],
        "metavar": "NAME=LOW:HIGH:COUNT[:log]",
        "help": "a number and its values, evenly spaced or by a factor; or NAME=A,B,C",
    }
}
_TOLERANCE: Options = {
    "--tolerance": {"type": float, "default": 1e-3, "help": "a gap of this share of that at the start is closed"}
}
_STARTS: Options = {
    "--columns": {"type": int, "default": 256, "help": "starts along x"},
    "--rows": {"type": int, "default": 256, "help": "starts along y"},
    "--window": {
        "nargs": 4,
        "type": float,
        "metavar": ("X0", "X1", "Y0", "Y1"),
        "help": "where they lie; the surface's own window by default",
    },
}
_COMMANDS: Mapping[str, Command] = {
    "fan": Command(
        _fan,
        "Whole runs along one number.",
        "surface=ravine optimizer=sgd --axis learning_rate=0.001:0.02:5:log --out fan.csv",
        _AXIS,
    ),
    "sweep": Command(
        _sweep,
        "How runs end at every point of a grid of numbers.",
        "surface=ravine optimizer=momentum --axis learning_rate=1e-4:1:60:log --axis momentum=0:0.99:40 --out map.npz",
        _AXIS | _TOLERANCE,
    ),
    "basins": Command(
        _basins,
        "Where runs from every start of a window end.",
        "surface=himmelblau optimizer=adam steps=300 --columns 128 --rows 128 --out basins.parquet",
        _STARTS | _TOLERANCE,
    ),
    "tune": Command(
        _tune,
        "A fair race: every optimizer tuned with the same budget.",
        "surface=rosenbrock optimizers=sgd,adam budget=16 --out tuned.csv",
        {},
    ),
    **COMMANDS,
}
