"""Software packages, and what job documents take from them (by npm's SDK: boto3's is older)."""

import json

import pytest

from clients import refused, send
from fleet import arn, pages, thing_arn
from test_downloads import ROLE, placeholder
from s3_clients import path_of, s3_client


@pytest.fixture
def iot(emulator, _sdks):
    return _sdks["npm"][0]


def publish(iot, version, package="fw", **more):
    iot.CreatePackageVersion(packageName=package, versionName=version, **more)
    iot.UpdatePackageVersion(packageName=package, versionName=version, action="PUBLISH")


def test_packages_and_versions_live_and_die(iot):
    made = iot.CreatePackage(packageName="fw", description="firmware")
    assert made == {
        "packageName": "fw",
        "packageArn": arn("package/fw"),
        "description": "firmware",
    }
    version = iot.CreatePackageVersion(
        packageName="fw", versionName="1.0", attributes={"size": "7"}, recipe="{}"
    )
    assert version["packageVersionArn"] == arn("package/fw/version/1.0")
    assert version["status"] == "DRAFT"
    iot.UpdatePackageVersion(packageName="fw", versionName="1.0", attributes={"size": "8"})
    iot.UpdatePackageVersion(packageName="fw", versionName="1.0", action="PUBLISH")
    with refused("ConflictException", 409):
        iot.UpdatePackageVersion(packageName="fw", versionName="1.0", attributes={"size": "9"})
    shown = iot.GetPackageVersion(packageName="fw", versionName="1.0")
    assert (shown["status"], shown["attributes"], shown["recipe"]) == (
        "PUBLISHED",
        {"size": "8"},
        "{}",
    )
    iot.UpdatePackage(packageName="fw", defaultVersionName="1.0", description="other")
    package = iot.GetPackage(packageName="fw")
    assert (package["defaultVersionName"], package["description"]) == ("1.0", "other")
    with refused("ValidationException", 400):
        iot.DeletePackageVersion(packageName="fw", versionName="1.0")
    iot.UpdatePackage(packageName="fw", unsetDefaultVersion=True)
    with refused("ValidationException", 400):
        iot.DeletePackage(packageName="fw")
    iot.UpdatePackageVersion(packageName="fw", versionName="1.0", action="DEPRECATE")
    iot.DeletePackageVersion(packageName="fw", versionName="1.0")
    iot.DeletePackage(packageName="fw")
    with refused("ResourceNotFoundException", 404):
        iot.GetPackage(packageName="fw")


def test_packages_and_versions_are_listed_in_pages(iot):
    for name in ("a", "b", "c"):
        iot.CreatePackage(packageName=name)
        iot.CreatePackageVersion(packageName="a", versionName=name)
    publish_only = {"packageName": "a", "versionName": "b", "action": "PUBLISH"}
    iot.UpdatePackageVersion(**publish_only)
    found = pages(iot.ListPackages, "packageSummaries", maxResults=2)
    assert [[p["packageName"] for p in page] for page in found] == [["a", "b"], ["c"]]
    found = pages(iot.ListPackageVersions, "packageVersionSummaries", packageName="a", maxResults=2)
    assert [[v["versionName"] for v in page] for page in found] == [["a", "b"], ["c"]]
    published = iot.ListPackageVersions(packageName="a", status="PUBLISHED")
    assert [v["versionName"] for v in published["packageVersionSummaries"]] == ["b"]


def test_mistakes_are_told_in_the_words_of_these_operations(iot):
    iot.CreatePackage(packageName="fw")
    with refused("ConflictException", 409):
        iot.CreatePackage(packageName="fw")
    with refused("ValidationException", 400):
        iot.CreatePackage(packageName="a b")
    with refused("ValidationException", 400):
        iot.CreatePackageVersion(packageName="none", versionName="1")
    with refused("ResourceNotFoundException", 404):
        iot.UpdatePackage(packageName="fw", defaultVersionName="1")
    with refused("ValidationException", 400):
        iot.CreatePackageVersion(
            packageName="fw", versionName="1", attributes={"large": "x" * 3100}
        )


def test_documents_take_attributes_and_artifacts_when_the_job_is_made(
    emulator, fleet, iot, lamp
):
    s3_client(emulator.http).put_object(Bucket="files", Key="a b.bin", Body=b"firmware")
    iot.CreatePackage(packageName="fw")
    publish(
        iot,
        "1.0",
        attributes={"size": "7", "note": 'say "hi"'},
        artifact={"s3Location": {"bucket": "files", "key": "a b.bin"}},
    )
    iot.UpdatePackage(packageName="fw", defaultVersionName="1.0")
    document = json.dumps(
        {
            "note": placeholder("package:fw:version:1.0:attributes:note"),
            "size": "about " + placeholder("package:fw:version:$default:attributes:size"),
            "all": placeholder("package::version::attributes"),
            "url": placeholder("package::version::artifact:s3-presigned-url"),
        }
    )
    iot.CreateJob(
        jobId="j",
        targets=[thing_arn("lamp")],
        document=document,
        presignedUrlConfig=ROLE,
        destinationPackageVersions=[arn("package/fw/version/1.0")],
    )
    got = lamp.accepted("start-next")["execution"]["jobDocument"]
    assert send(emulator.http, "GET", path_of(got.pop("url"))).body == b"firmware"
    assert got == {
        "note": 'say "hi"',
        "size": "about 7",
        "all": {"size": "7", "note": 'say "hi"'},
    }
    assert iot.GetJobDocument(jobId="j", beforeSubstitution=True)["document"] == document
    after = json.loads(iot.GetJobDocument(jobId="j")["document"])
    assert after["size"] == "about 7"
    assert after["url"].startswith("${aws:iot:s3-presigned-url")


@pytest.mark.parametrize(
    "text",
    [
        "package:none:version:1.0:attributes:size",
        "package:fw:version:2.0:attributes:size",
        "package:fw:version:$default:attributes:size",
        "package:fw:version:$null:attributes:size",
        "package:fw:version:1.0:attributes:none",
        "package:fw:version:1.0:artifact:s3-presigned-url",
        "package::version::attributes:size",
    ],
)
def test_what_packages_do_not_say_is_refused(fleet, iot, text):
    fleet.thing("lamp")
    iot.CreatePackage(packageName="fw")
    publish(iot, "1.0", attributes={"size": "7"})
    with refused("InvalidRequestException", 400):
        iot.CreateJob(
            jobId="j",
            targets=[thing_arn("lamp")],
            document=json.dumps({"x": placeholder(text)}),
            presignedUrlConfig=ROLE,
        )
    assert iot.ListJobs()["jobs"] == []
