"""The log: a line a request, for people or as JSON; and one that nobody reads."""

import contextlib
import json
import subprocess

import pytest

from clients import Boto3, send
from device import Device
from emulator import BINARY, Emulator
from fleet import Fleet


@contextlib.contextmanager
def json_lines():
    """An emulator, and what finds the line with these members."""
    with Emulator("--log-format", "json") as emulator:
        def line(**members):
            def found():
                return [read for read in map(json.loads, list(emulator.log))
                        if members.items() <= read.items()]

            emulator.wait_until(found, str(members))
            return found()[0]

        yield emulator, line
    for text in filter(None, emulator.log):
        assert {"time", "level"} < json.loads(text).keys()


def test_each_request_has_a_line_with_the_id_of_its_answer():
    with json_lines() as (emulator, line):
        answer = send(emulator.http, "POST", "/things/lamp", {})
        told = line(operation="CreateThing")
        assert told["requestId"] == answer.headers["x-amzn-RequestId"]
        assert (told["plane"], told["over"], told["thing"], told["status"], told["code"]) == (
            "control", "HTTP", "lamp", 200, "ok")
        assert told["microseconds"] >= 0 and told["level"] == "info"
        send(emulator.http, "GET", "/things/ghost")
        told = line(operation="DescribeThing")
        assert (told["status"], told["code"]) == (404, "ResourceNotFoundException")
        send(emulator.http, "POST", "/_emulator/reset")
        line(method="POST", target="/_emulator/reset", status=200)


def test_requests_over_mqtt_have_lines_too():
    with json_lines() as (emulator, line):
        fleet = Fleet(Boto3("iot", emulator.http))
        fleet.thing("lamp")
        fleet.job("j", "lamp")
        with contextlib.closing(Device(emulator.mqtt, "lamp", "3.1.1")) as lamp:
            lamp.accepted("start-next")
            told = line(operation="StartNextPendingJobExecution", over="MQTT")
            assert told["thing"] == "lamp" and len(told["requestId"]) == 36
            lamp.rejected("j/update", {"status": "SUCCEEDED", "expectedVersion": 7})
            told = line(event="rejection")
            assert (told["client"], told["code"], told["topic"]) == (
                lamp.client_id, "VersionMismatch", "$aws/things/lamp/jobs/j/update")


def test_what_clients_say_breaks_no_line():
    with json_lines() as (emulator, line):
        send(emulator.http, "POST", '/_emulator/"%0a{"level":"none"}', {})
        assert line(method="POST")["status"] == 404


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_an_emulator_whose_log_nobody_reads_goes_on(log_format):
    process = subprocess.Popen(
        [BINARY, "--http-port", "0", "--mqtt-port", "0", "--log-format", log_format],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        http = json.loads(process.stdout.readline())["http"]
        for number in range(1500):  # some 200 KB, where a pipe holds 64
            assert send(http, "DELETE", f"/things/t{number}").status == 200
    finally:
        process.terminate()
    _, log = process.communicate(timeout=10)
    assert log.count("\n") < 1500
