"""Health, clock and reset under /_emulator."""

import pytest

from clients import refused, send
from emulator import NEW_YEAR, T0, Emulator


def test_health_is_ok(emulator):
    assert emulator.admin("GET", "/_emulator/health")["status"] == "ok"


def test_the_clock_stands_still_when_frozen(emulator):
    clock = emulator.admin("GET", "/_emulator/clock")
    assert set(clock) == {"now", "epochMilliseconds", "scale", "frozen"}
    assert (clock["epochMilliseconds"], clock["frozen"]) == (T0 * 1000, True)
    assert clock["now"].startswith("2026-01-01T00:00:00") and clock["now"].endswith("Z")
    assert emulator.admin("GET", "/_emulator/clock") == clock


@pytest.mark.parametrize(
    "change, seconds",
    [
        ({"advance": "61m"}, 3660),
        ({"advance": "250ms"}, 0.25),
        ({"advance": "1h30m"}, 5400),
        ({"advance": "2d"}, 2 * 86400),
        ({"set": "2026-01-01T01:00:00Z"}, 3600),
        ({"set": "2026-01-01T01:00:00Z", "advance": "1m"}, 3660),
    ],
    ids=str,
)
def test_the_clock_can_be_moved(emulator, change, seconds):
    moved = emulator.clock(**change)
    assert moved["epochMilliseconds"] == (T0 + seconds) * 1000
    assert emulator.admin("GET", "/_emulator/clock") == moved


def test_an_unfrozen_clock_runs(emulator):
    emulator.clock(freeze=False)
    first = emulator.admin("GET", "/_emulator/clock")
    assert (first["frozen"], first["scale"]) == (False, 1)
    assert first["epochMilliseconds"] >= T0 * 1000
    for _ in range(1000):
        later = emulator.admin("GET", "/_emulator/clock")["epochMilliseconds"]
        if later > first["epochMilliseconds"]:
            return
    raise AssertionError("the clock stands still")


def test_a_scaled_clock_runs_a_timer_out_by_itself(fleet, lamp, emulator):
    fleet.job("j", "lamp", timeoutConfig={"inProgressTimeoutInMinutes": 1})
    fleet.job("k", "lamp")
    lamp.accepted("start-next")
    lamp.heard()
    assert emulator.clock(freeze=False, scale=600)["scale"] == 600
    try:
        lamp.wait_for(lambda m: m.topic == "notify-next", "notify-next after the timeout")
    finally:
        emulator.clock(scale=1)
    execution = fleet.execution("lamp", "j")
    assert (execution["status"], execution["lastUpdatedAt"]) == ("TIMED_OUT", T0 + 60)


@pytest.mark.parametrize(
    "change",
    [
        {"advance": "soon"},
        {"advance": "-1m"},
        {"advance": 61},
        {"advance": "99999999999999999999d"},
        {"set": "tomorrow"},
        {"set": "2026-13-01T00:00:00Z"},
        {"set": "99999-01-01T00:00:00Z"},
        {"freeze": "yes"},
        {"scale": -1},
        {"scale": "fast"},
        {"scale": 1e300},
        {"skip": "1m"},
        [],
    ],
    ids=str,
)
def test_an_impossible_change_of_the_clock_is_refused(emulator, change):
    answer = send(emulator.http, "POST", "/_emulator/clock", change)
    assert answer.status == 400
    assert answer.json["message"]
    assert emulator.admin("GET", "/_emulator/clock")["epochMilliseconds"] == T0 * 1000


@pytest.mark.parametrize("path", ["/_emulator/reset", "/moto-api/reset"])
def test_reset_forgets_everything(emulator, fleet, iot, path):
    fleet.thing("lamp")
    fleet.group("hall", "lamp")
    fleet.job("j", "lamp")
    emulator.admin("POST", path)
    assert iot.ListJobs()["jobs"] == iot.ListThings()["things"] == []
    for missing in (
        lambda: iot.DescribeJob(jobId="j"),
        lambda: iot.DescribeThing(thingName="lamp"),
        lambda: iot.DescribeThingGroup(thingGroupName="hall"),
    ):
        with refused("ResourceNotFoundException", 404):
            missing()


def test_reset_forgets_timers_and_keeps_devices_connected(emulator, fleet, lamp):
    fleet.job("j", "lamp", timeoutConfig={"inProgressTimeoutInMinutes": 1})
    lamp.accepted("start-next")
    emulator.admin("POST", "/_emulator/reset")
    emulator.clock(set=NEW_YEAR, freeze=True)
    fleet.thing("lamp")
    lamp.heard()
    emulator.advance("2m")
    assert lamp.heard() == []
    fleet.job("j", "lamp")
    assert lamp.topics_heard() == ["notify", "notify-next"]


def test_other_accounts_and_regions_appear_in_arns():
    flags = ("--account-id", "000011112222", "--region", "eu-west-1")
    with Emulator(*flags) as own:
        made = send(own.http, "POST", "/things/lamp", {}).json
        assert made["thingArn"] == "arn:aws:iot:eu-west-1:000011112222:thing/lamp"
