"""Signatures and IAM policies, under --auth sigv4, as AWS's own SDKs sign."""

import contextlib
import json
import re
import socket
import subprocess
import urllib.parse

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import pytest

from clients import Boto3, Npm, NpmProcess, refused, send
from emulator import BINARY, Emulator
from fleet import thing_arn

KEYS = ("AKIAOPERATOR", "operators/secret+key")
SESSION = ("ASIASESSION", "sessions-secret")
READER = ("AKIAREADER", "readers-secret")
CREDENTIALS = [
    {"UserName": "operator", "AccessKeyId": KEYS[0], "SecretAccessKey": KEYS[1]},
    {"AccessKeyId": SESSION[0], "SecretAccessKey": SESSION[1], "SessionToken": "t/o+k=",
     "Expiration": "2100-01-01T00:00:00Z"},
    {"UserName": "reader", "AccessKeyId": READER[0], "SecretAccessKey": READER[1],
     "Policy": {"Version": "2012-10-17", "Statement": [
         {"Effect": "Allow", "Action": ["iot:Describe*", "iot:List*"], "Resource": "*"},
         {"Effect": "Allow", "Action": "iotjobsdata:*", "Resource": thing_arn("lamp")},
         {"Effect": "Deny", "Action": "iot:ListJobs", "Resource": "*"}]}},
]
INVALID_TOKEN = "The security token included in the request is invalid."
MISMATCH = re.compile(
    "^The request signature we calculated does not match the signature you provided. Check "
    "your AWS Secret Access Key and signing method. Consult the service documentation for "
    "details.\n\nThe Canonical String for this request should have been\n'")


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """An emulator that verifies signatures; its clock runs with the system's."""
    path = tmp_path_factory.mktemp("keys") / "credentials.json"
    path.write_text(json.dumps(CREDENTIALS))
    with Emulator("--auth", "sigv4", "--credentials", str(path)) as emulator:
        yield emulator


@pytest.fixture
def client(guarded, family):
    """Makes clients of one SDK: client(service, keys, token)."""
    with contextlib.ExitStack() as stack:
        def make(service="iot", keys=KEYS, token=None):
            if family == "boto3":
                return Boto3(service, guarded.http, keys, token)
            process = NpmProcess(guarded.http, keys, token)
            stack.callback(process.close)
            return Npm(service, process)

        yield make
        guarded.admin("POST", "/_emulator/reset")


def test_the_right_key_is_served_on_both_planes(client):
    iot, data = client(), client("iot-jobs-data")
    iot.CreateThing(thingName="a:b")
    iot.CreateJob(jobId="j", targets=[thing_arn("a:b")], document='{"text": "ü"}')
    assert iot.ListThings(maxResults=5)["things"][0]["thingName"] == "a:b"
    assert iot.ListTagsForResource(resourceArn=thing_arn("a:b").replace("thing/a:b", "job/j"))
    assert data.DescribeJobExecution(thingName="a:b", jobId="$next")["execution"]["jobId"] == "j"
    data.StartNextPendingJobExecution(thingName="a:b", statusDetails={"at": "ü & co."})
    data.UpdateJobExecution(thingName="a:b", jobId="j", status="SUCCEEDED")


def test_the_key_of_the_flags_is_served(client):
    client(keys=("local", "local")).ListThings()


@pytest.mark.parametrize("service, operation, members", [
    ("iot", "ListThings", {}),
    ("iot", "CreateThing", {"thingName": "lamp"}),
    ("iot-jobs-data", "GetPendingJobExecutions", {"thingName": "lamp"}),
])
def test_a_wrong_secret_is_refused(client, service, operation, members):
    with refused("InvalidSignatureException", 403, MISMATCH):
        getattr(client(service, (KEYS[0], "wrong")), operation)(**members)


def test_an_unknown_key_is_refused(client):
    with refused("UnrecognizedClientException", 403, INVALID_TOKEN):
        client(keys=("AKIANOBODY", KEYS[1])).ListThings()


def test_a_session_needs_its_token(client):
    client(keys=SESSION, token="t/o+k=").ListThings()
    for token in (None, "another"):
        with refused("UnrecognizedClientException", 403, INVALID_TOKEN):
            client(keys=SESSION, token=token).ListThings()


