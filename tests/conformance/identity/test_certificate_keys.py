"""The keys and signatures that certificates may have, and requests for them."""

import pytest

from clients import refused
from test_certificates import openssl
from test_tls import is_turned_away


RSA_2048 = ["-newkey", "rsa:2048"]
PSS = ["-sigopt", "rsa_padding_mode:pss"]
STRONG = [RSA_2048, [*RSA_2048, "-sha512"], [*RSA_2048, *PSS, "-sha256"],
          *(["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:" + curve, "-sha384"]
            for curve in ("P-256", "P-384", "P-521"))]
WEAK_KEYS = [["-newkey", "rsa:1024"], ["-newkey", "ed25519"], ["-newkey", "ec", "-pkeyopt",
             "ec_paramgen_curve:secp256k1"], ["-newkey", "ec", "-pkeyopt",
             "ec_paramgen_curve:P-224"]]
WEAK_SIGNATURES = [[*RSA_2048, "-sha1"], [*RSA_2048, *PSS, "-sha1"]]


def certificate_with(*words):
    return openssl("req", "-x509", "-nodes", "-keyout", "/dev/null", "-subj", "/CN=lamp",
                   "-days", "9", *words)


def request_with(*words):
    return openssl("req", "-new", "-nodes", "-keyout", "/dev/null", "-subj", "/CN=lamp", *words)


@pytest.mark.parametrize("words", STRONG, ids=" ".join)
def test_a_device_connects_with_each_kind_that_is_taken(emulator, iot, tmp_path, words):
    emulator.admin("POST", "/_emulator/reset")  # what openssl makes is valid by the system's clock
    certificate, key = tmp_path / "lamp.pem", tmp_path / "lamp.key"
    openssl("req", "-x509", "-nodes", "-keyout", str(key), "-out", str(certificate),
            "-subj", "/CN=lamp", "-days", "9", *words)
    assert is_turned_away(emulator, certificate, key)
    iot.RegisterCertificateWithoutCA(certificatePem=certificate.read_text(), status="ACTIVE")
    assert not is_turned_away(emulator, certificate, key)


@pytest.mark.parametrize("words", STRONG, ids=" ".join)
def test_keys_and_signatures_that_aws_lists_are_taken(iot, words):
    pem = certificate_with(*words)
    assert iot.RegisterCertificateWithoutCA(certificatePem=pem)["certificateId"]
    assert iot.RegisterCACertificate(caCertificate=pem, certificateMode="SNI_ONLY")
    made = iot.CreateCertificateFromCsr(certificateSigningRequest=request_with(*words))
    assert made["certificatePem"]


@pytest.mark.parametrize("words", WEAK_KEYS + WEAK_SIGNATURES, ids=" ".join)
def test_other_keys_and_signatures_are_refused(iot, words):
    part = "key in the" if words in WEAK_KEYS else "signature algorithm of the"
    pem = certificate_with(*words)
    with refused("CertificateValidationException", 400, f"The {part} certificate is not valid"):
        iot.RegisterCertificateWithoutCA(certificatePem=pem)
    with refused("CertificateValidationException", 400,
                 f"The {part} CA certificate is not valid"):
        iot.RegisterCACertificate(caCertificate=pem, certificateMode="SNI_ONLY")
    with refused("InvalidRequestException", 400):
        iot.CreateCertificateFromCsr(certificateSigningRequest=request_with(*words))
    assert iot.ListCertificates()["certificates"] == []


def test_a_weak_certificate_of_a_registered_ca_is_refused(iot, tmp_path):
    ca, key = tmp_path / "ca.pem", tmp_path / "ca.key"
    openssl("req", "-x509", *RSA_2048, "-nodes", "-keyout", str(key), "-out", str(ca),
            "-subj", "/CN=ca")
    iot.RegisterCACertificate(caCertificate=ca.read_text(), certificateMode="SNI_ONLY",
                              setAsActive=True)
    for part, words, digest in (("key in the", ["-newkey", "rsa:1024"], "-sha256"),
                                ("signature algorithm of the", RSA_2048, "-sha1")):
        leaf = openssl("x509", "-req", "-CA", str(ca), "-CAkey", str(key), "-CAcreateserial",
                       "-CAserial", str(tmp_path / "serial"), digest,
                       stdin=request_with(*words))
        with refused("CertificateValidationException", 400,
                     f"The {part} certificate is not valid"):
            iot.RegisterCertificate(certificatePem=leaf)
