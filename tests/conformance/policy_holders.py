"""Certificates that hold policies, and clients that tell what these let them do."""

import json
import ssl
import threading

import paho.mqtt.client as paho

from device import VERSIONS
from test_certificates import openssl

ARN = "arn:aws:iot:us-east-1:123456789012:"
HOST = "localhost"
REFUSED = {"3.1.1": 0x80, "5": 0x87}  # of SUBACK


def allow(action, *resources, effect="Allow", **more):
    arns = [resource if resource == "*" else ARN + resource for resource in resources]
    return {"Effect": effect, "Action": action, "Resource": arns, **more}


def deny(action, *resources):
    return allow(action, *resources, effect="Deny")


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


CONNECT = allow("iot:Connect", "client/*")


class Holder:
    """A certificate of its own, and the policy that is attached to it."""

    def __init__(self, iot, emulator, directory, *statements, policy="p", subject=None):
        self.iot, self.policy = iot, policy
        certificate, key = directory / f"{policy}.pem", directory / f"{policy}.key"
        if subject:
            openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                    "-nodes", "-keyout", str(key), "-out", str(certificate), "-utf8", "-days",
                    "9999", *subject)
            made = iot.RegisterCertificateWithoutCA(
                certificatePem=certificate.read_text(), status="ACTIVE")
        else:
            made = iot.CreateKeysAndCertificate(setAsActive=True)
            certificate.write_text(made["certificatePem"])
            key.write_text(made["keyPair"]["PrivateKey"])
        self.certificate_id, self.arn = made["certificateId"], made["certificateArn"]
        self.tls = ssl.create_default_context(cafile=emulator.ready["ca"])
        self.tls.load_cert_chain(certificate, key)
        self.broker = (HOST, int(emulator.ready["mqtts"].rsplit(":", 1)[1]))
        if statements:
            iot.CreatePolicy(policyName=policy, policyDocument=document(*statements))
            iot.AttachPolicy(policyName=policy, target=self.arn)

    def replace(self, *statements):
        self.iot.CreatePolicyVersion(
            policyName=self.policy, policyDocument=document(*statements), setAsDefault=True
        )

    def client(self, client_id="lamp", version="3.1.1"):
        return Client(self.broker, client_id, version, self.tls)


class Client:
    """Tells what became of a connection, whatever became of it."""

    def __init__(self, broker, client_id, version="3.1.1", tls=None, will=None, will_qos=1,
                 keep_alive=60, web_socket=None, start=None):
        self.code, self.granted, self.inbox = None, [], []
        self._changed = threading.Condition()
        self._ended = False
        self.properties = None  # of CONNACK
        self.paho = paho.Client(client_id, protocol=VERSIONS[version],
                                transport="websockets" if web_socket else "tcp")
        if web_socket:
            self.paho.ws_set_options(path=web_socket)
        if tls:
            self.paho.tls_set_context(tls)
        if will:
            self.paho.will_set(will, "gone", qos=will_qos)
        self.paho.on_connect = lambda _c, _u, _f, *rest: self._note(lambda: self._met(*rest))
        self.paho.on_disconnect = lambda *_: self._note(lambda: setattr(self, "_ended", True))
        self.paho.on_subscribe = lambda _c, _u, _m, granted, *_: self._note(
            lambda: self.granted.extend(getattr(g, "value", g) for g in granted))
        self.paho.on_message = lambda _c, _u, m: self._note(
            lambda: self.inbox.append((m.topic, m.payload.decode())))
        self.paho.connect(*broker, keep_alive, **(start or {}))
        self.paho.reconnect_delay_set(1000, 1000)
        self.paho.loop_start()
        self._wait(lambda: self.code is not None or self._ended)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.paho.disconnect()
        if not self._ended:  # else its thread waits to connect again, a second at least
            self.paho.loop_stop()

    def _met(self, reason, properties=None):
        self.properties = properties
        self.code = getattr(reason, "value", reason)

    def subscribe(self, topic):
        self.granted.clear()
        self.paho.subscribe(topic, qos=1)
        self._wait(lambda: self.granted)
        return self.granted[0]

    def publish(self, topic, payload="{}", qos=1, retain=False):
        self.paho.publish(topic, payload, qos, retain)

    def is_ended(self):
        self._wait(lambda: self._ended)
        return True

    def is_here(self):
        """Asked by a round trip through the broker."""
        return self.subscribe("fence") in (1, *REFUSED.values()) and not self._ended

    def next(self):
        self._wait(lambda: self.inbox)
        return self.inbox.pop(0)

    def _note(self, change):
        with self._changed:
            change()
            self._changed.notify_all()

    def _wait(self, condition, seconds=8):
        with self._changed:
            assert self._changed.wait_for(condition, seconds), (self.code, self.inbox)


def last_refusal(emulator):
    """Soon; the connection may have ended before the emulator has heard why."""
    emulator.wait_until(lambda: _journal(emulator), "something was refused")
    return _journal(emulator)[0]


def refusals(emulator):
    return [(r["action"], r.get("resource", "").removeprefix(ARN)) for r in _journal(emulator)]


def _journal(emulator):
    return emulator.admin("GET", "/_emulator/refusals")["refusals"]
