"""Who is connected and since when, and how an operator ends a connection (iot-data's GetConnection
and DeleteConnection, iot's GetThingConnectivityData), by the SDK that knows them."""

import json

import paho.mqtt.client as paho
import pytest
from paho.mqtt.subscribeoptions import SubscribeOptions

from clients import ApiError, refused
from emulator import T0
from fleet import thing_arn
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
            "clientId": "a/b c", "connected": True, "connectedSince": T0 * 1000,
            "cleanSession": True, "keepAliveDuration": 60, "sessionExpiry": 0}


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
    with refused("NotImplementedException", 501,
                 "SendDirectMessage is not emulated; see docs/differences.md."):
        broker.SendDirectMessage(clientId="x", topic="a")


def subscriptions(emulator, broker, client_id, expected):
    """Once the emulator has heard of them."""
    def known():
        try:
            answer = broker.ListSubscriptions(clientId=client_id)
        except ApiError:
            return False
        return [(one["topicFilter"], one["qos"]) for one in answer["subscriptions"]] == expected

    emulator.wait_until(known, f"{client_id} has {expected}")


@pytest.mark.parametrize("version", ["3.1.1", "5"])
def test_subscriptions_are_listed_as_they_stand(emulator, broker, version):
    with Client(emulator.mqtt, "lamp", version) as device:
        device.paho.subscribe([("b/#", 1), ("a/+", 0)] if version == "3.1.1" else
                              [("b/#", SubscribeOptions(1)), ("a/+", SubscribeOptions(0))])
        subscriptions(emulator, broker, "lamp", [("a/+", 0), ("b/#", 1)])
        device.subscribe("a/+")
        device.paho.unsubscribe("b/#")
        subscriptions(emulator, broker, "lamp", [("a/+", 1)])
    emulator.wait_until(lambda: known_session(broker, "lamp") is None, "the session is over")


def known_session(broker, client_id):
    try:
        return broker.ListSubscriptions(clientId=client_id)
    except ApiError:
        return None


def test_a_session_that_is_kept_has_its_subscriptions_while_its_device_is_away(emulator, broker,
                                                                               fleet):
    fleet.thing("lamp")
    for filters in ([], [("a", 1)]):
        device = paho.Client("lamp", clean_session=False)
        device.connect(*emulator.mqtt)
        device.loop_start()
        shown = connection(emulator, broker, "lamp", True)
        assert (shown["cleanSession"], shown["sessionExpiry"]) == (False, 3600)
        subscriptions(emulator, broker, "lamp", filters)
        if not filters:
            device.subscribe("a", 1)
        subscriptions(emulator, broker, "lamp", [("a", 1)])
        device.disconnect()
        device.loop_stop()
        connection(emulator, broker, "lamp", False)
        subscriptions(emulator, broker, "lamp", [("a", 1)])
    emulator.advance("1h")
    assert known_session(broker, "lamp") is None


def test_subscriptions_come_in_pages(emulator, broker):
    filters = [f"t/{i:02}" for i in range(25)]
    with Client(emulator.mqtt, "lamp") as device:
        for name in filters:
            device.subscribe(name)
        emulator.wait_until(
            lambda: len(broker.ListSubscriptions(clientId="lamp", maxResults=200)
                        ["subscriptions"]) == 25, "all of them")
        first = broker.ListSubscriptions(clientId="lamp")
        rest = broker.ListSubscriptions(clientId="lamp", nextToken=first["nextToken"])
        assert [one["topicFilter"] for one in first["subscriptions"]] == filters[:20]
        assert [one["topicFilter"] for one in rest["subscriptions"]] == filters[20:]
        assert "nextToken" not in rest
        for wrong in ({"nextToken": "x"}, {"maxResults": 201}, {"maxResults": 0}):
            with refused("InvalidRequestException", 400):
                broker.ListSubscriptions(clientId="lamp", **wrong)
    with refused("ResourceNotFoundException", 404, "Client ghost cannot be found."):
        broker.ListSubscriptions(clientId="ghost")


def journal(emulator, kind):
    entries = []
    emulator.wait_until(
        lambda: entries.extend(emulator.admin("GET", f"/_emulator/journal?kind={kind}")
                               ["entries"]) or entries, kind)
    return entries


def test_the_journal_tells_who_subscribes_and_what_is_missing(emulator, fleet):
    fleet.thing("lamp")
    with Client(emulator.mqtt, "lamp") as device:
        device.subscribe("$aws/things/lamp/jobs/update/update/accepted")
        assert journal(emulator, "subscription")[0]["text"] == (
            "client lamp has subscribed to $aws/things/lamp/jobs/update/update/accepted")
        fleet.job("update", thing_arn("lamp"))
        assert [miss["text"] for miss in journal(emulator, "nearMiss")] == [
            "thing lamp has a job to do, and its client has not subscribed to "
            "$aws/things/lamp/jobs/notify-next: it will hear of it only when it asks"]


def test_who_has_subscribed_to_notify_next_misses_nothing(emulator, fleet):
    fleet.thing("lamp")
    with Client(emulator.mqtt, "lamp") as device:
        device.subscribe("$aws/things/lamp/jobs/#")
        fleet.job("update", thing_arn("lamp"))
        assert device.next()
        assert emulator.admin("GET", "/_emulator/journal?kind=nearMiss")["entries"] == []


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
