"""Devices in one call: everything that a client needs, by a request to the emulator's own API."""

import json
import os
import ssl
import urllib.parse

import pytest

from clients import send
from device import Device
from policy_holders import HOST


def make(emulator, **device):
    return emulator.admin("POST", "/_emulator/devices", {"name": "lamp", **device})


def connected(emulator, made):
    tls = ssl.create_default_context(cafile=made["paths"]["ca"])
    tls.load_cert_chain(made["paths"]["certificate"], made["paths"]["privateKey"])
    port = urllib.parse.urlsplit(made["addresses"]["mqtts"]).port
    return Device((HOST, port), made["name"], tls=tls)


def test_what_it_answers_is_enough_to_do_a_job(emulator, fleet):
    made = make(emulator)
    assert made["paths"]["ca"] == emulator.ready["ca"]
    assert open(made["paths"]["privateKey"]).read() == made["privateKey"]
    assert open(made["paths"]["certificate"]).read() == made["certificatePem"]
    assert os.stat(made["paths"]["privateKey"]).st_mode & 0o777 == 0o600
    assert made["topics"]["notifyNext"] == "$aws/things/lamp/jobs/notify-next"
    device = connected(emulator, made)
    fleet.job("j", "lamp")
    device.accepted("start-next")
    device.accepted("j/update", {"status": "SUCCEEDED"})
    assert fleet.status("j") == "COMPLETED"
    device.close()


def test_its_key_is_quick_to_make_or_as_awss(emulator):
    assert "BEGIN EC PRIVATE KEY" in make(emulator)["privateKey"]
    assert "BEGIN RSA PRIVATE KEY" in make(emulator, name="fan", keyType="RSA")["privateKey"]
    connected(emulator, make(emulator, name="fan")).close()


def test_thing_certificate_policy_and_group_are_made(emulator, iot):
    made = make(emulator, attributes={"colour": "red"}, group="lamps")
    assert iot.DescribeThing(thingName="lamp")["attributes"] == {"colour": "red"}
    assert iot.ListThingPrincipals(thingName="lamp")["principals"] == [made["certificateArn"]]
    [policy] = iot.ListAttachedPolicies(target=made["certificateArn"])["policies"]
    assert policy["policyName"] == made["policyName"] == "lamp-jobs"
    groups = iot.ListThingGroupsForThing(thingName="lamp")["thingGroups"]
    assert [group["groupName"] for group in groups] == ["lamps"]


def test_said_again_it_is_the_same_device(emulator, iot):
    first = make(emulator, attributes={"colour": "red"})
    again = make(emulator, attributes={"room": "hall"})
    assert {**again, "x": 1} == {**first, "x": 1}
    assert iot.DescribeThing(thingName="lamp")["attributes"] == {"colour": "red", "room": "hall"}
    iot.UpdateCertificate(certificateId=first["certificateId"], newStatus="INACTIVE")
    assert make(emulator)["certificateId"] != first["certificateId"]


def test_after_a_reset_it_is_made_anew(emulator):
    first = make(emulator)
    emulator.reset()
    assert make(emulator)["certificateId"] != first["certificateId"]


def test_a_policy_of_ones_own(emulator, iot):
    document = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "iot:Connect", "Resource": "*"}]}
    made = make(emulator, policy=document)
    assert json.loads(iot.GetPolicy(policyName="lamp-jobs")["policyDocument"]) == document
    make(emulator, policy=json.dumps(document))
    assert make(emulator)["certificateId"] == made["certificateId"]


@pytest.mark.parametrize("wrong, status, says", [
    ({"name": "fan", "keyType": "DSA"}, 400, "Member must satisfy enum value set"),
    ({"name": "a lamp"}, 400, "Member must satisfy regular expression pattern"),
    ({}, 400, "Member must not be null"),
    ({"name": "fan", "policy": "{"}, 400, "Malformed"),
    ({"name": "fan", "policy": {"Version": "2012-10-17", "Statement": []}}, 400, "Statement"),
    ({"name": "fan", "thingTypeName": "none"}, 404, "none"),
    ({"name": "fan", "group": "a group"}, 400, "thingGroupName"),
    ({"name": "fan", "colour": "red"}, 400, "colour"),
])
def test_what_is_wrong_leaves_nothing_behind(emulator, iot, wrong, status, says):
    answer = send(emulator.http, "POST", "/_emulator/devices", wrong)
    assert (answer.status, says in answer.json["message"]) == (status, True), answer.json
    assert iot.ListThings()["things"] == []
    assert iot.ListCertificates()["certificates"] == []
    assert iot.ListThingGroups()["thingGroups"] == []
