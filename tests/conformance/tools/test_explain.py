"""Why is nothing happening? Explanations, timers, and the clock's next stop."""

from clients import send
from emulator import NEW_YEAR


def sentences(emulator, path):
    answer = send(emulator.http, "GET", f"/_emulator/explain/{path}?format=text")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/plain")
    return answer.body.decode()


def test_a_device_that_never_asks_is_told_from_one_that_asks_wrongly(emulator, fleet, lamp):
    fleet.job("j", "lamp")
    lamp.heard()  # asks "get"
    emulator.advance("1m")
    explained = emulator.admin("GET", "/_emulator/explain/things/lamp")
    assert explained["nextJob"]["job"] == "j"
    assert explained["told"]["at"] == NEW_YEAR
    assert explained["lastSeen"] == {
        "at": NEW_YEAR,
        "operation": "GetPendingJobExecutions",
        "over": "MQTT",
    }
    lamp.rejected("j/update", {"status": "SUCCEEDED", "expectedVersion": 7})
    explained = emulator.admin("GET", "/_emulator/explain/things/lamp")
    assert "Expected version 7 but found version 1" in explained["lastSeen"]["refusal"]
    assert "refused: " in sentences(emulator, "things/lamp")
    fleet.thing("fan")
    fleet.job("k", "fan")
    assert "has not been seen since" in sentences(emulator, "things/fan")


def test_a_device_over_http_is_seen_too(emulator, fleet, data):
    fleet.thing("lamp")
    data.StartNextPendingJobExecution(thingName="lamp")
    explained = emulator.admin("GET", "/_emulator/explain/things/lamp")
    assert explained["lastSeen"]["over"] == "HTTP"
    assert explained["nextJob"] is None


def test_a_job_says_what_it_waits_for(emulator, fleet, data):
    fleet.thing("lamp", "fan")
    fleet.job("j", "lamp", "fan", timeoutConfig={"inProgressTimeoutInMinutes": 10})
    data.StartNextPendingJobExecution(thingName="lamp")
    explained = emulator.admin("GET", "/_emulator/explain/jobs/j")
    assert [(wait["status"], wait["count"]) for wait in explained["waitsFor"]] == [
        ("QUEUED", 1),
        ("IN_PROGRESS", 1),
    ]
    assert "timing out at 2026-01-01T00:10:00Z" in sentences(emulator, "jobs/j")


def test_what_does_not_exist_is_not_found(emulator):
    for path in ("things/door", "jobs/door"):
        answer = send(emulator.http, "GET", f"/_emulator/explain/{path}")
        assert answer.error == (404, "ResourceNotFoundException")


def test_the_clock_goes_from_one_due_instant_to_the_next(emulator, fleet, data):
    fleet.thing("lamp", "fan")
    fleet.job("j", "lamp", "fan", timeoutConfig={"inProgressTimeoutInMinutes": 10})
    for thing in ("lamp", "fan"):
        data.StartNextPendingJobExecution(thingName=thing)
        emulator.advance("1m")
    timers = emulator.admin("GET", "/_emulator/timers")
    assert [(timer["at"], timer["kind"], timer["thing"]) for timer in timers["timers"]] == [
        ("2026-01-01T00:10:00Z", "inProgressTimeout", "lamp"),
        ("2026-01-01T00:11:00Z", "inProgressTimeout", "fan"),
    ]
    moved = emulator.clock(advanceToNext=True)
    assert moved["now"].startswith("2026-01-01T00:10:00")
    assert moved["nextDueAt"].startswith("2026-01-01T00:11:00")
    (happened,) = moved["happened"]
    assert happened["text"] == "execution 1 of job j on lamp is TIMED_OUT"
    assert (happened["job"], happened["thing"], happened["executionNumber"]) == ("j", "lamp", 1)
    happened = emulator.clock(advanceToNext=True)["happened"]
    assert [entry["kind"] for entry in happened] == ["jobExecution", "job"]
    assert happened[1]["status"] == fleet.status("j") == "COMPLETED"
    assert emulator.clock(advanceToNext=True)["happened"] == []


def test_what_waits_behind_another_job_says_so(emulator, fleet):
    fleet.thing("lamp")
    fleet.job("j", "lamp")
    fleet.job("k", "lamp")
    waits = emulator.admin("GET", "/_emulator/explain/jobs/k")["waitsFor"]
    assert waits[0]["things"] == [{"thing": "lamp", "executionNumber": 1, "behind": "j"}]
    assert "Behind it: job k (execution 1)." in sentences(emulator, "things/lamp")
