"""Certificates to register, made by openssl when the cases are first read."""

import hashlib
import pathlib
import ssl
import tempfile
from dataclasses import dataclass

from fleet import arn
from test_ca_certificates import authority, signed_by
from test_certificates import openssl, self_signed

_DIRECTORY = tempfile.TemporaryDirectory()
_HOME = pathlib.Path(_DIRECTORY.name)


@dataclass(frozen=True)
class Pem:
    text: str

    @property
    def id(self):
        return hashlib.sha256(ssl.PEM_cert_to_DER_cert(self.text)).hexdigest()

    @property
    def arn(self):
        return arn("cert/" + self.id)


class Authority:
    """A CA, its certificate and what it signs."""

    def __init__(self, name, subject):
        self._directory = _HOME / name
        self._directory.mkdir()
        self._files = authority(self._directory, subject)
        self.pem = Pem(self._files[0].read_text())

    def sign(self, common_name):
        return Pem(signed_by(self._files, self._directory, common_name))


def foreign(name):
    """A certificate that no CA has signed."""
    return Pem(self_signed(_HOME, name)[0].read_text())


def signing_request():
    return openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "/dev/null",
                   "-subj", "/CN=lamp")
