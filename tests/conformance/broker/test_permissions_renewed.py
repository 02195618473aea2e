"""What a device may do follows every change, by whatever door it came: not HTTP alone."""

import datetime
import json
import os
import signal
import time

import pytest

from clients import Boto3
from emulator import Emulator
from policy_holders import CONNECT, Holder, allow, document

TEMPLATE = json.dumps({
    "Parameters": {"Place": {"Type": "String"}, "AWS::IoT::Certificate::Id": {"Type": "String"}},
    "Resources": {
        "thing": {
            "Type": "AWS::IoT::Thing",
            "OverrideSettings": {"AttributePayload": "REPLACE"},
            "Properties": {"ThingName": "lamp", "AttributePayload": {"place": {"Ref": "Place"}}}},
        "certificate": {
            "Type": "AWS::IoT::Certificate",
            "Properties": {"CertificateId": {"Ref": "AWS::IoT::Certificate::Id"},
                           "Status": "Active"}}}})
CREATE = "$aws/certificates/create/json"
PROVISION = "$aws/provisioning-templates/moves/provision/json"


@pytest.fixture(scope="module")
def held():
    with Emulator("--auth", "policy") as emulator:
        yield emulator


@pytest.fixture
def iot(held):
    held.reset()
    return Boto3("iot", held.http)


def answer(client, topic, request):
    client.publish(topic, json.dumps(request))
    told, payload = client.next()
    assert told == topic + "/accepted", payload
    return json.loads(payload)


def test_an_attribute_that_register_thing_changes_over_mqtt_counts_at_once(held, iot, tmp_path):
    iot.CreateThing(thingName="lamp", attributePayload={"attributes": {"place": "Oslo"}})
    iot.CreateProvisioningTemplate(
        templateName="moves", enabled=True, templateBody=TEMPLATE,
        provisioningRoleArn="arn:aws:iam::123456789012:role/provisioning")
    place = "${iot:Connection.Thing.Attributes[place]}"
    holder = Holder(iot, held, tmp_path, CONNECT,
                    allow("iot:Publish", "topic/$aws/certificates/*",
                          "topic/$aws/provisioning-templates/*", f"topic/{place}"),
                    allow(["iot:Subscribe", "iot:Receive"], "*"))
    iot.AttachThingPrincipal(thingName="lamp", principal=holder.arn)
    with holder.client("lamp") as lamp, holder.client("watch") as watch:
        assert watch.subscribe("Rome") == 1
        token = answer(lamp, CREATE, {})["certificateOwnershipToken"]
        # No request over HTTP from here on.
        answer(lamp, PROVISION,
               {"certificateOwnershipToken": token, "parameters": {"Place": "Rome"}})
        lamp.publish("Rome", "here")
        assert watch.next() == ("Rome", "here")
        lamp.publish("Oslo", "no longer")
        assert lamp.is_ended()


def granted(client, topic):
    """Asks until it is; a subscription that is refused leaves the connection alone."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if client.subscribe(topic) == 1:
            return True
    return False


def test_a_group_that_fills_in_the_background_counts_when_it_is_full(held, iot, tmp_path):
    for number in range(450):
        iot.CreateThing(thingName=f"fan-{number}")
    iot.CreateThing(thingName="lamp")  # is looked at last
    iot.UpdateIndexingConfiguration(
        thingIndexingConfiguration={"thingIndexingMode": "REGISTRY"})
    holder = Holder(iot, held, tmp_path, CONNECT)
    iot.CreatePolicy(policyName="halls", policyDocument=document(
        allow("iot:Subscribe", "topicfilter/hall")))
    iot.AttachThingPrincipal(thingName="lamp", principal=holder.arn)
    with holder.client("lamp") as lamp:
        assert lamp.subscribe("hall") == 0x80
        made = iot.CreateDynamicThingGroup(thingGroupName="all", queryString="thingName:*")
        iot.AttachPolicy(policyName="halls", target=made["thingGroupArn"])
        # No request over HTTP from here on.
        assert granted(lamp, "hall")


def test_a_certificate_that_ends_takes_its_connection_with_it(held, iot, tmp_path):
    today = datetime.datetime.now(datetime.timezone.utc)
    holder = Holder(iot, held, tmp_path, CONNECT, subject=["-subj", "/CN=lamp"])
    held.clock(set=(today + datetime.timedelta(days=9998)).strftime("%Y-%m-%dT%H:%M:%SZ"))
    with holder.client("lamp") as lamp:
        assert lamp.is_here()
        held.clock(advance="48h")
        assert lamp.is_ended()


def test_a_broker_that_hangs_keeps_no_answer_waiting(held, iot, tmp_path):
    holder = Holder(iot, held, tmp_path, CONNECT)
    with holder.client("lamp"):
        broker = held.broker_pid()
        os.kill(broker, signal.SIGSTOP)
        try:
            began = time.monotonic()
            holder.replace(CONNECT, allow("iot:Publish", "*"))
            assert time.monotonic() - began < 20  # not until its keep-alive of a minute is over
            held.has_logged("answers no longer wait for it")
        finally:
            os.kill(broker, signal.SIGCONT)
