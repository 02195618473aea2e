"""Replies reach the client that asked, subscribed or not, and nobody else (reference §5.1)."""

import json

import paho.mqtt.client as paho
import pytest
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from clients import Boto3
from device import Device
from emulator import Emulator
from fleet import Fleet

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
    spies = [connect("fan", subscribe=(filter_,)) for filter_ in ("$aws/#", "#", "+/#")]
    for _ in range(3):
        asking.accepted("get")
        asking.accepted("j/update", {"status": "IN_PROGRESS"})
        asking.rejected("j/update", {"status": "DONE"})
    for listener in (twin, *spies):
        assert replies(listener.overheard()) == []


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


@pytest.fixture(scope="module")
def without_rules():
    """What holds also where AWS's broker would have ended the connection."""
    with Emulator("--lift", "all") as emulator:
        yield emulator


@pytest.fixture
def free(without_rules, mqtt_version):
    without_rules.reset()
    Fleet(Boto3("iot", without_rules.http)).thing("lamp", "fan")
    devices = []

    def connect(thing, **more):
        devices.append(Device(without_rules.mqtt, thing, mqtt_version, **more))
        return devices[-1]

    yield connect
    for device in devices:
        device.close()


def test_no_client_can_speak_for_the_emulator(free):
    victim, attacker = free("fan", subscribe=("#",)), free("lamp")
    properties = None
    if attacker.client._protocol == paho.MQTTv5:
        properties = Properties(PacketTypes.PUBLISH)
        properties.UserProperty = [("client-id", victim.client_id)]
        properties.ResponseTopic = "$aws/things/fan/jobs/get/accepted"
    forged = {"clientId": victim.client_id, "topic": "$aws/things/fan/jobs/get/accepted"}
    attacker.publish("$CONTROL/iot-jobs/v1", forged, qos=0, properties=properties)
    assert victim.overheard() == []


def test_nobody_can_overhear_the_emulator(free):
    """Not in the broker's log either, which has its client id."""
    spy = free("fan", subscribe=("$CONTROL/#", "$aws/things/+/jobs/#"))
    spy.client.subscribe("$SYS/#")
    spy.client.subscribe("$SYS/broker/log/N")
    device = free("lamp")
    device.accepted("get")
    assert not [topic for topic, _ in spy.overheard() if topic.startswith(("$CONTROL", "$SYS"))]


def test_what_only_the_service_says_is_not_answered(free):
    device = free("lamp")
    for topic in ("j/update/accepted", "j/update/rejected", "notify", "get/accepted"):
        device.publish(topic, {"status": "FAILED", "code": "InternalError"})
    assert set(device.topics_heard()) <= {"notify"}


@pytest.mark.parametrize("qos", [0, 1])
def test_replies_are_not_retained(free, qos):
    device = free("lamp")
    device.publish("get", {"clientToken": "kept?"}, qos, retain=True)
    device.overheard()
    late = free("lamp", subscribe=("get/accepted", "get/rejected"))
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
