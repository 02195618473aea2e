"""iot-jobs-local ota: a file to devices, in one line."""

import random
import subprocess
import threading

import pytest

from emulator import BINARY
from ota_agent import OtaAgent

IMAGE = random.Random(5).randbytes(20_000)
OLD, NEW = 0x00010000, 0x00010001


@pytest.fixture
def ota(emulator, fleet, tmp_path):
    """Runs the command for the things; its status and what it says."""
    (tmp_path / "app.bin").write_bytes(IMAGE)

    def run(*arguments):
        done = subprocess.run(
            [BINARY, "ota", str(tmp_path / "app.bin"), "--endpoint", emulator.http, *arguments],
            capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout, done.stderr
    return run


@pytest.mark.parametrize("version, status, last", [
    (NEW, 0, "lamp: SUCCEEDED reason accepted  v0.1.1"), (OLD, 1, "lamp: FAILED reason rejected")])
def test_it_tells_how_a_device_gets_on_until_it_is_done(emulator, fleet, ota, version, status,
                                                        last):
    fleet.thing("lamp")
    lamp = OtaAgent(emulator.mqtt, "lamp", OLD)

    def update():
        lamp.device.wait_for(lambda m: m.topic == "notify-next", "notify-next", 30)
        lamp.fetch(lamp.next_job())
        again = lamp.reboot(version)
        again.self_test()
        again.close()

    device = threading.Thread(target=update)
    device.start()
    returned, said, errors = ota("--thing", "lamp", "--id", "v2", "--file-version", "2")
    device.join()
    assert (returned, errors) == (status, "")
    first, *_, end = said.splitlines()
    assert first == "OTA update v2: job AFR_OTA-v2" and end.startswith(last)
    assert lamp.image == IMAGE
    info = fleet.iot.GetOTAUpdate(otaUpdateId="v2")["otaUpdateInfo"]
    assert info["otaUpdateFiles"][0]["fileVersion"] == "2"


def test_it_need_not_wait(fleet, ota):
    fleet.thing("lamp", "fan")
    status, said, _ = ota("--thing", "lamp", "--thing", "fan", "--no-wait", "--protocol", "HTTP",
                          "--protocol", "MQTT")
    assert status == 0
    assert fleet.counts(said.split()[-1]) == {"Queued": 2}


@pytest.mark.parametrize("arguments, message", [
    (["--thing", "none"], "Thing none cannot be found"),
    (["--thing", "lamp", "--sign-for", "/c.crt"], "--code-sign-key"),
    (["--thing", "lamp", "--id", "u" * 57], "the update could not be made: The job ID")])
def test_what_is_wrong_is_told(fleet, ota, arguments, message):
    fleet.thing("lamp")
    status, _, errors = ota(*arguments)
    assert status == 1 and message in errors


def test_a_file_that_is_not_there(emulator):
    done = subprocess.run([BINARY, "ota", "/none", "--thing", "lamp", "--endpoint", emulator.http],
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and "cannot read /none" in done.stderr
