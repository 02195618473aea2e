"""Job documents that point at files: from the upload by an operator to the device's download."""

import hashlib
import json
import os
import subprocess
import urllib.parse

import pytest

from clients import refused, send
from emulator import Emulator
from fleet import thing_arn
from s3_clients import error_of, path_of, s3_client

ROLE = {"roleArn": "arn:aws:iam::123456789012:role/urls"}
S3 = "https://s3.us-east-1.amazonaws.com/"
NO_ROLE = (
    "presignedUrlConfig role ARN is required to generate an S3 presigned url in job document."
)


@pytest.fixture
def s3(emulator):
    return s3_client(emulator.http)


def placeholder(text):
    return "${aws:iot:" + text + "}"


def test_the_whole_trip_of_a_firmware_file(emulator, fleet, lamp, iot, tmp_path):
    firmware = os.urandom(3 << 20)
    (tmp_path / "firmware.bin").write_bytes(firmware)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    command = ["aws", "--endpoint-url", emulator.http, "s3", "cp"]
    subprocess.run(
        [*command, str(tmp_path / "firmware.bin"), "s3://firmware/v2/lamp.bin"],
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    url = placeholder(f"s3-presigned-url:{S3}firmware/v2/lamp.bin")
    document = {"url": url, "sha256": hashlib.sha256(firmware).hexdigest()}
    fleet.job("update", "lamp", document=json.dumps(document), presignedUrlConfig=ROLE)

    told = lamp.wait_for(lambda m: m.topic == "notify-next", "notify-next").payload
    assert told["execution"]["jobDocument"]["url"].startswith(emulator.http + "/firmware/v2/")
    started = lamp.accepted("start-next")["execution"]["jobDocument"]
    half = len(firmware) // 2
    for number, part in enumerate((f"0-{half - 1}", f"{half}-")):
        subprocess.run(
            ["curl", "-sSf", "-r", part, "-o", str(tmp_path / f"part{number}"), started["url"]],
            check=True,
        )
    loaded = (tmp_path / "part0").read_bytes() + (tmp_path / "part1").read_bytes()
    assert hashlib.sha256(loaded).hexdigest() == started["sha256"]
    lamp.accepted("update/update", {"status": "SUCCEEDED"})
    assert fleet.status("update") == "COMPLETED"

    emulator.advance("1h")
    late = send(emulator.http, "GET", path_of(started["url"]))
    assert error_of(late) == (403, "AccessDenied")
    assert b"<Message>Request has expired</Message>" in late.body


def test_every_fetch_gets_a_fresh_url_and_operators_see_the_placeholder(
    emulator, fleet, lamp, iot, data, s3
):
    s3.put_object(Bucket="files", Key="k", Body=b"x")
    document = json.dumps({"url": placeholder(f"s3-presigned-url:{S3}files/k")})
    fleet.job("j", "lamp", document=document, presignedUrlConfig={**ROLE, "expiresInSec": 90})

    def good(url):
        return send(emulator.http, "GET", path_of(url)).status == 200

    first = lamp.accepted("j/get")["execution"]["jobDocument"]["url"]
    assert urllib.parse.parse_qs(urllib.parse.urlsplit(first).query)["X-Amz-Expires"] == ["90"]
    emulator.advance("60s")
    over_http = data.DescribeJobExecution(thingName="lamp", jobId="j", includeJobDocument=True)
    second = json.loads(over_http["execution"]["jobDocument"])["url"]
    emulator.advance("60s")
    assert (good(first), good(second)) == (False, True)
    third = lamp.accepted("j/update", {"status": "IN_PROGRESS", "includeJobDocument": True})
    assert good(third["jobDocument"]["url"])
    assert iot.GetJobDocument(jobId="j")["document"] == document


def test_version_2_names_encoded_keys_and_versions(emulator, fleet, lamp, s3):
    s3.create_bucket(Bucket="files")
    s3.put_bucket_versioning(Bucket="files", VersioningConfiguration={"Status": "Enabled"})
    old = s3.put_object(Bucket="files", Key="a b/ü", Body=b"old")["VersionId"]
    s3.put_object(Bucket="files", Key="a b/ü", Body=b"new")
    document = {
        "latest": placeholder(f"s3-presigned-url-v2:{S3}files/a%20b/%C3%BC"),
        "old": placeholder(f"s3-presigned-url-v2:https://files.s3.amazonaws.com/a%20b/%C3%BC%3FversionId%3D{old}"),
    }
    fleet.job("j", "lamp", document=json.dumps(document), presignedUrlConfig=ROLE)
    urls = lamp.accepted("j/get")["execution"]["jobDocument"]
    assert send(emulator.http, "GET", path_of(urls["latest"])).body == b"new"
    assert send(emulator.http, "GET", path_of(urls["old"])).body == b"old"


def test_a_device_uploads_under_a_key_of_its_own(emulator, fleet, lamp, s3):
    key = "logs/${thingName}/${jobId}-${executionNumber}.txt"
    document = {"upload": placeholder(f"s3-presigned-url-upload:{S3}files/{key}")}
    fleet.job("j", "lamp", document=json.dumps(document), presignedUrlConfig=ROLE)
    url = path_of(lamp.accepted("j/get")["execution"]["jobDocument"]["upload"])
    assert send(emulator.http, "PUT", url, b"log").status == 200
    assert error_of(send(emulator.http, "GET", url)) == (403, "SignatureDoesNotMatch")
    assert s3.get_object(Bucket="files", Key="logs/lamp/j-1.txt")["Body"].read() == b"log"


@pytest.mark.parametrize(
    "source",
    [
        "https://s3.amazonaws.com/files/doc.json",
        "https://s3.us-east-1.amazonaws.com/files/doc.json",
        "https://files.s3.us-east-1.amazonaws.com/doc.json",
    ],
)
def test_a_document_source_is_read_once(fleet, iot, s3, source):
    fleet.thing("lamp")
    s3.put_object(Bucket="files", Key="doc.json", Body=b'{"first": 1}')
    iot.CreateJob(jobId="j", targets=[thing_arn("lamp")], documentSource=source)
    iot.CreateJobTemplate(jobTemplateId="t", description="d", documentSource=source)
    s3.put_object(Bucket="files", Key="doc.json", Body=b'{"second": 2}')
    assert iot.GetJobDocument(jobId="j")["document"] == '{"first": 1}'
    assert iot.DescribeJob(jobId="j")["documentSource"] == source
    template = iot.DescribeJobTemplate(jobTemplateId="t")
    assert (template["document"], template["documentSource"]) == ('{"first": 1}', source)
    iot.CreateJob(jobId="k", targets=[thing_arn("lamp")],
                  jobTemplateArn=template["jobTemplateArn"])
    assert iot.GetJobDocument(jobId="k")["document"] == '{"first": 1}'


def test_a_document_source_that_is_no_good_is_refused(fleet, iot, s3):
    fleet.thing("lamp")
    s3.put_object(Bucket="files", Key="no-json", Body=b"{")
    s3.put_object(Bucket="files", Key="large", Body=b'"' + b"x" * 32768 + b'"')
    s3.put_object(
        Bucket="files", Key="url", Body=json.dumps(placeholder(f"s3-presigned-url:{S3}files/k")).encode()
    )
    for source, message in {
        S3 + "none/k": None,
        S3 + "files/none": None,
        "https://example.com/files/k": None,
        S3 + "files/no-json": None,
        S3 + "files/large": None,
        S3 + "files/url": NO_ROLE,
    }.items():
        with refused("InvalidRequestException", 400, message):
            iot.CreateJob(jobId="j", targets=[thing_arn("lamp")], documentSource=source)
    with refused(
        "InvalidRequestException",
        400,
        "Job document and job document source cannot be specified at the same time.",
    ):
        fleet.job("j", "lamp", documentSource=S3 + "files/k")
    assert iot.ListJobs()["jobs"] == []


def test_placeholders_that_cannot_be_filled_in_are_refused(fleet, iot):
    fleet.thing("lamp")
    url = f"s3-presigned-url:{S3}files/k"
    for text, config, message in (
        (placeholder(url), {}, NO_ROLE),
        (placeholder(url), {"presignedUrlConfig": {"expiresInSec": 60}}, NO_ROLE),
        (
            "${aws:iot:" + url,
            {"presignedUrlConfig": ROLE},
            "One or more parameters or placeholders are not terminated.",
        ),
        (placeholder("s3-presigned-url:ftp://x"), {"presignedUrlConfig": ROLE}, None),
    ):
        with refused("InvalidRequestException", 400, message):
            fleet.job("j", "lamp", document=json.dumps({"x": text}), **config)
    fleet.job("j", "lamp", document=json.dumps({"x": placeholder(url)}), presignedUrlConfig=ROLE)
    with refused("InvalidRequestException", 400, NO_ROLE):
        iot.UpdateJob(jobId="j", presignedUrlConfig={"expiresInSec": 60})
    iot.UpdateJob(jobId="j", presignedUrlConfig={**ROLE, "expiresInSec": 60})


def url_of_a_job(emulator):
    """What a device is given for the file files/k."""
    send(emulator.http, "POST", "/things/lamp", {})
    job = {
        "targets": [thing_arn("lamp")],
        "document": json.dumps({"url": placeholder(f"s3-presigned-url:{S3}files/k")}),
        "presignedUrlConfig": ROLE,
    }
    send(emulator.http, "PUT", "/jobs/j", job)
    answer = send(emulator.http, "GET", "/things/lamp/jobs/j?includeJobDocument=true")
    return json.loads(answer.json["execution"]["jobDocument"])["url"]


def test_urls_name_the_host_that_devices_can_reach():
    with Emulator("--public-host", "files.example:8000") as emulator:
        url = url_of_a_job(emulator)
        assert url.startswith("http://files.example:8000/files/k?")


def test_urls_have_a_token_as_long_as_awss_where_that_is_asked_for():
    with Emulator("--session-token") as emulator:
        s3_client(emulator.http).put_object(Bucket="files", Key="k", Body=b"content")
        url = url_of_a_job(emulator)
        token = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)["X-Amz-Security-Token"][0]
        assert len(token) > 900 and {"/", "+", "="} < set(token)
        assert send(emulator.http, "GET", path_of(url)).body == b"content"
        tampered = path_of(url).replace(urllib.parse.quote(token[:30], safe=""), "A" * 30)
        assert error_of(send(emulator.http, "GET", tampered)) == (403, "SignatureDoesNotMatch")
