"""What AWS's broker demands beyond MQTT: who does otherwise is disconnected, and told why by the
log and the journal. Each rule can be lifted."""

import socket
import ssl
import urllib.parse

import pytest
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from clients import Boto3
from device import VERSIONS, Device
from emulator import Emulator
from fleet import Fleet
from policy_holders import HOST, Client, Holder, last_refusal

GET = "$aws/things/lamp/jobs/get"
DEEP = "1/2/3/4/5/6/7/8"
PRESENCE = "$aws/events/presence/"
FORBIDDEN_TO_PUBLISH = [
    "$aws/things/lamp/jobs", "$aws/things/lamp/jobs/notify", "$aws/things/lamp/jobs/notify-next",
    "$aws/things/lamp/jobs/get/accepted", "$aws/things/lamp/jobs/j/update/rejected",
    "$aws/events/job/j/completed", "$aws/mine", "$mine", "$CONTROL/iot-jobs/v1"]
FORBIDDEN_TO_SUBSCRIBE = [GET, "$aws/things/lamp/jobs/j/update", "$aws/mine", "$SYS/#",
                          "$CONTROL/#"]
OTHER_PUBLISHES = {
    "qos-2": {"topic": "t", "qos": 2},
    "retain": {"topic": GET, "retain": True},
    "payload": {"topic": "t", "payload": b"x" * (128 * 1024 + 1)},
    "topic-length": {"topic": "t" * 257},
    "topic-depth": {"topic": DEEP + "/9"},
}


@pytest.fixture(params=["mqtt", "mqtts", "ws", "wss"])
def way(request):
    return request.param


@pytest.fixture
def meet(emulator, iot, tmp_path, version, request):
    """Connects a client, the way that the test asks for."""
    clients = []

    def met(client_id="lamp", way="mqtt", to=emulator, **more):
        tls = None
        if way == "mqtts":
            tls = Holder(Boto3("iot", to.http), to, tmp_path, policy=client_id).tls
        elif way == "wss":
            tls = ssl.create_default_context(cafile=to.ready["ca"])
        parts = urllib.parse.urlsplit(to.ready[way])
        broker = (HOST if tls else parts.hostname, parts.port)
        more.setdefault("web_socket", parts.path or None)
        clients.append(Client(broker, client_id, version, tls, **more))
        return clients[-1]

    yield met
    for client in clients:
        client.__exit__()


def publish(client, topic, payload=b"{}", qos=1, retain=False):
    client.paho.publish(topic, payload, qos, retain)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("topic", FORBIDDEN_TO_PUBLISH)
def test_what_is_reserved_cannot_be_published(emulator, meet, topic):
    watcher = meet("watcher")
    watcher.subscribe("$aws/#")
    client = meet()
    publish(client, topic)
    assert client.is_ended()
    assert last_refusal(emulator)["rule"] == "reserved-topics"
    assert watcher.is_here()
    assert topic not in [heard for heard, _ in watcher.inbox]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("topic", FORBIDDEN_TO_SUBSCRIBE)
def test_what_is_reserved_cannot_be_subscribed_to(emulator, meet, topic):
    client = meet()
    client.paho.subscribe(topic, qos=1)
    assert client.is_ended()
    assert client.granted == []
    assert last_refusal(emulator)["rule"] == "reserved-topics"


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("rule", OTHER_PUBLISHES)
def test_a_publish_that_breaks_a_rule_ends_the_connection(emulator, meet, rule, way):
    client = meet(way=way)
    client.paho._max_qos = 2  # paho would not send what MQTT 5 was told not to
    publish(client, **OTHER_PUBLISHES[rule])
    assert client.is_ended()
    refusal = last_refusal(emulator)
    assert (refusal["clientId"], refusal["rule"], refusal["action"]) == (
        "lamp", rule, "iot:Publish")
    assert f"--lift {rule}" in refusal["text"]


CONNECT_5 = b"\x10\x11\x00\x04MQTT\x05\x02\x00\x3c\x00\x00\x04lamp"


@pytest.mark.parametrize("packet, code", [
    (b"\x34\x08\x00\x01t\x00\x01\x00{}", 0x9B),
    (b"\x31\x1e\x00\x19$aws/things/lamp/jobs/get\x00{}", 0x9A),
    (b"\x30\x0a\x00\x05$mine\x00{}", 0x80)], ids=["qos-2", "retain", "reserved-topics"])
def test_mqtt_5_is_told_why(emulator, packet, code):
    """By hand, since paho passes over a DISCONNECT without properties."""
    with socket.create_connection(emulator.mqtt, timeout=8) as connection:
        connection.sendall(CONNECT_5)
        assert connection.recv(100)[:4] in (b"\x20\x0e\x00\x00", b"\x20\x11\x00\x00")
        connection.sendall(packet)
        assert connection.recv(100) == bytes([0xE0, 0x01, code])
        assert connection.recv(100) == b""


