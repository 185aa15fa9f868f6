"""A finger that is put on a page, moves and is lifted: Playwright itself can only tap."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

MOVES = 4


@contextmanager
def a_finger_at(page: Page, x: float, y: float) -> Iterator[Callable[[float, float], None]]:
    """Lies there, can be moved by a distance in pixels, and is lifted at the end of the block."""
    session = page.context.new_cdp_session(page)

    def send(kind: str, *points: dict[str, float]) -> None:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [*points]})

    def drag(dx: float, dy: float) -> None:
        for k in range(1, MOVES + 1):
            send("touchMove", {"x": x + dx * k / MOVES, "y": y + dy * k / MOVES})

    send("touchStart", {"x": x, "y": y})
    yield drag
    send("touchEnd")
    session.detach()
