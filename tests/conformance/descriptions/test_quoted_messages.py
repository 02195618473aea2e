"""Every message of AWS's that is known to the letter, by the request that provokes it."""

import pytest

from clients import send
from description import DOCUMENTS
from fleet import arn, thing_arn

TARGETS = {"targets": [thing_arn("lamp")]}
JOB = {**TARGETS, "document": "{}"}
CRITERIA = {"criteriaList": [{"failureType": "FAILED", "numberOfRetries": 1}]}
WINDOW = {"startTime": "cron(0 2 ? * MON *)", "durationInMinutes": 60}
RATE = {"baseRatePerMinute": 5, "incrementFactor": 2,
        "rateIncreaseCriteria": {"numberOfNotifiedThings": 10}}


def retries(failure_type, number):
    return {"failureType": failure_type, "numberOfRetries": number}


def rollout(**members):
    return {"jobExecutionsRolloutConfig": members}


NOT_FOUND = [
    ("GET", "/jobs/none", None, "Job none cannot be found."),
    ("GET", "/jobs/none/job-document", None, "Job none cannot be found."),
    ("GET", "/jobs/none/things", None, "Job none cannot be found."),
    ("PATCH", "/jobs/none", {"description": "x"}, "Job none cannot be found."),
    ("PUT", "/jobs/none/cancel", {}, "Job none cannot be found."),
    ("DELETE", "/jobs/none", None, "Job none cannot be found."),
    ("POST", "/jobs/none/targets", {"targets": [arn("thinggroup/g")]},
     "Job none cannot be found."),
    ("GET", "/job-templates/none", None, "Job Template none cannot be found."),
    ("DELETE", "/job-templates/none", None, "Job Template none cannot be found."),
]

SOURCE = DOCUMENTS["iot"]["components"]["schemas"]["CreateJobRequest"]["properties"][
    "documentSource"]

CREATING = [
    pytest.param(
        {**JOB, "documentSource": "https://s3.amazonaws.com/b/k"},
        "Job document and job document source cannot be specified at the same time.",
        marks=pytest.mark.skipif("x-refused" in SOURCE, reason="documentSource is refused")),
    (TARGETS, "Neither job document nor job document source is specified."),
    ({**JOB, "timeoutConfig": {}},
     "Provide valid timeout value, inProgressTimeoutInMinutes cannot be 0."),
    ({**JOB, "timeoutConfig": {"inProgressTimeoutInMinutes": 0}},
     "Provide valid timeout value, inProgressTimeoutInMinutes cannot be 0."),
    ({**TARGETS, "jobTemplateArn": arn("job/j")},
     "Resource type should be jobtemplate but found invalid resource type job"),
    ({**JOB, "schedulingConfig": {"startTime": "2026-02-01T00:00", "maintenanceWindows": [WINDOW]}},
     "TargetSelection is invalid. MaintenanceWindow cannot be used with SNAPSHOT job."),
    ({**JOB, "targetSelection": "CONTINUOUS", "schedulingConfig": {"maintenanceWindows": [WINDOW]}},
     "MaintenanceWindow cannot be used without StartTime of SchedulingConfig."),
    ({**JOB, "schedulingConfig": {"startTime": "tomorrow"}},
     "1 validation error detected: Provided time tomorrow UTC must follow the format"
     " YYYY-MM-DDThh:mm."),
    ({**TARGETS, "document": '{"x": "${aws:iot:s3-presigned-url:https://s3.amazonaws.com/b/k}"}'},
     "presignedUrlConfig role ARN is required to generate an S3 presigned url in job document."),
    ({**TARGETS, "document": '{"x": "${aws:iot:parameter"}'},
     "One or more parameters or placeholders are not terminated."),
    ({**JOB, "jobExecutionsRetryConfig":
        {"criteriaList": [retries("ALL", 1), retries("FAILED", 1)]}},
     "A retryCriteria with failure type ALL must be used by itself."),
]

