"""Many connections that come to nothing: others are served meanwhile, and after them all is as
before."""

import contextlib
import pathlib
import resource
import socket
import ssl
import urllib.parse

import pytest

from device import Device

MANY = 400
CONNECT = b"\x10\x11\x00\x04MQTT\x04\x02\x00\x3c\x00\x05flood"


@pytest.fixture(autouse=True)
def _files():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4096)), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def address(url):
    parts = urllib.parse.urlsplit(url)
    return parts.hostname, parts.port


@pytest.fixture
def does_a_job(emulator, fleet):
    fleet.thing("lamp")
    count = 0

    def done():
        nonlocal count
        count += 1
        job = f"j{count}"
        fleet.job(job, "lamp")
        with contextlib.closing(Device(emulator.mqtt, "lamp")) as device:
            device.accepted(f"{job}/update", {"status": "SUCCEEDED"})
        return fleet.status(job) == "COMPLETED"

    return done


def open_files(emulator):
    return len(list(pathlib.Path(f"/proc/{emulator.process.pid}/fd").iterdir()))


def handshake(emulator):
    host, port = address(emulator.http)
    return (f"GET /mqtt HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade"
            "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
            ).encode()


@pytest.mark.parametrize("way, says", [
    ("mqtt", b""), ("mqtt", CONNECT[:9]), ("mqtt", CONNECT), ("mqtts", b""),
    ("mqtts", b"\x16\x03\x01\x02\x00\x01"), ("ws", b""), ("ws", b"GET /mqtt HT"), ("ws", None)],
    ids=lambda value: value if isinstance(value, str) else repr(value)[:20])
def test_connections_that_say_no_more(emulator, does_a_job, way, says):
    before = open_files(emulator)
    with contextlib.ExitStack() as stack:
        for _ in range(MANY):
            one = stack.enter_context(socket.create_connection(address(emulator.ready[way])))
            one.sendall(handshake(emulator) + b"\x82" if says is None else says)
        assert does_a_job()
    assert does_a_job()
    emulator.wait_until(lambda: open_files(emulator) <= before + 5, "the files are closed")


def test_handshakes_without_a_certificate(emulator, does_a_job):
    context = ssl.create_default_context(cafile=emulator.ready["ca"])
    for _ in range(100):
        with socket.create_connection(address(emulator.ready["mqtts"])) as one, \
                contextlib.suppress(ssl.SSLError, OSError):
            context.wrap_socket(one, server_hostname="localhost").recv(1)
    assert does_a_job()


def test_a_client_that_speaks_a_byte_at_a_time(emulator, does_a_job):
    with socket.create_connection(address(emulator.ready["ws"])) as slow:
        for byte in handshake(emulator)[:60]:
            slow.sendall(bytes([byte]))
        assert does_a_job()


def test_two_that_take_each_others_place(emulator, does_a_job):
    """As devices do that were given the same client id, and connect again at once."""
    for _ in range(MANY):
        with socket.create_connection(emulator.mqtt) as one:
            one.sendall(CONNECT)
            assert one.recv(4) == b"\x20\x02\x00\x00"
            with socket.create_connection(emulator.mqtt) as other:
                other.sendall(CONNECT)
                assert other.recv(4) == b"\x20\x02\x00\x00"
                assert one.recv(1) == b""
    assert does_a_job()


@pytest.mark.parametrize("topic", [b"a/#", b"a/+", b"#", b"", b"\xff\xfe", b"a\x00b"], ids=repr)
def test_topics_that_cannot_be_published_to(emulator, does_a_job, topic):
    body = len(topic).to_bytes(2, "big") + topic + b"{}"
    with socket.create_connection(emulator.mqtt) as one:
        one.sendall(CONNECT + b"\x30" + bytes([len(body)]) + body)
        assert one.recv(4) == b"\x20\x02\x00\x00"
        assert one.recv(1) == b""
    assert does_a_job()
