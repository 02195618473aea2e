"""Waiting for what is to happen, beside real clients."""

import socket
import subprocess
import threading
import urllib.parse

import pytest

from clients import send
from emulator import BINARY


class Waiting:
    """A wait that is under way."""

    def __init__(self, emulator, query):
        self.answer = None
        self._emulator, self._query = emulator, query
        self._thread = threading.Thread(target=self._ask, daemon=True)
        self._thread.start()

    def _ask(self):
        self.answer = send(self._emulator.http, "GET", f"/_emulator/wait?{self._query}")

    def held(self):
        self._thread.join(20)
        assert self.answer.status == 200, self.answer.body
        return self.answer.json


def wait(emulator, query):
    return send(emulator.http, "GET", f"/_emulator/wait?{query}")


def test_an_execution_is_waited_for_while_the_device_works(emulator, fleet, lamp):
    fleet.job("update", "lamp")
    waiting = Waiting(emulator, "thing=lamp&job=update&status=SUCCEEDED")
    lamp.accepted("start-next")
    assert wait(emulator, "thing=lamp&job=update&status=IN_PROGRESS").status == 200
    lamp.accepted("update/update", {"status": "SUCCEEDED"})
    assert waiting.held()["nearest"]["status"] == "SUCCEEDED"
    assert wait(emulator, "job=update&jobStatus=COMPLETED").status == 200


def test_what_did_not_come_is_explained(emulator, fleet, lamp):
    fleet.job("update", "lamp")
    lamp.accepted("start-next")
    lamp.rejected("update/update", {"status": "SUCCEEDED", "expectedVersion": 7})
    answer = wait(emulator, "thing=lamp&job=update&status=SUCCEEDED&timeout=10ms")
    assert answer.status == 417 and answer.json["held"] is False
    assert "IN_PROGRESS since 2026-01-01T00:00:00Z" in answer.json["message"]
    assert "UpdateJobExecution over MQTT" in answer.json["message"]
    assert "refused, " in answer.json["message"]


def test_time_that_is_moved_brings_what_is_waited_for(emulator, fleet, lamp):
    fleet.job("update", "lamp", timeoutConfig={"inProgressTimeoutInMinutes": 10})
    lamp.accepted("start-next")
    waiting = Waiting(emulator, "thing=lamp&job=update&status=TERMINAL")
    emulator.advance("1h")
    assert waiting.held()["nearest"]["status"] == "TIMED_OUT"


def test_messages_are_waited_for_by_filter(emulator, fleet, lamp):
    waiting = Waiting(emulator, "topic=$aws/things/%2B/jobs/notify-next&count=2")
    fleet.job("a", "lamp")
    lamp.accepted("start-next")
    lamp.accepted("a/update", {"status": "SUCCEEDED"})
    assert waiting.held()["nearest"]["topic"] == "$aws/things/lamp/jobs/notify-next"


def test_a_device_that_comes_and_goes_is_waited_for(emulator, fleet, connect):
    fleet.thing("lamp")
    waiting = Waiting(emulator, "thing=lamp&connected=true")
    lamp = connect("lamp", client_id="lamp")
    waiting.held()
    waiting = Waiting(emulator, "client=lamp&connected=false")
    lamp.close()
    assert "CLIENT_INITIATED_DISCONNECT" in waiting.held()["message"]


def test_settled_comes_when_the_broker_has_everything(emulator, fleet, lamp):
    for i in range(20):
        fleet.job(f"job-{i}", "lamp")
    assert wait(emulator, "settled=true").status == 200
    assert lamp.topics_heard().count("notify") == 20


def test_a_hundred_wait_and_hold_nobody_up(emulator, fleet):
    fleet.thing("lamp")
    fleet.job("update", "lamp")
    waiting = [Waiting(emulator, "job=update&jobStatus=CANCELED&timeout=1m") for _ in range(100)]
    fleet.iot.CancelJob(jobId="update")
    for one in waiting:
        one.held()


def test_who_goes_away_is_not_waited_for(emulator, fleet):
    fleet.thing("lamp")
    fleet.job("update", "lamp")
    url = urllib.parse.urlsplit(emulator.http)
    query = "job=update&jobStatus=COMPLETED&timeout=1h"
    for _ in range(3):  # the bound is a thousand that wait
        gone = [socket.create_connection((url.hostname, url.port)) for _ in range(400)]
        for one in gone:
            one.sendall(f"GET /_emulator/wait?{query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            one.close()
        emulator.wait_until(
            lambda: wait(emulator, "settled=true").status == 200, "room for one more")


@pytest.mark.parametrize("words, status", [
    (["--settled"], 0),
    (["--thing", "lamp", "--job", "update", "--status", "QUEUED"], 0),
    (["--thing", "lamp", "--connected=false"], 0),
    (["--job", "update", "--job-status", "COMPLETED", "--timeout", "10ms"], 1),
    (["--thing", "lapm", "--status", "QUEUED"], 1)])
def test_the_command_ends_with_0_or_1(emulator, fleet, words, status):
    fleet.thing("lamp")
    fleet.job("update", "lamp")
    done = subprocess.run([BINARY, "wait", *words, "--endpoint", emulator.http],
                          capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == status, done
    assert bool(done.stdout) == (status == 0)
    assert done.stderr.startswith("iot-jobs-local: ") == (status == 1)
    if "--timeout" in words:
        assert "job update is IN_PROGRESS" in done.stderr
