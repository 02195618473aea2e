"""Device Defender's metrics over MQTT, in JSON and in CBOR."""

import json

import pytest

import cbor
from device import Device

TOPIC = "$aws/things/lamp/defender/metrics/"
FORMATS = {"json": (json.dumps, lambda payload: payload), "cbor": (cbor.dumps, cbor.loads)}
HEADER = {"report_id": 1530304554, "version": "1.0"}
METRICS = {
    "listening_tcp_ports": {"ports": [{"interface": "eth0", "port": 24800}], "total": 1},
    "listening_udp_ports": {"ports": [{"port": 53}], "total": 1},
    "network_stats": {"bytes_in": 29358693495, "bytes_out": 26485035,
                      "packets_in": 10013573555, "packets_out": 11382615},
    "tcp_connections": {"established_connections": {
        "connections": [{"local_interface": "eth0", "local_port": 80,
                         "remote_addr": "192.0.2.1:8000"}], "total": 1}}}
LONG = {"header": HEADER, "metrics": METRICS,
        "custom_metrics": {"battery": [{"number": 97.5}]}}
SHORT = {"hed": {"rid": 1530304554, "v": "1.0"},
         "met": {"tp": {"pts": [{"if": "eth0", "pt": 24800}], "t": 1},
                 "ns": {"bi": 1, "bo": 2, "pi": 3, "po": 4}}}


@pytest.fixture
def device(emulator, mqtt_version):
    """Subscribes to nothing: answers must come unasked."""
    made = Device(emulator.mqtt, "lamp", mqtt_version, subscribe=())
    yield made
    made.close()


@pytest.fixture(params=FORMATS)
def report(request, device):
    """Publishes a report, a value or bytes; how it is answered, and with what."""
    write, read = FORMATS[request.param]
    topic = TOPIC + request.param

    def send(value):
        device.publish(topic, value if isinstance(value, bytes) else write(value))
        answer = device.wait_for(lambda m: m.topic.startswith(topic + "/"), "an answer")
        return answer.topic.removeprefix(topic + "/"), read(answer.payload)
    return send


@pytest.mark.parametrize("value", [LONG, SHORT], ids=["long", "short"])
def test_a_report_is_accepted(report, value):
    how, answer = report(value)
    assert how == "accepted"
    assert answer.pop("timestamp") > 1_500_000_000_000
    assert answer == {"thingName": "lamp", "reportId": 1530304554, "status": "ACCEPTED"}


@pytest.mark.parametrize("value, message, report_id", [
    ({"metrics": METRICS}, "The report lacks header.", None),
    ({"header": HEADER}, "The report lacks metrics.", 1530304554),
    ({"header": {"report_id": "one", "version": "1.0"}, "metrics": METRICS},
     "'header.report_id'", None),
    ({"header": HEADER, "metrics": {"ns": {"bi": -1}}}, "'metrics.ns.bi'", None),
    ({"header": HEADER, "metrics": 7}, "'metrics'", None),
    ([], "The payload is not", None),
    (b"\xff{", "The payload is not", None),
    (b"", "The report lacks header.", None),
])
def test_a_bad_report_is_rejected(report, value, message, report_id):
    how, answer = report(value)
    assert how == "rejected"
    assert answer.pop("timestamp") > 1_500_000_000_000
    details = answer.pop("statusDetails")
    assert details["ErrorCode"] == "InvalidPayload"
    assert message in details["ErrorMessage"]
    assert answer == {"thingName": "lamp", "status": "REJECTED",
                      **({"reportId": report_id} if report_id else {})}


def test_others_hear_nothing_of_the_answer(device, emulator):
    listener = Device(emulator.mqtt, "listener", subscribe=(TOPIC + "json/accepted",))
    device.publish(TOPIC + "json", LONG)
    device.wait_for(lambda m: m.topic == TOPIC + "json/accepted", "an answer")
    assert listener.overheard() == []
    listener.close()
