"""AWS's device SDKs for JavaScript, unmodified: nothing but endpoint, port, CA, certificate and
key, or WebSocket and SigV4."""

import json
import os
import subprocess

import pytest

from clients import HERE
from fleet import DOCUMENT, Fleet
from test_tls import HOST, credentials, iot, port, secure, until  # noqa: F401 (fixtures)

TRANSPORTS = ["mtls", "wss"]


def port_of(emulator, transport):
    if transport == "mtls":
        return port(emulator)
    return int(emulator.ready["wss"].removesuffix("/mqtt").rsplit(":", 1)[1])


def steps(script, *words, transport, secure, directory, iot, thing, more=()):  # noqa: F811
    identity = ("wss", "-")
    if transport == "mtls":
        identity = tuple(map(str, credentials(iot, directory, thing)[1:]))
    ca = secure.ready["ca"]
    run = subprocess.run(
        ["node", f"client_programs/{script}", *words, HOST, str(port_of(secure, transport)), ca,
         *identity, thing, *more],
        cwd=HERE, capture_output=True, text=True, timeout=60,
        env={**os.environ, "NODE_EXTRA_CA_CERTS": ca},
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return {step.pop("step"): step for step in map(json.loads, run.stdout.splitlines())}


@pytest.fixture
def fleet(iot):  # noqa: F811
    fleet = Fleet(iot)
    fleet.thing("lamp")
    fleet.job("j", "lamp")
    return fleet


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("end", ["succeeded", "failed"])
def test_the_first_sdks_jobs_class_takes_a_job_to_its_end(
    secure, iot, fleet, tmp_path, end, transport  # noqa: F811
):
    told = steps("agent_v1.mjs", transport=transport, secure=secure, directory=tmp_path,
                 iot=iot, thing="lamp", more=(DOCUMENT["operation"], end))
    assert told["job"] == {"id": "j", "document": DOCUMENT, "status": "QUEUED"}
    assert "ended" in told
    assert fleet.status("j") == "COMPLETED"
    execution = fleet.execution("lamp", "j")
    assert execution["status"] == end.upper()
    assert execution["statusDetails"]["detailsMap"]["progress"] == "whole"


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("client", ["classic", "3.1.1", "5"])
def test_the_second_sdks_jobs_clients_complete_a_job(
    secure, iot, fleet, tmp_path, client, transport  # noqa: F811
):
    told = steps("agent_v2.mjs", client, transport=transport, secure=secure,
                 directory=tmp_path, iot=iot, thing="lamp")
    assert told["started"] == {"id": "j", "document": DOCUMENT, "status": "IN_PROGRESS"}
    assert told["stale"]["code"] == "VersionMismatch"
    assert told["unknown"]["code"] == "ResourceNotFound"
    assert told["ended"]["code"] == "InvalidStateTransition"
    assert told["terminal"]["code"] == "TerminalStateReached"
    assert fleet.status("j") == "COMPLETED"


def test_the_first_sdks_example_jobs_agent_completes_a_job(
    secure, iot, tmp_path  # noqa: F811
):
    _, certificate, key = credentials(iot, tmp_path, "lamp")
    fleet = Fleet(iot)
    fleet.thing("lamp")
    agent = subprocess.Popen(
        ["node", "node_modules/aws-iot-device-sdk/examples/jobs-agent.js", "-H", HOST,
         "-p", str(port(secure)), "-k", key, "-c", certificate, "-a", secure.ready["ca"],
         "-T", "lamp"],
        cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )
    try:
        fleet.job("j", "lamp", document=json.dumps({"operation": "systemStatus"}))
        assert until(lambda: fleet.status("j") == "COMPLETED", 20)
    finally:
        agent.kill()
    assert agent.wait(10) is not None
    assert fleet.execution("lamp", "j")["statusDetails"]["detailsMap"]["operation"] == (
        "systemStatus")
