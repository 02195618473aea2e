"""Last wills on topics that the service answers: heard, answered to nobody, and in nobody's name."""

import json
import socket

import paho.mqtt.client as paho
import pytest
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties


def die_with_will(broker, topic, payload, **user_properties):
    """A client connects with that last will, and its connection breaks."""
    client = paho.Client("dying", protocol=paho.MQTTv5)
    properties = Properties(PacketTypes.WILLMESSAGE)
    properties.UserProperty = list(user_properties.items())
    client.will_set(topic, json.dumps(payload), qos=1, properties=properties)
    client.connect(*broker)
    connected = []
    client.on_connect = lambda *_: connected.append(True)
    while not connected:
        client.loop(timeout=1)
    client.socket().shutdown(socket.SHUT_RDWR)
    client.loop(timeout=1)


@pytest.mark.parametrize("name", ["client_id", "client-id"])
def test_a_last_will_asks_in_nobodys_name(emulator, fleet, connect, name):
    fleet.thing("lamp")
    fleet.job("update", "lamp")
    lamp = connect("lamp")
    watcher = connect("watcher", subscribe=("$aws/things/lamp/jobs/start-next/accepted",))
    lamp.heard()
    die_with_will(emulator.mqtt, "$aws/things/lamp/jobs/start-next", {"clientToken": "t"},
                  **{name: lamp.client_id})
    emulator.wait_until(
        lambda: fleet.execution("lamp", "update")["status"] == "IN_PROGRESS",
        "the last will has been heard")
    assert lamp.topics_heard() == []
    assert watcher.overheard() == []


def test_a_client_names_nobody_else_in_a_request(emulator, fleet, connect):
    fleet.thing("lamp")
    lamp, other = connect("lamp"), connect("lamp")
    properties = Properties(PacketTypes.PUBLISH)
    properties.UserProperty = ("client-id", lamp.client_id)
    if other.client._protocol == paho.MQTTv5:
        other.publish("get", {"clientToken": "t"}, properties=properties)
        assert other.reply("get", "t").topic == "get/accepted"
        assert lamp.topics_heard() == []
