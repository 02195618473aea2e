"""Timeouts with the clock moved (reference §7, Timers)."""

import pytest

from clients import refused
from emulator import T0
from fleet import pages

NOON = "2026-01-01T12:00:00Z"


def in_minutes(minutes):
    return {"timeoutConfig": {"inProgressTimeoutInMinutes": minutes}}


def at(time):
    return f"2026-01-01T{time}Z"


def test_an_execution_in_progress_too_long_is_timed_out(lamp, fleet, emulator):
    fleet.job("j", "lamp", **in_minutes(60))
    lamp.accepted("start-next")
    emulator.advance("59m59s")
    assert fleet.execution("lamp", "j")["status"] == "IN_PROGRESS"
    emulator.advance("1s")
    execution = fleet.execution("lamp", "j")
    assert (execution["status"], execution["lastUpdatedAt"]) == ("TIMED_OUT", T0 + 3600)
    assert "approximateSecondsBeforeTimedOut" not in execution
    assert fleet.counts("j") == {"TimedOut": 1}
    assert fleet.status("j") == "COMPLETED"
    refusal = lamp.rejected("j/update", {"status": "SUCCEEDED"})
    assert refusal["code"] == "InvalidStateTransition"


def test_a_jump_times_out_at_the_due_instant(lamp, fleet, emulator):
    fleet.job("j", "lamp", **in_minutes(60))
    lamp.accepted("start-next")
    emulator.advance("26h")
    assert fleet.execution("lamp", "j")["lastUpdatedAt"] == T0 + 3600


def test_a_queued_execution_never_times_out(lamp, fleet, emulator):
    fleet.job("j", "lamp", **in_minutes(1))
    emulator.advance("48h")
    assert fleet.execution("lamp", "j")["status"] == "QUEUED"


def test_the_in_progress_timer_is_not_reset_by_updates(lamp, fleet, emulator):
    fleet.job("j", "lamp", **in_minutes(10))
    lamp.accepted("start-next")
    emulator.advance("9m")
    lamp.accepted("j/update", {"status": "IN_PROGRESS"})
    assert fleet.execution("lamp", "j")["approximateSecondsBeforeTimedOut"] == 60
    emulator.advance("1m")
    assert fleet.execution("lamp", "j")["status"] == "TIMED_OUT"


def test_the_earlier_of_in_progress_and_step_timer_counts(lamp, fleet, emulator):
    """The example of the reference: 20 minutes from 12:00, and steps of 7, 5 and 9 minutes."""
    emulator.clock(set=NOON)
    fleet.job("j", "lamp", **in_minutes(20))

    def seconds_left():
        return lamp.accepted("j/get")["execution"]["approximateSecondsBeforeTimedOut"]

    def step(minutes):
        members = {"status": "IN_PROGRESS", "stepTimeoutInMinutes": minutes}
        lamp.accepted("j/update", members)

    lamp.accepted("start-next")
    assert seconds_left() == 20 * 60
    for time, minutes, left in (("12:05", 7, 7), ("12:10", 5, 5), ("12:13", 9, 7)):
        emulator.clock(set=at(f"{time}:00"))
        step(minutes)
        assert seconds_left() == left * 60
    emulator.clock(set=at("12:19:59"))
    assert fleet.execution("lamp", "j")["status"] == "IN_PROGRESS"
    emulator.clock(set=at("12:20:00"))
    execution = fleet.execution("lamp", "j")
    assert (execution["status"], execution["lastUpdatedAt"]) == ("TIMED_OUT", T0 + 44400)


@pytest.mark.parametrize("stop", ["12:12", "12:15"])
def test_a_step_timer_alone_times_out(lamp, fleet, emulator, stop):
    emulator.clock(set=NOON)
    fleet.job("j", "lamp", **in_minutes(20))
    lamp.accepted("start-next")
    emulator.clock(set=at("12:05:00"))
    lamp.accepted("j/update", {"status": "IN_PROGRESS", "stepTimeoutInMinutes": 7})
    if stop == "12:15":
        emulator.clock(set=at("12:10:00"))
        lamp.accepted("j/update", {"status": "IN_PROGRESS", "stepTimeoutInMinutes": 5})
    hour, minute = stop.split(":")
    emulator.clock(set=at(f"{hour}:{int(minute) - 1}:59"))
    assert fleet.execution("lamp", "j")["status"] == "IN_PROGRESS"
    emulator.clock(set=at(f"{stop}:00"))
    assert fleet.execution("lamp", "j")["status"] == "TIMED_OUT"


