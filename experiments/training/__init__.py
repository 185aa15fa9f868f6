"""Training small networks: `train([TrainSpec(optimizer="adam")])` and what can be asked about it."""

from experiments.training.ends import Ends, ends
from experiments.training.restarts import Restarts, restarts
from experiments.training.result import Trained, Training, load
from experiments.training.session import Session, train, training
from experiments.training.sharpness import Sharpness, sharpness
from experiments.training.spec import TrainSpec
from experiments.training.trainability import Trainability, trainability

__all__ = [
    "Ends",
    "Restarts",
    "Session",
    "Sharpness",
    "TrainSpec",
    "Trainability",
    "Trained",
    "Training",
    "ends",
    "load",
    "restarts",
    "sharpness",
    "train",
    "trainability",
    "training",
]
