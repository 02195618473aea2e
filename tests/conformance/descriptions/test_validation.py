"""Validation texts, to the letter (reference §1 and §2.2)."""

import re

import pytest

from clients import refused
from fleet import thing_arn

LETTERS = "Member must satisfy regular expression pattern: "


def one(value, member, rule):
    shown = "null" if value is None else f"'{value}'"
    return (
        f"1 validation error detected: Value {shown} at '{member}' "
        f"failed to satisfy constraint: {rule}"
    )


@pytest.mark.parametrize(
    "operation, members, text",
    [
        (
            "ListJobs",
            {"maxResults": 0},
            one(0, "maxResults", "Member must have value greater than or equal to 1"),
        ),
        (
            "ListJobs",
            {"maxResults": 251},
            one(251, "maxResults", "Member must have value less than or equal to 250"),
        ),
        (
            "DescribeJob",
            {"jobId": "j" * 65},
            one("j" * 65, "jobId", "Member must have length less than or equal to 64"),
        ),
        ("DescribeJob", {"jobId": "a.b"}, one("a.b", "jobId", LETTERS + "[a-zA-Z0-9_-]+")),
        (
            "DescribeThing",
            {"thingName": "t" * 129},
            one("t" * 129, "thingName", "Member must have length less than or equal to 128"),
        ),
        (
            "DescribeThing",
            {"thingName": "a.b"},
            one("a.b", "thingName", LETTERS + "[a-zA-Z0-9:_-]+"),
        ),
        (
            "CreateJob",
            {"jobId": "j", "document": "{}"},
            one(None, "targets", "Member must not be null"),
        ),
        (
            "CancelJob",
            {"jobId": "j", "reasonCode": "X" * 129},
            one("X" * 129, "reasonCode", "Member must have length less than or equal to 128"),
        ),
    ],
)
def test_one_violation(sdk_iot, operation, members, text):
    with refused("InvalidRequestException", 400, text):
        getattr(sdk_iot, operation)(**members)


def test_several_violations_are_counted_and_listed(iot):
    with refused("InvalidRequestException", 400) as caught:
        iot.ListJobs(maxResults=0, status="DONE")
    count, listed = caught.value.message.split(" validation errors detected: ")
    assert count == "2"
    violations = sorted(listed.split("; "))
    assert violations[0] == (
        "Value '0' at 'maxResults' failed to satisfy constraint: "
        "Member must have value greater than or equal to 1"
    )
    assert_enum(
        violations[1],
        "Value 'DONE' at 'status' failed to satisfy constraint: ",
        {"IN_PROGRESS", "CANCELED", "COMPLETED", "DELETION_IN_PROGRESS", "SCHEDULED"},
    )


def assert_enum(text, beginning, values):
    beginning += "Member must satisfy enum value set: ["
    assert text.startswith(beginning) and text.endswith("]"), text
    assert set(text[len(beginning) : -1].split(", ")) == values


def retries(*criteria):
    members = [{"failureType": kind, "numberOfRetries": count} for kind, count in criteria]
    return {"jobExecutionsRetryConfig": {"criteriaList": members}}


def create(iot, **members):
    job = {"jobId": "j", "targets": [thing_arn("lamp")], "document": "{}", **members}
    return iot.CreateJob(**{key: value for key, value in job.items() if value is not None})


def test_a_violation_in_a_list_names_its_place(iot, fleet):
    fleet.thing("lamp")
    path = "jobExecutionsRetryConfig.criteriaList.1.member.failureType"
    with refused("InvalidRequestException", 400) as caught:
        create(iot, **retries(("MAYBE", 1)))
    assert_enum(
        caught.value.message,
        one("MAYBE", path, ""),
        {"FAILED", "TIMED_OUT", "ALL"},
    )
    path = "jobExecutionsRetryConfig.criteriaList.2.member.numberOfRetries"
    text = one(11, path, "Member must have value less than or equal to 10")
    with refused("InvalidRequestException", 400, text):
        create(iot, **retries(("FAILED", 1), ("TIMED_OUT", 11)))


