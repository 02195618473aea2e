"""CAs of one's own: their registration, and that of certificates that they signed."""

import pytest

from clients import refused
from fleet import arn
from test_certificates import openssl

ROLE = arn("role/provisioning").replace(":iot:us-east-1:", ":iam::")


def authority(directory, name="ca"):
    key, certificate = directory / f"{name}.key", directory / f"{name}.pem"
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", str(key), "-out", str(certificate), "-subj", f"/O=Ours/CN={name}",
            "-days", "9")
    return certificate, key


def signed_by(ca, directory, common_name, name="leaf"):
    certificate, ca_key = ca
    request, leaf = directory / f"{name}.csr", directory / f"{name}.pem"
    openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", str(directory / f"{name}.key"), "-out", str(request),
            "-subj", f"/CN={common_name}")
    openssl("x509", "-req", "-in", str(request), "-CA", str(certificate), "-CAkey", str(ca_key),
            "-CAcreateserial", "-out", str(leaf), "-days", "9")
    return leaf.read_text()


@pytest.fixture
def now(emulator):
    """The certificates that openssl makes are valid by the system's clock."""
    emulator.admin("POST", "/_emulator/reset")


@pytest.fixture
def ca(tmp_path):
    return authority(tmp_path)


def registered(iot, ca, tmp_path, **more):
    code = iot.GetRegistrationCode()["registrationCode"]
    return iot.RegisterCACertificate(
        caCertificate=ca[0].read_text(),
        verificationCertificate=signed_by(ca, tmp_path, code, "verification"), **more)


def test_a_ca_is_registered_by_proof_of_its_key(now, sdk_iot, ca, tmp_path):
    code = sdk_iot.GetRegistrationCode()["registrationCode"]
    assert len(code) == 64 and sdk_iot.GetRegistrationCode()["registrationCode"] == code
    made = registered(sdk_iot, ca, tmp_path, setAsActive=True)
    identity = made["certificateId"]
    assert made["certificateArn"] == arn("cacert/" + identity)
    shown = sdk_iot.DescribeCACertificate(certificateId=identity)["certificateDescription"]
    assert (shown["status"], shown["certificateMode"]) == ("ACTIVE", "DEFAULT")
    assert shown["autoRegistrationStatus"] == "DISABLE"
    assert shown["certificatePem"] == ca[0].read_text()
    [listed] = sdk_iot.ListCACertificates()["certificates"]
    assert (listed["certificateId"], listed["status"]) == (identity, "ACTIVE")
    with refused("ResourceAlreadyExistsException", 409) as caught:
        registered(sdk_iot, ca, tmp_path)
    assert caught.value.resource_id == identity


def test_a_proof_with_another_code_is_none(now, iot, ca, tmp_path):
    iot.GetRegistrationCode()
    with refused("RegistrationCodeValidationException", 400):
        iot.RegisterCACertificate(
            caCertificate=ca[0].read_text(),
            verificationCertificate=signed_by(ca, tmp_path, "another"))


def test_a_proof_by_another_key_is_none(now, iot, ca, tmp_path):
    code = iot.GetRegistrationCode()["registrationCode"]
    other = authority(tmp_path, "other")
    with refused("CertificateValidationException", 400):
        iot.RegisterCACertificate(
            caCertificate=ca[0].read_text(),
            verificationCertificate=signed_by(other, tmp_path, code))


def test_a_forgotten_code_is_good_for_nothing(now, iot, ca, tmp_path):
    code = iot.GetRegistrationCode()["registrationCode"]
    iot.DeleteRegistrationCode()
    assert iot.GetRegistrationCode()["registrationCode"] != code
    with refused("RegistrationCodeValidationException", 400):
        iot.RegisterCACertificate(caCertificate=ca[0].read_text(),
                                  verificationCertificate=signed_by(ca, tmp_path, code))


