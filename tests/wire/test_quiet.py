"""It is quiet when nobody has said anything for a while, to pages or wire, and nothing is being done."""

import asyncio
import threading
import time

from wire.gate import Gate
from wire.quiet import Quiet


def test_a_message_ends_the_quiet_and_reaches_the_application(monkeypatch):
    monkeypatch.setattr("wire.quiet.LONG_ENOUGH", 0.05)
    quiet, got = Quiet(()), []

    async def application(_, receive, send):
        got.append(await receive())
        await send({"type": "websocket.send", "bytes": b"answer"})

    async def receive():
        return {"type": "websocket.receive", "bytes": b"question"}

    async def send(message):
        got.append(message)

    time.sleep(0.1)
    assert quiet.now()
    asyncio.run(quiet(application)({"type": "websocket"}, receive, send))
    assert not quiet.now()
    assert [message["bytes"] for message in got] == [b"question", b"answer"]
    time.sleep(0.1)
    assert quiet.now()


def test_so_does_a_question_that_is_answered_unread(monkeypatch):
    monkeypatch.setattr("wire.quiet.LONG_ENOUGH", 0.05)
    quiet = Quiet(())

    async def application(_, receive, send):
        """As an address is answered that holds the whole question."""

    async def unused(*_):
        raise AssertionError

    time.sleep(0.1)
    assert quiet.now()
    asyncio.run(quiet(application)({"type": "http"}, unused, unused))
    assert not quiet.now()


def test_work_that_goes_on_is_no_quiet(monkeypatch):
    monkeypatch.setattr("wire.quiet.LONG_ENOUGH", 0.0)
    gate, go = Gate("test", 1, 1), threading.Event()
    quiet = Quiet((gate,))
    assert quiet.now()
    future = gate.submit(go.wait)
    assert not quiet.now()
    go.set()
    future.result(10)
    while gate.inside:
        time.sleep(0.01)
    assert quiet.now()