def test_a_step_timer_needs_no_in_progress_timer(lamp, fleet, emulator):
    fleet.job("j", "lamp")
    assert "approximateSecondsBeforeTimedOut" not in lamp.accepted("start-next")["execution"]
    lamp.accepted("j/update", {"status": "IN_PROGRESS", "stepTimeoutInMinutes": 3})
    emulator.advance("1m")
    lamp.accepted("j/update", {"status": "IN_PROGRESS"})  # absent: it runs on
    emulator.advance("2m")
    assert fleet.execution("lamp", "j")["status"] == "TIMED_OUT"


def test_minus_one_drops_the_step_timer(lamp, fleet, emulator):
    fleet.job("j", "lamp")
    lamp.accepted("start-next", {"stepTimeoutInMinutes": 3})
    lamp.accepted("j/update", {"status": "IN_PROGRESS", "stepTimeoutInMinutes": -1})
    emulator.advance("10m")
    execution = fleet.execution("lamp", "j")
    assert execution["status"] == "IN_PROGRESS"
    assert "approximateSecondsBeforeTimedOut" not in execution


class TestRetry:
    def retries(self, *criteria):
        members = [{"failureType": kind, "numberOfRetries": count} for kind, count in criteria]
        return {"jobExecutionsRetryConfig": {"criteriaList": members}}

    def test_a_timed_out_execution_is_queued_again_under_a_new_number(
        self, lamp, fleet, emulator, iot
    ):
        fleet.job("j", "lamp", **in_minutes(60), **self.retries(("TIMED_OUT", 1)))
        lamp.accepted("start-next")
        lamp.heard()
        emulator.advance("61m")
        heard = lamp.heard()
        assert [topic for topic, _ in heard] == ["notify", "notify-next"]
        execution = heard[1][1]["execution"]
        assert (execution["status"], execution["executionNumber"]) == ("QUEUED", 2)
        assert (execution["versionNumber"], execution["queuedAt"]) == (1, T0 + 3600)
        assert "startedAt" not in execution
        assert fleet.execution("lamp", "j")["executionNumber"] == 2
        assert fleet.execution("lamp", "j", executionNumber=1)["status"] == "TIMED_OUT"
        assert fleet.counts("j") == {"TimedOut": 1, "Queued": 1}
        assert fleet.status("j") == "IN_PROGRESS"
        (summaries,) = pages(
            iot.ListJobExecutionsForThing, "executionSummaries", thingName="lamp"
        )
        numbers = [s["jobExecutionSummary"]["executionNumber"] for s in summaries]
        assert numbers == [2, 1]
        assert summaries[0]["jobExecutionSummary"]["retryAttempt"] == 1

    def test_failures_are_retried_as_often_as_allowed(self, lamp, fleet):
        fleet.job("j", "lamp", **self.retries(("FAILED", 2)))
        for number in (1, 2, 3):
            assert lamp.accepted("start-next")["execution"]["executionNumber"] == number
            lamp.accepted("j/update", {"status": "FAILED"})
        assert lamp.accepted("start-next") == {}
        assert fleet.counts("j") == {"Failed": 3}
        assert fleet.status("j") == "COMPLETED"

    def test_retries_end_at_success(self, lamp, fleet):
        fleet.job("j", "lamp", **self.retries(("ALL", 5)))
        lamp.accepted("j/update", {"status": "FAILED"})
        lamp.accepted("j/update", {"status": "SUCCEEDED"})
        assert fleet.counts("j") == {"Failed": 1, "Succeeded": 1}
        assert fleet.status("j") == "COMPLETED"

    @pytest.mark.parametrize("kind, end", [("FAILED", "REJECTED"), ("TIMED_OUT", "FAILED")])
    def test_other_ends_are_not_retried(self, lamp, fleet, kind, end):
        fleet.job("j", "lamp", **in_minutes(60), **self.retries((kind, 3)))
        lamp.accepted("j/update", {"status": end})
        assert fleet.status("j") == "COMPLETED"

    def test_cancelling_the_job_ends_retries(self, lamp, fleet, iot):
        fleet.job("j", "lamp", **self.retries(("FAILED", 3)))
        lamp.accepted("start-next")
        iot.CancelJob(jobId="j")
        lamp.accepted("j/update", {"status": "FAILED"})
        assert fleet.counts("j") == {"Failed": 1}

    def test_an_old_number_is_refused_once_retried(self, lamp, fleet, data):
        fleet.job("j", "lamp", **self.retries(("FAILED", 1)))
        lamp.accepted("j/update", {"status": "FAILED"})
        with refused("InvalidStateTransitionException", 409):
            data.UpdateJobExecution(
                thingName="lamp", jobId="j", status="SUCCEEDED", executionNumber=1
            )
        lamp.accepted("j/update", {"status": "SUCCEEDED", "executionNumber": 2})
