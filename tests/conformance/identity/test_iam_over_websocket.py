"""Clients that sign their WebSocket handshake are held to the IAM policy of their key."""

import json
import socket
import urllib.parse

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import pytest

from clients import Boto3, send
from device import VERSIONS
from emulator import Emulator
from fleet import Fleet
from policy_holders import ARN, REFUSED, Client, allow, deny, last_refusal

ADMIN, LAMP = ("AKIAADMIN", "open"), ("AKIALAMP", "lamp's")
NOT_AUTHORIZED = {"3.1.1": 5, "5": 0x87}  # of CONNACK
JOBS = "$aws/things/lamp/jobs/"
POLICY = [
    allow("iot:Connect", "client/lamp"),
    allow("iot:Publish", f"topic/{JOBS}*", "topic/lamp/*"),
    allow("iot:Subscribe", "topicfilter/*"),
    allow("iot:Receive", f"topic/{JOBS}*", "topic/lamp/*"),
    deny("iot:Publish", "topic/lamp/secret"),
]


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    path = tmp_path_factory.mktemp("keys") / "credentials.json"
    path.write_text(json.dumps([
        {"UserName": "admin", "AccessKeyId": ADMIN[0], "SecretAccessKey": ADMIN[1]},
        {"UserName": "lamp", "AccessKeyId": LAMP[0], "SecretAccessKey": LAMP[1],
         "Policy": {"Version": "2012-10-17", "Statement": POLICY}}]))
    return ("--credentials", str(path))


@pytest.fixture(scope="module")
def guarded(keys):
    with Emulator("--auth", "sigv4", *keys) as emulator:
        yield emulator


@pytest.fixture
def fleet(guarded):
    guarded.admin("POST", "/_emulator/reset")
    return Fleet(Boto3("iot", guarded.http, ADMIN))


def opened(emulator):
    """A WebSocket connection with lamp's key, by hand."""
    url = urllib.parse.urlsplit(presigned(emulator, LAMP))
    connection = socket.create_connection((url.hostname, url.port), timeout=8)
    connection.sendall(
        f"GET {url.path}?{url.query} HTTP/1.1\r\nHost: {url.netloc}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n".encode())
    assert connection.recv(4096).startswith(b"HTTP/1.1 101 ")
    return connection


def presigned(emulator, keys):
    request = botocore.awsrequest.AWSRequest("GET", emulator.http + "/mqtt")
    botocore.auth.SigV4QueryAuth(
        botocore.credentials.Credentials(*keys), "iotdevicegateway", "us-east-1", 60
    ).add_auth(request)
    return request.prepare().url


def signed(emulator, client_id="lamp", keys=LAMP, version="3.1.1"):
    url = urllib.parse.urlsplit(presigned(emulator, keys))
    return Client((url.hostname, url.port), client_id, version,
                  web_socket=f"{url.path}?{url.query}")


@pytest.mark.parametrize("version", VERSIONS)
def test_what_the_policy_allows_is_done(guarded, fleet, version):
    fleet.thing("lamp")
    with signed(guarded, version=version) as client:
        assert client.code == 0
        assert client.subscribe(JOBS + "notify-next") == 1
        fleet.job("j", "lamp")
        assert client.next()[0] == JOBS + "notify-next"
        client.publish(JOBS + "j/update", '{"status": "SUCCEEDED"}')
        assert client.next()[0] == JOBS + "j/update/accepted"
    assert fleet.status("j") == "COMPLETED"


@pytest.mark.parametrize("version", VERSIONS)
def test_who_it_does_not_allow_to_connect_is_refused(guarded, fleet, version):
    with signed(guarded, "fan", version=version) as client:
        assert client.code == NOT_AUTHORIZED[version]
    refusal = last_refusal(guarded)
    assert (refusal["clientId"], refusal["principal"]) == ("fan", LAMP[0])
    assert json.loads(refusal["missing"]) == {
        "Effect": "Allow", "Action": "iot:Connect", "Resource": ARN + "client/fan"}


@pytest.mark.parametrize("topic, why", [
    ("fan/1", "no policy allows it"), ("lamp/secret", "a statement of its IAM policy denies it")])
def test_what_it_does_not_allow_to_publish_ends_the_connection(guarded, fleet, topic, why):
    with signed(guarded, "watcher", ADMIN) as watcher, signed(guarded) as client:
        watcher.subscribe("$aws/events/presence/disconnected/lamp")
        client.publish(topic)
        assert client.is_ended()
        assert '"disconnectReason":"AUTH_ERROR"' in watcher.next()[1]
    assert why in last_refusal(guarded)["text"]


@pytest.mark.parametrize("version", VERSIONS)
def test_what_it_does_not_allow_to_be_received_is_not_delivered(guarded, fleet, version):
    with signed(guarded, "other", ADMIN) as other, signed(guarded, version=version) as client:
        assert client.subscribe("+/1") == 1
        other.publish("fan/1")
        other.publish("lamp/1")
        assert client.next()[0] == "lamp/1"


def test_lifecycle_events_name_the_key(guarded, fleet):
    with signed(guarded, "watcher", ADMIN) as watcher:
        watcher.subscribe("$aws/events/presence/connected/lamp")
        with signed(guarded):
            assert json.loads(watcher.next()[1])["principalIdentifier"] == LAMP[0]


def test_who_comes_otherwise_is_held_to_nothing(guarded, fleet):
    fleet.thing("lamp")
    with signed(guarded), Client(guarded.mqtt, "lamp") as client:  # in the other's place
        assert client.subscribe("fan/1") == 1
        client.publish("fan/1")
        assert client.next()[0] == "fan/1"
        client.publish(JOBS + "get")
        assert client.next()[0] == JOBS + "get/accepted"


@pytest.mark.parametrize("version", VERSIONS)
def test_with_policies_for_devices_too_only_who_signs_comes_by_websocket(keys, version):
    with Emulator("--auth", "policy,sigv4", *keys) as emulator:
        with signed(emulator, version=version) as client:
            assert client.code == 0
            assert client.subscribe("fan/1") == 1
        with Client(emulator.mqtt, "lamp", version) as stranger:
            assert stranger.code == NOT_AUTHORIZED[version]
        unsigned = send(emulator.http, "GET", "/mqtt", headers={
            "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="})
        assert unsigned.error == (403, "MissingAuthenticationTokenException")


@pytest.mark.parametrize("packet", [
    b"\x10\x80\xe7\x0a\x00\x04MQTT\x04\xc6\x00\x3c\x00\x03fan\x00\x01w"
    + 3 * (b"\xe6\x78" + b"x" * 59000),
    b"\x11\x11\x00\x06MQIsdp\x03\x02\x00\x3c\x00\x03fan",
    b"\x10\x0f\x00\x04MQTT\x84\x02\x00\x3c\x00\x03fan",
], ids=["too long", "reserved bits", "a bridge's"])
def test_nobody_gets_past_the_policy_by_an_odd_connect(guarded, fleet, packet):
    with opened(guarded) as connection:
        size = len(packet).to_bytes(8, "big")
        connection.sendall(b"\x82\xff" + size + b"\x00\x00\x00\x00" + packet)
        assert connection.recv(1) in (b"", b"\x88")  # the end, or a Close frame
