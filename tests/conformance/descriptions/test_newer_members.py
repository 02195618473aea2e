"""Members that the model of 2022 lacks, by the SDK that knows them."""

import json

import pytest

from clients import refused
from fleet import arn, thing_arn

VERSIONS = [arn("package/lamp/version/1.0"), arn("package/fan/version/$default"),
            arn("package/tv.remote/version/$null")]
MANAGED = "arn:aws:iot:us-east-1::jobtemplate/AWS-Run-Command:1.0"


@pytest.fixture
def newest(emulator, fleet, _sdks):
    fleet.thing("lamp")
    return _sdks["npm"][0]


def make(iot, **members):
    return iot.CreateJob(jobId="j", targets=[thing_arn("lamp")],
                         **{"document": "{}", **members})


def test_package_versions_are_kept_by_jobs_and_templates_and_inherited(newest):
    newest.CreateJobTemplate(jobTemplateId="t", description="d", document="{}",
                             destinationPackageVersions=VERSIONS)
    shown = newest.DescribeJobTemplate(jobTemplateId="t")
    assert shown["destinationPackageVersions"] == VERSIONS
    newest.CreateJob(jobId="j", targets=[thing_arn("lamp")], jobTemplateArn=arn("jobtemplate/t"))
    job = newest.DescribeJob(jobId="j")["job"]
    assert job["destinationPackageVersions"] == VERSIONS
    newest.CreateJobTemplate(jobTemplateId="copy", description="d", jobArn=arn("job/j"))
    copy = newest.DescribeJobTemplate(jobTemplateId="copy")
    assert copy["destinationPackageVersions"] == VERSIONS


def test_a_job_without_package_versions_shows_none(newest):
    make(newest)
    assert "destinationPackageVersions" not in newest.DescribeJob(jobId="j")["job"]


@pytest.mark.parametrize("version", [
    arn("package/lamp"), arn("thing/lamp"), arn("package/lamp/version/$latest"), "arn:x",
    "no ARN", ""])
def test_package_versions_must_be_their_arns(newest, version):
    with refused("InvalidRequestException", 400):
        make(newest, destinationPackageVersions=[version])


def test_there_are_at_most_25_package_versions(newest):
    many = [arn(f"package/p{i}/version/1") for i in range(26)]
    with refused("InvalidRequestException", 400):
        make(newest, destinationPackageVersions=many)
    make(newest, destinationPackageVersions=many[:25])


def test_a_document_can_be_seen_before_and_after_substitution(newest):
    newest.CreateJob(jobId="j", targets=[thing_arn("lamp")], jobTemplateArn=MANAGED,
                     documentParameters={"command": "ls"})

    def command(**members):
        document = json.loads(newest.GetJobDocument(jobId="j", **members)["document"])
        return document["steps"][0]["action"]["input"]["command"]

    assert command() == command(beforeSubstitution=False) == "ls"
    assert command(beforeSubstitution=True) == "${aws:iot:parameter:command}"
    assert newest.DescribeJob(jobId="j", beforeSubstitution=True)["job"]["jobId"] == "j"


def test_an_own_document_is_the_same_before_and_after(newest):
    make(newest, document='{"a": 1}')
    assert newest.GetJobDocument(jobId="j", beforeSubstitution=True)["document"] == '{"a": 1}'
