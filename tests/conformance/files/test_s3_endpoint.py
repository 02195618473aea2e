"""--s3-endpoint: sources and files in an S3 server that is not ours (npm's s3rver)."""

import hashlib
import json
import os
import pathlib
import random
import re
import subprocess
import time
import urllib.request

import boto3
import botocore.config
import pytest

from clients import HERE, Boto3, refused, send
from device import Device
from emulator import Emulator
from fleet import Fleet, thing_arn
from ota_agent import OtaAgent
from stream_device import StreamDevice
from test_downloads import ROLE, S3, placeholder

KEYS = ("S3RVER", "S3RVER")  # as it comes
IMAGE = random.Random(4).randbytes(300_001)


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


@pytest.fixture
def streaming(endpoint, s3):
    """An emulator with a stream "s" of an object of the other server's, and a device that asks it."""
    s3.put_object(Bucket="b", Key="lamp 1.bin", Body=IMAGE)
    with started(endpoint) as emulator:
        iot = Boto3("iot", emulator.http)
        iot.CreateStream(streamId="s", roleArn=ROLE["roleArn"], files=[
            {"fileId": 0, "s3Location": {"bucket": "b", "key": "lamp 1.bin"}}])
        device = StreamDevice(emulator.mqtt, "lamp", "s", "cbor")
        yield emulator, iot, device
        device.close()


def test_a_stream_of_another_s3_server(streaming, s3):
    _, _, device = streaming
    assert device.download(len(IMAGE)) == IMAGE
    device.get(f=0, l=4096, b=b"\x05\x00\x00\x00\x00\x00\x00\x00\x02", n=3)
    assert [device.block()["i"] for _ in range(3)] == [0, 2, 65]
    s3.put_object(Bucket="b", Key="lamp 1.bin", Body=b"other" * 100_000)
    device.get(f=0, l=4096, n=1)
    assert device.refusal() == "ETagMismatch"
    s3.delete_object(Bucket="b", Key="lamp 1.bin")
    device.get(f=0, l=4096, n=1)
    assert device.refusal() == "ResourceNotFound"


def test_an_ota_update_of_another_s3_server(streaming):
    emulator, iot, _ = streaming
    Fleet(iot).thing("lamp")
    file = {"fileName": "f", "fileLocation": {"s3Location": {"bucket": "b", "key": "lamp 1.bin"}}}
    iot.CreateOTAUpdate(otaUpdateId="u", targets=[thing_arn("lamp")], files=[file],
                        protocols=["MQTT", "HTTP"], roleArn=ROLE["roleArn"])
    agent = OtaAgent(emulator.mqtt, "lamp", 1)
    execution = agent.next_job()
    assert agent.fetch(execution, at_once=31) and agent.image == IMAGE
    url = execution["jobDocument"]["afr_ota"]["files"][0]["update_data_url"]
    with urllib.request.urlopen(url) as answer:
        assert answer.read() == IMAGE
    agent.close()


def test_what_another_s3_server_has_not_is_no_stream(streaming):
    _, iot, _ = streaming
    with refused("ResourceNotFoundException", 404, "S3 object b/none cannot be found."):
        iot.CreateStream(streamId="t", roleArn=ROLE["roleArn"], files=[
            {"fileId": 0, "s3Location": {"bucket": "b", "key": "none"}}])
