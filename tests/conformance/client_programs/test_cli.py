"""The AWS CLI and Mosquitto's tools take a job from creation to completion."""

import json
import os
import subprocess

import pytest

from fleet import group_arn

ENVIRONMENT = {
    **os.environ,
    "PATH": "/usr/bin:/bin:/usr/sbin",
    "AWS_ACCESS_KEY_ID": "local",
    "AWS_SECRET_ACCESS_KEY": "local",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_MAX_ATTEMPTS": "1",
    "AWS_PAGER": "",
}


@pytest.fixture
def aws(emulator):
    def run(*arguments):
        result = subprocess.run(
            ["aws", "--endpoint-url", emulator.http, "--output", "json", *arguments],
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout) if result.stdout else None

    return run


def test_a_job_walks_from_creation_to_completion(aws, emulator):
    aws("iot", "create-thing", "--thing-name", "lamp")
    aws("iot", "create-thing-group", "--thing-group-name", "hall")
    aws(
        *("iot", "add-thing-to-thing-group"),
        *("--thing-group-name", "hall", "--thing-name", "lamp"),
    )
    aws(
        *("iot", "create-job", "--job-id", "blink", "--targets", group_arn("hall")),
        *("--document", '{"operation": "blink"}'),
    )
    host, port = emulator.mqtt
    topic = "$aws/things/lamp/jobs/start-next"
    answer = subprocess.run(
        [
            *("mosquitto_rr", "-V", "5", "-h", host, "-p", str(port), "-W", "8"),
            *("-t", topic, "-e", topic + "/accepted", "-m", "{}"),
        ],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
    )
    execution = json.loads(answer.stdout)["execution"]
    assert (execution["jobId"], execution["status"]) == ("blink", "IN_PROGRESS")
    assert execution["jobDocument"] == {"operation": "blink"}
    aws(
        *("iot-jobs-data", "update-job-execution", "--thing-name", "lamp"),
        *("--job-id", "blink", "--status", "SUCCEEDED"),
    )
    summaries = aws("iot", "list-job-executions-for-job", "--job-id", "blink")
    summary = summaries["executionSummaries"][0]["jobExecutionSummary"]
    assert summary["status"] == "SUCCEEDED"
    assert aws("iot", "describe-job", "--job-id", "blink")["job"]["status"] == "COMPLETED"


def test_refusals_reach_the_command_line(emulator):
    result = subprocess.run(
        ["aws", "--endpoint-url", emulator.http, "iot", "describe-job", "--job-id", "ghost"],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 254
    assert "(ResourceNotFoundException)" in result.stderr
    assert "Job ghost cannot be found." in result.stderr
