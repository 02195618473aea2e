"""What a browser needs to use the AWS SDK against the emulator."""

import pytest

from clients import send

ORIGIN = "https://fleet.example"
HEADERS = (
    "authorization,content-type,x-amz-content-sha256,x-amz-date,x-amz-user-agent,"
    "x-amz-security-token,amz-sdk-invocation-id,amz-sdk-request"
)


def listed(header):
    return {item.strip().lower() for item in header.split(",")}


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "PATCH", "DELETE"])
@pytest.mark.parametrize("target", ["/jobs/j", "/things/lamp/jobs/$next"])
def test_a_preflight_is_granted(emulator, method, target):
    answer = send(
        emulator.http,
        "OPTIONS",
        target,
        headers={
            "Origin": ORIGIN,
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": HEADERS,
        },
    )
    assert answer.status in (200, 204)
    assert answer.headers["Access-Control-Allow-Origin"] in ("*", ORIGIN)
    assert method.lower() in listed(answer.headers["Access-Control-Allow-Methods"])
    # A browser does not take "*" to include authorization.
    assert listed(HEADERS) <= listed(answer.headers["Access-Control-Allow-Headers"])


@pytest.mark.parametrize("target, status", [("/jobs", 200), ("/jobs/ghost", 404)])
def test_answers_may_be_read_with_their_error_headers(emulator, target, status):
    answer = send(emulator.http, "GET", target, headers={"Origin": ORIGIN})
    assert answer.status == status
    assert answer.headers["Access-Control-Allow-Origin"] in ("*", ORIGIN)
    exposed = listed(answer.headers["Access-Control-Expose-Headers"])
    assert {"x-amzn-errortype", "x-amzn-requestid"} <= exposed
