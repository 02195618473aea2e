"""MQTT over WebSocket, plain and over TLS, on the REST API's port and on ports of its own."""

import base64
import json
import os
import socket
import ssl
import urllib.parse

import pytest

from clients import Boto3, send
from device import Device
from emulator import Emulator
from fleet import Fleet
from policy_holders import Client

OWN_PORTS = ("--ws-port", "0", "--wss-port", "0", "--no-plain-mqtt")
SIGNATURE = urllib.parse.urlencode(
    {
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Credential": "local/20260101/us-east-1/iotdevicegateway/aws4_request",
        "X-Amz-Date": "20260101T000000Z",
        "X-Amz-SignedHeaders": "host",
        "X-Amz-Signature": "0" * 64,
    }
)


@pytest.fixture(scope="module")
def on_own_ports():
    with Emulator(*OWN_PORTS) as emulator:
        yield emulator


@pytest.fixture(params=["the API's port", "a port of its own"])
def server(request, emulator):
    if request.param == "the API's port":
        return emulator
    own = request.getfixturevalue("on_own_ports")
    own.reset()
    return own


def address(url):
    parts = urllib.parse.urlsplit(url)
    return parts.hostname, parts.port


def connected(emulator, scheme, thing, path="/mqtt", **more):
    tls = None
    if scheme == "wss":
        tls = ssl.create_default_context(cafile=emulator.ready["ca"])
    return Device(address(emulator.ready[scheme]), thing, tls=tls, web_socket=path, **more)


@pytest.mark.parametrize("version", ["3.1.1", "5"])
@pytest.mark.parametrize("scheme", ["ws", "wss"])
def test_a_device_completes_a_job(server, scheme, version):
    fleet = Fleet(Boto3("iot", server.http))
    fleet.thing("lamp")
    device = connected(server, scheme, "lamp", f"/mqtt?{SIGNATURE}", version=version)
    fleet.job("j", "lamp", document=json.dumps({"text": "long " * 6000}))
    assert device.topics_heard() == ["notify", "notify-next"]
    device.accepted("start-next")
    device.accepted("j/update", {"status": "SUCCEEDED"})
    assert fleet.status("j") == "COMPLETED"
    device.close()


def test_the_ready_line_names_where_to_connect(emulator, on_own_ports):
    port = urllib.parse.urlsplit(emulator.http).port
    assert emulator.ready["ws"] == f"ws://127.0.0.1:{port}/mqtt"
    assert emulator.ready["wss"] == f"wss://127.0.0.1:{port}/mqtt"
    ports = {address(on_own_ports.ready[key])[1] for key in ("http", "mqtts", "ws", "wss")}
    assert len(ports) == 4


def test_lifecycle_events_tell_the_address(emulator):
    watcher = connected(emulator, "ws", "watcher", subscribe=("$aws/events/presence/#",))
    device = connected(emulator, "ws", "lamp")
    device.close()
    for kind in ("connected", "disconnected"):
        topic = f"$aws/events/presence/{kind}/{device.client_id}"
        event = watcher.wait_for(lambda m, topic=topic: m.topic == topic, kind).payload
        assert event["ipAddress"] == "127.0.0.1"
    watcher.close()


def test_a_second_connection_with_the_same_client_id_ends_the_first(emulator):
    watcher = connected(emulator, "ws", "watcher", subscribe=("$aws/events/presence/#",))
    first = connected(emulator, "ws", "lamp", keep_session_as="twice")
    first.client.reconnect_delay_set(60, 60)
    second = connected(emulator, "wss", "lamp", keep_session_as="twice")
    topic = "$aws/events/presence/disconnected/twice"
    left = watcher.wait_for(lambda m: m.topic == topic, "the end of the first connection")
    assert left.payload["disconnectReason"] == "DUPLICATE_CLIENTID"
    assert second.is_connected
    for device in (first, second, watcher):  # else the first comes back some time
        device.close()


