"""Certificates and policies over the control plane, by boto3."""

import json
import pathlib
import re
import subprocess
import uuid

import pytest

from clients import ApiError, Boto3
from emulator import T0
from fleet import ACCOUNT, REGION, arn, group_arn, thing_arn

CLOSED = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "iot:Connect", "Resource": "*"}],
    }
)


@pytest.fixture
def iot(emulator):
    return Boto3("iot", emulator.http)


def openssl(*words, stdin=None):
    return subprocess.run(
        ["openssl", *words], input=stdin, capture_output=True, text=True, check=True
    ).stdout


def self_signed(directory, name="foreign"):
    key, certificate = directory / f"{name}.key", directory / f"{name}.pem"
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", str(key), "-out", str(certificate), "-subj", f"/CN={name}", "-days", "9")
    return certificate, key


def extended(directory, name, *extensions):
    """Self-signed, with these extensions alone."""
    configuration = directory / f"{name}.cnf"
    configuration.write_text("[req]\ndistinguished_name=d\nx509_extensions=x\n[d]\n[x]\n" +
                             "\n".join(extensions) + "\n")
    certificate = directory / f"{name}.pem"
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", str(directory / f"{name}.key"), "-out", str(certificate), "-subj",
            f"/CN={name}", "-days", "9", "-config", str(configuration))
    return certificate.read_text()


def refusal(call, **members):
    with pytest.raises(ApiError) as caught:
        call(**members)
    return caught.value.name


def test_keys_and_a_certificate_are_made_for_each_other(iot, emulator, tmp_path):
    made = iot.CreateKeysAndCertificate(setAsActive=True)
    assert made["certificateArn"] == arn("cert/" + made["certificateId"])
    (tmp_path / "c.pem").write_text(made["certificatePem"])
    key = openssl("rsa", "-pubout", stdin=made["keyPair"]["PrivateKey"])
    assert key == made["keyPair"]["PublicKey"]
    assert openssl("x509", "-noout", "-pubkey", "-in", str(tmp_path / "c.pem")) == key
    digest = openssl("x509", "-noout", "-fingerprint", "-sha256", "-in", str(tmp_path / "c.pem"))
    assert digest.strip().split("=")[1].replace(":", "").lower() == made["certificateId"]
    assert openssl("verify", "-CAfile", emulator.ready["ca"], str(tmp_path / "c.pem"))
    shown = iot.DescribeCertificate(certificateId=made["certificateId"])["certificateDescription"]
    assert (shown["status"], shown["ownedBy"], shown["certificateMode"]) == (
        "ACTIVE", ACCOUNT, "DEFAULT")
    assert shown["creationDate"] == T0
    assert shown["validity"] == {"notBefore": T0 - 120, "notAfter": 2524607999}


def test_a_signing_request_keeps_its_key_and_subject(iot, tmp_path):
    key, request = tmp_path / "k.pem", tmp_path / "r.pem"
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", str(key))
    openssl("req", "-new", "-key", str(key), "-subj", "/CN=lamp", "-out", str(request))
    made = iot.CreateCertificateFromCsr(certificateSigningRequest=request.read_text())
    text = openssl("x509", "-noout", "-subject", "-pubkey", stdin=made["certificatePem"])
    assert "CN = lamp" in text
    assert openssl("ec", "-in", str(key), "-pubout") in text
    shown = iot.DescribeCertificate(certificateId=made["certificateId"])
    assert shown["certificateDescription"]["status"] == "INACTIVE"
    weak = openssl("req", "-new", "-newkey", "rsa:1024", "-nodes", "-keyout", "/dev/null",
                   "-subj", "/CN=weak")
    for bad in ("no request", weak):
        assert refusal(iot.CreateCertificateFromCsr, certificateSigningRequest=bad) == (
            "InvalidRequestException")


def test_a_certificate_of_another_issuer_is_registered_once(iot, tmp_path):
    pem = self_signed(tmp_path)[0].read_text()
    made = iot.RegisterCertificateWithoutCA(certificatePem=pem, status="ACTIVE")
    shown = iot.DescribeCertificate(certificateId=made["certificateId"])["certificateDescription"]
    assert shown["certificateMode"] == "SNI_ONLY"
    assert shown["certificatePem"] == pem
    assert refusal(iot.RegisterCertificateWithoutCA, certificatePem=pem) == (
        "ResourceAlreadyExistsException")
    assert refusal(iot.RegisterCertificateWithoutCA, certificatePem="-") == (
        "CertificateValidationException")


def test_certificates_are_listed_by_age(iot):
    ids = [iot.CreateKeysAndCertificate()["certificateId"] for _ in range(3)]
    first = iot.ListCertificates(pageSize=2)
    assert [c["certificateId"] for c in first["certificates"]] == ids[:0:-1]
    rest = iot.ListCertificates(pageSize=2, marker=first["nextMarker"])
    assert [c["certificateId"] for c in rest["certificates"]] == ids[:1]
    assert "nextMarker" not in rest
    oldest = iot.ListCertificates(ascendingOrder=True)["certificates"]
    assert [c["certificateId"] for c in oldest] == ids


