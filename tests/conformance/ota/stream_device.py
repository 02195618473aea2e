"""A device's side of file delivery over MQTT, in JSON and in CBOR, as AWS's libraries for devices
speak it."""

import base64
import json
import queue
import uuid

import paho.mqtt.client as paho

import cbor

DEADLINE = 20  # seconds; only ever waited out by a failing test


class StreamDevice:
    """Subscribes to all that a stream answers, and reads what comes as (kind, members)."""

    def __init__(self, broker, thing, stream, form="json", subscribe="#"):
        self.form, self._topic = form, f"$aws/things/{thing}/streams/{stream}/"
        self._came = queue.Queue()
        self.client = paho.Client(f"{thing}-{uuid.uuid4().hex[:8]}")
        subscribed = queue.Queue()
        self.client.on_message = lambda _client, _data, message: self._came.put(message)
        self.client.on_subscribe = lambda *_: subscribed.put(True)
        self.client.on_connect = lambda client, *_: (
            client.subscribe(self._topic + subscribe) if subscribe else subscribed.put(True))
        self.client.connect(*broker)
        self.client.loop_start()
        subscribed.get(timeout=DEADLINE)

    def close(self):
        self.client.disconnect()
        self.client.loop_stop()

    def send(self, request, payload, qos=0):
        self.client.publish(f"{self._topic}{request}/{self.form}", payload, qos)

    def written(self, members):
        if self.form == "cbor":
            return cbor.dumps(members)
        return json.dumps({name: value.hex() if isinstance(value, bytes) else value
                           for name, value in members.items()})

    def get(self, qos=0, **members):
        self.send("get", self.written(members), qos)

    def describe(self, **members):
        self.send("describe", self.written(members))

    def raw(self):
        """The next message: its kind ("data", "rejected"), and its payload as it came."""
        message = self._came.get(timeout=DEADLINE)
        kind, form = message.topic.removeprefix(self._topic).split("/")
        assert form == self.form
        return kind, message.payload

    def next(self):
        kind, payload = self.raw()
        if self.form == "cbor":
            assert payload[:1] == b"\xbf" and payload[-1:] == b"\xff"
            return kind, cbor.loads(payload)
        members = json.loads(payload)
        if "p" in members:
            members["p"] = base64.b64decode(members["p"], validate=True)
        return kind, members

    def refusal(self):
        """The code of the rejection that comes next."""
        kind, members = self.next()
        assert kind == "rejected", members
        assert members["code"] == members["o"] and members["message"] == members["m"]
        return members["code"]

    def block(self):
        kind, members = self.next()
        assert kind == "data", members
        return members

    def download(self, size, block_bytes=4096, at_once=31):
        """The whole file: asks by a bitmap of what is missing, as AWS's agent does."""
        count = -(-size // block_bytes)
        blocks = {}
        while len(blocks) < count:
            missing = bytearray(-(-count // 8))
            for number in set(range(count)) - set(blocks):
                missing[number // 8] |= 1 << number % 8
            self.get(c="rdy", f=0, l=block_bytes, o=0, b=bytes(missing), n=at_once)
            for _ in range(min(at_once, count - len(blocks))):
                members = self.block()
                assert members["c"] == "rdy" and members["l"] == len(members["p"])
                blocks[members["i"]] = members["p"]
        return b"".join(blocks[number] for number in range(count))
