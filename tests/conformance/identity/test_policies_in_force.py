"""Devices under --auth policy: what their policies do not allow does not happen."""

import json
import ssl

import paho.mqtt.client as paho
import pytest
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from clients import Boto3
from device import VERSIONS
from emulator import Emulator
from fleet import Fleet
from policy_holders import (ARN, CONNECT, HOST, REFUSED, Client, Holder, allow, deny, document,
                            last_refusal, refusals)

NOT_AUTHORIZED = {"3.1.1": 5, "5": 0x87}  # of CONNACK


@pytest.fixture(scope="module")
def held():
    with Emulator("--auth", "policy") as emulator:
        yield emulator


@pytest.fixture
def iot(held):
    held.reset()
    return Boto3("iot", held.http)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_device_with_the_policy_of_aws_jobs_completes_a_job(held, iot, tmp_path, version):
    thing = "${iot:Connection.Thing.ThingName}"
    holder = Holder(
        iot, held, tmp_path,
        allow("iot:Connect", f"client/{thing}",
              Condition={"Bool": {"iot:Connection.Thing.IsAttached": "true"}}),
        allow("iot:Publish", f"topic/$aws/things/{thing}/jobs/*"),
        allow("iot:Subscribe", f"topicfilter/$aws/things/{thing}/jobs/*"),
        allow("iot:Receive", f"topic/$aws/things/{thing}/jobs/*"))
    fleet = Fleet(iot)
    fleet.thing("lamp")
    iot.AttachThingPrincipal(thingName="lamp", principal=holder.arn)
    with holder.client("lamp", version) as client:
        assert client.code == 0
        assert client.subscribe("$aws/things/lamp/jobs/notify-next") == 1
        fleet.job("j", "lamp")
        assert client.next()[0] == "$aws/things/lamp/jobs/notify-next"
        client.publish("$aws/things/lamp/jobs/start-next")
        assert client.next()[0] == "$aws/things/lamp/jobs/start-next/accepted"
        client.publish("$aws/things/lamp/jobs/j/update", '{"status": "SUCCEEDED"}')
        assert client.next()[0] == "$aws/things/lamp/jobs/j/update/accepted"
    assert fleet.status("j") == "COMPLETED"
    assert refusals(held) == []


@pytest.mark.parametrize("version", VERSIONS)
def test_connecting_needs_a_policy(held, iot, tmp_path, version):
    holder = Holder(iot, held, tmp_path, allow("iot:Connect", "client/lamp"))
    with holder.client("lamp", version) as lamp, holder.client("bulb", version) as bulb:
        assert lamp.code == 0
        assert bulb.code == NOT_AUTHORIZED[version]
    refusal = last_refusal(held)
    assert (refusal["clientId"], refusal["principal"]) == ("bulb", holder.certificate_id)
    assert json.loads(refusal["missing"]) == {
        "Effect": "Allow", "Action": "iot:Connect", "Resource": ARN + "client/bulb"}


def test_a_refusal_says_what_nearly_allowed_it(held, iot, tmp_path):
    attached = {"Bool": {"iot:Connection.Thing.IsAttached": "true"}}
    thing = "${iot:Connection.Thing.ThingName}"
    holder = Holder(iot, held, tmp_path, allow("iot:Connect", "client/*", Condition=attached),
                    allow("iot:Connect", f"client/{thing}"))
    with holder.client("lamp") as client:
        assert client.code == NOT_AUTHORIZED["3.1.1"]
    refusal = last_refusal(held)
    assert refusal["nearly"] == [
        "statement 1 of policy p would, but iot:Connection.Thing.IsAttached is false",
        "statement 2 of policy p would, but ${iot:Connection.Thing.ThingName} has no value: its "
        "certificate is attached to no thing that is named as client id lamp"]
    assert refusal["nearly"][0] in refusal["text"]


def test_a_certificate_without_policies_may_nothing(held, iot, tmp_path):
    with Holder(iot, held, tmp_path).client() as client:
        assert client.code == NOT_AUTHORIZED["3.1.1"]


@pytest.mark.parametrize("version", VERSIONS)
def test_without_tls_nobody_may_connect(held, iot, version):
    with Client(held.mqtt, "lamp", version) as client:
        assert client.code == NOT_AUTHORIZED[version]
    assert "has not shown a certificate" in last_refusal(held)["text"]


def test_nobody_can_introduce_himself(held, iot):
    client = paho.Client("lamp")
    client.username_pw_set("1", '{"principal":"a","arn":"b","variables":{},"policies":[]}')
    codes = []
    client.on_connect = lambda _c, _u, _f, code: codes.append(code)
    client.connect(*held.mqtt)
    while not codes:
        client.loop(0.1)
    assert codes == [NOT_AUTHORIZED["3.1.1"]]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("qos", [0, 1])