@pytest.mark.parametrize(
    "members, text",
    [
        ({"document": None}, "Neither job document nor job document source is specified."),
        (
            {"timeoutConfig": {"inProgressTimeoutInMinutes": 0}},
            "Provide valid timeout value, inProgressTimeoutInMinutes cannot be 0.",
        ),
        (
            {"timeoutConfig": {}},
            "Provide valid timeout value, inProgressTimeoutInMinutes cannot be null.",
        ),
        ({"timeoutConfig": {"inProgressTimeoutInMinutes": 10081}}, None),
        ({"timeoutConfig": {"inProgressTimeoutInMinutes": -1}}, None),
        ({"document": "{not json"}, None),
        ({"document": '"' + "x" * 32767 + '"'}, re.compile("less than or equal to 32768")),
        ({"description": "bell \x07"}, re.compile("'description'.*" + re.escape("[^\\p{C}]+"))),
        ({"description": "d" * 2029}, re.compile("less than or equal to 2028")),
        ({"targetSelection": "SOMETIMES"}, re.compile("'targetSelection'.*enum value set")),
        ({"jobExecutionsRetryConfig": {"criteriaList": []}}, None),
        (retries(("ALL", 1), ("FAILED", 1)), None),
        (retries(("FAILED", 6), ("TIMED_OUT", 5)), None),
        (retries(("FAILED", -1)), re.compile("greater than or equal to 0")),
    ],
)
def test_create_job_refuses(iot, fleet, members, text):
    fleet.thing("lamp")
    with refused("InvalidRequestException", 400, text):
        create(iot, **members)
    assert iot.ListJobs()["jobs"] == []


def test_the_longest_allowed_values_are_taken(iot, fleet):
    fleet.thing("t" * 128)
    members = {
        "jobId": "j" * 64,
        "targets": [thing_arn("t" * 128)],
        "document": '"' + "x" * 32766 + '"',
        "description": "ä" * 2028,
        "timeoutConfig": {"inProgressTimeoutInMinutes": 10080},
        **retries(("FAILED", 5), ("TIMED_OUT", 5)),
    }
    create(iot, **members)
    assert iot.DescribeJob(jobId="j" * 64)["job"]["description"] == "ä" * 2028


@pytest.mark.parametrize(
    "details",
    [
        {"a key": "value"},
        {"k" * 129: "value"},
        {"key": "v" * 1025},
        {"key": ""},
        {f"key{number}": "value" for number in range(11)},
    ],
    ids=["odd key", "long key", "long value", "empty value", "eleven pairs"],
)
def test_bad_status_details_are_refused(iot, data, fleet, details):
    fleet.thing("lamp")
    create(iot)
    with refused("InvalidRequestException", 400, re.compile("'statusDetails")):
        data.UpdateJobExecution(
            thingName="lamp", jobId="j", status="IN_PROGRESS", statusDetails=details
        )
    assert fleet.execution("lamp", "j")["status"] == "QUEUED"


def test_only_an_update_may_drop_the_step_timer(iot, data, fleet):
    fleet.thing("lamp")
    create(iot)
    with refused("InvalidRequestException", 400):
        data.StartNextPendingJobExecution(thingName="lamp", stepTimeoutInMinutes=-1)
    assert fleet.execution("lamp", "j")["status"] == "QUEUED"


@pytest.mark.parametrize("minutes", [0, 10081, -2])
def test_step_timeouts_are_one_to_10080_minutes(iot, data, fleet, minutes):
    fleet.thing("lamp")
    create(iot)
    with refused("InvalidRequestException", 400):
        data.UpdateJobExecution(
            thingName="lamp", jobId="j", status="IN_PROGRESS", stepTimeoutInMinutes=minutes
        )
    with refused("InvalidRequestException", 400):
        data.StartNextPendingJobExecution(thingName="lamp", stepTimeoutInMinutes=minutes)
    assert fleet.execution("lamp", "j")["status"] == "QUEUED"


def test_validation_comes_before_existence(iot, data):
    with refused("InvalidRequestException", 400):
        iot.ListJobExecutionsForJob(jobId="ghost", maxResults=0)
    with refused("InvalidRequestException", 400):
        data.UpdateJobExecution(thingName="ghost", jobId="ghost", status="DONE")
