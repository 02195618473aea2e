"""Attributes that go with what things publish, as user properties of MQTT 5: mqtt5Configuration of
their types, by the SDK that knows it."""

import pytest

from clients import refused, send
from emulator import T0

KEYS = {"mqtt5Configuration": {"propagatingAttributes": [
    {"userPropertyKey": "iot:floor", "thingAttribute": "floor"},
    {"userPropertyKey": "name", "connectionAttribute": "iot:Thing.ThingName"}]}}


@pytest.fixture
def newest(emulator, _sdks):
    return _sdks["npm"][0]


@pytest.fixture
def listener(connect):
    device = connect("listener")
    device.client.subscribe("said/#", qos=1)
    device.heard()
    return device


@pytest.fixture
def lamp(newest, connect):
    """A thing of a type that propagates, and its client."""
    newest.CreateThingType(thingTypeName="lamps", thingTypeProperties=KEYS)
    newest.CreateThing(thingName="lamp", thingTypeName="lamps",
                       attributePayload={"attributes": {"floor": "3"}})
    return connect("lamp", keep_session_as="lamp")


def properties(sender, listener, topic="said/x"):
    sender.client.publish(topic, "1", qos=1)
    message = listener.wait_for(lambda m: m.topic == topic, topic)
    return getattr(message.properties, "UserProperty", [])


pytestmark = pytest.mark.parametrize("mqtt_version", ["5"])


def test_attributes_go_with_what_the_thing_publishes(lamp, listener, mqtt_version):
    assert properties(lamp, listener) == [("iot:floor", "3"), ("name", "lamp")]


def test_they_follow_the_thing_and_its_type(newest, lamp, listener, mqtt_version):
    newest.UpdateThing(thingName="lamp", attributePayload={"attributes": {"floor": "4"}})
    assert properties(lamp, listener) == [("iot:floor", "4"), ("name", "lamp")]
    newest.UpdateThing(thingName="lamp", attributePayload={"attributes": {}})
    assert properties(lamp, listener) == [("name", "lamp")]
    newest.UpdateThingType(thingTypeName="lamps", thingTypeProperties={
        "mqtt5Configuration": {"propagatingAttributes": []}})
    assert properties(lamp, listener) == []
    newest.UpdateThingType(thingTypeName="lamps", thingTypeProperties=KEYS)
    assert properties(lamp, listener) == [("name", "lamp")]
    newest.UpdateThing(thingName="lamp", removeThingType=True)
    assert properties(lamp, listener) == []


def test_others_publish_without(newest, lamp, listener, connect, mqtt_version):
    assert properties(connect("fan", keep_session_as="fan"), listener) == []
    newest.DeleteThing(thingName="lamp")
    assert properties(lamp, listener) == []


def test_after_a_reset_there_are_none(emulator, lamp, listener, mqtt_version):
    emulator.reset()
    assert properties(lamp, listener) == []


def test_a_broker_that_comes_back_knows_them_again(emulator, newest, listener, lamp, connect,
                                                   mqtt_version):
    import os
    import signal

    os.kill(emulator.next_broker_pid(), signal.SIGKILL)
    emulator.next_broker_pid()
    emulator.wait_until(
        lambda: send(emulator.http, "GET", "/_emulator/health").json["broker"] == "connected", "the broker")
    newest.CreateThing(thingName="later")  # answered once the broker holds to what it was told
    later = connect("listener-2")
    later.client.subscribe("said/#", qos=1)
    later.heard()
    again = connect("lamp", keep_session_as="lamp")
    assert properties(again, later) == [("iot:floor", "3"), ("name", "lamp")]


def test_it_is_shown_as_it_was_sent(newest, lamp, mqtt_version):
    shown = newest.DescribeThingType(thingTypeName="lamps")
    assert shown["thingTypeProperties"] == KEYS
    assert shown["thingTypeMetadata"]["creationDate"] == T0


@pytest.mark.parametrize("attribute", [
    {"thingAttribute": "a"}, {"userPropertyKey": "k"},
    {"userPropertyKey": "k", "thingAttribute": "a", "connectionAttribute": "iot:ClientId"},
    {"userPropertyKey": "k", "connectionAttribute": "iot:Other"}])
def test_what_is_no_propagating_attribute_is_refused(newest, attribute, mqtt_version):
    with refused("InvalidRequestException", 400):
        newest.CreateThingType(thingTypeName="t", thingTypeProperties={
            "mqtt5Configuration": {"propagatingAttributes": [attribute]}})
