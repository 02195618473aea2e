"""Odd topics and payloads over MQTT: nothing changes, and the next request works."""

import json

import pytest


@pytest.fixture
def busy(lamp, fleet):
    fleet.job("j", "lamp")
    lamp.heard()
    before = fleet.execution("lamp", "j")
    yield lamp
    assert fleet.execution("lamp", "j") == before
    assert lamp.accepted("j/get")["execution"]["jobId"] == "j"


@pytest.mark.parametrize(
    "topic",
    [
        "$aws/things//jobs/get",
        "$aws/things/lamp/jobs/",
        "$aws/things/lamp/jobs//get",
        "$aws/things/lamp/jobs//update",
        "$aws/things/lamp/jobs///",
        "$aws/things/lamp/jobs/j/",
        "$aws/things/lamp/jobs/j//update",
        "$aws/things/a thing/jobs/get",
        "$aws/things/" + "x" * 300 + "/jobs/get",
        "$aws/things/lamp/jobs/" + "x" * 300 + "/get",
        "$aws/things/lamp/jobs/" + "/".join("abcdefghijklmnopqrstuvwxyz") + "/get",
        "$aws/things/lamp/shadow/get",
        "$aws/things/größe/jobs/get",
    ],
    ids=lambda topic: topic[:50],
)
@pytest.mark.parametrize("payload", [b"", b'{"status": "FAILED"}', b"\xff"], ids=repr)
def test_odd_topics(busy, topic, payload):
    busy.publish(topic, payload)
    assert [t for t in busy.topics_heard() if t.endswith("/accepted")] == []


def test_a_payload_of_nearly_128_kib(busy):
    details = {"text": "x" * ((128 << 10) - 200)}
    members = {"status": "FAILED", "statusDetails": details}
    assert busy.rejected("j/update", members)["code"] == "InvalidRequest"


def test_a_deeply_nested_payload(busy):
    nested = b'{"status": "FAILED", "statusDetails": ' + b'{"a":' * 20000 + b"1" + b"}" * 20001
    busy.publish("j/update", nested)
    reply = busy.reply("j/update")
    assert reply.topic == "j/update/rejected"
    assert reply.payload["code"] in ("InvalidJson", "InvalidRequest")


def test_a_burst_of_nonsense_leaves_the_service_standing(busy):
    for number in range(200):
        noise = bytes((number * 7 + step * 13) % 256 for step in range(number))
        busy.client.publish("$aws/things/lamp/jobs/j/update", noise, qos=0)
    last = json.dumps({"clientToken": "last"})
    busy.publish("get", last)
    assert busy.reply("get", "last").topic == "get/accepted"
    busy.heard()