def test_a_forbidden_publish_ends_the_connection(held, iot, tmp_path, version, qos):
    holder = Holder(iot, held, tmp_path, CONNECT, allow("iot:*", "topic*/a"))
    with holder.client("lamp", version) as lamp, holder.client("bulb", version) as bulb:
        assert bulb.subscribe("a") == 1
        lamp.publish("a", "allowed", qos)
        assert bulb.next() == ("a", "allowed")
        lamp.publish("b", "forbidden", qos)
        assert lamp.is_ended()
        assert bulb.is_here()
    assert ("iot:Publish", "topic/b") in refusals(held)


def test_lifecycle_events_tell_of_a_forbidden_publish(held, iot, tmp_path):
    holder = Holder(iot, held, tmp_path, CONNECT, allow(["iot:Subscribe", "iot:Receive"], "*"))
    with holder.client("bulb") as bulb:
        assert bulb.subscribe("$aws/events/presence/disconnected/#") == 1
        for client_id, reason in (("lamp", "AUTH_ERROR"), ("wick", "CLIENT_INITIATED_DISCONNECT")):
            with holder.client(client_id) as client:
                if reason == "AUTH_ERROR":
                    client.publish("forbidden")
                    assert client.is_ended()
            topic, event = bulb.next()
            assert topic == f"$aws/events/presence/disconnected/{client_id}"
            assert json.loads(event)["disconnectReason"] == reason


def test_the_statement_that_denies_is_named(held, iot, tmp_path):
    holder = Holder(iot, held, tmp_path, CONNECT, allow("iot:*", "*"),
                    {**deny("iot:Publish", "topic/secret/*"), "Sid": "Secrets"})
    with holder.client() as client:
        client.publish("secret/a")
        assert client.is_ended()
    refusal = last_refusal(held)
    assert refusal["denied"] == {
        "policyName": "p", "policyVersionId": "1", "statement": 3, "sid": "Secrets"}
    assert refusal["text"] == (
        f"client lamp is refused iot:Publish on {ARN}topic/secret/a: "
        "statement 3 of policy p, version 1, denies it")


def test_a_retained_message_needs_a_permission_of_its_own(held, iot, tmp_path):
    holder = Holder(iot, held, tmp_path, CONNECT, allow("iot:Publish", "*"),
                    allow("iot:RetainPublish", "topic/kept"),
                    allow(["iot:Subscribe", "iot:Receive"], "*"))
    with holder.client("lamp") as lamp, holder.client("bulb") as bulb:
        lamp.publish("kept", "1", retain=True)
        bulb.subscribe("kept")
        assert bulb.next() == ("kept", "1")
        lamp.publish("other", "1", retain=True)
        assert lamp.is_ended()
    assert refusals(held)[0] == ("iot:RetainPublish", "topic/other")


@pytest.mark.parametrize("version", VERSIONS)
def test_a_forbidden_subscription_is_refused_alone(held, iot, tmp_path, version):
    holder = Holder(iot, held, tmp_path, CONNECT, allow("iot:Subscribe", "topicfilter/a/*"))
    with holder.client("lamp", version) as client:
        assert client.subscribe("a/+") == 1
        assert client.subscribe("+/b") == REFUSED[version]
        assert client.subscribe("#") == REFUSED[version]
        assert client.is_here()
    assert ("iot:Subscribe", "topicfilter/+/b") in refusals(held)


@pytest.mark.parametrize("version", VERSIONS)
def test_what_may_not_be_received_is_not_delivered(held, iot, tmp_path, version):
    holder = Holder(iot, held, tmp_path, CONNECT, allow("iot:Subscribe", "*"),
                    allow("iot:Publish", "*"), allow("iot:Receive", "topic/open/*"))
    with holder.client("lamp", version) as lamp, holder.client("bulb", version) as bulb:
        assert lamp.subscribe("#") == 1
        bulb.publish("closed/a", "unheard")
        bulb.publish("open/a", "heard")
        assert lamp.next() == ("open/a", "heard")
    assert ("iot:Receive", "topic/closed/a") in refusals(held)


def test_answers_must_be_allowed_to_be_received(held, iot, tmp_path):
    holder = Holder(iot, held, tmp_path, CONNECT, allow(["iot:Publish", "iot:Subscribe"], "*"),
                    allow("iot:Receive", "topic/$aws/things/lamp/jobs/get/accepted"))
    Fleet(iot).thing("lamp")
    with holder.client() as client:
        client.publish("$aws/things/lamp/jobs/start-next")
        client.publish("$aws/things/lamp/jobs/get")
        assert client.next()[0] == "$aws/things/lamp/jobs/get/accepted"
    assert ("iot:Receive", "topic/$aws/things/lamp/jobs/start-next/accepted") in refusals(held)


