"""The data plane's four operations over HTTP (reference §4)."""

import json
import re

import pytest

from clients import refused
from emulator import T0
from fleet import DOCUMENT, Fleet


@pytest.fixture
def sdk_fleet(sdk_iot):
    fleet = Fleet(sdk_iot)
    fleet.thing("lamp")
    return fleet


def without_empty_details(execution):
    if execution.get("statusDetails") == {}:
        execution.pop("statusDetails")
    return execution


QUEUED = {
    "jobId": "j",
    "thingName": "lamp",
    "status": "QUEUED",
    "queuedAt": T0,
    "lastUpdatedAt": T0,
    "versionNumber": 1,
    "executionNumber": 1,
}
STARTED = {**QUEUED, "status": "IN_PROGRESS", "startedAt": T0, "versionNumber": 2}


class TestGetPending:
    def test_gives_two_empty_lists_when_idle(self, sdk_data, sdk_fleet):
        answer = sdk_data.GetPendingJobExecutions(thingName="lamp")
        assert answer == {"inProgressJobs": [], "queuedJobs": []}

    def test_sorts_what_is_pending_by_status_and_age(self, sdk_data, sdk_fleet, emulator):
        for job_id in ("first", "second", "third", "done"):
            sdk_fleet.job(job_id, "lamp")
            emulator.advance("1s")
        sdk_data.UpdateJobExecution(thingName="lamp", jobId="second", status="IN_PROGRESS")
        sdk_data.UpdateJobExecution(thingName="lamp", jobId="done", status="FAILED")

        def summary(job_id, queued_at, **more):
            times = {"queuedAt": queued_at, "lastUpdatedAt": queued_at}
            numbers = {"versionNumber": 1, "executionNumber": 1}
            return {"jobId": job_id, **times, **numbers, **more}

        started = {"startedAt": T0 + 4, "lastUpdatedAt": T0 + 4, "versionNumber": 2}
        assert sdk_data.GetPendingJobExecutions(thingName="lamp") == {
            "inProgressJobs": [summary("second", T0 + 1, **started)],
            "queuedJobs": [summary("first", T0), summary("third", T0 + 2)],
        }

    def test_lists_at_most_ten(self, sdk_data, sdk_fleet):
        for number in range(12):
            sdk_fleet.job(f"j{number}", "lamp")
        queued = sdk_data.GetPendingJobExecutions(thingName="lamp")["queuedJobs"]
        assert [job["jobId"] for job in queued] == [f"j{number}" for number in range(10)]


class TestStartNext:
    def test_starts_the_front_and_gives_it_with_its_document(self, sdk_data, sdk_fleet):
        sdk_fleet.job("j", "lamp")
        sdk_fleet.job("later", "lamp")
        execution = sdk_data.StartNextPendingJobExecution(
            thingName="lamp", statusDetails={"by": "hand"}, stepTimeoutInMinutes=5
        )["execution"]
        assert json.loads(execution.pop("jobDocument")) == DOCUMENT
        assert execution.pop("approximateSecondsBeforeTimedOut") == 300
        assert execution == {**STARTED, "statusDetails": {"by": "hand"}}

    def test_gives_a_started_one_back_untouched(self, sdk_data, sdk_fleet, emulator):
        sdk_fleet.job("j", "lamp")
        sdk_data.StartNextPendingJobExecution(thingName="lamp")
        emulator.advance("1m")
        execution = sdk_data.StartNextPendingJobExecution(
            thingName="lamp", statusDetails={"ignored": "yes"}, stepTimeoutInMinutes=5
        )["execution"]
        execution.pop("jobDocument")
        assert without_empty_details(execution) == STARTED

    def test_gives_nothing_when_idle(self, sdk_data, sdk_fleet):
        assert sdk_data.StartNextPendingJobExecution(thingName="lamp") == {}


class TestDescribe:
    @pytest.mark.parametrize("job_id", ["j", "$next"])
    def test_shows_an_execution_with_its_document(self, sdk_data, sdk_fleet, job_id):
        sdk_fleet.job("j", "lamp")
        answer = sdk_data.DescribeJobExecution(thingName="lamp", jobId=job_id)
        document = json.loads(answer["execution"].pop("jobDocument"))
        assert document == DOCUMENT
        assert without_empty_details(answer["execution"]) == QUEUED

    def test_leaves_the_document_out_when_asked(self, sdk_data, sdk_fleet):
        sdk_fleet.job("j", "lamp")
        answer = sdk_data.DescribeJobExecution(
            thingName="lamp", jobId="j", includeJobDocument=False, executionNumber=1
        )
        assert without_empty_details(answer["execution"]) == QUEUED

    def test_next_is_nothing_when_idle(self, sdk_data, sdk_fleet):
        assert sdk_data.DescribeJobExecution(thingName="lamp", jobId="$next") == {}

    @pytest.mark.parametrize("end", ["SUCCEEDED", "FAILED", "REJECTED"])
    def test_refuses_a_finished_execution(self, sdk_data, sdk_fleet, end):
        sdk_fleet.job("j", "lamp")
        sdk_data.UpdateJobExecution(thingName="lamp", jobId="j", status=end)
        with refused("TerminalStateException", 410):
            sdk_data.DescribeJobExecution(thingName="lamp", jobId="j")


