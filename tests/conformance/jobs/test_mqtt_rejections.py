"""Requests over MQTT that are rejected (reference §5.2)."""

import pytest

from emulator import T0


@pytest.fixture
def busy(lamp, fleet):
    """The lamp with a queued job j; afterwards nothing may have changed."""
    fleet.job("j", "lamp")
    before = fleet.execution("lamp", "j")
    yield lamp
    assert fleet.execution("lamp", "j") == before


def check(answer, code, message=None):
    assert answer["code"] == code
    assert isinstance(answer["message"], str) and answer["message"]
    if message:
        assert answer["message"] == message


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"status": "DONE"},
        {"status": None},
        {"status": 7},
        {"status": "IN_PROGRESS", "statusDetails": "text"},
        {"status": "IN_PROGRESS", "statusDetails": {"a": {"b": "c"}}},
        {"status": "IN_PROGRESS", "statusDetails": {f"k{n}": "v" for n in range(11)}},
        {"status": "IN_PROGRESS", "statusDetails": {"k": "v" * 1025}},
        {"status": "IN_PROGRESS", "statusDetails": {"a key": "v"}},
        {"status": "IN_PROGRESS", "expectedVersion": "one"},
        {"status": "IN_PROGRESS", "expectedVersion": [1]},
        {"status": "IN_PROGRESS", "expectedVersion": 1.5},
        {"status": "IN_PROGRESS", "expectedVersion": 10**30},
        {"status": "IN_PROGRESS", "expectedVersion": "9" * 30},
        {"status": "IN_PROGRESS", "statusDetails": {"k": "nul \0"}},
        {"status": "IN_PROGRESS", "stepTimeoutInMinutes": 0},
        {"status": "IN_PROGRESS", "stepTimeoutInMinutes": 10081},
        {"status": "IN_PROGRESS", "includeJobDocument": {}},
    ],
    ids=str,
)
def test_bad_members_are_an_invalid_request(busy, members):
    answer = busy.rejected("j/update", members)
    check(answer, "InvalidRequest")
    assert set(answer) == {"code", "message"}


@pytest.mark.parametrize(
    "payload",
    [b"{", b"blink", b'{"status": "FAILED"', b"\xff\xfe", b'{"a": "\xc3\x28"}', b"[]", b"3"]
    + [b"null", b'"text"', b"[" * 5000, b'{"status": "FAILED"} x'],
    ids=repr,
)
@pytest.mark.parametrize("topic", ["j/update", "get"])
def test_what_is_no_json_object_is_invalid_json(busy, topic, payload):
    busy.publish(topic, payload)
    reply = busy.reply(topic)
    assert reply.topic == topic + "/rejected"
    assert set(reply.payload) == {"code", "message", "timestamp"}
    assert reply.payload["timestamp"] == T0
    check(reply.payload, "InvalidJson")


@pytest.mark.parametrize(
    "topic", ["stop", "j/delete", "j/get/more", "a/b/c/d", "$next/update/x", "GET"]
)
def test_topics_that_map_to_no_operation(busy, topic):
    check(busy.rejected(topic), "InvalidTopic")


@pytest.mark.parametrize("status", ["QUEUED", "CANCELED", "TIMED_OUT", "REMOVED"])
def test_states_that_only_the_service_sets(busy, status):
    answer = busy.rejected("j/update", {"status": status})
    check(answer, "InvalidStateTransition")
    state = answer["executionState"]
    assert (state["status"], state["versionNumber"]) == ("QUEUED", 1)


@pytest.mark.parametrize("version", [99, "99"])
def test_a_stale_version(busy, version):
    answer = busy.rejected("j/update", {"status": "FAILED", "expectedVersion": version})
    check(answer, "VersionMismatch", "Expected version 99 but found version 1")
    assert answer["executionState"] == {"status": "QUEUED", "versionNumber": 1}


def test_execution_state_shows_details(lamp, fleet):
    fleet.job("j", "lamp")
    details = {"step": "one"}
    lamp.accepted("j/update", {"status": "IN_PROGRESS", "statusDetails": details})
    answer = lamp.rejected("j/update", {"status": "FAILED", "expectedVersion": 1})
    check(answer, "VersionMismatch", "Expected version 1 but found version 2")
    state = {"status": "IN_PROGRESS", "versionNumber": 2, "statusDetails": details}
    assert answer["executionState"] == state


@pytest.mark.parametrize("end", ["SUCCEEDED", "FAILED", "REJECTED"])
@pytest.mark.parametrize("status", ["IN_PROGRESS", "SUCCEEDED", "FAILED", "REJECTED"])
def test_a_finished_execution_does_not_change(lamp, fleet, end, status):
    fleet.job("j", "lamp")
    lamp.accepted("j/update", {"status": end})
    answer = lamp.rejected("j/update", {"status": status})
    check(answer, "InvalidStateTransition")
    assert answer["executionState"] == {"status": end, "versionNumber": 2}
    assert fleet.execution("lamp", "j")["status"] == end


def test_a_finished_execution_is_not_described(lamp, fleet):
    fleet.job("j", "lamp")
    lamp.accepted("j/update", {"status": "SUCCEEDED"})
    answer = lamp.rejected("j/get")
    check(answer, "TerminalStateReached")


@pytest.mark.parametrize(
    "topic, members",
    [
        ("ghost/get", {}),
        ("ghost/update", {"status": "FAILED"}),
        ("j/get", {"executionNumber": 2}),
        ("j/update", {"status": "FAILED", "executionNumber": 2}),
    ],
)
def test_unknown_executions(busy, topic, members):
    check(busy.rejected(topic, members), "ResourceNotFound")


@pytest.mark.parametrize("topic", ["get", "start-next", "$next/get", "j/get"])
def test_an_unknown_thing(connect, topic):
    check(connect("ghost").rejected(topic), "ResourceNotFound")


def test_next_is_no_job_to_update(busy):
    check(busy.rejected("$next/update", {"status": "IN_PROGRESS"}), "InvalidRequest")


def test_a_job_id_with_odd_characters(busy):
    check(busy.rejected("no:colons/get"), "InvalidRequest")


def test_checks_go_members_then_existence_then_version_then_transition(busy):
    stale = {"expectedVersion": 9}
    check(busy.rejected("ghost/update", {"status": "DONE"}), "InvalidRequest")
    check(busy.rejected("ghost/update", {"status": "FAILED", **stale}), "ResourceNotFound")
    check(busy.rejected("j/update", {"status": "QUEUED", **stale}), "VersionMismatch")


def test_a_client_token_that_is_no_text_is_an_invalid_request(busy):
    busy.publish("get", {"clientToken": {"a": 1}})
    reply = busy.wait_for(lambda m: m.topic.startswith("get/"), "a reply")
    assert reply.topic == "get/rejected"
    check(reply.payload, "InvalidRequest")