def test_a_last_will_must_be_allowed(held, iot, tmp_path):
    holder = Holder(iot, held, tmp_path, CONNECT,
                    allow(["iot:Subscribe", "iot:Receive"], "*"),
                    allow("iot:Publish", "topic/allowed"))
    with holder.client("bulb") as bulb:
        for topic in ("denied", "allowed"):
            bulb.subscribe(topic)
            dying = Client(holder.broker, topic, tls=holder.tls, will=topic)
            dying.publish("neither")
            assert dying.is_ended()
        assert bulb.next() == ("allowed", "gone")


def test_the_policies_of_its_things_groups_count(held, iot, tmp_path):
    holder = Holder(iot, held, tmp_path, CONNECT)
    fleet = Fleet(iot)
    fleet.thing("lamp")
    iot.CreateThingGroup(thingGroupName="house")
    iot.CreateThingGroup(thingGroupName="room", parentGroupName="house")
    iot.AddThingToThingGroup(thingName="lamp", thingGroupName="room")
    iot.CreatePolicy(policyName="of-house",
                     policyDocument=document(allow(["iot:Subscribe"], "topicfilter/house/#")))
    iot.AttachPolicy(policyName="of-house", target=ARN + "thinggroup/house")
    with holder.client("lamp") as client:
        assert client.subscribe("house/#") == REFUSED["3.1.1"]
        iot.AttachThingPrincipal(thingName="lamp", principal=holder.arn)
        assert client.subscribe("house/#") == 1
        iot.RemoveThingFromThingGroup(thingName="lamp", thingGroupName="room")
        assert client.subscribe("house/#") == REFUSED["3.1.1"]


def test_a_things_attributes_and_type_decide(held, iot, tmp_path):
    holder = Holder(
        iot, held, tmp_path, CONNECT,
        allow("iot:Subscribe", "topicfilter/${iot:Connection.Thing.Attributes[room]}"),
        allow("iot:Subscribe", "topicfilter/lamps",
              Condition={"StringEquals": {"iot:Connection.Thing.ThingTypeName": "lamp"}}))
    iot.CreateThingType(thingTypeName="lamp")
    iot.CreateThing(thingName="lamp", attributePayload={"attributes": {"room": "hall"}})
    iot.AttachThingPrincipal(thingName="lamp", principal=holder.arn)
    with holder.client("lamp") as client:
        assert client.subscribe("hall") == 1
        assert client.subscribe("attic") == client.subscribe("lamps") == REFUSED["3.1.1"]
        iot.UpdateThing(thingName="lamp", thingTypeName="lamp",
                        attributePayload={"attributes": {"room": "attic"}})
        assert client.subscribe("attic") == client.subscribe("lamps") == 1
        assert client.subscribe("hall") == REFUSED["3.1.1"]


def test_the_certificates_subject_decides(held, iot, tmp_path):
    holder = Holder(
        iot, held, tmp_path, CONNECT,
        allow("iot:Subscribe", "topicfilter/${iot:Certificate.Subject.CommonName}"),
        allow("iot:Subscribe", "topicfilter/${iot:CertificateId}"))
    with holder.client() as client:
        assert client.subscribe("AWS IoT Certificate") == 1
        assert client.subscribe(holder.certificate_id) == 1
        assert client.subscribe("lamp") == REFUSED["3.1.1"]


def test_all_names_in_a_certificate_can_decide(held, iot, tmp_path):
    held.clock(set="2038-01-01T00:00:00Z")  # the certificate holds from today on
    names = {
        "Subject.Country": "US", "Subject.State": "WA", "Subject.Organization": "Example Corp",
        "Subject.OrganizationalUnit.0": "LightBulb", "Subject.OrganizationalUnit.1": "Rot/grün",
        "Subject.CommonName": "Bulb", "Subject.GivenName": "Bob", "Subject.Surname": "Color",
        "Subject.Initials": "ZZ", "Subject.DistinguishedNameQualifier": "Bulb001",
        "Subject.Title": "RGB", "Subject.Pseudonym": "Device", "Subject.SerialNumber": "123",
        "Subject.GenerationQualifier": "4", "Issuer.CommonName": "Bulb",
        "Subject.AlternativeName.DNSName": "example.com",
        "Subject.AlternativeName.RFC822Name": "me@example.com",
        "Subject.AlternativeName.IPAddress": "192.0.2.1",
        "Subject.AlternativeName.UniformResourceIdentifier": "http://example.com/",
        "SerialNumber": "AB12",
    }
    holder = Holder(
        iot, held, tmp_path, CONNECT,
        {"Effect": "Allow", "Action": "iot:Subscribe", "Resource": [
            f"arn:aws:iot:*:*:topicfilter/{i}/${{iot:Certificate.{name}}}"
            for i, name in enumerate(names)]},
        subject=["-subj", "/C=US/ST=WA/O=Example Corp/OU=LightBulb/OU=Rot\\/grün/CN=Bulb/GN=Bob"
                 "/SN=Color/initials=ZZ/dnQualifier=Bulb001/title=RGB/pseudonym=Device"
                 "/serialNumber=123/generationQualifier=4", "-set_serial", "0xab12", "-addext",
                 "subjectAltName=DNS:example.com,email:me@example.com,IP:192.0.2.1,"
                 "URI:http://example.com/"])
    with holder.client() as client:
        assert [value for i, value in enumerate(names.values())
                if client.subscribe(f"{i}/{value}") != 1] == []
        assert client.subscribe("0/UK") == REFUSED["3.1.1"]


