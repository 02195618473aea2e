"""Publish of the broker's data plane (iot-data): back ends speak to devices by it."""

import base64
import json

import pytest

from clients import Boto3, refused, send
from emulator import Emulator
from policy_holders import ARN, Client, Holder, allow, last_refusal
from test_https import DataPlane

OPERATOR = ("AKIAOPERATOR", "operators-secret")


def message(device, topic):
    return device.wait_for(lambda m: m.topic == topic, topic)


@pytest.mark.parametrize("qos", [0, 1])
def test_a_subscriber_gets_what_a_back_end_publishes(sdk_iot_data, connect, qos):
    device = connect("lamp", subscribe=["$aws/things/lamp/jobs/notify"])
    device.client.subscribe("rooms/+/light", qos=1)
    device.heard()
    assert sdk_iot_data.Publish(topic="rooms/ä b/light", qos=qos, payload='{"on":true}') == {}
    got = message(device, "rooms/ä b/light")
    assert (got.payload, got.qos, got.retain) == ({"on": True}, qos, False)


def test_bytes_arrive_as_they_are(emulator, _sdks, connect):
    device = connect("lamp")
    device.client.subscribe("bytes", qos=1)
    device.heard()
    payload = bytes(range(256))
    _sdks["boto3"][2].Publish(topic="bytes", qos=1, payload=payload)
    assert message(device, "bytes").payload == payload


def test_nothing_is_a_payload_too(emulator, connect):
    device = connect("lamp")
    device.client.subscribe("nothing", qos=1)
    device.heard()
    assert send(emulator.http, "POST", "/topics/nothing").status == 200
    assert message(device, "nothing").payload is None


def test_a_topic_may_come_with_its_slashes(emulator, connect):
    device = connect("lamp")
    device.client.subscribe("a/b/", qos=1)
    device.heard()
    assert send(emulator.http, "POST", "/topics/a/b/?qos=1", "1").status == 200
    assert message(device, "a/b/").payload == 1


def test_what_is_retained_waits_for_who_subscribes_later(sdk_iot_data, connect):
    sdk_iot_data.Publish(topic="kept", qos=1, retain=True, payload="1")
    device = connect("lamp")
    device.client.subscribe("kept", qos=1)
    got = message(device, "kept")
    assert (got.payload, got.retain) == (1, True)
    sdk_iot_data.Publish(topic="kept", qos=1, retain=True)
    assert message(device, "kept").payload is None
    late = connect("sensor")
    late.client.subscribe("kept", qos=1)
    assert late.heard() == []


@pytest.mark.parametrize("mqtt_version", ["5"])
@pytest.mark.parametrize("form", [json.dumps, list])
def test_what_mqtt_5_has_beside_a_message_arrives(sdk_iot_data, connect, mqtt_version, family,
                                                  form):
    if family == "npm" and form is list:
        pytest.skip("npm's SDK puts line breaks into the header, and refuses it then")
    device = connect("lamp")
    device.client.subscribe("said", qos=1)
    device.heard()
    properties = [{"deviceName": "alpha"}, {"deviceCnt": "45"}]
    sdk_iot_data.Publish(
        topic="said", qos=1, payload="x",
        userProperties=form(properties),
        payloadFormatIndicator="UTF8_DATA", contentType="text/plain", responseTopic="answers/1",
        correlationData=base64.b64encode(b"\x00id").decode(), messageExpiry=60)
    got = message(device, "said").properties
    assert got.UserProperty == [("deviceName", "alpha"), ("deviceCnt", "45")]
    assert got.PayloadFormatIndicator == 1
    assert (got.ContentType, got.ResponseTopic) == ("text/plain", "answers/1")
    assert got.CorrelationData == b"\x00id"
    assert 0 < got.MessageExpiryInterval <= 60


FLAWS = [
    ({"topic": "a/#"}, "topic must not contain wildcards."),
    ({"responseTopic": "a/+"}, "responseTopic must not contain wildcards."),
    ({"correlationData": "no base64"}, "correlationData is not encoded in base64."),
    ({"messageExpiry": -1}, "messageExpiry must be from 0 to 4294967295 seconds."),
    ({"topic": "/".join("abcdefghi")},
     "The message is refused: a topic has at most 7 slashes, and this one has 8."),
    ({"payload": "x" * (128 * 1024 + 1)},
     "The message is refused: a payload has at most 131072 bytes, and this one has 131073."),
    ({"topic": "$aws/things/lamp/jobs/get", "retain": True},
     "The message is refused: nothing can be retained on a reserved topic."),
]


