"""What our own API's description says of every operation holds: bad members, routes, pages."""

import json
import re

import pytest

from clients import HERE, send
from description import OWN, inputs, own_operations, resolve

ROUTES = own_operations()
# Of those whose body is JSON.
OF_JSON = [entry for entry in ROUTES if "x-member" not in entry[3].get("requestBody", {})]
ROOT = HERE.parents[1]
WRONG = {"boolean": "maybe", "number": [], "integer": 1.5, "string": 7, "object": 7,
         "array": 7}
# What an operation needs, so that only the bad member is bad.
NEEDED = {"CreateDevice": {"name": "fan"}, "ArmFault": {"effect": {"drop": True}}}
NEEDED_IN_QUERY = {"Wait": "&settled=true"}
# What is there to be asked for.
BODIES = {"SetClock": {"advance": "0s"}, "VerifyJournal": {"never": {"job": "x"}},
          "ArmFault": {"effect": {"drop": True}}}


def each(routes):
    return pytest.mark.parametrize("entry", routes, ids=lambda entry: entry[0])


def filled(path):
    path = path.replace("{faultId}", "1").replace("{fleetId}", "1")
    return re.sub(r"\{\w+\}", "lamp", path.replace("openapi/{document}", "openapi/iot.json").replace(
        "asyncapi/{document}", "asyncapi/iot-jobs.json"))


def refused_naming(answer, member):
    assert answer.error == (400, "InvalidRequestException"), (answer.status, answer.body)
    assert member in answer.json["message"]


def bad_members():
    """(operation, method, path, place, member, bad value): of a wrong type, beside the limits."""
    for name, method, path, node in ROUTES:
        for member, (place, schema, _, _) in inputs(OWN, node).items():
            schema = resolve(OWN, schema)
            if place == "path" or "type" not in schema:
                continue
            bad = []
            if place == "body":
                bad += [WRONG[schema["type"]], None]
                bad += [{}] if schema["type"] != "object" else []
            elif schema["type"] != "string":
                bad += ["", "x", "1x"]
            if "enum" in schema:
                bad += ["", "other"]
            bad += [limit for limit in (schema.get("minimum", 0) - 1,
                                        schema.get("maximum", -2) + 1) if "minimum" in schema]
            for value in bad:
                yield pytest.param(method, path, place, {**NEEDED.get(name, {}), member: value},
                                   member,
                                   id=f"{name}-{member}-{value}")


@each(ROUTES)
def test_a_query_member_that_is_not_described_is_refused_by_name(emulator, entry):
    _, method, path, _ = entry
    refused_naming(send(emulator.http, method, filled(path) + "?colour=red"), "colour")


@each(OF_JSON)
def test_a_body_member_that_is_not_described_is_refused_by_name(emulator, entry):
    _, method, path, _ = entry
    refused_naming(send(emulator.http, method, filled(path), {"colour": "red"}), "colour")


@each(ROUTES)
@pytest.mark.parametrize("body", ["[]", "{", "\"x\"", b"\xff"])
def test_a_body_that_is_no_object_is_refused(emulator, entry, body):
    _, method, path, _ = entry
    answer = send(emulator.http, method, filled(path), body)
    assert answer.error == (400, "InvalidRequestException")


@pytest.mark.parametrize("method, path, place, given, member", bad_members())
def test_a_bad_member_is_refused_by_name(emulator, method, path, place, given, member):
    clock = emulator.admin("GET", "/_emulator/clock")
    if place == "query":
        answer = send(emulator.http, method, f"{filled(path)}?{member}={given[member]}")
    else:
        answer = send(emulator.http, method, path, given)
    refused_naming(answer, member)
    assert emulator.admin("GET", "/_emulator/clock") == clock


def test_a_member_in_the_wrong_place_is_refused_by_name(emulator):
    refused_naming(send(emulator.http, "GET", "/_emulator/timers", {"maxResults": 5}), "maxResults")
    refused_naming(send(emulator.http, "POST", "/_emulator/clock?advance=1m"), "advance")


def test_a_bad_member_does_not_let_the_others_through(emulator, fleet):
    fleet.thing("lamp")
    refused_naming(send(emulator.http, "POST", "/_emulator/reset?colour=red"), "colour")
    assert send(emulator.http, "GET", "/things/lamp").status == 200
    clock = emulator.admin("GET", "/_emulator/clock")
    refused_naming(send(emulator.http, "POST", "/_emulator/clock",
                        {"advance": "1h", "freeze": None}), "freeze")
    assert emulator.admin("GET", "/_emulator/clock") == clock


@pytest.mark.parametrize("member", OWN["components"]["schemas"]["ClockSetting"]["properties"])
def test_the_descriptions_own_examples_are_taken(emulator, member):
    schema = OWN["components"]["schemas"]["ClockSetting"]["properties"][member]
    if member == "endMove":
        pytest.skip("needs a move that is under way: test_clock_moves.py")
    for example in schema["examples"]:
        assert set(emulator.clock(**{member: example})) >= {"now", "scale"}


def answers_in_json(node):
    return "application/json" in resolve(OWN, node["responses"]["200"])["content"]


@each([entry for entry in ROUTES
       if "format" in inputs(OWN, entry[3]) and answers_in_json(entry[3])])
def test_every_answer_that_is_json_has_a_form_for_people(emulator, fleet, entry):
    name, method, path, _ = entry
    fleet.thing("lamp")
    fleet.job("lamp", "lamp")
    emulator.admin("POST", "/_emulator/faults", {"effect": {"noConnack": True}})
    send(emulator.http, "POST", "/_emulator/virtual-devices", {"devices": {"name": "lamp"}})
    body = BODIES.get(name)
    needed = NEEDED_IN_QUERY.get(name, "")
    text = send(emulator.http, method, filled(path) + "?format=text" + needed, body)
    assert text.status == 200 and text.headers["content-type"].startswith("text/plain")
    assert text.body.endswith(b"\n") and not text.body.startswith(b"{")
    asked = "?format=json" + needed
    emulator.reset()
    fleet.thing("lamp")
    fleet.job("lamp", "lamp")
    emulator.admin("POST", "/_emulator/faults", {"effect": {"noConnack": True}})
    answer = send(emulator.http, method, filled(path) + asked, body,
                  headers={"Accept": "text/plain"})
    assert answer.headers["content-type"] == "application/json"
    assert isinstance(json.loads(answer.body), dict)


@pytest.mark.parametrize("method, target", [
    ("GET", "/_emulator"), ("GET", "/_emulator/colour"), ("PUT", "/_emulator/clock"),
    ("GET", "/_emulator/explain/groups/g"), ("POST", "/moto-api/colour")])
def test_an_unknown_path_is_told_all_that_there_are(emulator, method, target):
    answer = send(emulator.http, method, target)
    assert answer.error == (404, "UnknownOperationException")
    assert f"{method} {target}" in answer.json["message"]
    for _, known_method, path, _ in ROUTES:
        assert f"{known_method} {path}" in answer.json["message"]


def pages():
    return [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md",
            *(ROOT / "docs").glob("*.md")]


def test_pages_name_no_route_that_there_is_not():
    known = [re.sub(r"\{\w+\}", r"[^/]+", path) for path in OWN["paths"]]
    for page in pages():
        for route in re.findall(r"(?:/_emulator|/moto-api)/[\w./{}-]+", page.read_text()):
            shape = re.sub(r"\{\w+\}", "{}", route.rstrip("."))
            assert any(re.fullmatch(path, shape) or path.startswith(shape + "/")
                       for path in known), f"{page.name} speaks of {route}"
