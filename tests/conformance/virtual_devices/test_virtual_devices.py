"""Virtual devices against the real emulator: what they do to jobs, as boto3 sees it."""

import json
import signal
import subprocess

import pytest

from clients import send
from emulator import BINARY, Emulator
from fleet import group_arn

FAST = {"scale": 600}
MIXED = {
    "devices": {"count": 24, "name": "lamp-{n}", "thingGroupNames": ["hall"]},
    "works": {"takes": {"median": "1m", "spread": 2},
              "ends": {"SUCCEEDED": "60%", "FAILED": "25%", "REJECTED": "15%"}},
    "seed": 7,
}


def start(emulator, **document):
    return emulator.admin("POST", "/_emulator/virtual-devices", document)


def listed(emulator):
    return emulator.admin("GET", "/_emulator/virtual-devices")["virtualDevices"]


def wait(emulator, **condition):
    query = "&".join(f"{name}={value}" for name, value in condition.items())
    answer = send(emulator.http, "GET", f"/_emulator/wait?{query}&timeout=60s")
    assert answer.status == 200, answer.body


def connected(emulator, thing):
    wait(emulator, thing=thing, connected="true")


def has_asked(emulator, thing):
    """It is connected, and knows that it has no job yet."""
    wait(emulator, topic=f"$aws/things/{thing}/jobs/$next/get/accepted")


def ends(iot, job):
    summaries = iot.ListJobExecutionsForJob(jobId=job, maxResults=250)["executionSummaries"]
    return {one["thingArn"].rpartition("/")[2]: one["jobExecutionSummary"]["status"]
            for one in summaries}


def rollout(emulator, iot, fleet, **document):
    """How it ended for each thing, once it is over."""
    start(emulator, **document)
    emulator.admin("POST", "/_emulator/clock", FAST)
    fleet.job("j", group_arn("hall"))
    wait(emulator, job="j", jobStatus="COMPLETED")
    return ends(iot, "j")


def test_a_rollout_ends_as_the_behaviour_says_and_again_by_the_same_seed(emulator, iot, fleet):
    first = rollout(emulator, iot, fleet, **MIXED)
    told = listed(emulator)[0]
    assert set(first.values()) == {"SUCCEEDED", "FAILED", "REJECTED"}
    assert told["ends"] == {status: list(first.values()).count(status) for status in told["ends"]}
    assert (told["taken"], told["dropped"], told["connected"]) == (24, 0, 24)
    emulator.reset()
    assert listed(emulator) == []
    assert rollout(emulator, iot, fleet, **MIXED) == first
    emulator.reset()
    assert rollout(emulator, iot, fleet, **{**MIXED, "seed": 8}) != first


@pytest.mark.parametrize("behaviour", ["good", "slow", "flaky-network", "polls-only", "answers-twice",
                                       "old-agent", "power-cycles"])
def test_these_all_succeed_in_their_time(emulator, iot, fleet, behaviour):
    devices = {"count": 6, "name": "lamp-{n}", "thingGroupNames": ["hall"]}
    got = rollout(emulator, iot, fleet, behaviour=behaviour, devices=devices)
    assert got == {f"lamp-{n}": "SUCCEEDED" for n in range(1, 7)}
    assert iot.DescribeThing(thingName="lamp-6")["thingName"] == "lamp-6"


def test_one_that_forgets_its_final_report_is_timed_out(emulator, iot, fleet):
    start(emulator, behaviour="forgets-final-report", devices={"name": "lamp"})
    fleet.job("j", "lamp", timeoutConfig={"inProgressTimeoutInMinutes": 30})
    wait(emulator, job="j", thing="lamp", status="IN_PROGRESS")
    emulator.admin("POST", "/_emulator/clock", {"advance": "29m"})
    assert fleet.execution("lamp", "j")["status"] == "IN_PROGRESS"
    emulator.admin("POST", "/_emulator/clock", {"advance": "2m"})
    assert fleet.execution("lamp", "j")["status"] == "TIMED_OUT"


def test_one_that_never_answers_leaves_its_job_queued(emulator, iot, fleet):
    start(emulator, behaviour="never-answers", devices={"name": "lamp"})
    fleet.job("j", "lamp")
    emulator.admin("POST", "/_emulator/clock", {"advance": "2d"})
    wait(emulator, settled="true")
    assert fleet.execution("lamp", "j")["status"] == "QUEUED"


