"""The commands of the program, made from our own API's description, beside the real program."""

import json
import os
import subprocess

import pytest

from clients import send
from description import own_operations
from emulator import BINARY, Emulator

COMMANDS = sorted({node["x-command"] for _, _, _, node in own_operations() if "x-command" in node})
NOBODY = "http://127.0.0.1:1"


def run(*arguments, **environment):
    others = {name: value for name, value in os.environ.items()
              if not name.startswith("IOT_JOBS_LOCAL_")}
    return subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=30,
                          stdin=subprocess.DEVNULL, env={**others, **environment})


@pytest.fixture
def command(emulator):
    """Runs one at the emulator; must succeed unless another status is expected."""
    def ask(*words, status=0):
        done = run(*words, "--endpoint", emulator.http)
        assert done.returncode == status, (done.stdout, done.stderr)
        return done.stdout if status == 0 else done.stderr
    return ask


# What a command cannot do without.
NEEDED = {"wait": ["--settled"], "fault arm": ["--preset", "notify-twice"]}


def words_of(command):
    words = ["1" if word in ("{faultId}", "{fleetId}") else "lamp" if word.startswith("{") else word
             for word in command.split()]
    return words + NEEDED.get(command, [])


@pytest.mark.parametrize("words", COMMANDS)
def test_each_answers_as_text_and_with_json_as_json(emulator, fleet, command, words):
    for flags in ([], ["--json"]):
        fleet.thing("lamp")
        fleet.job("lamp", "lamp")
        emulator.admin("POST", "/_emulator/faults", {"effect": {"noConnack": True}})
        send(emulator.http, "POST", "/_emulator/virtual-devices", {"devices": {"name": "lamp"}})
        printed = command(*words_of(words), *flags)
        assert printed.endswith("\n") and not printed.endswith("\n\n")
        if flags:
            assert isinstance(json.loads(printed), dict)
        else:
            assert not printed.startswith("{")
        emulator.reset()


def test_the_text_is_the_emulators_own(emulator, fleet, command):
    fleet.thing("lamp")
    fleet.job("j", "lamp")
    for words, path in [("explain thing lamp", "explain/things/lamp"),
                        ("explain job j", "explain/jobs/j"), ("timers", "timers"),
                        ("refusals", "refusals"), ("health", "health"), ("clock", "clock")]:
        text = send(emulator.http, "GET", f"/_emulator/{path}?format=text").body.decode()
        assert command(*words.split()) == text


def test_the_clock_is_shown_and_moved(emulator, command):
    assert command("clock") == "2026-01-01T00:00:00.000Z, standing still\n"
    assert command("clock", "--advance", "61m") == "2026-01-01T01:01:00.000Z, standing still\n"
    assert command("clock", "--set", "2026-02-01T00:00:00Z", "--advance", "1h") == (
        "2026-02-01T01:00:00.000Z, standing still\n")
    assert json.loads(command("clock", "--scale", "2.5", "--json"))["scale"] == 2.5
    assert "2.5 seconds a second" in command("clock")
    assert json.loads(command("clock", "--freeze=false", "--json"))["frozen"] is False
    assert "standing still" in command("clock", "--freeze")
    assert json.loads(command("clock", "--freeze=false", "--json"))["scale"] == 1


def test_the_clock_goes_to_what_is_due_next_and_tells_what_happened(fleet, data, command):
    fleet.thing("lamp")
    fleet.job("j", "lamp", timeoutConfig={"inProgressTimeoutInMinutes": 10})
    data.StartNextPendingJobExecution(thingName="lamp")
    assert command("timers") == (
        "2026-01-01T00:10:00Z  in 10 minutes: execution 1 of job j on lamp becomes TIMED_OUT by "
        "its in-progress timer.\n")
    assert command("clock", "--advance-to-next") == (
        "2026-01-01T00:10:00.000Z, standing still\n"
        "execution 1 of job j on lamp is TIMED_OUT\njob j is COMPLETED\nNothing else is due.\n")


def test_timers_takes_how_many(fleet, data, command):
    fleet.thing("lamp", "fan")
    fleet.job("j", "lamp", "fan", timeoutConfig={"inProgressTimeoutInMinutes": 10})
    for thing in ("lamp", "fan"):
        data.StartNextPendingJobExecution(thingName=thing)
    one = json.loads(command("timers", "--max-results", "1", "--json"))
    assert (len(one["timers"]), one["more"]) == (1, True)


