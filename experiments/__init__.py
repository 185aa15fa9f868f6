"""Experiments: `run([RunSpec(...)])` and what can be asked about a run."""

from experiments.anatomy import Anatomy, anatomy
from experiments.curvature import curvature
from experiments.fanned import Fanned, fan
from experiments.fields import terrain
from experiments.grid import Grid
from experiments.protocol import Protocol
from experiments.race import Race
from experiments.rollouts import run
from experiments.spec import RunSpec, SpecError
from experiments.sweeps import basins, sweep
from experiments.training import Training, TrainSpec, restarts, train, training
from experiments.trajectory import Event, Trajectory, Verdict
from experiments.tune import tune
from experiments.tuned import Tuned

__all__ = [
    "Anatomy",
    "Event",
    "Fanned",
    "Grid",
    "Protocol",
    "Race",
    "RunSpec",
    "SpecError",
    "TrainSpec",
    "Training",
    "Trajectory",
    "Tuned",
    "Verdict",
    "anatomy",
    "basins",
    "curvature",
    "fan",
    "restarts",
    "run",
    "sweep",
    "terrain",
    "train",
    "training",
    "tune",
]
