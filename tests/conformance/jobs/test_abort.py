"""Abort criteria (reference §2.1, §7)."""

import re

import pytest

from clients import refused
from fleet import Fleet


def abort(failure_type, threshold, least):
    return {
        "criteriaList": [
            {
                "failureType": failure_type,
                "action": "CANCEL",
                "thresholdPercentage": threshold,
                "minNumberOfExecutedThings": least,
            }
        ]
    }


@pytest.fixture
def sdk_fleet(sdk_iot):
    fleet = Fleet(sdk_iot)
    fleet.thing("t0", "t1", "t2", "t3")
    return fleet


def test_a_failing_job_is_cancelled_without_force(sdk_iot, sdk_data, sdk_fleet):
    sdk_fleet.job("j", "t0", "t1", "t2", "t3", abortConfig=abort("FAILED", 50, 2))
    assert sdk_iot.DescribeJob(jobId="j")["job"]["abortConfig"] == abort("FAILED", 50.0, 2)
    sdk_data.StartNextPendingJobExecution(thingName="t2")
    sdk_data.UpdateJobExecution(thingName="t0", jobId="j", status="SUCCEEDED")
    assert sdk_fleet.status("j") == "IN_PROGRESS"
    sdk_data.UpdateJobExecution(thingName="t1", jobId="j", status="FAILED")
    job = sdk_iot.DescribeJob(jobId="j")["job"]
    assert job["status"] == "CANCELED"
    assert job["reasonCode"] and job["comment"]
    assert not job.get("forceCanceled")
    assert sdk_fleet.execution("t2", "j")["status"] == "IN_PROGRESS"
    assert sdk_fleet.execution("t3", "j")["status"] == "CANCELED"


def test_timeouts_abort_and_nothing_is_tried_again(emulator, sdk_iot, sdk_data, sdk_fleet):
    sdk_fleet.job(
        "j",
        "t0",
        "t1",
        abortConfig=abort("TIMED_OUT", 100, 1),
        timeoutConfig={"inProgressTimeoutInMinutes": 5},
        jobExecutionsRetryConfig={
            "criteriaList": [{"failureType": "TIMED_OUT", "numberOfRetries": 2}]
        },
    )
    sdk_data.StartNextPendingJobExecution(thingName="t0")
    emulator.advance("6m")
    assert sdk_fleet.status("j") == "CANCELED"
    assert sdk_fleet.counts("j") == {"TimedOut": 1, "Canceled": 1}


def test_percentages_have_two_decimals(sdk_fleet):
    sdk_fleet.job("j", "t0", abortConfig=abort("ALL", 10.99, 1))
    with refused("InvalidRequestException", 400):
        sdk_fleet.job("k", "t0", abortConfig=abort("ALL", 10.999, 1))
    with refused("InvalidRequestException", 400, re.compile("less than or equal to 100")):
        sdk_fleet.job("k", "t0", abortConfig=abort("ALL", 100.5, 1))
    with refused(
        "InvalidRequestException",
        400,
        re.compile(r"'abortConfig.criteriaList.1.member.failureType'.*Member must satisfy enum"),
    ):
        sdk_fleet.job("k", "t0", abortConfig=abort("NONE", 10, 1))
