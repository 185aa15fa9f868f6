"""`api/picture/{row}.png`: small pictures of terrain, and of an optimizer's run over it, drawn once.

Those of the usual size are kept on disk under the code's version, so that a gallery of all rows is there at once after
the first start; other sizes are kept in memory up to a limit.
"""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np

import cache
from experiments import run, terrain
from experiments.portraits import WINDOW, portrait
from optim import OPTIMIZERS
from plots.palette import Theme
from plots.picture import picture
from plots.shade import Shade
from surfaces import SURFACES, Frame
from surfaces.core import Window
from version import VERSION
from wire.endpoint import Answer
from wire.limits import PICTURE_BYTES
from wire.memory import Memory

#: Sides of a window that differ by no more than this factor measure the same thing.
ALIKE = 2.0
#: The size at which the gallery shows them, in pixels.
USUAL = (240, 180)

Key = tuple[str, Theme, int, int]


_KEPT = Memory(PICTURE_BYTES)


def thumbnail(row: str, theme: Theme, width: int, height: int) -> Answer:
    """The picture, drawn now unless it was kept."""
    key = (row, theme, width, height)
    return Answer(_found(key) or _drawn(key))


def program(row: str, theme: Theme, width: int, height: int) -> Hashable:
    """What must be compiled to draw it; None where it is kept."""
    return None if _found((row, theme, width, height)) else ("picture", row)


def _found(key: Key) -> bytes | None:
    if png := _KEPT.find(key):
        return png
    if key[2:] == USUAL:
        png = cache.read("pictures", VERSION, _name(key))
        if png:
            _KEPT.keep(key, png)
        return png
    return None


def _drawn(key: Key) -> bytes:
    name, theme, width, height = key
    png = (_run if name in OPTIMIZERS else _terrain)(name, theme, width, height)
    _KEPT.keep(key, png)
    if key[2:] == USUAL:
        cache.keep("pictures", VERSION, _name(key), png)
    return png


def _terrain(surface: str, theme: Theme, width: int, height: int) -> bytes:
    """A surface at its default knobs, in its own window."""
    row = SURFACES[surface]
    z = terrain(surface, {}, Frame(), _undistorted(row.domain, width / height), width // 2, height // 2)
    return picture(z, Shade.of(z, row.lowest({})), theme, width, height)


def _run(optimizer: str, theme: Theme, width: int, height: int) -> bytes:
    """An optimizer at work, where all are pictured."""
    [made] = run([portrait(optimizer)])
    row, knobs, window = made.spec.surface_row, made.spec.surface_values(), _undistorted(WINDOW, width / height)
    z = terrain(row.name, knobs, Frame(), window, width // 2, height // 2)
    low, high = np.transpose(window)
    return picture(z, Shade.of(z, row.lowest(knobs)), theme, width, height, (made.x - low) / (high - low))


def _undistorted(window: Window, aspect: float) -> Window:
    """The window with one side widened until its units are as long as the other's: round stays round.

    A window much longer one way than the other has units that mean different things, and stays as it is.
    """
    (x0, x1), (y0, y1) = window
    wide, high = x1 - x0, y1 - y0
    if not 1 / ALIKE <= wide / high <= ALIKE:
        return window
    more_x, more_y = max(high * aspect - wide, 0.0) / 2, max(wide / aspect - high, 0.0) / 2
    return (x0 - more_x, x1 + more_x), (y0 - more_y, y1 + more_y)


def _name(key: Key) -> str:
    return f"{key[0]}-{key[1]}.png"
