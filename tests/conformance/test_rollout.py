"""The default rollout: a thousand executions a minute (reference §2.1, §7)."""

import pytest


@pytest.fixture
def crowd(fleet):
    """A group of 1,005 things."""
    names = [f"lamp{number}" for number in range(1005)]
    fleet.thing(*names)
    return fleet.group("crowd", *names)


def test_a_thousand_executions_are_queued_a_minute(fleet, iot, emulator, crowd):
    fleet.job("j", crowd)
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


def test_who_joins_does_not_wait_for_the_rollout(fleet, crowd):
    fleet.job("j", crowd, targetSelection="CONTINUOUS")
    fleet.thing("late")
    fleet.join("crowd", "late")
    assert fleet.execution("late", "j")["status"] == "QUEUED"
