"""Runs the README's own lines, in order, against an emulator.

By default the emulator is started here; WALKTHROUGH_PORTS="HTTP MQTT" names one that runs.
"""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("IOT_JOBS_LOCAL_BINARY", ROOT / "build/dev/server/iot-jobs-local")


def readme_lines():
    blocks = re.findall(r"^```bash\n(.*?)^```$", (ROOT / "README.md").read_text(), re.M | re.S)
    return "".join(blocks)


@pytest.fixture(scope="module")
def ports():
    if "WALKTHROUGH_PORTS" in os.environ:
        yield os.environ["WALKTHROUGH_PORTS"].split()
        return
    emulator = subprocess.Popen([BINARY, "--http-port", "0", "--mqtt-port", "0"],
                                stdout=subprocess.PIPE, text=True)
    try:
        ready = json.loads(emulator.stdout.readline())
        yield [ready[plane].rsplit(":", 1)[1] for plane in ("http", "mqtt")]
    finally:
        emulator.terminate()
        emulator.wait(timeout=10)


@pytest.fixture(scope="module")
def transcript(ports, tmp_path_factory):
    http, mqtt = ports
    home = tmp_path_factory.mktemp("home")
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8",
                   "IOT_JOBS_LOCAL_HTTP_PORT": http, "IOT_JOBS_LOCAL_MQTT_PORT": mqtt}
    # From a file, so that no command eats the lines behind it; -e: no line may fail.
    script = home / "walkthrough.sh"
    script.write_text(readme_lines())
    run = subprocess.run(["bash", "-eu", script], env=environment, cwd=home, text=True,
                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, timeout=120)
    print(run.stdout)
    assert run.returncode == 0, run.stdout
    return run.stdout


def test_readmes_lines_take_a_job_to_completed(transcript):
    assert '"status": "COMPLETED"' in transcript
    assert '"status": "SUCCEEDED"' in transcript


def test_readmes_device_is_told_starts_the_job_and_reports(transcript):
    assert re.search(r'^\$aws/things/lamp/jobs/notify-next \{.*"jobId":"first-light"',
                     transcript, re.M)
    assert re.search(r'^\{.*"light":"on".*\}$', transcript, re.M)
    assert re.search(r'^\{.*"executionState":\{.*"SUCCEEDED"', transcript, re.M)