def test_a_skewed_clock_is_refused(guarded, client):
    iot = client()
    guarded.advance("6m")
    with refused("InvalidSignatureException", 403,
                 re.compile(r"^Signature expired: \d{8}T\d{6}Z is now earlier than "
                            r"\d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)$")):
        iot.ListThings()
    guarded.clock(set="2026-01-01T00:00:00Z")
    with refused("InvalidSignatureException", 403,
                 re.compile(r"^Signature not yet current: \d{8}T\d{6}Z is still later than "
                            r"20260101T0005\d\dZ \(20260101T0000\d\dZ \+ 5 min\.\)$")):
        iot.ListThings()


def test_an_expired_session_is_refused(guarded, client):
    guarded.clock(set="2100-01-01T00:00:01Z")
    answer = signed(guarded, "2100-01-01", keys=SESSION, token="t/o+k=")
    assert answer.error == (403, "ExpiredTokenException")
    assert answer.json["message"] == "The security token included in the request is expired"


def test_a_policy_says_what_a_user_may_do(client):
    client().CreateThing(thingName="lamp")
    iot = client(keys=READER)
    iot.DescribeThing(thingName="lamp")
    with refused("AccessDeniedException", 403,
                 "User: arn:aws:iam::123456789012:user/reader is not authorized to perform: "
                 f"iot:CreateJob on resource: {thing_arn('lamp').replace('thing/lamp', 'job/j')} "
                 "because no identity-based policy allows the iot:CreateJob action"):
        iot.CreateJob(jobId="j", targets=[thing_arn("lamp")], document="{}")
    with refused("AccessDeniedException", 403,
                 "User: arn:aws:iam::123456789012:user/reader is not authorized to perform: "
                 "iot:ListJobs on resource: * with an explicit deny in an identity-based policy"):
        iot.ListJobs()
    data = client("iot-jobs-data", READER)
    data.GetPendingJobExecutions(thingName="lamp")
    with refused("AccessDeniedException", 403):
        data.GetPendingJobExecutions(thingName="fan")


@pytest.mark.parametrize("target", ["/things", "/things/lamp/jobs/$next", "/job-templates"])
def test_who_does_not_sign_is_refused(guarded, target):
    answer = send(guarded.http, "GET", target)
    assert answer.error == (403, "MissingAuthenticationTokenException")
    assert answer.json == {"message": "Missing Authentication Token"}


def test_another_scheme_is_no_signature(guarded):
    answer = send(guarded.http, "GET", "/things", headers={"Authorization": "Bearer a=b"})
    assert answer.error == (403, "IncompleteSignatureException")


def test_the_admin_api_stays_open(guarded):
    assert guarded.admin("GET", "/_emulator/health")


def presigned(guarded, expires, keys=KEYS, service="iot"):
    request = botocore.awsrequest.AWSRequest("GET", guarded.http + "/things?maxResults=1")
    botocore.auth.SigV4QueryAuth(
        botocore.credentials.Credentials(*keys), service, "us-east-1", expires
    ).add_auth(request)
    parts = urllib.parse.urlsplit(request.url)
    return f"{parts.path}?{parts.query}"


def signed(guarded, day, keys, token, after=None):
    """Signs as botocore does, at midnight of a day that need not be today; what comes `after` is
    not signed."""
    request = botocore.awsrequest.AWSRequest("GET", guarded.http + "/things")
    auth = botocore.auth.SigV4Auth(
        botocore.credentials.Credentials(*keys, token), "iot", "us-east-1")
    stamp = day.replace("-", "") + "T000001Z"
    request.context["timestamp"] = stamp
    request.headers["X-Amz-Date"] = stamp
    if token:
        request.headers["X-Amz-Security-Token"] = token
    canonical = auth.canonical_request(request)
    request.headers["Authorization"] = ", ".join([
        f"AWS4-HMAC-SHA256 Credential={auth.scope(request)}",
        f"SignedHeaders={auth.signed_headers(auth.headers_to_sign(request))}",
        f"Signature={auth.signature(auth.string_to_sign(request, canonical), request)}"])
    return send(guarded.http, "GET", "/things", headers={**dict(request.headers.items()), **(after or {})})


def test_a_header_that_says_what_is_asked_must_be_signed(guarded):
    guarded.clock(set="2026-01-01T00:00:00Z")
    principal = {"x-amzn-principal": "arn:aws:iot:us-east-1:123456789012:cert/" + 64 * "a"}
    answer = signed(guarded, "2026-01-01", KEYS, None, after=principal)
    assert answer.error == (403, "InvalidSignatureException")
    assert answer.json["message"].endswith("which were not signed: x-amzn-principal")
    assert signed(guarded, "2026-01-01", KEYS, None, after={"x-amzn-trace-id": "1"}).status == 200
    guarded.admin("POST", "/_emulator/reset")


