"""A field in a browser: when its pictures are whole, and a hand on them."""

import json
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page


def question(request) -> tuple[str, dict]:
    """What a request asks, by its path."""
    address = urlsplit(request.url)
    text = parse_qs(address.query)["q"][0] if "q=" in address.query else request.post_data or "{}"
    return address.path.rpartition("/")[2], json.loads(text)


def settled(page: Page, after: int = 0) -> int:
    """Waits until all pictures are whole, and later than some revision; gives theirs."""
    field = '.field[data-pending="0"]'
    page.locator(field).wait_for(timeout=120_000)
    page.wait_for_function(f"document.querySelector('{field}')?.dataset.revision > {after}")
    return int(page.locator(field).get_attribute("data-revision"))


def plane(page: Page, view: str = "first") -> dict:
    """The picture's own rectangle on the page, within its axes."""
    box = page.locator(f'.field [data-view="{view}"] .plane').bounding_box()
    left, right, top, bottom = 56, 10, 7, 34
    return {
        "x": box["x"] + left,
        "y": box["y"] + top,
        "width": box["width"] - left - right,
        "height": box["height"] - top - bottom,
    }


def spot(page: Page, u: float, v: float, view: str = "first") -> tuple[float, float]:
    """The place on the page of a part of the picture, from its lower left corner."""
    area = plane(page, view)
    return area["x"] + u * area["width"], area["y"] + (1 - v) * area["height"]


def stroke(page: Page, first: tuple[float, float], last: tuple[float, float]) -> None:
    page.mouse.move(*spot(page, *first))
    page.mouse.down()
    page.mouse.move(*spot(page, *last), steps=5)
    page.mouse.up()
