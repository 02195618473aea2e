"""What the log says, at level info, of devices that do things wrong: one line each, which tells
what to do to someone who knows nothing of the emulator."""

import contextlib
import re
import socket
import ssl
import urllib.parse

import paho.mqtt.client as paho
import pytest

from clients import Boto3
from device import DEADLINE, Device
from emulator import Emulator
from fleet import Fleet
from policy_holders import HOST
from test_certificates import self_signed
from test_tls import credentials

CONNECT = b"\x10\x10\x00\x04MQTT\x04\x02\x00\x3c\x00\x04lamp"


@pytest.fixture(scope="module")
def emulator():
    with Emulator("--log-level", "info") as running:
        yield running


class World:
    def __init__(self, emulator, directory):
        self.emulator, self.directory = emulator, directory
        self.iot = Boto3("iot", emulator.http)
        self.tls_port = urllib.parse.urlsplit(emulator.ready["mqtts"]).port

    def trusting(self, certificate=None, key=None):
        tls = ssl.create_default_context(cafile=self.emulator.ready["ca"])
        if certificate:
            tls.load_cert_chain(certificate, key)
        return tls

    def say(self, port, text, tls=None):
        with contextlib.suppress(OSError), socket.create_connection((HOST, port), 8) as stream:
            stream.settimeout(8)
            if tls:
                stream = tls.wrap_socket(stream, server_hostname=HOST)
            stream.sendall(text)
            stream.recv(100)
            stream.close()

    def device(self, **more):
        device = Device(self.emulator.mqtt, "lamp", client_id="lamp", **more)
        with contextlib.closing(device):
            yield device


def tls_to_the_port_without(world):
    world.say(world.emulator.mqtt[1], CONNECT, world.trusting())
    return r"no MQTT to the port for MQTT without TLS.*mqtts://"


def https_to_the_port_without(world):
    world.say(world.emulator.mqtt[1], b"GET /things HTTP/1.1\r\nHost: x\r\n\r\n")
    return r"no MQTT to the port for MQTT without TLS.*http://"


def no_tls_to_the_port_for_it(world):
    world.say(world.tls_port, CONNECT)
    return r"turned away from the port mqtts: it does not speak TLS.*mqtts://"


def https_to_the_port_for_mqtt(world):
    _, certificate, key = credentials(world.iot, world.directory)
    world.say(world.tls_port, b"GET /things HTTP/1.1\r\nHost: x\r\n\r\n",
              world.trusting(certificate, key))
    return r"no MQTT to the port mqtts.*it speaks HTTP.*https://"


def no_certificate(world):
    world.say(world.tls_port, CONNECT, world.trusting())
    return r"no certificate: give the client its certificate and its private key"


def a_certificate_of_nobody(world):
    world.say(world.tls_port, CONNECT, world.trusting(*self_signed(world.directory)))
    return r"its certificate [0-9a-f]{64} is not registered.*register it"


def an_authority_that_is_not_trusted(world):
    world.say(world.tls_port, CONNECT, ssl.create_default_context())
    return r"it does not trust the emulator.*/_emulator/ca\.pem"


def a_client_id_that_is_taken(world):
    with contextlib.closing(Device(world.emulator.mqtt, "lamp", client_id="twin")) as first:
        first.client.reconnect_delay_set(60, 60)
        Device(world.emulator.mqtt, "lamp", client_id="twin").close()
    return r'client "twin" has come a second time.*a client id of its own'


def a_last_will_that_is_refused(world):
    _, certificate, key = credentials(world.iot, world.directory)
    client = paho.Client("lamp")
    client.tls_set_context(world.trusting(certificate, key))
    client.will_set("$aws/things/lamp/jobs/notify", b"x")
    refused = []
    client.on_connect = lambda *arguments: refused.append(arguments[3])
    client.connect(HOST, world.tls_port)
    while not refused:
        client.loop()
    assert refused == [paho.CONNACK_REFUSED_NOT_AUTHORIZED]
    return r"client lamp is refused iot:Connect: its last will: .*--lift reserved-topics"


def a_topic_without_its_dollar(world):
    for device in world.device():
        device.client.publish("aws/things/lamp/jobs/j/update", "{}", 1).wait_for_publish(DEADLINE)
    return r"client lamp uses the topic aws/things/lamp/jobs/j/update.*\$aws/"


def a_payload_that_is_no_json(world):
    for device in world.device():
        device.publish("j/update", b"{status: 1}")
        device.reply("j/update")
    return r'client "lamp" on "\$aws/things/lamp/jobs/j/update": rejected, InvalidJson: ".*JSON'


def a_job_that_is_not_there(world):
    for device in world.device():
        device.rejected("j/update", {"status": "SUCCEEDED"})
    return (r'client "lamp" on "\$aws/things/lamp/jobs/j/update": rejected, ResourceNotFound: '
            r'".*j.*lamp')


def an_operation_that_is_not_there(world):
    for device in world.device():
        device.rejected("j/cancel", {})
    return r'client "lamp" on "\$aws/things/lamp/jobs/j/cancel": rejected, InvalidTopic: "'


def a_template_that_is_not_there(world):
    topic = "$aws/provisioning-templates/none/provision/json"
    for device in world.device():
        device.subscribe(topic + "/rejected")
        device.client.publish(topic, '{"certificateOwnershipToken":"x"}', 1)
        device.wait_for(lambda m: m.topic == topic + "/rejected", "the answer")
    return r'client "lamp" on "\$aws/provisioning-templates/none/provision/json": rejected, '


WRONG = [tls_to_the_port_without, https_to_the_port_without, no_tls_to_the_port_for_it,
         https_to_the_port_for_mqtt, no_certificate, a_certificate_of_nobody,
         an_authority_that_is_not_trusted, a_client_id_that_is_taken, a_last_will_that_is_refused,
         a_topic_without_its_dollar, a_payload_that_is_no_json, a_job_that_is_not_there,
         an_operation_that_is_not_there, a_template_that_is_not_there]


@pytest.mark.parametrize("wrong", WRONG)
def test_the_log_tells_of(emulator, tmp_path, wrong):
    emulator.reset()
    Fleet(Boto3("iot", emulator.http)).thing("lamp")
    del emulator.log[:]
    told = wrong(World(emulator, tmp_path))
    emulator.wait_until(lambda: re.search(told, "".join(emulator.log)), told)
    assert len(re.findall(told, "".join(emulator.log))) == 1


def test_what_is_accepted_is_told_at_level_debug_alone(tmp_path):
    with Emulator("--log-level", "debug") as debugging:
        Fleet(Boto3("iot", debugging.http)).thing("lamp")
        with contextlib.closing(Device(debugging.mqtt, "lamp", client_id="lamp")) as device:
            device.accepted("get")
        assert debugging.has_logged("client lamp on $aws/things/lamp/jobs/get: accepted")


def test_explain_shows_the_last_refusals(emulator):
    emulator.reset()
    Fleet(Boto3("iot", emulator.http)).thing("lamp")
    with contextlib.closing(Device(emulator.mqtt, "lamp")) as device:
        device.rejected("j/update", {"status": "SUCCEEDED"})
        device.rejected("k/get")
        device.accepted("get")
    explained = emulator.admin("GET", "/_emulator/explain/things/lamp")
    assert [refusal["text"].split(" was ")[0] for refusal in explained["refusals"]] == [
        "$aws/things/lamp/jobs/k/get", "$aws/things/lamp/jobs/j/update"]
    assert any("k/get was rejected, ResourceNotFound" in sentence
               for sentence in explained["explanation"])
