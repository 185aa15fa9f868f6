"""The gate: so much at once, so much waiting, nothing beyond; each program once, and none that nobody waits for."""

import asyncio
import threading
from concurrent.futures import wait

import pytest

from wire.gate import Compiler, Gate
from wire.refusal import BusyError


def test_what_does_not_fit_is_refused_at_once():
    gate, go = Gate("test", workers=2, waiting=3), threading.Event()
    futures = [gate.submit(go.wait) for _ in range(5)]
    assert gate.full
    with pytest.raises(BusyError) as refused:
        gate.submit(go.wait)
    assert refused.value.status == 503
    go.set()
    wait(futures, timeout=10)
    assert gate.submit(lambda: 7).result(10) == 7
    assert gate.inside == 0


def test_no_more_at_once_than_workers():
    gate, lock, running, most = Gate("test", workers=2, waiting=50), threading.Lock(), 0, 0
    meet = threading.Barrier(2, timeout=10)

    def work():
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        meet.wait()
        with lock:
            running -= 1

    wait([gate.submit(work) for _ in range(20)], timeout=20)
    assert most == 2


def test_who_stands_behind_another_gate_lets_it_go_first():
    ahead, go, order = Gate("ahead", workers=1, waiting=5), threading.Event(), []
    behind = Gate("behind", workers=1, waiting=5, behind=ahead)
    first = [ahead.submit(go.wait), ahead.submit(lambda: order.append("ahead"))]
    second = behind.submit(lambda: order.append("behind"))
    go.set()
    wait([*first, second], timeout=10)
    assert order == ["ahead", "behind"]


def test_nobody_stands_behind_another_gate_for_good(monkeypatch):
    monkeypatch.setattr("wire.gate.PATIENCE", 0.1)
    ahead, go = Gate("ahead", workers=1, waiting=5), threading.Event()
    busy = ahead.submit(go.wait)
    assert Gate("behind", workers=1, waiting=5, behind=ahead).submit(lambda: 7).result(5) == 7
    assert not busy.done()
    go.set()


def test_a_call_that_is_cancelled_before_its_turn_never_starts():
    gate, go, started = Gate("test", workers=1, waiting=5), threading.Event(), []

    async def scene():
        first = asyncio.create_task(gate.run(go.wait))
        second = asyncio.create_task(gate.run(lambda: started.append("second")))
        await asyncio.sleep(0.05)
        second.cancel()
        await asyncio.sleep(0)
        go.set()
        await first

    asyncio.run(scene())
    assert gate.submit(lambda: "free").result(10) == "free"
    assert started == []
    assert gate.inside == 0


def test_each_program_is_made_once_for_all_who_wait():
    compiler, go, made = Compiler(Gate("test", 2, 10)), threading.Event(), []

    def prepare():
        go.wait(10)
        made.append("program")

    async def scene():
        waiting = [asyncio.create_task(compiler.compile("key", prepare)) for _ in range(5)]
        await asyncio.sleep(0.05)
        waiting[0].cancel()  # one who leaves takes nothing from the others
        await asyncio.sleep(0)
        go.set()
        await asyncio.gather(*waiting[1:])

    asyncio.run(scene())
    assert made == ["program"]


def test_what_nobody_waits_for_any_longer_is_not_begun():
    compiler, go, made = Compiler(Gate("test", 1, 10)), threading.Event(), []

    async def scene():
        first = asyncio.create_task(compiler.compile("first", lambda: (go.wait(10), made.append("first"))))
        second = [asyncio.create_task(compiler.compile("second", lambda: made.append("second"))) for _ in range(2)]
        third = asyncio.create_task(compiler.compile("third", lambda: made.append("third")))
        await asyncio.sleep(0.05)
        for task in second:
            task.cancel()
        await asyncio.sleep(0)
        go.set()
        await asyncio.gather(first, third)
        await compiler.compile("second", lambda: made.append("second again"))

    asyncio.run(scene())
    assert made == ["first", "third", "second again"]


def test_what_is_begun_ahead_is_there_for_who_asks_for_it():
    compiler, made = Compiler(Gate("test", 1, 1)), []
    go = threading.Event()
    compiler.begin("key", lambda: (go.wait(10), made.append("ahead")))
    compiler.begin("key", lambda: made.append("twice"))
    compiler.begin("other", lambda: made.append("other"))
    compiler.begin("third", lambda: made.append("no room"))

    async def scene():
        asked = [asyncio.create_task(compiler.compile(key, lambda: made.append("asked"))) for key in ("key", "other")]
        await asyncio.sleep(0)
        go.set()
        await asyncio.gather(*asked)

    asyncio.run(scene())
    assert made == ["ahead", "other"]


def test_what_is_merely_expected_gives_way():
    compiler, go, made = Compiler(Gate("test", workers=1, waiting=8)), threading.Event(), []

    def making(name):
        return name, lambda: go.wait(10) and made.append(name)

    async def visit():
        assert compiler.expect(dict(map(making, "ab")))
        assert compiler.expect(dict(map(making, "bc")))  # another card is looked at: a has begun, b is wanted still
        asked = asyncio.create_task(compiler.compile(*making("d")))
        await asyncio.sleep(0)  # d is chosen, and nobody looks at b and c any more
        assert not compiler.expect(dict(map(making, "e")))
        go.set()
        await asked

    asyncio.run(visit())
    assert made == ["a", "d"]


def test_a_failure_is_told_to_everyone_and_forgotten():
    compiler = Compiler(Gate("test", 1, 10))

    def fail():
        raise RuntimeError("no program")

    async def scene():
        results = await asyncio.gather(*(compiler.compile("key", fail) for _ in range(3)), return_exceptions=True)
        assert [str(result) for result in results] == ["no program"] * 3
        await compiler.compile("key", lambda: None)

    asyncio.run(scene())


def test_at_the_end_what_waits_is_dropped():
    compiler, go, made = Compiler(Gate("test", 1, 10)), threading.Event(), []

    async def scene():
        first = asyncio.create_task(compiler.compile("first", lambda: go.wait(10)))
        second = asyncio.create_task(compiler.compile("second", lambda: made.append("second")))
        await asyncio.sleep(0.05)
        compiler.forget()
        go.set()
        await first
        with pytest.raises(asyncio.CancelledError):
            await second

    asyncio.run(scene())
    assert made == []
