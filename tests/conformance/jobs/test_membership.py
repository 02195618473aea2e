"""Things that join and leave the target groups of a continuous job (reference §6)."""

import pytest

from emulator import T0

CONTINUOUS = {"targetSelection": "CONTINUOUS"}


@pytest.fixture
def hall(lamp, fleet):
    """A continuous job j for the empty group hall."""
    hall = fleet.group("hall")
    fleet.job("j", hall, **CONTINUOUS)
    return hall


def summary(fleet):
    execution = fleet.execution("lamp", "j")
    return execution["status"], execution["executionNumber"]


def test_who_joins_gets_an_execution_at_once(lamp, fleet, hall):
    fleet.join("hall", "lamp")
    assert summary(fleet) == ("QUEUED", 1)
    assert lamp.topics_heard() == ["notify", "notify-next"]


def test_who_leaves_before_starting_is_removed(lamp, fleet, hall, iot):
    fleet.join("hall", "lamp")
    lamp.heard()
    fleet.leave("hall", "lamp")
    execution = fleet.execution("lamp", "j")
    assert (execution["status"], execution["versionNumber"]) == ("REMOVED", 1)
    assert fleet.counts("j") == {"Removed": 1}
    bare = {"timestamp": T0}
    assert lamp.heard() == [("notify", {**bare, "jobs": {}}), ("notify-next", bare)]
    assert fleet.status("j") == "IN_PROGRESS"


def test_who_leaves_after_starting_may_finish(lamp, fleet, hall):
    fleet.join("hall", "lamp")
    lamp.accepted("start-next")
    lamp.heard()
    fleet.leave("hall", "lamp")
    assert summary(fleet) == ("IN_PROGRESS", 1)
    assert lamp.heard() == []
    lamp.accepted("j/update", {"status": "SUCCEEDED"})
    assert summary(fleet) == ("SUCCEEDED", 1)


def test_who_left_after_starting_is_not_retried(lamp, fleet):
    hall = fleet.group("hall", "lamp")
    retries = {"criteriaList": [{"failureType": "FAILED", "numberOfRetries": 3}]}
    fleet.job("j", hall, jobExecutionsRetryConfig=retries, **CONTINUOUS)
    lamp.accepted("start-next")
    fleet.leave("hall", "lamp")
    lamp.accepted("j/update", {"status": "FAILED"})
    assert summary(fleet) == ("FAILED", 1)


@pytest.mark.parametrize("end", ["SUCCEEDED", "FAILED", "REJECTED", "REMOVED"])
def test_who_rejoins_after_an_end_gets_the_next_number(lamp, fleet, hall, end):
    fleet.join("hall", "lamp")
    if end != "REMOVED":
        lamp.accepted("j/update", {"status": end})
    fleet.leave("hall", "lamp")
    assert summary(fleet) == (end, 1)
    fleet.join("hall", "lamp")
    assert summary(fleet) == ("QUEUED", 2)
    assert fleet.execution("lamp", "j")["versionNumber"] == 1


def test_who_rejoins_gets_fresh_retries(lamp, fleet):
    hall = fleet.group("hall", "lamp")
    retries = {"criteriaList": [{"failureType": "FAILED", "numberOfRetries": 1}]}
    fleet.job("j", hall, jobExecutionsRetryConfig=retries, **CONTINUOUS)
    for number in (1, 2):
        lamp.accepted("j/update", {"status": "FAILED", "executionNumber": number})
    fleet.leave("hall", "lamp")
    fleet.join("hall", "lamp")
    assert summary(fleet) == ("QUEUED", 3)
    lamp.accepted("j/update", {"status": "FAILED"})
    assert summary(fleet) == ("QUEUED", 4)


def test_who_rejoins_while_in_progress_gets_nothing_new(lamp, fleet, hall):
    fleet.join("hall", "lamp")
    lamp.accepted("start-next")
    lamp.heard()
    fleet.leave("hall", "lamp")
    fleet.join("hall", "lamp")
    assert summary(fleet) == ("IN_PROGRESS", 1)
    assert lamp.heard() == []


@pytest.mark.parametrize("finished", [False, True])
def test_who_is_added_again_gets_nothing_new(lamp, fleet, hall, finished):
    fleet.join("hall", "lamp")
    if finished:
        lamp.accepted("j/update", {"status": "SUCCEEDED"})
    before = fleet.execution("lamp", "j")
    lamp.heard()
    fleet.join("hall", "lamp")
    assert fleet.execution("lamp", "j") == before
    assert lamp.heard() == []


def test_who_joins_a_second_target_group_after_finishing_gets_another(lamp, fleet):
    groups = [fleet.group("hall", "lamp"), fleet.group("attic")]
    fleet.job("j", *groups, **CONTINUOUS)
    lamp.accepted("j/update", {"status": "SUCCEEDED"})
    fleet.join("attic", "lamp")
    assert summary(fleet) == ("QUEUED", 2)


def test_who_leaves_one_of_two_target_groups_keeps_its_execution(lamp, fleet):
    groups = [fleet.group("hall", "lamp"), fleet.group("attic", "lamp")]
    fleet.job("j", *groups, **CONTINUOUS)
    assert fleet.counts("j") == {"Queued": 1}
    fleet.leave("attic", "lamp")
    assert summary(fleet) == ("QUEUED", 1)


def test_a_snapshot_takes_the_members_there_were(lamp, fleet, iot):
    fleet.thing("fan")
    fleet.job("j", fleet.group("hall", "lamp"))
    fleet.join("hall", "fan")
    fleet.leave("hall", "lamp")
    assert summary(fleet) == ("QUEUED", 1)
    assert fleet.counts("j") == {"Queued": 1}


def test_a_group_stands_for_its_children_too(lamp, fleet):
    fleet.thing("fan")
    house = fleet.group("house")
    fleet.group("hall", "lamp", parentGroupName="house")
    fleet.job("snapshot", house)
    fleet.job("j", house, **CONTINUOUS)
    assert fleet.counts("snapshot") == fleet.counts("j") == {"Queued": 1}
    fleet.join("hall", "fan")
    assert fleet.counts("snapshot") == {"Queued": 1}
    assert fleet.counts("j") == {"Queued": 2}
    fleet.leave("hall", "lamp")
    assert summary(fleet) == ("REMOVED", 1)


def test_a_finished_job_takes_nobody(lamp, fleet, hall, iot):
    iot.CancelJob(jobId="j")
    fleet.join("hall", "lamp")
    assert fleet.counts("j") == {}


def test_a_deleted_thing_is_removed(lamp, fleet, iot):
    fleet.thing("fan")
    fleet.job("j", "lamp", "fan")
    iot.DeleteThing(thingName="fan")
    assert fleet.counts("j") == {"Queued": 1, "Removed": 1}
    lamp.accepted("j/update", {"status": "SUCCEEDED"})
    assert fleet.status("j") == "COMPLETED"
