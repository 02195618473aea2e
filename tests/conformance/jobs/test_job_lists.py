"""ListJobs, ListJobExecutionsForJob and ListJobExecutionsForThing (reference §2)."""

import re

import pytest

from clients import refused
from emulator import T0
from fleet import Fleet, arn, pages, thing_arn


@pytest.fixture
def sdk_fleet(sdk_iot):
    fleet = Fleet(sdk_iot)
    fleet.thing("lamp")
    return fleet


def ids(answer):
    return [job["jobId"] for job in answer["jobs"]]


def test_list_jobs_shows_each_job(sdk_iot, sdk_fleet):
    sdk_fleet.job("j", "lamp", description="not listed")
    answer = sdk_iot.ListJobs()
    for job in answer["jobs"]:
        assert not job.pop("isConcurrent", False)
    assert answer == {
        "jobs": [
            {
                "jobArn": arn("job/j"),
                "jobId": "j",
                "targetSelection": "SNAPSHOT",
                "status": "IN_PROGRESS",
                "createdAt": T0,
                "lastUpdatedAt": T0,
            }
        ]
    }


def test_list_jobs_is_empty_without_jobs(sdk_iot):
    assert sdk_iot.ListJobs() == {"jobs": []}


def test_newest_jobs_come_first(sdk_iot, sdk_fleet, emulator):
    for job_id in ("first", "second", "third"):
        sdk_fleet.job(job_id, "lamp")
        emulator.advance("1m")
    assert ids(sdk_iot.ListJobs()) == ["third", "second", "first"]


def test_jobs_are_filtered_by_status_selection_and_group(sdk_iot, sdk_fleet):
    hall = sdk_fleet.group("hall", "lamp")
    hall_id = sdk_iot.DescribeThingGroup(thingGroupName="hall")["thingGroupId"]
    sdk_fleet.group("attic")
    sdk_fleet.job("single", "lamp")
    sdk_fleet.job("grouped", hall, targetSelection="CONTINUOUS")
    sdk_fleet.job("gone", "lamp")
    sdk_iot.CancelJob(jobId="gone")
    assert ids(sdk_iot.ListJobs(status="CANCELED")) == ["gone"]
    assert sdk_iot.ListJobs(status="CANCELED")["jobs"][0]["completedAt"] == T0
    assert set(ids(sdk_iot.ListJobs(status="IN_PROGRESS"))) == {"single", "grouped"}
    assert ids(sdk_iot.ListJobs(status="SCHEDULED")) == []
    assert ids(sdk_iot.ListJobs(targetSelection="CONTINUOUS")) == ["grouped"]
    assert ids(sdk_iot.ListJobs(thingGroupName="hall")) == ["grouped"]
    assert ids(sdk_iot.ListJobs(thingGroupId=hall_id)) == ["grouped"]
    assert ids(sdk_iot.ListJobs(thingGroupName="attic")) == []
    assert ids(sdk_iot.ListJobs(thingGroupName="hall", status="CANCELED")) == []


def test_filtering_by_an_unknown_group_is_not_found(sdk_iot):
    with refused("ResourceNotFoundException", 404):
        sdk_iot.ListJobs(thingGroupName="ghost")


def test_jobs_come_in_pages(sdk_iot, sdk_fleet):
    for number in range(5):
        sdk_fleet.job(f"j{number}", "lamp")
    listed = pages(sdk_iot.ListJobs, "jobs", maxResults=2)
    assert [len(page) for page in listed] == [2, 2, 1]
    assert {job["jobId"] for page in listed for job in page} == {f"j{n}" for n in range(5)}


def test_a_token_serves_its_own_list_only(sdk_iot, sdk_fleet):
    for number in range(3):
        sdk_fleet.job(f"j{number}", "lamp")
    token = sdk_iot.ListJobs(maxResults=1)["nextToken"]
    with refused("InvalidRequestException", 400, "Next token is invalid."):
        sdk_iot.ListJobExecutionsForThing(thingName="lamp", nextToken=token)


def test_pages_neither_repeat_nor_skip_when_jobs_come_and_go(sdk_iot, sdk_fleet, emulator):
    for number in range(6):
        sdk_fleet.job(f"j{number}", "lamp")
        emulator.advance("1s")
    first = sdk_iot.ListJobs(maxResults=2)
    assert ids(first) == ["j5", "j4"]
    sdk_fleet.job("new", "lamp")
    sdk_iot.DeleteJob(jobId="j5", force=True)
    assert ids(sdk_iot.ListJobs(nextToken=first["nextToken"])) == ["j3", "j2", "j1", "j0"]


def test_the_last_full_page_has_no_token(sdk_iot, sdk_fleet):
    for number in range(4):
        sdk_fleet.job(f"j{number}", "lamp")
    assert [len(page) for page in pages(sdk_iot.ListJobs, "jobs", maxResults=2)] == [2, 2]
    assert "nextToken" not in sdk_iot.ListJobs(maxResults=4)


