"""CreateJob, DescribeJob and GetJobDocument (reference §2)."""

import json
import re

import pytest

from clients import refused
from emulator import T0
from fleet import DOCUMENT, Fleet, arn, group_arn, thing_arn

DETAILS = ("Canceled", "Succeeded", "Failed", "Rejected", "Queued", "InProgress", "Removed")


def process_details(**counts):
    names = (*DETAILS, "TimedOut")
    return {f"numberOf{name}Things": counts.get(name, 0) for name in names}


@pytest.fixture
def sdk_fleet(sdk_iot):
    fleet = Fleet(sdk_iot)
    fleet.thing("lamp")
    return fleet


def test_create_job_answers_arn_id_and_description(sdk_fleet):
    assert sdk_fleet.job("plain", "lamp") == {"jobArn": arn("job/plain"), "jobId": "plain"}
    assert sdk_fleet.job("told", "lamp", description="blink") == {
        "jobArn": arn("job/told"),
        "jobId": "told",
        "description": "blink",
    }


def test_describe_job_shows_every_member_that_is_set(sdk_iot, sdk_fleet):
    retries = {"criteriaList": [{"failureType": "FAILED", "numberOfRetries": 2}]}
    sdk_fleet.job(
        "j",
        "lamp",
        description="blink",
        targetSelection="SNAPSHOT",
        timeoutConfig={"inProgressTimeoutInMinutes": 20},
        jobExecutionsRetryConfig=retries,
    )
    answer = sdk_iot.DescribeJob(jobId="j")
    job = answer.pop("job")
    assert answer == {}
    assert not job.pop("isConcurrent", False)
    assert not job.pop("forceCanceled", False)
    assert job == {
        "jobArn": arn("job/j"),
        "jobId": "j",
        "description": "blink",
        "targetSelection": "SNAPSHOT",
        "status": "IN_PROGRESS",
        "targets": [thing_arn("lamp")],
        "createdAt": T0,
        "lastUpdatedAt": T0,
        "jobProcessDetails": process_details(Queued=1),
        "timeoutConfig": {"inProgressTimeoutInMinutes": 20},
        "jobExecutionsRetryConfig": retries,
        "presignedUrlConfig": {},
        "jobExecutionsRolloutConfig": {},
        "schedulingConfig": {},
    }


def test_unset_configurations_are_empty_objects_and_abort_is_absent(sdk_iot, sdk_fleet):
    sdk_fleet.job("j", "lamp")
    job = sdk_iot.DescribeJob(jobId="j")["job"]
    assert job["timeoutConfig"] == job["schedulingConfig"] == job["presignedUrlConfig"] == {}
    assert job["jobExecutionsRolloutConfig"] == {}
    assert "abortConfig" not in job and "description" not in job
    assert job["targetSelection"] == "SNAPSHOT"


def test_a_snapshot_job_ends_when_all_its_executions_have(sdk_iot, sdk_data, sdk_fleet):
    sdk_fleet.thing("fan")
    sdk_fleet.job("j", "lamp", "fan")
    sdk_data.UpdateJobExecution(thingName="lamp", jobId="j", status="SUCCEEDED")
    job = sdk_iot.DescribeJob(jobId="j")["job"]
    assert job["status"] == "IN_PROGRESS" and "completedAt" not in job
    sdk_data.UpdateJobExecution(thingName="fan", jobId="j", status="REJECTED")
    job = sdk_iot.DescribeJob(jobId="j")["job"]
    assert (job["status"], job["completedAt"]) == ("COMPLETED", T0)
    assert job["jobProcessDetails"] == process_details(Succeeded=1, Rejected=1)


def test_a_continuous_job_stays_in_progress(sdk_data, sdk_fleet):
    sdk_fleet.job("j", "lamp", targetSelection="CONTINUOUS")
    sdk_data.UpdateJobExecution(thingName="lamp", jobId="j", status="SUCCEEDED")
    assert sdk_fleet.status("j") == "IN_PROGRESS"


def test_a_snapshot_job_for_an_empty_group_completes_at_once(sdk_fleet):
    sdk_fleet.job("j", sdk_fleet.group("empty"))
    assert sdk_fleet.status("j") == "COMPLETED"


def test_one_thing_named_twice_gets_one_execution(sdk_fleet):
    sdk_fleet.job("j", "lamp", sdk_fleet.group("hall", "lamp"))
    assert sdk_fleet.counts("j") == {"Queued": 1}


def test_the_job_document_comes_back_as_it_was(sdk_iot, sdk_fleet):
    sdk_fleet.job("j", "lamp")
    answer = sdk_iot.GetJobDocument(jobId="j")
    assert set(answer) == {"document"}
    assert json.loads(answer["document"]) == DOCUMENT


@pytest.mark.parametrize(
    "operation",
    ["DescribeJob", "GetJobDocument", "CancelJob", "DeleteJob", "ListJobExecutionsForJob"],
)
def test_an_unknown_job_is_not_found(sdk_iot, operation):
    with refused("ResourceNotFoundException", 404, "Job ghost cannot be found."):
        getattr(sdk_iot, operation)(jobId="ghost")


@pytest.mark.parametrize(
    "operation",
    ["DescribeJob", "GetJobDocument", "CancelJob", "DeleteJob", "ListJobExecutionsForJob"],
)
def test_a_job_id_with_odd_characters_is_invalid(sdk_iot, operation):
    with refused("InvalidRequestException", 400, re.compile("regular expression pattern")):
        getattr(sdk_iot, operation)(jobId="no:colon")


def test_create_job_is_not_idempotent(sdk_fleet):
    sdk_fleet.job("j", "lamp")
    with refused("ResourceAlreadyExistsException", 409) as caught:
        sdk_fleet.job("j", "lamp")
    assert caught.value.resource_id == "j"
    assert caught.value.resource_arn == arn("job/j")


@pytest.mark.parametrize(
    "target",
    [
        thing_arn("ghost"),
        group_arn("ghost"),
        thing_arn("lamp").replace("123456789012", "210987654321"),
        thing_arn("lamp").replace("us-east-1", "eu-west-1"),
    ],
)
def test_an_unknown_or_foreign_target_is_not_found_and_no_job_is_made(
    sdk_iot, sdk_fleet, target
):
    with refused("ResourceNotFoundException", 404):
        sdk_fleet.job("j", "lamp", target)
    with refused("ResourceNotFoundException", 404):
        sdk_iot.DescribeJob(jobId="j")
    assert sdk_iot.ListJobExecutionsForThing(thingName="lamp")["executionSummaries"] == []


@pytest.mark.parametrize(
    "targets",
    [[], ["lamp"], ["arn:aws:iot:us-east-1:123456789012:lamp"], [arn("job/j")], ["arn:"]],
    ids=repr,
)
def test_malformed_targets_are_invalid(sdk_iot, sdk_fleet, targets):
    with refused("InvalidRequestException", 400):
        sdk_iot.CreateJob(jobId="j", targets=targets, document="{}")


def test_more_than_a_hundred_targets_exceed_the_limit(fleet):
    names = [f"lamp{number}" for number in range(101)]
    fleet.thing(*names)
    with refused("LimitExceededException", 410):
        fleet.job("j", *names)
    fleet.job("j", *names[:100])
    assert fleet.counts("j") == {"Queued": 100}