def test_only_a_certificate_without_ties_is_deleted(iot):
    made = iot.CreateKeysAndCertificate(setAsActive=True)
    it = {"certificateId": made["certificateId"]}
    principal = {"principal": made["certificateArn"]}
    iot.CreateThing(thingName="lamp")
    iot.CreatePolicy(policyName="p", policyDocument=CLOSED)
    iot.AttachThingPrincipal(thingName="lamp", **principal)
    iot.AttachPolicy(policyName="p", target=made["certificateArn"])
    assert refusal(iot.DeleteCertificate, **it) == "CertificateStateException"
    iot.UpdateCertificate(newStatus="INACTIVE", **it)
    assert refusal(iot.DeleteCertificate, **it) == "DeleteConflictException"
    assert refusal(iot.DeleteThing, thingName="lamp") == "InvalidRequestException"
    iot.DetachThingPrincipal(thingName="lamp", **principal)
    assert refusal(iot.DeleteCertificate, **it) == "DeleteConflictException"
    iot.DeleteCertificate(forceDelete=True, **it)
    assert refusal(iot.DescribeCertificate, **it) == "ResourceNotFoundException"
    iot.DeletePolicy(policyName="p")
    iot.DeleteThing(thingName="lamp")


def test_a_status_that_only_a_transfer_sets_is_refused(iot):
    made = iot.CreateKeysAndCertificate()
    for status in ("PENDING_TRANSFER", "PENDING_ACTIVATION"):
        assert refusal(iot.UpdateCertificate, certificateId=made["certificateId"],
                       newStatus=status) == "InvalidRequestException"


def test_things_and_principals_know_each_other(iot):
    certificate = iot.CreateKeysAndCertificate()["certificateArn"]
    for name in ("lamp", "door"):
        iot.CreateThing(thingName=name)
        iot.AttachThingPrincipal(thingName=name, principal=certificate)
    assert iot.ListThingPrincipals(thingName="lamp")["principals"] == [certificate]
    assert iot.ListPrincipalThings(principal=certificate)["things"] == ["door", "lamp"]
    iot.DetachThingPrincipal(thingName="door", principal=certificate)
    assert iot.ListPrincipalThings(principal=certificate)["things"] == ["lamp"]
    unknown = arn("cert/" + "0" * 64)
    for name, principal, code in (
        ("lamp", unknown, "ResourceNotFoundException"),
        ("nobody", certificate, "ResourceNotFoundException"),
        ("lamp", thing_arn("lamp"), "InvalidRequestException"),
    ):
        assert refusal(iot.AttachThingPrincipal, thingName=name, principal=principal) == code


def test_a_certificate_can_be_one_things_alone(emulator, _sdks):
    iot = _sdks["npm"][0]  # newer than Debian's botocore, which does not know the type
    certificate = iot.CreateKeysAndCertificate()["certificateArn"]
    for name in ("lamp", "door"):
        iot.CreateThing(thingName=name)
    iot.AttachThingPrincipal(thingName="lamp", principal=certificate,
                             thingPrincipalType="EXCLUSIVE_THING")
    assert refusal(iot.AttachThingPrincipal, thingName="door", principal=certificate) == (
        "InvalidRequestException")
    iot.DetachThingPrincipal(thingName="lamp", principal=certificate)
    iot.AttachThingPrincipal(thingName="door", principal=certificate)
    assert refusal(iot.AttachThingPrincipal, thingName="lamp", principal=certificate,
                   thingPrincipalType="EXCLUSIVE_THING") == "InvalidRequestException"


def test_a_policy_has_versions_and_one_default(iot):
    made = iot.CreatePolicy(policyName="p", policyDocument=CLOSED)
    assert made["policyVersionId"] == "1"
    assert refusal(iot.CreatePolicy, policyName="p", policyDocument=CLOSED) == (
        "ResourceAlreadyExistsException")
    open_ = CLOSED.replace("iot:Connect", "iot:*")
    second = iot.CreatePolicyVersion(policyName="p", policyDocument=open_)
    assert (second["policyVersionId"], second["isDefaultVersion"]) == ("2", False)
    assert iot.GetPolicy(policyName="p")["defaultVersionId"] == "1"
    iot.SetDefaultPolicyVersion(policyName="p", policyVersionId="2")
    assert iot.GetPolicy(policyName="p")["policyDocument"] == open_
    versions = iot.ListPolicyVersions(policyName="p")["policyVersions"]
    assert [(v["versionId"], v["isDefaultVersion"]) for v in versions] == [
        ("2", True), ("1", False)]
    assert refusal(iot.DeletePolicy, policyName="p") == "DeleteConflictException"
    assert refusal(iot.DeletePolicyVersion, policyName="p", policyVersionId="2") == (
        "DeleteConflictException")
    iot.DeletePolicyVersion(policyName="p", policyVersionId="1")
    for number in range(3, 7):
        made = iot.CreatePolicyVersion(policyName="p", policyDocument=open_)
        assert made["policyVersionId"] == str(number)
    assert refusal(iot.CreatePolicyVersion, policyName="p", policyDocument=open_) == (
        "VersionsLimitExceededException")
    assert refusal(iot.GetPolicyVersion, policyName="p", policyVersionId="1") == (
        "ResourceNotFoundException")


