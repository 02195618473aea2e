"""Job templates, those of the caller and AWS's own, and the jobs made from them."""

import json
import re

import pytest

from clients import refused
from emulator import T0
from fleet import Fleet, arn, pages, thing_arn

TIMEOUT = {"inProgressTimeoutInMinutes": 5}
RETRIES = {"criteriaList": [{"failureType": "FAILED", "numberOfRetries": 2}]}
MANAGED = "arn:aws:iot:us-east-1::jobtemplate/"


def create(iot, template_id="t", **members):
    members = {"description": "blinks", "document": '{"a":1}', **members}
    return iot.CreateJobTemplate(jobTemplateId=template_id, **members)


def make(iot, template_arn, **members):
    iot.CreateThing(thingName="lamp")
    return iot.CreateJob(
        jobId="j", targets=[thing_arn("lamp")], jobTemplateArn=template_arn, **members
    )


def document(iot):
    return json.loads(iot.GetJobDocument(jobId="j")["document"])


def without_nulls(shown):
    """Less what is unset, which boto3 leaves out and AWS writes."""
    if not isinstance(shown, dict):
        return shown
    members = {name: without_nulls(value) for name, value in shown.items()}
    return {name: value for name, value in members.items() if value not in (None, {})}


def test_a_template_is_described_as_made(sdk_iot):
    assert create(sdk_iot, timeoutConfig=TIMEOUT, jobExecutionsRetryConfig=RETRIES) == {
        "jobTemplateArn": arn("jobtemplate/t"),
        "jobTemplateId": "t",
    }
    shown = sdk_iot.DescribeJobTemplate(jobTemplateId="t")
    assert without_nulls(shown) == {
        "jobTemplateArn": arn("jobtemplate/t"),
        "jobTemplateId": "t",
        "description": "blinks",
        "document": '{"a":1}',
        "createdAt": T0,
        "timeoutConfig": TIMEOUT,
        "jobExecutionsRetryConfig": RETRIES,
    }


def test_a_template_can_be_made_once(sdk_iot):
    create(sdk_iot)
    with refused("ConflictException", 409, "Job Template t already exists."):
        create(sdk_iot)


def test_a_template_needs_a_document(sdk_iot):
    message = "Neither job document nor job document source is specified."
    with refused("InvalidRequestException", 400, message):
        sdk_iot.CreateJobTemplate(jobTemplateId="t", description="x")


def test_a_template_needs_a_description(sdk_iot):
    with refused("InvalidRequestException", 400, re.compile("Value null at 'description'")):
        sdk_iot.CreateJobTemplate(jobTemplateId="t", document="{}")


def test_a_template_copies_a_job(sdk_iot):
    fleet = Fleet(sdk_iot)
    fleet.thing("lamp")
    fleet.job("first", "lamp", document='{"b":2}', timeoutConfig=TIMEOUT)
    sdk_iot.CreateJobTemplate(jobTemplateId="t", description="x", jobArn=arn("job/first"))
    shown = sdk_iot.DescribeJobTemplate(jobTemplateId="t")
    assert (shown["document"], shown["timeoutConfig"]) == ('{"b":2}', TIMEOUT)
    with refused("ResourceNotFoundException", 404, "Job ghost cannot be found."):
        sdk_iot.CreateJobTemplate(jobTemplateId="u", description="x", jobArn=arn("job/ghost"))


@pytest.mark.parametrize("operation", ["DescribeJobTemplate", "DeleteJobTemplate"])
def test_unknown_templates_are_not_found(sdk_iot, operation):
    with refused("ResourceNotFoundException", 404, "Job Template ghost cannot be found."):
        getattr(sdk_iot, operation)(jobTemplateId="ghost")
    with refused("InvalidRequestException", 400, re.compile("regular expression pattern")):
        getattr(sdk_iot, operation)(jobTemplateId="no:colon")


def test_templates_are_listed_newest_first_in_pages(sdk_iot):
    for number in range(5):
        create(sdk_iot, f"t{number}")
    listed = pages(sdk_iot.ListJobTemplates, "jobTemplates", maxResults=2)
    assert [[entry["jobTemplateId"] for entry in page] for page in listed] == [
        ["t4", "t3"],
        ["t2", "t1"],
        ["t0"],
    ]
    assert listed[2][0] == {
        "jobTemplateArn": arn("jobtemplate/t0"),
        "jobTemplateId": "t0",
        "description": "blinks",
        "createdAt": T0,
    }
    with refused("InvalidRequestException", 400, "Next token is invalid."):
        sdk_iot.ListJobTemplates(nextToken="nonsense")


def test_a_deleted_template_is_gone_and_its_jobs_stay(sdk_iot):
    create(sdk_iot)
    make(sdk_iot, arn("jobtemplate/t"))
    assert sdk_iot.DeleteJobTemplate(jobTemplateId="t") == {}
    assert sdk_iot.ListJobTemplates()["jobTemplates"] == []
    assert sdk_iot.DescribeJob(jobId="j")["job"]["jobTemplateArn"] == arn("jobtemplate/t")
    assert document(sdk_iot) == {"a": 1}


