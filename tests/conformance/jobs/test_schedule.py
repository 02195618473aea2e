"""Start, end and maintenance windows (reference §6, §7)."""

import pytest

from clients import refused
from emulator import T0
from fleet import Fleet

NIGHTLY = {
    "startTime": "2026-01-01T01:00",
    "maintenanceWindows": [{"startTime": "cron(0 2 * * ? *)", "durationInMinutes": 60}],
}


@pytest.fixture
def sdk_fleet(sdk_iot):
    fleet = Fleet(sdk_iot)
    fleet.thing("lamp", "fan")
    return fleet


def test_a_job_starts_at_its_start_time_and_is_cancelled_at_its_end(
    emulator, sdk_iot, sdk_data, sdk_fleet
):
    schedule = {
        "startTime": "2026-01-01T01:00",
        "endTime": "2026-01-01T02:00",
        "endBehavior": "CANCEL",
    }
    sdk_fleet.job("j", "lamp", "fan", schedulingConfig=schedule)
    job = sdk_iot.DescribeJob(jobId="j")["job"]
    assert job["status"] == "SCHEDULED" and job["schedulingConfig"] == schedule
    emulator.advance("59m")
    assert sdk_fleet.counts("j") == {}
    emulator.advance("1m")
    assert sdk_fleet.status("j") == "IN_PROGRESS"
    sdk_data.StartNextPendingJobExecution(thingName="lamp")
    emulator.advance("1h")
    assert sdk_fleet.status("j") == "CANCELED"
    assert sdk_fleet.counts("j") == {"InProgress": 1, "Canceled": 1}


def test_force_cancel_at_the_end(emulator, sdk_iot, sdk_data, sdk_fleet):
    sdk_fleet.job(
        "j",
        "lamp",
        schedulingConfig={"endTime": "2026-01-01T00:30", "endBehavior": "FORCE_CANCEL"},
    )
    sdk_data.StartNextPendingJobExecution(thingName="lamp")
    emulator.advance("30m")
    assert sdk_fleet.counts("j") == {"Canceled": 1}
    assert sdk_iot.DescribeJob(jobId="j")["job"]["forceCanceled"] is True


@pytest.mark.parametrize(
    "schedule, message",
    [
        (
            {"startTime": "tomorrow"},
            "1 validation error detected: Provided time tomorrow UTC must follow the format "
            "YYYY-MM-DDThh:mm.",
        ),
        (
            {"maintenanceWindows": NIGHTLY["maintenanceWindows"]},
            "MaintenanceWindow cannot be used without StartTime of SchedulingConfig.",
        ),
        ({"startTime": "2026-01-01T00:29"}, None),
        ({"startTime": "2027-01-01T00:01"}, None),
        ({"endTime": "2028-01-01T00:01"}, None),
    ],
)
def test_bad_schedules_are_refused(_sdks, emulator, schedule, message):
    iot = _sdks["npm"][0]  # boto3 knows no maintenance windows
    fleet = Fleet(iot)
    fleet.thing("lamp")
    with refused("InvalidRequestException", 400, message):
        fleet.job("j", "lamp", targetSelection="CONTINUOUS", schedulingConfig=schedule)
    assert iot.ListJobs()["jobs"] == []


def test_windows_are_for_continuous_jobs(_sdks, emulator):
    fleet = Fleet(_sdks["npm"][0])
    fleet.thing("lamp")
    with refused(
        "InvalidRequestException",
        400,
        "TargetSelection is invalid. MaintenanceWindow cannot be used with SNAPSHOT job.",
    ):
        fleet.job("j", "lamp", schedulingConfig=NIGHTLY)


def test_a_device_sees_a_job_in_its_windows_alone(_sdks, emulator, fleet, data, lamp):
    iot = _sdks["npm"][0]
    Fleet(iot).job("j", "lamp", targetSelection="CONTINUOUS", schedulingConfig=NIGHTLY)
    job = iot.DescribeJob(jobId="j")["job"]
    assert [rollout["startTime"] for rollout in job["scheduledJobRollouts"]] == [
        f"2026-01-0{day}T02:00" for day in range(1, 8)
    ]
    assert lamp.heard() == []
    emulator.advance("2h")
    assert fleet.status("j") == "IN_PROGRESS"
    assert lamp.topics_heard() == ["notify", "notify-next"]
    assert data.GetPendingJobExecutions(thingName="lamp")["queuedJobs"][0]["jobId"] == "j"
    emulator.advance("1h")
    assert fleet.status("j") == "SCHEDULED"
    closed = T0 + 3 * 3600
    assert lamp.heard() == [
        ("notify", {"timestamp": closed, "jobs": {}}),
        ("notify-next", {"timestamp": closed}),
    ]
    assert data.GetPendingJobExecutions(thingName="lamp")["queuedJobs"] == []
    assert "execution" not in data.DescribeJobExecution(thingName="lamp", jobId="$next")
    assert lamp.accepted("start-next") == {}
    emulator.advance("23h")
    assert lamp.accepted("start-next")["execution"]["jobId"] == "j"
    emulator.advance("1h")
    assert fleet.execution("lamp", "j")["status"] == "IN_PROGRESS"
    assert lamp.accepted("get")["inProgressJobs"][0]["jobId"] == "j"
