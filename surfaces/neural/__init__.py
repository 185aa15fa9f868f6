"""The loss surfaces of small networks: `Network`, data to learn from, weights to begin with, planes to look along."""

from surfaces.neural.activations import ACTIVATIONS
from surfaces.neural.datasets import DATASETS
from surfaces.neural.directions import (
    coordinate_plane,
    filter_normalized_plane,
    flat,
    pca_plane,
    plane_through,
    random_plane,
)
from surfaces.neural.grids import losses_along, losses_at, path_losses, refine
from surfaces.neural.hessian import hessian_plane, leading
from surfaces.neural.initialization import INITIALIZATIONS, initialize, transferred
from surfaces.neural.losses import batch_loss, eval_loss
from surfaces.neural.network import NORMALIZATIONS, Network
from surfaces.neural.planes import Line, window
from surfaces.neural.scaling import SCALINGS
from surfaces.neural.slices import Slice, Trail, slice_through
from surfaces.neural.splits import Parts, prepare
from surfaces.neural.tables import Table
from surfaces.neural.uploads import TableError, read_csv
from surfaces.plane import Plane

__all__ = [
    "ACTIVATIONS",
    "DATASETS",
    "INITIALIZATIONS",
    "NORMALIZATIONS",
    "SCALINGS",
    "Line",
    "Network",
    "Parts",
    "Plane",
    "Slice",
    "Table",
    "TableError",
    "Trail",
    "batch_loss",
    "coordinate_plane",
    "eval_loss",
    "filter_normalized_plane",
    "flat",
    "hessian_plane",
    "initialize",
    "leading",
    "losses_along",
    "losses_at",
    "path_losses",
    "pca_plane",
    "plane_through",
    "prepare",
    "random_plane",
    "read_csv",
    "refine",
    "slice_through",
    "transferred",
    "window",
]