@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_just_within_bounds_is_delivered(meet):
    client = meet("c" * 128)
    for topic in ("t" * 256, DEEP, "large"):
        assert client.subscribe(topic) == 1
    publish(client, "t" * 256)
    publish(client, DEEP, retain=True)
    publish(client, "large", b"x" * (128 * 1024))
    assert [client.next()[0] for _ in range(3)] == ["t" * 256, DEEP, "large"]
    publish(client, DEEP, b"", retain=True)
    assert client.is_here()


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("filters, rule", [
    ([("t", 2)], "qos-2"), ([(DEEP + "/+", 0)], "topic-depth"), ([("t" * 257, 0)], "topic-length"),
    ([(f"t/{n}", 0) for n in range(9)], "subscribe-size")])
def test_a_subscription_that_breaks_a_rule_ends_the_connection(emulator, meet, filters, rule):
    client = meet()
    if client.paho._protocol == VERSIONS["5"]:
        filters = [(topic, SubscribeOptions(qos=qos)) for topic, qos in filters]
    client.paho.subscribe(filters)
    assert client.is_ended()
    assert client.granted == []
    refusal = last_refusal(emulator)
    assert (refusal["rule"], refusal["action"]) == (rule, "iot:Subscribe")


@pytest.mark.parametrize("version", VERSIONS)
def test_a_connection_has_fifty_subscriptions(emulator, meet):
    client = meet()
    for number in range(50):
        assert client.subscribe(f"t/{number}") == 1
    assert client.subscribe("t/7") == 1  # again
    client.paho.unsubscribe("t/7")
    assert client.subscribe("t/50") == 1
    client.paho.subscribe("t/51")
    assert client.is_ended()
    assert last_refusal(emulator)["rule"] == "subscriptions"


@pytest.mark.parametrize("version", VERSIONS)
def test_a_topic_is_not_below_itself(meet):
    client = meet()
    assert client.subscribe("sensor/#") == 1
    for topic in ("sensor", "sensor/", "sensor/1"):
        publish(client, topic)
    assert [client.next()[0] for _ in range(2)] == ["sensor/", "sensor/1"]
    assert client.subscribe("+") == 1
    publish(client, "sensor")
    assert client.next()[0] == "sensor"


@pytest.mark.parametrize("version", VERSIONS)
def test_eight_filters_come_in_each_of_many_packets(meet):
    client = meet()
    for packet in range(6):
        filters = [(f"t/{packet}/{n}", 1) for n in range(8)]
        if client.paho._protocol == VERSIONS["5"]:
            filters = [(topic, SubscribeOptions(qos=qos)) for topic, qos in filters]
        client.paho.subscribe(filters)
    client._wait(lambda: len(client.granted) == 48)
    assert set(client.granted) == {1}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("client_id", ["c" * 129, "$lamp"], ids=["long", "dollar"])
def test_a_client_id_that_breaks_the_rules_is_refused(emulator, meet, client_id, version):
    assert meet(client_id).code == {"3.1.1": 5, "5": 0x87}[version]
    assert last_refusal(emulator)["rule"] == "client-id"


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("way", ["mqtts", "ws"], indirect=True)
def test_a_last_will_is_held_to_the_rules_at_once(emulator, meet, way, version):
    assert meet(way=way, will="w", will_qos=2).code == {"3.1.1": 5, "5": 155}[version]
    refusal = last_refusal(emulator)
    assert (refusal["rule"], refusal["action"]) == ("qos-2", "iot:Connect")


@pytest.mark.parametrize("version", ["5"])
@pytest.mark.parametrize("asked, told", [(0, 1200), (5, 30), (1201, 1200), (30, None), (1200, None)])
def test_keep_alives_are_brought_within_bounds(meet, way, asked, told):
    if way == "mqtt" and asked == 5:
        pytest.skip("the port without TLS is the emulator's own, and has no lower bound")
    if way != "mqtt" and asked == 0:
        pytest.skip("paho takes its keep-alive for a timeout of its own here")
    client = meet(way=way, keep_alive=asked)
    assert getattr(client.properties, "ServerKeepAlive", None) == told


@pytest.mark.parametrize("version", ["5"])
@pytest.mark.parametrize("way", ["mqtts", "ws", "wss"], indirect=True)
def test_mqtt_5_is_told_the_rules_when_it_connects(meet, way):
    properties = Properties(PacketTypes.CONNECT)
    properties.SessionExpiryInterval = 86400
    told = meet(way=way, start={"properties": properties, "clean_start": True}).properties
    assert (told.SessionExpiryInterval, told.MaximumQoS, told.ReceiveMaximum) == (3600, 1, 100)


