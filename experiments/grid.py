"""Grids: numbers at every point of a few named axes, and the run behind each point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from experiments.protocol import line
from experiments.spec import RUN_PREFIX, SURFACE_PREFIX, TREATMENT, RunSpec, SpecError
from experiments.words import number
from experiments.writing import write

#: The values of one axis.
Values = Sequence[float] | np.ndarray
#: Axes along which the start moves: its parts, and a factor on all of it (the initial scale of weights).
START, SCALE = ("x", "y"), "scale"
PLACES = (*START, SCALE)


def varied(spec: RunSpec, name: str, value: float) -> RunSpec:
    """The spec with one number changed.

    Args:
        spec: what stays; hyper-parameters that it leaves to defaults stay at its own, on its own surface.
        name: a hyper-parameter, `run.` and a treatment of the gradient, `surface.` and a knob, "x" or "y" for a part of
            the start (its place on the surface's plane), or "scale" for what all of it is multiplied by.
        value: the number.

    Raises:
        SpecError: there is no such treatment. Other names and all ranges are looked at by `RunSpec.check`.
    """
    if name in START:
        place = list(spec.place)
        place[START.index(name)] = value
        return spec.with_(start=spec.surface_row.point(tuple(place)))
    if name == SCALE:
        return spec.with_(start=tuple(value * part for part in spec.starting_point))
    if name.startswith(RUN_PREFIX):
        if name not in {RUN_PREFIX + knob.name for knob in TREATMENT}:
            raise SpecError(name, f"{name} is no treatment of the gradient")
        return spec.with_(**{name.removeprefix(RUN_PREFIX): value})
    if name.startswith(SURFACE_PREFIX):
        knobs = {**spec.surface_knobs, name.removeprefix(SURFACE_PREFIX): value}
        return pinned(spec).with_(surface_knobs=knobs, start=spec.starting_point)
    return spec.with_(hyperparameters={**spec.hyperparameters, name: value})


def pinned(spec: RunSpec) -> RunSpec:
    """The same run with every hyper-parameter said, so that none follows the surface."""
    return spec.with_(hyperparameters=dict(spec.hyperparameter_values()))


@dataclass(frozen=True)
class Grid:
    """Numbers on a grid.

    Attributes:
        spec: what every point has in common.
        axes: by name (see `varied`) their values, each of shape (n_i,).
        arrays: by name, each of shape (n_1, ..., n_k), or with one axis more for points.
    """

    spec: RunSpec
    axes: Mapping[str, np.ndarray]
    arrays: Mapping[str, Any]

    def run_at(self, *index: int) -> RunSpec:
        """The run behind a point of the grid: `run` goes the way that was summarized here.

        It does so bit for bit on x86, but to round-off where a loss sums over data (the regressions) or a rule over its
        memory (L-BFGS): such sums are taken in another order when many lanes are side by side.
        """
        spec = self.spec
        for (name, values), i in zip(self.axes.items(), index, strict=True):
            spec = varied(spec, name, float(values[i]))
        return spec

    def save(self, path: str | Path) -> None:
        """Writes it down, with its card and its spec: `.npz` as arrays; `.csv` or `.parquet` as a table of points.

        Raises:
            ValueError: the name ends in something else.
        """
        places = {f"axis.{name}": values for name, values in self.axes.items()}
        write(path, {**places, **self.arrays}, self.columns(), {"card": self.card, "spec": self.spec.to_json()})

    @property
    def card(self) -> str:
        """How it was made, in one line."""
        return card([self.spec], self.axes)

    def columns(self) -> dict[str, np.ndarray]:
        """One line for each point: its place on the axes and its numbers, parts of a point as `name.0`, `name.1`."""
        return columns(self.axes, self.arrays)


def card(specs: Sequence[RunSpec], axes: Mapping[str, Values]) -> str:
    """How the runs of grids were made, in one line.

    Args:
        specs: what the runs of each have in common.
        axes: by name (see `varied`) the values along which they differ.
    """
    ends = [[(name, float(min(values))), (name, float(max(values)))] for name, values in axes.items()]
    corners = [
        reduce(lambda each, place: varied(each, *place), corner, pinned(spec))
        for spec in specs
        for corner in product(*ends)
    ]
    spans = (
        f"{len(values)} of {'start ' * (name in START)}{name.rpartition('.')[2].replace('_', ' ')} "
        f"from {number(low)} to {number(high)}"
        for (name, values), [(_, low), (_, high)] in zip(axes.items(), ends, strict=True)
    )
    return line(corners, Varied=" by ".join(spans))


def columns(axes: Mapping[str, np.ndarray], arrays: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """A grid's arrays as columns of a table, as `Grid.columns` has them."""
    mesh = np.meshgrid(*axes.values(), indexing="ij")
    made = {name: places.ravel() for name, places in zip(axes, mesh, strict=True)}
    for name, array in arrays.items():
        if array.ndim == len(axes):
            made[f"result.{name}" if name in made else name] = array.ravel()
        else:
            parts = array.reshape(-1, array.shape[-1]).T
            made |= {f"{name}.{i}": part for i, part in enumerate(parts)}
    return made