@pytest.mark.parametrize("members, text", FLAWS, ids=lambda value: str(value)[:30])
def test_what_is_wrong_is_told(sdk_iot_data, members, text):
    with refused("InvalidRequestException", 400, text):
        sdk_iot_data.Publish(**{"topic": "a", "payload": "x", **members})


@pytest.mark.parametrize("value", ["{}", "[1]", '[{"a": 1}]', "nonsense"])
def test_user_properties_of_another_form_are_refused(emulator, value):
    encoded = base64.b64encode(value.encode()).decode()
    answer = send(emulator.http, "POST", "/topics/a", "x",
                  {"x-amz-mqtt5-user-properties": encoded})
    assert answer.error == (400, "InvalidRequestException")
    assert "userProperties" in answer.json["message"]


@pytest.mark.parametrize("topic", ["$aws/events/job/j/completed", "$SYS/broker",
                                   "$aws/things/lamp/jobs/notify-next", "$own"])
def test_a_reserved_topic_is_forbidden(sdk_iot_data, topic):
    with refused("ForbiddenException", 403, "Forbidden"):
        sdk_iot_data.Publish(topic=topic, payload="{}")


def test_a_request_to_jobs_is_answered_to_who_has_subscribed(sdk_iot_data, fleet, connect):
    fleet.thing("lamp")
    fleet.job("j", "lamp")
    device = connect("lamp")
    device.subscribe("$next/get/accepted")
    sdk_iot_data.Publish(topic="$aws/things/lamp/jobs/$next/get", qos=1, payload="{}")
    assert device.reply("$next/get").payload["execution"]["jobId"] == "j"


@pytest.mark.parametrize("operation, members", [
    ("GetThingShadow", {"thingName": "lamp"}),
    ("UpdateThingShadow", {"thingName": "lamp", "payload": "{}"}),
    ("DeleteThingShadow", {"thingName": "lamp"}),
    ("ListNamedShadowsForThing", {"thingName": "lamp"}),
    ("GetRetainedMessage", {"topic": "a/b"}),
    ("ListRetainedMessages", {}),
])
def test_the_rest_is_refused_by_name(sdk_iot_data, operation, members):
    text = f"{operation} is not emulated; see docs/differences.md."
    with refused("NotImplementedException", 501, text):
        getattr(sdk_iot_data, operation)(**members)


@pytest.fixture(scope="module")
def held():
    with Emulator("--auth", "policy", "--https-port", "0") as emulator:
        yield emulator


def test_a_device_publishes_over_https_what_its_policies_allow(held, tmp_path):
    holder = Holder(Boto3("iot", held.http), held, tmp_path,
                    allow("iot:Connect", "client/*"), allow("iot:Publish", "topic/a/*"),
                    allow("iot:Subscribe", "*"), allow("iot:Receive", "*"))
    call = DataPlane(held, str(tmp_path / "p.pem"), str(tmp_path / "p.key"))
    with holder.client() as listener:
        listener.subscribe("a/b")
        assert call("POST", "/topics/a%2Fb?qos=1", {"on": 1})[0] == 200
        assert listener.next() == ("a/b", '{"on": 1}')
    assert call("POST", "/topics/b?qos=1", {"on": 1}) == (403, {"message": "Forbidden"})
    assert last_refusal(held)["resource"] == ARN + "topic/b"
    assert call("POST", "/topics/a%2Fb?qos=1&retain=true", {}) == (403, {"message": "Forbidden"})
    assert last_refusal(held)["action"] == "iot:RetainPublish"


def test_a_back_end_publishes_what_its_iam_policy_allows(tmp_path):
    path = tmp_path / "keys.json"
    path.write_text(json.dumps({
        "UserName": "operator", "AccessKeyId": OPERATOR[0], "SecretAccessKey": OPERATOR[1],
        "Policy": {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "iot:Publish", "Resource": ARN + "topic/a/*"}]}}))
    with Emulator("--auth", "sigv4", "--credentials", str(path)) as guarded:
        broker = Boto3("iot-data", guarded.http, OPERATOR)
        assert broker.Publish(topic="a/b", payload="x") == {}
        for members in ({"topic": "b"}, {"topic": "a/b", "retain": True}):
            with refused("ForbiddenException", 403, "Forbidden"):
                broker.Publish(payload="x", **members)
        assert send(guarded.http, "POST", "/topics/a").status == 403
