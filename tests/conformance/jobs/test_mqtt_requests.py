"""Requests over MQTT that are accepted (reference §5.1, §5.4)."""

import json

import pytest

from emulator import T0
from fleet import DOCUMENT

SUMMARY = {
    "jobId": "j",
    "queuedAt": T0,
    "lastUpdatedAt": T0,
    "versionNumber": 1,
    "executionNumber": 1,
}
QUEUED = {**SUMMARY, "status": "QUEUED", "jobDocument": DOCUMENT}
STARTED = {**QUEUED, "status": "IN_PROGRESS", "startedAt": T0, "versionNumber": 2}


def test_get_lists_what_is_pending(lamp, fleet, data):
    assert lamp.accepted("get") == {"inProgressJobs": [], "queuedJobs": []}
    fleet.job("j", "lamp")
    assert lamp.accepted("get") == {"inProgressJobs": [], "queuedJobs": [SUMMARY]}
    data.StartNextPendingJobExecution(thingName="lamp")
    started = {**SUMMARY, "startedAt": T0, "versionNumber": 2}
    assert lamp.accepted("get") == {"inProgressJobs": [started], "queuedJobs": []}


# AWS: small devices stream what comes, and cut it short.
def test_members_come_in_the_order_of_aws(lamp, fleet):
    fleet.job("j", "lamp")
    heard = dict(lamp.heard())
    summary = ["jobId", "queuedAt", "lastUpdatedAt", "executionNumber", "versionNumber"]
    assert list(heard["notify"]["jobs"]["QUEUED"][0]) == summary
    details = {"statusDetails": {"by": "device"}, "stepTimeoutInMinutes": 5}
    answer = lamp.ask("start-next", details).payload
    assert list(answer) == ["clientToken", "timestamp", "execution"]
    assert list(answer["execution"]) == [
        "jobId", "status", "statusDetails", "queuedAt", "startedAt", "lastUpdatedAt",
        "versionNumber", "executionNumber", "approximateSecondsBeforeTimedOut", "jobDocument"]
    assert list(lamp.accepted("get")["inProgressJobs"][0]) == [
        "jobId", "queuedAt", "lastUpdatedAt", "startedAt", "executionNumber", "versionNumber"]


def test_start_next_starts_the_front(lamp, fleet):
    fleet.job("j", "lamp")
    answer = lamp.accepted(
        "start-next", {"statusDetails": {"by": "device"}, "stepTimeoutInMinutes": 5}
    )
    more = {"statusDetails": {"by": "device"}, "approximateSecondsBeforeTimedOut": 300}
    assert answer == {"execution": {**STARTED, **more}}


def test_start_next_gives_a_started_one_back_untouched(lamp, fleet):
    fleet.job("j", "lamp")
    lamp.accepted("start-next")
    details = {"statusDetails": {"ignored": "yes"}, "stepTimeoutInMinutes": 5}
    assert lamp.accepted("start-next", details) == {"execution": STARTED}


@pytest.mark.parametrize("topic", ["start-next", "$next/get"])
def test_an_idle_thing_has_no_execution(lamp, topic):
    assert lamp.accepted(topic) == {}


@pytest.mark.parametrize("topic", ["j/get", "$next/get"])
def test_describe_shows_the_execution_and_its_document_as_an_object(lamp, fleet, topic):
    fleet.job("j", "lamp")
    assert lamp.accepted(topic) == {"execution": QUEUED}


def test_describe_leaves_the_document_out_when_asked(lamp, fleet):
    fleet.job("j", "lamp")
    execution = dict(QUEUED)
    execution.pop("jobDocument")
    asked = {"includeJobDocument": False, "executionNumber": 1}
    assert lamp.accepted("j/get", asked) == {"execution": execution}


def test_the_document_is_an_object_over_mqtt_and_a_string_over_http(lamp, fleet, data):
    fleet.job("j", "lamp")
    by_http = data.DescribeJobExecution(thingName="lamp", jobId="j")["execution"]
    by_mqtt = lamp.accepted("j/get")["execution"]
    assert json.loads(by_http["jobDocument"]) == by_mqtt["jobDocument"] == DOCUMENT


