"""Pages run by Streamlit without a browser, and what they say."""

from __future__ import annotations

import json

from streamlit.testing.v1 import AppTest


def opened_at(page: AppTest, **query: str | list[str]) -> AppTest:
    """The page as it opens at an address."""
    for key, value in query.items():
        page.query_params[key] = value
    return settled(page.run())


def settled(page: AppTest) -> AppTest:
    """The page, when nothing went wrong on it."""
    assert not page.exception, page.exception[0].message
    return page


def staged(page: AppTest, module: str = "main.js") -> dict:
    """What a component in the browser is told, by its module; the stage unless another is named."""
    mounted = [each.proto for each in page.get("bidi_component") if each.proto.component_name == "descent_lab.stage"]
    (data,) = [data for data in (json.loads(proto.json) for proto in mounted) if data["module"] == module]
    return data


def headline(page: AppTest) -> str:
    """What is shown and what to watch."""
    return next(each.proto.body for each in page.get("html") if "headline" in each.proto.body)
