"""Requests made from the API description, by the hundred, each family with a seed of its own.

The same ones each time; GENERATED_SEED=... makes others, GENERATED_REQUESTS=10000 as many of each
family.
"""

import collections
import http.client
import json
import os
import re
import urllib.parse

import pytest

from description import DOCUMENTS
from device import Device
from generator import Generator, Request, complaints, families
from known_values import (ARNS_OF_TARGETS, AUTHORITY, BILLING, CERTIFICATES, CLIENT, DYNAMIC,
                          FOREIGN, GROUPS, JOBS, KNOWN, LEANED_ON, POLICIES, PROVISIONING, SIGNED, TEMPLATES,
                          THINGS, TYPES)
from test_provisioning import POLICY, ROLE, template

REQUESTS = int(os.environ.get("GENERATED_REQUESTS", "250"))
SEED = int(os.environ.get("GENERATED_SEED", "20260101"))
FAMILIES = families()
SCOPE = {"iot": "execute-api", "iot-jobs-data": "iot-jobs-data", "iot-data": "iotdata"}


def authorization(service):
    return (f"AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/{SCOPE[service]}/aws4_request,"
            " SignedHeaders=host, Signature=0")


@pytest.fixture
def ask(emulator):
    """Sends a request over one connection that stays: (status, headers, text)."""
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(emulator.http).netloc,
                                            timeout=20)

    def send(request):
        body = None if request.body is None else json.dumps(request.body)
        headers = {**request.headers, "Authorization": authorization(request.service)}
        connection.request(request.method, request.target, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()

    yield send
    connection.close()


@pytest.fixture
def client(emulator):
    """One that is connected, and comes back whenever it is disconnected."""
    device = Device(emulator.mqtt, "any", client_id=CLIENT, subscribe=())
    yield
    device.close()


def prepare(emulator, ask):
    """Lets time pass, and makes what is not there, so that not all that follows is not found."""
    emulator.advance("6m")

    def make(method, path, **body):
        ask(Request("iot", "", method, path, body=body))

    for name in TYPES:
        make("POST", f"/thing-types/{name}")
    make("POST", "/indexing/config", thingIndexingConfiguration={"thingIndexingMode": "REGISTRY"})
    make("POST", f"/dynamic-thing-groups/{DYNAMIC[0]}", queryString="thingName:t1")
    make("POST", f"/billing-groups/{BILLING[0]}")
    for name in GROUPS:
        make("POST", f"/thing-groups/{name}")
    for i, name in enumerate(THINGS):
        make("POST", f"/things/{name}", attributePayload={"attributes": {"a": "1"}})
        make("PUT", "/thing-groups/addThingToThingGroup", thingName=name,
             thingGroupName=GROUPS[i % len(GROUPS)])
    for name in TEMPLATES:
        make("PUT", f"/job-templates/{name}", description="x", document="{}")
    for method, path, body in LEANED_ON:
        make(method, path, **body)
    for name in POLICIES:
        make("POST", f"/policies/{name}", policyDocument=POLICY)
    for certificate in FOREIGN[1:]:
        make("POST", "/certificate/register-no-ca", certificatePem=certificate.text)
    make("POST", "/cacertificate?setAsActive=true", caCertificate=AUTHORITY.pem.text,
         certificateMode="SNI_ONLY")
    for certificate in SIGNED[1:]:
        make("POST", "/certificate/register", certificatePem=certificate.text)
    for name, certificate in zip(THINGS, CERTIFICATES):
        principal = {"x-amzn-principal": certificate.arn}
        ask(Request("iot", "", "PUT", f"/things/{name}/principals", headers=principal))
    versions = f"/policies/{POLICIES[0]}/version"  # the policy can be deleted, then
    listed = json.loads(ask(Request("iot", "", "GET", versions))[2])
    for version in listed.get("policyVersions", []):
        ask(Request("iot", "", "DELETE", f"{versions}/{version['versionId']}"))
    for target in KNOWN["target"]:
        make("POST", f"/target-policies/{POLICIES[0]}", target=target)
        make("PUT", f"/target-policies/{POLICIES[1]}", target=target)
    spare = CERTIFICATES[-1]  # can be deleted, then
    principal = {"x-amzn-principal": spare.arn, "x-amzn-iot-principal": spare.arn}
    for name in THINGS:
        ask(Request("iot", "", "DELETE", f"/things/{name}/principals", headers=principal))
    for name in POLICIES:
        ask(Request("iot", "", "DELETE", f"/principal-policies/{name}", headers=principal))
    ask(Request("iot", "", "PUT", f"/certificates/{spare.id}?newStatus=INACTIVE"))
    make("POST", "/provisioning-templates", templateName=PROVISIONING[0], enabled=True,
         templateBody=template(), provisioningRoleArn=ROLE)
    versions = f"/provisioning-templates/{PROVISIONING[0]}/versions"  # can be deleted, then
    listed = json.loads(ask(Request("iot", "", "GET", versions))[2])
    for version in listed.get("versions", []):
        ask(Request("iot", "", "DELETE", f"{versions}/{version['versionId']}"))
    for i, name in enumerate(JOBS[2:]):  # two are there to be made
        ask(Request("iot", "", "DELETE", f"/jobs/{name}"))  # if it has ended
        make("PUT", f"/jobs/{name}", document="{}", targets=ARNS_OF_TARGETS[i:],
             targetSelection="CONTINUOUS" if i % 2 else "SNAPSHOT")


def weight(entry):
    """Endings are rarer, lest nothing be left; so is what makes keys, which takes its time."""
    if entry[1] in ("CreateKeysAndCertificate", "CreateProvisioningClaim"):
        return 0.02
    return 0.15 if entry[1].startswith(("Delete", "Deprecate", "Cancel")) else 1


@pytest.mark.parametrize("family", FAMILIES)
def test_every_answer_is_as_described(emulator, ask, client, family):
    seed = f"{SEED} {family}"
    print("seed", seed)
    generator = Generator(seed)
    outcomes = collections.Counter()
    wrong = []
    weights = [weight(entry) for entry in FAMILIES[family]]
    for i in range(REQUESTS):
        if i % 100 == 0:
            prepare(emulator, ask)
        (entry,) = generator.random.choices(FAMILIES[family], weights)
        request = generator.request(entry)
        status, headers, text = ask(request)
        outcomes[entry[1], status] += 1
        for complaint in complaints(entry, request, status, headers, text):
            wrong.append(f"{entry[1]}: {request.method} {request.target}"
                         f" {json.dumps(request.body)[:700]}\n    {complaint}")
    for (operation, status), count in sorted(outcomes.items()):
        print(f"{operation} {status}: {count}")
    if wrong:
        raise AssertionError(f"seed {SEED}: {len(wrong)} answers are not as described, e.g.\n"
                             + "\n".join(wrong[:10]))
    if REQUESTS >= 10000:  # else one may miss its luck
        answered = {operation for operation, status in outcomes if status == 200}
        assert answered == {entry[1] for entry in FAMILIES[family]}


def test_every_refused_operation_names_itself(ask):
    for service, document in DOCUMENTS.items():
        for operation, line in document.get("x-refused-operations", {}).items():
            method, path = line.split()
            path = re.sub(r"\{\w+\+?\}", "x", path)
            status, headers, text = ask(Request(service, operation, method, path, body={}))
            assert (status, headers["x-amzn-ErrorType"]) == (501, "NotImplementedException"), line
            assert operation in json.loads(text)["message"]