@pytest.mark.parametrize("document", [
    "no JSON", "[]", "{}", '{"Version":"2012-10-17","Statement":[]}',
    CLOSED.replace("Allow", "Perhaps"), CLOSED.replace("Effect", "Affect"),
    CLOSED.replace('"*"', "7"), CLOSED.replace('"*"', json.dumps("x" * 2048)),
])
def test_a_document_that_is_no_policy_is_malformed(iot, document):
    assert refusal(iot.CreatePolicy, policyName="p", policyDocument=document) == (
        "MalformedPolicyException")


def test_policies_are_attached_to_certificates_and_groups(iot):
    certificate = iot.CreateKeysAndCertificate()["certificateArn"]
    iot.CreateThingGroup(thingGroupName="house")
    iot.CreateThingGroup(thingGroupName="hall", parentGroupName="house")
    for name in ("p", "q"):
        iot.CreatePolicy(policyName=name, policyDocument=CLOSED)
    iot.AttachPolicy(policyName="p", target=certificate)
    iot.AttachPolicy(policyName="p", target=group_arn("hall"))
    iot.AttachPolicy(policyName="q", target=group_arn("house"))

    def attached(target, **more):
        page = iot.ListAttachedPolicies(target=target, **more)
        return [policy["policyName"] for policy in page["policies"]]

    assert attached(certificate) == ["p"]
    assert attached(group_arn("hall")) == ["p"]
    assert attached(group_arn("hall"), recursive=True) == ["p", "q"]
    assert sorted(iot.ListTargetsForPolicy(policyName="p")["targets"]) == sorted(
        [certificate, group_arn("hall")])
    assert refusal(iot.DeletePolicy, policyName="q") == "DeleteConflictException"
    iot.DetachPolicy(policyName="q", target=group_arn("house"))
    iot.DeletePolicy(policyName="q")
    assert refusal(iot.AttachPolicy, policyName="p", target=thing_arn("lamp")) == (
        "InvalidRequestException")
    assert refusal(iot.AttachPolicy, policyName="none", target=certificate) == (
        "ResourceNotFoundException")


def test_the_older_forms_do_the_same(iot):
    certificate = iot.CreateKeysAndCertificate()["certificateArn"]
    iot.CreatePolicy(policyName="p", policyDocument=CLOSED)
    iot.AttachPrincipalPolicy(policyName="p", principal=certificate)
    assert iot.ListPolicyPrincipals(policyName="p")["principals"] == [certificate]
    policies = iot.ListPrincipalPolicies(principal=certificate)["policies"]
    assert policies == [{"policyName": "p", "policyArn": arn("policy/p")}]
    iot.DetachPrincipalPolicy(policyName="p", principal=certificate)
    assert iot.ListPrincipalPolicies(principal=certificate)["policies"] == []
    assert REGION in certificate


def test_generation_ids_have_awss_forms_and_change(iot):
    made = iot.CreateKeysAndCertificate()["certificateId"]

    def of_certificate():
        shown = iot.DescribeCertificate(certificateId=made)["certificateDescription"]
        assert str(uuid.UUID(shown["generationId"])) == shown["generationId"]
        return shown["generationId"]

    before = of_certificate()
    assert of_certificate() == before
    iot.UpdateCertificate(certificateId=made, newStatus="ACTIVE")
    assert of_certificate() != before
    iot.CreatePolicy(policyName="p", policyDocument=CLOSED)
    first = iot.GetPolicy(policyName="p")["generationId"]
    assert re.fullmatch("[0-9a-f]{64}", first)
    iot.CreatePolicyVersion(policyName="p", policyDocument=CLOSED, setAsDefault=True)
    assert iot.GetPolicy(policyName="p")["generationId"] != first


def test_a_certificate_for_servers_alone_is_no_devices(iot, tmp_path):
    servers = extended(tmp_path, "servers", "extendedKeyUsage=serverAuth")
    assert refusal(iot.RegisterCertificateWithoutCA, certificatePem=servers, status="ACTIVE") == (
        "CertificateValidationException")
    for name, usage in (("clients", "clientAuth"), ("both", "serverAuth,clientAuth"),
                        ("any", "anyExtendedKeyUsage")):
        pem = extended(tmp_path, name, f"extendedKeyUsage={usage}")
        iot.RegisterCertificateWithoutCA(certificatePem=pem, status="ACTIVE")


def test_a_cas_certificate_is_no_devices(emulator, iot):
    own = pathlib.Path(emulator.ready["ca"]).read_text()
    assert refusal(iot.RegisterCertificateWithoutCA, certificatePem=own, status="ACTIVE") == (
        "CertificateValidationException")
