"""Provisioning: templates and RegisterThing over HTTP, and by claim over MQTT."""

import json
import subprocess

import pytest

from clients import HERE, Boto3, refused
from device import Device
from emulator import Emulator
from fleet import arn
from test_certificates import openssl
from test_tls import HOST, connected, port, until

ROLE = "arn:aws:iam::123456789012:role/provisioning"
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "iot:*", "Resource": "*"}]})
CREATE = "$aws/certificates/create/json"
FROM_CSR = "$aws/certificates/create-from-csr/json"
PROVISION = "$aws/provisioning-templates/lamps/provision/json"


def template(thing=None, certificate=None, **sections):
    return json.dumps({
        "Parameters": {"Serial": {"Type": "String"},
                       "Place": {"Type": "String", "Default": "Seattle"},
                       "AWS::IoT::Certificate::Id": {"Type": "String"}},
        "Resources": {
            "thing": {"Type": "AWS::IoT::Thing", "Properties": {
                "ThingName": {"Fn::Join": ["", ["lamp-", {"Ref": "Serial"}]]},
                "AttributePayload": {"place": {"Ref": "Place"}},
                "ThingGroups": ["lamps"]}, **(thing or {})},
            "certificate": {"Type": "AWS::IoT::Certificate", "Properties": certificate or {
                "CertificateId": {"Ref": "AWS::IoT::Certificate::Id"}, "Status": "Active"}},
            "policy": {"Type": "AWS::IoT::Policy",
                       "Properties": {"PolicyName": "lamp-policy"}}},
        "DeviceConfiguration": {"url": {"Fn::Sub": "https://${Place}.example"}}, **sections})


@pytest.fixture
def ground(iot):
    """What the template leans on."""
    iot.CreatePolicy(policyName="lamp-policy", policyDocument=POLICY)
    iot.CreateThingGroup(thingGroupName="lamps")
    return iot


def create(iot, body=None, **more):
    return iot.CreateProvisioningTemplate(
        **{"templateName": "lamps", "templateBody": body or template(),
           "provisioningRoleArn": ROLE, "enabled": True, **more})


def test_a_template_is_kept(sdk_iot):
    made = create(sdk_iot, description="for lamps")
    assert made == {"templateName": "lamps", "defaultVersionId": 1,
                    "templateArn": arn("provisioningtemplate/lamps")}
    shown = sdk_iot.DescribeProvisioningTemplate(templateName="lamps")
    assert shown["templateBody"] == template()
    assert (shown["enabled"], shown["type"]) == (True, "FLEET_PROVISIONING")
    assert (shown["provisioningRoleArn"], shown["description"]) == (ROLE, "for lamps")
    [listed] = sdk_iot.ListProvisioningTemplates()["templates"]
    assert listed["templateName"] == "lamps"
    with refused("ResourceAlreadyExistsException", 409):
        create(sdk_iot)
    sdk_iot.UpdateProvisioningTemplate(templateName="lamps", enabled=False)
    assert sdk_iot.DescribeProvisioningTemplate(templateName="lamps")["enabled"] is False
    sdk_iot.DeleteProvisioningTemplate(templateName="lamps")
    with refused("ResourceNotFoundException", 404):
        sdk_iot.DescribeProvisioningTemplate(templateName="lamps")


def test_templates_have_versions(sdk_iot):
    create(sdk_iot)
    body = template(Mappings={})
    made = sdk_iot.CreateProvisioningTemplateVersion(templateName="lamps", templateBody=body)
    assert (made["versionId"], made["isDefaultVersion"]) == (2, False)
    shown = sdk_iot.DescribeProvisioningTemplateVersion(templateName="lamps", versionId=2)
    assert (shown["templateBody"], shown["isDefaultVersion"]) == (body, False)
    with refused("DeleteConflictException", 409):
        sdk_iot.DeleteProvisioningTemplate(templateName="lamps")
    sdk_iot.UpdateProvisioningTemplate(templateName="lamps", defaultVersionId=2)
    versions = sdk_iot.ListProvisioningTemplateVersions(templateName="lamps")["versions"]
    assert [(one["versionId"], one["isDefaultVersion"]) for one in versions] == [
        (1, False), (2, True)]
    with refused("DeleteConflictException", 409):
        sdk_iot.DeleteProvisioningTemplateVersion(templateName="lamps", versionId=2)
    sdk_iot.DeleteProvisioningTemplateVersion(templateName="lamps", versionId=1)
    for _ in range(4):
        sdk_iot.CreateProvisioningTemplateVersion(templateName="lamps", templateBody=body)
    with refused("VersionsLimitExceededException", 409):
        sdk_iot.CreateProvisioningTemplateVersion(templateName="lamps", templateBody=body)


