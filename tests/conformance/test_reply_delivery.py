"""Replies reach the client that asked, subscribed or not, and nobody else (reference §5.1)."""

import json

import paho.mqtt.client as paho
import pytest
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

REPLIES = ("/accepted", "/rejected")


def replies(messages):
    return [topic for topic, _ in messages if topic.endswith(REPLIES)]


def test_a_client_that_never_subscribed_gets_its_replies(connect, fleet):
    fleet.thing("lamp")
    device = connect("lamp", subscribe=())
    assert device.accepted("get") == {"inProgressJobs": [], "queuedJobs": []}
    assert device.rejected("ghost/get")["code"] == "ResourceNotFound"


def test_a_subscribed_client_gets_each_reply_once(connect, fleet):
    fleet.thing("lamp")
    device = connect("lamp", subscribe=("get/accepted", "start-next/+", "+/update/+"))
    device.publish("get", {"clientToken": "one"})
    device.publish("start-next")
    device.publish("ghost/update", {"status": "FAILED"})
    heard = device.topics_heard()
    assert heard == ["get/accepted", "start-next/accepted", "ghost/update/rejected"]


def test_nobody_else_gets_a_reply(connect, fleet):
    fleet.thing("lamp", "fan")
    fleet.job("j", "lamp")
    asking = connect("lamp")
    twin = connect("lamp", subscribe=("get/accepted", "+/update/+", "#"))
    spies = [connect("fan", subscribe=(filter_,)) for filter_ in ("$aws/#", "#", "$CONTROL/#")]
    for _ in range(3):
        asking.accepted("get")
        asking.accepted("j/update", {"status": "IN_PROGRESS"})
        asking.rejected("j/update", {"status": "DONE"})
    for listener in (twin, *spies):
        messages = listener.overheard()
        assert replies(messages) == []
        assert not [topic for topic, _ in messages if topic.startswith("$CONTROL")]


def test_two_clients_of_one_thing_get_their_own_replies(connect, fleet):
    fleet.thing("lamp")
    one, two = connect("lamp"), connect("lamp")
    for device in (one, two, two, one):
        device.accepted("get")
    assert replies(one.overheard()) == replies(two.overheard()) == []


@pytest.mark.parametrize("mqtt_version", ["5"], indirect=True)
def test_a_client_cannot_have_its_reply_sent_to_another(connect, fleet):
    fleet.thing("lamp", "fan")
    victim, attacker = connect("fan", subscribe=("#",)), connect("lamp")
    tricks = Properties(PacketTypes.PUBLISH)
    tricks.UserProperty = [("client-id", victim.client_id), ("Client-Id", victim.client_id)]
    tricks.ResponseTopic = "$aws/things/fan/jobs/get/accepted"
    tricks.CorrelationData = victim.client_id.encode()
    attacker.publish("get", {"clientToken": "trick"}, properties=tricks)
    assert attacker.reply("get", "trick").topic == "get/accepted"
    assert victim.overheard() == []


def test_no_client_can_speak_for_the_emulator(connect, fleet):
    fleet.thing("lamp", "fan")
    victim, attacker = connect("fan", subscribe=("#",)), connect("lamp")
    properties = None
    if attacker.client._protocol == paho.MQTTv5:
        properties = Properties(PacketTypes.PUBLISH)
        properties.UserProperty = [("client-id", victim.client_id)]
        properties.ResponseTopic = "$aws/things/fan/jobs/get/accepted"
    forged = {"clientId": victim.client_id, "topic": "$aws/things/fan/jobs/get/accepted"}
    attacker.publish("$CONTROL/iot-jobs/v1", forged, properties=properties)
    assert victim.overheard() == []


@pytest.mark.parametrize("qos", [0, 1])
def test_replies_are_not_retained(connect, fleet, qos):
    fleet.thing("lamp")
    device = connect("lamp")
    device.publish("get", {"clientToken": "kept?"}, qos, retain=True)
    device.overheard()
    late = connect("lamp", subscribe=("get/accepted", "get/rejected"))
    assert replies(late.overheard()) == []


def test_replies_keep_the_order_of_the_requests(connect, fleet):
    fleet.thing("lamp")
    device = connect("lamp")
    for number in range(50):
        device.client.publish(
            "$aws/things/lamp/jobs/get", json.dumps({"clientToken": str(number)}), qos=1
        )
    order = [payload["clientToken"] for _, payload in device.heard()]
    assert order == [str(number) for number in range(50)]
