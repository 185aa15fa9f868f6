"""The loss surfaces: `SURFACES["rosenbrock"].build(a=1.0, b=100.0)(x)`."""

from surfaces.core import SURFACES, Minimum, Surface
from surfaces.frame import Frame
from surfaces.plane import Plane

# Each module declares its rows; a picker shows them in this order.
from surfaces import convex, regression, valleys, saddles, flats, multimodal, lattices, ripples, many  # noqa: F401 # isort: skip

__all__ = ["SURFACES", "Frame", "Minimum", "Plane", "Surface"]