UPDATING = [  # (what the job was made with, what it is to be changed to, message)
    ({}, {}, "Update Job request for job j cannot be empty."),
    ({}, rollout(), "Provide MaximumPerMinute value or provide ExponentialRate and"
                    " MaximumPerMinute"),
    ({}, rollout(exponentialRate=RATE),
     "Provide MaximumPerMinute value when ExponentialRate is defined"),
    ({}, rollout(exponentialRate=RATE, maximumPerMinute=3),
     "Exponential rollout baseRatePerMinute should be less than maximumPerMinute."),
    ({}, rollout(exponentialRate={**RATE, "rateIncreaseCriteria": {}}, maximumPerMinute=30),
     "Provide either NumberOfNotifiedThings or NumberOfSucceededThings when"
     " RateIncreaseCriteria is defined"),
    ({"jobExecutionsRetryConfig": CRITERIA}, {"jobExecutionsRetryConfig": CRITERIA},
     "The number of retries cannot be updated to any number other than 0."),
    ({}, {"jobExecutionsRetryConfig": {"criteriaList": [retries("FAILED", 0)]}},
     "RetryConfig cannot be updated if the job has no RetryConfig defined during creation."),
    ({"jobExecutionsRetryConfig": CRITERIA},
     {"jobExecutionsRetryConfig": {"criteriaList": [retries("TIMED_OUT", 0)]}},
     "FailureTypes must match existing FailureTypes defined in RetryConfig."),
    ({"jobExecutionsRetryConfig": CRITERIA},
     {"jobExecutionsRetryConfig": {"criteriaList": [retries("ALL", 0), retries("FAILED", 0)]}},
     "A retryCriteria with failure type ALL must be used by itself."),
]


@pytest.fixture
def answer(emulator, fleet):
    """The status and message of the answer to a request; there is a thing named lamp."""
    fleet.thing("lamp")

    def ask(method, path, body=None):
        answer = send(emulator.http, method, path, body)
        return answer.status, answer.json.get("message") if answer.body else None

    return ask


@pytest.mark.parametrize("method, path, body, message", NOT_FOUND)
def test_what_cannot_be_found(answer, method, path, body, message):
    assert answer(method, path, body) == (404, message)


@pytest.mark.parametrize("body, message", CREATING)
def test_what_create_job_refuses(answer, body, message):
    assert answer("PUT", "/jobs/j", body) == (400, message)
    assert answer("GET", "/jobs/j") == (404, "Job j cannot be found.")


@pytest.mark.parametrize("made, change, message", UPDATING)
def test_what_update_job_refuses(answer, made, change, message):
    assert answer("PUT", "/jobs/j", {**JOB, **made})[0] == 200
    assert answer("PATCH", "/jobs/j", change) == (400, message)


def test_what_update_job_refuses_of_a_job_that_has_ended(answer):
    answer("PUT", "/jobs/j", JOB)
    answer("PUT", "/jobs/j/cancel", {})
    assert answer("PATCH", "/jobs/j", {"description": "x"}) == (
        400, "Job j in status CANCELED cannot be updated.")


def test_a_template_that_exists(answer):
    body = {"description": "x", "document": "{}"}
    assert answer("PUT", "/job-templates/t", body)[0] == 200
    assert answer("PUT", "/job-templates/t", body) == (409, "Job Template t already exists.")


def test_a_stale_version(answer):
    answer("PUT", "/jobs/j", JOB)
    assert answer("PUT", "/things/lamp/jobs/j/cancel", {"expectedVersion": 5}) == (
        409, "Expected version 5 but found version 1")


@pytest.mark.parametrize("path", ["/jobs", "/jobs/j/things", "/things/lamp/jobs", "/things",
                                  "/job-templates", "/managed-job-templates", "/thing-groups"])
def test_a_bad_token(answer, path):
    answer("PUT", "/jobs/j", JOB)
    assert answer("GET", path + "?nextToken=nonsense") == (400, "Next token is invalid.")


def test_several_violations_in_one_message(answer):
    assert answer("GET", "/jobs?maxResults=0&status=NEW") == (400, (
        "2 validation errors detected: Value 'NEW' at 'status' failed to satisfy constraint:"
        " Member must satisfy enum value set: [IN_PROGRESS, CANCELED, COMPLETED,"
        " DELETION_IN_PROGRESS, SCHEDULED]; Value '0' at 'maxResults' failed to satisfy"
        " constraint: Member must have value greater than or equal to 1"))
