"""AWS's quotas on numbers of jobs, and --limits off."""

import pytest

from cases_policies import CONNECT
from clients import Boto3, refused, send
from emulator import Emulator
from fleet import Fleet, thing_arn


def fill(http, count):
    for number in range(count):
        body = {"targets": [thing_arn("lamp")], "document": "{}"}
        assert send(http, "PUT", f"/jobs/filler-{number}", body).status == 200


def test_a_hundred_snapshot_jobs_can_be_active_and_as_many_continuous_ones(
        emulator, fleet, sdk_iot):
    fleet.thing("lamp")
    fill(emulator.http, 100)
    with refused("LimitExceededException", 410):
        sdk_iot.CreateJob(jobId="j", targets=[thing_arn("lamp")], document="{}")
    sdk_iot.CreateJob(jobId="j", targets=[thing_arn("lamp")], document="{}",
                      targetSelection="CONTINUOUS")
    sdk_iot.DeleteJob(jobId="filler-7", force=True)
    sdk_iot.CreateJob(jobId="k", targets=[thing_arn("lamp")], document="{}")


@pytest.fixture
def unlimited():
    with Emulator("--limits", "off") as emulator:
        yield emulator


def test_limits_off_lifts_quotas_but_not_what_members_may_hold(unlimited):
    iot = Boto3("iot", unlimited.http)
    fleet = Fleet(iot)
    fleet.thing("lamp")
    fill(unlimited.http, 101)
    for number in range(11):
        fleet.group(f"g{number}", "lamp")
    certificate = iot.CreateKeysAndCertificate()["certificateArn"]
    for number in range(11):
        iot.CreatePolicy(policyName=f"p{number}", policyDocument=CONNECT)
        iot.AttachPolicy(policyName=f"p{number}", target=certificate)
    with refused("InvalidRequestException", 400):
        iot.CreateJob(jobId="j" * 65, targets=[thing_arn("lamp")], document="{}")
    with refused("LimitExceededException", 410):
        iot.CreateJob(jobId="j", targets=[thing_arn("lamp")] * 101, document="{}")
