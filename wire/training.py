"""`api/train`: networks in training, as a stream of frames; `api/reached`, `api/stop`: what came of one that was left.

The first frame says what is learnt from. Each further one brings the series of all lanes as far as they have come,
after about a quarter of a second of work. When the client goes away no further turn is begun, and the same question
later goes on from there.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator

import numpy as np

from experiments.spec import SpecError
from experiments.training import Training
from experiments.training.inputs import data_of, network_of
from experiments.training.outputs import is_pictured
from experiments.training.path import most
from experiments.training.study import Study
from surfaces.neural import Network
from wire.encoding import frame, packed, tensors
from wire.endpoint import Answer
from wire.gate import TRAINING
from wire.jobs import JOBS, Job, affordable, going
from wire.limits import DRAWN_WEIGHTS
from wire.refusal import BusyError
from wire.tables import TABLES


def train(study: Study) -> Answer:
    """The first frame, and the stream of those that follow."""
    affordable(study)
    return Answer(first_frame(study), _later(going(study)))


def reached(study: Study) -> Answer:
    """How far a training has come; nothing is done for it."""
    job = JOBS.find(study)
    came = job.rested() if job else None
    return Answer(_series(*came) if came else tensors({}, {"done": 0, "stopped": []}))


def stop(study: Study) -> Answer:
    """The same, and the training is ended as soon as nobody watches it."""
    if job := JOBS.find(study):
        job.stop()
    return reached(study)


def first_frame(study: Study) -> bytes:
    """What is learnt from.

    Raises:
        BusyError: too many trainings wait already.
    """
    first = study.first
    parts = data_of(first, TABLES)
    network = network_of(first, parts)
    if TRAINING.full:
        raise BusyError
    head = {
        "steps": max(spec.steps for spec in study.specs),
        "task": network.task,
        "classes": list(parts.table.classes),
        "axes": axes(network, parts.table.features),
        "layers": network.widths,
        "weights": network.size,
        "most": most(network.size),
        "drawable": network.size <= DRAWN_WEIGHTS,
        "lanes": [{"hyperparameters": spec.hyperparameter_values()} for spec in study.specs],
    }
    arrays = {"x": parts.x, "y": parts.y, "test_x": parts.test_x, "test_y": parts.test_y}
    return frame(tensors(arrays, head))


def axes(network: Network, features: tuple[str, ...]) -> list[str] | None:
    """The axes of a picture of what the network says; None where there is none."""
    if not is_pictured(network):
        return None
    return [features[0], "target"] if network.inputs == 1 else list(features)


async def _later(job: Job) -> AsyncGenerator[bytes]:
    """A frame for each turn; a failure is told in the last one."""
    try:
        with job.watched():
            while True:
                done, results = await TRAINING.run(job.turn)
                yield progress(done, results)
                if job.is_done and done == job.done:
                    return
    except SpecError as error:
        yield frame(packed({}, {"error": error.sentence}))


#: The series of a lane: what the stage calls them, and the arrays of a training.
_SERIES = {
    "step": "step",
    "loss": "train_loss",
    "descended": "descended",
    "test_loss": "test_loss",
    "score": "train_score",
    "test_score": "test_score",
}


def progress(done: int, results: list[Training]) -> bytes:
    """The series of all lanes as far as they have come, as a frame."""
    return frame(_series(done, results))


def _series(done: int, results: list[Training]) -> bytes:
    arrays = {f"{i}.{name}": made.arrays[of] for i, made in enumerate(results) for name, of in _SERIES.items()}
    for i, made in enumerate(results):
        # The layers have all there is between them, so this is the length of the whole gradient.
        arrays[f"{i}.slope"] = np.linalg.norm(made.arrays["gradient"], axis=1)
    said = {"done": done, "stopped": [made.stopped_at for made in results]}
    return tensors(arrays, said)
