"""From a TrainSpec to arrays: its data, cut and scaled; the weights it begins with; the rows of each step's batch."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from experiments.inputs import filled
from experiments.programs import static_knobs
from experiments.spec import RUN_PREFIX, TREATMENT, SpecError
from experiments.training.engine import Setup, columns
from experiments.training.reading import too_many
from experiments.training.spec import DROPOUT, LAST_RATE, MAX_DENSE, TrainSpec
from surfaces.neural import DATASETS, Network, Parts, Table, initialize, prepare
from surfaces.neural.network import Params

#: Visitors' own tables, by digest.
Tables = Mapping[str, Table]
#: Rows of batches are drawn by a stream of their own, one for each pass through the data.
_BATCHES = 1


def data_of(spec: TrainSpec, tables: Tables) -> Parts:
    """The data of a training, cut and scaled.

    Raises:
        SpecError: its table is not among those handed over.
    """
    if not spec.table:
        return _parts_of_row(spec.with_(**_IDLE_FOR_DATA))
    if spec.table not in tables:
        raise SpecError("table", "the table is no longer here: it is kept for a visit alone, so load the file again")
    return _prepared(tables[spec.table], spec)


#: What becomes of a table before it is learnt, as `prepare` takes it.
_PREPARED = ("scaling", "test_share", "label_noise", "sample_bias", "shift", "stretch")
#: The fields of a training that its data depend on, and all others at one value: trainings that share their data share
#: its making.
OF_DATA = ("data", "data_knobs", "data_seed", "table", *_PREPARED)
_IDLE_FOR_DATA = {
    name: TrainSpec.__dataclass_fields__[name].default
    for name in TrainSpec.__dataclass_fields__
    if name not in OF_DATA and not name.startswith("_")
}


@lru_cache(maxsize=64)
def _parts_of_row(spec: TrainSpec) -> Parts:
    row = DATASETS[spec.data]
    return _prepared(row.build(spec.data_seed, **spec.data_values()), spec)


def _prepared(table: Table, spec: TrainSpec) -> Parts:
    return prepare(table, seed=spec.data_seed, **{name: getattr(spec, name) for name in _PREPARED})


def network_of(spec: TrainSpec, parts: Parts) -> Network:
    """The structure that a training's data and hidden layers make."""
    return Network(
        parts.x.shape[1], spec.hidden, parts.table.outputs, spec.activation, spec.normalization, parts.table.task
    )


def setup_of(spec: TrainSpec, parts: Parts) -> Setup:
    """The static part of a training.

    Raises:
        SpecError: the optimizer cannot afford so many weights.
    """
    network, row = network_of(spec, parts), spec.optimizer_row
    if row.weights == "dense" and network.size > MAX_DENSE:
        raise SpecError("optimizer", too_many(spec, network.size))
    batch = spec.batch_size if spec.batch_size < len(parts.y) else 0
    static = static_knobs(row.knobs, spec.hyperparameter_values())
    return Setup(network, row, static, len(parts.y), len(parts.test_y), batch, spec.dropout > 0)


def fresh_weights(spec: TrainSpec, network: Network) -> Params:
    """The weights that a training begins with, where none are carried over."""
    return initialize(network, spec.initialization, spec.seed, spec.init_scale, spec.init_bias)


def table_of(spec: TrainSpec) -> np.ndarray:
    """Every traced number at each step, (steps, columns) float32."""
    own = {RUN_PREFIX + knob.name: getattr(spec, knob.name) for knob in (*TREATMENT, DROPOUT, LAST_RATE)}
    values = spec.hyperparameter_values() | own
    return filled(spec, values, columns(spec.optimizer_row), spec.steps).astype(np.float32)


def batches_of(spec: TrainSpec, setup: Setup, first: int, count: int) -> np.ndarray:
    """The rows that steps see, (count, batch) int32; (count, 0) where every step sees all.

    Each pass through the data has an order of its own; what is left over at its end, too few for a batch, is left out.
    """
    if not setup.batch:
        return np.zeros((count, 0), np.int32)
    a_pass = setup.points // setup.batch
    steps = np.arange(first, first + count)
    orders = {
        number: np.random.default_rng([spec.seed, _BATCHES, number]).permutation(setup.points)
        for number in np.unique(steps // a_pass).tolist()
    }
    at = steps % a_pass * setup.batch
    rows = [orders[number][i : i + setup.batch] for number, i in zip((steps // a_pass).tolist(), at, strict=True)]
    return np.stack(rows).astype(np.int32)