@pytest.mark.parametrize(
    "operation, members",
    [
        ("ListJobs", {}),
        ("ListThings", {}),
        ("ListJobExecutionsForJob", {"jobId": "j"}),
        ("ListJobExecutionsForThing", {"thingName": "lamp"}),
    ],
)
class TestEveryList:
    @pytest.mark.parametrize("token", ["bogus", "AAAA", "é", "9" * 200])
    def test_refuses_a_token_it_did_not_give(
        self, sdk_iot, sdk_fleet, operation, members, token
    ):
        sdk_fleet.job("j", "lamp")
        with refused("InvalidRequestException", 400, "Next token is invalid."):
            getattr(sdk_iot, operation)(**members, nextToken=token)

    @pytest.mark.parametrize("size, bound", [(0, "greater than or equal to 1"), (251, "less")])
    def test_takes_one_to_250_results(
        self, sdk_iot, sdk_fleet, operation, members, size, bound
    ):
        sdk_fleet.job("j", "lamp")
        words = f"Value '{size}' at 'maxResults' failed to satisfy constraint: .*{bound}"
        with refused("InvalidRequestException", 400, re.compile(words)):
            getattr(sdk_iot, operation)(**members, maxResults=size)
        getattr(sdk_iot, operation)(**members, maxResults=250)


def test_executions_of_a_job(sdk_iot, sdk_data, sdk_fleet):
    sdk_fleet.thing("fan")
    sdk_fleet.job("j", "lamp", "fan")
    sdk_data.StartNextPendingJobExecution(thingName="fan")
    answer = sdk_iot.ListJobExecutionsForJob(jobId="j")
    assert set(answer) == {"executionSummaries"}
    found = {item["thingArn"]: item for item in answer["executionSummaries"]}
    for item in found.values():
        assert item["jobExecutionSummary"].pop("retryAttempt", 0) == 0
    queued = {"status": "QUEUED", "queuedAt": T0, "lastUpdatedAt": T0, "executionNumber": 1}
    started = {**queued, "status": "IN_PROGRESS", "startedAt": T0}
    assert found == {
        thing_arn("lamp"): {"thingArn": thing_arn("lamp"), "jobExecutionSummary": queued},
        thing_arn("fan"): {"thingArn": thing_arn("fan"), "jobExecutionSummary": started},
    }
    only = sdk_iot.ListJobExecutionsForJob(jobId="j", status="IN_PROGRESS")
    assert [item["thingArn"] for item in only["executionSummaries"]] == [thing_arn("fan")]


def test_executions_of_a_job_come_in_pages(sdk_iot, sdk_fleet):
    names = [f"lamp{number}" for number in range(5)]
    sdk_fleet.thing(*names)
    sdk_fleet.job("j", *names)
    listed = pages(
        sdk_iot.ListJobExecutionsForJob, "executionSummaries", jobId="j", maxResults=2
    )
    assert [len(page) for page in listed] == [2, 2, 1]
    assert {item["thingArn"] for page in listed for item in page} == set(map(thing_arn, names))


def test_executions_of_a_thing(sdk_iot, sdk_data, sdk_fleet):
    sdk_fleet.job("a", "lamp")
    sdk_fleet.job("b", "lamp")
    sdk_data.UpdateJobExecution(thingName="lamp", jobId="a", status="SUCCEEDED")

    def found(**query):
        summaries = sdk_iot.ListJobExecutionsForThing(thingName="lamp", **query)
        assert set(summaries) == {"executionSummaries"}
        return {
            item["jobId"]: item["jobExecutionSummary"]["status"]
            for item in summaries["executionSummaries"]
        }

    assert found() == {"a": "SUCCEEDED", "b": "QUEUED"}
    assert found(status="QUEUED") == {"b": "QUEUED"}
    assert found(jobId="a") == {"a": "SUCCEEDED"}
    assert found(jobId="a", status="QUEUED") == {}


def test_executions_of_a_thing_come_in_pages(sdk_iot, sdk_fleet):
    for number in range(5):
        sdk_fleet.job(f"j{number}", "lamp")
    listed = pages(
        sdk_iot.ListJobExecutionsForThing, "executionSummaries", thingName="lamp", maxResults=2
    )
    assert [len(page) for page in listed] == [2, 2, 1]
    assert {item["jobId"] for page in listed for item in page} == {f"j{n}" for n in range(5)}


def test_executions_of_an_unknown_thing_are_not_found(sdk_iot):
    with refused("ResourceNotFoundException", 404):
        sdk_iot.ListJobExecutionsForThing(thingName="ghost")


@pytest.mark.parametrize("operation", ["ListJobs", "ListJobExecutionsForJob"])
def test_an_unknown_status_filter_is_invalid(sdk_iot, operation):
    members = {"jobId": "j"} if operation != "ListJobs" else {}
    with refused("InvalidRequestException", 400, re.compile("Value 'DONE' at 'status'")):
        getattr(sdk_iot, operation)(**members, status="DONE")


