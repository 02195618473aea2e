"""The operator's DescribeJobExecution and CancelJobExecution (reference §2)."""

import re

import pytest

from clients import refused
from emulator import T0
from fleet import Fleet, thing_arn


@pytest.fixture
def sdk_fleet(sdk_iot):
    fleet = Fleet(sdk_iot)
    fleet.thing("lamp")
    fleet.job("j", "lamp")
    return fleet


QUEUED = {
    "jobId": "j",
    "status": "QUEUED",
    "forceCanceled": False,
    "statusDetails": {"detailsMap": {}},
    "thingArn": thing_arn("lamp"),
    "queuedAt": T0,
    "lastUpdatedAt": T0,
    "executionNumber": 1,
    "versionNumber": 1,
}


def test_describe_shows_a_queued_execution(sdk_fleet):
    assert sdk_fleet.execution("lamp", "j") == QUEUED


def test_describe_shows_a_started_execution(sdk_fleet, sdk_data, emulator):
    emulator.advance("90s")
    sdk_data.StartNextPendingJobExecution(
        thingName="lamp", statusDetails={"step": "one"}, stepTimeoutInMinutes=2
    )
    emulator.advance("30s")
    assert sdk_fleet.execution("lamp", "j") == {
        **QUEUED,
        "status": "IN_PROGRESS",
        "statusDetails": {"detailsMap": {"step": "one"}},
        "startedAt": T0 + 90,
        "lastUpdatedAt": T0 + 90,
        "versionNumber": 2,
        "approximateSecondsBeforeTimedOut": 90,
    }


def test_describe_takes_an_execution_number(sdk_fleet):
    assert sdk_fleet.execution("lamp", "j", executionNumber=1) == QUEUED
    with refused("ResourceNotFoundException", 404):
        sdk_fleet.execution("lamp", "j", executionNumber=2)


@pytest.mark.parametrize("thing, job", [("ghost", "j"), ("lamp", "ghost"), ("fan", "j")])
def test_unknown_executions_are_not_found(sdk_fleet, thing, job):
    sdk_fleet.thing("fan")
    with refused("ResourceNotFoundException", 404):
        sdk_fleet.execution(thing, job)
    with refused("ResourceNotFoundException", 404):
        sdk_fleet.iot.CancelJobExecution(thingName=thing, jobId=job)


def test_cancel_takes_a_queued_execution(sdk_fleet):
    answer = sdk_fleet.iot.CancelJobExecution(
        thingName="lamp", jobId="j", expectedVersion=1, statusDetails={"why": "not needed"}
    )
    assert answer == {}
    assert sdk_fleet.execution("lamp", "j") == {
        **QUEUED,
        "status": "CANCELED",
        "statusDetails": {"detailsMap": {"why": "not needed"}},
        "versionNumber": 2,
    }
    assert sdk_fleet.status("j") == "COMPLETED"


def test_cancel_needs_force_for_a_started_execution(sdk_fleet, sdk_data):
    sdk_data.StartNextPendingJobExecution(thingName="lamp")
    with refused("InvalidStateTransitionException", 409):
        sdk_fleet.iot.CancelJobExecution(thingName="lamp", jobId="j")
    assert sdk_fleet.execution("lamp", "j")["status"] == "IN_PROGRESS"
    sdk_fleet.iot.CancelJobExecution(thingName="lamp", jobId="j", force=True)
    execution = sdk_fleet.execution("lamp", "j")
    assert (execution["status"], execution["forceCanceled"]) == ("CANCELED", True)


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("end", ["SUCCEEDED", "FAILED", "REJECTED"])
def test_cancel_refuses_a_finished_execution(sdk_fleet, sdk_data, end, force):
    sdk_data.UpdateJobExecution(thingName="lamp", jobId="j", status=end)
    with refused("InvalidStateTransitionException", 409):
        sdk_fleet.iot.CancelJobExecution(thingName="lamp", jobId="j", force=force)
    assert sdk_fleet.execution("lamp", "j")["status"] == end


def test_cancel_refuses_a_stale_version(sdk_fleet):
    words = "Expected version 5 but found version 1"
    with refused("VersionConflictException", 409, words):
        sdk_fleet.iot.CancelJobExecution(thingName="lamp", jobId="j", expectedVersion=5)
    assert sdk_fleet.execution("lamp", "j") == QUEUED


def test_cancel_refuses_too_many_status_details(sdk_fleet):
    details = {f"key{number}": "value" for number in range(11)}
    with refused("InvalidRequestException", 400, re.compile("statusDetails")):
        sdk_fleet.iot.CancelJobExecution(thingName="lamp", jobId="j", statusDetails=details)
    assert sdk_fleet.execution("lamp", "j") == QUEUED
