"""/metrics, read as Prometheus reads it."""

import contextlib

from prometheus_client.parser import text_string_to_metric_families

from clients import refused, send
from device import Device

PREFIX = "iot_jobs_local_"


def figures(emulator):
    """Values by name and labels, of what begins with our name."""
    answer = send(emulator.http, "GET", "/metrics")
    assert answer.status == 200
    return {(sample.name.removeprefix(PREFIX), frozenset(sample.labels.items())): sample.value
            for family in text_string_to_metric_families(answer.body.decode())
            for sample in family.samples}


def value(read, name, **labels):
    return read.get((name, frozenset(labels.items())), 0)


def test_calls_are_counted_by_plane_operation_and_code(emulator, iot, fleet):
    before = figures(emulator)
    fleet.thing("lamp")
    with refused("ResourceNotFoundException", 404):
        iot.DescribeThing(thingName="ghost")
    after = figures(emulator)

    def more(**labels):
        labels |= {"plane": "control", "over": "HTTP"}
        return value(after, "requests_total", **labels) - value(before, "requests_total", **labels)

    assert more(operation="CreateThing", code="ok") == 1
    assert more(operation="DescribeThing", code="ResourceNotFound") == 1
    took = {"plane": "control", "over": "HTTP"}
    assert value(after, "request_duration_seconds_count", **took) == (
        value(before, "request_duration_seconds_count", **took) + 2)


def test_what_devices_do_over_mqtt_is_counted(emulator, fleet, lamp):
    before = figures(emulator)
    fleet.job("j", "lamp")
    lamp.accepted("start-next")
    lamp.accepted("j/update", {"status": "SUCCEEDED"})
    after = figures(emulator)
    labels = {"plane": "data", "over": "MQTT", "code": "ok", "operation": "UpdateJobExecution"}
    assert value(after, "requests_total", **labels) == value(before, "requests_total", **labels) + 1
    assert value(after, "job_executions", status="SUCCEEDED") == 1
    assert value(after, "jobs", status="COMPLETED") == 1
    assert value(after, "connections", listener="mqtt") >= 1
    for name, labels in [("job_execution_changes_total", {"status": "SUCCEEDED"}),
                         ("job_changes_total", {"status": "COMPLETED"}),
                         ("messages_total", {"kind": "notify-next"})]:
        assert value(after, name, **labels) > value(before, name, **labels), name
    # Requests and their answers are calls already.
    other = {"kind": "other"}
    assert value(after, "messages_total", **other) == value(before, "messages_total", **other)


def test_refusals_are_counted_by_the_rule_that_refuses(emulator, connect):
    before = figures(emulator)
    device = connect("lamp")
    device.client.publish("weather", "rain", qos=2)
    rule = {"rule": "qos-2"}
    emulator.wait_until(
        lambda: value(figures(emulator), "refusals_total", **rule)
        > value(before, "refusals_total", **rule), "counted")


def test_no_name_of_a_client_becomes_a_label(emulator, fleet):
    fleet.thing("secret-lamp")
    fleet.job("secret-job", "secret-lamp")
    with contextlib.closing(Device(emulator.mqtt, "secret-lamp", "5")) as device:
        device.accepted("get")
    assert "secret" not in send(emulator.http, "GET", "/metrics").body.decode()


def test_a_reset_sets_counters_back_nowhere_and_gauges_to_nothing(emulator, fleet):
    fleet.thing("lamp")
    fleet.job("j", "lamp")
    before = figures(emulator)
    emulator.reset()
    after = figures(emulator)
    assert value(after, "jobs", status="IN_PROGRESS") == 0
    assert value(after, "job_executions", status="QUEUED") == 0
    for (name, labels), was in before.items():
        if name.endswith("_total"):
            assert after[name, labels] >= was, name


def test_it_says_that_all_is_well(emulator):
    read = figures(emulator)
    assert value(read, "ready") == 1 and value(read, "messages_waiting") == 0
    assert read["process_resident_memory_bytes", frozenset()] > 1e6
    assert read["process_open_fds", frozenset()] > 3