def test_a_job_inherits_what_it_does_not_bring(sdk_iot):
    create(sdk_iot, timeoutConfig=TIMEOUT, jobExecutionsRetryConfig=RETRIES)
    make(sdk_iot, arn("jobtemplate/t"), timeoutConfig={"inProgressTimeoutInMinutes": 9})
    job = sdk_iot.DescribeJob(jobId="j")["job"]
    assert job["timeoutConfig"] == {"inProgressTimeoutInMinutes": 9}
    assert job["jobExecutionsRetryConfig"] == RETRIES
    assert "description" not in job


@pytest.mark.parametrize(
    "template_arn, name, status, message",
    [
        (
            arn("job/t"),
            "InvalidRequestException",
            400,
            "Resource type should be jobtemplate but found invalid resource type job",
        ),
        (
            arn("jobtemplate/ghost"),
            "ResourceNotFoundException",
            404,
            "Job Template ghost cannot be found.",
        ),
        (MANAGED + "AWS-Dance:1.0", "ResourceNotFoundException", 404, re.compile("AWS-Dance")),
        ("arn:nonsense", "InvalidRequestException", 400, None),
    ],
)
def test_a_job_needs_a_template_that_exists(sdk_iot, template_arn, name, status, message):
    with refused(name, status, message):
        make(sdk_iot, template_arn)


def test_managed_templates_are_listed_by_page_and_name(sdk_iot):
    listed = pages(sdk_iot.ListManagedJobTemplates, "managedJobTemplates", maxResults=3)
    names = [entry["templateName"] for page in listed for entry in page]
    assert set(names) == {
        "AWS-Reboot",
        "AWS-Download-File",
        "AWS-Install-Application",
        "AWS-Remove-Application",
        "AWS-Start-Application",
        "AWS-Stop-Application",
        "AWS-Restart-Application",
        "AWS-Run-Command",
    }
    assert [len(page) for page in listed] == [3, 3, 2]
    (entry,) = sdk_iot.ListManagedJobTemplates(templateName="AWS-Reboot")["managedJobTemplates"]
    assert entry["templateArn"] == MANAGED + "AWS-Reboot:1.0"
    assert entry["templateVersion"] == "1.0"
    assert entry["environments"] == ["LINUX"]
    assert sdk_iot.ListManagedJobTemplates(templateName="ghost")["managedJobTemplates"] == []


def test_a_managed_template_shows_its_parameters(sdk_iot):
    shown = sdk_iot.DescribeManagedJobTemplate(
        templateName="AWS-Download-File", templateVersion="1.0"
    )
    assert shown["templateArn"] == MANAGED + "AWS-Download-File:1.0"
    optional = {entry["key"]: entry["optional"] for entry in shown["documentParameters"]}
    assert optional == {
        "downloadUrl": False,
        "filePath": False,
        "runAsUser": True,
        "pathToHandler": True,
    }
    action = json.loads(shown["document"])["steps"][0]["action"]
    assert action["type"] == "runHandler"
    assert action["input"]["handler"] == "download-file.sh"


@pytest.mark.parametrize(
    "members",
    [{"templateName": "ghost"}, {"templateName": "AWS-Reboot", "templateVersion": "2.0"}],
)
def test_unknown_managed_templates_are_not_found(sdk_iot, members):
    with refused("ResourceNotFoundException", 404):
        sdk_iot.DescribeManagedJobTemplate(**members)


def test_a_managed_job_reaches_the_device_filled_in(sdk_iot, sdk_data):
    parameters = {"command": 'echo,"hi"', "runAsUser": "me"}
    make(sdk_iot, MANAGED + "AWS-Run-Command:1.0", documentParameters=parameters)
    assert sdk_iot.DescribeJob(jobId="j")["job"]["documentParameters"] == parameters
    execution = sdk_data.StartNextPendingJobExecution(thingName="lamp")["execution"]
    assert json.loads(execution["jobDocument"]) == {
        "version": "1.0",
        "steps": [
            {
                "action": {
                    "name": "Run-Command",
                    "type": "runCommand",
                    "input": {"command": 'echo,"hi"'},
                    "runAsUser": "me",
                }
            }
        ],
    }


@pytest.mark.parametrize(
    "parameters", [{}, {"command": "ls", "other": "x"}, {"command": "ls", "runAsUser": "u" * 257}]
)
def test_wrong_parameters_are_invalid(sdk_iot, parameters):
    with refused("InvalidRequestException", 400):
        make(sdk_iot, MANAGED + "AWS-Run-Command:1.0", documentParameters=parameters)


def test_parameters_go_with_managed_templates_only(sdk_iot):
    create(sdk_iot)
    with refused("InvalidRequestException", 400):
        make(sdk_iot, arn("jobtemplate/t"), documentParameters={"command": "ls"})
