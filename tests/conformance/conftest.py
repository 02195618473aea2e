"""Fixtures: the emulator, reset for each test its clock standing still, and its clients."""

import pathlib
import sys

import pytest

# Tests of one folder borrow from those of another.
sys.path += sorted(str(folder) for folder in pathlib.Path(__file__).parent.iterdir()
                   if folder.is_dir() and folder.name != "node_modules")

from clients import Boto3, Npm, NpmProcess
from description import SERVICES
from device import Device
from emulator import Emulator
from fleet import Fleet
from s3_clients import s3_client


@pytest.fixture(scope="session")
def running():
    with Emulator() as emulator:
        yield emulator
        assert emulator.process.poll() is None, "".join(emulator.log)
        assert emulator.stop() == 0, "".join(emulator.log)


@pytest.fixture
def emulator(running):
    """The running emulator, empty, at 2026-01-01T00:00:00Z."""
    running.reset()
    yield running
    if running.process.poll() is not None:
        log = "".join(running.log[-8:])
        running.start_again()  # so that the tests after this one have something to test
        raise AssertionError("the emulator has died:\n" + log)


@pytest.fixture(scope="session")
def _sdks(running):
    npm = NpmProcess(running.http)
    yield {
        "boto3": [Boto3(service, running.http) for service in SERVICES],
        "npm": [Npm(service, npm) for service in SERVICES],
    }
    npm.close()


@pytest.fixture(params=["boto3", "npm"])
def family(request):
    return request.param


@pytest.fixture
def sdk_iot(emulator, _sdks, family):
    """The control plane by boto3, and again by npm's SDK."""
    return _sdks[family][0]


@pytest.fixture
def sdk_data(emulator, _sdks, family):
    """The data plane by boto3, and again by npm's SDK."""
    return _sdks[family][1]


@pytest.fixture
def sdk_iot_data(emulator, _sdks, family):
    """The broker's data plane by boto3, and again by npm's SDK."""
    return _sdks[family][2]


@pytest.fixture
def iot(emulator, _sdks):
    return _sdks["boto3"][0]


@pytest.fixture
def data(emulator, _sdks):
    return _sdks["boto3"][1]


@pytest.fixture
def fleet(iot):
    return Fleet(iot)


@pytest.fixture(params=["3.1.1", "5"])
def mqtt_version(request):
    return request.param


@pytest.fixture
def connect(emulator, mqtt_version):
    """Makes devices that speak each MQTT version: connect("lamp")."""
    devices = []

    def make(thing, **options):
        devices.append(Device(emulator.mqtt, thing, mqtt_version, **options))
        return devices[-1]

    yield make
    for device in devices:
        device.close()


@pytest.fixture
def lamp(fleet, connect):
    """A thing named lamp and its device, connected."""
    fleet.thing("lamp")
    return connect("lamp")


@pytest.fixture
def s3(emulator):
    return s3_client(emulator.http)