def test_one_that_fails_first_works_by_a_retry(emulator, iot, fleet):
    start(emulator, behaviour="fails-first-then-works", devices={"name": "lamp"})
    emulator.admin("POST", "/_emulator/clock", FAST)
    retries = {"criteriaList": [{"failureType": "FAILED", "numberOfRetries": 2}]}
    fleet.job("j", "lamp", jobExecutionsRetryConfig=retries)
    wait(emulator, job="j", jobStatus="COMPLETED")
    assert [fleet.execution("lamp", "j", executionNumber=number)["status"] for number in (1, 2)] == [
        "FAILED", "SUCCEEDED"]


def test_one_that_only_polls_hears_of_a_job_when_it_asks(emulator, iot, fleet):
    start(emulator, behaviour="polls-only", devices={"name": "lamp"})
    has_asked(emulator, "lamp")
    fleet.job("j", "lamp")
    wait(emulator, settled="true")
    assert fleet.execution("lamp", "j")["status"] == "QUEUED"
    emulator.admin("POST", "/_emulator/clock", {"advance": "15m"})
    wait(emulator, job="j", thing="lamp", status="IN_PROGRESS")


def test_one_whose_job_is_cancelled_stops_and_takes_the_next(emulator, iot, fleet):
    start(emulator, devices={"name": "lamp"})
    fleet.job("j", "lamp")
    wait(emulator, job="j", thing="lamp", status="IN_PROGRESS")
    fleet.job("k", "lamp")
    iot.CancelJob(jobId="j", force=True)
    wait(emulator, job="k", thing="lamp", status="IN_PROGRESS")
    emulator.admin("POST", "/_emulator/clock", {"advance": "1h"})
    wait(emulator, job="k", jobStatus="COMPLETED")
    assert fleet.execution("lamp", "j")["status"] == "CANCELED"
    assert listed(emulator)[0]["dropped"] == 1


def test_progress_is_told_in_its_status_details(emulator, iot, fleet):
    start(emulator, devices={"name": "lamp"},
          works={"takes": {"median": "100s", "spread": 1}, "reportsEvery": "10%",
                 "statusDetails": {"progress": "{percent}%"}})
    fleet.job("j", "lamp")
    wait(emulator, job="j", thing="lamp", status="IN_PROGRESS")
    emulator.admin("POST", "/_emulator/clock", {"advance": "55s"})
    wait(emulator, topic="$aws/things/lamp/jobs/j/update/accepted", count=2)
    details = fleet.execution("lamp", "j")["statusDetails"]["detailsMap"]
    assert details == {"progress": "50%"}


def test_over_tls_each_has_a_certificate_of_its_own(emulator, iot, fleet):
    start(emulator, connects="mqtts", devices={"count": 2, "name": "lamp-{n}"})
    connected(emulator, "lamp-1")
    connected(emulator, "lamp-2")
    principals = [iot.ListThingPrincipals(thingName=f"lamp-{n}")["principals"] for n in (1, 2)]
    assert len(principals[0]) == len(principals[1]) == 1 and principals[0] != principals[1]
    fleet.job("j", "lamp-1")
    wait(emulator, job="j", thing="lamp-1", status="IN_PROGRESS")


def test_stopped_ones_are_gone_and_their_things_stay(emulator, iot):
    number = start(emulator, devices={"name": "lamp"})["fleetId"]
    has_asked(emulator, "lamp")
    path = f"/_emulator/virtual-devices/{number}"
    assert emulator.admin("DELETE", path)["connections"] == 1
    wait(emulator, thing="lamp", connected="false")
    assert listed(emulator) == []
    assert send(emulator.http, "DELETE", path).error == (404, "ResourceNotFoundException")
    assert iot.DescribeThing(thingName="lamp")["thingName"] == "lamp"


def test_one_that_is_cut_off_comes_back_and_asks(emulator, fleet):
    start(emulator, devices={"name": "lamp"})
    has_asked(emulator, "lamp")
    assert send(emulator.http, "DELETE", "/connections/lamp").status == 200
    fleet.job("j", "lamp")
    wait(emulator, job="j", thing="lamp", status="IN_PROGRESS")
    assert listed(emulator)[0]["connections"] == 2


