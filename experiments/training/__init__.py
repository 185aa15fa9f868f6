"""Training small networks: `train([TrainSpec(optimizer="adam")])` and what can be asked about it."""

from experiments.training.ends import Ends, ends
from experiments.training.histograms import Histograms, histograms
from experiments.training.outputs import Picture, picture
from experiments.training.restarts import Restarts, restarts
from experiments.training.result import Trained, Training, load
from experiments.training.session import Session, train, training
from experiments.training.sharpness import Sharpness, sharpness
from experiments.training.slices import slice_of
from experiments.training.spec import TrainSpec
from experiments.training.trainability import Trainability, trainability

__all__ = [
    "Ends",
    "Histograms",
    "Picture",
    "Restarts",
    "Session",
    "Sharpness",
    "TrainSpec",
    "Trainability",
    "Trained",
    "Training",
    "ends",
    "histograms",
    "load",
    "picture",
    "restarts",
    "sharpness",
    "slice_of",
    "train",
    "trainability",
    "training",
]
