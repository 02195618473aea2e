"""Faults of connections, by TLS and by WebSocket, as paho sees them."""

import contextlib
import threading

import paho.mqtt.client as paho
import pytest

from arming import arm, has_struck, struck
from clients import Boto3, send
from device import VERSIONS
from emulator import Emulator
from test_tls import HOST, context, credentials, port

UNAVAILABLE = {"3.1.1": 3, "5": 0x88}


@pytest.fixture(scope="module")
def running():
    with Emulator("--ws-port", "0") as emulator:
        yield emulator


@pytest.fixture
def emulator(running):
    running.reset()
    return running


class Lamp:
    """What paho tells of a connection, event by event."""

    def __init__(self, address, version, tls=None, web_socket=None, keep_alive=60):
        self.events = {name: threading.Event()
                       for name in ("connected", "ended", "subscribed", "published")}
        self.code = None
        self.paho = paho.Client("lamp", protocol=VERSIONS[version],
                                transport="websockets" if web_socket else "tcp")
        if web_socket:
            self.paho.ws_set_options(path=web_socket)
        if tls:
            self.paho.tls_set_context(tls)
        self.paho.on_connect = lambda _c, _u, _f, code, *_: self._connected(code)
        self.paho.on_disconnect = lambda *_: self.events["ended"].set()
        self.paho.on_subscribe = lambda *_: self.events["subscribed"].set()
        self.paho.on_publish = lambda *_: self.events["published"].set()
        self.paho.reconnect_delay_set(1, 1)
        self.paho.connect(*address, keep_alive)
        self.paho.loop_start()

    def _connected(self, code):
        self.code = getattr(code, "value", code)
        self.events["connected"].set()

    def sees(self, event):
        assert self.events[event].wait(8), event
        return True

    def has_seen(self, event):
        return self.events[event].is_set()

    def close(self):
        self.paho.reconnect_delay_set(1000, 1000)
        self.paho.disconnect()
        if self.paho.is_connected():
            self.paho.loop_stop()


@pytest.fixture(params=["tls", "ws"])
def lamp(request, emulator, mqtt_version, tmp_path):
    """Connects when called; a device with a certificate, or a client over WebSocket."""
    _, *pair = credentials(Boto3("iot", emulator.http), tmp_path)
    ways = {"tls": ((HOST, port(emulator)), {"tls": context(emulator, *pair)}),
            "ws": (("127.0.0.1", int(emulator.ready["ws"].split(":")[2].split("/")[0])),
                   {"web_socket": "/mqtt"})}
    with contextlib.ExitStack() as stack:
        def connect(**more):
            address, way = ways[request.param]
            return stack.enter_context(
                contextlib.closing(Lamp(address, mqtt_version, **way, **more)))
        yield connect


def test_a_connect_is_refused_and_the_next_one_is_not(emulator, lamp, mqtt_version):
    arm(emulator, {"refuseConnect": True}, {"thing": "lamp"}, count=1)
    client = lamp()
    assert client.sees("connected") and client.code == UNAVAILABLE[mqtt_version]
    client.events["connected"].clear()
    assert client.sees("connected") and client.code == 0


def test_a_connack_does_not_come(emulator, lamp):
    told = arm(emulator, {"noConnack": True}, {"thing": "lamp"}, count=1)
    assert "mqtt://" in told["doesNotReach"]
    client = lamp()
    assert has_struck(emulator) and not client.has_seen("connected")
    [shown] = emulator.admin("GET", "/_emulator/connections")["connections"]
    assert shown["clientId"] == "lamp"  # for the broker it is here


def test_a_puback_does_not_come_and_the_message_is_sent_again(emulator, lamp):
    client = lamp()
    client.sees("connected")
    arm(emulator, {"noPuback": True}, count=1)
    client.paho.publish("news", "x", qos=1)
    assert has_struck(emulator) and not client.has_seen("published")
    client.events["connected"].clear()
    send_away(emulator)
    assert client.sees("connected") and client.sees("published")


def send_away(emulator):
    assert send(emulator.http, "DELETE", "/connections/lamp").status == 200


def test_a_pingresp_does_not_come_and_the_client_gives_up(emulator, lamp):
    arm(emulator, {"noPingresp": True}, {"thing": "lamp"})
    client = lamp(keep_alive=1)
    assert client.sees("ended") and has_struck(emulator)


def test_nothing_goes_over_a_stalled_connection(emulator, lamp):
    client = lamp()
    client.sees("connected")
    arm(emulator, {"stall": True}, {"thing": "lamp"}, count=1)
    client.paho.subscribe("news", qos=1)
    assert has_struck(emulator)
    client.paho.publish("news", "x", qos=1)
    assert not client.has_seen("subscribed") and not client.has_seen("ended")
    assert struck(emulator) == [1]
    client.events["connected"].clear()
    send_away(emulator)
    assert client.sees("connected"), "the next connection is as it should be"
    client.paho.subscribe("news", qos=1)
    assert client.sees("subscribed")


def test_another_client_is_left_alone(emulator, lamp):
    arm(emulator, {"noConnack": True}, {"thing": "fan"})
    assert lamp().sees("connected")
