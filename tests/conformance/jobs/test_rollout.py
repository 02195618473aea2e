"""The default rollout: a thousand executions a minute (reference §2.1, §7)."""

import pytest

from clients import refused
from fleet import Fleet


@pytest.fixture
def crowd(fleet):
    """A group of 1,005 things."""
    names = [f"lamp{number}" for number in range(1005)]
    fleet.thing(*names)
    return fleet.group("crowd", *names)


def test_a_thousand_executions_are_queued_a_minute(fleet, iot, emulator, crowd):
    fleet.job("j", crowd)
    emulator.advance("0s")  # a minute's share is queued in parts; this waits for the last
    assert fleet.counts("j") == {"Queued": 1000}
    job = iot.DescribeJob(jobId="j")["job"]
    assert job["isConcurrent"] is True
    assert job["jobProcessDetails"]["processingTargets"] == [crowd]
    emulator.advance("59s")
    assert fleet.counts("j") == {"Queued": 1000}
    emulator.advance("1s")
    assert fleet.counts("j") == {"Queued": 1005}
    job = iot.DescribeJob(jobId="j")["job"]
    assert not job.get("isConcurrent")
    assert not job["jobProcessDetails"].get("processingTargets")


def test_who_joins_does_not_wait_for_the_rollout(fleet):
    fleet.thing("first", "second", "late")
    crowd = fleet.group("crowd", "first", "second")
    fleet.job("j", crowd, targetSelection="CONTINUOUS",
              jobExecutionsRolloutConfig={"maximumPerMinute": 1})
    fleet.join("crowd", "late")
    assert fleet.counts("j") == {"Queued": 2}
    assert fleet.execution("late", "j")["status"] == "QUEUED"


RATE = {
    "maximumPerMinute": 50,
    "exponentialRate": {
        "baseRatePerMinute": 5,
        "incrementFactor": 2,
        "rateIncreaseCriteria": {"numberOfNotifiedThings": 10},
    },
}


def test_an_exponential_rate_doubles_with_the_things_notified(emulator, sdk_iot):
    fleet = Fleet(sdk_iot)
    names = [f"lamp{number}" for number in range(60)]
    fleet.thing(*names)
    fleet.job("j", *names, jobExecutionsRolloutConfig=RATE)
    for queued in (5, 10, 20, 40, 60):
        assert fleet.counts("j") == {"Queued": queued}
        emulator.advance("1m")


def test_update_job_changes_the_pace_in_aws_words(emulator, sdk_iot):
    fleet = Fleet(sdk_iot)
    fleet.thing("lamp", "fan", "oven")
    fleet.job("j", "lamp", "fan", "oven", jobExecutionsRolloutConfig={"maximumPerMinute": 1})
    fast = {**RATE, "maximumPerMinute": 4}
    for config, message in (
        ({}, "Provide MaximumPerMinute value or provide ExponentialRate and MaximumPerMinute"),
        (
            {"exponentialRate": RATE["exponentialRate"]},
            "Provide MaximumPerMinute value when ExponentialRate is defined",
        ),
        (
            fast,
            "Exponential rollout baseRatePerMinute should be less than maximumPerMinute.",
        ),
    ):
        with refused("InvalidRequestException", 400, message):
            sdk_iot.UpdateJob(jobId="j", jobExecutionsRolloutConfig=config)
    sdk_iot.UpdateJob(jobId="j", jobExecutionsRolloutConfig=RATE)
    shown = sdk_iot.DescribeJob(jobId="j")["job"]["jobExecutionsRolloutConfig"]
    assert shown == RATE
    emulator.advance("1m")
    assert fleet.counts("j") == {"Queued": 3}
