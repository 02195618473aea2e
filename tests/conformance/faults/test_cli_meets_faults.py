"""What the AWS CLI tells its user of each fault that strikes what it asks over HTTP."""

import os
import subprocess

import pytest

from arming import arm, struck
from clients import REGION, send


@pytest.fixture
def aws(emulator):
    """Runs a command once, without the CLI's own attempts to try again, unless it is told to."""

    def run(*arguments, attempts=1, **more):
        environment = {**os.environ, "AWS_ACCESS_KEY_ID": "local",
                       "AWS_SECRET_ACCESS_KEY": "local", "AWS_DEFAULT_REGION": REGION,
                       "AWS_MAX_ATTEMPTS": str(attempts)}
        return subprocess.run(
            ["aws", "--endpoint-url", emulator.http, "--output", "json",
             "--cli-read-timeout", "2", *map(str, arguments)],
            env=environment, capture_output=True, text=True, timeout=60, **more)

    return run


def create_thing(aws, **more):
    return aws("iot", "create-thing", "--thing-name", "lamp", **more)


def thing_is_there(emulator):
    return send(emulator.http, "GET", "/things/lamp").status == 200


@pytest.mark.parametrize("effect, told, is_done", [
    ({"error": "ThrottlingException"}, "(ThrottlingException)", False),
    ({"error": "ServiceUnavailableException"}, "(ServiceUnavailableException)", False),
    ({"throttle": 1}, "(ThrottlingException)", False),
    ({"drop": True}, "Read timeout on endpoint URL", True),
    ({"disconnect": "instead"}, "Connection was closed before we received a valid response",
     True),
    ({"corrupt": True}, "can't decode byte", True),
], ids=lambda value: next(iter(value)) if isinstance(value, dict) else "")
def test_a_fault_is_told(emulator, aws, effect, told, is_done):
    arm(emulator, effect, {"operation": "CreateThing"}, count=2)
    if "throttle" in effect:
        assert create_thing(aws).returncode == 0
        send(emulator.http, "DELETE", "/things/lamp")
    done = create_thing(aws)
    assert done.returncode != 0 and told in done.stderr
    assert thing_is_there(emulator) == is_done


def test_it_tries_again(emulator, aws):
    arm(emulator, {"error": "ThrottlingException"}, {"operation": "CreateThing"}, count=2)
    assert create_thing(aws, attempts=3).returncode == 0
    assert struck(emulator) == [2] and thing_is_there(emulator)


def test_a_download_that_is_cut_is_taken_up_again(emulator, aws, tmp_path):
    data = os.urandom(300_000)
    (tmp_path / "up").write_bytes(data)
    assert aws("s3", "mb", "s3://firmware").returncode == 0
    assert aws("s3", "cp", tmp_path / "up", "s3://firmware/v2").returncode == 0
    arm(emulator, preset="download-cut-at-half")
    done = aws("s3", "cp", "s3://firmware/v2", tmp_path / "down", attempts=3)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "down").read_bytes() == data
    assert sum(struck(emulator)) >= 1


def test_an_upload_that_is_refused_is_told(emulator, aws, tmp_path):
    (tmp_path / "up").write_bytes(b"x")
    assert aws("s3", "mb", "s3://firmware").returncode == 0
    arm(emulator, {"error": "SlowDown"}, {"plane": "s3"}, count=1)
    done = aws("s3", "cp", tmp_path / "up", "s3://firmware/v2")
    assert done.returncode == 1 and "(SlowDown)" in done.stderr
