"""Runs the README's own lines, in order, against an emulator.

By default the emulator is started here; WALKTHROUGH_PORTS="HTTP MQTT" names one that runs.
"""

import os
import re

import pytest

import page


@pytest.fixture(scope="module")
def transcript(tmp_path_factory):
    readme = page.read("README.md")
    home = tmp_path_factory.mktemp("home")
    if "WALKTHROUGH_PORTS" in os.environ:
        ports = dict(zip(("http", "mqtt"), os.environ["WALKTHROUGH_PORTS"].split()))
        printed = page.run(readme.blocks, ports, home)
    else:
        with page.emulator(readme.flags) as ports:
            printed = page.run(readme.blocks, ports, home)
    page.check(readme.blocks, printed)
    return "".join(printed)


def test_readmes_lines_take_a_job_to_completed(transcript):
    assert '"status": "COMPLETED"' in transcript
    assert '"status": "SUCCEEDED"' in transcript


def test_readmes_device_is_told_starts_the_job_and_reports(transcript):
    assert re.search(r'^\$aws/things/lamp/jobs/notify-next \{.*"jobId":"first-light"',
                     transcript, re.M)
    assert re.search(r'^\{.*"light":"on".*\}$', transcript, re.M)
    assert re.search(r'^\{.*"executionState":\{.*"SUCCEEDED"', transcript, re.M)