def test_what_was_signed_wrongly_is_in_no_log(guarded):
    guarded.clock(set="2026-01-01T00:00:00Z")
    answer = signed(guarded, "2026-01-01", (SESSION[0], "wrong"), "t/o+k=")
    assert answer.error == (403, "InvalidSignatureException")
    assert "t/o+k=" in answer.json["message"], "the client is told what it has sent"
    journal = send(guarded.http, "GET", "/_emulator/journal").body
    assert b"t/o+k=" not in journal and b"security-token:***" in journal
    guarded.has_logged("InvalidSignatureException")
    assert not any("t/o+k=" in line for line in guarded.log)
    guarded.admin("POST", "/_emulator/reset")


def test_a_presigned_request_is_served_until_it_expires(guarded):
    target = presigned(guarded, 600)
    assert send(guarded.http, "GET", target).status == 200
    guarded.advance("9m")
    assert send(guarded.http, "GET", target).status == 200
    guarded.advance("2m")
    answer = send(guarded.http, "GET", target)
    guarded.admin("POST", "/_emulator/reset")
    assert answer.error == (403, "InvalidSignatureException")
    assert re.match(r"Signature expired: .* is now earlier than .* - 10 min\.\)$",
                    answer.json["message"])


def test_a_presigned_request_cannot_be_changed(guarded):
    target = presigned(guarded, 600)
    answer = send(guarded.http, "GET", target.replace("maxResults=1", "maxResults=2"))
    assert answer.error == (403, "InvalidSignatureException")


def test_aws_own_credentials_file_does(tmp_path):
    path = tmp_path / "credentials"
    path.write_text("[default]\naws_access_key_id = AKIA1\naws_secret_access_key = s\n")
    with Emulator("--auth", "sigv4", "--credentials", str(path)) as emulator:
        Boto3("iot", emulator.http, ("AKIA1", "s")).ListThings()


@pytest.mark.parametrize("flags, mistake", [
    (["--credentials", "FILE"], "--credentials is for --auth sigv4"),
    (["--auth", "sigv4", "--credentials", "/nowhere"], "cannot read /nowhere"),
    (["--auth", "sigv4", "--credentials", "FILE"], "Condition in a statement is not emulated"),
    (["--auth", "sigv3"], "sigv3"),
])
def test_a_mistake_in_the_flags_is_told(tmp_path, flags, mistake):
    path = tmp_path / "keys.json"
    path.write_text(json.dumps({
        "AccessKeyId": "A", "SecretAccessKey": "s",
        "Policy": {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*",
                                 "Condition": {}}}}))
    flags = [str(path) if flag == "FILE" else flag for flag in flags]
    ended = subprocess.run([BINARY, *flags], capture_output=True, text=True, timeout=20)
    assert ended.returncode != 0 and mistake in ended.stderr, ended.stderr


def handshake(emulator, keys, token=None, service="iotdevicegateway", path="/mqtt"):
    """The status of a WebSocket handshake by a URL signed as AWS's device SDKs sign it: they add
    the session's token afterwards."""
    url = emulator.http + path
    request = botocore.awsrequest.AWSRequest("GET", url)
    if keys:
        botocore.auth.SigV4QueryAuth(botocore.credentials.Credentials(*keys), service,
                                     "us-east-1").add_auth(request)
    target = request.prepare().url.removeprefix(emulator.http)
    if token:
        target += "&" + urllib.parse.urlencode({"X-Amz-Security-Token": token})
    host, port = urllib.parse.urlsplit(emulator.http).netloc.split(":")
    with socket.create_connection((host, int(port)), 8) as stream:
        stream.sendall(
            f"GET {target} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n".encode())
        head = stream.recv(4096).decode()
    name = re.search(r"x-amzn-ErrorType: (\w+)", head)
    return int(head.split()[1]), name and name[1]


def test_a_web_socket_needs_a_signed_url(guarded):
    assert handshake(guarded, KEYS) == (101, None)
    assert handshake(guarded, SESSION, "t/o+k=") == (101, None)
    for keys, token, service, error in (
        (None, None, "iotdevicegateway", "MissingAuthenticationTokenException"),
        ((KEYS[0], "wrong"), None, "iotdevicegateway", "InvalidSignatureException"),
        (("AKIANOBODY", "x"), None, "iotdevicegateway", "UnrecognizedClientException"),
        (SESSION, None, "iotdevicegateway", "UnrecognizedClientException"),
        (KEYS, None, "iotdata", "InvalidSignatureException"),
    ):
        assert handshake(guarded, keys, token, service) == (403, error), error
