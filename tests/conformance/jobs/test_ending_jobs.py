"""CancelJob and DeleteJob (reference §2)."""

import re

import pytest

from clients import refused
from emulator import T0
from fleet import Fleet, arn


@pytest.fixture
def sdk_fleet(sdk_iot):
    fleet = Fleet(sdk_iot)
    fleet.thing("lamp")
    return fleet


class TestCancelJob:
    def test_cancels_the_queued_and_leaves_the_started(self, sdk_iot, sdk_data, sdk_fleet):
        sdk_fleet.thing("fan", "oven")
        sdk_fleet.job("j", "lamp", "fan", "oven", description="blink")
        sdk_data.StartNextPendingJobExecution(thingName="fan")
        sdk_data.UpdateJobExecution(thingName="oven", jobId="j", status="SUCCEEDED")
        assert sdk_iot.CancelJob(jobId="j", reasonCode="TOO_LATE", comment="never mind") == {
            "jobArn": arn("job/j"),
            "jobId": "j",
            "description": "blink",
        }
        job = sdk_iot.DescribeJob(jobId="j")["job"]
        assert (job["status"], job["completedAt"]) == ("CANCELED", T0)
        assert (job["reasonCode"], job["comment"]) == ("TOO_LATE", "never mind")
        assert not job.get("forceCanceled")
        assert sdk_fleet.counts("j") == {"Canceled": 1, "InProgress": 1, "Succeeded": 1}
        assert sdk_fleet.execution("lamp", "j")["versionNumber"] == 2
        sdk_data.UpdateJobExecution(thingName="fan", jobId="j", status="SUCCEEDED")
        assert sdk_fleet.counts("j") == {"Canceled": 1, "Succeeded": 2}
        assert sdk_fleet.status("j") == "CANCELED"

    def test_by_force_cancels_the_started_too(self, sdk_iot, sdk_data, sdk_fleet):
        sdk_fleet.job("j", "lamp")
        sdk_data.StartNextPendingJobExecution(thingName="lamp")
        sdk_iot.CancelJob(jobId="j", force=True)
        assert sdk_iot.DescribeJob(jobId="j")["job"]["forceCanceled"] is True
        execution = sdk_fleet.execution("lamp", "j")
        assert (execution["status"], execution["forceCanceled"]) == ("CANCELED", True)
        assert execution["versionNumber"] == 3

    def test_refuses_a_finished_job(self, sdk_iot, sdk_data, sdk_fleet):
        sdk_fleet.job("j", "lamp")
        sdk_data.UpdateJobExecution(thingName="lamp", jobId="j", status="SUCCEEDED")
        with refused("InvalidRequestException", 400):
            sdk_iot.CancelJob(jobId="j")
        assert sdk_fleet.status("j") == "COMPLETED"

    def test_refuses_a_reason_code_in_small_letters(self, sdk_iot, sdk_fleet):
        sdk_fleet.job("j", "lamp")
        with refused("InvalidRequestException", 400, re.compile("'reasonCode'")):
            sdk_iot.CancelJob(jobId="j", reasonCode="too late")
        assert sdk_fleet.status("j") == "IN_PROGRESS"


class TestDeleteJob:
    def test_needs_force_while_in_progress(self, sdk_iot, sdk_fleet):
        sdk_fleet.job("j", "lamp")
        with refused("InvalidStateTransitionException", 409):
            sdk_iot.DeleteJob(jobId="j")
        assert sdk_fleet.status("j") == "IN_PROGRESS"
        assert sdk_iot.DeleteJob(jobId="j", force=True) == {}
        with refused("ResourceNotFoundException", 404, "Job j cannot be found."):
            sdk_iot.DescribeJob(jobId="j")

    @pytest.mark.parametrize("end", ["COMPLETED", "CANCELED"])
    def test_takes_a_finished_job_and_its_executions(self, sdk_iot, sdk_data, sdk_fleet, end):
        sdk_fleet.job("j", "lamp")
        if end == "COMPLETED":
            sdk_data.UpdateJobExecution(thingName="lamp", jobId="j", status="SUCCEEDED")
        else:
            sdk_iot.CancelJob(jobId="j")
        assert sdk_fleet.status("j") == end
        sdk_iot.DeleteJob(jobId="j")
        with refused("ResourceNotFoundException", 404):
            sdk_fleet.execution("lamp", "j")
        assert sdk_iot.ListJobs()["jobs"] == []

    def test_frees_the_job_id(self, sdk_iot, sdk_fleet):
        sdk_fleet.job("j", "lamp")
        sdk_iot.DeleteJob(jobId="j", force=True)
        sdk_fleet.job("j", "lamp")
        assert sdk_fleet.execution("lamp", "j")["status"] == "QUEUED"
