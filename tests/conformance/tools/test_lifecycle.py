"""Starting, serving and ending (flags, environment, ready line, signals)."""

import json
import os
import select
import signal
import socket
import subprocess
import time

import pytest

from clients import send
from device import Device
from emulator import BINARY, Emulator


def run(*flags, **options):
    return subprocess.run(
        [BINARY, *flags],
        capture_output=True,
        text=True,
        timeout=20,
        stdin=subprocess.DEVNULL,
        **options,
    )


def serves(emulator):
    assert send(emulator.http, "GET", "/jobs").status == 200
    device = Device(emulator.mqtt, "lamp")
    assert device.rejected("get")["code"] == "ResourceNotFound"
    device.close()


def test_the_ready_line_tells_where_it_serves(tmp_path):
    ready_file = tmp_path / "ready.json"
    with Emulator("--ready-file", str(ready_file)) as emulator:
        assert emulator.ready["ready"] is True
        assert emulator.ready["pid"] == emulator.process.pid
        assert emulator.ready["http"].startswith("http://127.0.0.1:")
        assert emulator.ready["mqtt"].startswith("mqtt://127.0.0.1:")
        assert emulator.ready["mqtts"].startswith("mqtts://127.0.0.1:")
        assert json.loads(ready_file.read_text()) == emulator.ready
        assert emulator.ready_line.endswith("\n")
        serves(emulator)


def test_it_ends_with_standard_input_where_that_is_asked_for():
    process = subprocess.Popen(
        [BINARY, "--http-port", "0", "--mqtt-port", "0", "--until-stdin-closes"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert json.loads(process.stdout.readline())["ready"]
    process.stdin.write("anything\n")
    process.stdin.flush()
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.2)
    process.stdin.close()
    assert process.wait(10) == 0


def test_exec_leaves_standard_input_to_its_command():
    ended = run("exec", "--until-stdin-closes", "--", "true")
    assert ended.returncode == 2
    assert "standard input is the command's" in ended.stderr


def test_every_flag_has_an_environment_variable(tmp_path):
    ready_file = tmp_path / "ready.json"
    environment = {
        "IOT_JOBS_LOCAL_HTTP_PORT": "0",
        "IOT_JOBS_LOCAL_MQTT_PORT": "0",
        "IOT_JOBS_LOCAL_READY_FILE": str(ready_file),
        "IOT_JOBS_LOCAL_ACCOUNT_ID": "000011112222",
        "IOT_JOBS_LOCAL_REGION": "eu-west-1",
        "IOT_JOBS_LOCAL_BIND": "127.0.0.1",
        "IOT_JOBS_LOCAL_DATA_DIR": str(tmp_path / "data"),
        "IOT_JOBS_LOCAL_LOG_LEVEL": "debug",
    }
    with Emulator(env=environment, ports=()) as emulator:
        assert json.loads(ready_file.read_text()) == emulator.ready
        made = send(emulator.http, "POST", "/things/lamp", {}).json
        assert made["thingArn"] == "arn:aws:iot:eu-west-1:000011112222:thing/lamp"
        assert any((tmp_path / "data").iterdir())


@pytest.mark.parametrize("flag", ["--help", "--version"])
def test_help_and_version(flag):
    result = run(flag)
    assert result.returncode == 0
    assert result.stdout


@pytest.mark.parametrize(
    "flags",
    [("--teapot",), ("--http-port", "99999"), ("--http-port", "x"), ("--broker", "nonsense")],
    ids=str,
)
def test_bad_flags_are_refused(flags):
    result = run("--http-port", "0", "--mqtt-port", "0", *flags)
    assert result.returncode not in (0, -signal.SIGABRT, -signal.SIGSEGV)
    assert result.stderr and '"ready"' not in result.stdout


PORTS = ("--http-port", "--mqtt-port", "--mqtts-port")


@pytest.mark.parametrize("flag", PORTS)
def test_a_port_that_is_taken_is_named(flag):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        others = [word for other in PORTS if other != flag for word in (other, "0")]
        result = run(flag, port, *others)
    assert result.returncode > 0
    assert port in result.stderr and flag in result.stderr


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_and_its_broker_within_a_second(end):
    with Emulator() as emulator:
        device = Device(emulator.mqtt, "lamp")
        broker = emulator.broker_pid()
        start = time.monotonic()
        emulator.process.send_signal(end)
        assert emulator.process.wait(10) == 0
        assert time.monotonic() - start < 1
        assert not os.path.exists(f"/proc/{broker}")
        device.client.loop_stop()


def test_the_broker_dies_with_a_killed_emulator():
    with Emulator() as emulator:
        broker = emulator.broker_pid()
        descriptor = os.pidfd_open(broker)
        emulator.kill()
        assert select.select([descriptor], [], [], 10)[0], "the broker lives on"
        os.close(descriptor)


def test_stdout_holds_the_ready_line_only():
    process = subprocess.Popen(
        [BINARY, "--http-port", "0", "--mqtt-port", "0", "--log-level", "debug"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    first = process.stdout.readline()
    send(json.loads(first)["http"], "PUT", "/jobs/j", {})
    process.terminate()
    rest, _ = process.communicate(timeout=10)
    assert rest == ""


def test_state_is_kept_in_the_data_directory(tmp_path):
    for round_ in (1, 2):
        with Emulator("--data-dir", str(tmp_path / "new" / "data")) as emulator:
            things = send(emulator.http, "GET", "/things").json["things"]
            assert len(things) == round_ - 1
            send(emulator.http, "POST", "/things/lamp", {})
            assert emulator.stop() == 0


def test_state_is_forgotten_without_one():
    for _ in range(2):
        with Emulator() as emulator:
            assert send(emulator.http, "GET", "/things").json["things"] == []
            send(emulator.http, "POST", "/things/lamp", {})
