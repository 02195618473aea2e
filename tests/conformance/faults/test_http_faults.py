"""Faults of requests over HTTP and of their answers, as SDKs see them."""

import concurrent.futures
import contextlib
import http.client
import urllib.parse

import boto3
import pytest

from arming import arm, has_struck, struck
from clients import REGION, refused, send


@contextlib.contextmanager
def connection(emulator, timeout=10):
    made = http.client.HTTPConnection(urllib.parse.urlsplit(emulator.http).netloc, timeout=timeout)
    with contextlib.closing(made):
        yield made


def thing_is_there(emulator, name="lamp"):
    return send(emulator.http, "GET", f"/things/{name}").status == 200


@pytest.mark.parametrize("error, status", [
    ("ThrottlingException", 400), ("InternalFailureException", 500),
    ("ServiceUnavailableException", 503)])
def test_an_error_is_the_control_planes_and_nothing_is_done(emulator, sdk_iot, error, status):
    arm(emulator, {"error": error}, {"operation": "CreateThing"})
    with refused(error, status):
        sdk_iot.CreateThing(thingName="lamp")
    assert has_struck(emulator) and not thing_is_there(emulator)


def test_an_error_is_the_data_planes(emulator, sdk_data, fleet):
    fleet.thing("lamp")
    fleet.job("j", "lamp")
    arm(emulator, {"error": "ThrottlingException", "message": "Slow down."}, {"plane": "data"})
    with refused("ThrottlingException", 429, "Slow down."):
        sdk_data.StartNextPendingJobExecution(thingName="lamp")
    assert fleet.execution("lamp", "j")["status"] == "QUEUED"


def test_sdks_try_again_and_succeed(emulator, fleet):
    arm(emulator, {"error": "ThrottlingException"}, {"operation": "CreateThing"}, count=2)
    client = boto3.client("iot", endpoint_url=emulator.http, region_name=REGION,
                          aws_access_key_id="local", aws_secret_access_key="local")
    client.create_thing(thingName="lamp")
    assert struck(emulator) == [2] and thing_is_there(emulator)


def test_of_an_answer_that_is_lost_the_change_is_made(emulator):
    arm(emulator, {"drop": True}, {"operation": "CreateThing"})
    with connection(emulator, timeout=0.5) as client, pytest.raises(TimeoutError):
        client.request("POST", "/things/lamp", "{}")
        client.getresponse()
    assert struck(emulator) == [1] and thing_is_there(emulator)


def test_of_a_request_that_is_lost_nothing_is_done(emulator):
    arm(emulator, {"drop": True}, {"operation": "CreateThing", "direction": "in"})
    with connection(emulator, timeout=0.5) as client, pytest.raises(TimeoutError):
        client.request("POST", "/things/lamp", "{}")
        client.getresponse()
    assert struck(emulator) == [1] and not thing_is_there(emulator)


@pytest.mark.parametrize("direction, is_done", [("in", False), ("out", True)])
def test_a_delay_lasts_until_the_clock_has_moved(emulator, direction, is_done):
    arm(emulator, {"delay": "1h"}, {"operation": "CreateThing", "direction": direction})
    with concurrent.futures.ThreadPoolExecutor() as pool:
        late = pool.submit(send, emulator.http, "POST", "/things/lamp", "{}")
        assert has_struck(emulator)
        assert thing_is_there(emulator) == is_done and not late.done()
        [timer] = emulator.admin("GET", "/_emulator/timers")["timers"]
        assert (timer["kind"], timer["at"]) == ("faultDelay", "2026-01-01T01:00:00Z")
        emulator.advance("1h")
        assert late.result(8).json["thingName"] == "lamp"


def test_a_delay_goes_by_the_running_clock_too(emulator):
    emulator.clock(freeze=False)
    arm(emulator, {"delay": "50ms"})
    assert send(emulator.http, "POST", "/things/lamp", "{}").status == 200


def test_a_reset_lets_those_go_who_wait(emulator):
    arm(emulator, {"delay": "1h"}, {"operation": "CreateThing"})
    with concurrent.futures.ThreadPoolExecutor() as pool:
        late = pool.submit(send, emulator.http, "POST", "/things/lamp", "{}")
        assert has_struck(emulator)
        emulator.reset()
        assert late.result(8).status == 200


def test_a_connection_ends_without_an_answer(emulator):
    arm(emulator, {"disconnect": "instead"}, {"operation": "CreateThing"})
    with connection(emulator) as client, pytest.raises(http.client.RemoteDisconnected):
        client.request("POST", "/things/lamp", "{}")
        client.getresponse()
    assert thing_is_there(emulator)


def test_a_connection_ends_in_an_answers_middle(emulator):
    arm(emulator, {"disconnect": "halfway"}, {"operation": "CreateThing"})
    with connection(emulator) as client:
        client.request("POST", "/things/lamp", "{}")
        answer = client.getresponse()
        with pytest.raises(http.client.IncompleteRead) as cut:
            answer.read()
    assert len(cut.value.partial) == int(answer.headers["content-length"]) // 2


def test_a_connection_ends_behind_an_answer(emulator):
    arm(emulator, {"disconnect": "after"}, {"operation": "CreateThing"})
    with connection(emulator) as client:
        client.request("POST", "/things/lamp", "{}")
        answer = client.getresponse()
        assert answer.status == 200 and answer.read()
        assert client.sock.recv(1) == b""


def test_sdks_cannot_read_what_is_corrupt(emulator, iot):
    arm(emulator, {"corrupt": True}, {"operation": "CreateThing"})
    with pytest.raises(UnicodeDecodeError):
        iot.CreateThing(thingName="lamp")


def test_faults_strike_as_the_dice_have_it_and_alike_with_the_same_seed(emulator):
    def strikes(seed):
        arm(emulator, {"error": "ThrottlingException"}, probability=0.5, seed=seed)
        told = "".join(".x"[send(emulator.http, "GET", "/things").status == 400]
                       for _ in range(24))
        emulator.admin("DELETE", "/_emulator/faults")
        return told

    first = strikes(7)
    assert "x" in first and "." in first
    assert strikes(7) == first != strikes(8)


def test_a_fault_ends_when_its_time_is_over(emulator):
    arm(emulator, {"error": "ThrottlingException"}, **{"for": "30s"})
    assert send(emulator.http, "GET", "/things").status == 400
    emulator.advance("30s")
    assert send(emulator.http, "GET", "/things").status == 200
    [fault] = emulator.admin("GET", "/_emulator/faults")["faults"]
    assert (fault["active"], fault["until"]) == (False, "2026-01-01T00:00:30Z")


def test_strikes_stand_in_the_journal_and_in_the_log(emulator):
    arm(emulator, {"error": "ThrottlingException"}, {"thing": "lamp"})
    send(emulator.http, "POST", "/things/lamp", "{}")
    [told] = emulator.admin("GET", "/_emulator/journal?kind=fault&thing=lamp")["entries"]
    assert told["text"] == "fault 1 struck: error in the place of CreateThing for thing lamp"
    assert emulator.has_logged(told["text"])


def test_a_fault_that_can_strike_nothing_is_refused_and_not_armed(emulator):
    answer = send(emulator.http, "POST", "/_emulator/faults",
                  {"match": {"operation": "CreateJob"}, "effect": {"duplicate": True}})
    assert answer.error == (400, "InvalidRequestException")
    assert "can strike nothing" in answer.json["message"]
    assert struck(emulator) == []
