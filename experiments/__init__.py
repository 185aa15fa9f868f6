"""Experiments: `run([RunSpec(...)])` and what can be asked about a run."""

from experiments.anatomy import Anatomy, anatomy
from experiments.curvature import curvature
from experiments.fields import terrain
from experiments.race import Race
from experiments.rollouts import run
from experiments.spec import RunSpec, SpecError
from experiments.trajectory import Event, Trajectory, Verdict

__all__ = [
    "Anatomy",
    "Event",
    "Race",
    "RunSpec",
    "SpecError",
    "Trajectory",
    "Verdict",
    "anatomy",
    "curvature",
    "run",
    "terrain",
]
