"""Faults of what devices ask over MQTT, of its answers and of what they are told."""

import contextlib

import pytest

from arming import arm, has_struck, struck
from clients import send
from emulator import Emulator
from policy_holders import Client
from test_foreign_broker import Broker


@pytest.fixture
def job(lamp, fleet):
    """A job that lamp knows of."""
    fleet.job("j", "lamp")
    lamp.heard()
    return "j"


def test_an_error_is_rejected_by_mqtts_name_for_it(emulator, lamp, fleet, job):
    arm(emulator, {"error": "ThrottlingException"}, {"plane": "data"}, count=1)
    told = lamp.rejected("start-next")
    assert told == {"code": "RequestThrottled", "message": "Rate exceeded"}
    assert fleet.execution("lamp", job)["status"] == "QUEUED"


def test_an_error_strikes_the_topic_that_is_meant(emulator, lamp, job):
    arm(emulator, {"error": "InternalError"}, {"topic": "$aws/things/lamp/jobs/+/update"})
    assert lamp.accepted("start-next")["execution"]["jobId"] == job
    assert lamp.rejected(f"{job}/update", {"status": "SUCCEEDED"})["code"] == "InternalError"


def test_who_asks_too_fast_is_throttled(emulator, lamp, job):
    arm(emulator, {"throttle": 2}, {"thing": "lamp"})
    lamp.accepted("get")
    assert lamp.rejected("get")["code"] == "RequestThrottled"
    emulator.advance("500ms")
    lamp.accepted("get")


def test_an_empty_answer_hides_the_job(emulator, lamp, fleet, job):
    arm(emulator, {"empty": True}, count=3)
    assert lamp.accepted("start-next") == {}
    assert lamp.accepted("$next/get") == {}
    assert lamp.accepted("get") == {"inProgressJobs": [], "queuedJobs": []}
    assert fleet.execution("lamp", job)["status"] == "QUEUED"
    assert lamp.accepted("$next/get")["execution"]["jobId"] == job


def test_of_an_answer_that_is_lost_the_change_is_made(emulator, lamp, fleet, job):
    arm(emulator, {"drop": True}, {"operation": "StartNextPendingJobExecution"}, count=1)
    lamp.publish("start-next")
    assert "start-next/accepted" not in lamp.topics_heard()
    assert fleet.execution("lamp", job)["status"] == "IN_PROGRESS"


def test_of_a_request_that_is_lost_nothing_is_done(emulator, lamp, fleet, job):
    arm(emulator, {"drop": True}, {"topic": "$aws/things/lamp/jobs/start-next", "direction": "in"})
    lamp.publish("start-next")
    assert lamp.topics_heard() == [] and struck(emulator) == [1]
    assert fleet.execution("lamp", job)["status"] == "QUEUED"


@pytest.mark.parametrize("direction, status", [("in", "QUEUED"), ("out", "IN_PROGRESS")])
def test_a_delay_lasts_until_the_clock_has_moved(emulator, lamp, fleet, job, direction, status):
    arm(emulator, {"delay": "30s"},
        {"operation": "StartNextPendingJobExecution", "direction": direction})
    lamp.publish("start-next")
    assert "start-next/accepted" not in lamp.topics_heard()
    assert fleet.execution("lamp", job)["status"] == status
    emulator.advance("30s")
    assert lamp.reply("start-next").payload["execution"]["jobId"] == job


def test_a_request_that_comes_twice_is_answered_twice(emulator, lamp, job):
    lamp.accepted("start-next")
    arm(emulator, {"duplicate": True}, {"status": "SUCCEEDED", "direction": "in"})
    lamp.publish(f"{job}/update", {"status": "SUCCEEDED", "expectedVersion": 2})
    topics = [topic for topic in lamp.topics_heard() if "update" in topic]
    assert topics == [f"{job}/update/accepted", f"{job}/update/rejected"]


def test_an_answer_comes_twice(emulator, lamp, job):
    arm(emulator, {"duplicate": True}, {"operation": "DescribeJobExecution"})
    lamp.publish("$next/get")
    assert lamp.topics_heard() == ["$next/get/accepted"] * 2


def test_a_corrupt_answer_is_no_json(emulator, lamp, job):
    arm(emulator, {"corrupt": True}, {"operation": "DescribeJobExecution"})
    lamp.publish("$next/get")
    [(_, payload)] = lamp.heard()
    assert isinstance(payload, bytes)


