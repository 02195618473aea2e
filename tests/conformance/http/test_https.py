"""HTTPS: the REST API's port takes it beside HTTP, and the data plane has a port for devices with
certificates, as AWS's 8443."""

import json
import socket
import subprocess
import urllib.parse

import pytest

from clients import Boto3, send
from emulator import Emulator
from fleet import Fleet
from test_certificates import self_signed
from test_tls import credentials


@pytest.fixture(scope="module")
def server():
    with Emulator("--https-port", "0") as emulator:
        yield emulator


@pytest.fixture
def iot(server):
    server.reset()
    return Boto3("iot", server.http)


def curl(url, *words, ca):
    """Status and body; the body is JSON where it can be."""
    answer = subprocess.run(
        ["curl", "-sS", "--max-time", "20", "--cacert", ca, "-w", "\n%{http_code}", url, *words],
        capture_output=True, text=True, check=True,
    ).stdout
    body, status = answer.rsplit("\n", 1)
    return int(status), json.loads(body) if body.startswith("{") else body


def on_api_port(emulator, path, *words):
    return curl(emulator.http.replace("http:", "https:") + path, *words, ca=emulator.ready["ca"])


@pytest.mark.parametrize("version", ["--tlsv1.3", "--tls-max"])
def test_the_api_port_takes_https_beside_http(server, iot, version):
    iot.CreateThing(thingName="lamp")
    words = [version, "1.2"] if version == "--tls-max" else [version]
    status, thing = on_api_port(server, "/things/lamp", *words)
    assert (status, thing["thingName"]) == (200, "lamp")
    assert send(server.http, "GET", "/things/lamp").status == 200


def test_one_https_connection_serves_many_requests(server, iot):
    url = server.http.replace("http:", "https:") + "/things"
    trace = subprocess.run(
        ["curl", "-sSv", "--cacert", server.ready["ca"], url, url, url],
        capture_output=True, text=True, check=True,
    ).stderr
    assert trace.count("Re-using existing connection") == 2


def test_large_bodies_go_both_ways(server, iot, tmp_path):
    body = tmp_path / "body"
    body.write_bytes(bytes(range(256)) * 20_000)  # 5 MB
    signed = ("--user", "local:local", "--aws-sigv4", "aws:amz:us-east-1:s3")
    status, _ = on_api_port(server, "/bucket/key", *signed, "-T", str(body))
    assert status == 200
    got = tmp_path / "got"
    status, _ = on_api_port(server, "/bucket/key", *signed, "-o", str(got))
    assert status == 200
    assert got.read_bytes() == body.read_bytes()


def test_boto3_calls_over_https(server, iot):
    import boto3

    client = boto3.client(
        "iot", endpoint_url=server.http.replace("http:", "https:"), region_name="us-east-1",
        aws_access_key_id="local", aws_secret_access_key="local", verify=server.ready["ca"],
    )
    client.create_thing(thingName="lamp")
    assert iot.ListThings()["things"][0]["thingName"] == "lamp"


def test_half_a_handshake_holds_nobody_up(server, iot):
    parts = urllib.parse.urlsplit(server.http)
    with socket.create_connection((parts.hostname, parts.port)) as half:
        half.send(b"\x16\x03\x01\x02\x00\x01")
        assert on_api_port(server, "/things")[0] == 200
    with socket.create_connection((parts.hostname, parts.port)) as garbage:
        garbage.settimeout(8)
        garbage.send(b"\x16\x03\x01\x00\x05hello")
        while garbage.recv(4096):
            pass
    assert on_api_port(server, "/things")[0] == 200


class DataPlane:
    def __init__(self, emulator, certificate=None, key=None):
        self._identity = ("--cert", certificate, "--key", key) if certificate else ()
        self._url = emulator.ready["https"].replace("127.0.0.1", "localhost")
        self._ca = emulator.ready["ca"]

    def __call__(self, method, path, members=None):
        words = [*self._identity, "-X", method]
        if members is not None:
            words += ["-d", json.dumps(members)]
        return curl(self._url + path, *words, ca=self._ca)


def test_a_device_with_its_certificate_takes_a_job_to_its_end(server, iot, tmp_path):
    fleet = Fleet(iot)
    fleet.thing("lamp")
    fleet.job("j", "lamp")
    call = DataPlane(server, *credentials(iot, tmp_path)[1:])
    status, pending = call("GET", "/things/lamp/jobs")
    assert status == 200
    assert [job["jobId"] for job in pending["queuedJobs"]] == ["j"]
    status, started = call("PUT", "/things/lamp/jobs/$next", {"statusDetails": {"at": "start"}})
    assert (status, started["execution"]["jobId"]) == (200, "j")
    status, described = call("GET", "/things/lamp/jobs/j")
    assert (status, described["execution"]["status"]) == (200, "IN_PROGRESS")
    assert described["execution"]["thingName"] == "lamp"
    status, _ = call("POST", "/things/lamp/jobs/j", {"status": "SUCCEEDED"})
    assert status == 200
    assert fleet.status("j") == "COMPLETED"


CALLS = [
    ("GET", "/things/lamp/jobs", None),
    ("PUT", "/things/lamp/jobs/$next", {}),
    ("GET", "/things/lamp/jobs/j", None),
    ("POST", "/things/lamp/jobs/j", {"status": "SUCCEEDED"}),
]


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call[0]} {call[1]}")
@pytest.mark.parametrize("whose", ["none", "foreign", "INACTIVE", "REVOKED", "deleted",
                                   "run out"])
def test_a_certificate_that_is_not_good_is_refused(server, iot, tmp_path, call, whose):
    fleet = Fleet(iot)
    fleet.thing("lamp")
    fleet.job("j", "lamp")
    identity = ()
    if whose == "foreign":
        identity = self_signed(tmp_path)
    elif whose != "none":
        id_, *identity = credentials(iot, tmp_path)
        if whose == "run out":
            server.clock(set="2050-01-01T00:00:00Z")
        else:
            status = "INACTIVE" if whose == "deleted" else whose
            iot.UpdateCertificate(certificateId=id_, newStatus=status)
        if whose == "deleted":
            iot.DeleteCertificate(certificateId=id_)
    status, error = DataPlane(server, *identity)(*call)
    assert (status, error["message"]) == (400, "The certificate is invalid.")
    server.clock(set="2026-01-01T00:00:00Z")
    assert fleet.execution("lamp", "j")["status"] == "QUEUED"


def test_the_refusal_is_named_as_aws_names_it(server, iot):
    answer = subprocess.run(
        ["curl", "-sSi", "--cacert", server.ready["ca"],
         server.ready["https"] + "/things/lamp/jobs"],
        capture_output=True, text=True, check=True,
    ).stdout
    assert "x-amzn-errortype: certificatevalidationexception" in answer.lower()


def test_the_devices_port_has_the_data_plane_only(server, iot, tmp_path):
    call = DataPlane(server, *credentials(iot, tmp_path)[1:])
    assert call("GET", "/things")[0] == 404
    assert call("GET", "/_emulator/health")[0] == 404


def test_the_devices_port_takes_no_plain_http(server, iot):
    parts = urllib.parse.urlsplit(server.ready["https"])
    with socket.create_connection((parts.hostname, parts.port)) as plain:
        plain.settimeout(8)
        plain.send(b"GET /things/lamp/jobs HTTP/1.1\r\nHost: x\r\n\r\n")
        assert plain.recv(100) == b""