@pytest.mark.parametrize("body", ["nonsense", "{}", '{"Resources": {"a": {"Type": "x"}}}'])
def test_what_is_no_template_is_refused(iot, body):
    with refused("InvalidRequestException", 400):
        create(iot, body)


MISSING = {
    "ThingTypeName": {"thing": {"Properties": {"ThingName": "lamp-1", "ThingTypeName": "none"}}},
    "ThingGroups": {"thing": {"Properties": {"ThingName": "lamp-1", "ThingGroups": ["none"]}}},
    "BillingGroup": {"thing": {"Properties": {"ThingName": "lamp-1", "BillingGroup": "none"}}},
    "PolicyName": {},
}


def signing_request(directory):
    key = directory / "device.key"
    return openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key),
                   "-subj", "/CN=lamp")


def test_register_thing_makes_what_its_template_says(ground, sdk_iot, tmp_path):
    body = template(certificate={"CertificateSigningRequest": {"Ref": "CSR"}})
    made = sdk_iot.RegisterThing(templateBody=body, parameters={
        "Serial": "1", "CSR": signing_request(tmp_path)})
    assert made["certificatePem"].startswith("-----BEGIN CERTIFICATE-----")
    arns = made["resourceArns"]
    assert (arns["thing"], arns["policy"]) == (arn("thing/lamp-1"), arn("policy/lamp-policy"))
    thing = sdk_iot.DescribeThing(thingName="lamp-1")
    assert thing["attributes"] == {"place": "Seattle"}
    assert sdk_iot.ListThingPrincipals(thingName="lamp-1")["principals"] == [
        arns["certificate"]]
    assert sdk_iot.ListThingsInThingGroup(thingGroupName="lamps")["things"] == ["lamp-1"]
    attached = sdk_iot.ListAttachedPolicies(target=arns["certificate"])["policies"]
    assert [one["policyName"] for one in attached] == ["lamp-policy"]


def test_what_is_there_already_goes_by_the_override_settings(ground, iot, tmp_path):
    def register(place, **overrides):
        body = template(thing={"OverrideSettings": overrides},
                        certificate={"CertificateSigningRequest": {"Ref": "CSR"}})
        iot.RegisterThing(templateBody=body, parameters={
            "Serial": "1", "Place": place, "CSR": signing_request(tmp_path)})
        return iot.DescribeThing(thingName="lamp-1")["attributes"]["place"]

    assert register("Paris") == "Paris"
    assert register("Oslo", AttributePayload="DO_NOTHING") == "Paris"
    assert register("Oslo", AttributePayload="MERGE") == "Oslo"
    assert register("Rome", AttributePayload="REPLACE") == "Rome"
    with refused("ConflictingResourceUpdateException", 409):
        register("Bonn", AttributePayload="FAIL")


def test_nothing_is_made_when_something_fails(ground, iot, tmp_path):
    iot.DeleteThingGroup(thingGroupName="lamps")
    body = template(certificate={"CertificateSigningRequest": {"Ref": "CSR"}})
    with refused("ResourceRegistrationFailureException", 400) as caught:
        iot.RegisterThing(templateBody=body, parameters={
            "Serial": "1", "CSR": signing_request(tmp_path)})
    assert "lamps" in caught.value.message
    assert iot.ListThings()["things"] == iot.ListCertificates()["certificates"] == []


def test_a_missing_parameter_is_named(ground, iot):
    with refused("InvalidRequestException", 400, "Missing required template parameter: Serial"):
        iot.RegisterThing(templateBody=template(), parameters={
            "AWS::IoT::Certificate::Id": "0" * 64})


