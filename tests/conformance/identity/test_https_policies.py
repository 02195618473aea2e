"""The data plane over HTTPS under --auth policy: a device may ask for what its policies allow."""

import json
import subprocess

import pytest

from clients import Boto3, send
from emulator import Emulator
from fleet import Fleet
from test_https import DataPlane
from policy_holders import ARN, Holder, allow, deny, last_refusal

LAMP = "thing/lamp"
CALLS = {
    "GetPendingJobExecutions": ("GET", "/things/lamp/jobs"),
    "StartNextPendingJobExecution": ("PUT", "/things/lamp/jobs/$next", {}),
    "DescribeJobExecution": ("GET", "/things/lamp/jobs/j"),
    "UpdateJobExecution": ("POST", "/things/lamp/jobs/j", {"status": "SUCCEEDED"}),
}
PENDING = CALLS["GetPendingJobExecutions"]
FORBIDDEN = 403, {"message": "Forbidden"}


@pytest.fixture(scope="module")
def held():
    with Emulator("--auth", "policy", "--https-port", "0") as emulator:
        yield emulator


@pytest.fixture
def iot(held):
    held.reset()
    return Boto3("iot", held.http)


@pytest.fixture
def fleet(iot):
    fleet = Fleet(iot)
    fleet.thing("lamp")
    fleet.job("j", "lamp")
    return fleet


def jobs(operation, *resources, **more):
    return allow(f"iotjobsdata:{operation}", *resources, **more)


@pytest.fixture
def device(held, iot, tmp_path):
    """A device with a policy of these statements; what its requests are answered."""
    class Device(Holder):
        def __init__(self, *statements):
            super().__init__(iot, held, tmp_path, *statements)
            files = tmp_path / "p.pem", tmp_path / "p.key"
            self._call = DataPlane(held, *map(str, files))

        def __call__(self, *call):
            return self._call(*call)

    return Device


@pytest.mark.parametrize("operation", CALLS)
def test_each_operation_needs_its_action_on_the_thing(held, fleet, device, operation):
    others = [name for name in CALLS if name != operation]
    call = device(*(jobs(name, "*") for name in others), jobs(operation, "thing/bulb"))
    assert call(*CALLS[operation]) == FORBIDDEN
    assert fleet.execution("lamp", "j")["status"] == "QUEUED"
    missing = json.loads(last_refusal(held)["missing"])
    assert missing == {"Effect": "Allow", "Action": f"iotjobsdata:{operation}",
                       "Resource": ARN + LAMP}
    call.replace(missing)
    assert call(*CALLS[operation])[0] == 200


def test_the_statement_that_denies_is_named(held, fleet, device):
    call = device(jobs("*", "*"), {**deny("iotjobsdata:Update*", LAMP), "Sid": "Look"})
    assert call(*CALLS["DescribeJobExecution"])[0] == 200
    assert call(*CALLS["UpdateJobExecution"]) == FORBIDDEN
    refusal = last_refusal(held)
    assert refusal["denied"] == {
        "policyName": "p", "policyVersionId": "1", "statement": 2, "sid": "Look"}
    assert refusal["text"] == (
        f"certificate {call.certificate_id} is refused iotjobsdata:UpdateJobExecution on "
        f"{ARN}thing/lamp: statement 2 of policy p, version 1, denies it")


def test_a_certificate_without_policies_may_ask_for_nothing(fleet, device):
    assert device()(*PENDING) == FORBIDDEN


def test_the_refusal_has_a_name(held, fleet, device, tmp_path):
    device()
    answer = subprocess.run(
        ["curl", "-sSi", "--cacert", held.ready["ca"], "--cert", tmp_path / "p.pem", "--key",
         tmp_path / "p.key", held.ready["https"] + "/things/lamp/jobs"],
        capture_output=True, text=True, check=True).stdout
    assert "x-amzn-errortype: forbiddenexception" in answer.lower()


def test_who_shows_no_certificate_is_told_of_that(held, fleet):
    status, error = DataPlane(held)(*PENDING)
    assert (status, error["message"]) == (400, "The certificate is invalid.")


def test_what_is_not_emulated_says_so(fleet, device):
    assert device()("POST", "/command-executions", {})[0] == 501


def test_a_name_that_is_no_text_can_be_refused(held, fleet, device):
    assert device()("GET", "/things/%ff/jobs")[0] in (400, 403)
    assert held.admin("GET", "/_emulator/refusals")


def test_variables_stand_for_the_certificate_and_where_it_comes_from(iot, device):
    call = device(jobs("*", "thing/${iot:CertificateId}", "thing/${aws:SourceIp}",
                       Condition={"IpAddress": {"aws:SourceIp": ["127.0.0.0/8", "::1/128"]}}))
    iot.CreateThing(thingName=call.certificate_id)
    assert call("GET", f"/things/{call.certificate_id}/jobs")[0] == 200
    assert call(*PENDING) == FORBIDDEN


def test_a_condition_on_another_address_does_not_hold(fleet, device):
    call = device(jobs("*", "*", Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}))
    assert call(*PENDING) == FORBIDDEN


def test_no_variable_stands_for_the_thing_or_a_client_id(iot, fleet, device):
    call = device(jobs("*", "thing/${iot:Connection.Thing.ThingName}", "thing/${iot:ClientId}"),
                  jobs("*", "*", Condition={"Bool": {"iot:Connection.Thing.IsAttached": "true"}}))
    iot.AttachThingPrincipal(thingName="lamp", principal=call.arn)
    assert call(*PENDING) == FORBIDDEN


@pytest.mark.parametrize("kind, answer", [("NON_EXCLUSIVE_THING", 403), ("EXCLUSIVE_THING", 200)])
def test_groups_policies_count_for_the_only_thing_of_a_certificate(held, iot, fleet, device,
                                                                   kind, answer):
    call = device(jobs("*", "thing/bulb"))
    fleet.group("house", "lamp")
    iot.CreatePolicy(policyName="of-house", policyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": [jobs("*", LAMP)]}))
    iot.AttachPolicy(policyName="of-house", target=ARN + "thinggroup/house")
    # Debian's botocore does not know the type.
    attached = send(held.http, "PUT", f"/things/lamp/principals?thingPrincipalType={kind}",
                    headers={"x-amzn-principal": call.arn})
    assert attached.status == 200
    assert call(*PENDING)[0] == answer


def test_a_change_of_policies_holds_from_the_next_request_on(iot, fleet, device):
    call = device(jobs("*", LAMP))
    assert call(*PENDING)[0] == 200
    iot.DetachPolicy(policyName="p", target=call.arn)
    assert call(*PENDING) == FORBIDDEN
