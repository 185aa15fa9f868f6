"""The two numbers along a map's sides: chosen in the sidebar, and the nearest that there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from ui import fields

Names = tuple[str, str]


def nearest_sides(axes: Names, offered: Iterable[str]) -> Names:
    """The axes, with others in the place of those that are not offered, or stand twice."""
    names = list(offered)
    x, y = axes
    first = x if x in names else names[0]
    return first, y if y in names and y != first else next(name for name in names if name != first)


def side_choices(words: Mapping[str, str], axes: Names, put: Callable[[Names], None], *, key: str) -> None:
    """Draws the choice of both axes; to choose for one what stands at the other exchanges them.

    Args:
        words: what each number is called.
        axes: those of now.
        put: is given the new ones.
        key: what the widgets' keys begin with.
    """

    def chosen(axis: int, name: str | None) -> None:
        if name is not None and name in words and name != axes[axis]:
            other = axes[axis] if axes[1 - axis] == name else axes[1 - axis]
            put((other, name) if axis else (name, other))

    for axis, label in enumerate(("Across", "Up")):
        fields.choice(
            label,
            words,
            axes[axis],
            partial(chosen, axis),
            key=f"{key}.{axis}",
            help="The number that grows " + ("to the right." if axis == 0 else "upwards."),
        )
