"""AWS's device SDKs for JavaScript, unmodified: nothing but endpoint, port, CA, certificate and key."""

import json
import subprocess

import pytest

from clients import HERE
from fleet import DOCUMENT, Fleet
from test_tls import HOST, credentials, iot, port, secure  # noqa: F401 (fixtures)


def steps(script, *words, secure, directory, iot, thing, more=()):  # noqa: F811
    _, certificate, key = credentials(iot, directory, thing)
    run = subprocess.run(
        ["node", script, *words, HOST, str(port(secure)), secure.ready["ca"], str(certificate),
         str(key), thing, *more],
        cwd=HERE, capture_output=True, text=True, timeout=60,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return {step.pop("step"): step for step in map(json.loads, run.stdout.splitlines())}


def test_the_first_sdks_jobs_class_completes_a_job(secure, iot, tmp_path):  # noqa: F811
    fleet = Fleet(iot)
    fleet.thing("lamp")
    fleet.job("j", "lamp")
    told = steps("agent_v1.mjs", secure=secure, directory=tmp_path, iot=iot, thing="lamp",
                 more=(DOCUMENT["operation"],))
    assert told["job"] == {"id": "j", "document": DOCUMENT, "status": "QUEUED"}
    assert "succeeded" in told
    assert fleet.status("j") == "COMPLETED"
    details = fleet.execution("lamp", "j")["statusDetails"]["detailsMap"]
    assert details["progress"] == "whole"


@pytest.mark.parametrize("client", ["classic", "3.1.1", "5"])
def test_the_second_sdks_jobs_clients_complete_a_job(secure, iot, tmp_path, client):  # noqa: F811
    fleet = Fleet(iot)
    fleet.thing("lamp")
    fleet.job("j", "lamp")
    told = steps("agent_v2.mjs", client, secure=secure, directory=tmp_path, iot=iot, thing="lamp")
    assert told["started"] == {"id": "j", "document": DOCUMENT, "status": "IN_PROGRESS"}
    assert told["stale"]["code"] == "VersionMismatch"
    assert told["unknown"]["code"] == "ResourceNotFound"
    assert told["ended"]["code"] == "InvalidStateTransition"
    assert fleet.status("j") == "COMPLETED"
