"""The loss surfaces: `SURFACES["rosenbrock"].build(a=1.0, b=100.0)(x)`."""

from surfaces import convex, multimodal, saddles, valleys  # noqa: F401  (each declares its rows)
from surfaces.core import SURFACES, Minimum, Surface
from surfaces.frame import Frame

__all__ = ["SURFACES", "Frame", "Minimum", "Surface"]