def test_a_fault_is_armed_by_flags_listed_and_removed(emulator, command):
    armed = json.loads(command("fault", "arm", "--thing", "lamp", "--over", "MQTT", "--delay", "2s",
                               "--count", "3", "--for", "5m", "--json"))
    assert armed["match"] == {"thing": "lamp", "over": "MQTT"}
    assert (armed["effect"], armed["count"]) == ({"delay": "2000ms"}, 3)
    assert command("faults") == (
        "fault 1: delay 2000ms, where over is MQTT and thing is lamp, 3 times at most, for 5 "
        "minutes; has struck 0 times.\n")
    assert command("fault", "remove", "1") == "1 fault is removed.\n"
    assert command("fault", "clear") == "0 faults are removed.\n"
    assert command("faults") == "No fault is armed.\n"
    assert "no fault 1" in command("fault", "remove", "1", status=1)
    assert "Say an effect" in command("fault", "arm", status=1)


def test_reset_forgets_everything(fleet, iot, command):
    fleet.thing("lamp")
    command("reset")
    assert iot.ListThings()["things"] == []


def test_names_that_urls_would_change_arrive_as_they_are(fleet, command):
    fleet.thing("a:b_-1")
    assert "a:b_-1" in command("explain", "thing", "a:b_-1")
    assert "cannot be found" in command("explain", "job", "no/such job%", status=1)


def test_a_thing_may_be_called_like_a_command(fleet, command):
    fleet.thing("timers")
    assert "timers" in command("explain", "thing", "timers")


@pytest.mark.parametrize("words, why", [
    (["explain", "thing", "ghost"], "ghost"),
    (["clock", "--advance", "soon"], "advance is a duration"),
    (["clock", "--set", "never"], "set is an instant"),
    (["clock", "--freeze", "--scale", "2"], "A frozen clock has no scale")])
def test_a_refusal_is_one_line_and_status_1(command, words, why):
    told = command(*words, status=1)
    assert told.startswith("iot-jobs-local: ") and why in told and told.count("\n") == 1


@pytest.mark.parametrize("words", COMMANDS)
def test_an_emulator_that_does_not_run_is_one_line_and_status_1(words):
    done = run(*words_of(words), "--endpoint", NOBODY)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"iot-jobs-local: no emulator answers at {NOBODY}")
    assert "--endpoint" in done.stderr and done.stderr.count("\n") == 1


def test_the_endpoint_may_be_said_by_the_environment(emulator):
    assert run("health", IOT_JOBS_LOCAL_ENDPOINT=emulator.http).returncode == 0
    done = run("health", "--endpoint", emulator.http, IOT_JOBS_LOCAL_ENDPOINT=NOBODY)
    assert done.returncode == 0, done.stderr
    assert NOBODY in run("health", IOT_JOBS_LOCAL_ENDPOINT=NOBODY).stderr
    port = emulator.http.rsplit(":", 1)[1]
    assert run("health", IOT_JOBS_LOCAL_HTTP_PORT=port).returncode == 0


def test_things_are_created_there_too(emulator, iot, tmp_path):
    done = run("thing", "create", "lamp", "--with-certificate", str(tmp_path),
               IOT_JOBS_LOCAL_ENDPOINT=emulator.http)
    assert done.returncode == 0, done.stderr
    assert iot.DescribeThing(thingName="lamp")["thingName"] == "lamp"


def test_the_endpoint_may_be_an_ipv6_address():
    with Emulator("--bind", "::1") as emulator:
        assert "[::1]" in emulator.http
        assert run("health", "--endpoint", emulator.http).returncode == 0


@pytest.mark.parametrize("arguments, told", [
    (["newcommand"], "there is no command newcommand"),
    (["helth"], "did you mean health?"),
    (["timer"], "did you mean timers?"),
    (["explain", "things", "lamp"], "did you mean thing?"),
    (["thing", "make", "lamp"], "There are: create"),
    (["timers", "health"], '"health" is one word too many'),
    (["clock", "61m"], '"61m" is one word too many'),
    (["clock", "--advanced", "61m"], "did you mean --advance?"),
    (["--http-prot", "0"], "did you mean --http-port?"),
    (["--http-port", "0", "lamp"], "there is no command lamp"),
    (["--http-port", "many"], "--http-port"),
    (["clock", "--scale", "fast"], "--scale"),
    (["clock", "--scale", "-1"], "--scale"),
    (["clock", "--advance"], "--advance"),
    (["timers", "--max-results", "1001"], "--max-results"),
    (["timers", "--max-results", "1.5"], "--max-results"),
    (["explain"], "subcommand"),
    (["explain", "thing"], "thingName"),
    (["thing", "create", "lamp"], "--with-certificate"),
    (["certs"], "--data-dir")])
def test_a_mistake_is_told_with_status_2_and_starts_nothing(arguments, told):
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert told in done.stderr


@pytest.mark.parametrize("words", [[], *(words_of(words) for words in COMMANDS), ["explain"],
                                   ["thing", "create"], ["certs"]])
def test_help_is_no_mistake_and_tells_of_each_flag(words):
    done = run(*words, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "--help" in done.stdout
    if not words:
        for command in COMMANDS:
            assert f"\n  {command.split()[0]} " in done.stdout


def test_version_is_no_mistake():
    assert run("--version").returncode == 0