def test_update_answers_nothing_more_unless_asked(lamp, fleet):
    fleet.job("j", "lamp")
    assert lamp.accepted("j/update", {"status": "IN_PROGRESS"}) == {}
    asked = {
        "status": "SUCCEEDED",
        "statusDetails": {"result": "blinked"},
        "includeJobExecutionState": True,
        "includeJobDocument": True,
    }
    state = {
        "status": "SUCCEEDED",
        "statusDetails": {"result": "blinked"},
        "versionNumber": 3,
    }
    answer = lamp.accepted("j/update", asked)
    assert answer == {"executionState": state, "jobDocument": DOCUMENT}
    assert fleet.status("j") == "COMPLETED"


@pytest.mark.parametrize("status", ["IN_PROGRESS", "SUCCEEDED", "FAILED", "REJECTED"])
def test_update_takes_every_status_a_device_may_set(lamp, fleet, status):
    fleet.job("j", "lamp")
    lamp.accepted("j/update", {"status": status})
    assert fleet.execution("lamp", "j")["status"] == status


def test_numbers_may_come_as_strings(lamp, fleet):
    fleet.job("j", "lamp")
    numbers = {"expectedVersion": "1", "executionNumber": "1"}
    lamp.accepted("j/update", {"status": "IN_PROGRESS", **numbers})
    lamp.accepted("j/update", {"status": "IN_PROGRESS", "expectedVersion": 2})
    assert lamp.accepted("j/get", {"executionNumber": "1"})["execution"]["versionNumber"] == 3


@pytest.mark.parametrize(
    "given, kept",
    [
        ({"stdout": "one\ntwo\r\n\tthree"}, {"stdout": "one\ntwo\r\n\tthree"}),
        ({"uptime": 12}, {"uptime": "12"}),
        ({"uptime": 12.5}, {"uptime": "12.5"}),
        ({}, {}),
        ({"größe": "x"}, None),
        ({"text": "größer 💡"}, {"text": "größer 💡"}),
    ],
    ids=["line breaks", "integer", "fraction", "empty", "odd key", "unicode"],
)
def test_status_details_as_devices_send_them(lamp, fleet, given, kept):
    fleet.job("j", "lamp")
    update = {"status": "IN_PROGRESS", "statusDetails": given}
    if kept is None:
        assert lamp.rejected("j/update", update)["code"] == "InvalidRequest"
        return
    lamp.accepted("j/update", update)
    assert fleet.execution("lamp", "j")["statusDetails"] == {"detailsMap": kept}
    assert lamp.accepted("j/get")["execution"].get("statusDetails", {}) == kept


@pytest.mark.parametrize("payload", [b"", b"{}", b" { } "])
@pytest.mark.parametrize("topic", ["get", "start-next", "$next/get", "j/get"])
def test_an_empty_payload_is_an_empty_object(lamp, fleet, topic, payload):
    fleet.job("j", "lamp")
    lamp.publish(topic, payload)
    reply = lamp.reply(topic)
    assert reply.topic == topic + "/accepted"
    assert "clientToken" not in reply.payload


@pytest.mark.parametrize("qos", [0, 1])
def test_the_client_token_comes_back_verbatim(lamp, qos):
    token = 'té/"# ' + "x" * 50
    lamp.publish("get", {"clientToken": token}, qos)
    assert lamp.reply("get", token).payload["timestamp"] == T0


@pytest.mark.parametrize("qos", [0, 1])
def test_a_reply_comes_with_the_qos_of_its_request(lamp, qos):
    assert lamp.ask("get", qos=qos).qos == qos


def test_a_job_may_be_named_like_a_topic(lamp, fleet):
    for name in ("get", "start-next", "notify", "update"):
        fleet.job(name, "lamp")
        assert lamp.accepted(f"{name}/get")["execution"]["jobId"] == name
        lamp.accepted(f"{name}/update", {"status": "SUCCEEDED"})
        assert fleet.status(name) == "COMPLETED"
    assert lamp.accepted("get") == {"inProgressJobs": [], "queuedJobs": []}


def test_members_of_the_payload_do_not_override_the_topic(lamp, fleet):
    fleet.thing("fan")
    fleet.job("j", "lamp", "fan")
    lamp.accepted("j/update", {"status": "FAILED", "thingName": "fan", "jobId": "other"})
    assert fleet.execution("fan", "j")["status"] == "QUEUED"
    assert fleet.execution("lamp", "j")["status"] == "FAILED"


def test_a_thing_name_may_hold_colons(connect, fleet):
    fleet.thing("hall:lamp_1-a")
    fleet.job("j", "hall:lamp_1-a")
    device = connect("hall:lamp_1-a")
    assert device.accepted("start-next")["execution"]["jobId"] == "j"
