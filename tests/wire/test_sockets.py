"""TCP_NODELAY is set where a server forgot it, and read back from the connections themselves."""

import socket
import sys
from contextlib import closing

import pytest

from wire.sockets import send_at_once, sends_at_once

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="sockets are looked up in /proc")


def listening(protocol):
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM, protocol)
    server.bind(("127.0.0.1", 0))
    server.listen()
    return server


def test_connections_inherit_it_from_the_listening_socket():
    with closing(listening(0)) as server:
        with closing(socket.create_connection(server.getsockname())) as client:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            before, _ = server.accept()
            with closing(before):
                assert before.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 0
                assert sends_at_once() is False
        send_at_once()
        with closing(socket.create_connection(server.getsockname())) as client:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            after, _ = server.accept()
            with closing(after):
                assert after.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
                assert sends_at_once() is True


def test_other_sockets_are_left_alone_and_nothing_stays_open():
    pair, datagrams = socket.socketpair(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    with closing(listening(0)) as server, closing(pair[0]), closing(pair[1]), closing(datagrams):
        numbers = [open_descriptor() for _ in range(2)]
        send_at_once()
        assert server.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
        assert open_descriptor() == numbers[0] == numbers[1]


def open_descriptor() -> int:
    """The lowest free descriptor: it rises when something stays open."""
    with closing(socket.socket()) as each:
        return each.fileno()
