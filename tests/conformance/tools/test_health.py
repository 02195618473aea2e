"""/_emulator/health and its command: what keeps the emulator from answering, and since when."""

import json
import shutil
import subprocess

from clients import send
from emulator import BINARY, Emulator
from test_object_store import small_disk  # noqa: F401, a fixture


def health(emulator, *flags):
    return subprocess.run([BINARY, "health", "--endpoint", emulator.http, *flags],
                          capture_output=True, text=True, timeout=30)


def test_the_command_ends_with_0_while_all_is_well(emulator):
    done = health(emulator)
    assert (done.returncode, done.stderr) == (0, "")
    assert "is well" in done.stdout
    assert json.loads(health(emulator, "--json").stdout)["ready"] is True


def test_a_broker_that_goes_is_told_until_it_is_back(tmp_path):
    def broker(port):
        configuration = tmp_path / "mosquitto.conf"
        configuration.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n")
        return subprocess.Popen([shutil.which("mosquitto") or "/usr/sbin/mosquitto", "-c",
                                 str(configuration)], stderr=subprocess.DEVNULL)

    with Emulator() as other:  # whose port is free once it has ended
        port = other.mqtt[1]
    process = broker(port)
    try:
        with Emulator("--broker", f"mqtt://127.0.0.1:{port}",
                      ports=("--http-port", "0")) as emulator:
            assert send(emulator.http, "GET", "/_emulator/health").status == 200
            process.terminate()
            process.wait(10)
            emulator.wait_until(
                lambda: send(emulator.http, "GET", "/_emulator/health").status == 503, "away")
            told = send(emulator.http, "GET", "/_emulator/health").json
            assert (told["live"], told["ready"], told["broker"]) == (True, False, "disconnected")
            assert told["problems"][0]["what"] == "broker" and told["problems"][0]["since"]
            done = health(emulator)
            assert done.returncode == 1 and "the broker is away" in done.stdout
            process = broker(port)
            emulator.wait_until(
                lambda: send(emulator.http, "GET", "/_emulator/health").status == 200, "back",
                seconds=30)
    finally:
        process.kill()
        process.wait(10)


def test_a_full_disk_is_told_until_there_is_space(small_disk):  # noqa: F811
    with Emulator("--data-dir", str(small_disk / "data")) as emulator:
        filler = small_disk / "filler"
        with filler.open("wb", buffering=0) as file:
            try:
                while file.write(b"x" * 4096):
                    pass
            except OSError:
                pass
        emulator.wait_until(
            lambda: send(emulator.http, "POST", "/things/t", {"attributePayload": {}}).status == 503
            or send(emulator.http, "DELETE", "/things/t").status == 503, "the disk is full")
        answer = send(emulator.http, "GET", "/_emulator/health")
        assert answer.status == 503
        assert answer.json["problems"][0]["what"] == "storage"
        assert send(emulator.http, "GET", "/_localstack/health").status == 503
        filler.unlink()
        emulator.wait_until(  # the kernel takes a moment to give back what a file had
            lambda: send(emulator.http, "GET", "/_emulator/health").json["problems"] == [], "space")
