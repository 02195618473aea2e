"""Connections that say nothing keep no new one out, however few descriptors there are."""

import contextlib
import resource
import socket
import ssl

import pytest

from clients import send
from emulator import Emulator
from test_floods import address

FEW = 150


@pytest.fixture(scope="module")
def short():
    with Emulator() as emulator:
        resource.prlimit(emulator.process.pid, resource.RLIMIT_NOFILE, (FEW, FEW))
        yield emulator


def is_closed(connection):
    connection.settimeout(5)
    try:
        return connection.recv(1) == b""
    except ConnectionError:
        return True


@pytest.mark.parametrize("says", [b"", b"GET /half HTTP/1.1\r\nHost: "])
def test_idle_connections_are_closed_the_oldest_first(short, says):
    with contextlib.ExitStack() as stack:
        idle = []
        for _ in range(3 * FEW):
            idle.append(stack.enter_context(socket.create_connection(address(short.http))))
            idle[-1].sendall(says)
        assert send(short.http, "POST", "/things/lamp", {}).status in (200, 409)
        assert is_closed(idle[0])
        idle[-1].settimeout(0.1)
        with pytest.raises(TimeoutError):
            idle[-1].recv(1)


def test_half_handshakes_keep_no_device_out(short):
    context = ssl.create_default_context(cafile=short.ready["ca"])
    with contextlib.ExitStack() as stack:
        for _ in range(3 * FEW):
            stack.enter_context(socket.create_connection(address(short.ready["mqtts"])))
        assert send(short.http, "GET", "/things").status == 200
        one = stack.enter_context(socket.create_connection(address(short.http)))
        with context.wrap_socket(one, server_hostname="localhost") as secure:
            secure.sendall(b"GET /things HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert secure.recv(12) == b"HTTP/1.1 200"
