"""What a browser needs to use the AWS SDK against the emulator."""

import pytest

from clients import send
from emulator import Emulator

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


def page(emulator, method, target, body=None, origin=ORIGIN, **headers):
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return send(emulator.http, method, target, body, {"Origin": origin, **named})


def test_a_page_elsewhere_reads_nothing_of_the_emulators_own(emulator):
    for target in ("/_emulator/health", "/_emulator/journal", "/_emulator/ghost"):
        answer = page(emulator, "GET", target)
        assert "Access-Control-Allow-Origin" not in answer.headers
    asked = page(emulator, "OPTIONS", "/_emulator/reset", Access_Control_Request_Method="POST")
    assert "Access-Control-Allow-Origin" not in asked.headers


def test_a_page_elsewhere_gets_no_key(emulator):
    signed = {"Authorization": "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/iot/aws4_request"}
    answer = page(emulator, "POST", "/keys-and-certificate?setAsActive=true", **signed)
    assert answer.status == 200
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_page_elsewhere_must_sign_what_it_changes(emulator):
    for method, target in (("POST", "/things/t"), ("PUT", "/some-bucket/k"),
                           ("PUT", "/jobs/j"), ("POST", "/_emulator/reset")):
        answer = page(emulator, method, target, b"{}")
        assert (answer.status, "Access-Control-Allow-Origin" in answer.headers) == (403, False)
    assert send(emulator.http, "GET", "/things").json["things"] == []
    signed = {"Authorization": "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/iot/aws4_request"}
    answer = page(emulator, "POST", "/things/t", b"{}", **signed)
    assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (200, "*")


def test_pages_of_this_machine_need_not_sign(emulator):
    answer = page(emulator, "POST", "/things/t", b"{}", origin="http://localhost:3000")
    assert answer.status == 200


def test_a_page_elsewhere_opens_no_websocket_unsigned(emulator):
    handshake = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
                 "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
                 "Sec-WebSocket-Protocol": "mqtt"}
    assert page(emulator, "GET", "/mqtt", **handshake).status == 403
    assert page(emulator, "GET", "/mqtt", origin="http://localhost:3000", **handshake).status == 101


@pytest.mark.parametrize("target", ["/things", "/_emulator/health", "/bucket/k", "/mqtt"])
def test_a_name_that_anybody_may_point_here_is_refused(emulator, target):
    answer = send(emulator.http, "GET", target, headers={"Host": "rebound.example"})
    assert answer.status == 421
    assert "--hostname rebound.example" in answer.json["message"]


def test_who_is_let_in_by_flags():
    with Emulator("--hostname", "lab.example", "--cors-origin", ORIGIN) as emulator:
        assert send(emulator.http, "GET", "/things", headers={"Host": "lab.example"}).status == 200
        answer = page(emulator, "POST", "/_emulator/reset", b"{}")
        assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (200, ORIGIN)
        asked = page(emulator, "OPTIONS", "/_emulator/reset")
        assert asked.headers["Access-Control-Allow-Origin"] == ORIGIN


def test_an_uploaded_page_runs_nothing(emulator):
    send(emulator.http, "PUT", "/some-bucket/page.html", b"<script>1</script>",
         {"Host": "s3.localhost", "Content-Type": "text/html"})
    answer = send(emulator.http, "GET", "/some-bucket/page.html",
                  headers={"Host": "s3.localhost"})
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
