"""A state: all that one emulator holds, saved to a file and loaded into another."""

import sqlite3
import subprocess

import pytest

from clients import send
from device import Device
from emulator import BINARY, Emulator, NEW_YEAR
from fleet import Fleet
from s3_clients import s3_client


def command(emulator, *words):
    return subprocess.run([BINARY, "state", *words, "--endpoint", emulator.http], timeout=20,
                          capture_output=True, text=True)


@pytest.fixture
def saved(emulator, fleet, s3, tmp_path):
    """A file with a lamp, its job IN_PROGRESS, and a file of firmware."""
    fleet.thing("lamp")
    s3.create_bucket(Bucket="files")
    s3.put_object(Bucket="files", Key="firmware.bin", Body=b"bytes")
    fleet.job("j", "lamp")
    assert send(emulator.http, "PUT", "/things/lamp/jobs/$next", {}).status == 200
    file = tmp_path / "lamp.state"
    done = command(emulator, "save", str(file))
    assert done.returncode == 0 and str(file) in done.stdout, done.stderr
    return file


def test_a_device_goes_on_in_another_emulator(saved):
    with Emulator() as other:
        done = command(other, "load", str(saved))
        assert done.returncode == 0 and NEW_YEAR[:10] in done.stdout, done.stderr
        assert other.admin("GET", "/_emulator/clock")["frozen"] is True
        assert s3_client(other.http).get_object(Bucket="files", Key="firmware.bin")[
            "Body"].read() == b"bytes"
        device = Device(other.mqtt, "lamp")
        answer = device.accepted("$next/get")
        assert answer["execution"]["status"] == "IN_PROGRESS"
        device.accepted("j/update", {"status": "SUCCEEDED"})
        device.close()


def test_it_is_a_database_that_anybody_can_look_into(saved):
    rows = sqlite3.connect(saved).execute("SELECT thing_name, status FROM job_execution")
    assert rows.fetchall() == [("lamp", "IN_PROGRESS")]


def test_what_is_no_state_is_refused_and_changes_nothing(emulator, fleet):
    fleet.thing("lamp")
    for body in (b"", b"{}", b"\xff" * 5000):
        answer = send(emulator.http, "PUT", "/_emulator/state", body)
        assert answer.error == (400, "InvalidRequestException")
        assert "state" in answer.json["message"]
    assert send(emulator.http, "GET", "/things/lamp").status == 200


def test_objects_that_are_too_large_are_refused_and_counted(emulator, s3):
    s3.create_bucket(Bucket="files")
    s3.put_object(Bucket="files", Key="firmware.bin", Body=bytes(1000))
    answer = send(emulator.http, "GET", "/_emulator/state?maxObjectBytes=999")
    assert answer.error == (400, "InvalidRequestException")
    assert "1000 bytes" in answer.json["message"]


def test_a_state_may_be_larger_than_other_requests(emulator, s3):
    s3.create_bucket(Bucket="files")
    s3.put_object(Bucket="files", Key="firmware.bin", Body=bytes(3 << 20))
    state = send(emulator.http, "GET", "/_emulator/state")
    assert state.headers["content-type"] == "application/vnd.sqlite3"
    emulator.reset()
    assert send(emulator.http, "PUT", "/_emulator/state", state.body).status == 200
    assert s3.head_object(Bucket="files", Key="firmware.bin")["ContentLength"] == 3 << 20


def test_a_file_that_is_not_there_is_named(emulator, tmp_path):
    done = command(emulator, "load", str(tmp_path / "none"))
    assert done.returncode == 1 and "cannot read" in done.stderr and "none" in done.stderr


def test_what_is_kept_is_for_this_user_alone(tmp_path):
    data = tmp_path / "data"
    with Emulator("--data-dir", str(data)) as emulator:
        s3_client(emulator.http).put_object(Bucket="bucket", Key="k", Body=b"x")
        saved = tmp_path / "saved"
        subprocess.run([BINARY, "state", "save", str(saved), "--endpoint", emulator.http],
                       check=True, stdout=subprocess.DEVNULL)
        for path in (data, saved, *data.rglob("*")):
            assert path.name == "ca.pem" or path.stat().st_mode & 0o077 == 0, path
