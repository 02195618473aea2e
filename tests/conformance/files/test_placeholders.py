"""Every placeholder of job documents: what a device gets in its place, and when it is refused."""

import base64
import json
import os

import pytest

from clients import Boto3, refused, send
from emulator import Emulator
from fleet import arn, thing_arn
from test_certificates import openssl
from test_downloads import NO_ROLE, ROLE, S3, placeholder
from s3_clients import path_of, s3_client

MANAGED = "arn:aws:iot:us-east-1::jobtemplate/"
FW = arn("package/fw/version/1.0")
NOT_A_URL = "Provided argument for presigned url is invalid"
NO_END = "One or more parameters or placeholders are not terminated."
CODESIGN = {"codesign": {"rawPayloadSize": 1, "signature": "c2ln", "signatureAlgorithm": "ecdsa",
                         "payloadLocation": {"s3": {"bucketName": "b", "key": "k",
                                                    "version": "1"}}}}


def download(emulator, url):
    return send(emulator.http, "GET", path_of(url)).body


def upload(emulator, url):
    """What is found under the key after an upload to the URL."""
    assert send(emulator.http, "PUT", path_of(url), b"log").status == 200
    return [entry["Key"] for entry in s3_client(emulator.http).list_objects_v2(
        Bucket="logs")["Contents"]]


def shown(_emulator, value):
    return value


# (placeholder, what to do with what the device gets, the outcome)
FILLED_IN = [
    (f"s3-presigned-url:{S3}files/k", download, b"content"),
    ("s3-presigned-url:https://s3.amazonaws.com/files/k", download, b"content"),
    ("s3-presigned-url:https://files.s3.us-east-1.amazonaws.com/a b", download, b"spaced"),
    ("s3-presigned-url:https://files.s3-accelerate.amazonaws.com/k", download, b"content"),
    ("s3-presigned-url:files/k", download, b"content"),  # as in AWS's older guides
    ("s3-presigned-url:files/a b", download, b"spaced"),
    (f"s3-presigned-url-v1:{S3}files/a b", download, b"spaced"),
    (f"s3-presigned-url-v2:{S3}files/a%20b", download, b"spaced"),
    (f"s3-presigned-url-v2:{S3}files/k%3FversionId%3Dnull", download, b"content"),
    (f"s3-presigned-url-upload:{S3}logs/k", upload, ["k"]),
    (f"s3-presigned-url-upload:{S3}logs/" + "${thingName}/${jobId}/${executionNumber}/${jobId}",
     upload, ["lamp/j/1/j"]),
    ("package:fw:version:1.0:attributes:size", shown, "7"),
    ("package:fw:version:$default:attributes:size", shown, "7"),
    ("package::version::attributes:size", shown, "7"),
    ("package:fw:version:1.0:attributes", shown, {"size": "7"}),
    ("package::version::attributes", shown, {"size": "7"}),
    ("package:fw:version:1.0:artifact:s3-presigned-url", download, b"content"),
    ("package:fw:version:1.0:artifact-location", download, b"content"),
]

# (text of the document, members of CreateJob, error, message)
INVALID = "InvalidRequestException", 400
REFUSED = [
    *((placeholder(text), {}, INVALID, NO_ROLE) for text in (
        f"s3-presigned-url:{S3}files/k", f"s3-presigned-url-v1:{S3}files/k",
        f"s3-presigned-url-v2:{S3}files/k", f"s3-presigned-url-upload:{S3}logs/k",
        "package:fw:version:1.0:artifact:s3-presigned-url")),
    *((placeholder(f"{name}:{url}"), {"presignedUrlConfig": ROLE}, INVALID, NOT_A_URL)
      for name in ("s3-presigned-url", "s3-presigned-url-v1", "s3-presigned-url-v2",
                   "s3-presigned-url-upload")
      for url in ("https://example.com/b/k", "ftp://s3.amazonaws.com/b/k", S3, S3 + "b", "",
                  "s3.amazonaws.com/files/k", "Files/k", "ab/k", "files/", "files")),
    *(("${aws:iot:" + text, {"presignedUrlConfig": ROLE}, INVALID, NO_END) for text in (
        f"s3-presigned-url:{S3}files/k", f"s3-presigned-url-v2:{S3}files/k",
        f"s3-presigned-url-upload:{S3}logs/" + "${thingName}", "parameter:x",
        "package:fw:version:1.0:attributes", "code-sign-signature:s3://us-east-1.b/k@1")),
    *((placeholder(f"s3-presigned-url-upload:{S3}logs/{key}"), {"presignedUrlConfig": ROLE},
       INVALID, None) for key in ("${jobId}" * 3, "${other}", "${thingName}" * 3)),
    *((placeholder(f"package:{text}"), {"presignedUrlConfig": ROLE}, INVALID, None) for text in (
        "none:version:1.0:attributes:size", "fw:version:2.0:attributes", "fw:version:1.0:other",
        "fw:version:1.0:attributes:none", "fw:version:$null:attributes:size",
        "plain:version:1:artifact:s3-presigned-url", "plain:version:$default:attributes",
        ":version::attributes:size", "fw:version::attributes:size")),
    ("about " + placeholder("package:fw:version:1.0:attributes"), {}, INVALID, None),
    (placeholder("parameter:command"), {}, INVALID, None),
    (placeholder("nonsense:x"), {}, INVALID, None),
    (placeholder("code-sign-signature:s3://us-east-1.files/k@1"), {},
     ("NotImplementedException", 501), "The placeholder "
     + placeholder("code-sign-signature:s3://us-east-1.files/k@1")
     + " needs --code-sign-key, and the file in the emulator's own object store."),
]