def test_a_notice_is_lost_comes_twice_or_late(emulator, lamp, fleet):
    notices = {"topic": "$aws/things/lamp/jobs/notify-next"}
    arm(emulator, {"drop": True}, notices, count=1)
    fleet.job("a", "lamp")
    assert lamp.topics_heard() == ["notify"]
    arm(emulator, {"duplicate": True}, notices, count=1)
    lamp.publish("a/update", {"status": "SUCCEEDED"})
    assert lamp.topics_heard().count("notify-next") == 2
    arm(emulator, {"delay": "1m"}, notices, count=1)
    fleet.job("b", "lamp")
    assert lamp.topics_heard() == ["notify"]
    emulator.advance("1m")
    assert lamp.wait_for(lambda m: m.topic == "notify-next", "the notice")


def test_a_notice_is_overtaken_by_the_next(emulator, lamp, fleet):
    fleet.job("a", "lamp")
    order = lamp.topics_heard()
    assert sorted(order) == ["notify", "notify-next"]
    lamp.accepted("a/update", {"status": "SUCCEEDED"})
    lamp.heard()
    arm(emulator, {"reorder": True}, {"topic": f"$aws/things/lamp/jobs/{order[0]}"}, count=1)
    fleet.job("b", "lamp")
    assert lamp.topics_heard() == order[::-1]


def test_a_notice_that_none_overtakes_leaves_ten_seconds_later(emulator, lamp, fleet):
    arm(emulator, {"reorder": True}, {"topic": "$aws/things/lamp/jobs/+"}, count=2)
    fleet.job("a", "lamp")
    assert has_struck(emulator, 2)
    emulator.advance("10s")
    assert sorted(lamp.topics_heard()) == ["notify", "notify-next"]


def test_a_reset_forgets_what_is_held(emulator, lamp, fleet):
    arm(emulator, {"delay": "1m"}, {"topic": "$aws/things/lamp/jobs/#"})
    fleet.job("a", "lamp")
    assert has_struck(emulator, 2)
    emulator.reset()
    emulator.advance("1h")
    fleet.thing("lamp")
    assert lamp.topics_heard() == []


def test_what_an_operator_publishes_is_struck_too(emulator, lamp):
    lamp.subscribe("fence/news")
    arm(emulator, {"drop": True}, {"topic": "fence/+"}, count=1)
    for text in ("lost", "told"):
        assert send(emulator.http, "POST", "/topics/fence/news?qos=1", text).status == 200
    assert lamp.wait_for(lambda m: m.topic == "fence/news", "the news").payload == b"told"


@pytest.mark.parametrize("when, is_told", [("instead", False), ("after", True)])
def test_the_connection_ends_in_the_place_of_an_answer_or_behind_it(
        emulator, fleet, mqtt_version, when, is_told):
    fleet.thing("lamp")
    fleet.job("j", "lamp")
    arm(emulator, {"disconnect": when}, {"operation": "StartNextPendingJobExecution"})
    with Client(emulator.mqtt, "lamp", mqtt_version) as lamp:
        lamp.publish("$aws/things/lamp/jobs/start-next")
        assert lamp.is_ended()
        assert bool(lamp.inbox) == is_told
    assert fleet.execution("lamp", "j")["status"] == "IN_PROGRESS"


def test_the_connection_ends_and_the_request_is_lost(emulator, fleet, mqtt_version):
    fleet.thing("lamp")
    fleet.job("j", "lamp")
    arm(emulator, {"disconnect": "instead"},
        {"operation": "StartNextPendingJobExecution", "direction": "in"})
    with Client(emulator.mqtt, "lamp", mqtt_version) as lamp:
        lamp.publish("$aws/things/lamp/jobs/start-next")
        assert lamp.is_ended()
    assert fleet.execution("lamp", "j")["status"] == "QUEUED"


def test_with_another_broker_what_cannot_be_had_is_refused_by_name(tmp_path):
    broker = Broker(tmp_path)
    address = "mqtt://{}:{}".format(*broker.address)
    with contextlib.ExitStack() as stack:
        stack.callback(broker.stop)
        other = stack.enter_context(Emulator("--broker", address,
                                             ports=("--http-port", "0")))
        for effect in ({"stall": True}, {"restartBroker": True}, {"disconnect": "after"}):
            answer = send(other.http, "POST", "/_emulator/faults", {"effect": effect})
            assert answer.error == (400, "InvalidRequestException")
            assert "--broker" in answer.json["message"]
            assert next(iter(effect)) in answer.json["message"]