@pytest.mark.parametrize("version", VERSIONS)
def test_lifecycle_events_tell_that_the_client_was_wrong(meet, version):
    watcher = meet("watcher")
    watcher.subscribe(PRESENCE + f"disconnected/wrong-{version}")
    publish(meet(f"wrong-{version}"), "$mine")
    assert '"disconnectReason":"CLIENT_ERROR"' in watcher.next()[1].replace(" ", "")


@pytest.mark.parametrize("version", VERSIONS)
def test_services_that_are_not_there_are_named_in_the_log(emulator, meet, version):
    client = meet(f"shadowy-{version}")
    publish(client, "$aws/things/lamp/shadow/update")
    assert emulator.has_logged(f"client shadowy-{version} publishes to "
                               "$aws/things/lamp/shadow/update: device shadows are not emulated")
    assert client.is_here()


@pytest.fixture(scope="module")
def without_rules():
    with Emulator("--lift", "all") as emulator:
        yield emulator


@pytest.mark.parametrize("version", VERSIONS)
def test_all_rules_can_be_lifted(without_rules, meet, way):
    client = meet("$" + "c" * 200, way, without_rules, keep_alive=5)
    assert client.code == 0
    for number in range(60):
        assert client.subscribe(f"t/{number}") == 1
    filters = [(f"many/{n}", 1) for n in range(20)]
    if client.paho._protocol == VERSIONS["5"]:
        assert not hasattr(client.properties, "ServerKeepAlive")
        filters = [(topic, SubscribeOptions(qos=qos)) for topic, qos in filters]
    client.granted.clear()
    client.paho.subscribe(filters)
    client._wait(lambda: len(client.granted) == 20)
    assert client.subscribe("above/#") == 1
    publish(client, "above")
    assert client.next()[0] == "above"
    sent = [publish_ for rule, publish_ in OTHER_PUBLISHES.items() if rule != "retain"]
    topics = [publish_["topic"] for publish_ in sent] + ["$mine"]
    for topic in topics:
        assert client.subscribe(topic) == 1
    for publish_ in [*sent, {"topic": "$mine"}]:
        publish(client, **publish_)
    assert sorted(client.next()[0] for _ in topics) == sorted(topics)


@pytest.mark.parametrize("version", ["5"])
def test_a_session_goes_on_as_it_was(meet):
    """One that MQTT 5 begins anew, and means to keep."""
    keep = Properties(PacketTypes.CONNECT)
    keep.SessionExpiryInterval = 600
    first = meet("keeper", start={"clean_start": True, "properties": keep})
    assert first.subscribe("kept/#") == 1
    first.__exit__()
    again = meet("keeper", start={"clean_start": False, "properties": keep})
    publish(again, "kept")
    publish(again, "kept/1")
    assert again.next()[0] == "kept/1"


@pytest.mark.parametrize("version", VERSIONS)
def test_a_long_client_id_is_shortened_in_the_journal(emulator, meet):
    meet("c" * 60000)
    refusal = last_refusal(emulator)
    assert refusal["clientId"] == "c" * 400 + "..."
    assert len(refusal["text"]) < 1000


@pytest.mark.parametrize("version", VERSIONS)
def test_a_rule_can_be_lifted_by_itself(meet):
    with Emulator("--lift", "topic-depth,qos-2") as emulator:
        client = meet(to=emulator)
        assert client.subscribe(DEEP + "/#") == 1
        publish(client, DEEP + "/9", qos=2)
        assert client.next()[0] == DEEP + "/9"
        publish(client, "$mine")
        assert client.is_ended()


def test_a_rule_that_is_none_is_refused_by_name():
    with pytest.raises(AssertionError, match="qos-3"):
        Emulator("--lift", "qos-3")


def test_a_foreign_broker_has_its_own_rules():
    with pytest.raises(AssertionError, match="--lift"):
        Emulator("--broker", "mqtt://127.0.0.1:1", "--lift", "payload", ports=("--http-port", "0"))


@pytest.mark.parametrize("version", VERSIONS)
def test_a_job_of_a_thing_with_the_longest_names_can_be_done(emulator, iot, version):
    thing, job = "t" * 128, "j" * 64
    fleet = Fleet(iot)
    fleet.thing(thing)
    fleet.job(job, thing)
    device = Device(emulator.mqtt, thing, version, keep_session_as="c",
                    subscribe=("notify-next", "get/accepted", f"{job}/update/accepted"))
    device.accepted(f"{job}/update", {"status": "SUCCEEDED"})
    device.close()
    assert fleet.status(job) == "COMPLETED"