def test_where_a_client_comes_from_decides(held, iot, tmp_path):
    here = {"IpAddress": {"aws:SourceIp": ["127.0.0.0/8", "::1/128"]}}
    there = {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
    holder = Holder(iot, held, tmp_path, CONNECT,
                    allow("iot:Subscribe", "topicfilter/here", Condition=here),
                    allow("iot:Subscribe", "topicfilter/there", Condition=there))
    with holder.client() as client:
        assert client.subscribe("here") == 1
        assert client.subscribe("there") == REFUSED["3.1.1"]


@pytest.mark.parametrize("clean_start", [True, False])
def test_what_comes_while_a_device_is_away_is_kept_for_it(held, iot, tmp_path, clean_start):
    holder = Holder(iot, held, tmp_path, CONNECT, allow("iot:Publish", "topic/*"),
                    allow("iot:Subscribe", "topicfilter/*"), allow("iot:Receive", "topic/*"))
    keep = Properties(PacketTypes.CONNECT)
    keep.SessionExpiryInterval = 600

    def lamp(clean):
        return Client(holder.broker, "lamp", "5", holder.tls,
                      start={"clean_start": clean, "properties": keep})

    with lamp(clean_start) as client:
        assert client.subscribe("t") == 1
    with holder.client("other") as other:
        other.publish("t", "while away")
        assert other.is_here()
    with lamp(False) as client:
        assert client.next() == ("t", "while away")


@pytest.mark.parametrize("version", VERSIONS)
def test_last_wills_and_kept_sessions_may_be_denied(held, iot, tmp_path, version):
    holder = Holder(
        iot, held, tmp_path,
        allow("iot:Connect", "*",
              Condition={"ForAllValues:StringEquals": {"iot:ConnectAttributes": []}}))
    with Client(holder.broker, "a", version, holder.tls) as plain:
        assert plain.code == 0
    with Client(holder.broker, "b", version, holder.tls, will="a") as with_will:
        assert with_will.code == NOT_AUTHORIZED[version]


def test_a_change_of_policy_holds_for_live_connections(held, iot, tmp_path):
    holder = Holder(iot, held, tmp_path, CONNECT, allow("iot:*", "topic*/a"))
    with holder.client() as client:
        assert client.subscribe("a") == 1
        assert client.subscribe("b") == REFUSED["3.1.1"]
        holder.replace(CONNECT, allow("iot:*", "topic*/b"))
        assert client.subscribe("b") == 1
        assert client.subscribe("a") == REFUSED["3.1.1"]
        iot.DetachPolicy(policyName="p", target=holder.arn)
        assert client.subscribe("b") == REFUSED["3.1.1"]
        client.publish("b")
        assert client.is_ended()


def test_a_certificate_that_is_deactivated_loses_its_connection(held, iot, tmp_path):
    holder = Holder(iot, held, tmp_path, CONNECT)
    with holder.client() as client:
        iot.UpdateCertificate(certificateId=holder.certificate_id, newStatus="INACTIVE")
        client._wait(lambda: client._ended, seconds=1)


def test_a_second_connection_takes_the_first_ones_place(held, iot, tmp_path):
    holder = Holder(iot, held, tmp_path, CONNECT, allow("iot:*", "topic*/a"))
    with holder.client() as first, holder.client() as second:
        assert first.is_ended()
        assert second.subscribe("a") == 1
        second.publish("a", "1")
        assert second.next() == ("a", "1")


def test_without_policies_in_force_none_counts(tmp_path):
    with Emulator() as emulator:
        iot = Boto3("iot", emulator.http)
        with Holder(iot, emulator, tmp_path).client() as client:
            assert client.code == 0
            assert client.subscribe("anything") == 1


def test_with_auth_none_any_certificate_and_none_will_do():
    with Emulator("--auth", "none") as emulator:
        tls = ssl.create_default_context(cafile=emulator.ready["ca"])
        port = int(emulator.ready["mqtts"].rsplit(":", 1)[1])
        with Client((HOST, port), "lamp", tls=tls) as client:
            assert client.code == 0
