"""The store of programs: each is made once, the oldest go, a failure is not kept, and nobody waits without need."""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from experiments.store import Store


def test_a_program_is_made_once_and_the_one_unused_for_longest_goes():
    store, made = Store(2), []
    for key in ("a", "b", "a", "c", "a", "b"):
        store.get(key, lambda key=key: made.append(key) or len)
    assert made == ["a", "b", "c", "b"]


def test_after_a_failure_the_next_one_tries_again():
    store = Store(2)
    with pytest.raises(ZeroDivisionError):
        store.get("a", lambda: 1 / 0)
    assert store.get("a", lambda: len) is len


def test_what_somebody_else_is_making_is_waited_for_last():
    store, begun, go, order = Store(4), threading.Event(), threading.Event(), []

    def make(name, wait=False):
        order.append(name)
        if wait:
            begun.set()
            assert go.wait(10)
        return len

    def last():
        go.set()
        return make("own")

    with ThreadPoolExecutor(1) as other:
        busy = other.submit(store.get, "shared", partial(make, "shared", wait=True))
        assert begun.wait(10)
        needs = {
            "shared": lambda: store.get("shared", partial(make, "shared")),
            "own": lambda: store.get("own", last),
        }
        assert not store.has(needs)
        store.make(needs)  # would wait for ever, were the shared one asked for first
        busy.result(10)
    assert order == ["shared", "own"]
    assert store.has(needs)
