"""--broker: one that is already there, without our plugin; replies are plain publishes."""

import contextlib
import socket
import subprocess
import threading
import time

import pytest

from clients import Boto3
from device import Device
from emulator import Emulator
from fleet import Fleet

SUBSCRIPTIONS = ("notify", "notify-next", "get/+", "start-next/+", "+/get/+", "+/update/+")


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


class Broker:
    """A Mosquitto of our own on a fixed port, that can be stopped and started."""

    def __init__(self, directory):
        self.address = ("127.0.0.1", free_port())
        self._configuration = directory / "mosquitto.conf"
        self._configuration.write_text(
            f"listener {self.address[1]} 127.0.0.1\nallow_anonymous true\nuser root\n"
        )
        self.start()

    def start(self):
        self._process = subprocess.Popen(
            ["/usr/sbin/mosquitto", "-c", str(self._configuration)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 10
        while True:
            with contextlib.suppress(OSError):
                socket.create_connection(self.address).close()
                return
            assert time.monotonic() < deadline, "Mosquitto does not start"

    def stop(self):
        self._process.kill()
        self._process.wait()


@pytest.fixture
def broker(tmp_path):
    broker = Broker(tmp_path)
    yield broker
    broker.stop()


@pytest.fixture
def served(broker):
    url = "mqtt://{}:{}".format(*broker.address)
    with Emulator("--broker", url, ports=("--http-port", "0")) as emulator:
        assert emulator.ready["mqtt"] == url
        yield emulator
        assert emulator.stop() == 0


@pytest.mark.parametrize("version", ["3.1.1", "5"])
def test_a_job_is_done_over_a_plain_broker(served, version):
    fleet = Fleet(Boto3("iot", served.http))
    fleet.thing("lamp")
    device = Device(served.mqtt, "lamp", version, subscribe=SUBSCRIPTIONS)
    fleet.job("j", "lamp")
    assert device.topics_heard() == ["notify", "notify-next"]
    assert device.accepted("start-next")["execution"]["jobId"] == "j"
    assert device.rejected("j/update", {"status": "DONE"})["code"] == "InvalidRequest"
    device.accepted("j/update", {"status": "SUCCEEDED"})
    assert fleet.status("j") == "COMPLETED"
    device.close()


def keeps_asking(device):
    """The first answer of a service that is on its way."""
    deadline = time.monotonic() + 10
    while True:
        device.publish("get", {"clientToken": "there?"})
        with contextlib.suppress(AssertionError):
            return device.reply("get", "there?", seconds=0.1).payload
        assert time.monotonic() < deadline, "the emulator did not come"


def test_the_emulator_returns_when_the_broker_does(served, broker):
    fleet = Fleet(Boto3("iot", served.http))
    fleet.thing("lamp")
    broker.stop()
    fleet.job("j", "lamp")
    broker.start()
    device = Device(served.mqtt, "lamp", subscribe=SUBSCRIPTIONS)
    assert [job["jobId"] for job in keeps_asking(device)["queuedJobs"]] == ["j"]
    device.close()


def test_it_waits_for_a_broker_that_is_not_there_yet(tmp_path):
    late = Broker(tmp_path)
    late.stop()

    def start_once_asked_for():
        with socket.create_server(late.address) as port:
            port.accept()[0].close()
        late.start()

    starter = threading.Thread(target=start_once_asked_for, daemon=True)
    starter.start()
    url = "mqtt://{}:{}".format(*late.address)
    with Emulator("--broker", url, ports=("--http-port", "0")) as emulator:
        Fleet(Boto3("iot", emulator.http)).thing("lamp")
        starter.join(10)
        device = Device(late.address, "lamp", subscribe=SUBSCRIPTIONS)
        assert keeps_asking(device)["queuedJobs"] == []
        device.close()
    late.stop()


def test_a_retained_request_is_not_done_again(broker, tmp_path):
    url = "mqtt://{}:{}".format(*broker.address)
    flags = ("--broker", url, "--data-dir", str(tmp_path / "data"))
    with Emulator(*flags, ports=("--http-port", "0")) as emulator:
        fleet = Fleet(Boto3("iot", emulator.http))
        fleet.thing("lamp")
        fleet.job("j", "lamp")
        device = Device(emulator.mqtt, "lamp", subscribe=SUBSCRIPTIONS)
        device.publish("j/update", {"status": "IN_PROGRESS"}, retain=True)
        device.reply("j/update")
        version = fleet.execution("lamp", "j")["versionNumber"]
    with Emulator(*flags, ports=("--http-port", "0")) as emulator:
        keeps_asking(device)
        fleet = Fleet(Boto3("iot", emulator.http))
        assert fleet.execution("lamp", "j")["versionNumber"] == version
        device.close()
