"""Where many trainings end, and nothing else of them: the stuff of distributions and maps."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields

import numpy as np

from experiments.many import Progress
from experiments.training.inputs import Tables, data_of, setup_of
from experiments.training.lanes import Lanes
from experiments.training.programs import SHOTS, measure_program
from experiments.training.session import NO_TABLES, beginning, grouped
from experiments.training.spec import TrainSpec

#: Programs at work at once: one keeps a core busy.
_WORKERS = 2


@dataclass(frozen=True, eq=False)
class Ends:
    """What is measured where n trainings end: at their last step, or the last with finite weights; (n,) each.

    Attributes:
        train_loss, test_loss, train_score, test_score: see `Measures`.
        finite: whether it was the last of all.
    """

    train_loss: np.ndarray
    test_loss: np.ndarray
    train_score: np.ndarray
    test_score: np.ndarray
    finite: np.ndarray


_MEASURED = tuple(field.name for field in fields(Ends) if field.name != "finite")


def ends(specs: Sequence[TrainSpec], tables: Tables = NO_TABLES, progress: Progress = lambda *_: None) -> Ends:
    """Trains every network and keeps only where it ends.

    Args:
        specs: what is trained; those of one structure and as many steps go side by side.
        tables: visitors' own tables, by digest.
        progress: told how many trainings are done of how many; it stops the work by raising.

    Raises:
        SpecError: one of them cannot be trained.
    """
    setups = [setup_of(spec.check(), data_of(spec, tables)) for spec in specs]
    groups = grouped([(*setup, spec.steps) for setup, spec in zip(setups, specs, strict=True)])
    arrays = {name: np.empty(len(specs)) for name in _MEASURED} | {"finite": np.empty(len(specs), bool)}
    done = 0
    with ThreadPoolExecutor(_WORKERS) as pool:
        jobs = [pool.submit(_together, [specs[i] for i in group], tables) for group in groups]
        try:
            for group, job in zip(groups, jobs, strict=True):
                for name, values in job.result().items():
                    arrays[name][group] = values
                done += len(group)
                progress(done, len(specs))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return Ends(**arrays)


def _together(specs: Sequence[TrainSpec], tables: Tables) -> dict[str, np.ndarray]:
    """The ends of up to four trainings of one setup, (lanes,) each."""
    parts = [data_of(spec, tables) for spec in specs]
    setup = setup_of(specs[0], parts[0])
    lanes = Lanes(setup, specs, parts, [beginning(spec, setup, tables) for spec in specs])
    while lanes.done < lanes.steps:
        emitted = lanes.advance(min(lanes.limit, lanes.steps - lanes.done))
    found: dict[str, list[float]] = {name: [] for name in _MEASURED}
    for lane, part in enumerate(parts):
        shots = np.repeat(emitted.x[-1, lane : lane + 1], SHOTS, axis=0)
        last = tuple(
            {name: np.repeat(leaf[-1, lane : lane + 1], SHOTS, axis=0) for name, leaf in layer.items()}
            for layer in emitted.averages
        )
        made = measure_program(setup)(shots, last, part.x, part.y, part.test_x, part.test_y)
        for name, values in found.items():
            values.append(float(getattr(made, name)[0]))
    return {name: np.array(values) for name, values in found.items()} | {
        "finite": np.asarray(lanes.carry.alive)[: len(specs)]
    }
