"""A device on paho-mqtt: asks, listens, and can tell what came and what did not."""

import collections
import json
import threading
import uuid

import paho.mqtt.client as paho
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

VERSIONS = {"3.1.1": paho.MQTTv311, "5": paho.MQTTv5}
DEADLINE = 8  # seconds; only ever waited out by a failing test

# `topic` is what follows $aws/things/{thing}/jobs/ on that thing's topics, else whole.
Message = collections.namedtuple("Message", "topic payload qos retain properties")


class Device:
    """Subscribes to notify and notify-next only: replies must come without a subscription."""

    def __init__(
        self,
        broker,
        thing,
        version="3.1.1",
        subscribe=("notify", "notify-next"),
        keep_session_as=None,
        client_id=None,
        user_name=None,
        tls=None,
        web_socket=None,
    ):
        self._prefix = f"$aws/things/{thing}/jobs/"
        self.client_id = keep_session_as or client_id or f"{thing}-{uuid.uuid4().hex[:8]}"
        self.inbox, self._acknowledged = [], set()
        self._changed = threading.Condition()
        self._connected = None
        session, start = {}, {}
        if keep_session_as and version == "5":
            properties = Properties(PacketTypes.CONNECT)
            properties.SessionExpiryInterval = 3600
            start = {"clean_start": False, "properties": properties}
        elif keep_session_as:
            session = {"clean_session": False}
        transport = "websockets" if web_socket else "tcp"
        self.client = paho.Client(
            self.client_id, protocol=VERSIONS[version], transport=transport, **session
        )
        if web_socket:
            self.client.ws_set_options(path=web_socket)
        if tls:
            self.client.tls_set_context(tls)
        self.client.reconnect_delay_set(0.05, 1)
        if user_name:
            self.client.username_pw_set(user_name)
        self.client.on_connect = self._on_connect
        self.client.on_message = self._on_message
        self.client.on_subscribe = self.client.on_publish = self._on_acknowledgement
        self.client.connect(*broker, **start)
        self.client.loop_start()
        self._wait(lambda: self._connected is not None, "CONNACK")
        assert self._connected == 0, self._connected
        for topic in subscribe:
            self.subscribe(topic)

    @property
    def is_connected(self):
        return self.client.is_connected()

    def close(self):
        self.client.disconnect()
        self.client.loop_stop()

    def subscribe(self, topic):
        _, mid = self.client.subscribe(self._whole(topic), qos=1)
        self._wait(lambda: mid in self._acknowledged, f"SUBACK for {topic}")

    def publish(self, topic, payload=b"", qos=1, retain=False, properties=None):
        """Sends the payload (bytes and text as they are, else JSON) to a topic of the thing."""
        if not isinstance(payload, (bytes, str)):
            payload = json.dumps(payload)
        info = self.client.publish(self._whole(topic), payload, qos, retain, properties)
        if qos:
            self._wait(lambda: info.mid in self._acknowledged, f"PUBACK for {topic}")

    def ask(self, topic, members=None, qos=1):
        """Sends a request with a clientToken of its own; returns the reply that echoes it."""
        token = uuid.uuid4().hex
        self.publish(topic, {**(members or {}), "clientToken": token}, qos)
        return self.reply(topic, token)

    def reply(self, topic, token=None, seconds=DEADLINE):
        """The next reply on the topic, with the clientToken given or with none."""
        answers = (topic + "/accepted", topic + "/rejected")
        return self.wait_for(
            lambda m: m.topic in answers and m.payload.get("clientToken") == token,
            f"a reply on {topic}",
            seconds,
        )

    def accepted(self, topic, members=None, qos=1):
        """The accepted reply's members, without timestamp and clientToken."""
        return self._members(self.ask(topic, members, qos), topic + "/accepted")

    def rejected(self, topic, members=None, qos=1):
        return self._members(self.ask(topic, members, qos), topic + "/rejected")

    @staticmethod
    def _members(reply, topic):
        assert reply.topic == topic, reply
        assert isinstance(reply.payload.pop("timestamp"), int)
        reply.payload.pop("clientToken")
        return reply.payload

    def heard(self):
        """All that came since last asked, as (topic, payload). Waits for a reply of the
        service, which travels behind everything that was published before."""
        token = uuid.uuid4().hex
        self.publish("get", {"clientToken": token})
        self.wait_for(
            lambda m: m.topic.startswith("get/") and m.payload.get("clientToken") == token,
            "the fence",
        )
        return self._drain()

    def topics_heard(self):
        return [topic for topic, _ in self.heard()]

    def overheard(self):
        """As heard(), for one who only listens: fenced by a message of its own to itself."""
        fence = f"fence/{uuid.uuid4().hex}"
        self.client.subscribe(fence, qos=1)
        self.client.publish(fence, "{}", qos=1)
        self.wait_for(lambda m: m.topic == fence, "the fence")
        return self._drain()

    def wait_for(self, wanted, what, seconds=DEADLINE):
        def index():
            return next((i for i, m in enumerate(self.inbox) if wanted(m)), None)

        self._wait(lambda: index() is not None, what, seconds)
        with self._changed:
            return self.inbox.pop(index())

    def _drain(self):
        with self._changed:
            messages, self.inbox = self.inbox, []
        return [(m.topic, m.payload) for m in messages if not m.topic.startswith("fence/")]

    def _whole(self, topic):
        absolute = topic == "#" or topic.startswith(("$aws/", "$CONTROL/", "fence/"))
        return topic if absolute else self._prefix + topic

    def _wait(self, condition, what, seconds=DEADLINE):
        with self._changed:
            if not self._changed.wait_for(condition, seconds):
                raise AssertionError(f"{what} did not come; inbox: {self.inbox}")

    def _note(self, change, value):
        with self._changed:
            change(value)
            self._changed.notify_all()

    def _on_connect(self, _client, _userdata, _flags, reason, *_):
        def connected(code):
            self._connected = code

        self._note(connected, getattr(reason, "value", reason))

    def _on_acknowledgement(self, _client, _userdata, mid, *_):
        self._note(self._acknowledged.add, mid)

    def _on_message(self, _client, _userdata, m):
        try:
            payload = json.loads(m.payload) if m.payload else None
        except (ValueError, RecursionError):
            payload = m.payload
        topic = m.topic[len(self._prefix) :] if m.topic.startswith(self._prefix) else m.topic
        properties = getattr(m, "properties", None)
        self._note(self.inbox.append, Message(topic, payload, m.qos, m.retain, properties))
