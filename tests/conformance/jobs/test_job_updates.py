"""UpdateJob, AssociateTargetsWithJob and DeleteJobExecution (reference §2.2)."""

import re

import pytest

from clients import refused
from fleet import Fleet, arn, group_arn, thing_arn


@pytest.fixture
def sdk_fleet(sdk_iot):
    fleet = Fleet(sdk_iot)
    fleet.thing("lamp", "fan")
    return fleet


def retries(*criteria):
    return {"criteriaList": [{"failureType": t, "numberOfRetries": n} for t, n in criteria]}


def test_update_job_replaces_settings_and_answers_nothing(emulator, sdk_iot, sdk_fleet):
    sdk_fleet.job("j", "lamp", jobExecutionsRetryConfig=retries(("FAILED", 2)))
    emulator.advance("1m")
    answer = sdk_iot.UpdateJob(
        jobId="j",
        description="new words",
        timeoutConfig={"inProgressTimeoutInMinutes": 7},
        jobExecutionsRetryConfig=retries(("FAILED", 0)),
    )
    assert answer == {}
    job = sdk_iot.DescribeJob(jobId="j")["job"]
    assert job["description"] == "new words"
    assert job["timeoutConfig"] == {"inProgressTimeoutInMinutes": 7}
    assert job["jobExecutionsRetryConfig"] == retries(("FAILED", 0))
    assert job["lastUpdatedAt"] == job["createdAt"] + 60


@pytest.mark.parametrize(
    "members, message",
    [
        ({}, "Update Job request for job j cannot be empty."),
        (
            {"timeoutConfig": {}},
            "Provide valid timeout value, inProgressTimeoutInMinutes cannot be null.",
        ),
        (
            {"jobExecutionsRetryConfig": retries(("FAILED", 1))},
            "The number of retries cannot be updated to any number other than 0.",
        ),
        (
            {"jobExecutionsRetryConfig": retries(("TIMED_OUT", 0))},
            "FailureTypes must match existing FailureTypes defined in RetryConfig.",
        ),
        (
            {"jobExecutionsRetryConfig": retries(("ALL", 0), ("FAILED", 0))},
            "A retryCriteria with failure type ALL must be used by itself.",
        ),
        (
            {"description": ""},
            re.compile("^1 validation error detected: Value '' at 'description'"),
        ),
    ],
)
def test_update_job_refuses_in_aws_words(sdk_iot, sdk_fleet, members, message):
    sdk_fleet.job("j", "lamp", jobExecutionsRetryConfig=retries(("FAILED", 2)))
    with refused("InvalidRequestException", 400, message):
        sdk_iot.UpdateJob(jobId="j", **members)


def test_update_job_refuses_retries_that_were_not_there(sdk_iot, sdk_fleet):
    sdk_fleet.job("j", "lamp")
    message = (
        "RetryConfig cannot be updated if the job has no RetryConfig defined during creation."
    )
    with refused("InvalidRequestException", 400, message):
        sdk_iot.UpdateJob(jobId="j", jobExecutionsRetryConfig=retries(("FAILED", 0)))


def test_update_job_needs_an_active_job(sdk_iot, sdk_fleet):
    with refused("ResourceNotFoundException", 404, "Job j cannot be found."):
        sdk_iot.UpdateJob(jobId="j", description="x")
    sdk_fleet.job("j", "lamp")
    sdk_iot.CancelJob(jobId="j")
    message = "Job j in status CANCELED cannot be updated."
    with refused("InvalidRequestException", 400, message):
        sdk_iot.UpdateJob(jobId="j", description="x")


