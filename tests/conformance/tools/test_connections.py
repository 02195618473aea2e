"""Who is connected: by each port and version, with a certificate and without."""

import subprocess

import pytest

from clients import Boto3
from device import VERSIONS
from emulator import BINARY, Emulator
from policy_holders import CONNECT, Client, Holder

PROTOCOLS = {"3.1.1": "MQTT 3.1.1", "5": "MQTT 5"}


@pytest.fixture(scope="module")
def running():
    with Emulator("--ws-port", "0") as emulator:
        yield emulator


@pytest.fixture
def iot(running):
    running.reset()
    return Boto3("iot", running.http)


def connections(emulator):
    return emulator.admin("GET", "/_emulator/connections")["connections"]


def once_there(emulator, count=1):
    emulator.wait_until(lambda: len(connections(emulator)) == count, f"{count} are connected")
    return connections(emulator)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_client_without_a_certificate(running, iot, version):
    with Client(running.mqtt, "lamp", version):
        [shown] = once_there(running)
        assert shown == {"clientId": "lamp", "since": "2026-01-01T00:00:00Z", "listener": "mqtt",
                         "protocol": PROTOCOLS[version], "ipAddress": "127.0.0.1"}
    once_there(running, 0)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_device_with_a_certificate_and_its_thing(running, iot, tmp_path, version):
    holder = Holder(iot, running, tmp_path, CONNECT)
    iot.CreateThing(thingName="lamp")
    iot.AttachThingPrincipal(thingName="lamp", principal=holder.arn)
    with holder.client("lamp", version):
        [shown] = once_there(running)
        assert (shown["listener"], shown["protocol"]) == ("mqtts", PROTOCOLS[version])
        assert (shown["principal"], shown["thingName"]) == (holder.certificate_id, "lamp")


def test_a_client_over_web_socket(running, iot):
    port = int(running.ready["ws"].split(":")[2].split("/")[0])
    with Client(("127.0.0.1", port), "lamp", web_socket="/mqtt"):
        [shown] = once_there(running)
        assert (shown["listener"], shown["ipAddress"]) == ("ws", "127.0.0.1")


def test_the_command_lists_them(running, iot):
    def told(*flags):
        return subprocess.run([BINARY, "connections", "--endpoint", running.http, *flags],
                              capture_output=True, text=True, check=True).stdout

    assert told() == "Nobody is connected.\n"
    with Client(running.mqtt, "lamp"):
        once_there(running)
        assert told().startswith("lamp  since 2026-01-01T00:00:00Z by mqtt, MQTT 3.1.1")


def test_a_reset_ends_no_connection(running, iot):
    with Client(running.mqtt, "lamp") as lamp:
        once_there(running)
        running.reset()
        assert lamp.is_here()
        assert len(connections(running)) == 1
