"""The wire as routes and as an application of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from version import VERSION
from wire import documentation, lifetime
from wire.encoding import text
from wire.endpoint import Answer, Endpoint
from wire.gate import ANSWERING, COMPILER, DRAWING, ERRANDS, FIELDS, SEEING, TRAINING, WATCHING
from wire.quiet import QUIET
from wire.refusal import RefusedError, on_refused, refusal
from wire.serving import handler
from wire.table import ENDPOINTS

_LOGGER = logging.getLogger(__name__)
_SENTENCES = {
    404: "there is nothing at this address; api/ says what there is",
    405: "this address answers GET, and POST where it takes a question",
}


def application() -> Starlette:
    """The wire alone, its addresses under `/api`: `uvicorn --factory wire:application`."""
    return Starlette(
        routes=routes(facts=lifetime.facts), middleware=[Middleware(QUIET)], lifespan=lambda _: lifetime.lifetime()
    )


def routes(base: str = "", facts: Callable[[], Mapping[str, Any]] = dict) -> list[BaseRoute]:
    """The routes of the wire.

    Args:
        base: the path that everything of the server stands under, as in "/lab".
        facts: what the server can say about itself, for `api/health`.
    """
    inside = Starlette(
        routes=[Route(endpoint.path, handler(endpoint), methods=endpoint.methods) for endpoint in _all(facts)],
        exception_handlers={RefusedError: on_refused, HTTPException: _on_http, Exception: _on_failure},
    )
    return [Route(f"{base}/api", _to_page), Mount(f"{base}/api", app=inside)]


def _all(facts: Callable[[], Mapping[str, Any]]) -> list[Endpoint]:
    """The table, with what tells about the table and about this process."""
    own = [
        Endpoint(
            "/health",
            "How the server is",
            "Its version, and how much is being done or waits.",
            lambda: Answer(text(_health() | dict(facts())).encode()),
            kept=False,
        ),
        Endpoint(
            "/openapi.json",
            "This table for machines",
            "OpenAPI 3.1.",
            lambda: Answer(documentation.openapi_text(table).encode()),
        ),
        Endpoint(
            "/", "This page", "The table for people.", lambda: Answer(documentation.page(table).encode()), "text/html"
        ),
    ]
    table = [*ENDPOINTS, *own]
    return table


def _health() -> dict[str, Any]:
    gates = {
        "answering": ANSWERING,
        "compiling": COMPILER.gate,
        "seeing": SEEING,
        "drawing": DRAWING,
        "errands": ERRANDS,
        "mapping": FIELDS,
        "training": TRAINING,
        "watching": WATCHING,
    }
    return {"status": "ok", "version": VERSION} | {name: gate.inside for name, gate in gates.items()}


async def _to_page(request: Request) -> Response:
    return RedirectResponse(request.url.path.rsplit("/", 1)[-1] + "/", status_code=308)


async def _on_http(_: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 500)
    return refusal(status, _SENTENCES.get(status, "this cannot be answered"), getattr(error, "headers", None))


async def _on_failure(request: Request, _: Exception) -> Response:
    _LOGGER.error("the question could not be answered: %s", request.url.path)
    return refusal(500, "the server failed at this question; that is its mistake, not yours")