def test_associated_groups_get_the_job_at_once(sdk_iot, sdk_fleet, sdk_data):
    hall = sdk_fleet.group("hall", "lamp")
    attic = sdk_fleet.group("attic", "fan")
    sdk_fleet.job("j", hall, targetSelection="CONTINUOUS", description="blink")
    answer = sdk_iot.AssociateTargetsWithJob(jobId="j", targets=[attic], comment="more")
    assert answer == {"jobArn": arn("job/j"), "jobId": "j", "description": "blink"}
    job = sdk_iot.DescribeJob(jobId="j")["job"]
    assert (job["targets"], job["comment"]) == ([hall, attic], "more")
    queued = sdk_data.GetPendingJobExecutions(thingName="fan")["queuedJobs"]
    assert [entry["jobId"] for entry in queued] == ["j"]


def test_associating_tells_the_devices(iot, fleet, lamp):
    fleet.group("hall", "lamp")
    fleet.group("empty")
    fleet.job("j", group_arn("empty"), targetSelection="CONTINUOUS")
    iot.AssociateTargetsWithJob(jobId="j", targets=[group_arn("hall")])
    (notify, next_one) = (payload for _, payload in lamp.heard())
    assert [entry["jobId"] for entry in notify["jobs"]["QUEUED"]] == ["j"]
    assert next_one["execution"]["jobId"] == "j"


@pytest.mark.parametrize(
    "selection, target, name, status",
    [
        ("SNAPSHOT", group_arn("hall"), "InvalidRequestException", 400),
        ("CONTINUOUS", thing_arn("lamp"), "InvalidRequestException", 400),
        ("CONTINUOUS", "hall", "InvalidRequestException", 400),
        ("CONTINUOUS", group_arn("ghost"), "ResourceNotFoundException", 404),
    ],
)
def test_unfit_targets_are_refused(sdk_iot, sdk_fleet, selection, target, name, status):
    sdk_fleet.group("hall")
    sdk_fleet.job("j", "lamp", targetSelection=selection)
    with refused(name, status):
        sdk_iot.AssociateTargetsWithJob(jobId="j", targets=[target])
    assert sdk_iot.DescribeJob(jobId="j")["job"]["targets"] == [thing_arn("lamp")]


def test_associate_needs_a_job_and_targets(sdk_iot, sdk_fleet):
    sdk_fleet.group("hall")
    with refused("ResourceNotFoundException", 404, "Job j cannot be found."):
        sdk_iot.AssociateTargetsWithJob(jobId="j", targets=[group_arn("hall")])
    with refused("InvalidRequestException", 400, re.compile("targets")):
        sdk_iot.AssociateTargetsWithJob(jobId="j", targets=[])


def test_more_than_a_hundred_targets_in_all_exceed_the_limit(iot, fleet):
    groups = [fleet.group(f"g{number}") for number in range(101)]
    fleet.job("j", *groups[:99], targetSelection="CONTINUOUS")
    iot.AssociateTargetsWithJob(jobId="j", targets=groups[99:100])
    with refused("LimitExceededException", 410):
        iot.AssociateTargetsWithJob(jobId="j", targets=groups[100:])


def test_a_deleted_execution_is_gone_and_the_job_ends(sdk_iot, sdk_data, sdk_fleet):
    sdk_fleet.job("j", "lamp")
    sdk_data.StartNextPendingJobExecution(thingName="lamp")
    which = {"jobId": "j", "thingName": "lamp", "executionNumber": 1}
    with refused("InvalidStateTransitionException", 409):
        sdk_iot.DeleteJobExecution(**which)
    assert sdk_iot.DeleteJobExecution(**which, force=True) == {}
    assert sdk_iot.ListJobExecutionsForThing(thingName="lamp")["executionSummaries"] == []
    assert sdk_fleet.status("j") == "COMPLETED"
    with refused("ResourceNotFoundException", 404):
        sdk_iot.DeleteJobExecution(**which)


def test_a_queued_execution_is_deleted_without_force(sdk_iot, sdk_fleet):
    sdk_fleet.job("j", "lamp", "fan")
    sdk_iot.DeleteJobExecution(jobId="j", thingName="lamp", executionNumber=1)
    assert sdk_fleet.counts("j") == {"Queued": 1}