class TestUpdate:
    def update(self, data, status="IN_PROGRESS", **more):
        return data.UpdateJobExecution(thingName="lamp", jobId="j", status=status, **more)

    def test_answers_nothing_unless_asked(self, sdk_data, sdk_fleet):
        sdk_fleet.job("j", "lamp")
        assert self.update(sdk_data) == {}

    def test_answers_state_and_document_when_asked(self, sdk_data, sdk_fleet):
        sdk_fleet.job("j", "lamp")
        answer = self.update(
            sdk_data,
            statusDetails={"progress": "50%"},
            expectedVersion=1,
            executionNumber=1,
            includeJobExecutionState=True,
            includeJobDocument=True,
        )
        assert json.loads(answer.pop("jobDocument")) == DOCUMENT
        details = {"progress": "50%"}
        state = {"status": "IN_PROGRESS", "statusDetails": details, "versionNumber": 2}
        assert answer == {"executionState": state}

    def test_replaces_details_when_given_and_keeps_them_when_not(self, sdk_data, sdk_fleet):
        sdk_fleet.job("j", "lamp")

        def details():
            return sdk_fleet.execution("lamp", "j")["statusDetails"]["detailsMap"]

        self.update(sdk_data, statusDetails={"a": "1", "b": "2"})
        assert details() == {"a": "1", "b": "2"}
        self.update(sdk_data)
        assert details() == {"a": "1", "b": "2"}
        self.update(sdk_data, statusDetails={"c": "3"})
        assert details() == {"c": "3"}
        assert sdk_fleet.execution("lamp", "j")["versionNumber"] == 4

    @pytest.mark.parametrize("end", ["SUCCEEDED", "FAILED", "REJECTED"])
    @pytest.mark.parametrize("started", [False, True])
    def test_ends_an_execution_started_or_not(self, sdk_data, sdk_fleet, end, started):
        sdk_fleet.job("j", "lamp")
        if started:
            self.update(sdk_data)
        self.update(sdk_data, end)
        assert sdk_fleet.execution("lamp", "j")["status"] == end
        assert sdk_fleet.status("j") == "COMPLETED"

    def test_refuses_a_stale_version(self, sdk_data, sdk_fleet):
        sdk_fleet.job("j", "lamp")
        words = "Expected version 7 but found version 1"
        with refused("InvalidStateTransitionException", 409, words):
            self.update(sdk_data, expectedVersion=7)
        assert sdk_fleet.execution("lamp", "j")["versionNumber"] == 1

    @pytest.mark.parametrize("status", ["QUEUED", "CANCELED", "TIMED_OUT", "REMOVED"])
    def test_refuses_states_that_only_the_service_sets(self, sdk_data, sdk_fleet, status):
        sdk_fleet.job("j", "lamp")
        words = f"The status of job execution cannot be changed to be {status}"
        with refused("InvalidStateTransitionException", 409, words):
            self.update(sdk_data, status)
        assert sdk_fleet.execution("lamp", "j")["status"] == "QUEUED"

    @pytest.mark.parametrize("status", ["IN_PROGRESS", "SUCCEEDED", "FAILED", "REJECTED"])
    def test_refuses_to_change_a_finished_execution(self, sdk_data, sdk_fleet, status):
        sdk_fleet.job("j", "lamp")
        self.update(sdk_data, "SUCCEEDED")
        with refused("InvalidStateTransitionException", 409):
            self.update(sdk_data, status)
        assert sdk_fleet.execution("lamp", "j")["status"] == "SUCCEEDED"

    def test_refuses_an_unknown_status(self, sdk_data, sdk_fleet):
        sdk_fleet.job("j", "lamp")
        with refused("InvalidRequestException", 400, re.compile("'status'")):
            self.update(sdk_data, "DONE")

    def test_refuses_a_missing_status(self, sdk_data, sdk_fleet):
        sdk_fleet.job("j", "lamp")
        with refused("InvalidRequestException", 400, re.compile("must not be null")):
            sdk_data.UpdateJobExecution(thingName="lamp", jobId="j")

    def test_refuses_an_unknown_execution_number(self, sdk_data, sdk_fleet):
        sdk_fleet.job("j", "lamp")
        with refused("ResourceNotFoundException", 404):
            self.update(sdk_data, executionNumber=2)


@pytest.mark.parametrize("thing, job", [("ghost", "j"), ("lamp", "ghost"), ("fan", "j")])
def test_unknown_executions_are_not_found(sdk_data, sdk_fleet, thing, job):
    sdk_fleet.thing("fan")
    sdk_fleet.job("j", "lamp")
    with refused("ResourceNotFoundException", 404):
        sdk_data.DescribeJobExecution(thingName=thing, jobId=job)
    with refused("ResourceNotFoundException", 404):
        sdk_data.UpdateJobExecution(thingName=thing, jobId=job, status="SUCCEEDED")


def test_an_unknown_thing_is_not_found(sdk_data):
    with refused("ResourceNotFoundException", 404):
        sdk_data.GetPendingJobExecutions(thingName="ghost")
    with refused("ResourceNotFoundException", 404):
        sdk_data.StartNextPendingJobExecution(thingName="ghost")


@pytest.mark.parametrize(
    "operation, members",
    [
        ("GetPendingJobExecutions", {}),
        ("StartNextPendingJobExecution", {}),
        ("DescribeJobExecution", {"jobId": "j"}),
        ("UpdateJobExecution", {"jobId": "j", "status": "FAILED"}),
    ],
)
def test_a_thing_name_with_odd_characters_is_invalid(sdk_data, operation, members):
    with refused("InvalidRequestException", 400, re.compile("'thingName'")):
        getattr(sdk_data, operation)(thingName="a thing", **members)
