"""Turning and shifting a surface: the same landscape in other coordinates.

A frame turns the landscape by an angle about the centre of its domain and then shifts it. It shows which optimizers
depend on the axes (a turned ravine is the same problem to gradient descent and another one to Adam) or on the origin.
The map is written as x plus a correction, so that the frame that does nothing changes no bit of x.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from surfaces.core import Minimum, Point, Surface, Window


@dataclass(frozen=True, slots=True)
class Frame:
    """An angle in degrees (counter-clockwise) and a shift, applied to the landscape.

    >>> from surfaces import SURFACES
    >>> Frame(90.0, dx=1.0).place(SURFACES["bowl"], (1.0, 0.0))
    (1.0, 1.0)
    """

    angle: float = 0.0
    dx: float = 0.0
    dy: float = 0.0

    def coefficients(self, surface: Surface) -> tuple[float, float, float, float, float, float]:
        """(cos - 1, sin, centre x, centre y, dx, dy): what `to_landscape` and `turned` take, all plain numbers."""
        (x0, x1), (y0, y1) = surface.domain
        quarter, rest = divmod(self.angle % 360.0, 90.0)
        if rest == 0.0:  # exact at right angles, where cos and sin of a float are not
            cos, sin = ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))[int(quarter) % 4]
        else:
            cos, sin = math.cos(math.radians(self.angle)), math.sin(math.radians(self.angle))
        return cos - 1.0, sin, (x0 + x1) / 2, (y0 + y1) / 2, self.dx, self.dy

    def place(self, surface: Surface, point: Point) -> Point:
        """Where a point of the landscape comes to lie; only landscapes of two variables are turned and shifted."""
        if len(point) != 2:
            return point
        cos1, sin, cx, cy, dx, dy = self.coefficients(surface)
        u, v = point[0] - cx, point[1] - cy
        return (point[0] + cos1 * u - sin * v + dx, point[1] + sin * u + cos1 * v + dy)

    def minima(self, surface: Surface, knobs: dict[str, float]) -> tuple[Minimum, ...]:
        """The surface's minima where they come to lie."""
        return tuple(
            Minimum(self.place(surface, minimum.x), minimum.value, minimum.kind) for minimum in surface.minima(**knobs)
        )

    def saddles(self, surface: Surface, knobs: dict[str, float]) -> tuple[Point, ...]:
        """The surface's saddles where they come to lie."""
        return tuple(self.place(surface, point) for point in surface.saddles(**knobs))

    def window(self, surface: Surface) -> Window:
        """The upright window that holds the turned and shifted domain."""
        (x0, x1), (y0, y1) = surface.domain
        corners = [self.place(surface, (x, y)) for x in (x0, x1) for y in (y0, y1)]
        xs, ys = [corner[0] for corner in corners], [corner[1] for corner in corners]
        return (min(xs), max(xs)), (min(ys), max(ys))


def to_landscape(a: Any, b: Any, frame: Any) -> tuple[Any, Any]:
    """The landscape's own coordinates of the point (a, b); `frame` holds `Frame.coefficients`, traced or not."""
    cos1, sin, cx, cy, dx, dy = frame
    u, v = a - dx - cx, b - dy - cy
    return a - dx + (cos1 * u + sin * v), b - dy + (cos1 * v - sin * u)


def moves(frame: Any) -> Any:
    """Whether `Frame.coefficients` turn or shift anything."""
    cos1, sin, _, _, dx, dy = frame
    return (cos1 != 0) | (sin != 0) | (dx != 0) | (dy != 0)


def turned(ga: Any, gb: Any, frame: Any) -> tuple[Any, Any]:
    """A gradient in the landscape's coordinates, turned into the viewer's."""
    cos1, sin = frame[0], frame[1]
    return ga + (cos1 * ga - sin * gb), gb + (cos1 * gb + sin * ga)
