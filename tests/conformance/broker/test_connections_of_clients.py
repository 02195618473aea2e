"""Who is connected and since when, and how an operator ends a connection (iot-data's GetConnection
and DeleteConnection, iot's GetThingConnectivityData), by the SDK that knows them."""

import json

import pytest

from clients import ApiError, refused
from emulator import T0
from policy_holders import Client


@pytest.fixture
def broker(emulator, _sdks):
    return _sdks["npm"][2]


@pytest.fixture
def registry(emulator, _sdks):
    return _sdks["npm"][0]


def connection(emulator, broker, client_id, connected):
    """What is known of the client, once the emulator has heard of it."""
    def known():
        try:
            return broker.GetConnection(clientId=client_id)["connected"] == connected
        except ApiError:
            return False

    emulator.wait_until(known, f"{client_id} is {'' if connected else 'not '}connected")
    return broker.GetConnection(clientId=client_id)


def test_a_connection_is_shown_with_its_beginning(emulator, broker):
    with Client(emulator.mqtt, "a/b c"):
        assert connection(emulator, broker, "a/b c", True) == {
            "clientId": "a/b c", "connected": True, "connectedSince": T0 * 1000}


def test_the_end_of_a_thing_s_connection_is_shown_with_its_reason(emulator, broker, fleet):
    fleet.thing("lamp")
    with Client(emulator.mqtt, "lamp"):
        connection(emulator, broker, "lamp", True)
        emulator.advance("5s")
    assert connection(emulator, broker, "lamp", False) == {
        "clientId": "lamp", "connected": False, "disconnectedSince": (T0 + 5) * 1000,
        "disconnectReason": "CLIENT_INITIATED_DISCONNECT"}


def test_of_a_client_that_never_came_nothing_is_known(broker):
    with refused("ResourceNotFoundException", 404, "Client ghost cannot be found."):
        broker.GetConnection(clientId="ghost")
    with refused("ResourceNotFoundException", 404, "Client ghost cannot be found."):
        broker.DeleteConnection(clientId="ghost")


@pytest.mark.parametrize("prevents", [False, True, None])
def test_an_operator_ends_a_connection_with_or_without_its_last_will(emulator, broker, fleet,
                                                                     prevents):
    fleet.thing("lamp")
    with Client(emulator.mqtt, "watcher") as watcher:
        watcher.subscribe("wills/lamp")
        watcher.subscribe("$aws/events/presence/disconnected/lamp")
        with Client(emulator.mqtt, "lamp", will="wills/lamp") as lamp:
            connection(emulator, broker, "lamp", True)
            more = {} if prevents is None else {"preventWillMessage": prevents}
            assert broker.DeleteConnection(clientId="lamp", **more) == {}
            assert lamp.is_ended()
        heard = [watcher.next() for _ in range(1 if prevents else 2)]
        topics = sorted(topic for topic, _ in heard)
        assert topics[0] == "$aws/events/presence/disconnected/lamp"
        assert topics[1:] == ([] if prevents else ["wills/lamp"])
        event = next(json.loads(payload) for topic, payload in heard if topic.startswith("$"))
        assert event["disconnectReason"] == "API_INITIATED_DISCONNECT"
        assert event["clientInitiatedDisconnect"] is False
        assert watcher.is_here() and watcher.inbox == []
    with refused("ResourceNotFoundException", 404, "Client lamp is not connected."):
        broker.DeleteConnection(clientId="lamp")


def test_what_is_not_emulated_of_it_is_refused_by_name(emulator, broker, registry, fleet):
    fleet.thing("lamp")
    for call, word in (
            (lambda: broker.GetConnection(clientId="x", includeSocketInformation=True),
             "includeSocketInformation"),
            (lambda: registry.GetThingConnectivityData(thingName="lamp",
                                                       includeSocketInformation=True),
             "includeSocketInformation"),
            (lambda: broker.DeleteConnection(clientId="x", cleanSession=True), "cleanSession")):
        with refused("NotImplementedException", 501) as caught:
            call()
        assert caught.value.message.startswith(word)
    for operation, members in (("ListSubscriptions", {}), ("SendDirectMessage", {"topic": "a"})):
        with refused("NotImplementedException", 501,
                     f"{operation} is not emulated; see docs/differences.md."):
            getattr(broker, operation)(clientId="x", **members)


def test_a_thing_that_never_connected_is_not_connected(registry, fleet):
    fleet.thing("lamp")
    assert registry.GetThingConnectivityData(thingName="lamp") == {
        "thingName": "lamp", "connected": False}


def test_a_thing_s_connectivity_needs_no_index(emulator, broker, registry, fleet):
    fleet.thing("lamp")
    with Client(emulator.mqtt, "lamp"):
        connection(emulator, broker, "lamp", True)
        assert registry.GetThingConnectivityData(thingName="lamp") == {
            "thingName": "lamp", "connected": True, "timestamp": T0, "clientId": "lamp"}
    connection(emulator, broker, "lamp", False)
    assert registry.GetThingConnectivityData(thingName="lamp") == {
        "thingName": "lamp", "connected": False, "timestamp": T0, "clientId": "lamp",
        "disconnectReason": "CLIENT_INITIATED_DISCONNECT"}