@pytest.fixture
def iot(emulator, _sdks):
    """npm's SDK, which knows packages."""
    return _sdks["npm"][0]


@pytest.fixture
def files(emulator, iot, fleet):
    """Two files, and two packages, of which only fw has all that a document can take."""
    fleet.thing("lamp")
    s3 = s3_client(emulator.http)
    s3.put_object(Bucket="files", Key="k", Body=b"content")
    s3.put_object(Bucket="files", Key="a b", Body=b"spaced")
    artifact = {"s3Location": {"bucket": "files", "key": "k"}}
    for name, version, more in (
        ("fw", "1.0", {"attributes": {"size": "7"}, "artifact": artifact}), ("plain", "1", {})
    ):
        iot.CreatePackage(packageName=name)
        iot.CreatePackageVersion(packageName=name, versionName=version, **more)
        iot.UpdatePackageVersion(packageName=name, versionName=version, action="PUBLISH")
    iot.UpdatePackage(packageName="fw", defaultVersionName="1.0")


def create(iot, document, **more):
    iot.CreateJob(jobId="j", targets=[thing_arn("lamp")], document=json.dumps(document), **more)


def fetched(data):
    execution = data.DescribeJobExecution(thingName="lamp", jobId="j")["execution"]
    return json.loads(execution["jobDocument"])


@pytest.mark.parametrize("text, use, outcome", FILLED_IN)
def test_a_placeholder_is_filled_in(emulator, iot, data, files, text, use, outcome):
    create(iot, {"x": placeholder(text)}, presignedUrlConfig=ROLE,
           destinationPackageVersions=[FW])
    assert use(emulator, fetched(data)["x"]) == outcome


@pytest.mark.parametrize("text, members, error, message", REFUSED)
def test_a_placeholder_is_refused(iot, files, text, members, error, message):
    with refused(*error, message):
        create(iot, {"x": text}, **members)
    assert iot.ListJobs()["jobs"] == []


def test_parameters_are_filled_in_from_the_job_and_unset_ones_are_empty(iot, data, files):
    iot.CreateJob(jobId="j", targets=[thing_arn("lamp")], jobTemplateArn=f"{MANAGED}AWS-Reboot:1.0",
                  documentParameters={"pathToHandler": "/opt"})
    action = fetched(data)["steps"][0]["action"]
    assert (action["input"]["path"], action["runAsUser"]) == ("/opt", "")


@pytest.mark.parametrize("kind", [["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
                                  ["-algorithm", "RSA"]])
def test_a_file_is_signed_when_the_job_is_made(tmp_path, kind):
    key, public = str(tmp_path / "key.pem"), str(tmp_path / "public.pem")
    openssl("genpkey", *kind, "-out", key)
    openssl("pkey", "-in", key, "-pubout", "-out", public)
    content = os.urandom(200_000)
    (tmp_path / "content").write_bytes(content)
    with Emulator("--code-sign-key", key) as emulator:
        iot, data = Boto3("iot", emulator.http), Boto3("iot-jobs-data", emulator.http)
        s3 = s3_client(emulator.http)
        s3.create_bucket(Bucket="files")
        s3.put_bucket_versioning(Bucket="files", VersioningConfiguration={"Status": "Enabled"})
        version = s3.put_object(Bucket="files", Key="a/k@1", Body=content)["VersionId"]
        s3.put_object(Bucket="files", Key="a/k@1", Body=b"a later version")
        text = placeholder(f"code-sign-signature:s3://us-east-1.files/a/k@1@{version}")
        iot.CreateThing(thingName="lamp")
        with refused(*INVALID, None):
            create(iot, {"signature": text[:-1] + "0}"})
        create(iot, {"signature": text})
        (tmp_path / "signature").write_bytes(base64.b64decode(fetched(data)["signature"]))
        assert "OK" in openssl("dgst", "-sha256", "-verify", public, "-signature",
                               str(tmp_path / "signature"), str(tmp_path / "content"))
        shown = send(emulator.http, "GET", "/jobs/j/job-document?beforeSubstitution=true").body
        assert json.loads(json.loads(shown)["document"]) == {"signature": text}


def test_a_signature_written_out_reaches_the_device_as_it_is(iot, data, files):
    create(iot, CODESIGN)
    assert fetched(data) == CODESIGN
