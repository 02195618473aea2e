"""What the broker and its plugin keep has a bound in bytes, whatever clients do."""

import contextlib
import pathlib
import socket

import pytest

from clients import Boto3, send
from device import Device
from emulator import Emulator
from fleet import Fleet
from policy_holders import CONNECT, Holder, allow

KIB, MIB = 1 << 10, 1 << 20
PAYLOAD = bytes(120 * KIB)


@pytest.fixture
def emulator():
    with Emulator() as emulator:
        yield emulator


def memory(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) * KIB


def text(value):
    return len(value).to_bytes(2, "big") + value


def packet(kind, body):
    length, size = b"", len(body)
    while True:
        size, digit = divmod(size, 128)
        length += bytes([digit | (128 if size else 0)])
        if not size:
            return bytes([kind]) + length + body


class Wire:
    """A client of MQTT 3.1.1 that does what it is told, and no more."""

    def __init__(self, emulator, name, clean=True):
        self.socket = socket.create_connection(emulator.mqtt, timeout=30)
        self.socket.sendall(packet(
            0x10, text(b"MQTT") + bytes([4, 2 if clean else 0]) + b"\0\0" + text(name)))
        assert self.socket.recv(4)[:1] == b"\x20"

    def subscribe(self, topic, qos):
        self.socket.sendall(packet(0x82, b"\0\1" + text(topic) + bytes([qos])))
        assert self.socket.recv(5)[:1] == b"\x90"

    def publish(self, topic, payload, qos):
        number = b"\0\1" if qos else b""
        self.socket.sendall(packet(0x30 | qos << 1, text(topic) + number + payload))
        if qos:
            self.socket.recv(4)

    def close(self):
        self.socket.close()


def test_a_session_away_keeps_no_more_than_its_bytes(emulator):
    broker = emulator.broker_pid()
    with contextlib.closing(Wire(emulator, b"away", clean=False)) as away:
        away.subscribe(b"t", 1)
    before = memory(broker)
    with contextlib.closing(Wire(emulator, b"busy")) as busy:
        for _ in range(600):
            busy.publish(b"t", PAYLOAD, 1)
        assert memory(broker) < before + 48 * MIB
        back = Wire(emulator, b"away", clean=False)
        assert back.socket.recv(1) == b"\x32", "what came first is kept"
        back.close()


def test_a_reader_that_takes_nothing_is_sent_no_more_at_last(emulator):
    broker = emulator.broker_pid()
    with contextlib.closing(Wire(emulator, b"slow")) as slow, \
            contextlib.closing(Wire(emulator, b"busy")) as busy:
        slow.subscribe(b"t", 0)
        before = memory(broker)
        for _ in range(40_000):
            busy.publish(b"t", PAYLOAD[:4 * KIB], 0)
        busy.subscribe(b"through", 0)
        assert memory(broker) < before + 96 * MIB
    fleet = Fleet(Boto3("iot", emulator.http))
    fleet.thing("lamp")
    with contextlib.closing(Device(emulator.mqtt, "lamp")) as device:
        device.accepted("get")


def test_long_topics_under_aws_are_remembered_by_nobody(tmp_path):
    with Emulator("--auth", "policy") as emulator, contextlib.ExitStack() as clients:
        broker, iot = emulator.broker_pid(), Boto3("iot", emulator.http)
        holder = Holder(iot, emulator, tmp_path, CONNECT,
                        allow(["iot:Publish", "iot:Subscribe", "iot:Receive"], "*"))
        lamps = [clients.enter_context(holder.client(f"lamp{n}")) for n in range(4)]
        before = memory(broker)
        for number in range(500):
            for lamp in lamps:
                lamp.publish(f"$aws/rules/rule/{'x' * 60 * KIB}{number}", "{}", qos=0)
        for lamp in lamps:
            lamp.paho.subscribe("t", qos=1)
        for lamp in lamps:
            lamp._wait(lambda: lamp.granted, seconds=60)  # noqa: B023
        assert memory(broker) < before + 80 * MIB
        listed = send(emulator.http, "GET", "/_emulator/journal").body
        assert len(listed) < 16 * MIB
