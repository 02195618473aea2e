"""What is acknowledged survives the death of the emulator or the broker under load."""

import contextlib
import functools
import os
import signal
import threading
import time

from clients import Boto3
from device import Device
from emulator import Emulator
from fleet import Fleet

LAMPS = 4


class Load:
    """Devices that send progress without end, and remember the last version acknowledged."""

    def __init__(self, emulator):
        self.emulator, self.acknowledged, self.may_break = emulator, {}, False
        self._enough, self._ended = threading.Semaphore(0), threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(f"lamp{n}", n % 2), daemon=True)
            for n in range(LAMPS)
        ]
        for thread in self._threads:
            thread.start()

    def _run(self, name, by_mqtt):
        update = self._over_mqtt(name) if by_mqtt else self._over_http(name)
        try:
            while not self._ended.is_set():
                self.acknowledged[name] = update()
                self._enough.release()
        except Exception:
            if not self._ended.is_set() and not self.may_break:
                raise

    MEMBERS = {"status": "IN_PROGRESS", "includeJobExecutionState": True}

    def _over_mqtt(self, name):
        device = Device(self.emulator.mqtt, name)
        update = functools.partial(device.accepted, "j/update", self.MEMBERS)
        return lambda: update()["executionState"]["versionNumber"]

    def _over_http(self, name):
        data = Boto3("iot-jobs-data", self.emulator.http)
        members = {"thingName": name, "jobId": "j", **self.MEMBERS}
        return lambda: data.UpdateJobExecution(**members)["executionState"]["versionNumber"]

    def wait_for(self, count):
        for _ in range(count):
            assert self._enough.acquire(timeout=10), "the load has stopped"

    def end(self):
        self._ended.set()


def prepared(emulator):
    fleet = Fleet(Boto3("iot", emulator.http))
    names = [f"lamp{number}" for number in range(LAMPS)]
    fleet.thing(*names)
    fleet.job("j", *names)
    return fleet


def test_every_acknowledged_update_survives_kill_9(tmp_path):
    flags = ("--data-dir", str(tmp_path))
    with Emulator(*flags) as emulator:
        prepared(emulator)
        load = Load(emulator)
        load.wait_for(400)
        load.end()
        emulator.kill()
    acknowledged = dict(load.acknowledged)
    assert len(acknowledged) == LAMPS
    with Emulator(*flags) as emulator:
        fleet = Fleet(Boto3("iot", emulator.http))
        for name, version in acknowledged.items():
            assert fleet.execution(name, "j")["versionNumber"] >= version
        device = Device(emulator.mqtt, "lamp0")
        device.accepted("j/update", {"status": "SUCCEEDED"})
        device.close()
        assert fleet.counts("j") == {"Succeeded": 1, "InProgress": LAMPS - 1}


def asked_again(broker, deadline):
    """A new device and its first answer; as agents do, it asks until it is answered."""
    device = None
    while True:
        with contextlib.suppress(OSError, AssertionError):
            device = device or Device(broker, "lamp0")
            device.publish("j/get", {"clientToken": "again"})
            return device, device.reply("j/get", "again", seconds=0.1).payload["execution"]
        assert time.monotonic() < deadline, "no answer in time"


def test_service_resumes_within_two_seconds_of_the_brokers_death():
    with Emulator() as emulator:
        fleet = prepared(emulator)
        load = Load(emulator)
        load.wait_for(200)
        broker = emulator.broker_pid()
        load.may_break = True
        deadline = time.monotonic() + 2
        os.kill(broker, signal.SIGKILL)
        device, execution = asked_again(emulator.mqtt, deadline)
        assert time.monotonic() < deadline
        assert execution["status"] == "IN_PROGRESS"
        assert emulator.broker_pid() != broker
        load.wait_for(50)
        load.end()
        fleet.job("another", "lamp0")
        assert "notify" in device.topics_heard()
        device.close()
        for name, version in load.acknowledged.items():
            assert fleet.execution(name, "j")["versionNumber"] >= version


def test_service_resumes_within_two_seconds_of_the_last_of_many_deaths():
    with Emulator() as emulator:
        fleet = prepared(emulator)
        load = Load(emulator)
        load.wait_for(50)
        load.may_break = True
        for _ in range(4):
            os.kill(emulator.next_broker_pid(), signal.SIGKILL)
        deadline = time.monotonic() + 2
        device, execution = asked_again(emulator.mqtt, deadline)
        assert time.monotonic() < deadline
        assert execution["status"] == "IN_PROGRESS"
        fleet.job("another", "lamp0")
        assert "notify" in device.topics_heard()
        device.close()
        load.end()
        for name, version in load.acknowledged.items():
            assert fleet.execution(name, "j")["versionNumber"] >= version
