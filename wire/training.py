"""`api/train`: networks in training, as a stream of frames; `api/outputs` and `api/weights`: what they have learnt.

The first frame says what is learnt from. Each further one brings the series of all lanes as far as they have come,
after about a quarter of a second of work. When the client goes away no further turn is begun, and the same question
later goes on from there.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from functools import lru_cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from experiments.spec import SpecError
from experiments.training import Training
from experiments.training.inputs import data_of, network_of
from experiments.training.study import Study
from surfaces.neural import Network
from surfaces.neural.forward import eval_outputs
from wire.encoding import frame, packed, tensors
from wire.endpoint import Answer
from wire.gate import TRAINING
from wire.jobs import JOBS, Job
from wire.limits import DRAWN_WEIGHTS, TRAINED
from wire.refusal import BusyError, RefusedError

#: The part of the data's extent that is shown around it.
_MARGIN = 0.15
#: Snapshots whose outputs are made in one call.
_SHOTS = 16


def train(study: Study) -> Answer:
    """The first frame, and the stream of those that follow."""
    return Answer(first_frame(study), _later(JOBS.of(study)))


def first_frame(study: Study, lanes: int = 1) -> bytes:
    """What is learnt from, once it has been checked that there is room for as much work, each lane made so often.

    Raises:
        RefusedError: it is too much.
        BusyError: too many trainings wait already.
    """
    first = study.first
    parts = data_of(first, {})
    network = network_of(first, parts)
    work = lanes * sum(spec.steps * network.size * (spec.batch_size or len(parts.y)) for spec in study.specs)
    if work > TRAINED:
        raise RefusedError(
            400, f"steps times weights times points are at most {TRAINED:.0e} together, not {work:.1e}: take fewer"
        )
    if TRAINING.full:
        raise BusyError
    head = {
        "steps": max(spec.steps for spec in study.specs),
        "task": network.task,
        "classes": list(parts.table.classes),
        "axes": axes(network, parts.table.features),
        "layers": network.widths,
        "weights": network.size,
        "drawable": network.size <= DRAWN_WEIGHTS,
        "lanes": [{"hyperparameters": spec.hyperparameter_values()} for spec in study.specs],
    }
    arrays = {"x": parts.x, "y": parts.y, "test_x": parts.test_x, "test_y": parts.test_y}
    return frame(tensors(arrays, head))


def axes(network: Network, features: tuple[str, ...]) -> list[str] | None:
    """The axes of a picture of what the network says; None where there is none."""
    if network.task == "regression":
        return [features[0], "target"] if network.inputs == 1 else None
    return list(features) if network.inputs == 2 else None


async def _later(job: Job) -> AsyncGenerator[bytes]:
    """A frame for each turn; a failure is told in the last one."""
    try:
        while True:
            results = await TRAINING.run(job.turn)
            yield progress(job.done, results)
            if job.is_done:
                return
    except SpecError as error:
        yield frame(packed({}, {"error": error.sentence}))


#: The series of a lane: what the stage calls them, and the arrays of a training.
_SERIES = {
    "step": "step",
    "loss": "train_loss",
    "test_loss": "test_loss",
    "score": "train_score",
    "test_score": "test_score",
}


def progress(done: int, results: list[Training]) -> bytes:
    """The series of all lanes as far as they have come, as a frame."""
    arrays = {f"{i}.{name}": made.arrays[of] for i, made in enumerate(results) for name, of in _SERIES.items()}
    for i, made in enumerate(results):
        arrays[f"{i}.slope"] = np.linalg.norm(made.arrays["gradient"], axis=1)
    said = {"done": done, "stopped": [made.stopped_at for made in results]}
    return frame(tensors(arrays, said))


def outputs(study: Study, lane: int, done: int, side: int) -> Answer:
    """What a network says over the plane of its two features, or along its one, at every snapshot."""
    made = _result(study, lane, done)
    network, parts = made.network, made.parts
    if axes(network, parts.table.features) is None:
        raise RefusedError(400, f"there is no picture of the outputs of a network with {network.inputs} inputs")
    if network.inputs == 1:
        (x0, x1), window = _extent(parts.x[:, 0]), [_extent(parts.x[:, 0]), _extent(parts.y)]
        said = _said(made, np.linspace(x0, x1, side, dtype=np.float32)[:, None])
        return Answer(packed({"curve": said[:, 0]}, {"window": window}))
    (x0, x1), (y0, y1) = window = [_extent(parts.x[:, 0]), _extent(parts.x[:, 1])]
    lines = np.meshgrid(np.linspace(x0, x1, side), np.linspace(y0, y1, side))
    said = _said(made, np.stack(lines, axis=-1).reshape(-1, 2).astype(np.float32))
    winner, sure = _classes(said)
    shape = (len(said), side, side)
    return Answer(packed({"winner": winner.reshape(shape), "sure": sure.reshape(shape)}, {"window": window}))


def weights(study: Study, lane: int, done: int) -> Answer:
    """The weights at every snapshot, and where in them each layer's matrix (units, inputs) begins."""
    made = _result(study, lane, done)
    network = made.network
    if network.size > DRAWN_WEIGHTS:
        raise RefusedError(400, f"up to {DRAWN_WEIGHTS} weights are drawn; this network has {network.size}")
    places = network.unravel(np.arange(network.size, dtype=np.float32))
    offsets = [int(np.asarray(layer["weight"]).flat[0]) for layer in places]
    return Answer(packed({"weights": made.arrays["x"]}, {"layers": network.widths, "offsets": offsets}))


def _result(study: Study, lane: int, done: int) -> Training:
    """A lane with at least so many steps made."""
    if not lane < len(study.specs):
        raise RefusedError(400, f"there is no lane {lane}; the study has {len(study.specs)}")
    return JOBS.of(study).reach(done)[lane]


def _extent(values: np.ndarray) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    room = _MARGIN * (high - low) or 1.0
    return low - room, high + room


def _classes(said: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which class wins and how sure that is, 0 to 255, of outputs (snapshots, outputs, points)."""
    if said.shape[1] == 1:
        said = np.concatenate([np.zeros_like(said), said], axis=1)
    likely = np.exp(said - said.max(axis=1, keepdims=True))
    shares = likely / likely.sum(axis=1, keepdims=True)
    even = 1 / shares.shape[1]
    sure = (shares.max(axis=1) - even) / (1 - even)
    return said.argmax(axis=1).astype(np.uint8), np.nan_to_num(255 * sure).astype(np.uint8)


def _said(made: Training, points: np.ndarray) -> np.ndarray:
    """The outputs at points at every snapshot, (snapshots, outputs, points)."""
    x, count = made.arrays["x"], len(made.arrays["x"])
    program, found = _speaking(made.network), []
    for at in range(0, count, _SHOTS):
        some = np.minimum(np.arange(at, at + _SHOTS), count - 1)
        averages: Any = jax.tree.map(lambda leaf, some=some: leaf[some], made.averages)
        found.append(np.asarray(program(x[some], averages, points)))
    return np.concatenate(found)[:count]


@lru_cache(maxsize=64)
def _speaking(network: Network) -> Any:
    def program(vector: jax.Array, averages: Any, points: jax.Array) -> jax.Array:
        return jnp.asarray(eval_outputs(network, network.unravel(vector), averages, points))

    return jax.jit(jax.vmap(program, in_axes=(0, 0, None)))
