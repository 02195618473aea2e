"""A seed: what there is to be, from a file, at the start, beside what there is, and after resets."""

import json
import ssl
import subprocess
import time
import urllib.parse

import pytest

from clients import Boto3, HERE, send
from device import Device
from emulator import BINARY, Emulator

EXAMPLE = HERE.parents[1] / "docs" / "examples" / "seed.yaml"
SMALL = """
clock: {freeze: true, set: '2026-01-01T00:00:00Z'}
devices:
  - {name: lamp, group: kitchen}
jobs:
  - {jobId: update, thingGroupNames: [kitchen], document: {action: update}}
executions:
  - {job: update, thing: lamp, status: IN_PROGRESS, versionNumber: 7, startedAt: -5m}
"""


@pytest.fixture
def small(tmp_path):
    file = tmp_path / "small.yaml"
    file.write_text(SMALL)
    return file


def lamp(emulator):
    """The device that the seed has made, with the files that it has."""
    made = emulator.admin("POST", "/_emulator/devices", {"name": "lamp"})
    tls = ssl.create_default_context(cafile=made["paths"]["ca"])
    tls.load_cert_chain(made["paths"]["certificate"], made["paths"]["privateKey"])
    port = urllib.parse.urlsplit(made["addresses"]["mqtts"]).port
    return Device(("127.0.0.1", port), "lamp", tls=tls)


def test_a_device_finds_its_job_as_the_seed_says(small):
    with Emulator("--seed", str(small)) as emulator:
        device = lamp(emulator)
        execution = device.accepted("$next/get")["execution"]
        assert (execution["status"], execution["versionNumber"]) == ("IN_PROGRESS", 7)
        device.accepted("update/update", {"status": "SUCCEEDED", "expectedVersion": "7"})
        device.close()
        assert send(emulator.http, "GET", "/jobs/update").json["job"]["status"] == "COMPLETED"


def test_a_reset_goes_back_to_it_while_the_device_stays_connected(small):
    with Emulator("--seed", str(small)) as emulator:
        device = lamp(emulator)
        for _ in range(3):
            device.accepted("update/update", {"status": "SUCCEEDED", "expectedVersion": "7"})
            assert emulator.admin("POST", "/_emulator/reset") == {"status": "ok", "to": "seed"}
        assert device.accepted("$next/get")["execution"]["versionNumber"] == 7
        device.close()
        assert emulator.admin("POST", "/_emulator/reset", {"to": "empty"})["to"] == "empty"
        assert send(emulator.http, "GET", "/things").json["things"] == []


def test_a_reset_to_a_small_seed_takes_a_few_milliseconds(small):
    with Emulator("--seed", str(small)) as emulator:
        took = []
        for _ in range(30):
            began = time.monotonic()
            emulator.admin("POST", "/_emulator/reset")
            took.append(time.monotonic() - began)
        print(f"a reset to a small seed: {1000 * sorted(took)[15]:.1f} ms")
        assert sorted(took)[15] < 0.1


def test_the_example_of_everything_is_made(emulator, tmp_path):
    with Emulator("--seed", str(EXAMPLE)) as seeded:
        iot = Boto3("iot", seeded.http)
        assert {job["jobId"] for job in iot.ListJobs()["jobs"]} == {
            "update", "from-file", "at-night", "ask"}


def test_what_is_kept_from_before_stays_as_it_is(small, tmp_path):
    flags = ("--seed", str(small), "--data-dir", str(tmp_path / "data"))
    with Emulator(*flags) as emulator:
        send(emulator.http, "POST", "/things/fan", {})
    with Emulator(*flags) as emulator:
        assert send(emulator.http, "GET", "/things/fan").status == 200
        emulator.admin("POST", "/_emulator/reset")
        assert send(emulator.http, "GET", "/things/fan").status == 404
        assert send(emulator.http, "GET", "/things/lamp").status == 200


@pytest.mark.parametrize("text, line, says", [
    ("things:\n  - {thingName: a}\n  - {}\n", 3, "at 'things.2.member.thingName'"),
    ("things:\n  - thingName: a\n    colour: red\n", 3, "'things.1.member.colour'"),
    ("things:\n  - thingName: a\n    thingTypeName: none\n", 2, "at 'things.1.member'"),
    ("things: [\n", 2, "neither JSON nor YAML"),
    ("thing: []\n", 1, "There is no 'thing'"),
    ("files:\n  - {bucket: files, key: a, path: none.bin}\n", 2, "none.bin"),
])
def test_an_error_ends_the_start_and_names_file_line_and_place(tmp_path, emulator, text, line, says):
    file = tmp_path / "bad.yaml"
    file.write_text(text)
    starts = subprocess.run([BINARY, "--http-port", "0", "--mqtt-port", "0", "--seed", str(file)],
                            capture_output=True, text=True, timeout=20)
    loads = subprocess.run([BINARY, "seed", str(file), "--endpoint", emulator.http],
                           capture_output=True, text=True, timeout=20)
    for done in (starts, loads):
        assert done.returncode == 1 and done.stdout == ""
        assert done.stderr.splitlines()[-1].startswith(f"iot-jobs-local: {file}:{line}: ")
        assert says in done.stderr
    assert send(emulator.http, "GET", "/things").json["things"] == []


def test_a_command_makes_it_in_an_emulator_that_runs(emulator, tmp_path):
    file = tmp_path / "things.json"
    file.write_text(json.dumps({"things": [{"thingName": "lamp"}, {"thingName": "fan"}]}))
    done = subprocess.run([BINARY, "seed", str(file), "--endpoint", emulator.http],
                          capture_output=True, text=True, timeout=20)
    assert (done.returncode, done.stdout) == (0, "things: 2\n"), done.stderr
    assert len(send(emulator.http, "GET", "/things").json["things"]) == 2


def test_exec_begins_with_it(small):
    ask = "import os, urllib.request as u; print(u.urlopen(os.environ['AWS_ENDPOINT_URL_IOT'] + '/things').read())"
    done = subprocess.run([BINARY, "exec", "--seed", str(small), "--", "python3", "-c", ask],
                          capture_output=True, text=True, timeout=30)
    assert done.returncode == 0 and "lamp" in done.stdout, done.stderr
