"""--s3-endpoint: sources and files in an S3 server that is not ours (npm's s3rver)."""

import hashlib
import json
import os
import pathlib
import re
import subprocess
import time

import boto3
import botocore.config
import pytest

from clients import HERE, Boto3, refused, send
from device import Device
from emulator import Emulator
from fleet import Fleet, thing_arn
from test_downloads import ROLE, S3, placeholder

KEYS = ("S3RVER", "S3RVER")  # as it comes


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory):
    directory = tmp_path_factory.mktemp("s3rver")
    program = pathlib.Path(HERE) / "node_modules/.bin/s3rver"
    process = subprocess.Popen(
        [program, "-d", directory, "-a", "127.0.0.1", "-p", "0", "--configure-bucket", "b"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    for line in process.stdout:
        if found := re.search(r"127\.0\.0\.1:(\d+)", line):
            yield f"http://127.0.0.1:{found[1]}"
            break
    process.terminate()
    process.wait(10)


def started(endpoint):
    keys = ("--access-key-id", KEYS[0], "--secret-access-key", KEYS[1])
    return Emulator("--s3-endpoint", endpoint, *keys)


@pytest.fixture
def s3(endpoint):
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id=KEYS[0],
        aws_secret_access_key=KEYS[1],
        config=botocore.config.Config(s3={"addressing_style": "path"}),
    )


def test_the_same_trip_with_files_in_another_s3_server(endpoint, s3, tmp_path):
    firmware = os.urandom(1 << 20)
    s3.put_object(Bucket="b", Key="v 2/lamp.bin", Body=firmware)
    url = placeholder(f"s3-presigned-url:{S3}b/v 2/lamp.bin")
    document = {"url": url, "sha256": hashlib.sha256(firmware).hexdigest()}
    s3.put_object(Bucket="b", Key="job.json", Body=json.dumps(document).encode())
    with started(endpoint) as emulator:
        iot = Boto3("iot", emulator.http)
        Fleet(iot).thing("lamp")
        lamp = Device(emulator.mqtt, "lamp")
        iot.CreateJob(
            jobId="update",
            targets=[thing_arn("lamp")],
            documentSource=S3 + "b/job.json",
            presignedUrlConfig=ROLE,
        )
        got = lamp.accepted("start-next")["execution"]["jobDocument"]
        assert got["url"].startswith(endpoint)
        half = len(firmware) // 2
        for number, part in enumerate((f"0-{half - 1}", f"{half}-")):
            subprocess.run(
                ["curl", "-sSf", "-r", part, "-o", tmp_path / f"part{number}", got["url"]],
                check=True,
            )
        loaded = (tmp_path / "part0").read_bytes() + (tmp_path / "part1").read_bytes()
        assert hashlib.sha256(loaded).hexdigest() == got["sha256"]
        lamp.accepted("update/update", {"status": "SUCCEEDED"})
        assert iot.DescribeJob(jobId="update")["job"]["status"] == "COMPLETED"
        with refused("InvalidRequestException", 400, re.compile("NoSuchKey")):
            iot.CreateJob(
                jobId="j", targets=[thing_arn("lamp")], documentSource=S3 + "b/none"
            )
        iot.CreateJobTemplate(
            jobTemplateId="t",
            description="d",
            documentSource=S3 + "b/job.json",
            presignedUrlConfig=ROLE,
        )
        lamp.close()


def test_an_s3_server_that_is_away_is_told_at_once(s3):
    with started("http://127.0.0.1:1") as emulator:
        send(emulator.http, "POST", "/things/lamp", {})
        began = time.monotonic()
        job = {"targets": [thing_arn("lamp")], "documentSource": S3 + "b/k"}
        answer = send(emulator.http, "PUT", "/jobs/j", job)
        assert answer.error == (400, "InvalidRequestException")
        assert "127.0.0.1:1 cannot be reached" in answer.json["message"]
        assert time.monotonic() - began < 3
        assert send(emulator.http, "GET", "/jobs/j").status == 404
