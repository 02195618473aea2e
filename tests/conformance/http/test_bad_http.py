"""HTTP that no SDK sends: each gets AWS's form of error, changes nothing, and harms nobody."""

import json

import pytest

from clients import send
from fleet import thing_arn


@pytest.fixture
def http(emulator, fleet):
    """The emulator's address; afterwards all is as before, and it still serves."""
    fleet.thing("lamp")
    yield emulator.http
    assert send(emulator.http, "GET", "/jobs").json == {"jobs": []}
    assert len(send(emulator.http, "GET", "/things").json["things"]) == 1


def check(answer, status=400, name="InvalidRequestException"):
    assert answer.error == (status, name)
    assert answer.headers["x-amzn-RequestId"]
    assert isinstance(answer.json["message"], str) and answer.json["message"]


def job(**members):
    return {"targets": [thing_arn("lamp")], "document": "{}", **members}


@pytest.mark.parametrize(
    "body",
    [b"{", b"not json", b'{"targets": [}', b"[]", b"3", b'"text"', b"null ,", b"\xff\xfe{}"]
    + [b'{"document": "\xc3\x28"}', b"[" * 100000, b'{"a":' * 100000, b"{} {}"],
    ids=lambda body: repr(body[:24]),
)
def test_a_body_that_is_no_json_object(http, body):
    check(send(http, "PUT", "/jobs/j", body))


@pytest.mark.parametrize(
    "members",
    [
        {"targets": "lamp"},
        {"targets": [7]},
        {"targets": [None]},
        {"targets": {"a": "b"}},
        {"document": {"operation": "blink"}},
        {"document": 7},
        {"description": ["text"]},
        {"timeoutConfig": 20},
        {"timeoutConfig": {"inProgressTimeoutInMinutes": "twenty"}},
        {"timeoutConfig": {"inProgressTimeoutInMinutes": 1.5}},
        {"timeoutConfig": {"inProgressTimeoutInMinutes": 10**30}},
        {"jobExecutionsRetryConfig": {"criteriaList": {}}},
        {"jobExecutionsRetryConfig": {"criteriaList": [{"failureType": "FAILED"}]}},
        {"jobExecutionsRetryConfig": {"criteriaList": ["FAILED"]}},
        {"targetSelection": True},
    ],
    ids=json.dumps,
)
def test_members_of_the_wrong_type(http, members):
    check(send(http, "PUT", "/jobs/j", job(**members)))


@pytest.mark.parametrize(
    "target",
    [
        "/jobs?maxResults=many",
        "/jobs?maxResults=1.5",
        "/jobs?maxResults=99999999999999999999",
        "/jobs?maxResults=",
        "/things/lamp/jobs/j?executionNumber=one",
        "/jobs?status=",
        "/jobs/%zz",
        "/jobs/%4",
        "/jobs/%",
        "/jobs/%ff%fe",
        "/jobs/%00",
        "/jobs?nextToken=%zz",
        "/jobs/" + "j" * 4000,
        "/jobs/..%2f..%2fetc",
        "/things/%E2%82%AC",
    ],
    ids=lambda target: target[:40],
)
def test_odd_paths_and_queries(http, target):
    check(send(http, "GET", target))


@pytest.mark.parametrize(
    "method, target",
    [
        ("GET", "/"),
        ("GET", "/teapots"),
        ("GET", "/jobs/j/nothing"),
        ("PATCH", "/jobs"),
        ("DELETE", "/jobs"),
        ("POST", "/jobs/j"),
        ("BREW", "/jobs/j"),
        ("GET", "/jobs/j/cancel"),
        ("GET", "/_emulator/nothing"),
    ],
)
def test_unknown_routes_and_methods(http, method, target):
    answer = send(http, method, target)
    assert answer.status == 404
    assert answer.json["message"]
    if not target.startswith("/_emulator"):
        assert answer.headers["x-amzn-ErrorType"] == "UnknownOperationException"
        assert answer.headers["x-amzn-RequestId"]


@pytest.mark.parametrize("depth", [16384, 5000, 101])
def test_a_deeply_nested_job_document(emulator, fleet, connect, depth):
    """Valid JSON within the size limit: taken or refused, and taken means delivered."""
    fleet.thing("lamp")
    device = connect("lamp")
    answer = send(emulator.http, "PUT", "/jobs/j", job(document="[" * depth + "]" * depth))
    if answer.status != 200:
        check(answer)
        return
    device.wait_for(lambda m: m.topic == "notify-next", "notify-next")
    device.publish("start-next")
    device.wait_for(lambda m: m.topic == "start-next/accepted", "the execution")


@pytest.mark.parametrize("force", ["maybe", "", "1"])
def test_force_is_true_or_false(http, force):
    check(send(http, "PUT", f"/jobs/j/cancel?force={force}"))


def test_unknown_members_are_ignored(emulator, fleet):
    fleet.thing("lamp")
    assert send(emulator.http, "PUT", "/jobs/j", job(colour="red")).status == 200


def test_a_body_over_one_mebibyte(http):
    check(send(http, "PUT", "/jobs/j", job(document="x" * (1 << 20))))


def test_a_body_of_nearly_one_mebibyte_is_read(http):
    answer = send(http, "PUT", "/jobs/j", job(document="x" * ((1 << 20) - 1000)))
    check(answer)
    assert "less than or equal to 32768" in answer.json["message"]


def test_headers_over_16_kib(http):
    check(send(http, "GET", "/jobs", headers={"x-long": "x" * (17 << 10)}))


def test_a_member_of_the_body_does_not_override_the_path(emulator, fleet):
    fleet.thing("lamp")
    assert send(emulator.http, "PUT", "/jobs/j", job(jobId="other")).json["jobId"] == "j"