def handshake(emulator, **changes):
    """The answer to a WebSocket handshake and the connection."""
    headers = {
        "Host": "localhost", "Upgrade": "websocket", "Connection": "Upgrade",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
        "Sec-WebSocket-Version": "13", "Sec-WebSocket-Protocol": "mqtt", **changes,
    }
    connection = socket.create_connection(address(emulator.ready["ws"]), timeout=8)
    lines = [f"{name}: {value}" for name, value in headers.items() if value]
    connection.sendall("\r\n".join(["GET /mqtt HTTP/1.1", *lines, "", ""]).encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        piece = connection.recv(4096)
        if not piece:
            break
        answer += piece
    return answer.decode(), connection


@pytest.mark.parametrize("offered, chosen", [
    ("mqtt", "mqtt"), ("mqttv3.1", "mqttv3.1"), ("chat, mqtt", "mqtt")])
def test_the_subprotocol_is_mqtt(emulator, offered, chosen):
    answer, connection = handshake(emulator, **{"Sec-WebSocket-Protocol": offered})
    connection.close()
    assert answer.startswith("HTTP/1.1 101 ")
    assert f"Sec-WebSocket-Protocol: {chosen}\r\n" in answer


def test_a_handshake_of_another_version_of_websocket_is_refused(emulator):
    answer, connection = handshake(emulator, **{"Sec-WebSocket-Version": "8"})
    connection.close()
    assert answer.startswith("HTTP/1.1 426 ")


def test_a_text_frame_ends_the_connection(emulator):
    _, connection = handshake(emulator)
    with connection:
        connection.sendall(b"\x81\x82\x00\x00\x00\x00hi")
        while connection.recv(4096):
            pass


def test_mqtt_may_come_in_frames_of_a_byte_each(emulator):
    _, connection = handshake(emulator)
    with connection:
        for byte in b"\x10\x10\x00\x04MQTT\x04\x02\x00\x3c\x00\x04tiny":
            connection.sendall(b"\x82\x81\x00\x00\x00\x00" + bytes([byte]))
        connack = b""
        while len(connack) < 6:
            connack += connection.recv(6)
        assert connack == b"\x82\x04\x20\x02\x00\x00"


@pytest.mark.parametrize("last_words, reason, wills", [
    (b"\x82\x82\x00\x00\x00\x00\xe0\x00", "CLIENT_INITIATED_DISCONNECT", []),
    (b"\x88\x80\x00\x00\x00\x00", "CLIENT_INITIATED_DISCONNECT", []),
    (b"", "CONNECTION_LOST", ["fence/w"]),
], ids=["DISCONNECT", "a Close frame", "nothing"])
def test_who_takes_his_leave_is_told_from_who_is_lost(emulator, last_words, reason, wills):
    watcher = connected(emulator, "ws", "watcher", subscribe=("fence/w", "$aws/events/presence/#"))
    _, connection = handshake(emulator)
    with connection:
        connection.sendall(b"\x82\x9f\x00\x00\x00\x00\x10\x1d"
                           b"\x00\x04MQTT\x04\x06\x00\x3c\x00\x04wick"
                           b"\x00\x07fence/w\x00\x02{}")
        assert connection.recv(6)
        connection.sendall(last_words)
    topic = "$aws/events/presence/disconnected/wick"
    left = watcher.wait_for(lambda m: m.topic == topic, "the end of the connection")
    assert left.payload["disconnectReason"] == reason
    assert [m.topic for m in watcher.inbox if m.topic == "fence/w"] == wills
    watcher.close()


def test_a_port_for_websocket_serves_nothing_else(on_own_ports):
    url = on_own_ports.ready["ws"].replace("ws://", "http://").removesuffix("/mqtt")
    assert send(url, "GET", "/jobs").status == 404
    assert send(url, "GET", "/mqtt").status == 404


def test_without_a_handshake_the_path_is_no_operation(emulator):
    assert send(emulator.http, "GET", "/mqtt").status == 404


DAY = 24 * 60 * 60


def over_web_socket(emulator):
    return Client(address(emulator.ready["ws"]), "lamp", web_socket="/mqtt")


def test_a_connection_ends_after_24_hours(emulator):
    with Client(emulator.mqtt, "watch") as watch:
        assert watch.subscribe("$aws/events/presence/disconnected/lamp") == 1
        with over_web_socket(emulator) as lamp:
            emulator.clock(advance=f"{DAY - 1}s")
            assert lamp.is_here()
            [timer] = emulator.admin("GET", "/_emulator/timers")["timers"]
            assert (timer["kind"], timer["at"]) == ("webSocketEnds", "2026-01-02T00:00:00Z")
            assert "lamp" in timer["why"]
            emulator.clock(advance="1s")
            assert lamp.is_ended()
        told = json.loads(watch.next()[1])
        assert told["disconnectReason"] == "WEBSOCKET_TTL_EXPIRATION"
        assert watch.is_here()  # by plain MQTT
    assert emulator.admin("GET", "/_emulator/timers")["timers"] == []


def test_a_connection_that_has_ended_is_no_timer(emulator):
    with over_web_socket(emulator):
        emulator.wait_until(lambda: emulator.admin("GET", "/_emulator/timers")["timers"], "a timer")
    emulator.wait_until(
        lambda: not emulator.admin("GET", "/_emulator/timers")["timers"], "no timer")


def test_a_reset_ends_no_web_socket(emulator):
    with over_web_socket(emulator) as lamp:
        emulator.reset()
        assert lamp.is_here()


def test_the_24_hours_can_be_lifted():
    with Emulator("--lift", "websocket-life") as emulator:
        emulator.reset()
        with over_web_socket(emulator) as lamp:
            emulator.clock(advance=f"{2 * DAY}s")
            assert lamp.is_here()
