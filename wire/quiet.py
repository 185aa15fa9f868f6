"""Quiet: whether nobody wants anything of this process, so that work for later may be done."""

from __future__ import annotations

import time
from collections.abc import Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wire.gate import ANSWERING, COMPILER, DRAWING, ERRANDS, FIELDS, SEEING, TRAINING, WATCHING, Gate

#: Seconds without a message from anybody after which it is quiet.
LONG_ENOUGH = 1.0


class Quiet:
    """Hears every message that reaches the application, as a middleware of it, and knows what still goes on.

    Args:
        gates: where work goes on.
    """

    def __init__(self, gates: Sequence[Gate]) -> None:
        self._gates = gates
        self._heard = time.monotonic()

    def __call__(self, app: ASGIApp) -> ASGIApp:
        """The application, listened to."""

        async def listening(scope: Scope, receive: Receive, send: Send) -> None:
            self._heard = time.monotonic()  # a question without a body is answered without being received

            async def heard() -> Message:
                message = await receive()
                self._heard = time.monotonic()
                return message

            await app(scope, heard, send)

        return listening

    def now(self) -> bool:
        """Whether nobody has said anything for a while and nothing is being done."""
        return time.monotonic() - self._heard > LONG_ENOUGH and not any(gate.inside for gate in self._gates)


QUIET = Quiet((ANSWERING, COMPILER.gate, SEEING, DRAWING, ERRANDS, FIELDS, TRAINING, WATCHING))
