"""Saying no: what a client reads when a question cannot be answered.

Every refusal is a status and one JSON object, `{"error": "a sentence"}`, that can be shown to a visitor as it is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from wire.limits import RETRY_SECONDS

#: What every answer of the wire says to a browser, whatever else it says.
PLAIN_HEADERS = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}


class RefusedError(Exception):
    """A question that is not answered.

    Attributes:
        status: the HTTP status, 4xx or 503.
        sentence: why, for the visitor.
    """

    def __init__(self, status: int, sentence: str) -> None:
        self.status, self.sentence = status, sentence
        super().__init__(sentence)


class BusyError(RefusedError):
    """Too much work is waiting already."""

    def __init__(self) -> None:
        super().__init__(503, "the server has too much to do just now; please ask again in a moment")


def refusal(status: int, sentence: str, headers: Mapping[str, str] | None = None) -> Response:
    """The response that says no, and when to come again where that helps."""
    again = {"Retry-After": str(RETRY_SECONDS)} if status == 503 else {}
    return Response(
        json.dumps({"error": sentence}),
        status_code=status,
        media_type="application/json",
        headers={**(headers or {}), **PLAIN_HEADERS, **again, "Cache-Control": "no-store"},
    )


async def on_refused(_: Request, refused: Exception) -> Response:
    """Starlette's handler of `RefusedError`."""
    assert isinstance(refused, RefusedError)  # noqa: S101  (registered for this class alone)
    return refusal(refused.status, refused.sentence)