def test_without_proof_a_ca_is_registered_for_sni_only(now, iot, ca):
    with refused("InvalidRequestException", 400):
        iot.RegisterCACertificate(caCertificate=ca[0].read_text())
    made = iot.RegisterCACertificate(caCertificate=ca[0].read_text(),
                                     certificateMode="SNI_ONLY")
    shown = iot.DescribeCACertificate(certificateId=made["certificateId"])
    assert shown["certificateDescription"]["certificateMode"] == "SNI_ONLY"
    assert shown["certificateDescription"]["status"] == "INACTIVE"


def test_what_is_no_ca_is_not_registered(now, iot, ca, tmp_path):
    for text in ("nonsense", signed_by(ca, tmp_path, "leaf")):
        with refused("CertificateValidationException", 400):
            iot.RegisterCACertificate(caCertificate=text, certificateMode="SNI_ONLY")


def test_a_certificate_of_the_ca_is_registered(now, sdk_iot, ca, tmp_path):
    pem = signed_by(ca, tmp_path, "lamp")
    with refused("CertificateValidationException", 400):
        sdk_iot.RegisterCertificate(certificatePem=pem)
    made = registered(sdk_iot, ca, tmp_path)
    with refused("CertificateStateException", 406):
        sdk_iot.RegisterCertificate(certificatePem=pem)
    sdk_iot.UpdateCACertificate(certificateId=made["certificateId"], newStatus="ACTIVE")
    leaf = sdk_iot.RegisterCertificate(certificatePem=pem, status="ACTIVE")["certificateId"]
    described = sdk_iot.DescribeCertificate(certificateId=leaf)["certificateDescription"]
    assert described["status"] == "ACTIVE"
    [listed] = sdk_iot.ListCertificatesByCA(
        caCertificateId=made["certificateId"])["certificates"]
    assert listed["certificateId"] == leaf


def test_the_ca_that_is_named_must_have_signed(now, iot, tmp_path):
    cas = [authority(tmp_path, name) for name in ("one", "two")]
    for ca in cas:
        registered(iot, ca, tmp_path, setAsActive=True)
    pem = signed_by(cas[1], tmp_path, "lamp")
    iot.RegisterCertificate(certificatePem=pem, caCertificatePem=cas[1][0].read_text())
    other = signed_by(cas[0], tmp_path, "fan", "fan")
    with refused("CertificateValidationException", 400):
        iot.RegisterCertificate(certificatePem=other, caCertificatePem=cas[1][0].read_text())


def test_of_cas_with_one_subject_one_must_be_named(now, iot, tmp_path):
    cas = []
    for place in (tmp_path / "one", tmp_path / "two"):
        place.mkdir()
        cas.append(authority(place))
        registered(iot, cas[-1], place, setAsActive=True)
    pem = signed_by(cas[1], tmp_path, "lamp")
    with refused("CertificateConflictException", 409):
        iot.RegisterCertificate(certificatePem=pem)
    iot.RegisterCertificate(certificatePem=pem, caCertificatePem=cas[1][0].read_text())


def test_an_active_ca_is_not_deleted(now, iot, ca, tmp_path):
    identity = registered(iot, ca, tmp_path, setAsActive=True)["certificateId"]
    with refused("CertificateStateException", 406):
        iot.DeleteCACertificate(certificateId=identity)
    iot.UpdateCACertificate(certificateId=identity, newStatus="INACTIVE")
    iot.DeleteCACertificate(certificateId=identity)
    with refused("ResourceNotFoundException", 404):
        iot.DescribeCACertificate(certificateId=identity)


def test_the_configuration_is_kept(now, iot, ca, tmp_path):
    config = {"roleArn": ROLE, "templateName": "t"}
    identity = registered(iot, ca, tmp_path, registrationConfig=config)["certificateId"]
    shown = iot.DescribeCACertificate(certificateId=identity)
    assert shown["registrationConfig"] == config
    iot.UpdateCACertificate(certificateId=identity, removeAutoRegistration=True)
    assert iot.DescribeCACertificate(certificateId=identity)["registrationConfig"] == {}