def test_a_claim_is_good_for_five_minutes(emulator, sdk_iot):
    create(sdk_iot)
    claim = sdk_iot.CreateProvisioningClaim(templateName="lamps")
    assert claim["keyPair"]["PrivateKey"].startswith("-----BEGIN")
    now = emulator.admin("GET", "/_emulator/clock")["now"]
    shown = sdk_iot.DescribeCertificate(certificateId=claim["certificateId"])
    validity = shown["certificateDescription"]["validity"]
    assert validity["notAfter"] == claim["expiration"] == 1767225600 + 300, now
    with refused("ResourceNotFoundException", 404):
        sdk_iot.CreateProvisioningClaim(templateName="nobody")


def test_a_claim_may_provision_by_its_template_and_nothing_else(tmp_path):
    certificate, key = tmp_path / "claim.pem", tmp_path / "claim.key"
    other = PROVISION.replace("lamps", "others")
    with Emulator("--auth", "policy") as emulator:
        iot = Boto3("iot", emulator.http)
        create(iot)
        claim = iot.CreateProvisioningClaim(templateName="lamps")
        certificate.write_text(claim["certificatePem"])
        key.write_text(claim["keyPair"]["PrivateKey"])
        device = connected(emulator, "new", certificate, key, subscribe=())
        assert ask(device, CREATE)[0] == "accepted"
        assert ask(device, PROVISION)[1]["errorCode"]
        device.client.publish(other)

        def refused_on():
            refusals = emulator.admin("GET", "/_emulator/refusals")["refusals"]
            return [refusal["resource"] for refusal in refusals]

        assert until(refused_on, 8)
        assert set(refused_on()) == {arn("topic/" + other)}
        device.close()


@pytest.fixture
def device(emulator, mqtt_version):
    """Subscribes to nothing: answers must come unasked."""
    made = Device(emulator.mqtt, "new", mqtt_version, subscribe=())
    yield made
    made.close()


def ask(device, topic, members=""):
    device.publish(topic, members)
    reply = device.wait_for(lambda m: m.topic in (topic + "/accepted", topic + "/rejected"),
                            f"a reply on {topic}")
    return reply.topic.rsplit("/", 1)[1], reply.payload


def test_a_device_becomes_a_thing(ground, iot, device):
    create(iot)
    verdict, made = ask(device, CREATE)
    assert verdict == "accepted"
    assert set(made) == {"certificateId", "certificatePem", "privateKey",
                         "certificateOwnershipToken"}
    identity = made["certificateId"]

    def status():
        shown = iot.DescribeCertificate(certificateId=identity)
        return shown["certificateDescription"]["status"]

    assert status() == "PENDING_ACTIVATION"
    verdict, thing = ask(device, PROVISION, {
        "certificateOwnershipToken": made["certificateOwnershipToken"],
        "parameters": {"Serial": "7", "Place": "Oslo"}})
    assert (verdict, thing) == ("accepted", {
        "thingName": "lamp-7", "deviceConfiguration": {"url": "https://Oslo.example"}})
    assert status() == "ACTIVE"
    assert iot.ListThingPrincipals(thingName="lamp-7")["principals"] == [arn("cert/" + identity)]


def test_a_device_brings_its_own_key(ground, iot, device, tmp_path):
    create(iot)
    verdict, made = ask(device, FROM_CSR,
                        {"certificateSigningRequest": signing_request(tmp_path)})
    assert verdict == "accepted"
    assert set(made) == {"certificateId", "certificatePem", "certificateOwnershipToken"}
    public = openssl("pkey", "-pubout", "-in", str(tmp_path / "device.key"))
    (tmp_path / "device.pem").write_text(made["certificatePem"])
    assert openssl("x509", "-noout", "-pubkey", "-in", str(tmp_path / "device.pem")) == public
    verdict, _ = ask(device, PROVISION, {
        "certificateOwnershipToken": made["certificateOwnershipToken"],
        "parameters": {"Serial": "8"}})
    assert verdict == "accepted"


def test_a_token_is_good_once(ground, iot, device):
    create(iot)
    _, made = ask(device, CREATE)
    request = {"certificateOwnershipToken": made["certificateOwnershipToken"],
               "parameters": {"Serial": "1"}}
    assert ask(device, PROVISION, request)[0] == "accepted"
    assert ask(device, PROVISION, request) == ("rejected", {
        "statusCode": 400, "errorCode": "InvalidCertificateOwnershipToken",
        "errorMessage": "Certificate ownership token is invalid."})