@pytest.mark.parametrize("document, told", [
    ({"works": {"ends": {"SUCCEEDED": "94%", "FAILED": "7%"}}}, "100% together"),
    ({"loses": {"power": "150%"}}, "at most 100%"),
    ({"works": {"downloads": True}}, "There is no downloads in works"),
    ({"devices": {"count": 2, "name": "lamp"}}, "{n}"),
    ({"behaviour": "perfect"}, "behaviour"),
])
def test_what_makes_no_sense_is_refused_and_nothing_is_made(emulator, iot, document, told):
    answer = send(emulator.http, "POST", "/_emulator/virtual-devices", document)
    assert answer.error == (400, "InvalidRequestException")
    assert told in answer.json["message"]
    assert iot.ListThings()["things"] == [] and listed(emulator) == []


def test_a_thing_has_one_virtual_device(emulator):
    start(emulator, devices={"name": "lamp"})
    for path, document in (("virtual-devices", {"devices": {"name": "lamp"}}),
                           ("seed", {"virtualDevices": [{"devices": {"name": "lamp"}}]})):
        answer = send(emulator.http, "POST", f"/_emulator/{path}", document)
        assert answer.error == (409, "ConflictException")
    assert len(listed(emulator)) == 1


def test_more_than_an_emulator_runs_are_refused(emulator, iot):
    start(emulator, devices={"name": "lamp"})
    answer = send(emulator.http, "POST", "/_emulator/virtual-devices",
                  {"devices": {"count": 10000}})
    assert answer.error == (410, "LimitExceededException")
    assert len(iot.ListThings()["things"]) == 1


def test_those_of_a_seed_begin_with_it_and_anew_after_a_reset(tmp_path):
    seed = tmp_path / "seed.yaml"
    seed.write_text("""
virtualDevices:
  - {behaviour: never-answers, devices: {count: 3, name: 'lamp-{n}', thingGroupNames: [hall]}}
jobs:
  - {jobId: update, thingGroupNames: [hall], document: {action: update}}
""")
    with Emulator("--seed", str(seed)) as emulator:
        for _ in range(2):
            for n in (1, 2, 3):
                connected(emulator, f"lamp-{n}")
            (fleet,) = listed(emulator)
            assert (fleet["behaviour"], fleet["devices"]) == ("never-answers", 3)
            emulator.admin("POST", "/_emulator/reset")
        emulator.admin("POST", "/_emulator/reset", {"to": "empty"})
        assert listed(emulator) == []


def command(emulator, *words, **more):
    return subprocess.Popen([BINARY, "devices", *words, "--endpoint", emulator.http], text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)


@pytest.mark.parametrize("more", ["", "connects: mqtts"])
def test_a_process_of_their_own_does_the_same(emulator, iot, fleet, tmp_path, more):
    file = tmp_path / "lamps.yaml"
    file.write_text(f"devices: {{count: 5, name: 'lamp-{{n}}', thingGroupNames: [hall]}}\n{more}\n")
    running = command(emulator, "run", str(file), "--json")
    assert "5 virtual devices run" in running.stderr.readline()
    emulator.admin("POST", "/_emulator/clock", FAST)
    fleet.job("j", group_arn("hall"))
    wait(emulator, job="j", jobStatus="COMPLETED")
    running.send_signal(signal.SIGINT)
    told, _ = running.communicate(timeout=20)
    assert running.returncode == 0
    assert json.loads(told)["ends"] == {"SUCCEEDED": 5}


def test_a_process_of_their_own_ends_when_its_time_is_over(emulator):
    emulator.admin("POST", "/_emulator/clock", FAST)
    done = command(emulator, "run", "--count", "2", "--behaviour", "flaky-network", "--for", "20m")
    assert "2 devices (flaky-network, device-1 ..." in done.communicate(timeout=60)[0]


def test_a_wrong_file_is_refused_by_line(emulator, tmp_path):
    file = tmp_path / "lamps.yaml"
    file.write_text("devices: {count: 5}\nworks:\n  takes: {median: 40s, spread: 2}\n  colour: red\n")
    for words in ("run", "start"):
        done = command(emulator, words, str(file))
        told = done.communicate(timeout=20)[1]
        assert done.returncode == 1 and "lamps.yaml:4" in told and "works.colour" in told, told


def test_they_are_started_listed_and_stopped_by_commands(emulator):
    assert "Virtual devices 1 run." in command(emulator, "start", "--name", "lamp").communicate()[0]
    connected(emulator, "lamp")
    shown = command(emulator, "list").communicate()[0]
    assert shown.startswith("1: 1 device (good, lamp, seed 0), 1 connected.")
    assert "1 device" in command(emulator, "stop", "1").communicate()[0]
    assert command(emulator, "list").communicate()[0] == "No virtual devices run.\n"
