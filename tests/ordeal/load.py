"""Clients that work all the while, and remember what was acknowledged to them."""

import contextlib
import itertools
import threading

from clients import ApiError, Boto3
from device import Device
from fleet import thing_arn

LAMPS = 6


class Load:
    """Devices that send progress over MQTT and HTTP, and a fleet that grows by things and jobs. A
    client that fails connects anew, as long as the load goes on."""

    def __init__(self, http, mqtt):
        self.http, self.mqtt = http, mqtt
        self.versions = {}      # by lamp, the last that was acknowledged
        self.things = set()     # whose creation was
        self.acknowledged = 0
        self.failed = 0         # attempts that came to nothing, as they must now and then
        self._ended = threading.Event()
        work = [lambda n=n: self._progress(f"lamp{n}", over_mqtt=n % 2) for n in range(LAMPS)]
        self._threads = [threading.Thread(target=self._keep, args=(one,), daemon=True)
                         for one in (*work, self._grow)]

    @staticmethod
    def prepare(http):
        iot = Boto3("iot", http)
        names = [f"lamp{n}" for n in range(LAMPS)]
        for name in names:
            iot.CreateThing(thingName=name)
        iot.CreateJob(jobId="j", targets=[thing_arn(name) for name in names], document="{}")

    def begin(self):
        for thread in self._threads:
            thread.start()

    def end(self):
        self._ended.set()
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive(), "a client hangs"

    def _keep(self, work):
        while not self._ended.is_set():
            try:
                work()
            except Exception:
                self.failed += 1
                self._ended.wait(0.05)

    def _progress(self, name, over_mqtt):
        members = {"status": "IN_PROGRESS", "includeJobExecutionState": True}
        with contextlib.ExitStack() as stack:
            if over_mqtt:
                device = stack.enter_context(contextlib.closing(Device(self.mqtt, name)))
                update = lambda: device.accepted("j/update", members)  # noqa: E731
            else:
                data = Boto3("iot-jobs-data", self.http)
                update = lambda: data.UpdateJobExecution(  # noqa: E731
                    thingName=name, jobId="j", **members)
            while not self._ended.is_set():
                self.versions[name] = update()["executionState"]["versionNumber"]
                self.acknowledged += 1

    def _grow(self):
        iot = Boto3("iot", self.http)
        for number in itertools.count(len(self.things)):
            if self._ended.is_set():
                return
            with contextlib.suppress(ApiError):
                iot.CreateThing(thingName=f"more{number}")
                self.things.add(f"more{number}")
                self.acknowledged += 1
            self._ended.wait(0.01)