def test_a_certificate_that_nobody_claims_is_gone_after_an_hour(emulator, ground, iot, device):
    create(iot)
    _, made = ask(device, CREATE)
    emulator.advance("61m")
    verdict, error = ask(device, PROVISION, {
        "certificateOwnershipToken": made["certificateOwnershipToken"],
        "parameters": {"Serial": "1"}})
    assert (verdict, error["errorCode"]) == ("rejected", "InvalidCertificateOwnershipToken")
    assert ask(device, CREATE)[0] == "accepted"
    with refused("ResourceNotFoundException", 404):
        iot.DescribeCertificate(certificateId=made["certificateId"])


@pytest.mark.parametrize("topic, members, status, code, message", [
    (PROVISION, {}, 400, "InvalidCertificateOwnershipToken",
     "Certificate ownership token cannot be empty."),
    (PROVISION.replace("lamps", "nobody"), {"certificateOwnershipToken": "t"}, 404,
     "ResourceNotFound", "Provisioning template nobody cannot be found."),
    (PROVISION, '{"parameters": [', 400, "InvalidRequest", "The payload is not a JSON object."),
    (FROM_CSR, {"certificateSigningRequest": "nonsense"}, 400,
     "InvalidCertificateSigningRequest", "The certificate signing request is not valid."),
    (FROM_CSR, {}, 400, "InvalidRequest", None),
])
def test_refusals_over_mqtt(ground, iot, device, topic, members, status, code, message):
    create(iot)
    verdict, error = ask(device, topic, members)
    assert (verdict, error["statusCode"], error["errorCode"]) == ("rejected", status, code)
    assert message is None or error["errorMessage"] == message


def test_a_template_that_is_not_enabled_provisions_nobody(ground, iot, device):
    create(iot, enabled=False)
    _, made = ask(device, CREATE)
    verdict, error = ask(device, PROVISION, {
        "certificateOwnershipToken": made["certificateOwnershipToken"]})
    assert (verdict, error["errorCode"]) == ("rejected", "InvalidRequest")


def test_others_hear_nothing_of_it(ground, iot, device, emulator):
    listener = Device(emulator.mqtt, "listener", subscribe=("$aws/certificates/#",))
    assert ask(device, CREATE)[0] == "accepted"
    assert listener.overheard() == []
    listener.close()


@pytest.mark.parametrize("client", ["classic", "3.1.1", "5"])
def test_aws_own_identity_client_is_provisioned_by_claim(emulator, ground, iot, tmp_path, client):
    create(iot)
    claim = iot.CreateProvisioningClaim(templateName="lamps")
    certificate, key = tmp_path / "claim.pem", tmp_path / "claim.key"
    certificate.write_text(claim["certificatePem"])
    key.write_text(claim["keyPair"]["PrivateKey"])
    done = subprocess.run(
        ["node", "client_programs/identity_client.mjs", client, HOST, str(port(emulator)),
         emulator.ready["ca"], str(certificate), str(key), "lamps", "9"],
        cwd=HERE, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["hasKey"]
    assert told["registered"] == {"thingName": "lamp-9",
                                  "deviceConfiguration": {"url": "https://Seattle.example"}}
    assert told["refusal"] == {"statusCode": 400,
                               "errorCode": "InvalidCertificateOwnershipToken",
                               "errorMessage": "Certificate ownership token is invalid."}
    assert iot.ListThingPrincipals(thingName="lamp-9")["principals"] == [
        arn("cert/" + told["certificateId"])]


@pytest.mark.parametrize("missing", MISSING)
def test_what_a_template_names_and_is_not_there_is_the_users_mistake(iot, device, missing):
    if missing != "PolicyName":
        iot.CreatePolicy(policyName="lamp-policy", policyDocument=POLICY)
    create(iot, template(**MISSING[missing]))
    token = ask(device, CREATE)[1]["certificateOwnershipToken"]
    verdict, refusal = ask(device, PROVISION, {
        "certificateOwnershipToken": token, "parameters": {"Serial": "1"}})
    assert (verdict, refusal["statusCode"], refusal["errorCode"]) == (
        "rejected", 400, "ResourceRegistrationFailure")
    assert ("lamp-policy" if missing == "PolicyName" else "none") in refusal["errorMessage"]
    assert iot.ListThings()["things"] == []
