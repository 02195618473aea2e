"""What comes of a device that connects for the first time with a certificate that a registered CA
has signed: just-in-time registration (JITR) and provisioning (JITP)."""

import json

import pytest

from clients import Boto3, refused
from emulator import Emulator
from fleet import arn
from policy_holders import Client
from test_ca_certificates import ROLE, authority, registered
from test_certificates import openssl
from test_provisioning import POLICY
from test_tls import connected, is_turned_away

BODY = json.dumps({
    "Parameters": {f"AWS::IoT::Certificate::{name}": {"Type": "String"}
                   for name in ("Id", "CommonName", "Country")},
    "Resources": {
        "thing": {"Type": "AWS::IoT::Thing", "Properties": {
            "ThingName": {"Ref": "AWS::IoT::Certificate::CommonName"},
            "AttributePayload": {"country": {"Ref": "AWS::IoT::Certificate::Country"}}}},
        "certificate": {"Type": "AWS::IoT::Certificate", "Properties": {
            "CertificateId": {"Ref": "AWS::IoT::Certificate::Id"}, "Status": "ACTIVE"}},
        "policy": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": POLICY}}}})


@pytest.fixture(scope="module")
def server():
    with Emulator() as emulator:
        yield emulator


@pytest.fixture
def iot(server):
    server.admin("POST", "/_emulator/reset")
    return Boto3("iot", server.http)


@pytest.fixture
def ca(tmp_path):
    return authority(tmp_path)


def leaf(ca, directory, subject="/C=DE/CN=lamp"):
    """Certificate and key of a device, signed by the CA."""
    certificate, key = directory / "device.pem", directory / "device.key"
    request = directory / "device.csr"
    openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", str(key), "-out", str(request), "-subj", subject)
    openssl("x509", "-req", "-in", str(request), "-CA", str(ca[0]), "-CAkey", str(ca[1]),
            "-CAcreateserial", "-out", str(certificate), "-days", "9")
    return certificate, key


def listed(iot):
    return {one["certificateId"]: one["status"] for one in iot.ListCertificates()["certificates"]}


def test_the_status_is_shown_and_changed(iot, ca, tmp_path):
    identity = registered(iot, ca, tmp_path, allowAutoRegistration=True)["certificateId"]

    def status():
        shown = iot.DescribeCACertificate(certificateId=identity)
        return shown["certificateDescription"]["autoRegistrationStatus"]

    assert status() == "ENABLE"
    iot.UpdateCACertificate(certificateId=identity, newAutoRegistrationStatus="DISABLE")
    assert status() == "DISABLE"
    iot.UpdateCACertificate(certificateId=identity, newAutoRegistrationStatus="ENABLE")
    iot.UpdateCACertificate(certificateId=identity, removeAutoRegistration=True)
    assert status() == "DISABLE"


def test_a_device_is_registered_and_may_come_once_it_is_activated(server, iot, ca, tmp_path):
    identity = registered(iot, ca, tmp_path, setAsActive=True,
                          allowAutoRegistration=True)["certificateId"]
    device = leaf(ca, tmp_path)
    with Client(server.mqtt, "watcher") as watcher:
        watcher.subscribe("$aws/events/certificates/registered/#")
        assert is_turned_away(server, *device)
        topic, payload = watcher.next()
    assert topic == "$aws/events/certificates/registered/" + identity
    event = json.loads(payload)
    [(certificate, status)] = listed(iot).items()
    assert status == "PENDING_ACTIVATION"
    assert event.pop("timestamp") == event.pop("certificateRegistrationTimestamp")
    assert event == {"certificateId": certificate, "caCertificateId": identity,
                     "certificateStatus": "PENDING_ACTIVATION", "awsAccountId": "123456789012"}
    [of_ca] = iot.ListCertificatesByCA(caCertificateId=identity)["certificates"]
    assert of_ca["certificateId"] == certificate
    assert is_turned_away(server, *device)  # nobody has activated it
    iot.UpdateCertificate(certificateId=certificate, newStatus="ACTIVE")
    connected(server, "lamp", *device).close()


@pytest.mark.parametrize("more", [{"setAsActive": True}, {"allowAutoRegistration": True}])
def test_a_ca_that_is_inactive_or_registers_nothing_registers_nothing(server, iot, ca, tmp_path,
                                                                      more):
    registered(iot, ca, tmp_path, **more)
    assert is_turned_away(server, *leaf(ca, tmp_path))
    assert listed(iot) == {}


def test_what_another_ca_has_signed_is_not_registered(server, iot, ca, tmp_path):
    registered(iot, ca, tmp_path, setAsActive=True, allowAutoRegistration=True)
    place = tmp_path / "other"
    place.mkdir()
    assert is_turned_away(server, *leaf(authority(place), place))  # of the same subject
    assert listed(iot) == {}


@pytest.mark.parametrize("by_name", [False, True])
def test_a_template_makes_the_thing_of_the_certificates_names(server, iot, ca, tmp_path, by_name):
    config = {"roleArn": ROLE, "templateBody": BODY}
    if by_name:
        iot.CreateProvisioningTemplate(templateName="just-in-time", templateBody=BODY, type="JITP",
                                       provisioningRoleArn=ROLE, enabled=True)
        assert iot.DescribeProvisioningTemplate(templateName="just-in-time")["type"] == "JITP"
        config = {"templateName": "just-in-time"}
    registered(iot, ca, tmp_path, setAsActive=True, allowAutoRegistration=True,
               registrationConfig=config)
    device = leaf(ca, tmp_path)
    assert is_turned_away(server, *device)
    [(certificate, status)] = listed(iot).items()
    assert status == "ACTIVE"
    assert iot.DescribeThing(thingName="lamp")["attributes"] == {"country": "DE"}
    assert iot.ListThingPrincipals(thingName="lamp")["principals"] == [arn("cert/" + certificate)]
    assert len(iot.ListAttachedPolicies(target=arn("cert/" + certificate))["policies"]) == 1
    connected(server, "lamp", *device).close()


def test_what_a_template_cannot_make_leaves_nothing_behind(server, iot, ca, tmp_path):
    registered(iot, ca, tmp_path, setAsActive=True, allowAutoRegistration=True,
               registrationConfig={"roleArn": ROLE, "templateBody": BODY})
    assert is_turned_away(server, *leaf(ca, tmp_path, "/CN=lamp"))  # names no country
    assert listed(iot) == {}
    with refused("ResourceNotFoundException", 404):
        iot.DescribeThing(thingName="lamp")
    server.has_logged("a device could not be registered on its first connection")
