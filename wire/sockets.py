"""TCP_NODELAY where the server itself forgot it.

A server that opens its listening socket without naming the protocol gets connections on which asyncio does not set
TCP_NODELAY, and every answer that is written in two pieces then waits some 40 ms for the client's acknowledgement. On
Linux a connection inherits the option from the socket that listens, so it is enough to set it there, once. Where there
is no /proc nothing is done and nothing is known.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_DESCRIPTORS = Path("/proc/self/fd")


def send_at_once() -> None:
    """Sets TCP_NODELAY on every listening socket of this process."""
    for each in _tcp_sockets():
        if _is_on(each, socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def sends_at_once() -> bool | None:
    """Whether all open connections of this process have TCP_NODELAY; None where there are none to look at."""
    found = [
        _is_on(each, socket.IPPROTO_TCP, socket.TCP_NODELAY)
        for each in _tcp_sockets()
        if not _is_on(each, socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
    ]
    return all(found) if found else None


def _is_on(each: socket.socket, level: int, option: int) -> bool:
    return bool(each.getsockopt(level, option))


def _tcp_sockets() -> Iterator[socket.socket]:
    """The process's own TCP sockets, each as a duplicate that is closed again."""
    if not _DESCRIPTORS.is_dir():
        return
    for name in os.listdir(_DESCRIPTORS):
        with suppress(OSError), _duplicate(int(name)) as each:  # it may be no socket, or closed by now
            if each.family in (socket.AF_INET, socket.AF_INET6) and each.type == socket.SOCK_STREAM:
                yield each


@contextmanager
def _duplicate(descriptor: int) -> Iterator[socket.socket]:
    copy = os.dup(descriptor)
    try:
        each = socket.socket(fileno=copy)
    except OSError:
        os.close(copy)
        raise
    with each:
        yield each
