"""Bytes on the HTTP port: nonsense, halves, and the rarer ways to send a whole request."""

import json
import re
import socket
import urllib.parse

import pytest

from clients import send
from fleet import thing_arn

JOB = json.dumps({"targets": [thing_arn("lamp")], "document": "{}"}).encode()


@pytest.fixture
def http(emulator, fleet):
    """The emulator's address; afterwards all is as before, and it still serves."""
    fleet.thing("lamp")
    yield emulator.http
    assert send(emulator.http, "GET", "/jobs").json == {"jobs": []}
    assert len(send(emulator.http, "GET", "/things").json["things"]) == 1


def raw(endpoint, data, shut=True):
    """Sends bytes and returns all that comes back until the other side closes."""
    address = urllib.parse.urlsplit(endpoint)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        received = b""
        try:
            connection.sendall(data)
            if shut:
                connection.shutdown(socket.SHUT_WR)
            while chunk := connection.recv(65536):
                received += chunk
        except ConnectionError:
            pass
        return received


@pytest.mark.parametrize(
    "data",
    [
        b"\r\n\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET /jobs HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 100,
        b"GET /jobs HTTP/1.1\r\nno colon\r\n\r\n",
        b"PUT /jobs/j HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
        b"PUT /jobs/j HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n{}",
        b"PUT /jobs/j HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n",
        b"GET /jobs HTTP/1.1\r\n\r\n",
        b"GET /jobs HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        *[b"POST /things/new HTTP/1.1\r\nHost: x\r\n" + framing for framing in (
            b"Content-Length: 2, 2\r\n\r\n{}",
            b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
            b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            b"Transfer-Encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            b"Transfer-Encoding: chunked, identity\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            b"Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        )],
        b"POST /things/new HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    ],
    ids=lambda data: repr(data[:40]),
)
def test_what_is_not_http(http, data):
    received = raw(http, data)
    assert received == b"" or received.startswith(b"HTTP/1.1 400 "), received[:200]
    assert received.count(b"HTTP/1.1 ") <= 1, "what follows was taken for another request"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GET /jo",
        b"PUT /jobs/j HTTP/1.1\r\nHost: x\r\nContent-Le",
        b'PUT /jobs/j HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{"targets": [',
        b"PUT /jobs/j HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}",
    ],
    ids=lambda data: repr(data[:40]),
)
def test_half_a_request(http, data):
    received = raw(http, data)
    assert received == b"" or received.startswith(b"HTTP/1.1 400 "), received[:200]
    assert received.count(b"HTTP/1.1 ") <= 1, "what follows was taken for another request"


def test_many_half_requests_do_not_keep_others_waiting(http):
    address = urllib.parse.urlsplit(http)
    open_ones = [socket.create_connection((address.hostname, address.port)) for _ in range(50)]
    for connection in open_ones:
        connection.sendall(b"PUT /jobs/j HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")
    assert send(http, "GET", "/jobs").status == 200
    for connection in open_ones:
        connection.close()


def test_requests_in_one_go_are_answered_in_order(http):
    get = "GET /{} HTTP/1.1\r\nHost: x\r\n\r\n"
    last = get.format("things").replace("Host: x", "Host: x\r\nConnection: close")
    received = raw(http, (get.format("jobs") + get.format("jobs/j") + last).encode(), False)
    assert re.findall(rb"HTTP/1\.1 (\d+)", received) == [b"200", b"404", b"200"]


def test_a_chunked_body_is_read(emulator, fleet):
    fleet.thing("lamp")
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (JOB[:9], JOB[9:]))
    head = b"PUT /jobs/j HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    data = head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n"
    assert raw(emulator.http, data, False).startswith(b"HTTP/1.1 200")


def test_expect_100_continue(emulator, fleet):
    fleet.thing("lamp")
    address = urllib.parse.urlsplit(emulator.http)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(
            b"PUT /jobs/j HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(JOB)
        )
        assert connection.recv(1000).startswith(b"HTTP/1.1 100")
        connection.sendall(JOB)
        assert connection.recv(1000).startswith(b"HTTP/1.1 200")


def test_an_error_is_told_beyond_a_nul(emulator):
    answer = send(emulator.http, "POST", "/things/a%00b", b"{}")
    assert answer.status == 400
    assert "a\0b" in answer.json["message"]
    assert "failed to satisfy constraint" in answer.json["message"]
