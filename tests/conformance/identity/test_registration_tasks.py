"""Bulk registration: a thing for each line of a file in the object store."""

import json
import urllib.request

import pytest

from clients import Boto3, refused
from emulator import Emulator
from fleet import arn
from pems import signing_request
from s3_clients import s3_client
from test_provisioning import POLICY, ROLE, template

FROM_CSR = template(certificate={"CertificateSigningRequest": {"Ref": "CSR"}})
THING = json.dumps({
    "Parameters": {"Serial": {"Type": "String"}},
    "Resources": {"thing": {"Type": "AWS::IoT::Thing", "Properties": {
        "ThingName": {"Fn::Join": ["", ["lamp-", {"Ref": "Serial"}]]}}}}})
FILE = {"inputFileBucket": "files", "inputFileKey": "lamps.jsonl", "roleArn": ROLE}


def lines(*rows):
    return "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows).encode()


def upload(s3, content):
    s3.create_bucket(Bucket="files")
    s3.put_object(Bucket="files", Key="lamps.jsonl", Body=content)


def ended(iot, emulator, task):
    def shown():
        return iot.DescribeThingRegistrationTask(taskId=task)

    emulator.wait_until(lambda: shown()["status"] not in ("InProgress", "Cancelling"),
                        "the end of the task", 30)
    return shown()


def report(iot, task, kind):
    """The lines of a report, by way of its link."""
    answer = iot.ListThingRegistrationTaskReports(taskId=task, reportType=kind)
    assert answer["reportType"] == kind
    rows = []
    for link in answer["resourceLinks"]:
        with urllib.request.urlopen(link, timeout=10) as response:
            rows += [json.loads(line) for line in response.read().decode().splitlines()]
    return rows


def test_each_line_becomes_a_thing_and_has_its_place_in_a_report(emulator, sdk_iot, s3):
    iot = sdk_iot
    iot.CreatePolicy(policyName="lamp-policy", policyDocument=POLICY)
    iot.CreateThingGroup(thingGroupName="lamps")
    upload(s3, lines({"Serial": "1", "CSR": signing_request()}, "no JSON",
                     {"Serial": "2"}, "", {"Serial": "3", "CSR": signing_request()},
                     {"Serial": 4}, [1], {"Serial": "5", "CSR": "no request"}))
    task = iot.StartThingRegistrationTask(templateBody=FROM_CSR, **FILE)["taskId"]
    shown = ended(iot, emulator, task)
    assert (shown["status"], shown["successCount"], shown["failureCount"]) == ("Completed", 2, 5)
    assert shown["percentageProgress"] == 100 and "message" not in shown
    things = [thing["thingName"] for thing in iot.ListThings()["things"]]
    assert things == ["lamp-1", "lamp-3"]
    first, third = report(iot, task, "RESULTS")
    assert (first["lineNumber"], third["lineNumber"]) == (1, 5)
    assert first["response"]["CertificatePem"].startswith("-----BEGIN CERTIFICATE")
    assert first["response"]["ResourceArns"]["thing"] == arn("thing/lamp-1")
    [principal] = iot.ListThingPrincipals(thingName="lamp-3")["principals"]
    assert third["response"]["ResourceArns"]["certificate"] == principal
    errors = {row["lineNumber"]: row["error"] for row in report(iot, task, "ERRORS")}
    assert sorted(errors) == [2, 3, 6, 7, 8]
    assert {error["code"] for error in errors.values()} == {"InvalidRequestException"}
    assert errors[3]["message"] == "Missing required template parameter: CSR"
    assert errors[2]["message"] == "The line is not a JSON object of parameters."
    assert iot.ListThingRegistrationTasks(status="Completed")["taskIds"] == [task]


@pytest.mark.parametrize("content, status, message", [
    (b"", "Completed", None),
    (b"\n\n \n", "Completed", None),
    (b"x" * 70000, "Failed", "Line 1 of the input file is longer than 65536 bytes."),
    (b"[" * 60000, "Completed", None),
    (b"\xff\xfe\n\x00\n", "Completed", None),
])
def test_what_no_file_of_lines_is_ends_all_the_same(
    emulator, iot, s3, content, status, message
):
    upload(s3, content)
    task = iot.StartThingRegistrationTask(templateBody=THING, **FILE)["taskId"]
    shown = ended(iot, emulator, task)
    assert (shown["status"], shown.get("message")) == (status, message)
    assert shown["successCount"] == 0 and iot.ListThings()["things"] == []


def test_a_task_can_be_stopped_and_runs_alone(emulator, iot, s3):
    upload(s3, lines(*({"Serial": str(number)} for number in range(20000))))
    task = iot.StartThingRegistrationTask(templateBody=THING, **FILE)["taskId"]
    with refused("InvalidRequestException", 400,
                 "Another thing registration task is still in progress."):
        iot.StartThingRegistrationTask(templateBody=THING, **FILE)
    assert iot.DescribeThingRegistrationTask(taskId=task)["status"] == "InProgress"
    assert iot.StopThingRegistrationTask(taskId=task) == {}
    shown = ended(iot, emulator, task)
    assert shown["status"] == "Cancelled" and shown["percentageProgress"] < 100
    assert len(report(iot, task, "RESULTS")) == shown["successCount"]
    with refused("InvalidRequestException", 400):
        iot.StopThingRegistrationTask(taskId=task)


def test_a_task_goes_on_where_the_emulator_was_killed(tmp_path):
    total = 3000
    with Emulator("--data-dir", str(tmp_path)) as emulator:
        upload(s3_client(emulator.http), lines(*({"Serial": str(n)} for n in range(total))))
        iot = Boto3("iot", emulator.http)
        task = iot.StartThingRegistrationTask(templateBody=THING, **FILE)["taskId"]
        emulator.wait_until(
            lambda: iot.DescribeThingRegistrationTask(taskId=task)["successCount"] > 100, "work")
        emulator.kill()
    with Emulator("--data-dir", str(tmp_path)) as emulator:
        iot = Boto3("iot", emulator.http)
        shown = ended(iot, emulator, task)
        assert (shown["status"], shown["successCount"], shown["failureCount"]) == (
            "Completed", total, 0)
        rows = report(iot, task, "RESULTS")
        assert [row["lineNumber"] for row in rows] == list(range(1, total + 1))


def test_the_file_of_an_s3_server_elsewhere_is_refused_by_name():
    with Emulator("--s3-endpoint", "http://127.0.0.1:9") as emulator:
        with refused("NotImplementedException", 501) as caught:
            Boto3("iot", emulator.http).StartThingRegistrationTask(templateBody=THING, **FILE)
        assert "--s3-endpoint" in caught.value.message
