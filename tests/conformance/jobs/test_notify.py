"""Which change is told on notify and notify-next: the table of reference §5.3, row by row."""

import pytest

from emulator import T0
from fleet import DOCUMENT

NOTIFY, NOTIFY_NEXT = "notify", "notify-next"


def summary(job_id, version=1, number=1, **more):
    times = {"queuedAt": T0, "lastUpdatedAt": T0}
    numbers = {"versionNumber": version, "executionNumber": number}
    return {"jobId": job_id, **times, **numbers, **more}


def execution(job_id, status="QUEUED", **more):
    return {**summary(job_id, **more), "status": status, "jobDocument": DOCUMENT}


def notify(**jobs):
    return NOTIFY, {"timestamp": T0, "jobs": jobs}


def notify_next(next_execution=None):
    payload = {"timestamp": T0}
    if next_execution:
        payload["execution"] = next_execution
    return NOTIFY_NEXT, payload


@pytest.fixture
def queue(lamp, fleet):
    """Gives the lamp jobs, and forgets what it heard of them."""

    def queue(*job_ids, **more):
        for job_id in job_ids:
            fleet.job(job_id, "lamp", **more)
        lamp.heard()

    return queue


def start(lamp, job_id):
    lamp.accepted(f"{job_id}/update", {"status": "IN_PROGRESS"})


def test_queued_into_an_empty_list(lamp, fleet):
    fleet.job("j", "lamp")
    assert lamp.heard() == [notify(QUEUED=[summary("j")]), notify_next(execution("j"))]


def test_queued_behind_others(lamp, fleet, queue):
    queue("a")
    fleet.job("b", "lamp")
    assert lamp.heard() == [notify(QUEUED=[summary("a"), summary("b")])]


@pytest.mark.parametrize("how", ["start-next", "update"])
def test_the_front_is_started(lamp, queue, how):
    queue("a", "b")
    if how == "start-next":
        lamp.accepted("start-next")
    else:
        start(lamp, "a")
    assert lamp.heard() == []


def test_another_is_started_and_becomes_the_front(lamp, queue):
    queue("a", "b")
    start(lamp, "b")
    started = execution("b", "IN_PROGRESS", version=2, startedAt=T0)
    assert lamp.heard() == [notify_next(started)]


def test_one_queued_earlier_is_started_and_becomes_the_front(lamp, queue):
    queue("a", "b")
    start(lamp, "b")
    lamp.heard()
    start(lamp, "a")
    started = execution("a", "IN_PROGRESS", version=2, startedAt=T0)
    assert lamp.heard() == [notify_next(started)]


def test_another_is_started_behind_the_front(lamp, queue):
    queue("a", "b")
    start(lamp, "a")
    start(lamp, "b")
    assert lamp.heard() == []


def test_progress_is_not_told(lamp, queue):
    queue("a")
    start(lamp, "a")
    lamp.accepted("a/update", {"status": "IN_PROGRESS", "statusDetails": {"step": "2"}})
    assert lamp.heard() == []


def ends(iot, lamp):
    lamp.accepted("a/update", {"status": "SUCCEEDED"})


def is_cancelled(iot, lamp):
    iot.CancelJobExecution(thingName="lamp", jobId="a")


def is_cancelled_with_its_job(iot, lamp):
    iot.CancelJob(jobId="a")


def is_deleted(iot, lamp):
    iot.DeleteJob(jobId="a", force=True)


LEAVINGS = pytest.mark.parametrize(
    "leave", [ends, is_cancelled, is_cancelled_with_its_job, is_deleted]
)


@LEAVINGS
def test_the_front_leaves(iot, lamp, queue, leave):
    queue("a", "b")
    leave(iot, lamp)
    assert lamp.heard() == [notify(QUEUED=[summary("b")]), notify_next(execution("b"))]


@LEAVINGS
def test_the_last_one_leaves(iot, lamp, queue, leave):
    queue("a")
    leave(iot, lamp)
    assert lamp.heard() == [notify(), notify_next()]


@LEAVINGS
def test_another_leaves(iot, lamp, queue, leave):
    queue("b", "a")
    start(lamp, "b")
    leave(iot, lamp)
    started = summary("b", version=2, startedAt=T0)
    assert lamp.heard() == [notify(IN_PROGRESS=[started])]


def test_the_front_is_removed(lamp, fleet):
    hall = fleet.group("hall", "lamp")
    fleet.job("j", hall, targetSelection="CONTINUOUS")
    lamp.heard()
    fleet.leave("hall", "lamp")
    assert lamp.heard() == [notify(), notify_next()]


def test_the_front_times_out(lamp, fleet, queue, emulator):
    queue("a", timeoutConfig={"inProgressTimeoutInMinutes": 1})
    queue("b")
    start(lamp, "a")
    assert lamp.heard() == []
    emulator.advance("2m")
    assert [topic for topic, _ in heard_timeout(lamp)] == [NOTIFY, NOTIFY_NEXT]


def heard_timeout(lamp):
    messages = lamp.heard()
    for _, payload in messages:
        assert payload["timestamp"] == T0 + 60
    return messages


def test_a_retry_replaces_the_failed_front(lamp, queue):
    retries = {"criteriaList": [{"failureType": "FAILED", "numberOfRetries": 1}]}
    queue("a", jobExecutionsRetryConfig=retries)
    lamp.accepted("a/update", {"status": "FAILED"})
    again = {"number": 2}
    assert lamp.heard() == [
        notify(QUEUED=[summary("a", **again)]),
        notify_next(execution("a", **again)),
    ]


def test_the_reply_comes_before_notify_and_notify_next(lamp, queue):
    queue("a", "b")
    lamp.publish("a/update", {"status": "SUCCEEDED"})
    assert lamp.topics_heard() == ["a/update/accepted", NOTIFY, NOTIFY_NEXT]


def test_notices_come_with_qos_1_and_are_not_retained(lamp, fleet, connect):
    fleet.job("j", "lamp")
    for topic in (NOTIFY, NOTIFY_NEXT):
        message = lamp.wait_for(lambda m, topic=topic: m.topic == topic, topic)
        assert (message.qos, message.retain) == (1, False)
    assert connect("lamp").heard() == []


def test_each_thing_hears_its_own(lamp, fleet, connect):
    fleet.thing("fan")
    fan = connect("fan")
    fleet.job("j", "lamp")
    assert fan.heard() == []
    fleet.job("both", "lamp", "fan")
    assert fan.topics_heard() == [NOTIFY, NOTIFY_NEXT]
    assert lamp.topics_heard() == [NOTIFY, NOTIFY_NEXT, NOTIFY]


def test_a_refused_call_tells_nothing(iot, lamp, queue):
    queue("a")
    lamp.rejected("a/update", {"status": "FAILED", "expectedVersion": 9})
    lamp.rejected("a/update", {"status": "DONE"})
    assert lamp.heard() == []
