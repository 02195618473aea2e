"""Lifecycle events: who connects to the broker and who leaves it."""

import socket
import uuid

import pytest

from device import Device
from emulator import T0

PRESENCE = "$aws/events/presence/"


@pytest.fixture
def watcher(emulator):
    device = Device(emulator.mqtt, "watcher", subscribe=(PRESENCE + "#",))
    yield device
    device.close()


def event(watcher, kind, client_id, **more):
    message = watcher.wait_for(
        lambda m: m.topic == f"{PRESENCE}{kind}/{client_id}", f"{client_id} {kind}", **more)
    assert (message.payload["clientId"], message.payload["eventType"]) == (client_id, kind)
    assert message.payload["timestamp"] == T0 * 1000
    return message.payload


def test_a_client_that_comes_and_goes_is_told_of(emulator, watcher):
    device = Device(emulator.mqtt, "lamp", subscribe=())
    came = event(watcher, "connected", device.client_id)
    assert came["ipAddress"] == "127.0.0.1"
    device.close()
    left = event(watcher, "disconnected", device.client_id)
    assert left["disconnectReason"] == "CLIENT_INITIATED_DISCONNECT"
    assert left["clientInitiatedDisconnect"] is True
    assert left["sessionIdentifier"] == came["sessionIdentifier"]
    assert len(came["sessionIdentifier"]) == 32
    again = Device(emulator.mqtt, "lamp", subscribe=(), keep_session_as=device.client_id)
    back = event(watcher, "connected", device.client_id)
    again.close()
    assert back["versionNumber"] > came["versionNumber"]
    assert back["sessionIdentifier"] != came["sessionIdentifier"]


def raw_connection(emulator, client_id, keep_alive=60):
    connection = socket.create_connection(emulator.mqtt)
    name = client_id.encode()
    body = b"\x00\x04MQTT\x04\x02\x00" + bytes([keep_alive]) + len(name).to_bytes(2, "big") + name
    connection.sendall(b"\x10" + bytes([len(body)]) + body)
    assert connection.recv(4) == b"\x20\x02\x00\x00"
    return connection


def test_a_connection_that_breaks_is_lost(emulator, watcher):
    client_id = uuid.uuid4().hex
    raw_connection(emulator, client_id).close()
    event(watcher, "connected", client_id)
    left = event(watcher, "disconnected", client_id)
    assert left["clientInitiatedDisconnect"] is False
    assert left["disconnectReason"] == "CONNECTION_LOST"


def test_a_client_that_is_silent_for_too_long_has_timed_out(emulator, watcher):
    with raw_connection(emulator, "lamp", keep_alive=1):
        left = event(watcher, "disconnected", "lamp", seconds=30)
        assert left["disconnectReason"] == "MQTT_KEEP_ALIVE_TIMEOUT"


def test_a_client_that_does_not_speak_mqtt_has_erred(emulator, watcher):
    with raw_connection(emulator, "lamp") as connection:
        connection.sendall(b"\x10\x10\x00\x04MQTT\x04\x02\x00\x3c\x00\x04lamp")  # once more
        assert event(watcher, "disconnected", "lamp")["disconnectReason"] == "CLIENT_ERROR"


def test_the_second_of_two_with_one_client_id_ends_the_first(emulator, watcher):
    client_id = uuid.uuid4().hex
    with raw_connection(emulator, client_id) as first:
        came = event(watcher, "connected", client_id)
        with raw_connection(emulator, client_id):
            left = event(watcher, "disconnected", client_id)
            assert left["disconnectReason"] == "DUPLICATE_CLIENTID"
            assert left["sessionIdentifier"] == came["sessionIdentifier"]
            event(watcher, "connected", client_id)
            assert first.recv(1) == b""


def test_things_can_be_searched_by_it(emulator, watcher, iot):
    iot.UpdateIndexingConfiguration(thingIndexingConfiguration={
        "thingIndexingMode": "REGISTRY", "thingConnectivityIndexingMode": "STATUS"})
    client_id = uuid.uuid4().hex
    iot.CreateThing(thingName=client_id)

    def found():
        query = f"thingName:{client_id} AND connectivity.connected:true"
        return [thing["thingName"] for thing in iot.SearchIndex(queryString=query)["things"]]

    with raw_connection(emulator, client_id):
        event(watcher, "connected", client_id)
        assert found() == [client_id]
    event(watcher, "disconnected", client_id)
    assert found() == []


def test_a_client_id_with_a_wildcard_is_passed_over(emulator, watcher):
    with raw_connection(emulator, "lamp/#"), raw_connection(emulator, "lamp-2"):
        event(watcher, "connected", "lamp-2")
    assert not [m for m in watcher.inbox if "#" in m.topic]
