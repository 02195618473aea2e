"""Debian's Mosquitto as a bridge to the emulator, configured as AWS's guide has it."""

import contextlib
import socket
import ssl
import subprocess
import urllib.parse

import pytest

from device import DEADLINE, Device
from emulator import Emulator
from policy_holders import HOST
from test_tls import credentials
from test_websocket import handshake

# What Mosquitto says by default of whom it bridges to: MQTT 3.1.1, with the bit of a bridge.
CONNECT = b"\x10\x10\x00\x04MQTT\x84\x02\x00\x3c\x00\x04lamp"


def free_port():
    with socket.create_server((HOST, 0)) as server:
        return server.getsockname()[1]


@contextlib.contextmanager
def bridge(directory, *more):
    """A Mosquitto on a port of its own, whose jobs/# is the thing lamp's at the emulator."""
    port = free_port()
    lines = [f"listener {port} {HOST}", "allow_anonymous true", "user root",
             "connection to-the-cloud", "topic # both 1 jobs/ $aws/things/lamp/jobs/",
             "cleansession true", "clientid lamp", "notifications false", *more]
    configuration = directory / "bridge.conf"
    configuration.write_text("\n".join(lines) + "\n")
    process = subprocess.Popen(["/usr/sbin/mosquitto", "-c", configuration],
                               stderr=subprocess.DEVNULL)
    try:
        yield HOST, port
    finally:
        process.terminate()
        process.wait(DEADLINE)


def address(url):
    parts = urllib.parse.urlsplit(url)
    return f"address {HOST}:{parts.port}"


def over_tls(emulator, iot, directory):
    _, certificate, key = credentials(iot, directory)
    return (address(emulator.ready["mqtts"]), f"bridge_cafile {emulator.ready['ca']}",
            f"bridge_certfile {certificate}", f"bridge_keyfile {key}", "bridge_insecure false")


@pytest.mark.parametrize("way", ["mqtt", "mqtts"])
def test_a_device_behind_it_completes_a_job(emulator, iot, fleet, tmp_path, way):
    to = (address(emulator.ready["mqtt"]),)
    if way == "mqtts":
        to = over_tls(emulator, iot, tmp_path)
    fleet.thing("lamp")
    with bridge(tmp_path, *to) as local:
        emulator.wait_until(
            lambda: any(c["clientId"] == "lamp"
                        for c in emulator.admin("GET", "/_emulator/connections")["connections"]),
            "the bridge is connected")
        device = Device(local, "-", subscribe=())
        device._prefix = "jobs/"
        device.subscribe("#")
        fleet.job("j", "lamp")
        device.wait_for(lambda m: m.topic == "notify-next", "the job")
        device.publish("j/update", {"status": "SUCCEEDED", "clientToken": "t"})
        device.wait_for(lambda m: m.topic == "j/update/accepted", "the answer")
        device.close()
    assert fleet.status("j") == "COMPLETED"


def answer_over_web_socket(emulator, packet):
    _, connection = handshake(emulator)
    with connection, connection.makefile("rb") as answers:
        connection.sendall(b"\x82" + bytes([0x80 | len(packet)]) + bytes(4) + packet)
        return answers.read(answers.read(2)[1])


def answer_over_tls(emulator, packet):
    tls = ssl.create_default_context(cafile=emulator.ready["ca"])
    port = urllib.parse.urlsplit(emulator.ready["mqtts"]).port
    with socket.create_connection((HOST, port), DEADLINE) as stream:
        with tls.wrap_socket(stream, server_hostname=HOST) as wrapped:
            wrapped.sendall(packet)
            return wrapped.recv(16)


def answer_in_the_clear(emulator, packet):
    with socket.create_connection(emulator.mqtt, DEADLINE) as stream:
        stream.sendall(packet)
        return stream.recv(16)


@pytest.fixture(scope="module")
def free():
    with Emulator("--auth", "none") as emulator:
        yield emulator


WAYS = [answer_in_the_clear, answer_over_tls, answer_over_web_socket]


@pytest.mark.parametrize("way", WAYS)
def test_its_protocol_level_is_taken_on_every_port(free, way):
    assert way(free, CONNECT) == b"\x20\x02\x00\x00"


@pytest.mark.parametrize("way", WAYS)
def test_an_unknown_protocol_level_is_answered_as_mqtt_demands(free, way):
    assert way(free, CONNECT.replace(b"\x84", b"\x07"))[:4] == b"\x20\x02\x00\x01"


# Without TLS Mosquitto hears it alone, and its plugin of the will when that is published.
@pytest.mark.parametrize("way", WAYS[1:])
def test_a_last_will_that_is_not_allowed_is_answered_as_mqtt_demands(free, way):
    v3 = b"\x10\x19\x00\x04MQTT\x04\x16\x00\x3c\x00\x04lamp\x00\x03w/l\x00\x02hi"
    assert way(free, v3) == b"\x20\x02\x00\x05"
