"""Two URIs mean different operations on the two planes (reference §1, Planes)."""

import json

import pytest

from clients import send
from fleet import DOCUMENT


@pytest.fixture
def ask(emulator, fleet):
    fleet.thing("lamp")
    fleet.job("j", "lamp")

    def ask(target, scope=None, **headers):
        if scope:
            headers["Authorization"] = (
                f"AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/{scope}/aws4_request, "
                "SignedHeaders=host;x-amz-date, Signature=00"
            )
        answer = send(emulator.http, "GET", target, headers=headers)
        assert answer.status == 200, answer.body
        return answer.json

    return ask


def is_data(answer):
    if "inProgressJobs" in answer:
        return True
    if "executionSummaries" in answer:
        return False
    execution = answer["execution"]
    assert ("thingName" in execution) != ("thingArn" in execution)
    return "thingName" in execution


URIS = pytest.mark.parametrize("uri", ["/things/lamp/jobs", "/things/lamp/jobs/j"])


@URIS
@pytest.mark.parametrize(
    "scope, data", [("iot", False), ("execute-api", False), ("iot-jobs-data", True)]
)
def test_the_signing_scope_decides(ask, uri, scope, data):
    assert is_data(ask(uri, scope)) is data


@URIS
@pytest.mark.parametrize("scope, data", [("iot", False), ("iot-jobs-data", True)])
def test_the_scope_of_a_presigned_request_decides(ask, uri, scope, data):
    credential = f"local%2F20260101%2Fus-east-1%2F{scope}%2Faws4_request"
    query = f"?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={credential}"
    assert is_data(ask(uri + query)) is data


@URIS
@pytest.mark.parametrize(
    "host, data",
    [
        ("data.jobs.iot.us-east-1.amazonaws.com", True),
        ("abc123.jobs.iot.us-east-1.amazonaws.com:443", True),
        ("abc123-ats.iot.us-east-1.amazonaws.com", True),
        ("iot.us-east-1.amazonaws.com", False),
        ("localhost", False),
    ],
)
def test_without_a_signature_the_host_decides(ask, uri, host, data):
    assert is_data(ask(uri, Host=host)) is data


@URIS
def test_the_scope_beats_the_host(ask, uri):
    host = "data.jobs.iot.us-east-1.amazonaws.com"
    assert is_data(ask(uri, "iot", Host=host)) is False
    assert is_data(ask(uri, "iot-jobs-data", Host="iot.us-east-1.amazonaws.com")) is True


@pytest.mark.parametrize(
    "uri, data",
    [
        ("/things/lamp/jobs", False),
        ("/things/lamp/jobs/j", False),
        ("/things/lamp/jobs/j?includeJobDocument=false", True),
        ("/things/lamp/jobs/$next", True),
        ("/things/lamp/jobs/%24next", True),
        ("/things/lamp/jobs?maxResults=5", False),
        ("/things/lamp/jobs?status=QUEUED", False),
    ],
)
def test_unsigned_requests_are_told_apart_by_what_they_ask(ask, uri, data):
    assert is_data(ask(uri)) is data


def test_the_planes_describe_one_execution_in_their_own_words(ask):
    control = ask("/things/lamp/jobs/j", "iot")["execution"]
    data = ask("/things/lamp/jobs/j", "iot-jobs-data")["execution"]
    assert control["statusDetails"] == {"detailsMap": {}}
    assert control["forceCanceled"] is False
    assert isinstance(data["jobDocument"], str)
    assert json.loads(data["jobDocument"]) == DOCUMENT
    assert "jobDocument" not in control


def test_data_plane_times_are_whole_seconds(ask, emulator, fleet):
    emulator.advance("250ms")
    fleet.job("later", "lamp")
    execution = ask("/things/lamp/jobs/later", "iot-jobs-data")["execution"]
    for member in ("queuedAt", "lastUpdatedAt"):
        assert isinstance(execution[member], int)
    created = send(emulator.http, "GET", "/jobs/later").json["job"]["createdAt"]
    assert isinstance(created, (int, float))
    assert abs(created - execution["queuedAt"]) < 1


@pytest.mark.parametrize("scope", ["iot", "execute-api", "iot-jobs-data"])
def test_an_operation_of_one_plane_is_served_whatever_the_scope(ask, scope):
    assert ask("/jobs/j", scope)["job"]["jobId"] == "j"
