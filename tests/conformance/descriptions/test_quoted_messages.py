"""Every message of AWS's that is known to the letter, by the request that provokes it."""

import json
import re

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


BOTH = {"numberOfNotifiedThings": 10, "numberOfSucceededThings": 10}
ONLY_ONE = ("Provide only one of NumberOfNotifiedThings or NumberOfSucceededThings when"
            " RateIncreaseCriteria is defined")


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
     "Provide valid timeout value, inProgressTimeoutInMinutes cannot be null."),
    *(({**JOB, "timeoutConfig": {"inProgressTimeoutInMinutes": minutes}},
       f"Provide valid timeout value, inProgressTimeoutInMinutes cannot be {minutes}.")
      for minutes in (0, 10081)),
    ({**JOB, "presignedUrlConfig": {"roleArn": "short"}}, "Given role short is invalid."),
    ({**JOB, **rollout(exponentialRate={**RATE, "rateIncreaseCriteria": BOTH})}, ONLY_ONE),
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
    ({}, rollout(exponentialRate={**RATE, "rateIncreaseCriteria": BOTH}, maximumPerMinute=30),
     ONLY_ONE),
    ({}, {"presignedUrlConfig": {"roleArn": "short"}}, "Given role short is invalid."),
    ({}, {"timeoutConfig": {"inProgressTimeoutInMinutes": 10081}},
     "Provide valid timeout value, inProgressTimeoutInMinutes cannot be 10081."),
    ({}, {"jobExecutionsRetryConfig": CRITERIA},
     "The number of retries cannot be updated to any number other than 0."),
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


def test_what_update_job_refuses_before_it_looks_for_the_job(answer):
    assert answer("PATCH", "/jobs/none", {}) == (
        400, "Update Job request for job none cannot be empty.")


def test_several_faults_of_an_update_in_awss_order(answer):
    criterion = {"failureType": "X", "action": "X", "thresholdPercentage": 101,
                 "minNumberOfExecutedThings": 0}
    status, message = answer("PATCH", "/jobs/none", {
        "abortConfig": {"criteriaList": [criterion]}, "description": "",
        "jobExecutionsRetryConfig": {"criteriaList": [retries("X", 0)]},
        "presignedUrlConfig": {"expiresInSec": 1}, **rollout(maximumPerMinute=0)})
    assert status == 400
    assert message.startswith("8 validation errors detected: ")
    assert re.findall(r" at '([^']+)' failed", message) == [
        "jobExecutionsRolloutConfig.maximumPerMinute", "description",
        "presignedUrlConfig.expiresInSec",
        "jobExecutionsRetryConfig.criteriaList.1.member.failureType",
        *(f"abortConfig.criteriaList.1.member.{name}" for name in (
            "minNumberOfExecutedThings", "failureType", "action", "thresholdPercentage"))]


def test_what_update_job_refuses_of_a_job_that_has_ended(answer):
    answer("PUT", "/jobs/j", JOB)
    answer("PUT", "/jobs/j/cancel", {})
    assert answer("PATCH", "/jobs/j", {"description": "x"}) == (
        400, "Job j in status CANCELED cannot be updated.")


def test_a_template_that_exists(answer):
    body = {"description": "x", "document": "{}"}
    assert answer("PUT", "/job-templates/t", body)[0] == 200
    assert answer("PUT", "/job-templates/t", body) == (409, "Job Template t already exists.")


def test_the_conflict_of_a_template_names_no_resource(emulator):
    body = {"description": "x", "document": "{}"}
    send(emulator.http, "PUT", "/job-templates/t", body)
    again = send(emulator.http, "PUT", "/job-templates/t", body)
    assert again.json == {"message": "Job Template t already exists.", "resourceId": None}


def test_the_structures_of_a_template_have_members_of_null(emulator):
    criteria = {"numberOfSucceededThings": 10}
    send(emulator.http, "PUT", "/job-templates/bare", {"description": "x", "document": "{}"})
    send(emulator.http, "PUT", "/job-templates/paced", {
        "description": "x", "document": "{}",
        **rollout(exponentialRate={**RATE, "rateIncreaseCriteria": criteria})})
    bare = send(emulator.http, "GET", "/job-templates/bare").json
    paced = send(emulator.http, "GET", "/job-templates/paced").json
    assert bare["timeoutConfig"] == {"inProgressTimeoutInMinutes": None}
    assert bare["presignedUrlConfig"] == {"expiresInSec": None, "roleArn": None}
    assert bare["jobExecutionsRolloutConfig"] == {"exponentialRate": None,
                                                  "maximumPerMinute": None}
    assert [name for name, value in bare.items() if value is None] == [
        "abortConfig", "destinationPackageVersions", "documentSource",
        "jobExecutionsRetryConfig", "maintenanceWindows"]
    assert paced["jobExecutionsRolloutConfig"] == {
        "maximumPerMinute": None, "exponentialRate": {**RATE, "rateIncreaseCriteria": {
            **criteria, "numberOfNotifiedThings": None}}}


POLICY = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "iot:Connect", "Resource": "*"}]})
RED = {"attributePayload": {"attributes": {"colour": "red"}}}
REGISTRY = [  # (what is there, the request, status and message)
    ([("POST", "/things/lamp", {})], ("POST", "/things/lamp", RED),
     409, "Thing lamp already exists in account with different attributes"),
    ([("POST", "/thing-groups/g1", {})],
     ("POST", "/thing-groups/g1", {"thingGroupProperties": RED}),
     409, "Thing Group g1 already exists in current account with different properties"),
    ([], ("GET", "/things/ghost/principals", None), 404,
     "Failed to list principals for thing ghost because the thing does not exist in your"
     " account"),
    ([], ("POST", "/policy-targets/none", {}), 404, "Policy not found"),
    ([], ("GET", "/things?attributeName=colour&thingTypeName=bulb", None), 400,
     "Listing things by the combination of attribute and thing type is not supported"),
    ([("POST", "/policies/p", {"policyDocument": POLICY}),
      ("POST", "/policies/p/version", {"policyDocument": POLICY})],
     ("DELETE", "/policies/p", None), 409,
     "The policy cannot be deleted as versions other than than default version exist"),
]


@pytest.mark.parametrize("made, request_, status, message", REGISTRY)
def test_what_the_registry_refuses(emulator, made, request_, status, message):
    for each in made:
        assert send(emulator.http, *each).status == 200
    refusal = send(emulator.http, *request_)
    assert (refusal.status, refusal.json["message"]) == (status, message)


def test_a_principal_must_be_a_certificate(emulator):
    send(emulator.http, "POST", "/policies/p", {"policyDocument": POLICY})
    refusal = send(emulator.http, "PUT", "/principal-policies/p", {},
                   headers={"x-amzn-iot-principal": thing_arn("lamp")})
    assert (refusal.status, refusal.json["message"]) == (
        400, "The given ARN does not represent a cert")


def test_an_active_certificate_is_named_when_it_is_not_deleted(emulator, iot):
    made = iot.CreateKeysAndCertificate(setAsActive=True)["certificateId"]
    refusal = send(emulator.http, "DELETE", "/certificates/" + made)
    assert (refusal.status, refusal.json["message"]) == (
        406, f"Certificate must be deactivated (not ACTIVE) before deletion. Id: {made}")


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
